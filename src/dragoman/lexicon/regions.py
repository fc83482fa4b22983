"""Regions (named lists of countries) and the numbers other data sets give to countries, from `regions.yaml` and `country_numbers.yaml`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge

REGIONS, NUMBERS = "regions.yaml", "country_numbers.yaml"


@dataclass(frozen=True, slots=True)
class Region:
    """A named list of countries; `around` are powers outside that are shown first."""

    name: str
    names: tuple[str, ...]
    countries: tuple[str, ...]
    around: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of a country: Correlates of War, Gleditsch and Ward; None where a list has none."""

    cow: int | None
    gw: int | None
    why: str = ""


def region(record: Mapping[str, Any]) -> Region:
    names = tuple(record["names"])
    return Region(names[0], names, tuple(record["countries"]), tuple(record.get("around", ())), record.get("note", ""))


@lru_cache(maxsize=8)
def load_regions(knowledge: Knowledge) -> Mapping[str, Region]:
    """Regions of all layers by their name; a later one of the same name replaces, `retired: true` removes."""
    found: dict[str, Region] = {}
    for file in knowledge.files(REGIONS):
        for record in (file.data or {}).get("regions") or ():
            found.pop(record["names"][0], None)
            if record.get("retired") != "true":
                made = region(record)
                found[made.name] = made
    return found


def find_region(knowledge: Knowledge, name: str) -> Region:
    """A region by any of its names, or made of codes ("AFG,PAK,IRN"). Raises UsageError for neither, with what comes near."""
    regions = load_regions(knowledge)
    by_name = {other.casefold().replace("’", "'"): found for found in regions.values() for other in found.names}
    asked = " ".join(name.casefold().replace("’", "'").split()).removeprefix("the ")
    if asked in by_name:
        return by_name[asked]
    codes = tuple(code.strip().upper() for code in name.split(",") if code.strip())
    known = load_numbers(knowledge)
    if codes and all(code in known for code in codes):
        return Region(", ".join(codes), (name,), codes)
    near = difflib.get_close_matches(asked, by_name, 3, 0.7)
    listed = ", ".join(dict.fromkeys(by_name[n].name for n in near)) or ", ".join(regions)
    raise UsageError(f"there is no region {name!r}", "regions.yaml", f"there are {listed}; or give countries as AFG,PAK,IRN")


@lru_cache(maxsize=8)
def load_numbers(knowledge: Knowledge) -> Mapping[str, Numbers]:
    """Numbers by ISO 3166 alpha-3; its keys are the countries that measures know."""
    found: dict[str, Numbers] = {}
    for file in knowledge.files(NUMBERS):
        for code, record in ((file.data or {}).get("countries") or {}).items():
            cow, gw = (record.get(key, record.get("both", "")) for key in ("cow", "gw"))
            found[code] = Numbers(int(cow) if cow else None, int(gw) if gw else None, record.get("why", ""))
    return found
