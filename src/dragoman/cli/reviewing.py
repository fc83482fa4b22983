"""Commands for what reviewers said in the reading room: review list|export."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dragoman.cli.coding import Output, RecordFormat
from dragoman.cli.storing import StorePath
from dragoman.errors import UsageError

app = typer.Typer(
    help="What reviewers said of claims in the reading room (dragoman serve), as a list and as gold.\n\n"
    "Example: dragoman review export news -o gold.jsonl",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Reviewer = Annotated[str, typer.Option(help="Only what this reviewer said last.")]


def register(main: typer.Typer) -> None:
    del main
    app.command(epilog="Example: dragoman review export news -o gold.jsonl    or: dragoman review export news --partial -o gold.jsonl")(export)
    app.command(name="list", epilog="Example: dragoman review list news --format jsonl")(show)


def export(
    store: StorePath,
    output: Output = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Also reports reviewed in part; what nobody looked at is marked optional.")
    ] = False,
    reviewer: Reviewer = "",
) -> None:
    """Reviews as a gold file for `dragoman evaluate claims`: a line for each report of which every claim in the text was reviewed.

    Reviewers say what is right of what was coded, not what was missed: read precision off such gold, and no recall.
    """
    from dragoman.store.gold import Tally, export

    tally = Tally()
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in export(store, partial=partial, reviewer=reviewer, tally=tally)]
    if output is None or str(output) == "-":
        typer.echo("".join(lines), nl=False)
    else:
        try:
            output.write_text("".join(lines), encoding="utf8")
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "give a file in a folder that is there") from error
    where = f" to {output}" if output else ""
    typer.echo(f"dragoman: {tally.reports} reports with {tally.claims} claims written{where}", err=True)
    if tally.partly:
        typer.echo(f"dragoman: {tally.partly} reports are reviewed in part and left out; --partial takes them, too", err=True)
    if tally.titles:
        typer.echo(f"dragoman: {tally.titles} reviews of claims in titles left out: titles are not scored", err=True)


def show(
    store: StorePath,
    form: Annotated[RecordFormat, typer.Option("--format", "-f", help="For the eye, or one JSON object a review.")] = RecordFormat.TABLE,
    reviewer: Reviewer = "",
) -> None:
    """The reviews of a store, oldest first: where, what was coded, what the reviewer said."""
    import dataclasses

    from dragoman.store import manifest
    from dragoman.store.reviews import current, history

    manifest.read(store)
    found = current(history(store))
    if not found:
        typer.echo(f"dragoman: nobody has reviewed a claim yet; the reading room takes reviews: dragoman serve {store}", err=True)
    for review in found:
        if reviewer and review.reviewer != reviewer:
            continue
        if form is RecordFormat.JSONL:
            typer.echo(json.dumps(dataclasses.asdict(review), ensure_ascii=False))
            continue
        fixed = "".join(f"; {name}: {value if value is not None else 'wrong'}" for name, value in review.fixed.items())
        where = f"{review.report_id} {review.field} {review.start}-{review.end}"
        note = f" ({review.note})" if review.note else ""
        said = f"{review.verdict}{fixed}{note}, {review.reviewer or 'nobody named'} {review.made[:10]}"
        typer.echo(f"{where}  {review.coded.get('event_type', '')}: {said}")
