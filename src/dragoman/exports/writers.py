"""Claims written as JSONL, CSV, Parquet or a table for the eye, streaming: memory does not grow with the number of reports."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from dragoman.errors import UsageError
from dragoman.exports import flat
from dragoman.exports.terminal import console, print_claims

BATCH = 5_000  # rows of a Parquet row group


class Writer(Protocol):
    """Takes the claims of one report after the other. `heading` names the report; only forms for people show it."""

    def write(self, records: Sequence[Mapping[str, Any]], heading: str = "") -> None: ...

    def close(self) -> None: ...


class JsonlWriter:
    def __init__(self, out: IO[str]) -> None:
        self.out = out

    def write(self, records: Sequence[Mapping[str, Any]], heading: str = "") -> None:
        for record in records:
            self.out.write(json.dumps(record, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self.out.flush()


class CsvWriter:
    def __init__(self, out: IO[str]) -> None:
        self.out = out
        self.rows = csv.DictWriter(out, flat.SCHEMA.names, lineterminator="\n")
        self.rows.writeheader()

    def write(self, records: Sequence[Mapping[str, Any]], heading: str = "") -> None:
        self.rows.writerows({name: safe(value) for name, value in flat.row(record).items()} for record in records)

    def close(self) -> None:
        self.out.flush()


def safe(value: Any) -> Any:
    """A cell that a spreadsheet will not run as a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


class ParquetWriter:
    def __init__(self, out: IO[bytes]) -> None:
        import pyarrow.parquet as pq

        self.writer = pq.ParquetWriter(out, flat.SCHEMA, compression="zstd")
        self.waiting: list[Mapping[str, Any]] = []

    def write(self, records: Sequence[Mapping[str, Any]], heading: str = "") -> None:
        self.waiting += [flat.row(record) for record in records]
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        import pyarrow as pa

        if self.waiting:
            self.writer.write_table(pa.Table.from_pylist(self.waiting, schema=flat.SCHEMA))
            self.waiting = []

    def close(self) -> None:
        self.flush()
        self.writer.close()


class TableWriter:
    """A table for people, one a report: who, what, to whom, when, where, according to whom, confidence."""

    def __init__(self, out: IO[str]) -> None:
        self.console = console(out)

    def write(self, records: Sequence[Mapping[str, Any]], heading: str = "") -> None:
        print_claims(self.console, records, heading)

    def close(self) -> None:
        """Nothing is held back."""


def open_writer(form: str, path: str | None) -> tuple[Writer, IO[Any]]:
    """A writer for a format and the stream to close after it; `path` None or "-" is standard output.

    Raises UsageError where the file cannot be made, and for Parquet (bytes, not text) on a terminal.
    """
    writers: dict[str, Callable[[IO[str]], Writer]] = {"jsonl": JsonlWriter, "csv": CsvWriter, "table": TableWriter}
    if path in {None, "-"}:
        if form == "parquet":
            if sys.stdout.isatty():
                raise UsageError("Parquet is no text for a terminal", "--format parquet", "give a file with -o claims.parquet")
            return ParquetWriter(sys.stdout.buffer), sys.stdout.buffer
        if form != "table" and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        return writers[form](sys.stdout), sys.stdout
    try:
        if form == "parquet":
            out: IO[Any] = Path(str(path)).open("wb")  # noqa: SIM115 - the caller closes it
            return ParquetWriter(out), out
        out = Path(str(path)).open("w", encoding="utf8", newline="")  # noqa: SIM115
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(path), "give a file in a folder that is there") from error
    return writers[form](out), out
