"""What can be wrong in the files that measures and pages read: outlets, regions, country numbers, groupings; each fault with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon import measuring, watchlist
from dragoman.lexicon.entity_check import KINDS
from dragoman.lexicon.entity_index import records as entity_records
from dragoman.lexicon.files import line_of
from dragoman.lexicon.folder import File, Knowledge
from dragoman.lexicon.outlets import OWNERSHIPS, folded, outlet, records
from dragoman.lexicon.regions import NUMBERS, REGIONS

OUTLET_KEYS = frozenset({"id", "name", "also", "hosts", "country", "audience", "languages", "agency", "owners", "retired"})
OWNER_KEYS = frozenset({"ownership", "control", "from", "until"})
NUMBER_KEYS = frozenset({"both", "cow", "gw", "why"})
RANGES = (1, 999)
CODES = "ISO 3166 alpha-3, as in country_numbers.yaml"


def check(knowledge: Knowledge) -> list[KnowledgeError]:
    """Every fault, in the order of the files; empty when all is well."""
    codes = countries(knowledge)
    return [
        *outlet_faults(knowledge, codes),
        *shared_names(knowledge),
        *number_faults(knowledge),
        *region_faults(knowledge, codes),
        *grouping_faults(knowledge),
        *watchlist_faults(knowledge),
    ]


def countries(knowledge: Knowledge) -> set[str]:
    """The codes of `country_numbers.yaml`."""
    return {code for file in knowledge.files(NUMBERS) for code in (file.data or {}).get("countries") or {}}


def fault(file: File, keys: tuple[str | int, ...], what: str, mend: str) -> KnowledgeError:
    return KnowledgeError(what, f"{file.path}:{line_of(file.path, *keys)}", mend)


def outlet_faults(knowledge: Knowledge, codes: set[str]) -> Iterator[KnowledgeError]:
    """Outlets without id, name or owner, with fields, countries or hosts that are none."""
    for file, number, record in records(knowledge):
        place: tuple[str | int, ...] = ("outlets", number)
        if not record.get("id"):
            yield fault(file, place, "an outlet has no id", "give id: a short name in lower case")
            continue
        name = record["id"]
        if record.get("retired") == "true":
            continue
        for key in sorted(set(record) - OUTLET_KEYS):
            yield fault(file, (*place, key), f"{name}: unknown field {key!r}", f"fields are {', '.join(sorted(OUTLET_KEYS))}")
        if not record.get("name"):
            yield fault(file, place, f"{name}: has no name", "give name: as it calls itself")
        for key in ("country", "audience"):
            if record.get(key, "") not in codes | {""}:
                yield fault(file, (*place, key), f"{name}: unknown country {record[key]!r}", CODES)
        for host in record.get("hosts", ()):
            if "/" in host or "." not in host or host != host.lower():
                yield fault(file, (*place, "hosts"), f"{name}: {host!r} is not the name of a server", "write example.org, without https://")
        yield from owner_faults(file, place, record)


def owner_faults(file: File, place: tuple[str | int, ...], record: Mapping[str, Any]) -> Iterator[KnowledgeError]:
    """Ownership that is none of the known, dates that cannot be read, run backwards or overlap."""
    name = record["id"]
    for k, owner in enumerate(record.get("owners", ())):
        where = (*place, "owners", k)
        if owner.get("ownership") not in OWNERSHIPS:
            yield fault(file, where, f"{name}: unknown ownership {owner.get('ownership')!r}", f"one of {', '.join(OWNERSHIPS)}")
        for key in sorted(set(owner) - OWNER_KEYS):
            yield fault(file, where, f"{name}: unknown field {key!r} of an owner", f"fields are {', '.join(sorted(OWNER_KEYS))}")
    if not record.get("owners"):
        yield fault(file, place, f"{name}: has no owners", "give owners: [{ownership: unknown}] where you do not know")
        return
    try:
        held = outlet({"name": "", **record}).holdings
    except ValueError as error:
        yield fault(file, (*place, "owners"), f"{name}: {error}", "write dates as 2021, 2021-08 or 2021-08-15")
        return
    except KeyError:
        return  # said above
    for one in held:
        if one.since and one.until and one.until <= one.since:
            yield fault(file, (*place, "owners"), f"{name}: an ownership ends before it begins", "mend its dates")
    for before, after in pairwise(held):
        if before.until is None or after.since is None or after.since < before.until:
            yield fault(file, (*place, "owners"), f"{name}: two ownerships overlap", "end the earlier where the later begins, in their order")


def shared_names(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Names and hosts that two outlets claim."""
    claimed: dict[str, str] = {}
    last = {record["id"]: (file, number, record) for file, number, record in records(knowledge) if record.get("id")}
    for id, (file, number, record) in last.items():
        if record.get("retired") == "true":
            continue
        names = {folded(name) for name in (id, record.get("name", ""), *record.get("also", ()))} | {*record.get("hosts", ())}
        for name in sorted(names - {""}):
            other = claimed.setdefault(name, id)
            if other != id:
                yield fault(file, ("outlets", number), f"{id}: {name!r} is also {other}", "leave it to one of them, or add the country")


