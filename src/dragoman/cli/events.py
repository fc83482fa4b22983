"""Commands on the events of a store: assemble, events, event, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from dragoman.cli.coding import Knowledge
from dragoman.cli.storing import StorePath

if TYPE_CHECKING:
    from dragoman.store.manifest import Snapshot


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman assemble news")(assemble)


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
    typer.echo(f"dragoman: {line['tables']['event_claim']['rows']} claims make {line['tables']['events']['rows']} events", err=True)


def warn(snapshot: Snapshot) -> None:
    """Say on stderr that events are not up to date, where they are not."""
    from dragoman.store.events import note

    found = note(snapshot)
    if found:
        typer.echo(f"dragoman: {found}", err=True)
