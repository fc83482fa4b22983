"""The one filter of all pages: it lives in the URL, so that every view can be shared and the back button works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.regions import find_region
from dragoman.store.query import Filters, check, last

LONGEST = 200  # characters of a value
MOST = 20  # values of one field
SORTS = {
    "newest": "date_start DESC, event_id",
    "oldest": "date_start, event_id",
    "sources": "independent_sources DESC, date_start DESC, event_id",
    "changed": "last_changed DESC, event_id",
}
ALIKE = {"type": "event_type", "mode": "mode", "quad": "quad_category", "recency": "recency", "modality": "modality"}
NOT_SELECTING = frozenset({"sort", "after", "watch", "snapshot"})  # fields that leave out no event
ALL = "all"  # for recency and modality: nothing left out


@dataclass(frozen=True)
class Filter:
    """What a page shows; empty is anything. Several values of a field are alternatives, several fields hold together.

    Attributes:
        region: a named region or codes of countries ("Central Asia", "AFG,PAK").
        since, until: day, month or year; the event's interval must touch the time between.
        outlet: who published a report of it. country: among actors, recipients, or where it happened.
        actor, recipient: country (RUS), country/sector (RUS/GOV), entity id, or part of a name. entity: an id of the registry, as either.
        type, mode, quad: of the event. place: country, GeoNames id or part of a name.
        recency, modality: "all", or values; news and asserted where nothing is said.
        q: words in the sentence, names or place.
        sort: newest, oldest, sources or changed. after: cursor of the page before.
        event: ids to show alone, as figures lead to them.
        watch: pairs and actors that the watchlist shows first; selects no events.
        snapshot: the store as it was when the link was made.
    """

    region: str = ""
    since: str = ""
    until: str = ""
    outlet: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    recency: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    q: str = ""
    sort: str = "newest"
    after: str = ""
    event: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    snapshot: str = ""

    @classmethod
    def of(cls, given: QueryParams) -> Filter:
        """The filter of a request; fields it does not know are left alone. Raises UsageError for values that make no sense."""
        found: dict[str, Any] = {}
        for field in fields(cls):
            values = [value.strip() for value in given.getlist(field.name) if value.strip()]
            if not values:
                continue
            if len(values) > (500 if field.name == "event" else MOST) or any(len(value) > LONGEST for value in values):
                raise UsageError(f"too much in {field.name}", field.name, f"at most {MOST} values of {LONGEST} characters")
            found[field.name] = tuple(dict.fromkeys(values)) if field.default == () else values[-1]
        made = cls(**found)
        if made.sort not in SORTS:
            raise UsageError(f"there is no order {made.sort!r}", "sort", f"orders are {', '.join(SORTS)}")
        check(Filters(since=made.since, until=made.until))
        return made

    def pairs(self) -> list[tuple[str, str]]:
        """Fields and values that say something, in order."""
        said: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                said += [(field.name, item) for item in value]
            elif value and value != field.default:
                said.append((field.name, value))
        return said

    def plain(self) -> Filter:
        """Only what it watches: for links to what no filter narrows."""
        return Filter(watch=self.watch)

    def query(self, **changes: Any) -> str:
        """The query string, with changes; paging starts anew unless `after` is given. "" for none, else with its question mark."""
        made = replace(self, **{"after": "", **changes})
        said = urlencode(made.pairs())
        return f"?{said}" if said else ""

    def without(self, name: str, value: str) -> str:
        """The query string without one value: what removing a chip leads to."""
        held = getattr(self, name)
        rest = tuple(item for item in held if item != value) if isinstance(held, tuple) else type(self).__dataclass_fields__[name].default
        return self.query(**{name: rest})

    def chips(self) -> list[tuple[str, str, str]]:
        """What is filtered by: field, value, and the query string without it."""
        return [(name, value, self.without(name, value)) for name, value in self.pairs() if name not in NOT_SELECTING]

    def where(self, knowledge: Knowledge, table: str = "held_events") -> tuple[str, list[Any]]:
        """The condition on events, in SQL over the library's tables, and its parameters. Raises UsageError for an unknown region."""
        parts: list[tuple[str, list[Any]]] = []
        if self.event:
            parts.append((f"{table}.event_id IN ({marks(self.event)})", list(self.event)))
        if self.region:
            parts.append(among(table, find_region(knowledge, self.region).countries))
        if self.country:
            parts.append(among(table, [code.upper() for code in self.country]))
        for role, values in (("actor", self.actor), ("recipient", self.recipient), ("", self.entity)):
            if values:
                conditions = [party(value) for value in values]
                where = " OR ".join(sql for sql, _ in conditions)
                only = f" AND role = '{role}'" if role else ""
                inside = f"SELECT event_id FROM held_event_party WHERE ({where}){only}"
                parts.append((f"{table}.event_id IN ({inside})", [p for _, given in conditions for p in given]))
        for name, column in ALIKE.items():
            values = getattr(self, name) or self.usual(name)
            if values and ALL not in values:
                parts.append((f"lower({table}.{column}) IN ({marks(values)})", [value.lower() for value in values]))
        if self.outlet:
            inside = f"SELECT event_id FROM held_event_claim WHERE lower(outlet) IN ({marks(self.outlet)})"
            parts.append((f"{table}.event_id IN ({inside})", [value.lower() for value in self.outlet]))
        for value in self.place:
            number = int(value) if value.isdecimal() and len(value) < 18 else -1
            parts.append(
                (f"{table}.place_country = ? OR place_geonameid = ? OR contains(lower({table}.place), ?)", [value, number, value.lower()])
            )
        if self.since:
            parts.append((f"{table}.date_end >= ?", [self.since]))
        if self.until:
            parts.append((f"{table}.date_start <> '' AND {table}.date_start <= ?", [last(self.until)]))
        for word in self.q.lower().split():
            parts.append((f"contains({table}.words, ?)", [word]))
        return " AND ".join(f"({sql})" for sql, _ in parts) or "true", [p for _, given in parts for p in given]

    def usual(self, name: str) -> tuple[str, ...]:
        """What is shown where nothing is said: news that is asserted, except among ids that were asked for."""
        if self.event:
            return ()
        return {"recency": ("news",), "modality": ("asserted",)}.get(name, ())


def marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def among(table: str, countries: Iterable[str]) -> tuple[str, list[Any]]:
    """Events in which one of these countries acts, suffers, or is the place."""
    codes = list(countries)
    inside = f"SELECT event_id FROM held_event_party WHERE country IN ({marks(codes)})"
    return f"{table}.place_country IN ({marks(codes)}) OR {table}.event_id IN ({inside})", [*codes, *codes]


def party(value: str) -> tuple[str, list[Any]]:
    """A party by country, country/sector, sector as /MIL, entity id, or part of its name."""
    country, slash, sector = value.partition("/")
    if slash and sector.isupper():
        return ("country = ? AND sector = ?", [country, sector]) if country else ("sector = ?", [sector])
    if len(value) == 3 and value.isupper():
        return "country = ?", [value]
    return "entity = ? OR contains(lower(name), ?)", [value, value.lower()]


def hidden(filter: Filter, *names: str) -> Mapping[str, list[str]]:
    """Fields a form must carry along that it does not show itself: name → values."""
    found: dict[str, list[str]] = {}
    for name, value in filter.pairs():
        if name not in {*names, "after"}:
            found.setdefault(name, []).append(value)
    return found
