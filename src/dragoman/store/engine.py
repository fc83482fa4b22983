"""DuckDB over a snapshot: in memory, without extensions, and (for other people's SQL) shut off from every file but the store's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.assembly.tables import TABLES as EVENT_TABLES
from dragoman.store.files import StoreError
from dragoman.store.manifest import Snapshot
from dragoman.store.packs import SHOWN, sources
from dragoman.store.schema import CODED, COLUMNS, TABLES, TYPES

if TYPE_CHECKING:
    import duckdb

SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def connect() -> duckdb.DuckDBPyConnection:
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET enable_progress_bar = false")  # commands show their own
    return connection


def open_views(snapshot: Snapshot, run: str = "", revised: bool = False, tables: Sequence[str] = CODED) -> duckdb.DuckDBPyConnection:
    """A connection with the views `reports` and those of `tables` (claims, statements, places, events, event_party, …) over a snapshot.

    `events`, `event_party`, `event_claim` and `changes` are as they were last assembled, whatever `run` and `revised` say.

    `run` picks one run; without it every report counts as its newest run coded it. Reports that a later version replaces, and what was
    coded of them, are left out unless `revised`. Raises StoreError for a segment that is gone or of the wrong length.
    """
    connection = connect()
    chosen = snapshot.chosen(run)
    union = any(coded.columns != COLUMNS for coded in chosen)
    reports = list(snapshot.reports.values())
    light = scan("reports", sources(snapshot, "reports", reports), union, ("id", "revises", *SHOWN))
    connection.execute(f"CREATE TABLE shown AS {light}")
    connection.execute("CREATE TABLE replaced AS SELECT DISTINCT revises AS id FROM shown WHERE revises <> ''")
    if not revised:
        connection.execute("DELETE FROM shown WHERE id IN (SELECT id FROM replaced)")
    if "statements" in tables or "reports" in tables:  # whoever asks for all wants the reports, too
        current = "" if revised else " WHERE id NOT IN (SELECT id FROM replaced)"
        files = [snapshot.path(segment) for segment in reports]
        connection.execute(f"CREATE VIEW reports AS SELECT * FROM ({scan('reports', files, union)}){current}")
    columns = ", ".join(f"r.{name}" for name in SHOWN)
    for table in (name for name in tables if name in EVENT_TABLES):
        held = [snapshot.events[table]] if table in snapshot.events else []
        snapshot.check_sizes(held)
        connection.execute(f"CREATE VIEW {table} AS {scan(table, [snapshot.path(segment) for segment in held], False)}")
    for table in (name for name in tables if name in CODED):
        source = scan(table, sources(snapshot, table, [coded.tables[table] for coded in chosen]), union)
        connection.execute(f"CREATE VIEW {table} AS SELECT t.*, {columns} FROM ({source}) t JOIN shown r ON r.id = t.report_id")
    return connection


def scan(table: str, files: Sequence[Path], union: bool, columns: Sequence[str] = ()) -> str:
    """SQL for the rows of files of a table, all columns or some. Columns that an older store lacks are empty."""
    if not files:
        empty = ", ".join(f'NULL::{SQL_TYPES[TYPES[column.type]]} AS "{column.name}"' for column in (TABLES | EVENT_TABLES)[table])
        source = f"(SELECT {empty} WHERE false)"
    else:
        listed = ", ".join("'" + str(path.resolve()).replace("'", "''") + "'" for path in files)
        source = f"read_parquet([{listed}], union_by_name={str(union).lower()}, hive_partitioning=false)"
    return f"SELECT {', '.join(columns) or '*'} FROM {source}"


def lock_up(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """From here on nothing but the store's own files can be read, and no setting changed."""
    allowed = str(folder.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{allowed}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def failed(error: Exception, snapshot: Snapshot) -> StoreError:
    """What DuckDB says, in one line, with the way to mend it."""
    return StoreError(f"the query failed: {str(error).splitlines()[0]}", str(snapshot.folder), "if a segment is damaged, dragoman add mends it")
