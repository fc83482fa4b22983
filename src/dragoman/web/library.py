"""The store as the reading room holds it: one snapshot in memory, opened again when the store has changed.

Pages ask through `Library.rows`; every answer of one request comes from the same `Holding`, so that a page never mixes two states.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.store import manifest
from dragoman.store.engine import open_views
from dragoman.store.manifest import Snapshot

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
VIEWS = ("claims", "statements", "places", "events", "event_party", "event_claim", "changes")
# Small tables, kept in memory as held_<name>: pages ask them many times. Claims and statements with their records stay in their files.
HELD = {
    "events": "SELECT * FROM events ORDER BY date_start DESC, event_id",
    "event_party": "SELECT * FROM event_party",
    "event_claim": "SELECT * FROM event_claim",
    "changes": "SELECT * FROM changes",
    "claims": "SELECT id, report_id, field, trigger_start, trigger_end, event_type, confidence FROM claims",
    "reports": "SELECT id, revises, title, published, outlet, agency, author, url, language, rights, characters, content_sha256 FROM reports",
}
INDEXES = (
    "events (event_id)",
    "event_claim (event_id)",
    "event_claim (claim_id)",
    "event_claim (report_id)",
    "event_party (event_id)",
    "reports (id)",
    "claims (id)",
    "claims (report_id)",
)


@dataclass
class Holding:
    """One snapshot with its tables. `memory` is for what pages work out once for a snapshot and ask again."""

    snapshot: Snapshot
    connection: duckdb.DuckDBPyConnection
    memory: dict[Any, Any] = field(default_factory=dict)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Rows of a query, as plain records; safe from several threads at once."""
        cursor = self.connection.cursor()
        try:
            found = cursor.execute(sql, list(parameters))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        finally:
            cursor.close()

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        found = self.rows(sql, parameters)
        return found[0] if found else None


class Library:
    """Opens a store and keeps it open; `now()` gives the holding of the store as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self.mark: tuple[int, int] = (0, 0)
        self.holding: Holding | None = None

    def now(self) -> Holding:
        """The present holding; made anew when the manifest has changed. Raises StoreError."""
        with self.lock:
            found = (self.folder / manifest.NAME).stat() if (self.folder / manifest.NAME).exists() else None
            mark = (found.st_mtime_ns, found.st_size) if found else (0, 0)
            if self.holding is None or mark != self.mark:
                self.holding = hold(self.folder)
                self.mark = mark
            return self.holding


def hold(folder: Path) -> Holding:
    """A snapshot of the store with its small tables in memory. Raises StoreError."""
    snapshot = manifest.read(folder)
    connection = open_views(snapshot, tables=VIEWS)
    for name, sql in HELD.items():
        connection.execute(f"CREATE TABLE held_{name} AS {sql}")
    for index in INDEXES:
        table, _, column = index.partition(" ")
        connection.execute(f"CREATE INDEX held_{table}_{column.strip('()')} ON held_{table} {column}")
    return Holding(snapshot, connection)
