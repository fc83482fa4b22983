"""ICEWS coded event data, as on Dataverse and as people pass it on."""

from __future__ import annotations

from functools import lru_cache

from dragoman.exports.icews import COLUMNS
from dragoman.imports.cells import Form
from dragoman.imports.gdelt import coded, turned
from dragoman.imports.rows import Cells, Side, dated, day, folded, given, home, new, point, real
from dragoman.imports.twins import Read
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge

FORM = Form("ICEWS", COLUMNS, ("Event Date", "CAMEO Code"), {len(COLUMNS): COLUMNS}, {"EventID": "Event ID", "Eventcode": "CAMEO Code"})


def read(cells: Cells, knowledge: Knowledge) -> Read:
    row = new(cells, "Event ID", "icews")
    dated(row, day(cells.get("Event Date")))
    code = coded(row, cells.get("CAMEO Code", ""), "", real(cells.get("Intensity")), knowledge)
    city, province, country = (given(cells.get(name)) for name in ("City", "Province", "Country"))
    row |= {"place": city or province or country, "place_admin1": province, "place_country": countries(knowledge).of_name(country)}
    row["place_granularity"] = "city" if city else "admin1" if province else "country" if country else ""
    row["latitude"], row["longitude"] = point(cells.get("Latitude"), cells.get("Longitude"))
    row |= {"reports": 1, "sources": 1}
    source, target = (side(cells, which, knowledge) for which in ("Source", "Target"))
    where = (row["date_start"], cells.get("Story ID", ""), city, province, country)
    return turned(Read(row, source, target), code, where, knowledge)


def side(cells: Cells, which: str, knowledge: Knowledge) -> Side:
    """A party; one that bears its country's own name is that state."""
    name, words, land = (given(cells.get(f"{which} {part}")) for part in ("Name", "Sectors", "Country"))
    country = countries(knowledge).of_name(land) or ("" if land else home(name, knowledge))
    found = sector(words, knowledge)
    if not found and country and countries(knowledge).of_name(name) == country:
        found = "GOV"
    return Side(name, country, found)


@lru_cache(maxsize=16384)
def sector(words: str, knowledge: Knowledge) -> str:
    """The PLOVER sector of a list of sectors in words, "" where no word is known."""
    told = folded(words)
    if not told:
        return ""
    own = {folded(data["name"]): key for file in knowledge.files("sectors.yaml") for key, data in file.data["sectors"].items()}
    lists = [line for file in knowledge.files("exchange/icews.yaml") for line in file.data["sectors"]]
    return own.get(told) or next((line["sector"] for line in lists if folded(line["has"]) in told), "")
