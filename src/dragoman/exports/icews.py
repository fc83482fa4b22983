"""Events as ICEWS has them: tab-separated with a header, CAMEO codes, countries and sectors in words; talks have a second row, turned round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import IO

from dragoman.exports.happening import NOBODY, Happening, Options, Pair, Participant, Tally, dated_pairs, number, pair_number, tabbed
from dragoman.exports.polecat import EMPTY
from dragoman.lexicon.cameo import cameo
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
    "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    tally = Tally()
    out.write(tabbed(COLUMNS))
    for event, pair, day, code in dated_pairs(events, options, tally, coded=True):
        out.write(tabbed(line(event, pair, day, code, options.knowledge)))
    return tally


def line(event: Happening, pair: Pair, day: dt.date, code: str, knowledge: Knowledge) -> list[object]:
    row, terms = event.row, cameo(knowledge)
    first = next(iter(event.newest_first()), EMPTY)
    city = row.get("place") if row.get("place_granularity") == "city" else ""
    return [
        pair_number(event, pair), day.isoformat(), *side(pair.source, knowledge), terms.codes[code].label, code, terms.goldstein(code),
        *side(pair.target, knowledge), number(first.report_id) if first.report_id else "", "", first.outlet,
        city, "", row.get("place_admin1"), country(row.get("place_country") or "", knowledge), row.get("latitude"), row.get("longitude"),
    ]  # fmt: skip


def side(party: Participant, knowledge: Knowledge) -> tuple[str, str, str]:
    if party == NOBODY:
        return "", "", ""
    words = international(knowledge).get(party.country) or sector_names(knowledge).get(party.sector, "")
    land = country(party.country, knowledge)
    described = f"{words or 'Unknown'} ({land})" if land else words  # as ICEWS calls whom the words do not name
    return party.name or described, words, land


def country(iso3: str, knowledge: Knowledge) -> str:
    known = countries(knowledge)
    return known.icews.get(iso3) or known.names.get(iso3, "")


@lru_cache(maxsize=4)
def international(knowledge: Knowledge) -> dict[str, str]:
    """PLOVER's codes of what is no state → what ICEWS has in the place of sectors."""
    return {code: words for file in knowledge.files("exchange/icews.yaml") for code, words in file.data.get("international", {}).items()}


@lru_cache(maxsize=4)
def sector_names(knowledge: Knowledge) -> dict[str, str]:
    """PLOVER sectors in words, as `knowledge/sectors.yaml` calls them, with a capital."""
    found = {key: data["name"] for file in knowledge.files("sectors.yaml") for key, data in file.data["sectors"].items()}
    return {key: name[:1].upper() + name[1:] for key, name in found.items()}
