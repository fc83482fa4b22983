"""Commands that give a store away, tell about it, or take something out of it: forget, restore, methods, cite, package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.coding import Knowledge, Paths, Published, date_option
from dragoman.cli.storing import StorePath, tell
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.model import Report

Target = Annotated[Path, typer.Option("--output", "-o", help="The folder to make.", show_default=False)]


def register(app: typer.Typer) -> None:
    app.command(epilog='Example: dragoman forget news --report 949d5aedbc9ca866 --reason "asked by the author"')(forget)
    app.command(epilog="Example: dragoman restore news-without-words my-texts/")(restore)
    app.command(epilog="Example: dragoman methods news")(methods)
    app.command(epilog="Example: dragoman cite news --author 'Doe, Jane' --title 'Talks in the Andes'")(cite)
    app.command(epilog="Example: dragoman package news -o news-package")(package)


def forget(
    store: StorePath,
    reason: Annotated[str, typer.Option(help="Why; kept with the tombstone.", show_default=False)],
    report: Annotated[str, typer.Option(help="The id of a report to forget.")] = "",
    entity: Annotated[str, typer.Option(help="An entity to forget: its id, or its name where the registry does not have it.")] = "",
    knowledge: Knowledge = None,
) -> None:
    """Take a report or an entity out of every segment, leave a tombstone, and keep them from coming back.

    An entity's claims and statements go, and its names are blacked out in what remains.
    """
    from dragoman.lexicon.folder import Knowledge as Folders
    from dragoman.store.forgetting import forget_entity, forget_report
    from dragoman.store.store import writing

    if bool(report) == bool(entity):
        raise UsageError("give either --report or --entity", "forget", "see the example in --help")
    known = Folders.open(*([knowledge] if knowledge else []))
    with writing(store) as writer:
        gone = forget_report(writer, report, reason, known) if report else forget_entity(writer, entity, reason, known)
    typer.echo(f"dragoman: {gone} rows removed from {store}, a tombstone left", err=True)


def restore(store: StorePath, paths: Paths, published: Published = None, knowledge: Knowledge = None) -> None:
    """Put words back into a store that has none, from texts with the same hash."""
    from dragoman.lexicon.folder import Knowledge as Folders
    from dragoman.model import Failure
    from dragoman.reading import read
    from dragoman.store.copying import restore as put_back
    from dragoman.store.store import writing

    known, date = Folders.open(*([knowledge] if knowledge else [])), date_option(published)

    def reports() -> Iterator[Report]:
        for item in read(paths, known, date, others=True):
            if isinstance(item, Failure):
                tell(item)
            else:
                yield item

    with writing(store) as writer:
        filled, seen = put_back(writer, reports(), known)
    typer.echo(f"dragoman: {filled} of {seen} reports have their words", err=True)
    if filled < seen:
        raise typer.Exit(1)


def methods(store: StorePath) -> None:
    """The paragraph about the data that a paper's appendix needs."""
    from dragoman.store import manifest
    from dragoman.store.telling import methods as paragraph

    typer.echo(paragraph(manifest.read(store)))


def cite(
    store: StorePath,
    author: Annotated[str, typer.Option(help="Who made the data, as BibTeX writes names: 'Doe, Jane and Roe, Richard'.")] = "",
    title: Annotated[str, typer.Option(help="What the data are called.")] = "",
) -> None:
    """A BibTeX entry with the hash of the store as it is now: whoever has the same hash has the same data."""
    from dragoman.store import manifest
    from dragoman.store.telling import cite as entry

    typer.echo(entry(manifest.read(store), author, title))


def package(
    store: StorePath,
    output: Target,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Also texts, sentences and span texts, which are other people's words.")
    ] = False,
) -> None:
    """Write a Frictionless data package: tables as CSV, a codebook of their columns, run manifests, a reference."""
    from dragoman.store import manifest
    from dragoman.store.package import package as make

    typer.echo(f"dragoman: wrote {make(manifest.read(store), output, with_text)}", err=True)
