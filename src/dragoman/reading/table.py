"""CSV, TSV and Parquet: a report for each row, read piecewise. Which column is what: `columns.py`. Texts are not altered, as with JSONL."""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.columns import needed
from dragoman.reading.context import LONGEST_FILE, Context
from dragoman.reading.decoding import WESTERN, decode
from dragoman.reading.jsonl import report_of

HEAD = 65_536
DELIMITERS = ",;\t|"
ROWS = 64  # of a Parquet file held at a time
IN_MEMORY = 20_000_000


def read_csv(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A report for each row, a Failure with its line for each that holds none. The first row names the columns.

    Raises ReadingError for an empty or binary file, or one whose columns tell nothing.
    """
    head = stream.read(HEAD)
    encoding, note = encoding_of(head, source)
    if note:
        yield Failure(source, note, "save the file as UTF-8 if words look wrong", fatal=False)
    csv.field_size_limit(LONGEST_FILE)
    lines = io.TextIOWrapper(cast(BinaryIO, io.BufferedReader(Rejoined(head, stream))), encoding=encoding, errors="replace", newline="")
    rows = csv.reader(without_nulls(lines), delimiter=delimiter_of(head.decode(encoding, "replace"), source))
    try:
        names = [name.strip().removeprefix("\ufeff") for name in next(rows, [])]
        found = needed(names, source, context)
    except csv.Error as error:
        raise ReadingError(f"not valid CSV: {error}", source, "write it anew as CSV with a first row of names") from error
    count = 0
    while True:
        where = f"{source}:{rows.line_num + 1}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Failure(where, f"not valid CSV: {error}", "quote fields that hold line breaks")
            continue
        if row is None:
            break
        if not row:
            continue
        count += 1
        values = dict(zip(names, row, strict=False))
        try:
            yield from report_of({field: values.get(column, "") for field, column in found.items()}, where, context)
        except ReadingError as error:
            yield Failure(error.where or where, error.what, "leave the row out or give it a text")
    if not count:
        raise ReadingError("there are no rows in this table", source, "give a table with a report in each row")


def encoding_of(head: bytes, source: str) -> tuple[str, str]:
    """The encoding of a table by its beginning, and a word about it where it is not UTF-8."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return name, ""
    cut = head[: head.rfind(b"\n") + 1] or head  # a letter of several bytes may be torn at the end
    decoded = decode(cut, source)
    if not decoded.note or "not valid UTF-8" in decoded.note:
        return "utf-8", decoded.note
    return decoded.note.rpartition(" ")[2] or WESTERN, decoded.note


def delimiter_of(head: str, source: str) -> str:
    """The sign that stands between the names in the first line; a tab in files named .tsv."""
    if source.lower().removesuffix(".gz").endswith(".tsv"):
        return "\t"
    line = head.partition("\n")[0]
    return max(DELIMITERS, key=lambda sign: (line.count(sign), -DELIMITERS.index(sign)))


def without_nulls(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "")


class Rejoined(io.RawIOBase):
    """A stream with the bytes already taken from its beginning put back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head = head
        self.rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        size = len(buffer)
        piece = self.head[:size] if self.head else self.rest.read(size)
        self.head = self.head[size:]
        buffer[: len(piece)] = piece
        return len(piece)


def read_parquet(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A report for each row, a Failure with its number for each that holds none; a few rows are in memory at a time.

    Raises ReadingError for a damaged file, or one whose columns tell nothing.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        number = 0
        try:
            file = pq.ParquetFile(stream if seekable(stream) else copied(stream, cast(BinaryIO, copy)))
            found = needed(file.schema_arrow.names, source, context)
            for batch in file.iter_batches(batch_size=ROWS, columns=list(dict.fromkeys(found.values()))):
                for row in batch.to_pylist():
                    number += 1
                    where = f"{source}#{number}"
                    try:
                        yield from report_of({field: row[column] for field, column in found.items()}, where, context)
                    except ReadingError as error:
                        yield Failure(error.where or where, error.what, "leave the row out or give it a text")
        except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:  # KeyError: a time zone that nobody knows
            first = str(error).partition("\n")[0]
            raise ReadingError(f"the Parquet file is damaged after row {number}: {first}", source, "write it anew") from error
    if not number:
        raise ReadingError("there are no rows in this table", source, "give a table with a report in each row")


def seekable(stream: BinaryIO) -> bool:
    try:
        return stream.seekable() and not isinstance(getattr(stream, "raw", None), Rejoined)
    except (AttributeError, ValueError):
        return False


def copied(stream: BinaryIO, copy: BinaryIO) -> BinaryIO:
    """A stream's bytes where they can be sought in: in memory while they are few, else on disk."""
    while piece := stream.read(1 << 20):
        copy.write(piece)
    copy.seek(0)
    return copy
