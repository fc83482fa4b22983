"""POLECAT files (Dataverse)."""

from __future__ import annotations

from dragoman.exports.happening import types_that
from dragoman.exports.polecat import COLUMNS, FEATURES
from dragoman.imports.cells import Form
from dragoman.imports.rows import Cells, Side, dated, day, given, new, point, real, seen, typed, whole
from dragoman.imports.twins import Read
from dragoman.lexicon.countries import countries, plover_sectors
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.plover import known_contexts

FORM = Form("POLECAT", COLUMNS, ("Event Date", "Event Type"), {len(COLUMNS): COLUMNS}, {})
GRANULARITY = {code: name for name, code in FEATURES.items()}


def read(cells: Cells, knowledge: Knowledge) -> Read:
    """One row. POLECAT's score counts where it has one, else PLOVER's for type and mode. A talk's twin has its sides exchanged."""
    row = new(cells, "Event ID", "polecat")
    dated(row, day(cells.get("Event Date")))
    typed(row, given(cells.get("Event Type")).upper(), given(cells.get("Event Mode")).lower(), knowledge)
    score = real(cells.get("Intensity"))
    row["intensity"] = row["intensity"] if score is None or abs(score) > 10 else score
    words = given(cells.get("Contexts")).replace(",", ";").lower().split(";")
    row["contexts"] = "; ".join(word.strip() for word in words if word.strip() in known_contexts(knowledge))
    place(row, cells, knowledge)
    published = given(cells.get("Publication Date"))
    seen(row, published)
    row |= {"reports": 1, "sources": 1}
    item = Read(row, side(cells, "Actor", knowledge), side(cells, "Recipient", knowledge))
    if row["event_type"] in types_that(knowledge, "mirrored") and item.source and item.target:
        item.key = "\x1f".join((row["date_start"], row["mode"], row["place"], given(cells.get("Source")), published))
    return item


def side(cells: Cells, which: str, knowledge: Knowledge) -> Side:
    name, land, sectors = (given(cells.get(column)) for column in (f"{which} Name", f"{which} Country", f"Primary {which} Sector"))
    first = (sectors or given(cells.get(f"{which} Sectors"))).replace(",", ";").split(";")[0].strip().upper()
    return Side(name, state(land, knowledge), first if first in plover_sectors(knowledge) else "")


def state(letters: str, knowledge: Knowledge) -> str:
    """A country as POLECAT has it: ISO3, or PLOVER's code of what is no state."""
    given_letters = letters.split(";")[0].strip().upper()
    return countries(knowledge).of_letters(given_letters) or (given_letters if given_letters in types_that(knowledge, "international") else "")


def place(row: dict[str, object], cells: Cells, knowledge: Knowledge) -> None:
    name, city, province = (given(cells.get(column)) for column in ("Placename", "City", "Province"))
    land = given(cells.get("Country"))
    country = countries(knowledge).of_letters(land) or countries(knowledge).of_name(land)
    feature = given(cells.get("Feature Type")).upper()
    kind = GRANULARITY.get(feature) or ("city" if city or feature.startswith("PPL") else "")
    row |= {"place": name or city or province, "place_admin1": province, "place_country": country, "place_granularity": kind}
    row["place_geonameid"] = whole(cells.get("GeoNames ID"))
    row["latitude"], row["longitude"] = point(cells.get("Latitude"), cells.get("Longitude"))
