"""`dragoman read`: what would be coded of files, and why the rest would not."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.coding import Columns, Knowledge, Output, Paths, Published, date_option, in_other_languages
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.model import Failure, Report

READ, OTHER, LEFT_OUT, NOTE = "coded", "other language", "left out", "note"
NUMBERED = re.compile(r"[#:]\d+$")
FIELDS = ("source", "what", "title", "published", "published_origin", "outlet", "language", "characters", "reason")


Write = Callable[[dict[str, Any]], None]


class ReadFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman read news.warc.gz letters/ feed.xml    or: dragoman read a.csv --columns text=body,published=day")(
        read
    )


def read(
    paths: Paths,
    form: Annotated[ReadFormat, typer.Option("--format", "-f", help="How to write the list.")] = ReadFormat.TABLE,
    output: Output = None,
    text: Annotated[bool, typer.Option("--text", help="Write the texts, too (jsonl): input for every other command.")] = False,
    published: Published = None,
    columns: Columns = None,
    knowledge: Knowledge = None,
) -> None:
    """Show what would be coded: title, date and where it was found, outlet, language, length; and why a file would be left out.

    Reads text, Markdown, HTML, RSS, Atom and JSON feeds, WARC, JSONL, JSON, CSV, Parquet, EML, MBOX, PDF, Word, ZIP and gzip (docs/reading.md).
    Exit status: 0 all can be read, 1 some cannot, 2 wrong usage.
    """
    from dragoman.lexicon.folder import Knowledge as Folders
    from dragoman.reading import sources
    from dragoman.reading.columns import parse

    if text and form is not ReadFormat.JSONL:
        raise UsageError("--text goes with --format jsonl", "read", "dragoman read PATHS --text --format jsonl -o reports.jsonl")
    known = Folders.open(*([knowledge] if knowledge else []))
    items = sources.read(paths, known, date_option(published), columns=parse(columns), others=True)
    counts: Counter[str] = Counter()
    others: Counter[str] = Counter()
    with opened(output) as out:
        write = WRITERS[form](out, text)
        for record in records(items, text):
            counts[record["what"]] += 1
            if record["what"] == OTHER:
                others[record["language"]] += 1
            write(record)
    reports = "1 report" if counts[READ] == 1 else f"{counts[READ]:,} reports"
    rest = f", {in_other_languages(others)} would not" if others else ""
    left_out = "1 input" if counts[LEFT_OUT] == 1 else f"{counts[LEFT_OUT]:,} inputs"
    typer.echo(f"dragoman: {reports} would be coded{rest}, {left_out} left out", err=True)
    if counts[LEFT_OUT]:
        raise typer.Exit(1)


def records(items: Iterable[Report | Failure], text: bool) -> Iterator[dict[str, Any]]:
    """One record for each report and each input left out; what a report lacks is its reason. Notes on whole files stand for themselves."""
    from dragoman.model import Failure
    from dragoman.reading.sources import is_coded

    note: Failure | None = None
    for item in items:
        if isinstance(item, Failure):
            if note is not None:
                yield record_of(note, NOTE)
            note = None if item.fatal else item
            if item.fatal:
                yield record_of(item, LEFT_OUT)
            continue
        if note is not None and note.source != item.source:
            yield record_of(note, NOTE)
            note = None
        shown = {
            "source": item.source,
            "what": READ if is_coded(item) else OTHER,
            "title": item.title,
            "published": item.published.isoformat() if item.published else "",
            "published_origin": item.published_origin,
            "outlet": item.outlet,
            "language": item.language,
            "characters": len(item.text),
            "reason": note.reason if note else "" if is_coded(item) else "only English is coded so far",
        }
        note = None
        yield shown | whole(item) if text else shown
    if note is not None:
        yield record_of(note, NOTE)


def record_of(failure: Failure, what: str) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(FIELDS, "")
    reason = f"{failure.reason} ({failure.mend})" if failure.mend else failure.reason
    return empty | {"source": failure.source, "what": what, "characters": None, "reason": reason}


def whole(report: Report) -> dict[str, Any]:
    """The rest of a report, so that a line is input for other commands (docs/records.md)."""
    return {
        "id": report.id, "publisher": report.outlet, "agency": report.agency, "author": report.author, "url": report.url,
        "rights": report.rights, "text": report.text,
    }  # fmt: skip


@contextmanager
def opened(output: Path | None) -> Iterator[IO[str]]:
    """The file to write to, or standard output. Raises UsageError where it cannot be written."""
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    try:
        out = output.open("w", encoding="utf8", newline="")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "give another file with --output") from error
    with out:
        yield out


def as_jsonl(out: IO[str], text: bool) -> Write:
    def write(record: dict[str, Any]) -> None:
        if not text or "text" in record:  # what has no text is no input for another command
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
        elif record["what"] in {LEFT_OUT, NOTE}:
            say(record)

    return write


def as_csv(out: IO[str], text: bool) -> Write:
    from dragoman.exports.writers import safe

    del text
    rows = csv.DictWriter(out, FIELDS, lineterminator="\n")
    rows.writeheader()
    return lambda record: rows.writerow({name: safe(value) for name, value in record.items()})


def as_table(out: IO[str], text: bool) -> Write:
    """A line for each report below the name of its file; as wide as the terminal."""
    from rich.cells import set_cell_size

    from dragoman.exports.terminal import console, plain

    del text
    width = max(80, console(out).width)
    outlet = (width - 44) // 4
    title = width - 44 - outlet
    out.write(f"{'date':<10} {'found in':<12} {'lang':<4} {'length':>8}  {'outlet':<{outlet}} title\n")
    last = ""

    def write(record: dict[str, Any]) -> None:
        nonlocal last
        if record["what"] == NOTE:
            say(record)
            return
        if record["what"] == LEFT_OUT:
            out.write(f"{plain(record['source'])}\n  left out: {plain(record['reason'])}\n")
            last = record["source"]
            return
        file = NUMBERED.sub("", record["source"])
        if file != last:
            out.write(f"{plain(file)}\n")
            last = file
        cells = (
            set_cell_size(record["published"] or "unknown", 10), set_cell_size(record["published_origin"], 12),
            set_cell_size(record["language"], 4), f"{record['characters']:>8,} ", set_cell_size(plain(record["outlet"]), outlet),
        )  # fmt: skip
        out.write(f"{' '.join(cells)} {set_cell_size(plain(record['title']) or '(no title)', title).rstrip()}\n")
        if record["reason"]:
            out.write(f"  {'not coded: ' if record['what'] == OTHER else ''}{plain(record['reason'])}\n")

    return write


def say(record: dict[str, Any]) -> None:
    from dragoman.exports.terminal import harmless

    typer.echo(harmless(f"dragoman: {record['source']}: {record['reason']}"), err=True)


WRITERS: dict[ReadFormat, Callable[[IO[str], bool], Write]] = {
    ReadFormat.TABLE: as_table,
    ReadFormat.JSONL: as_jsonl,
    ReadFormat.CSV: as_csv,
}
