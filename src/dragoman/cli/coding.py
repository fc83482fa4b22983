"""Commands that read reports: code, explain, statements, places."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import settings
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.coding.pipeline import Coder
    from dragoman.model import Coding, Failure, Report

log = logging.getLogger("dragoman")
Paths = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.", show_default=False)]
Published = Annotated[str | None, typer.Option(help="Date of publication (2023-09-29) for all reports, over what they say themselves.")]
Knowledge = Annotated[str | None, typer.Option(help="A folder of your own knowledge, laid over the built-in one.")]
Columns = Annotated[
    str | None,
    typer.Option(help="Which column of CSV or Parquet, or key of JSONL, is what: text=body,published=day. Usual names are known."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to the screen.")]
Unmask = Annotated[bool, typer.Option("--unmask", help="Write the names of persons who are not public figures, too.")]


class Format(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class RecordFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman code reports/ --format csv -o claims.csv")(code)
    app.command(epilog='Example: dragoman explain --text "Norway hosted Taliban envoys in Oslo." --published 2022-01-24')(explain)
    app.command(epilog="Example: dragoman statements report.txt --format jsonl")(statements)
    app.command(epilog="Example: dragoman places report.txt --format jsonl")(places)


def date_option(given: str | None, option: str = "--published") -> dt.date | None:
    """A date as given to an option. Raises UsageError naming the option for what is none."""
    if not given:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{given!r} is not a date", option, "write it as 2023-09-29") from None


class Reading:
    """Reports from paths, failures collected and shown as they come, reports in languages that are not coded counted."""

    def __init__(self, coder: Coder, paths: list[str], published: str | None, columns: str | None = None) -> None:
        from dragoman.reading.columns import parse

        self.coder = coder
        self.paths = paths
        self.published = date_option(published)
        self.columns = parse(columns)
        self.failures: list[Failure] = []
        self.others: Counter[str] = Counter()
        self.count = 0

    def reports(self) -> Iterator[Report]:
        from dragoman.model import Failure
        from dragoman.reading.sources import is_coded, read

        for item in read(self.paths, self.coder.knowledge, self.published, columns=self.columns, others=True):
            if isinstance(item, Failure):
                self.note(item)
            elif not is_coded(item):
                self.others[item.language] += 1
                log.info("%s is not coded: its language is %s", item.source, item.language)
            else:
                self.count += 1
                log.info("coding %s (%s)", item.source, item.title or "no title")
                yield item

    def note(self, failure: Failure) -> None:
        """Say on stderr what is wrong with an input; a fatal one counts as left out."""
        from dragoman.exports.terminal import harmless

        mend = f" ({failure.mend})" if failure.mend else ""
        typer.echo(harmless(f"dragoman: {failure.source}: {failure.reason}{mend}"), err=True)
        if failure.fatal:
            self.failures.append(failure)

    def codings(self) -> Iterator[Coding]:
        """The codings of the reports; one that broke the coder is a failure like any other."""
        from dragoman.model import Failure

        self.coder.rooms  # noqa: B018 - reads all knowledge: a fault in it is one error now, not one of every report
        for item in self.coder.attempts(self.reports()):
            if isinstance(item, Failure):
                self.note(item)
                self.count -= 1
            else:
                yield item

    def finish(self, what: str) -> None:
        """The failure list at the end, and the exit status: 0 all coded, 1 some failed."""
        from dragoman.exports.terminal import harmless

        reports = "1 report" if self.count == 1 else f"{self.count} reports"
        left_out = "1 input" if len(self.failures) == 1 else f"{len(self.failures)} inputs"
        others = f", {in_other_languages(self.others)} not coded" if self.others else ""
        typer.echo(f"dragoman: {reports} coded, {what}{others}, {left_out} left out", err=True)
        if self.failures:
            for failure in self.failures:
                typer.echo(harmless(f"  left out: {failure.source}: {failure.reason}"), err=True)
        if self.failures:
            raise typer.Exit(1)


def in_other_languages(counts: Counter[str]) -> str:
    """ "3 reports in other languages (de 1, fr 2)"."""
    total = counts.total()
    shown = ", ".join(f"{language} {count}" for language, count in sorted(counts.items()))
    return f"{total:,} {'report' if total == 1 else 'reports'} in other languages ({shown})"


def progress(reading: Reading) -> Any:
    """A progress display on stderr when somebody is looking, for long input."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} reports, {task.fields[claims]} claims"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def open_coder(knowledge: str | None, floor: float | None = None, unmask: bool = False) -> Coder:
    from dragoman.coding.pipeline import Coder

    coder = Coder(settings.load(knowledge, floor, unmask))
    log.info("knowledge %s from %s", coder.knowledge.hash, ", ".join(map(str, coder.knowledge.folders)))
    return coder


