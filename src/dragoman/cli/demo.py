"""`dragoman demo`: the main job on the bundled reports."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.coding import open_coder

if TYPE_CHECKING:
    from rich.text import Text as Rich

    from dragoman.model import Coding

STYLES = {"trigger": "bold underline", "actor": "cyan", "recipient": "magenta", "date": "green", "place": "green", "cue": "italic"}
MOST_ROWS = 60  # claims of the table that are printed; the page has all


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman demo --output demo-out")(demo)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the page and the claims.")] = Path("demo-out"),
) -> None:
    """Code the bundled reports: a table of claims, one report with its claims marked, and a page of all of them."""
    from rich.console import Console

    from dragoman.exports.page import page
    from dragoman.exports.records import claim_records
    from dragoman.exports.writers import JsonlWriter, claims_table
    from dragoman.model import Failure
    from dragoman.reading import read

    folder = Path(str(files("dragoman"))) / "demo"
    coder = open_coder(None)
    reports = [item for item in read([str(folder)], coder.knowledge) if not isinstance(item, Failure)]
    codings = list(coder.codings(reports))
    records = [record for coding in codings for record in claim_records(coding)]
    console = Console(width=None if Console().is_terminal else 150, highlight=False)
    console.print(f"[bold]{len(reports)} bundled reports, {len(records)} claims[/bold] (written for this demo; the outlets are invented)\n")
    console.print(claims_table([r for r in records if r["modality"] == "asserted"][:MOST_ROWS]))
    console.print()
    console.print(marked_report(longest(codings)))
    output.mkdir(parents=True, exist_ok=True)
    shown = output / "index.html"
    note = "The reports were written for this demonstration from public facts; the outlets are invented."
    shown.write_text(page(codings, "Dragoman: the bundled reports and their claims", note), encoding="utf8")
    with (output / "claims.jsonl").open("w", encoding="utf8") as out:
        JsonlWriter(out).write(records)
    first = Path(reports[0].source)
    typer.echo(f"\nThe table holds the first {MOST_ROWS} asserted claims; the page has all of them: {shown.resolve()}")
    typer.echo(f"The claims as data: {(output / 'claims.jsonl').resolve()}")
    typer.echo("Try next (with .venv/bin/ before it if you came by make):")
    typer.echo(f"  dragoman explain {first}")
    typer.echo("  dragoman code YOUR-TEXTS/ --format csv -o claims.csv")


def longest(codings: Sequence[Coding]) -> Coding:
    """The report that shows most: most kinds of claim, then most claims."""
    return max(codings, key=lambda c: (len({claim.event_type for claim in c.claims}), len(c.claims), c.report.id))


def marked_report(coding: Coding) -> Rich:
    """The report's text for the terminal, the words of its claims styled, a number at every trigger."""
    from rich.text import Text as Rich

    from dragoman.exports.page import ROLES, words_of
    from dragoman.exports.records import claim_records

    report = coding.report
    shown = Rich(report.text)
    records = [r for r in claim_records(coding) if r["field"] != "title"]
    for role in reversed(ROLES):
        for record in records:
            for span in words_of(record, role):
                shown.stylize(STYLES[role], span.start, span.end)
    header = Rich(f"{report.title}\n{report.outlet}, {report.published}\n\n", style="bold")
    legend = Rich.assemble("\n", ("deed", STYLES["trigger"]), "  ", ("actor", STYLES["actor"]), "  ", ("recipient", STYLES["recipient"]), "  ",
                           ("place", STYLES["place"]), "  ", ("word that reports", STYLES["cue"]), "\n")  # fmt: skip
    return Rich.assemble(header, shown, legend)
