"""Outlets: where they sit, who owns and controls them on a day, and the blocs they can be sorted into, from `outlets.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from dragoman.lexicon.entities import moment
from dragoman.lexicon.folder import Knowledge

FILE = "outlets.yaml"
OWNERSHIPS = ("state", "public", "private", "party", "unknown")
DIMENSIONS = ("country", "ownership", "control", "language", "agency", "outlet", "blocs")
UNKNOWN = "unknown"
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Holding:
    """Who owned and controlled an outlet from `since` until the day before `until`; None is open."""

    ownership: str
    control: str
    since: dt.date | None = None
    until: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher. `country` is its seat, `audience` the country it writes for where that is another one."""

    id: str
    name: str
    names: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    country: str = ""
    audience: str = ""
    languages: tuple[str, ...] = ()
    agency: bool = False
    holdings: tuple[Holding, ...] = ()

    def held(self, day: dt.date | None) -> Holding | None:
        """Who held it on a day; without a day the last known; None where nothing is known of that day."""
        if day is None:
            return self.holdings[-1] if self.holdings else None
        return next((holding for holding in self.holdings if holding.on(day)), None)


def folded(name: str) -> str:
    """A name for comparing: case and a leading article do not count."""
    words = name.casefold().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def host_of(url: str) -> str:
    """The server of a URL ("www." left out), or of words that are the bare name of one; "" for anything else."""
    text = url.strip().lower()
    found = urlsplit(text).hostname if "://" in text else text if "." in text and " " not in text and "/" not in text else ""
    return (found or "").removeprefix("www.")


def holding(entry: Mapping[str, str]) -> Holding:
    start, end = moment(entry.get("from", "")), moment(entry.get("until", ""))
    return Holding(entry["ownership"], entry.get("control", ""), start.first if start else None, end.first if end else None)


def outlet(record: Mapping[str, Any]) -> Outlet:
    """One record as an outlet. Raises ValueError for a date that is none, KeyError for a missing field."""
    return Outlet(
        id=record["id"],
        name=record["name"],
        names=(record["name"], *record.get("also", ())),
        hosts=tuple(host.lower() for host in record.get("hosts", ())),
        country=record.get("country", ""),
        audience=record.get("audience", ""),
        languages=tuple(record.get("languages", ())),
        agency=record.get("agency", "") == "true",
        holdings=tuple(holding(entry) for entry in record.get("owners", ())),
    )


@dataclass(frozen=True)
class Outlets:
    """All outlets by id, and the user's own blocs: name → selectors, in order."""

    by_id: Mapping[str, Outlet]
    blocs: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_name(self) -> Mapping[str, Outlet]:
        return {folded(name): found for found in self.by_id.values() for name in (found.id, *found.names)}

    @cached_property
    def by_host(self) -> Mapping[str, Outlet]:
        return {host: found for found in self.by_id.values() for host in found.hosts}

    def find(self, name: str, url: str = "") -> Outlet | None:
        """The outlet of this name (or host, where the name is one), else the one whose server the URL names; None when unknown."""
        found = self.by_name.get(folded(name)) if name else None
        return found or self.of_host(host_of(name)) or self.of_host(host_of(url))

    def of_host(self, host: str) -> Outlet | None:
        parts = host.split(".")
        hosts = (".".join(parts[k:]) for k in range(len(parts) - 1))
        return next((self.by_host[name] for name in hosts if name in self.by_host), None)

    def belongs(self, selector: str, name: str, found: Outlet | None, day: dt.date | None) -> bool:
        """Whether an outlet (as a report names it, and as it was found) is one that a selector means on a day.

        Selectors: RUS (seat), RUS/state, /state (ownership), lang:fa, agency, for:AFG (audience, or seat), or an outlet's id, name or host.
        """
        chosen = self.find(selector)
        if chosen is not None:
            return found is chosen
        if folded(selector) == folded(name):
            return True
        if found is None:
            return selector == f"/{UNKNOWN}"
        kind, _, value = selector.partition(":")
        if value and kind in {"lang", "for"}:
            return value in found.languages if kind == "lang" else value in {found.country, found.audience}
        if selector == "agency":
            return found.agency
        country, slash, ownership = selector.partition("/")
        held = found.held(day)
        return (not country or country == found.country) and (not slash or ownership == (held.ownership if held else UNKNOWN))

    def means_a_kind(self, selector: str, countries: Collection[str]) -> bool:
        """Whether a selector is one of kind (RUS/state, lang:fa, …) rather than of one outlet; a misspelt code is neither."""
        kind, _, value = selector.partition(":")
        if value:
            return kind == "lang" or (kind == "for" and value in countries)
        country, _, ownership = selector.partition("/")
        return selector == "agency" or (country in {"", *countries} and ownership in {"", *OWNERSHIPS} and selector not in {"", "/"})

    def bloc(self, dimension: str, name: str, found: Outlet | None, day: dt.date | None) -> str:
        """The bloc an outlet belongs to on a day along a dimension (one of DIMENSIONS); "unknown" or "others" where it has none."""
        if dimension == "outlet":
            return found.name if found else name or UNKNOWN
        if dimension == "blocs":
            return next((b for b, selectors in self.blocs.items() if any(self.belongs(s, name, found, day) for s in selectors)), OTHERS)
        if found is None:
            return UNKNOWN
        if dimension == "agency":
            return "agency" if found.agency else "no agency"
        if dimension == "language":
            return found.languages[0] if found.languages else UNKNOWN
        if dimension == "country":
            return found.country or UNKNOWN
        held = found.held(day)
        return (getattr(held, dimension) if held else "") or UNKNOWN


def records(knowledge: Knowledge) -> Iterator[tuple[Any, int, Mapping[str, Any]]]:
    """Every record of every layer, with its file and its number in it."""
    for file in knowledge.files(FILE):
        for number, record in enumerate((file.data or {}).get("outlets") or ()):
            yield file, number, record


@lru_cache(maxsize=8)
def load(knowledge: Knowledge) -> Outlets:
    """The outlets of all layers: a later record of the same id replaces, `retired: true` removes; blocs of the same name are replaced.

    Raises KeyError or ValueError for a broken file; `dragoman knowledge check` says where.
    """
    found: dict[str, Outlet] = {}
    for _, _, record in records(knowledge):
        found.pop(record["id"], None)
        if record.get("retired") != "true":
            found[record["id"]] = outlet(record)
    blocs: dict[str, tuple[str, ...]] = {}
    for file in knowledge.files(FILE):
        blocs |= {name: listed(selectors) for name, selectors in ((file.data or {}).get("blocs") or {}).items()}
    return Outlets(found, blocs)


def listed(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)
