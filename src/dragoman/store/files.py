"""Files that are either whole or not there: written beside, flushed to the disk, renamed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.errors import DragomanError

MEND = "make room or get the right to write there, then run the same command again; what was committed is still there"


class StoreError(DragomanError):
    """A store cannot be opened, read or written."""


def unwritable(error: OSError, path: Path) -> StoreError:
    """An error of the disk in words: full, read-only, no permission, …"""
    return StoreError(f"cannot be written: {error.strerror or error}", str(path), MEND)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, content: bytes) -> None:
    """Write and flush to the disk. Raises StoreError; a half-written file is taken away."""
    try:
        with path.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise unwritable(error, path) from error


def replace(path: Path, content: bytes) -> None:
    """Put content in the place of a file at one stroke: readers see the old or the new, never a half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    write(beside, content)
    try:
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise unwritable(error, path) from error


def parquet(rows: Sequence[dict[str, Any]], schema: pa.Schema) -> bytes:
    """Rows as the bytes of a Parquet file; the same rows give the same bytes."""
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), out, compression="zstd", write_page_checksum=True)
    content: bytes = out.getvalue().to_pybytes()
    return content


def rows_from(content: bytes) -> list[dict[str, Any]]:
    """The rows of the bytes of a segment."""
    rows: list[dict[str, Any]] = pq.read_table(pa.BufferReader(content), page_checksum_verification=True, partitioning=None).to_pylist()
    return rows


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a segment. Raises StoreError when it is damaged or gone."""
    try:
        rows: list[dict[str, Any]] = pq.read_table(path, page_checksum_verification=True, partitioning=None).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, str(error).splitlines()[0]) from error
    return rows


def damaged(path: Path, how: str) -> StoreError:
    return StoreError(f"this segment is damaged or gone ({how})", str(path), "run dragoman add on the store: it is set aside and coded again")


def sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
