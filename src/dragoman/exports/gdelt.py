"""Events as GDELT 2.0 has them: 61 tab-separated columns without a header, one row a directed pair, CAMEO actors, FIPS places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import IO, Any

from dragoman.exports.happening import NOBODY, Happening, Options, Pair, Participant, Tally, dated_pairs, pair_number, tabbed
from dragoman.lexicon.cameo import cameo, quad_class
from dragoman.lexicon.countries import cameo_actor, countries
from dragoman.lexicon.folder import Knowledge

ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{k}{name}" for k in (1, 2) for name in ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{which}Geo_{name}" for which in ("Actor1", "Actor2", "Action") for name in GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
COUNTRY, US_STATE, US_CITY, CITY, STATE = 1, 2, 3, 4, 5  # GDELT's types of places
LEAD = 400  # characters from the start of a text in which GDELT would see the root event


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    tally = Tally()
    for event, pair, day, code in dated_pairs(events, options, tally, coded=True):
        out.write(tabbed(line(event, pair, day, code, options.knowledge)))
    return tally


def line(event: Happening, pair: Pair, day: dt.date, code: str, knowledge: Knowledge) -> list[object]:
    row = event.row
    evidence = event.newest_first()
    return [
        pair_number(event, pair), day.strftime("%Y%m%d"), day.strftime("%Y%m"), day.year, fraction(day),
        *actor(pair.source, knowledge), *actor(pair.target, knowledge),
        int(any(e.field == "title" or 0 <= e.trigger < LEAD for e in evidence)),
        code, code[:3], code[:2], quad_class(code), cameo(knowledge).goldstein(code),
        row.get("claims"), row.get("sources"), row.get("reports"), "",
        *nowhere(), *nowhere(), *place(row, knowledge),
        added(row), next((e.url for e in evidence if e.url), ""),
    ]  # fmt: skip


def fraction(day: dt.date) -> str:
    """The year and how much of it is over, as GDELT reckons: months of 30 days."""
    return f"{day.year + ((day.month - 1) * 30 + day.day) / 365:.4f}"


def actor(party: Participant, knowledge: Knowledge) -> list[str]:
    if party == NOBODY:
        return [""] * len(ACTOR)
    found = cameo_actor(knowledge, party.country, party.sector)
    name = party.name or countries(knowledge).names.get(party.country, "")  # as GDELT calls whom the words do not name
    return [found.code, name.upper(), found.country, found.group, "", "", "", found.type, "", ""]


def nowhere() -> list[object]:
    """The place of an actor, which Dragoman does not tell: type 0."""
    return [0, *[""] * (len(GEO) - 1)]


def place(row: Mapping[str, Any], knowledge: Knowledge) -> list[object]:
    """The place of the event. ADM1 codes and feature numbers of cities are of other gazetteers than ours and stay empty."""
    if not row.get("place"):
        return nowhere()
    known = countries(knowledge)
    iso3 = row.get("place_country") or ""
    fips, land = known.fips.get(iso3, ""), known.names.get(iso3, "")
    kind, admin1 = row.get("place_granularity"), row.get("place_admin1") or ""
    if kind == "country":
        return [COUNTRY, row["place"], fips, fips, "", row.get("latitude"), row.get("longitude"), fips]
    home = iso3 == "USA"  # whose states and cities have types of their own in GDELT
    type_ = (US_STATE if home else STATE) if kind == "admin1" else US_CITY if home else CITY
    parts = (row["place"], land) if kind == "admin1" else (row["place"], admin1, land)
    full = ", ".join(part.replace(",", "") for part in parts if part)
    return [type_, full, fips, "", "", row.get("latitude"), row.get("longitude"), ""]


def added(row: Mapping[str, Any]) -> str:
    """When it was first reported, as YYYYMMDDHHMMSS; the hour is not known."""
    digits = str(row.get("first_seen") or "").replace("-", "")[:8]
    return digits + "000000" if len(digits) == 8 else ""
