"""Packs: many small segments once more in one file, so that a question opens tens of files and not thousands.

Packs are made from segments, never the other way round: a store without them answers the same, more slowly. A pack is named by the hash
of what it holds, sixteen segments in a row.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.model import digest
from dragoman.store.files import damaged, replace
from dragoman.store.manifest import Segment, Snapshot

FOLDER = "packs"
SIZE = 16
GRACE = 3_600  # seconds for which a pack that is no longer needed stays, for readers that have begun
SHOWN = ("outlet", "published", "url", "rights", "agency", "title")  # columns of a report that its claims, statements and places show
HELD: dict[str, list[str] | None] = {"reports": ["id", "revises", *SHOWN], "claims": None}  # columns, None for all


def groups(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    for first in range(0, len(segments), SIZE):
        yield segments[first : first + SIZE]


def pack_path(folder: Path, table: str, group: Sequence[Segment]) -> Path:
    return folder / FOLDER / f"{table}-{digest(*(segment.sha256 for segment in group))}.parquet"


def sources(snapshot: Snapshot, table: str, segments: Sequence[Segment]) -> list[Path]:
    """The files to read for segments of a table: packs where there are any. Raises StoreError for a segment that is gone or cut off."""
    found: list[Path] = []
    for group in groups(segments):
        pack = pack_path(snapshot.folder, table, group)
        if table in HELD and len(group) == SIZE and pack.is_file():
            found.append(pack)
        else:
            snapshot.check_sizes(group)
            found += [snapshot.path(segment) for segment in group]
    return found


def needed(snapshot: Snapshot) -> dict[Path, tuple[str, Sequence[Segment]]]:
    """The packs of a store: path → table and segments."""
    claims = [coded.tables["claims"] for coded in snapshot.chosen()]
    lists = {"reports": list(snapshot.reports.values()), "claims": claims}
    return {
        pack_path(snapshot.folder, table, group): (table, group) for table in HELD for group in groups(lists[table]) if len(group) == SIZE
    }  # fmt: skip


def build(snapshot: Snapshot) -> None:
    """Make the packs that are missing. Raises StoreError."""
    for path, (table, group) in needed(snapshot).items():
        if not path.is_file():
            path.parent.mkdir(exist_ok=True)
            parts = [read(snapshot.path(segment), HELD[table]) for segment in group]
            out = pa.BufferOutputStream()
            pq.write_table(pa.concat_tables(parts, promote_options="default"), out, compression="zstd", write_page_checksum=True)
            replace(path, out.getvalue().to_pybytes())


def read(path: Path, columns: list[str] | None) -> pa.Table:
    try:
        return pq.read_table(path, columns=columns, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, str(error).splitlines()[0]) from error


def clear(snapshot: Snapshot, at_once: bool = False) -> None:
    """Remove packs that are no longer needed: after an hour, or at once (when words must go)."""
    kept = needed(snapshot)
    for path in (snapshot.folder / FOLDER).glob("*"):
        if path not in kept:
            if at_once or time.time() - path.stat().st_mtime > GRACE:
                path.unlink(missing_ok=True)
        elif not at_once:
            os.utime(path)  # the hour counts from when it was last needed


def mend(folder: Path) -> list[str]:
    """Remove packs that are damaged; says which."""
    bad = [path for path in sorted((folder / FOLDER).glob("*.parquet")) if not whole(path)]
    for path in bad:
        path.unlink()
    return [f"{FOLDER}/{path.name} was damaged: made again" for path in bad]


def whole(path: Path) -> bool:
    try:
        pq.read_table(path, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException):
        return False
    return True
