"""`dragoman demo`."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman demo --output demo-out")(demo)


def demo() -> None:
    """Code the bundled reports and show what comes out."""
