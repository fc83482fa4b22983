"""`dragoman demo`: the main job on the bundled reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.coding import heading, open_coder

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Rich

    from dragoman.coding.pipeline import Coder
    from dragoman.lexicon.folder import Knowledge
    from dragoman.model import Coding, Report, Span
    from dragoman.store.manifest import Snapshot

STYLES = {"trigger": "bold underline", "actor": "cyan", "recipient": "magenta", "date": "green", "place": "green", "cue": "italic"}
HAPPENINGS = 8  # events that the demo shows
MOST = 3  # claims of each report that the terminal shows; the page has all
NOTE = "The reports were written for this demo from public facts; the outlets are invented."


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman demo --output demo-out")(demo)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the page and the claims.")] = Path("demo-out"),
) -> None:
    """Code the bundled reports: a table of claims, one report with its claims marked, a page of all of them, and a store with its events."""
    from dragoman.exports.records import claim_records
    from dragoman.exports.terminal import console, print_claims

    coder = open_coder(None)
    codings = sorted(coder.codings(bundled(coder.knowledge)), key=lambda c: (str(c.report.published), c.report.source))
    count = sum(len(c.claims) for c in codings)
    shown = console()
    shown.print(f"[bold]{len(codings)} reports, {count} claims.[/bold] {NOTE}\n")
    for coding in codings:
        print_claims(shown, telling(claim_records(coding)), heading(coding.report))
    shown.rule("One report with its claims marked", style="dim")
    richest = max(codings, key=lambda c: (len({claim.event_type for claim in c.claims}), len(c.claims), c.report.id))
    shown.print(marked_report(richest))
    page, claims = write(codings, output)
    store = kept(coder, output / "store")
    for title, section in SECTIONS:
        shown.rule(title, style="dim")
        section(shown, store)
    typer.echo(f"The table shows up to {MOST} claims of each report. All of them, marked in the text: {page}")
    typer.echo(f"As data: {claims}; as a store: {store.folder}")
    typer.echo("\nTry next (after make, with .venv/bin/ before it):")
    typer.echo(f"  dragoman explain {richest.report.source.rpartition(':')[0] or richest.report.source}")
    typer.echo('  dragoman explain --text "Norway hosted Taliban envoys in Oslo." --published 2022-01-24')
    typer.echo("  dragoman code YOUR-TEXTS/ --format csv -o claims.csv")


def kept(coder: Coder, folder: Path) -> Snapshot:
    """A store of the bundled reports; the one of an earlier demo is brought up to date. Raises StoreError, UsageError."""
    from dragoman import __version__
    from dragoman.run.adding import add, recode
    from dragoman.store import manifest
    from dragoman.store.store import init

    if not (folder / manifest.NAME).exists():
        init(folder, True, __version__)
    add(folder, [str(bundle())], coder)
    recode(folder, coder)  # for a store that an older program made; else there is nothing to do
    return manifest.read(folder)


def events_section(shown: Console, store: Snapshot) -> None:
    """The happenings that most sources tell of, and how many there are."""
    from dragoman.exports.event_view import print_events
    from dragoman.store.event_query import EventFilters, default_columns, events

    rows = [row for batch in events(store, EventFilters(), columns=default_columns()) for row in batch.to_pylist()]
    several = [row for row in rows if row["reports"] > 1 and row["modality"] == "asserted"]
    best = sorted(several, key=lambda row: (-row["independent_sources"], -row["reports"], row["event_id"]))[:HAPPENINGS]
    print_events(shown, sorted(best, key=lambda row: (row["date_start"], row["event_id"])))
    claims = sum(row["claims"] for row in rows)
    shown.print(f"{claims} claims make {len(rows)} events; these {len(best)} have the most sources. All: dragoman events {store.folder}\n")


def relation_section(shown: Console, store: Snapshot) -> None:
    """The relation of the pair of countries with most events."""
    from dragoman.cli import measures_shown
    from dragoman.measures import open_basis, relation, relations

    basis = open_basis(store.folder)
    for row in relations(basis).slice(0, 1).to_pylist():
        measures_shown.relation(relation(basis, row["actor"], row["recipient"]), shown)
        shown.print(f"Any other: dragoman relation {store.folder} RUS AFG\n", highlight=False, markup=False)


def region_section(shown: Console, store: Snapshot) -> None:
    """The account of the first region of the list, which is the one that the reports are about."""
    from dragoman.cli import measures_shown
    from dragoman.lexicon.regions import load_regions
    from dragoman.measures import open_basis, region

    basis = open_basis(store.folder)
    measures_shown.region(region(basis, next(iter(load_regions(basis.knowledge)))), shown)
    shown.print(f'Others: dragoman region {store.folder} "Central Asia"\n', highlight=False, markup=False)


# What the demo shows of its store, in order: a title, and a function that prints onto the console.
SECTIONS: tuple[tuple[str, Callable[[Console, Snapshot], None]], ...] = (
    ("Happenings that several reports tell of", events_section),
    ("One relation", relation_section),
    ("A region's account", region_section),
)


def bundle() -> Path:
    return Path(str(files("dragoman"))) / "demo"


def bundled(knowledge: Knowledge) -> list[Report]:
    """The reports that come with the package."""
    from dragoman.model import Failure
    from dragoman.reading import read

    return [item for item in read([str(bundle())], knowledge) if not isinstance(item, Failure)]


def telling(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims of a report that show most, in the order of its text: news of known parties first, and each type once before any twice."""

    def rank(record: dict[str, Any]) -> tuple[bool, bool, int, float]:
        known = sum(
            any(p["entity"] or p["country"] for p in record[role]) + any(p["entity"] for p in record[role]) for role in ("actor", "recipient")
        )
        filled = known + bool(record["place"]) + bool(record["attribution"])
        return record["field"] != "text", record["recency"] != "news", -filled, -record["confidence"]

    seen: set[str] = set()
    first: list[dict[str, Any]] = []
    rest: list[dict[str, Any]] = []
    for record in sorted(records, key=rank):
        (rest if record["event_type"] in seen else first).append(record)
        seen.add(record["event_type"])
    chosen = {record["id"] for record in [*first, *rest][:MOST]}
    return [record for record in records if record["id"] in chosen]


