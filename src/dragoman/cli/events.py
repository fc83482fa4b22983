"""Commands on the events of a store: assemble, events, event, changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.coding import Format, Knowledge, Output, RecordFormat
from dragoman.cli.filtering import asked, check, filtered
from dragoman.cli.storing import SHOWN, StorePath
from dragoman.cli.taking import Chosen, Several

if TYPE_CHECKING:
    import pyarrow as pa

    from dragoman.store.manifest import Snapshot


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman assemble news")(assemble)
    app.command(epilog="Example: dragoman events news --country AFG --type CONSULT --since 2021-08 --format csv -o events.csv")(events)
    app.command(epilog="Example: dragoman event news 3f2a90c1d4e5b677")(event)
    app.command(epilog="Example: dragoman changes news --since 2023-05-04")(changes)


def assemble(store: StorePath, knowledge: Knowledge = None) -> None:
    """Put the claims of a store together into events; `add`, `recode` and `forget` do it by themselves unless told not to."""
    from dragoman.lexicon.folder import Knowledge as Folders
    from dragoman.store.events import assembled
    from dragoman.store.store import writing

    known = Folders.open(*([knowledge] if knowledge else []))
    with writing(store) as writer:
        for said in writer.mend_events():
            typer.echo(f"dragoman: {said}", err=True)
        writer.refresh()
        line = assembled(writer.snapshot, known)
        writer.commit(line)
        writer.tidy()
    claims = sum(coded.tables["claims"].rows for coded in writer.snapshot.chosen())
    typer.echo(f"dragoman: {claims} claims make {line['tables']['events']['rows']} events", err=True)


def opened(store: Path) -> Snapshot:
    """The store, with a word on stderr where its events are not up to date."""
    from dragoman.store import manifest
    from dragoman.store.events import note

    snapshot = manifest.read(store)
    found = note(snapshot)
    if found:
        typer.echo(f"dragoman: {found}", err=True)
    return snapshot


@filtered("speaker", "rights", "report", "published_since", "published_until", "confidence", outlet="Who published one of its reports.")
def events(
    store: StorePath,
    chosen: Chosen,
    belief: Annotated[float, typer.Option(help="At least this belief (0 to 1).")] = 0.0,
    sources: Annotated[int, typer.Option(help="At least so many independent sources.")] = 0,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only events that are denied, or told with different numbers or blame.")] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write them.")] = Format.TABLE,
    output: Output = None,
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many events (a table on the screen has 50).")] = None,
    sentences: Annotated[bool, typer.Option("--sentences", help="Write the headlines (sentences of reports), too.")] = False,
) -> None:
    """Events of a store that satisfy all filters, by day: one row a happening, with how many independent sources tell it."""
    from dragoman.store.event_query import EventFilters, default_columns
    from dragoman.store.event_query import events as ask
    from dragoman.store.output import write

    filters = EventFilters(**asked(chosen), belief=belief, sources=sources, disputed=disputed)
    snapshot = opened(store)
    check(filters, snapshot)
    if form is Format.TABLE and output is None:
        most = limit if limit is not None else SHOWN + 1
        shown(ask(snapshot, filters, limit=most, columns=default_columns(True)), limit, sentences)
        return
    path = str(output) if output and str(output) != "-" else None
    rows = write(ask(snapshot, filters, limit=limit, columns=default_columns(sentences)), form.value, path)
    if path:
        typer.echo(f"dragoman: {rows} events written to {path}", err=True)


def shown(batches: Iterator[pa.RecordBatch], limit: int | None, sentences: bool) -> None:
    """Events for the eye."""
    from dragoman.exports.event_view import print_events
    from dragoman.exports.terminal import console

    rows = [row for batch in batches for row in batch.to_pylist()]
    more = limit is None and len(rows) > SHOWN
    print_events(console(), rows[:SHOWN] if more else rows, sentences)
    if not rows:
        typer.echo("no events", err=True)
    if more:
        typer.echo(f"dragoman: these are the first {SHOWN}; give --limit, or --format csv -o FILE for all", err=True)


def event(
    store: StorePath,
    id: Annotated[str, typer.Argument(metavar="ID", help="The event's id, the start of it, or a former id.", show_default=False)],
    form: Annotated[RecordFormat, typer.Option("--format", "-f", help="For the eye, or one JSON object.")] = RecordFormat.TABLE,
) -> None:
    """One event with every claim beside the others: who says what, which numbers, what is a copy, corrected or denied."""
    from dragoman.exports.event_view import print_event
    from dragoman.exports.terminal import console
    from dragoman.store.event_query import event as ask

    told = ask(opened(store), id)
    if form is RecordFormat.JSONL:
        whole: dict[str, Any] = {**told.event, "parties": told.parties, "evidence": told.claims, "changes": told.changes}
        typer.echo(json.dumps(whole, ensure_ascii=False))
        return
    print_event(console(), told.event, told.parties, told.claims, told.changes)


def changes(
    store: StorePath,
    since: Annotated[str, typer.Option(help="From this day, month or year on (publication of the latest report at that time).")] = "",
    what: Annotated[Several, typer.Option(help="new, changed, merged, split, withdrawn or corrected. May be repeated.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write them.")] = Format.TABLE,
    output: Output = None,
    limit: Annotated[int | None, typer.Option(min=0, help="The last so many changes (a table on the screen has 50).")] = None,
) -> None:
    """Which events are new, have changed, were merged, split, withdrawn or corrected, by the day of the latest report at that time."""
    from dragoman.errors import UsageError
    from dragoman.store.event_query import changes as ask
    from dragoman.store.output import write

    kinds = ("new", "changed", "merged", "split", "withdrawn", "corrected")
    wrong = [value for value in what or () if value not in kinds]
    if wrong:
        raise UsageError(f"there are no changes {wrong[0]!r}", "--what", f"give one of {', '.join(kinds)}")
    found = ask(opened(store), since, what=what or (), last=SHOWN + 1 if form is Format.TABLE and output is None and limit is None else limit)
    if form is Format.TABLE and output is None:
        from dragoman.exports.event_view import print_changes
        from dragoman.exports.terminal import console

        told = [row for batch in found for row in batch.to_pylist()]
        more = limit is None and len(told) > SHOWN
        print_changes(console(), told[-SHOWN:] if more else told)
        if more:
            typer.echo(f"dragoman: these are the last {SHOWN}; give --since, --limit, or --format csv -o FILE for all", err=True)
        return
    path = str(output) if output and str(output) != "-" else None
    rows = write(found, form.value, path)
    if path:
        typer.echo(f"dragoman: {rows} changes written to {path}", err=True)
