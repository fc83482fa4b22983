"""Commands that say how right the data of a store are: audit sample|list|code|results|diff|report|export."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.storing import StorePath
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.audit.report import Table

app = typer.Typer(
    help="How right are my data? A probability sample, coded blind by people, and what it says.\n\nExample: dragoman audit sample news --n 300",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the audit (dragoman audit list STORE).", show_default=False)]
Coder = Annotated[str, typer.Option("--coder", help="Take what this coder says alone, in the place of what was settled or agreed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
Run = Annotated[str, typer.Option("--run", help="A run (id, start of an id, first, last); without it the one the sample was drawn from.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="Write here, not to the terminal.")]


def register(main: typer.Typer) -> None:
    del main
    app.command(epilog="Example: dragoman audit sample news --n 300 --seed 1 --name spring")(sample)
    app.command(name="list", epilog="Example: dragoman audit list news")(show)
    app.command(epilog="Example: dragoman audit code news spring    or: dragoman audit code news")(code)
    app.command(epilog="Example: dragoman audit results news spring\nExample: dragoman audit results news spring --run last --json")(results)
    app.command(epilog="Example: dragoman audit diff news spring first last")(diff)
    app.command(epilog="Example: dragoman audit report news spring -o audit.md")(report)
    app.command(epilog="Example: dragoman audit export news spring -o gold.jsonl\nExample: dragoman audit export news spring -o table.csv")(
        export
    )


def sample(
    store: StorePath,
    n: Annotated[int, typer.Option("--n", min=4, help="Sentences to draw.")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="The same store, run, options and seed give the same sample.")] = 1,
    name: Annotated[str, typer.Option(help="What the audit is called.")] = "audit",
    run: Annotated[str, typer.Option("--run", help="The run to audit (id, start of an id, first, last).")] = "last",
    empty: Annotated[float, typer.Option("--empty", min=0, max=0.95, help="Share of sentences in which nothing was coded (for recall).")] = 1
    / 3,
    reports: Annotated[int, typer.Option(min=1, help="Parse at most so many reports for those; with more in the run, two phases.")] = 1_000,
    show_outlet: Annotated[bool, typer.Option("--show-outlet", help="Coders see who published a sentence.")] = False,
) -> None:
    """Draw a probability sample of sentences from a run: stratified, inclusion probabilities kept, some without any claim."""
    from dragoman.audit import frame, sampling
    from dragoman.store import audits, manifest

    given = frame.source(manifest.read(store), run)
    try:
        audit = audits.create(store, sampling.draw(given, n, seed, name, empty, show_outlet, reports))
    finally:
        given.close()
    design = audit.design
    strata = design["strata"]
    typer.echo(
        f"dragoman: drew {len(audit.units)} sentences of run {audit.run} for the audit {name!r}: "
        f"{sum(s['drawn'] for s in strata)} of {sum(s['size'] for s in strata):,} with claims ({len(strata)} strata), "
        f"{design['empty']['drawn']} without. Next: dragoman audit code {store} {name}",
        err=True,
    )
    if len(audit.units) < n:
        typer.echo(f"dragoman: the run has no more than that; {n} were asked for", err=True)


def show(store: StorePath) -> None:
    """List the audits of a store: run, sentences, and how far each coder has come."""
    from dragoman.audit.agreement import judged
    from dragoman.audit.report import Table
    from dragoman.audit.settling import settle
    from dragoman.store import audits, manifest

    manifest.read(store)
    rows = []
    for name in audits.names(store):
        audit, labels = audits.read(store, name), audits.labels(store, name)
        answers = settle(audit, labels, audits.labels(store, name, audits.SETTLED).get("", {}))
        coders = ", ".join(f"{coder} {len(found)}" for coder, found in labels.items()) or "nobody yet"
        rows.append((name, audit.run, str(len(audit.units)), coders, str(len(judged(labels))), str(len(answers.differ)), audit.made[:10]))
    if not rows:
        typer.echo(f"dragoman: no audits yet. Draw a sample with: dragoman audit sample {store}", err=True)
        return
    told(Table(("name", "run", "sentences", "coded", "by two", "to settle", "made"), tuple(rows)))


def code(
    store: StorePath,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Name of the audit; without it all of the store.", show_default=False)] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the reading room.")] = 8377,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser; the reading room must be running.")] = False,
) -> None:
    """Say where the sentences of an audit are coded: a page of the reading room (dragoman serve)."""
    from urllib.parse import quote

    from dragoman.store import audits, manifest

    manifest.read(store)
    there = [name] if name else audits.names(store)
    if not there:
        raise UsageError("there is no audit to code yet", str(store), f"draw a sample with: dragoman audit sample {store}")
    for audit in there:
        audits.read(store, audit)
        typer.echo(f"http://127.0.0.1:{port}/audits/{quote(audit)}")
    pages = "this page" if len(there) == 1 else "these pages"
    typer.echo(f"dragoman: coders open {pages} while the reading room runs: dragoman serve {store} --port {port}", err=True)
    if open_browser:
        typer.launch(f"http://127.0.0.1:{port}/audits/{quote(there[0]) if len(there) == 1 else ''}")


def results(store: StorePath, name: Name, run: Run = "", coder: Coder = "", as_json: AsJson = False) -> None:
    """What an audit says of its run, or of another one with the same labels: agreement, precision, recall, fields, confidence."""
    from dragoman.audit import report as shown
    from dragoman.audit.results import check_answers, dumped
    from dragoman.audit.results import results as measure

    found = measure(store, name, run=run, coder=coder)
    check_answers(found)
    if as_json:
        typer.echo(dumped(found))
        return
    for section in shown.sections(found):
        typer.echo(f"\n{section.heading}\n{'-' * len(section.heading)}")
        for part in section.parts:
            if isinstance(part, shown.Table):
                told(part)
            elif isinstance(part, str):
                typer.echo(part)


def diff(
    store: StorePath,
    name: Name,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A run: id, start of an id, first, last.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another run.", show_default=False)],
    coder: Coder = "",
    as_json: AsJson = False,
) -> None:
    """What became better or worse from one run to another, measured on the same labels, with intervals of the difference."""
    from dragoman.audit import comparing
    from dragoman.audit.report import Table, between, share

    found = comparing.compare(store, name, old, new, coder)
    if as_json:
        typer.echo(json.dumps(found.record(), ensure_ascii=False, indent=1))
        return
    rows = tuple(
        (d.name, share(d.old), share(d.new), "–" if d.change is None else f"{d.change:+.3f}", between(d.low, d.high)) for d in found.differences
    )
    told(Table(("measure", f"old {found.old.run[:8]}", f"new {found.new.run[:8]}", "change", "95 %"), rows))
    typer.echo("In the sampled sentences: " + ", ".join(f"{number} {what}" for what, number in comparing.totals(found).items()))
    for change in found.changed:
        typer.echo(f"  {change.what}: {change.event_type} in sentence {change.unit} ({change.report_id}, {change.start}-{change.end})")


def report(store: StorePath, name: Name, output: Out = None, run: Run = "", coder: Coder = "") -> None:
    """Write an audit up: tables, plots and the methods paragraph, as Markdown (.md, plots beside it) or as a page (.html)."""
    from dragoman.audit import report as shown
    from dragoman.audit.results import check_answers
    from dragoman.audit.results import results as measure

    if output is not None and output.suffix.lower() not in {".md", ".html"}:
        raise UsageError("a report is Markdown or a page", str(output), "give a name that ends in .md or .html")
    found = measure(store, name, run=run, coder=coder)
    check_answers(found)
    text = shown.page(found) if output is not None and output.suffix.lower() == ".html" else shown.markdown(found, output)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "check the path and your rights") from error


def export(store: StorePath, name: Name, output: Out = None, run: Run = "", coder: Coder = "") -> None:
    """Write labels as gold for evaluate claims (.jsonl), or every sentence as a table for corrected regressions (.csv)."""
    from dragoman.audit import exporting

    if output is None or output.suffix.lower() not in {".jsonl", ".csv"}:
        raise UsageError("say which: gold or table", "--output", "give -o NAME.jsonl for gold, -o NAME.csv for the table (docs/audit.md)")
    try:
        with output.open("w", encoding="utf8", newline="") as out:
            if output.suffix.lower() == ".csv":
                count, what = exporting.write_table(exporting.table(store, name, coder, run), out), "sentences"
            else:
                count, what = 0, "reports"
                for line in exporting.gold(store, name, coder):
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
                    count += 1
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "check the path and your rights") from error
    typer.echo(f"dragoman: wrote {count:,} {what} to {output}", err=True)


def told(table: Table) -> None:
    """A table in the terminal; whole lines where the output goes elsewhere."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Shown
    from rich.text import Text

    made = Shown(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False, caption=None)
    for k, column in enumerate(table.columns):
        made.add_column(column, justify="right" if k else "left", no_wrap=True)
    for row in table.rows:
        made.add_row(*map(Text, row))
    if table.caption:
        typer.echo(table.caption)
    options: dict[str, Any] = {} if sys.stdout.isatty() else {"width": 160}
    Console(highlight=False, **options).print(made)