def write(codings: Sequence[Coding], folder: Path) -> tuple[Path, Path]:
    """The page and the claims as JSONL in a folder. Raises UsageError where it cannot be written."""
    from dragoman.errors import UsageError
    from dragoman.exports.page import page
    from dragoman.exports.records import claim_records
    from dragoman.exports.writers import JsonlWriter

    shown, claims = folder / "index.html", folder / "claims.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shown.write_text(page(codings, "Dragoman: the bundled reports and their claims", NOTE), encoding="utf8")
        with claims.open("w", encoding="utf8") as out:
            JsonlWriter(out).write([record for coding in codings for record in claim_records(coding)])
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(folder), "give another folder with --output") from error
    return shown.resolve(), claims.resolve()


def marked_report(coding: Coding) -> Rich:
    """The report for the terminal: its prose without furniture, the words of its claims styled, a number behind every deed."""
    from rich.text import Text as Rich

    from dragoman.exports.page import ROLES, words_of
    from dragoman.exports.records import claim_records
    from dragoman.exports.terminal import plain

    report = coding.report
    records = [(k, r) for k, r in enumerate(claim_records(coding), 1) if r["field"] != "title"]
    text = Rich(report.text)
    for role in reversed(ROLES):
        for _, record in records:
            for span in words_of(record, role):
                text.stylize(STYLES[role], span.start, span.end)
    cuts = [(span.start, span.end, "") for span in hidden(report)] + [(r["trigger"]["end"], r["trigger"]["end"], f"[{k}]") for k, r in records]
    shown, at = Rich(f"{plain(heading(coding.report))}\n\n", style="bold"), 0
    body = Rich()
    for start, end, label in sorted(cuts):
        if start > at:
            body.append_text(text[at:start])
        body.append(label, style="dim")
        at = max(at, end)
    body.append_text(text[at:])
    body.rstrip()
    roles = (("deed", "trigger"), ("actor", "actor"), ("recipient", "recipient"), ("place", "place"), ("word that reports", "cue"))
    legend = Rich("  ").join(Rich(name, style=STYLES[role]) for name, role in roles)
    return Rich.assemble(shown, body, "\n\n", legend, "\n")


def hidden(report: Report) -> Iterator[Span]:
    """What is no prose: whole paragraphs of furniture with the blank line behind them, and Markdown's own characters."""
    from dragoman.model import Span

    for item in report.furniture:
        end = item.span.end
        whole = item.span.start == 0 or report.text[item.span.start - 1] == "\n"
        while whole and item.kind != "mark" and report.text[end : end + 1] == "\n":
            end += 1
        yield Span(item.span.start, end)
