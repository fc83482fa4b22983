"""Groups that a text itself says who is in: "the Troika (France, Germany and Algeria)" stands for the three, there and wherever it is named.

Only names that the registry does not know are taken so, and only lists of states; a format with a life of its own stays itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dragoman.model import Function, Mention, Span, Text

LEAST = 2  # states in a list
PROPER = frozenset({"NNP", "NNPS"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A group: the word that names it, the token where it is said who is in it, and the mentions of those."""

    name: str
    at: int
    members: tuple[Mention, ...]


def groups(text: Text, mentions: Sequence[Mention], is_state: Callable[[Mention], bool], joining: frozenset[str]) -> list[Listed]:
    """The groups of a text, in its order. `is_state` tells mentions that name a state; `joining` words may stand between these."""
    at = {m.head: m for m in mentions if m.kind == "name" and is_state(m)}
    known = {m.head for m in mentions if m.entities or m.owners}
    found: list[Listed] = []
    for token in text.tokens[:-1]:
        opens = token.i + 1
        if token.tag not in PROPER or token.i in known or text.tokens[opens].text != "(":
            continue
        closes = next((k for k in range(opens + 1, min(opens + 60, len(text.tokens))) if text.tokens[k].text == ")"), -1)
        inside = [at[k] for k in range(opens + 1, closes) if k in at]
        if len(inside) >= LEAST and not outside(text, opens + 1, closes, inside, joining):
            found.append(Listed(token.text, token.i, tuple(inside)))
    return found


def outside(text: Text, first: int, last: int, inside: Sequence[Mention], joining: frozenset[str]) -> bool:
    """Does anything else stand in the brackets than the names and what joins them?"""
    return any(
        not any(m.span.start <= token.start and token.end <= m.span.end for m in inside) and token.text.lower() not in joining
        for token in text.tokens[first:last]
    )


def spread(text: Text, mentions: Sequence[Mention], found: Sequence[Listed]) -> list[Mention]:
    """Mentions with each naming of a group (or of its members, ministers, …) as all who are in it; those that were there keep their places."""
    made = list(mentions)
    more: list[Mention] = []
    for group in found:
        for token in text.tokens:
            if token.text != group.name or token.i < group.at:
                continue
            head = named(text, token.i, made)
            why = f"{group.name!r} is said to be {len(group.members)} states"
            k = next((k for k, m in enumerate(made) if m.head == head), -1)
            span = made[k].span if k >= 0 else Span(text.tokens[head].start, text.tokens[head].end)
            all_of_them = [replace(m, span=span, head=head, why=why) for m in group.members]
            if k >= 0:
                made[k] = all_of_them.pop(0)
            more += all_of_them
    return made + more


def named(text: Text, i: int, mentions: Sequence[Mention]) -> int:
    """The token that a group's name belongs to: "*members* of the Troika", else itself."""
    token = text.tokens[i]
    of = text.tokens[token.head]
    if token.function is Function.PREP_OBJECT and of.text.lower() == "of":
        head = of.head
        if any(m.head == head and m.kind == "role" and not m.entities for m in mentions):
            return head
    return i
