"""DuckDB over a snapshot: in memory, without extensions, and (for other people's SQL) shut off from every file but the store's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.store.files import StoreError
from dragoman.store.manifest import Segment, Snapshot
from dragoman.store.schema import CODED, COLUMNS, TABLES, TYPES

if TYPE_CHECKING:
    import duckdb

SHOWN = ("outlet", "published", "url", "rights", "agency", "title")  # columns of a report that its claims, statements and places show
SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def connect() -> duckdb.DuckDBPyConnection:
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    return duckdb.connect(":memory:", config=config)


def open_views(snapshot: Snapshot, run: str = "", revised: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection with the views `reports`, `claims`, `statements`, `places` over a snapshot, and `runs`.

    `run` picks one run; without it every report counts as its newest run coded it. Reports that a later version replaces, and what was
    coded of them, are left out unless `revised`. Raises StoreError for a segment that is gone or of the wrong length.
    """
    snapshot.check_sizes()
    connection = connect()
    chosen = snapshot.chosen(run)
    union = any(coded.columns != COLUMNS for coded in chosen)
    connection.execute(f"CREATE VIEW every_report AS {scan(snapshot, 'reports', snapshot.reports.values(), union)}")
    connection.execute("CREATE TABLE replaced AS SELECT DISTINCT revises AS id FROM every_report WHERE revises <> ''")
    current = "" if revised else " WHERE id NOT IN (SELECT id FROM replaced)"
    connection.execute(f"CREATE VIEW reports AS SELECT * FROM every_report{current}")
    connection.execute(f"CREATE TABLE shown AS SELECT id, {', '.join(SHOWN)} FROM every_report{current}")
    for table in CODED:
        source = scan(snapshot, table, (coded.tables[table] for coded in chosen), union)
        columns = ", ".join(f"r.{name}" for name in SHOWN)
        connection.execute(f"CREATE VIEW {table} AS SELECT t.*, {columns} FROM ({source}) t JOIN shown r ON r.id = t.report_id")
    return connection


def scan(snapshot: Snapshot, table: str, segments: Iterable[Segment], union: bool) -> str:
    """SQL for the rows of segments. Columns that an older store lacks are empty."""
    files = [str(snapshot.path(segment).resolve()) for segment in segments]
    if not files:
        columns = ", ".join(f'NULL::{SQL_TYPES[TYPES[column.type]]} AS "{column.name}"' for column in TABLES[table])
        return f"SELECT {columns} WHERE false"
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
    return f"SELECT * FROM read_parquet([{listed}], union_by_name={str(union).lower()}, hive_partitioning=false)"


def lock_up(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """From here on nothing but the store's own files can be read, and no setting changed."""
    allowed = str(folder.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{allowed}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def failed(error: Exception, snapshot: Snapshot) -> StoreError:
    """What DuckDB says, in one line, with the way to mend it."""
    return StoreError(f"the query failed: {str(error).splitlines()[0]}", str(snapshot.folder), "if a segment is damaged, dragoman add mends it")
