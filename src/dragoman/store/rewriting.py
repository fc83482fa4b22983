"""Every segment once through a change: for forgetting, for copies without words, for putting words back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dragoman.model import digest
from dragoman.store.files import rows_of
from dragoman.store.manifest import Line, Segment, Snapshot
from dragoman.store.rows import Record, written
from dragoman.store.schema import CODED
from dragoman.store.store import REPORTS, RUNS, put, segment_line

Change = Callable[[str, list[Record]], list[Record]]  # (table, rows of one segment) → the rows it is to have


def plain_lines(snapshot: Snapshot) -> list[Line]:
    """The manifest's lines that are about no segment: header, runs, adds, what has been forgotten."""
    forgotten: list[Line] = [{"what": "forgot", "id": id} for id in snapshot.forgotten]
    return [snapshot.header, *snapshot.runs.values(), *snapshot.adds, *forgotten]


def through(snapshot: Snapshot, target: Path, change: Change) -> list[Line]:
    """Segments of a snapshot, changed, in a store at `target` (it may be the same); returns the lines that commit them.

    `change` sees a segment's reports first, then what was coded of them. A segment that does not change stays as it is.
    """
    same = target.resolve() == snapshot.folder.resolve()
    mark = snapshot.digest[:8]  # no file is written over: what is not committed does not count
    reports: list[Line] = []
    coded: list[tuple[int, Line]] = []
    for name, segment in snapshot.reports.items():
        before = rows_of(snapshot.path(segment))
        after = change("reports", before)
        kept = same and after == before
        new = name if kept else digest(name, *(written(row) for row in after))
        held = segment if kept else put(target, f"{REPORTS}/{new}.parquet", "reports", after)
        if after:
            reports.append(segment_line(new, {"reports": held}))
        for (other, run), made in snapshot.coded.items():
            if other == name:
                tables = {
                    table: one(snapshot, target, made.tables[table], table, f"{RUNS}/{run}/{new}-{mark}", change, kept) for table in CODED
                }
                if after:
                    coded.append((made.number, segment_line(new, tables, run, made.failures)))
    return reports + [line for _, line in sorted(coded, key=lambda item: item[0])]


def one(snapshot: Snapshot, target: Path, segment: Segment, table: str, folder: str, change: Change, may_stay: bool) -> Segment:
    before = rows_of(snapshot.path(segment))
    after = change(table, before)
    return segment if may_stay and after == before else put(target, f"{folder}/{table}.parquet", table, after)