def number_faults(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Numbers that are none, that two states share, or that differ between the lists without a word why."""
    states = {record["country"] for file in knowledge.files("entities") for _, record in entity_records(file)}
    taken: dict[tuple[str, str], str] = {}
    for file in knowledge.files(NUMBERS):
        for code, record in ((file.data or {}).get("countries") or {}).items():
            place = ("countries", code)
            for key in sorted(set(record) - NUMBER_KEYS):
                yield fault(file, (*place, key), f"{code}: unknown field {key!r}", f"fields are {', '.join(sorted(NUMBER_KEYS))}")
            if code not in states:
                yield fault(file, place, f"{code}: no entity file has this country", "use the code of entities/")
            found = {key: record.get(key, record.get("both", "")) for key in ("cow", "gw")}
            if found["cow"] != found["gw"] and not record.get("why"):
                yield fault(file, place, f"{code}: the lists differ and nothing says why", "mend the number, or give why:")
            if "both" not in record and not record.get("why"):
                yield fault(file, place, f"{code}: has no numbers and nothing says why", 'give both: "…", or cow, gw and why')
            for key, number in found.items():
                if number and not (number.isdecimal() and RANGES[0] <= int(number) <= RANGES[1]):
                    yield fault(file, place, f"{code}: {number!r} is no country number", f"a number from {RANGES[0]} to {RANGES[1]}")
                other = taken.setdefault((key, number), code) if number else code
                if other != code:
                    yield fault(file, place, f"{code}: {key} {number} is also {other}", "mend one of them")


def region_faults(knowledge: Knowledge, codes: set[str]) -> Iterator[KnowledgeError]:
    """Regions without countries, with countries that are none or stand in both lists, with names that another has."""
    claimed: dict[str, str] = {}
    for file in knowledge.files(REGIONS):
        for number, record in enumerate((file.data or {}).get("regions") or ()):
            place: tuple[str | int, ...] = ("regions", number)
            names = record.get("names") or ()
            if not names or not (record.get("countries") or record.get("retired") == "true"):
                yield fault(file, place, "a region needs names and countries", "give names: [...], countries: [...]")
                continue
            for key in ("countries", "around"):
                for code in record.get(key, ()):
                    if code not in codes:
                        yield fault(
                            file, (*place, key), f"{names[0]}: unknown country {code!r}", "ISO 3166 alpha-3, as in country_numbers.yaml"
                        )
            both = sorted(set(record.get("countries", ())) & set(record.get("around", ())))
            if both:
                yield fault(file, (*place, "around"), f"{names[0]}: {', '.join(both)} stand inside and around", "leave them in one list")
            for name in names:
                other = claimed.setdefault(name.casefold(), names[0])
                if other != names[0]:
                    yield fault(file, (*place, "names"), f"{names[0]}: {name!r} is also a name of {other}", "leave it to one of them")


def grouping_faults(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Types in `measures.yaml` that there are not."""
    types = {f.data["type"] for f in knowledge.files("events") if f.name.endswith("/type.yaml")}
    for file in knowledge.files(measuring.FILE):
        data = file.data or {}
        listed = [("material", kind, entry) for kind, entries in data.get("material", {}).items() for entry in entries]
        for *place, entry in [*listed, *((key, entry) for key in ("talks", "mutual") for entry in data.get(key, ()))]:
            if entry.partition(" ")[0] not in types:
                yield fault(file, tuple(place), f"unknown event type {entry!r}", f"types are {', '.join(sorted(types))}")


def watchlist_faults(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Kinds in `watchlist.yaml` that there are not."""
    for file in knowledge.files(watchlist.FILE):
        for kind in (file.data or {}).get("actors", ()):
            if kind not in KINDS:
                yield fault(file, ("actors",), f"unknown kind {kind!r}", f"kinds are {', '.join(sorted(KINDS))}")
