"""Clauses of a text by its dependency tree: which clause a token belongs to, and how clauses hang together."""

from __future__ import annotations

from functools import cached_property

from dragoman.model import Function, Text, Token

F = Function
OPENERS = frozenset(
    {F.ROOT, F.RELATIVE_CLAUSE, F.NOUN_CLAUSE, F.ADVERBIAL_CLAUSE, F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT, F.PREP_CLAUSE, F.CLAUSAL_SUBJECT}
)
VERBAL = frozenset({"VERB", "AUX"})


def opens_clause(text: Text, token: Token) -> bool:
    """A clause's head: by its function, or as the second of two joined verbs."""
    if token.function in OPENERS:
        return True
    return token.function is F.CONJUNCT and token.pos in VERBAL and text.tokens[token.head].pos in VERBAL


class Clauses:
    """The clause head of every token, computed once per text, in one pass."""

    def __init__(self, text: Text) -> None:
        self.text = text

    @cached_property
    def heads(self) -> list[int]:
        heads = [-1] * len(self.text.tokens)
        for token in self.text.tokens:
            path = []
            i = token.i
            while heads[i] < 0:
                here = self.text.tokens[i]
                path.append(i)
                if here.head == i or opens_clause(self.text, here) or len(path) > len(heads):
                    heads[i] = i
                    break
                i = here.head
            for step in path:
                heads[step] = heads[i]
        return heads

    def of(self, i: int) -> int:
        """The head of the clause that token `i` stands in (a clause's head is in its own clause)."""
        return self.heads[i]

    def above(self, clause: int) -> int:
        """The clause that a clause hangs on; itself for a main clause."""
        head = self.text.tokens[clause].head
        return clause if head == clause else self.heads[head]


class LastText:
    """The clauses of the text asked for last: a report's predicates come one after the other."""

    def __init__(self) -> None:
        self.held: Clauses | None = None

    def of(self, text: Text) -> Clauses:
        held = self.held
        if held is None or held.text is not text:
            held = self.held = Clauses(text)
        return held


LAST = LastText()


def clauses_of(text: Text) -> Clauses:
    return LAST.of(text)


def distance_up(text: Text, start: int, goal: int, limit: int = 12) -> int:
    """How many heads from `start` up to `goal` without entering another clause; -1 when `goal` is not above it."""
    i, steps = start, 0
    while i != goal:
        token = text.tokens[i]
        if token.head == i or steps == limit or opens_clause(text, token):
            return -1
        i = token.head
        steps += 1
    return steps
