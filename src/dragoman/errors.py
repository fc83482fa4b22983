"""One family of errors: what is wrong, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DragomanError(Exception):
    """Something the user can mend.

    Attributes:
        what: one sentence that says what is wrong.
        where: file, file:line, URL or setting it is about; "" when there is no such thing.
        mend: one sentence that says what to do; "" when there is nothing to do.
    """

    what: str
    where: str = ""
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f" ({self.mend})" if self.mend else ""
        return f"{place}{self.what}{mend}"


class KnowledgeError(DragomanError):
    """A file of knowledge is wrong: shape, reference, overlap, or a failing example."""


class ReadingError(DragomanError):
    """An input could not be read as a report."""


class UsageError(DragomanError):
    """A command or a call was made in a way that cannot work."""


def interrupts(error: BaseException) -> bool:
    """Whether it is Ctrl-C: DuckDB, in the middle of a question, says so as a RuntimeError."""
    return isinstance(error, KeyboardInterrupt) or (isinstance(error, RuntimeError) and "interrupted" in str(error).lower())
