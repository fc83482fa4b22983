"""Commands that follow feeds: follow add|remove|list, update."""

from __future__ import annotations

import datetime as dt
import json
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.coding import Knowledge, RecordFormat, open_coder
from dragoman.cli.storing import STOPPED, Shown, StorePath, Workers, prepare, tell
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.feeds.update import Update

app = typer.Typer(
    help="The feeds a store follows.\n\nExample: dragoman follow add news https://example.org/feed.xml",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Contact = Annotated[str, typer.Option("--contact", envvar="DRAGOMAN_CONTACT", help="Mail or URL told to servers, so that they can ask.")]
HOUR = 3_600


def register(main: typer.Typer) -> None:
    main.command(epilog="Example: dragoman update news    or: dragoman update news --watch 06:00 --digest today.html")(update)
    app.command(epilog="Example: dragoman follow add news https://example.org/feed.xml --articles")(add)
    app.command(epilog="Example: dragoman follow remove news https://example.org/feed.xml")(remove)
    app.command(name="list", epilog="Example: dragoman follow list news")(show)


def add(
    store: StorePath,
    feeds: Annotated[list[str], typer.Argument(metavar="URL|OPML", help="Addresses of feeds, or OPML files.", show_default=False)],
    articles: Annotated[bool, typer.Option("--articles", help="Read the pages that short entries link to.")] = False,
) -> None:
    """Follow feeds. Nothing is fetched yet: dragoman update does that."""
    from dragoman.feeds import book
    from dragoman.store import manifest

    manifest.read(store)
    with book.opened(store) as reader:
        new = [url for given in feeds for url in book.add(reader, given, articles)]
    typer.echo(f"dragoman: {'1 feed is' if len(new) == 1 else f'{len(new)} feeds are'} new. Next: dragoman update {store}", err=True)


def remove(store: StorePath, url: Annotated[str, typer.Argument(help="Address of the feed.", show_default=False)]) -> None:
    """Follow a feed no longer. What was added from it stays."""
    from dragoman.feeds import book
    from dragoman.store import manifest

    manifest.read(store)
    with book.opened(store) as reader:
        book.remove(reader, url)
    typer.echo(f"dragoman: {url} is followed no longer; its reports stay", err=True)


def show(
    store: StorePath,
    form: Annotated[RecordFormat, typer.Option("--format", "-f", help="For the eye, or one JSON object a feed.")] = RecordFormat.TABLE,
) -> None:
    """The feeds, when each was asked last, what went wrong, and which of them are silent."""
    import dataclasses

    from dragoman.exports.terminal import console, plain
    from dragoman.feeds import book
    from dragoman.feeds.update import SILENT
    from dragoman.store import manifest

    manifest.read(store)
    with book.opened(store) as reader:
        found = list(book.followed(reader, dt.date.today()))
    if form is RecordFormat.JSONL:
        for feed in found:
            typer.echo(json.dumps(dataclasses.asdict(feed), ensure_ascii=False))
        return
    from rich.table import Table

    table = Table("feed", "title", "entries", "asked last", "newest", "state", box=None, pad_edge=False)
    for feed in found:
        newest = "never" if feed.silent is None else f"{feed.silent} days ago" if feed.silent else "today"
        state = feed.failure or ("silent" if (feed.silent or 0) >= SILENT else "pages are read" if feed.articles else "")
        table.add_row(plain(feed.url), plain(feed.title), str(feed.entries), feed.updated[:16].replace("T", " "), newest, plain(state))
    console().print(table)


def update(
    store: StorePath,
    workers: Workers = 1,
    knowledge: Knowledge = None,
    contact: Contact = "",
    watch: Annotated[str, typer.Option("--watch", help="Go on: every day at HH:MM, or every 30m, 6h, 1d.", metavar="WHEN")] = "",
    digest: Annotated[list[Path] | None, typer.Option("--digest", help="Write what is new to FILE.md, .html, .json. May be repeated.")] = None,
) -> None:
    """Ask all feeds what is new, add it, and tell. Twice adds nothing twice; broken off, the next update goes on.

    Exit status: 0 all well, 1 some feeds, entries, digests or messages failed (listed; the rest is done), 2 wrong usage or the store cannot
    be written, 130 Ctrl-C.
    """
    from dragoman.feeds import digest as digests
    from dragoman.feeds.manners import Manners
    from dragoman.feeds.schedule import pause
    from dragoman.store.files import StoreError

    wait = pause(watch) if watch else None
    for path in digest or ():
        digests.check_target(path)
    coder = open_coder(knowledge, None, False)
    prepare(coder)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    failed = False
    try:
        while True:
            try:
                failed = once(store, coder, Manners(contact=contact), workers, digest or [])
            except StoreError as error:  # a full disk, another writer: no reason to be silent from now on
                if wait is None:
                    raise
                typer.echo(f"dragoman: {error}", err=True)
            if wait is None:
                break
            seconds = wait(dt.datetime.now())
            typer.echo(f"dragoman: next update in {seconds / HOUR:.1f} hours (Ctrl-C stops)", err=True)
            time.sleep(seconds)
    except KeyboardInterrupt:
        typer.echo("dragoman: stopped; the next update goes on from there.", err=True)
        raise typer.Exit(STOPPED) from None
    if failed:
        raise typer.Exit(1)


def once(store: Path, coder: object, manners: object, workers: int, digest: list[Path]) -> bool:
    """One update; whether anything failed."""
    from dragoman.coding.pipeline import Coder
    from dragoman.feeds import digest as digests
    from dragoman.feeds.manners import Manners
    from dragoman.feeds.telling import begin, end, send
    from dragoman.feeds.update import update as run
    from dragoman.store.files import StoreError

    assert isinstance(coder, Coder)
    assert isinstance(manners, Manners)
    shown = Shown()
    before = begin(store)
    try:
        made = run(store, coder, manners, workers=workers, watch=shown, tell=tell, before=before)
    except UsageError:  # nothing was begun
        end(store)
        raise
    shown.clear()
    told(made)
    news = digests.news(store, made)
    failed = bool(made.fetched.failures or any(failure.fatal for failure in made.failures))
    for said in send(store, news):  # before the digests: whoever asked is told even where the disk is full
        failed = failed or said.failed
        typer.echo(f"dragoman: {said.words}", err=True)
    for path in digest:
        try:
            digests.write(news, path)
        except StoreError as error:
            failed = True
            typer.echo(f"dragoman: {error}", err=True)
    end(store)
    return failed


def told(made: Update) -> None:
    from dragoman.exports.happening import counted

    fetched = made.fetched
    line = f"{counted(made.feeds, 'feed')} asked: {fetched.changed} with news, {fetched.unchanged} without, {len(fetched.failures)} failed"
    typer.echo(f"dragoman: {line}; {counted(made.tally.coded, 'report')} added, {counted(made.tally.claims, 'claim')}", err=True)
    for feed in made.silent:
        typer.echo(f"dragoman: {feed.url} has had nothing new for {feed.silent} days", err=True)
