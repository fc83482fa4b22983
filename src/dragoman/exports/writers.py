"""Claims written as JSONL, CSV, Parquet or a table for the eye, streaming: memory does not grow with the number of reports."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from rich.console import Console
from rich.table import Table

from dragoman.exports import flat

BATCH = 5_000  # rows of a Parquet row group


class Writer(Protocol):
    def write(self, records: Sequence[Mapping[str, Any]]) -> None: ...

    def close(self) -> None: ...


class JsonlWriter:
    def __init__(self, out: IO[str]) -> None:
        self.out = out

    def write(self, records: Sequence[Mapping[str, Any]]) -> None:
        for record in records:
            self.out.write(json.dumps(record, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self.out.flush()


class CsvWriter:
    def __init__(self, out: IO[str]) -> None:
        self.out = out
        self.rows = csv.DictWriter(out, flat.SCHEMA.names, lineterminator="\n")
        self.rows.writeheader()

    def write(self, records: Sequence[Mapping[str, Any]]) -> None:
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

    def write(self, records: Sequence[Mapping[str, Any]]) -> None:
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
    """A table for people: who, what, to whom, when, where, according to whom, confidence."""

    def __init__(self, out: IO[str]) -> None:
        self.console = Console(file=out, width=None if out.isatty() else 150, highlight=False)
        self.records: list[Mapping[str, Any]] = []

    def write(self, records: Sequence[Mapping[str, Any]]) -> None:
        self.records += records

    def close(self) -> None:
        self.console.print(claims_table(self.records))


def claims_table(records: Sequence[Mapping[str, Any]]) -> Table:
    shown = Table(show_lines=False, header_style="bold", pad_edge=False)
    for name in ("who", "what", "to whom", "when", "where", "according to"):
        shown.add_column(name, overflow="fold")
    shown.add_column("conf.", justify="right")
    for r in records:
        speaker = r["attribution"]["speaker"] if r["attribution"] else None
        what = f"{r['event_type']}{' ' + r['mode'] if r['mode'] else ''} [dim]({r['trigger']['text']})[/dim]"
        if r["modality"] != "asserted":
            what += f" [italic]{r['modality']}[/italic]"
        place = r["place"]
        where = f"{place['text']}{' ' + place['country'] if place['country'] else ''}" if place else ""
        when = f"{span(r['date'])}{' [dim]background[/dim]' if r['recency'] == 'background' else ''}"
        cells = (names(r["actor"]), what, names(r["recipient"]), when, where, names([speaker]) if speaker else "")
        shown.add_row(*cells, f"{r['confidence']:.2f}")
    return shown


def names(parties: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{p['text']} [dim]{p['country']}{'/' + p['sector'] if p['sector'] else ''}[/dim]" for p in parties)


def span(date: Mapping[str, Any]) -> str:
    if not date["start"] and not date["end"]:
        return "unknown"
    return str(date["start"]) if date["start"] == date["end"] else f"{date['start'] or '…'} – {date['end'] or '…'}"


def open_writer(form: str, path: str | None) -> tuple[Writer, IO[Any]]:
    """A writer for a format and where to close it; `path` None or "-" is standard output."""
    to_screen = path in {None, "-"}
    if form == "parquet":
        out: IO[Any] = sys.stdout.buffer if to_screen else Path(str(path)).open("wb")
        return ParquetWriter(out), out
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf8", write_through=True, newline="") if to_screen else Path(str(path)).open("w", encoding="utf8", newline="")
    writers = {"jsonl": JsonlWriter, "csv": CsvWriter, "table": TableWriter}
    return writers[form](sys.stdout if to_screen and form == "table" else out), out
