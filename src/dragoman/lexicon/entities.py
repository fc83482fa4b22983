"""The registry of political entities: who there is, under which names, in which role on which day.

`registry(knowledge)` gives the one Registry of a process for some knowledge. It is read from a compiled index (JSON in the cache folder,
keyed by the content of every entity file), so that loading does not grow with YAML; entities become objects when they are asked for.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.entity_index import Index, load_index
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
NON_STATE = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as well as it is known: `text` as written, the days `first` to `last` it can be; granularity day, month or year."""

    text: str
    first: dt.date
    last: dt.date

    @property
    def granularity(self) -> str:
        return {4: "year", 7: "month"}.get(len(self.text), "day")


def moment(text: str) -> Moment | None:
    """ "2021", "2021-08" or "2021-08-15"; None for an empty text. Raises ValueError for anything else."""
    if not text:
        return None
    match = DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date like 2021, 2021-08 or 2021-08-15")
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if day:
        return Moment(text, dt.date(year, month, day), dt.date(year, month, day))
    if month:
        return Moment(text, dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
    return Moment(text, dt.date(year, 1, 1), dt.date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Role:
    """An office or standing held from `start` (None: unknown or always) until `end` (None: still)."""

    title: str
    sector: str
    second: str = ""
    country: str = ""
    start: Moment | None = None
    end: Moment | None = None
    overlaps: bool = False

    def on(self, day: dt.date) -> bool:
        return (self.start is None or self.start.first <= day) and (self.end is None or day <= self.end.last)

    def dates(self) -> str:
        return f"{self.start.text if self.start else '…'} to {self.end.text if self.end else 'now'}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A contested thing: `fact` is recognised_by, listed_by, claimed_by, controlled_by; `by` an entity id; `called` the words of a listing."""

    fact: str
    by: str
    called: str = ""
    start: Moment | None = None
    end: Moment | None = None


@dataclass(frozen=True, slots=True)
class Member:
    code: str
    start: Moment | None = None
    end: Moment | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """An entry of the registry. A state has kind "state"; `country` is where it belongs (ISO alpha-3, XKX, or a non-state code)."""

    id: str
    kind: str
    country: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    other: tuple[tuple[str, tuple[str, ...]], ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    bywords: tuple[str, ...] = ()
    sector: str = ""
    second: str = ""
    roles: tuple[Role, ...] = ()
    facts: tuple[Fact, ...] = ()
    members: tuple[Member, ...] = ()
    homes: tuple[str, ...] = ()  # countries in which a group or people of no one state fights or lives
    ambiguous: bool = False
    reason: str = ""
    wikidata: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.id


class Registry:
    """All entities by id, with the index of their names."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._built: dict[str, Entity] = {}

    def __contains__(self, id: object) -> bool:
        return id in self.index.entities

    def __len__(self) -> int:
        return len(self.index.entities)

    def __iter__(self) -> Iterator[Entity]:
        return (self.get(id) for id in self.index.entities)

    def get(self, id: str) -> Entity:
        """The entity of this id. Raises KnowledgeError when there is none."""
        found = self._built.get(id)
        if found is None:
            record = self.index.entities.get(id)
            if record is None:
                raise KnowledgeError(f"there is no entity {id!r}", mend="see `dragoman knowledge show` for the ids there are")
            found = self._built[id] = entity_from(record)
        return found

    def state(self, code: str) -> Entity | None:
        """The state of an ISO alpha-3 code."""
        id = self.index.states.get(code)
        return self.get(id) if id else None

    def search(self, words: str) -> list[Entity]:
        """Entities with this id or exactly this name, whatever the case, states first."""
        ids = [words] if words in self else [claim[0] for claim in self.index.names.get(" ".join(pieces(words)), ())]
        return [self.get(id) for id in dict.fromkeys(ids)]


def entity_from(record: Mapping[str, Any]) -> Entity:
    """One merged record of the index as an Entity; a malformed date reads as unknown (`check` reports it)."""
    return Entity(
        id=record["id"],
        kind=record["kind"],
        country=record["country"],
        names=texts(record.get("names")),
        short=texts(record.get("short")),
        other=tuple((language, texts(names)) for language, names in (record.get("other") or {}).items()),
        adjectives=texts(record.get("adjectives")),
        people=texts(record.get("people")),
        capital=texts(record.get("capital")),
        bywords=texts(record.get("bywords")),
        sector=record.get("sector", ""),
        second=record.get("second", ""),
        roles=tuple(role_from(role) for role in record.get("roles") or ()),
        facts=tuple(fact_from(fact) for fact in record.get("facts") or ()),
        members=tuple(member_from(member) for member in record.get("members") or ()),
        homes=texts(record.get("homes")),
        ambiguous=record.get("ambiguous") == "true",
        reason=record.get("reason", ""),
        wikidata=record.get("wikidata", ""),
        file=record.get("file", ""),
    )


def texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in value or () if isinstance(item, str) and item)


def role_from(data: Mapping[str, str]) -> Role:
    start, end = lenient(data.get("from", "")), lenient(data.get("until", ""))
    return Role(
        data.get("title", ""),
        data.get("sector", ""),
        data.get("second", ""),
        data.get("country", ""),
        start,
        end,
        data.get("overlaps") == "true",
    )


def fact_from(data: Mapping[str, str]) -> Fact:
    return Fact(data.get("fact", ""), data.get("by", ""), data.get("as", ""), lenient(data.get("from", "")), lenient(data.get("until", "")))


def member_from(data: str | Mapping[str, str]) -> Member:
    if isinstance(data, str):
        return Member(data)
    return Member(data.get("code", ""), lenient(data.get("from", "")), lenient(data.get("until", "")))


def lenient(text: str) -> Moment | None:
    try:
        return moment(text)
    except ValueError:
        return None


@lru_cache(maxsize=4)
def registry(knowledge: Knowledge) -> Registry:
    """The registry of some knowledge, loaded once a process. Raises KnowledgeError where a file has no usable shape."""
    return Registry(load_index(knowledge))
