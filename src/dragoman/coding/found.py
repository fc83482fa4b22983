"""What goes into the joining of a text, and what comes out of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.model import (
    Claim,
    Frame,
    Mention,
    Quotation,
    Reading,
    Report,
    Skipped,
    Statement,
    Text,
    TimeExpression,
    Toponym,
)
from dragoman.text.grammar import Grammar


@dataclass
class Found:
    """All that the rooms found in one text, before anything is joined."""

    report: Report
    text: Text
    grammar: Grammar
    mentions: Sequence[Mention]
    frames: Sequence[Frame]
    times: Sequence[TimeExpression]
    toponyms: Sequence[Toponym]
    quotations: Sequence[Quotation]


@dataclass
class Outcome:
    """Claims, statements and what was left aside, of one text."""

    claims: list[Claim] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class Bound:
    """A reading whose slots have turned out to be mentions (indexes). `probability` is the learned coder's, None for a rule."""

    frame: Frame
    reading: Reading
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    why: str
    probability: float | None = None
