"""Asking a store for its events: by filters, one with all that is said of it, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.assembly.tables import EVENTS
from dragoman.errors import UsageError
from dragoman.store.engine import open_views
from dragoman.store.manifest import Snapshot
from dragoman.store.query import Condition, batches, check_day, check_span, conditions, plain_condition, together

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

WORDS = ("headline",)  # columns that leave only when asked for
ORDER = "ORDER BY date_start = '', date_start, event_type, event_id"
CLAIM_COLUMNS = (
    "event_type", "mode", "modality", "recency", "actor_name", "actor_country", "actor_sector", "recipient_name", "recipient_country",
    "recipient_sector", "date_start", "date_end", "place", "speaker_name", "speaker_country", "speaker_sector", "killed_low", "killed_high",
    "injured_low", "injured_high", "size_low", "size_high", "confidence", "trigger", "sentence",
)  # fmt: skip
# what the log of changes tells of the events as they are now
TOLD = (
    "event_type", "mode", "modality", "actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors",
    "date_start", "date_end", "place", "place_country",
)  # fmt: skip


@dataclass(frozen=True)
class EventFilters:
    """What events must satisfy; empty is anything. Several values of one filter are alternatives, several filters hold together.

    Attributes:
        actor, recipient: a party: country (RUS), country/sector (RUS/GOV), sector as /MIL, entity id, or part of a name.
        country: a country among actors or recipients. sector: likewise.
        type, mode, context, quad, recency, modality: the value, whatever its case.
        place: country (AFG), GeoNames id, or part of a name.
        outlet: who published one of its reports.
        since, until: days (2021-08-15) or months or years: the event's interval must touch the time between.
        belief, sources: at least this belief, so many independent sources.
        disputed: only events that are.
    """

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    recency: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    belief: float = 0.0
    sources: int = 0
    disputed: bool = False

    def where(self) -> Condition:
        """The condition in SQL and its parameters."""
        parts = conditions(self, condition, RANGES)
        if self.disputed:
            parts.append(("disputed", []))
        return together(parts)


RANGES = {"since": "date_end >= ?", "belief": "belief >= ?", "sources": "independent_sources >= ?"}


def condition(name: str, value: str) -> Condition:
    """One value of one filter as SQL."""
    if name in {"actor", "recipient"}:
        sql, given = party(value)
        return f"event_id IN (SELECT event_id FROM event_party WHERE role = '{name}' AND ({sql}))", given
    if name in {"country", "sector"}:
        return f"event_id IN (SELECT event_id FROM event_party WHERE {name} = ?)", [value.upper()]
    if name == "outlet":
        return "event_id IN (SELECT event_id FROM event_claim WHERE lower(outlet) = ?)", [value.lower()]
    return plain_condition(name, value)


def party(value: str) -> Condition:
    """A party by country, country/sector, entity id or part of its name."""
    country, slash, sector = value.partition("/")
    if slash and sector.isupper():
        return ("sector = ?", [sector]) if not country else ("country = ? AND sector = ?", [country, sector])
    if len(value) == 3 and value.isupper():
        return "country = ?", [value]
    return "entity = ? OR contains(lower(name), ?)", [value, value.lower()]


def events(snapshot: Snapshot, filters: EventFilters, *, limit: int | None = None, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
    """Events that satisfy the filters, by day. `columns` of the table `events`; without them all but headlines.

    Raises StoreError, UsageError.
    """
    check_span(filters.since, filters.until)
    where, parameters = filters.where()
    wanted = ", ".join(f'"{name}"' for name in columns or default_columns())
    sql = f"SELECT {wanted} FROM events WHERE {where} {ORDER}{f' LIMIT {limit:d}' if limit is not None else ''}"
    yield from batches(open_views(snapshot, tables=("events", "event_party", "event_claim")), sql, parameters, snapshot)


def default_columns(words: bool = False) -> list[str]:
    return [name for name in EVENTS.names if words or name not in WORDS]


@dataclass(frozen=True)
class Told:
    """One event with all that is said of it: its row, parties, claims (with status, source_group, outlet, published, url) and changes."""

    event: dict[str, Any]
    parties: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    changes: list[dict[str, Any]]


def event(snapshot: Snapshot, id: str) -> Told:
    """An event by its id, a former id, or the start of one. Raises UsageError where there is none, or there are several."""
    tables = ("events", "event_party", "event_claim", "changes", "claims")
    connection = open_views(snapshot, revised=True, tables=tables)
    where = "starts_with(event_id, ?) OR list_contains(string_split(former_ids, '; '), ?)"
    found = plain(connection, f"SELECT * FROM events WHERE {where}", [id, id]) if id else []
    if len(found) != 1:
        if not found:
            raise UsageError(
                f"there is no event {id!r}", str(snapshot.folder), f"find ids with: dragoman events {snapshot.folder} --format csv"
            )
        raise UsageError(f"several events start with {id!r}", str(snapshot.folder), "give more of the id")
    mine = found[0]["event_id"]

    def rows(sql: str) -> list[dict[str, Any]]:
        return plain(connection, sql, [mine])

    columns = ", ".join(f"c.{name}" for name in CLAIM_COLUMNS)
    claims = rows(
        f"SELECT m.claim_id, m.report_id, m.outlet, m.source_group, m.status, c.published, c.url, c.title, c.agency, {columns} "
        "FROM event_claim m JOIN claims c ON c.id = m.claim_id AND c.report_id = m.report_id WHERE m.event_id = ? "
        "ORDER BY c.published, m.report_id, c.field DESC, c.trigger_start, m.claim_id"
    )
    parties = rows("SELECT * EXCLUDE event_id FROM event_party WHERE event_id = ? ORDER BY role")
    log = rows('SELECT * FROM changes WHERE event_id = ? ORDER BY "when"')
    connection.close()
    return Told(found[0], parties, claims, log)


def plain(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    found = connection.execute(sql, parameters)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def changes(snapshot: Snapshot, since: str = "", *, what: Sequence[str] = (), last: int | None = None) -> Iterator[pa.RecordBatch]:
    """What has changed since a day (of publication of the then latest report), or the `last` so many changes, with columns of the events as
    they are now. Raises UsageError, StoreError."""
    check_day(since, "--since")
    now = ", ".join(f"e.{name}" for name in TOLD)
    where = ['c."when" >= ?', *(["list_contains(?, c.what)"] if what else [])]
    order = '"when", what, date_start, event_id, field'
    sql = f"SELECT c.*, {now} FROM changes c LEFT JOIN events e USING (event_id) WHERE {' AND '.join(where)}"
    if last is not None:
        backwards = ", ".join(f"{name} DESC" for name in order.split(", "))
        sql = f"SELECT * FROM ({sql} ORDER BY {backwards} LIMIT {last:d})"
    sql += f" ORDER BY {order}"
    connection = open_views(snapshot, tables=("events", "changes"))
    yield from batches(connection, sql, [since, *([list(what)] if what else [])], snapshot)
