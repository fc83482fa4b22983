"""Events as CSV or Parquet: one row an event, the columns of assembly.tables.EVENTS. Nothing is lost but the long form of the parties."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

import pyarrow as pa

from dragoman.assembly.tables import EVENTS
from dragoman.exports.happening import Happening, Options, Tally
from dragoman.exports.writers import safe

BATCH = 5_000  # rows of a Parquet row group
BOM = b"\xef\xbb\xbf"  # by which Excel knows that a CSV is UTF-8


def write_csv(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """CSV (RFC 4180, UTF-8, line ends LF) whose cells no spreadsheet runs as a formula; with a BOM where asked for."""
    if options.bom:
        out.write(BOM)
    count = csv_rows((event.row for event in events), EVENTS, out)
    return Tally(count, count)


def write_parquet(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """Parquet (zstd), in row groups of 5,000 events."""
    del options
    count = parquet_rows((event.row for event in events), EVENTS, out)
    return Tally(count, count)


def csv_rows(rows: Iterable[Mapping[str, Any]], schema: pa.Schema, out: IO[bytes]) -> int:
    """Rows with the columns of a schema as CSV; returns their number."""
    count = 0
    with as_text(out) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(schema.names)
        for row in rows:
            writer.writerow([safe(plain(row.get(name))) for name in schema.names])
            count += 1
    return count


@contextmanager
def as_text(out: IO[bytes]) -> Iterator[IO[str]]:
    """A stream of bytes as one of text, left open behind it whatever happens."""
    text = io.TextIOWrapper(out, encoding="utf8", newline="", write_through=True)
    try:
        yield text
        text.flush()
    finally:
        text.detach()


def plain(value: Any) -> Any:
    """A cell: nothing for an unknown value, true and false in small letters as Parquet readers and R write them."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value


def parquet_rows(rows: Iterable[Mapping[str, Any]], schema: pa.Schema, out: IO[bytes]) -> int:
    """Rows with the columns of a schema as Parquet; returns their number."""
    import pyarrow.parquet as pq

    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for some in chunks({name: row.get(name) for name in schema.names} for row in rows):
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            count += len(some)
    return count


def chunks(rows: Iterator[dict[str, Any]], size: int = BATCH) -> Iterator[list[dict[str, Any]]]:
    while taken := list(islice(rows, size)):
        yield taken
