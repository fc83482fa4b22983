"""Commands for saved queries on events: alerts add|list|remove."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.filtering import TIMES, asked, check, filtered
from dragoman.cli.storing import StorePath
from dragoman.cli.taking import Chosen, Several
from dragoman.errors import UsageError

app = typer.Typer(
    help="Saved queries on new events, told at every update.\n\nExample: dragoman alerts list news", no_args_is_help=True, rich_markup_mode=None
)


def register(main: typer.Typer) -> None:
    del main
    app.command(epilog="Example: dragoman alerts add news 'Strikes in Kunar' --type ASSAULT --place Kunar --notify mailto://…")(add)
    app.command(name="list", epilog="Example: dragoman alerts list news")(show)
    app.command(epilog="Example: dragoman alerts remove news 'Strikes in Kunar'")(remove)


@filtered("speaker", "rights", "report", *TIMES)
def add(
    store: StorePath,
    name: Annotated[str, typer.Argument(help="What the query is called.", show_default=False)],
    chosen: Chosen,
    notify: Annotated[Several, typer.Option(help="Whom to tell, as apprise writes it: mailto://…, slack://…, json://….")] = None,
    least: Annotated[int, typer.Option(min=1, help="Tell only from so many new events on.")] = 1,
) -> None:
    """Save a query: `update` shows what is new for it in the digest, and tells those named."""
    from dragoman.feeds.telling import known
    from dragoman.store import manifest
    from dragoman.store.queries import Saved, save
    from dragoman.store.query import Filters

    for address in notify or ():
        if not known(address):
            mend = "write it as apprise does: mailto://user:password@example.org, json://host/path, ntfy://topic"
            raise UsageError("this is no address that can be told", f"--notify {address}", mend)
    filters = Filters(**asked(chosen))
    check(filters, manifest.read(store), later=True)
    save(store, Saved(name, filters, tuple(notify or ()), least))
    whom = "those named are told" if notify else "the digest tells"
    typer.echo(f"dragoman: saved {name!r}; {whom} of what is new for it at every dragoman update {store}", err=True)


def show(store: StorePath) -> None:
    """The saved queries of a store."""
    import dataclasses

    from dragoman.store import manifest
    from dragoman.store.queries import saved

    manifest.read(store)
    found = saved(store)
    if not found:
        typer.echo(f"dragoman: no saved queries yet. Save one with: dragoman alerts add {store} NAME --type ASSAULT", err=True)
    for query in found:
        said = ", ".join(f"{key} {' or '.join(v) if isinstance(v, tuple) else v}" for key, v in dataclasses.asdict(query.filters).items() if v)
        told = ", ".join(address.partition("://")[0] for address in query.notify)
        if not query.watched:
            said = f"the page /events{query.page}, not watched by update"
        typer.echo(f"{query.name}: {said or 'everything'}{f' (told by {told} from {query.least} on)' if told else ''}")


def remove(store: StorePath, name: Annotated[str, typer.Argument(help="Name of the query.", show_default=False)]) -> None:
    """Forget a saved query."""
    from dragoman.store import manifest
    from dragoman.store.queries import remove as drop

    manifest.read(store)
    drop(store, name)
    typer.echo(f"dragoman: {name!r} is forgotten", err=True)