def code(
    paths: Paths,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the claims.")] = Format.TABLE,
    output: Output = None,
    published: Published = None,
    columns: Columns = None,
    knowledge: Knowledge = None,
    floor: Annotated[float | None, typer.Option(help="Leave out claims below this confidence.", min=0, max=1)] = None,
    unmask: Unmask = False,
) -> None:
    """Code reports: write the claims they make, each tied to its words. What would be read: dragoman read PATHS.

    Exit status: 0 all coded, 1 some inputs failed (listed; the rest is done), 2 wrong usage.
    """
    from dragoman.exports.records import claim_records
    from dragoman.exports.writers import open_writer

    coder = open_coder(knowledge, floor, unmask)
    reading = Reading(coder, paths, published, columns)
    writer, out = open_writer(form.value, str(output) if output else None)
    claims = 0
    with progress(reading) as shown:
        task = shown.add_task("coding", total=None, claims=0)
        for coding in reading.codings():
            records = claim_records(coding, coder.settings.mask_private)
            writer.write(records, heading(coding.report))
            claims += len(records)
            shown.update(task, advance=1, claims=claims)
    writer.close()
    if out is not sys.stdout and out is not sys.stdout.buffer:
        out.close()
    reading.finish(f"{claims} claims")


def heading(report: Report) -> str:
    """How a report is called where people read: title, outlet and date of publication, as far as known."""
    about = ", ".join(str(part) for part in (report.outlet, report.published) if part)
    return f"{report.title or report.source or report.id}{f' ({about})' if about else ''}"


def statements(
    paths: Paths,
    form: Annotated[RecordFormat, typer.Option("--format", "-f", help="How to write them.")] = RecordFormat.TABLE,
    published: Published = None,
    columns: Columns = None,
    knowledge: Knowledge = None,
    unmask: Unmask = False,
) -> None:
    """Who said what: every attribution of a report with its speaker, words and position."""
    from dragoman.exports.records import statement_record
    from dragoman.exports.terminal import plain

    coder = open_coder(knowledge, None, unmask)
    reading = Reading(coder, paths, published, columns)
    count = 0
    for coding in reading.codings():
        for statement in coding.statements:
            record = statement_record(statement, coding.report, coder.settings.mask_private)
            count += 1
            if form is RecordFormat.JSONL:
                typer.echo(json.dumps(record, ensure_ascii=False))
            else:
                speaker = record["speaker"]
                who = f"{speaker['text']} [{speaker['country']}/{speaker['sector']}]" if speaker else "(nobody named)"
                said = " … ".join(span["text"] for span in record["content"])
                typer.echo(plain(f"{who} | {record['cue']['text']} | {record['position']} | {record['kind']} | {said}"))
    reading.finish(f"{count} statements")


def places(
    paths: Paths,
    form: Annotated[RecordFormat, typer.Option("--format", "-f", help="How to write them.")] = RecordFormat.TABLE,
    published: Published = None,
    columns: Columns = None,
    knowledge: Knowledge = None,
) -> None:
    """Every place a report names, with what it resolves to."""
    from dragoman.exports.records import toponym_record
    from dragoman.exports.terminal import plain

    coder = open_coder(knowledge)
    reading = Reading(coder, paths, published, columns)
    count = 0
    for coding in reading.codings():
        for field, toponym in coding.toponyms:
            record = toponym_record(toponym, field, coding.report)
            count += 1
            if form is RecordFormat.JSONL:
                typer.echo(json.dumps(record, ensure_ascii=False))
            else:
                where = f"{record['latitude']:.2f} {record['longitude']:.2f}" if record["latitude"] is not None else ""
                typer.echo(plain(f"{record['text']} | {record['name'] or 'unknown'} | {record['country']} | {record['granularity']} | {where}"))
    reading.finish(f"{count} places")


def explain(
    paths: Annotated[list[str] | None, typer.Argument(help="Files to explain.", show_default=False)] = None,
    text: Annotated[str | None, typer.Option(help="Explain this text instead of a file.")] = None,
    claim: Annotated[str | None, typer.Option(help="Only the claim with this id.")] = None,
    published: Published = None,
    knowledge: Knowledge = None,
) -> None:
    """Sentence by sentence: what was coded and why, and why the rest was not."""
    from dragoman.cli.explaining import explanation
    from dragoman.coding.pipeline import make_report
    from dragoman.exports.terminal import harmless

    if bool(paths) == bool(text):
        raise UsageError("give either files or --text", "explain", 'dragoman explain report.txt, or dragoman explain --text "…"')
    coder = open_coder(knowledge)
    if text:
        date = date_option(published)
        typer.echo(harmless(explanation(coder, coder.coding(make_report(text, date)), claim)))
        return
    reading = Reading(coder, paths or [], published)
    for coding in reading.codings():
        if claim is None or any(c.id.startswith(claim) for c in coding.claims):
            typer.echo(harmless(explanation(coder, coding, claim)))
    reading.finish("explained")
