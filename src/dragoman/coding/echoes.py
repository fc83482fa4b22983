"""A happening named again: "the operation", "this decision", "the war against Ukraine" say less than the words that brought it up.

What such a mention leaves unsaid is taken from another mention of the same kind of happening in the same text, nearest before it first.
What it does say must agree: a mention with a recipient takes the actor only from a claim with the same recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.model import Function, Text

F = Function
FARTHEST = 12  # sentences between the two
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her"})
Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Happening:
    """What an echo needs of a bound predicate: where it is, of what type, and its parties (mention indexes)."""

    head: int
    event_type: str
    actors: tuple[int, ...]
    recipients: tuple[int, ...]


def fill(item: Happening, others: Sequence[Happening], text: Text, code: Callable[[int], Code]) -> tuple[Happening, int]:
    """The happening with its parties completed, and the head of the one they came from (-1 when nothing was found).

    `code` gives the country and sector of a mention.
    """
    if item.actors and item.recipients:
        return item, -1
    bare = not item.actors and not item.recipients
    if text.tokens[item.head].pos not in {"NOUN", "PROPN"}:
        return item, -1
    if bare and not is_definite(item.head, text):
        return item, -1
    for other in sorted((o for o in others if may_lend(item, o, text)), key=lambda o: distance(item, o, text)):
        if bare or (item.recipients and other.actors and agree(item.recipients, other.recipients, code)):
            actors = tuple(k for k in other.actors if k not in item.recipients)
            return Happening(item.head, item.event_type, actors, item.recipients or other.recipients), other.head
        if item.actors and other.recipients and agree(item.actors, other.actors, code):
            recipients = tuple(k for k in other.recipients if k not in item.actors)
            return Happening(item.head, item.event_type, item.actors, recipients), other.head
    return item, -1


def may_lend(item: Happening, other: Happening, text: Text) -> bool:
    if other.head == item.head or other.event_type != item.event_type or not (other.actors or other.recipients):
        return False
    bare = not item.actors and not item.recipients
    apart = abs(text.tokens[other.head].sentence - text.tokens[item.head].sentence)
    if apart > FARTHEST or (bare and other.head > item.head):
        return False
    return not bare or text.tokens[other.head].lemma == text.tokens[item.head].lemma or apart <= 2


def distance(item: Happening, other: Happening, text: Text) -> tuple[bool, bool, int]:
    """Those before come first, of them the same word, then the nearest."""
    other_word = text.tokens[other.head].lemma != text.tokens[item.head].lemma
    return other.head > item.head, other_word, abs(other.head - item.head)


def is_definite(head: int, text: Text) -> bool:
    return any(text.tokens[c].lemma.lower() in DEFINITE for c in text.children[head] if text.tokens[c].function in {F.DETERMINER, F.POSSESSOR})


def agree(mine: Sequence[int], theirs: Sequence[int], code: Callable[[int], Code]) -> bool:
    """Some party of both is of the same known country."""
    known = {code(k)[0] for k in mine} - {""}
    return bool(known & {code(k)[0] for k in theirs})
