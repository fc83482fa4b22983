"""The `dragoman` command. Each command imports what it needs when it runs, so that `--help` answers at once."""

from dragoman.cli.app import main

__all__ = ["main"]
