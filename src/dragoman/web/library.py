"""The store as the reading room holds it: one snapshot in memory, opened again when the store has changed.

Pages ask through `Library.now()`; every answer of one request comes from the same `Holding`, so that a page never mixes two states.
Events and what ties them to claims and reports lie in memory. Records of claims, statements and the texts stay in their files: `near` reads
them from the segments of the reports that are asked for, and nothing else.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.store import manifest
from dragoman.store.engine import open_views, scan
from dragoman.store.manifest import Snapshot
from dragoman.store.packs import SHOWN
from dragoman.store.schema import COLUMNS

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Row = dict[str, Any]
VIEWS = ("claims", "statements", "places", "events", "event_party", "event_claim", "changes")
WORDS = "lower(concat_ws(chr(10), headline, actors, recipients, place))"  # what a search for words looks at
# Small tables, kept in memory as held_<name>: pages ask them many times.
HELD = {
    "events": f"SELECT *, {WORDS} AS words FROM events ORDER BY date_start DESC, event_id",
    "event_party": "SELECT * FROM event_party",
    "event_claim": "SELECT * FROM event_claim",
    "changes": "SELECT * FROM changes",
    "claims": "SELECT id, report_id, field, trigger_start, trigger_end, event_type, recency, modality, confidence FROM claims",
    "reports": "SELECT id, revises, title, published, outlet, agency, author, url, language, rights, characters, content_sha256 FROM reports",
    "sayings": "SELECT id, report_id, speaker_entity, speaker_country, position, about_country, about_name, published FROM statements",
    # what a card shows of an event's best claim
    "quotes": "SELECT id, trigger, speaker_name, speaker_text, cue FROM claims WHERE id IN (SELECT headline_claim FROM events)",
}
INDEXES = (
    "events (event_id)",
    "event_claim (event_id)",
    "event_claim (claim_id)",
    "event_claim (report_id)",
    "event_party (event_id)",
    "changes (event_id)",
    "reports (id)",
    "claims (id)",
    "claims (report_id)",
    "quotes (id)",
)
EVENT = "* EXCLUDE (words)"  # the columns of an event as the store has it; `words` are for searching
SELECTIONS = 30  # filters whose events are remembered
REMEMBERED = 500  # answers kept of a snapshot; the one unasked for longest goes first


class Memory(OrderedDict[Any, Any]):
    """What was worked out for a snapshot and is asked again, each thing worked out by one thread alone; old answers go."""

    def __init__(self, most: int = REMEMBERED) -> None:
        super().__init__()
        self.most = most
        self.lock = threading.Lock()
        self.making: dict[Any, threading.Lock] = {}

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        while len(self) > self.most:
            self.popitem(last=False)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """The answer to a question; made now where nobody has asked before. Whoever asks meanwhile waits for it."""
        with self.lock:
            if key in self:
                self.move_to_end(key)
                return self[key]
            gate = self.making.setdefault(key, threading.Lock())
        with gate:
            with self.lock:
                if key in self:
                    return self[key]
            made = make()
            with self.lock:
                self[key] = made
                self.making.pop(key, None)
            return made


@dataclass
class Holding:
    """One snapshot with its tables.

    Attributes:
        digest: of the snapshot; permalinks carry it.
        segments: report id → name of its segment, for `near`; empty in a store of an older form, which is read whole.
        memory: what pages work out once for a snapshot and ask again.
        selections: the events of the filters asked for last (`selecting`), which take more room.
    """

    snapshot: Snapshot
    connection: duckdb.DuckDBPyConnection
    digest: str = ""
    segments: dict[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    selections: Memory = field(default_factory=lambda: Memory(SELECTIONS))

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of one's own to the same tables; several threads may each have one."""
        made = self.connection.cursor()
        try:
            yield made
        finally:
            made.close()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Rows of a query, as plain records; safe from several threads at once."""
        with self.cursor() as cursor:
            found = cursor.execute(sql, list(parameters))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def table(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """The rows of a query as an Arrow table."""
        with self.cursor() as cursor:
            return cursor.sql(sql, params=list(parameters)).to_arrow_table()

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def near(self, table: str, reports: Iterable[str]) -> str:
        """SQL of `claims`, `statements` or `reports`, of the segments of these reports alone (their rows and their neighbours')."""
        if not self.segments:
            return table
        names = sorted({self.segments[id] for id in reports if id in self.segments})
        if table == "reports":
            files = [self.snapshot.path(self.snapshot.reports[name]) for name in names]
            return f"(SELECT t.* FROM ({scan('reports', files, False)}) t SEMI JOIN held_reports r ON r.id = t.id)"
        coded = self.memory.once("coded", lambda: {made.reports: made for made in self.snapshot.chosen()})
        files = [self.snapshot.path(coded[name].tables[table]) for name in names if name in coded]
        columns = ", ".join(f"r.{name}" for name in SHOWN)
        return f"(SELECT t.*, {columns} FROM ({scan(table, files, False)}) t JOIN held_reports r ON r.id = t.report_id)"


class Library:
    """Opens a store and keeps it open; `now()` gives the holding of the store as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: Callable[[Holding], None] = lambda held: None  # told of each new holding
        self.lock = threading.Lock()
        self.mark: tuple[int, int] = (0, 0)
        self.holding: Holding | None = None

    def now(self) -> Holding:
        """The present holding; made anew when the manifest has changed; meanwhile others have the old. Raises StoreError."""
        held = self.holding
        found = (self.folder / manifest.NAME).stat() if (self.folder / manifest.NAME).exists() else None
        mark = (found.st_mtime_ns, found.st_size) if found else (0, 0)
        if held is not None and mark == self.mark:
            return held
        if held is not None and not self.lock.acquire(blocking=False):
            return held
        if held is None:
            self.lock.acquire()
        try:
            if self.holding is None or mark != self.mark:
                self.holding = hold(self.folder)
                self.mark = mark
                self.opened(self.holding)
            return self.holding
        finally:
            self.lock.release()


def hold(folder: Path) -> Holding:
    """A snapshot of the store with its small tables in memory. Raises StoreError."""
    snapshot = manifest.read(folder)
    connection = open_views(snapshot, tables=VIEWS)
    connection.execute("SET parquet_metadata_cache = true")
    for name, sql in HELD.items():
        connection.execute(f"CREATE TABLE held_{name} AS {sql}")
    for index in INDEXES:
        table, _, column = index.partition(" ")
        connection.execute(f"CREATE INDEX held_{table}_{column.strip('()')} ON held_{table} {column}")
    segments = segments_of(snapshot, connection)
    connection.execute("SET threads = 1")  # many ask at once: each question on one core is answered sooner than all on every core
    return Holding(snapshot, connection, snapshot.digest, segments)


def segments_of(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The segment each report lies in. Empty where files were written by an older version: they lack columns that `near` takes for granted."""
    if not snapshot.reports or any(coded.columns != COLUMNS for coded in snapshot.chosen()):
        return {}
    names = {str(snapshot.path(segment).resolve()): name for name, segment in snapshot.reports.items()}
    found = connection.execute("SELECT id, filename FROM read_parquet(?, filename=true, hive_partitioning=false)", [list(names)]).fetchall()
    return {id: names[path] for id, path in found}
