"""`find`: the time expressions of a text, with the grammar's help: tense, number or year, and what orders by another happening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Interval, Sentence, Text, TimeExpression, Token
from dragoman.when.grammar import Guard, tense_at
from dragoman.when.hit import UNKNOWN, Clock
from dragoman.when.ordering import order_words
from dragoman.when.scanning import REFERENCE_KINDS, Found, scan
from dragoman.when.words import Item, Words, read_words

F = Function
GRAMMATICAL = frozenset({"until", "by", "before", "after"})  # joins whose preposition must govern the time
CORE_STARTS = frozenset("0123456789'")


def find(text: Text, published: dt.date | None, knowledge: Knowledge | None = None) -> list[TimeExpression]:
    """All time expressions in document order; those whose interval stays unknown only where they order by another happening."""
    words = read_words(knowledge or Knowledge.open())
    lower = [token.text.lower() for token in text.tokens]
    found: list[TimeExpression] = []
    reference: Interval | None = None
    block = -1
    for sentence in text.sentences:
        if sentence.block != block:
            block, reference = sentence.block, None
        here, reference = in_sentence(text, words, lower, sentence, published, reference)
        found += here
    return found


def in_sentence(
    text: Text, words: Words, lower: Sequence[str], sentence: Sentence, published: dt.date | None, reference: Interval | None
) -> tuple[list[TimeExpression], Interval | None]:
    """The expressions of a sentence and the time told last, for the next one."""
    part = lower[sentence.first : sentence.last]
    readings: list[Found] = []
    if has_core(part, words):
        shown = [token.text for token in text.tokens[sentence.first : sentence.last]]
        items = words.items(part, sentence.first, shown)
        guard = Guard(text, words)

        def clock_at(token: int, before: Interval | None) -> Clock:
            return Clock(published, before, tense_at(text, token, words))

        def accepts(reads: str, pieces: Sequence[Item], start: int, end: int) -> bool:
            if reads in GRAMMATICAL:
                return governs(text, pieces[start].token, pieces[start + 1 : end])
            return guard.accepts(reads, pieces, start, end)

        readings = scan(words, items, clock_at, accepts, reference)
    expressions = [expression(text, words, one) for one in readings]
    expressions += order_words(text, words, lower, sentence, expressions)
    for one in readings:
        if one.reading.kind in REFERENCE_KINDS and one.reading.interval.start is not None:
            reference = one.reading.interval
    expressions = [e for e in expressions if e.interval != UNKNOWN or e.relation]
    return sorted(expressions, key=lambda e: e.span), reference


def has_core(part: Sequence[str], words: Words) -> bool:
    core = words.core
    return any(word in core or word[0] in CORE_STARTS or "-" in word for word in part)


def governs(text: Text, preposition: int, pieces: Sequence[Item]) -> bool:
    """Whether "by", "before", "after", "until" have the time as their object, not a noun it stands beside ("after Friday prayers")."""
    last = max(piece.value if piece.kind == "EXPR" and isinstance(piece.value, int) else piece.token for piece in pieces)
    head = text.tokens[head_of(text.tokens, preposition + 1, last)]
    return head.head == preposition or text.tokens[preposition].head == head.i


def expression(text: Text, words: Words, one: Found) -> TimeExpression:
    """A reading as the model has it; the prepositions around it are left outside unless they order."""
    first, last = one.first, one.last
    if one.pattern != "in_units":
        while first < last and text.tokens[first].text.lower() in words.sets["outside"]:
            first += 1
    while last > first and text.tokens[last].text in {",", "'"}:
        last -= 1
    reading = one.reading
    return TimeExpression(text.span(first, last), head_of(text.tokens, first, last), reading.interval, reading.relation, -1, reading.why)


def head_of(tokens: Sequence[Token], first: int, last: int) -> int:
    """The token of a stretch whose own head lies outside it."""
    outer = [i for i in range(first, last + 1) if not first <= tokens[i].head <= last or tokens[i].head == i]
    return next((i for i in outer if tokens[i].function is not F.PUNCTUATION), outer[0] if outer else last)
