"""The command and its groups."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import typer

from dragoman import __version__
from dragoman.cli import (
    alerting,
    asking,
    auditing,
    coding,
    demo,
    events,
    exchange,
    following,
    knowing,
    measures,
    measuring,
    reading,
    reviewing,
    serving,
    sharing,
    storing,
)
from dragoman.cli.storing import STOPPED
from dragoman.errors import DragomanError, interrupts

# what commands are for, in the order in which they are needed
WAYS = {
    "texts": "read, code, explain, statements, places, demo",
    "one phrase": "who, when, where",
    "a store": "init, add, query, recode, diff, forget, restore",
    "events": "events, event, changes, assemble",
    "measures": "panel, relation, region, coverage",
    "other programs": "export, import, compare",
    "day after day": "follow, update, alerts",
    "in the browser": "serve",
    "a paper": "audit, review, methods, cite, package",
    "knowledge": "knowledge, codebook, evaluate",
}

app = typer.Typer(
    name="dragoman",
    help="Reads news reports and tells who did what to whom, when, where, and according to whom.\n\n"
    "Try: dragoman demo    or: dragoman code report.txt --published 2023-09-29\n\n"
    "\b\n" + "\n".join(f"{way + ':':<16}{commands}" for way, commands in WAYS.items()),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
coding.register(app)
reading.register(app)
demo.register(app)
measuring.register(app)
measures.register(app)
asking.register(app)
storing.register(app)
events.register(app)
sharing.register(app)
exchange.register(app)
serving.register(app)
following.register(app)
alerting.register(app)
auditing.register(app)
reviewing.register(app)
knowing.register(app)
app.add_typer(knowing.app, name="knowledge")
app.add_typer(following.app, name="follow")
app.add_typer(alerting.app, name="alerts")
app.add_typer(auditing.app, name="audit")
app.add_typer(reviewing.app, name="review")


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say on stderr what is being done.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Options for every command stand before it: dragoman --verbose code report.txt"""
    del version
    form = "%(asctime)s %(name)s: %(message)s" if verbose else "dragoman: %(message)s"
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format=form, stream=sys.stderr)


def main() -> None:
    """Run the command; every mendable error is one line on stderr and exit status 2."""
    try:
        app(prog_name="dragoman")  # whatever the program was called by, so that usage and completion agree
    except DragomanError as error:
        typer.echo(f"dragoman: {error}", err=True)
        sys.exit(2)
    except RuntimeError as error:
        if not interrupts(error):
            raise
        sys.exit(STOPPED)
    except BrokenPipeError:  # the reader of a pipe has left: no error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
