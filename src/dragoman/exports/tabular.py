"""Events as CSV or Parquet: one row an event, the columns of assembly.tables.EVENTS. Nothing is lost but the long form of the parties."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
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
    tally = Tally()
    if options.bom:
        out.write(BOM)
    text = io.TextIOWrapper(out, encoding="utf8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(EVENTS.names)
    for event in events:
        writer.writerow([safe(plain(event.row.get(name))) for name in EVENTS.names])
        tally.events += 1
        tally.rows += 1
    text.flush()
    text.detach()
    return tally


def plain(value: Any) -> Any:
    """A cell: nothing for an unknown value, true and false in small letters as Parquet readers and R write them."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value


def write_parquet(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """Parquet (zstd), in row groups of 5,000 events."""
    import pyarrow.parquet as pq

    del options
    tally = Tally()
    with pq.ParquetWriter(out, EVENTS, compression="zstd") as writer:
        for rows in chunks({name: event.row.get(name) for name in EVENTS.names} for event in events):
            writer.write_table(pa.Table.from_pylist(rows, schema=EVENTS))
            tally.events += len(rows)
    tally.rows = tally.events
    return tally


def chunks(rows: Iterator[dict[str, Any]], size: int = BATCH) -> Iterator[list[dict[str, Any]]]:
    while taken := list(islice(rows, size)):
        yield taken
