"""What can be wrong in the entity files, each fault with its file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.entities import NON_STATE, Moment, moment
from dragoman.lexicon.entity_index import records
from dragoman.lexicon.files import line_of
from dragoman.lexicon.folder import File, Knowledge
from dragoman.lexicon.folding import pieces

KINDS = frozenset(
    [
        "state",
        "person",
        "government",
        "ministry",
        "parliament",
        "court",
        "bank",
        "military",
        "police",
        "intelligence",
        "paramilitary",
        "armed_group",
        "party",
        "movement",
        "igo",
        "format",
        "ngo",
        "company",
        "media",
        "religion",
        "ethnic_group",
        "territory",
        "agency",
        "other",
        "region",
    ]
)
FACTS = frozenset({"recognised_by", "listed_by", "claimed_by", "controlled_by"})
Place = tuple[str | int, ...]
Located = tuple[File, Place, dict[str, Any]]


def check(knowledge: Knowledge) -> list[KnowledgeError]:
    """Every fault of the entity files of all layers, in the order of the files; empty when all is well."""
    located = [(file, place, record) for file in knowledge.files("entities") for place, record in records(file)]
    sectors = {code for file in knowledge.files("sectors.yaml") for code in file.data["sectors"]}
    codes = {record["country"] for _, _, record in located} | NON_STATE
    ids = {record["id"] for _, _, record in located}
    faults: list[KnowledgeError] = []
    for item in located:
        faults += plain_faults(item, sectors)
        faults += dated_faults(item, sectors)
        faults += reference_faults(item, ids, codes)
    unique = {title for file in knowledge.files("sectors.yaml") for title in file.data.get("unique_offices") or ()}
    last = {item[2]["id"]: item for item in located}  # of an entity that a later layer changes, what that layer says
    return [
        *faults,
        *id_faults(located, knowledge),
        *name_faults(located),
        *wikidata_faults(list(last.values())),
        *office_faults(list(last.values()), unique),
    ]


def fault(item: Located, keys: Place, what: str, mend: str) -> KnowledgeError:
    file, place, record = item
    return KnowledgeError(f"{record['id']}: {what}", f"{file.path}:{line_of(file.path, *place, *keys)}", mend)


def plain_faults(item: Located, sectors: set[str]) -> Iterator[KnowledgeError]:
    record = item[2]
    if record.get("kind", "other") not in KINDS:
        yield fault(item, ("kind",), f"unknown kind {record.get('kind')!r}", f"one of {', '.join(sorted(KINDS))}")
    for key in ("sector", "second"):
        if record.get(key, "") not in sectors | {""}:
            yield fault(item, (key,), f"unknown sector {record[key]!r}", "see sectors.yaml")
    yield from party_faults(item, ("sector",), record)
    if not record.get("names") and record.get("retired") != "true" and "kind" in record:
        yield fault(item, (), "has no names", "give names: [...], the display name first")


def dated_faults(item: Located, sectors: set[str]) -> Iterator[KnowledgeError]:
    """Roles, facts and members: dates that cannot be read, that run backwards, roles that overlap unsaid."""
    spans: list[tuple[dt.date, dt.date, bool, int]] = []
    for part in ("roles", "facts", "members"):
        for k, entry in enumerate(item[2].get(part) or ()):
            if not isinstance(entry, dict):
                continue
            try:
                start, end = moment(entry.get("from", "")), moment(entry.get("until", ""))
            except ValueError as error:
                yield fault(item, (part, k), str(error), "write the date as well as it is known")
                continue
            if start and end and start.first > end.last:
                yield fault(item, (part, k), f"begins {start.text} after it ends {end.text}", "mend the dates")
            if part == "roles":
                spans.append((*days(start, end), entry.get("overlaps") == "true", k))
                for key in ("sector", "second"):
                    if entry.get(key, "") not in sectors | {""}:
                        yield fault(item, (part, k), f"unknown sector {entry[key]!r}", "see sectors.yaml")
                yield from party_faults(item, (part, k), entry)
    spans.sort(key=lambda span: span[0])
    for before, after in pairwise(spans):
        if after[0] < before[1] and not (before[2] or after[2]):
            yield fault(item, ("roles", after[3]), "this role overlaps the one before it", "mend the dates, or write overlaps: true")


def party_faults(item: Located, place: Place, entry: dict[str, Any]) -> Iterator[KnowledgeError]:
    """A party that governs, and who leads it, written the other way round."""
    if (entry.get("sector"), entry.get("second")) == ("PTY", "GOV"):
        yield fault(
            item, place, "a party that governs, or who leads it, is GOV, second PTY", "write sector: GOV, second: PTY; a candidate is PTY alone"
        )


def days(start: Moment | None, end: Moment | None) -> tuple[dt.date, dt.date]:
    """The days a role surely covers: an imprecise start counts from its last day, an imprecise end up to its first."""
    return (start.last if start else dt.date.min, end.first if end else dt.date.max)


def reference_faults(item: Located, ids: set[str], codes: set[str]) -> Iterator[KnowledgeError]:
    record = item[2]
    for part in ("facts", "roles"):
        for k, entry in enumerate(record.get(part) or ()):
            for key in ("by", "of"):
                if isinstance(entry, dict) and entry.get(key) and entry[key] not in ids:
                    yield fault(item, (part, k), f"{key}: {entry[key]!r} is no entity", "give the id of an entity")
            if part == "facts" and entry.get("fact") not in FACTS:
                yield fault(item, (part, k), f"unknown fact {entry.get('fact')!r}", f"one of {', '.join(sorted(FACTS))}")
    for k, member in enumerate(record.get("members") or ()):
        code = member if isinstance(member, str) else member.get("code", "")
        if code not in codes:
            yield fault(item, ("members", k), f"member {code!r} is no country", "give an ISO 3166 alpha-3 code that has a file")
    for code in record.get("homes") or ():
        if code not in codes:
            yield fault(item, ("homes",), f"home {code!r} is no country", "give an ISO 3166 alpha-3 code that has a file")


def id_faults(located: list[Located], knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """One id twice in one layer; an overlay that makes an entity into another kind of thing, or retires what is not there."""
    seen: dict[str, Located] = {}
    for item in located:
        file, _, record = item
        before = seen.get(record["id"])
        if before is None:
            if record.get("retired") == "true":
                yield fault(item, ("id",), "is retired, but there is no such entity", "mend the id")
            elif "kind" not in record:
                yield fault(item, ("id",), "has no kind", "give a kind, or the id of an entity there is")
        elif layer(before[0], knowledge) == layer(file, knowledge):
            yield fault(item, ("id",), f"this id is also in {before[0].name}", "give each entity an id of its own")
        elif record.get("kind", before[2].get("kind")) != before[2].get("kind"):
            yield fault(item, ("kind",), f"is a {before[2].get('kind')} in {before[0].name}", "keep the kind, or choose another id")
        seen[record["id"]] = item


def layer(file: File, knowledge: Knowledge) -> int:
    return max(k for k, folder in enumerate(knowledge.folders) if file.path.is_relative_to(folder))


def name_faults(located: list[Located]) -> Iterator[KnowledgeError]:
    """A name that two entities claim although neither says why. A name marked ambiguous claims nothing."""
    seen: dict[str, Located] = {}
    for item in located:
        record = item[2]
        for name in record.get("names") or ():
            key = " ".join(pieces(name))
            before = seen.get(key)
            if before is not None and before[2]["id"] != record["id"]:
                if not any(r.get("reason") or r.get("ambiguous") == "true" for r in (record, before[2])):
                    yield fault(
                        item, ("names",), f"{name!r} is also a name of {before[2]['id']} in {before[0].name}", "give the reason, or drop it"
                    )
            else:
                seen.setdefault(key, item)


def wikidata_faults(located: list[Located]) -> Iterator[KnowledgeError]:
    """One Wikidata id on two entities: they are one, or an id is wrong."""
    seen: dict[str, Located] = {}
    for item in located:
        id = item[2].get("wikidata", "")
        before = seen.setdefault(id, item) if id else item
        if before is not item:
            yield fault(
                item,
                ("wikidata",),
                f"{id} is also {before[2]['id']} in {before[0].name}",
                "merge the two, or take the id from the one it does not belong to",
            )


def office_faults(located: list[Located], unique: set[str]) -> Iterator[KnowledgeError]:
    """Two people in an office of a country that only one can hold, on days known to the day; `overlaps: true` says that both claimed it."""
    held: dict[tuple[str, str], list[tuple[dt.date, dt.date, int, Located]]] = {}
    for item in located:
        record = item[2]
        for k, role in enumerate(record.get("roles") or ()) if record.get("kind") == "person" else ():
            if role.get("title") not in unique or role.get("overlaps") == "true":
                continue
            try:
                span = days(moment(role.get("from", "")), moment(role.get("until", "")))
            except ValueError:
                continue  # dated_faults reports it
            held.setdefault((role.get("country") or record["country"], role["title"]), []).append((*span, k, item))
    for (country, title), terms in held.items():
        terms.sort(key=lambda term: term[:2])
        for place, (start, end, k, item) in enumerate(terms):
            for earlier in terms[:place]:
                if start < min(end, earlier[1]) and start != dt.date.min and earlier[3][2]["id"] != item[2]["id"]:
                    yield fault(
                        item,
                        ("roles", k),
                        f"is {title} of {country} from {start} while {earlier[3][2]['id']} still is ({earlier[3][0].name})",
                        "mend the dates, or write overlaps: true where both claimed the office",
                    )
