"""What a pattern matched, and the clock it is read by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dragoman.model import Interval
from dragoman.when.words import Item

UNKNOWN = Interval(None, None)


@dataclass(frozen=True, slots=True)
class Clock:
    """The day a report was published, the time told last before the expression, and what the grammar around it says.

    Attributes:
        tense: "past", "future" or "" (a bare phrase, a headline's present).
        asking: True for a phrase alone, outside any text.
    """

    published: dt.date | None
    reference: Interval | None = None
    tense: str = ""
    asking: bool = False

    @property
    def anchor(self) -> dt.date | None:
        """The day that "earlier" and "later" count from: the time told last, else publication."""
        return self.reference.start if self.reference is not None and self.reference.start is not None else self.published


@dataclass(frozen=True, slots=True)
class Reading:
    """`relation` as in TimeExpression; `kind` says what the expression is, for joins: day, clock, unit, span, ordered."""

    interval: Interval
    relation: str = ""
    kind: str = "unit"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """The items a pattern matched; `expressions` are the readings of its EXPR items, in order."""

    items: Sequence[Item]
    expressions: Sequence[Reading] = ()

    def numbers(self, *kinds: str) -> list[int]:
        return [item.value for item in self.items if item.kind in kinds and isinstance(item.value, int)]

    def number(self, *kinds: str) -> int | None:
        return next(iter(self.numbers(*kinds)), None)

    def name(self, *kinds: str) -> str:
        """The value of the first item of a class whose values are words, "" when there is none."""
        return next((item.value for item in self.items if item.kind in kinds and isinstance(item.value, str)), "")

    def has(self, *words: str) -> bool:
        return any(item.word in words for item in self.items)

    @property
    def which(self) -> str:
        """last, next, this, or ""."""
        if self.has("past"):  # "this past Saturday"
            return "last"
        return self.name("LAST", "NEXT", "THIS")


Reader: TypeAlias = "Callable[[Hit, Clock], Reading | None]"
READERS: dict[str, Reader] = {}


def reader(function: Reader) -> Reader:
    """Registers a convention under its name in times.yaml (`read_` and a trailing underscore left off)."""
    READERS[function.__name__.removeprefix("read_")] = function
    return function
