"""What people decide, in SQLite (WAL): whom and what to forget, and why. Everything else in a store is made by the program."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.model import digest
from dragoman.store.files import StoreError

NAME = "people.sqlite"
TABLE = """CREATE TABLE IF NOT EXISTS tombstones (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL, reason TEXT NOT NULL, decided TEXT NOT NULL)"""


@dataclass(frozen=True)
class Tombstone:
    """One decision to forget: a `report` (by id) or an `entity` (by registry id, or by name where the registry has none)."""

    id: str
    kind: str
    target: str
    reason: str
    decided: str


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    try:
        connection = sqlite3.connect(folder / NAME, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(TABLE)
            yield connection
            connection.commit()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"cannot be used: {error}", str(folder / NAME), "check your rights to the folder and the room on the disk") from error


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The same for whoever only reads: also where the store may not be written (a disk that is read-only, another user's folder)."""
    path = folder / NAME
    if os.access(folder, os.W_OK) and os.access(path, os.W_OK):
        with opened(folder) as connection:
            yield connection
        return
    how = "mode=ro" if path.with_name(f"{NAME}-wal").exists() else "immutable=1"  # without a log nobody is writing
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=10)
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"cannot be read: {error}", str(path), "check your rights to the folder") from error


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone() is not None


def bury(folder: Path, kind: str, target: str, reason: str) -> Tombstone:
    """Write a decision down; deciding the same again changes nothing."""
    made = Tombstone(digest(kind, target), kind, target, reason, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    with opened(folder) as connection:
        connection.execute("INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?, ?, ?)", (made.id, kind, target, reason, made.decided))
    return made


def tombstones(folder: Path) -> list[Tombstone]:
    """All decisions, oldest first; none where nobody has decided anything."""
    if not (folder / NAME).is_file():
        return []
    with opened(folder) as connection:
        return [Tombstone(*row) for row in connection.execute("SELECT id, kind, target, reason, decided FROM tombstones ORDER BY decided, id")]
