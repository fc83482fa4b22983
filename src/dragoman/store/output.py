"""Rows of any columns written as CSV, JSONL, Parquet or a table for the eye, batch by batch."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from dragoman.exports.terminal import console, plain
from dragoman.exports.writers import safe

WIDEST = 40  # characters of a cell of the table


def write(batches: Iterable[pa.RecordBatch], form: str, path: str | None) -> int:
    """Write batches in a form to a file, or to standard output without one; returns the number of rows."""
    if path is None:
        return FORMS[form](batches, sys.stdout.buffer)
    with Path(path).open("wb") as out:
        return FORMS[form](batches, out)


def as_csv(batches: Iterable[pa.RecordBatch], out: IO[bytes]) -> int:
    text = io.TextIOWrapper(out, encoding="utf8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    rows = 0
    for number, batch in enumerate(batches):
        if number == 0:
            writer.writerow(batch.schema.names)
        writer.writerows([safe("" if value is None else value) for value in row.values()] for row in batch.to_pylist())
        rows += batch.num_rows
    text.flush()
    text.detach()
    return rows


def as_jsonl(batches: Iterable[pa.RecordBatch], out: IO[bytes]) -> int:
    """One object a row; where the rows hold claims as records, the record with its report's outlet, date, URL and rights."""
    rows = 0
    for batch in batches:
        for row in batch.to_pylist():
            if "record" in row:
                row = {**json.loads(row.pop("record")), **row}
            out.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")
        rows += batch.num_rows
    out.flush()
    return rows


def as_parquet(batches: Iterable[pa.RecordBatch], out: IO[bytes]) -> int:
    import pyarrow.parquet as pq

    writer: Any = None
    rows = 0
    for batch in batches:
        if writer is None:
            writer = pq.ParquetWriter(out, batch.schema, compression="zstd")
        writer.write_batch(batch)
        rows += batch.num_rows
    if writer is not None:
        writer.close()
    return rows


def as_table(batches: Iterable[pa.RecordBatch], out: IO[bytes]) -> int:
    """For people: every row with every column, long cells cut."""
    from rich.table import Table

    shown: Table | None = None
    rows = 0
    for batch in batches:
        shown = shown or Table(*batch.schema.names, box=None, pad_edge=False)
        for row in batch.to_pylist():
            cells = (plain("" if value is None else str(value)) for value in row.values())
            shown.add_row(*(cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…" for cell in cells))
        rows += batch.num_rows
    if shown is not None:
        console().print(shown)
    del out
    return rows


FORMS = {"csv": as_csv, "jsonl": as_jsonl, "parquet": as_parquet, "table": as_table}
