"""Order words: a happening placed by another one ("shortly after the troops left", "before the vote", "since the group took power")."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.model import Function, Sentence, Text, TimeExpression, Token
from dragoman.when.hit import UNKNOWN
from dragoman.when.words import Words

F = Function
RELATIONS = ("after", "before", "since", "until", "during")
FINITE = frozenset({"VBD", "VBN", "VBG", "VB", "VBZ", "VBP"})
PRESENT = frozenset({"VBZ", "VBP"})


def order_words(text: Text, words: Words, lower: Sequence[str], sentence: Sentence, taken: Sequence[TimeExpression]) -> list[TimeExpression]:
    """One expression per order word that governs a clause or a noun; its interval is unknown until coding finds the other happening."""
    found = []
    relation_of = relations(words)
    for i in range(sentence.first, sentence.last):
        relation = relation_of.get(lower[i])
        if relation is None:
            continue
        token = text.tokens[i]
        if any(e.span.start <= token.start < e.span.end for e in taken):
            continue
        anchor = anchor_of(text, token, taken)
        if anchor < 0 or (relation == "since" and text.tokens[anchor].tag in PRESENT):  # "since it is late" gives a reason
            continue
        first = measured_from(text, words, lower, i, sentence.first)
        why = f'{relation} "{text.tokens[anchor].text}", whose own time is not said here'
        found.append(TimeExpression(text.span(first, max(anchor, i)), head_in(text, i), UNKNOWN, relation, anchor, why))
    return found


def relations(words: Words) -> dict[str, str]:
    return {word: relation for relation in RELATIONS for word in sorted(words.sets[relation])}


def head_in(text: Text, i: int) -> int:
    """A subordinator is tied to the grammar by the verb it opens; a preposition by itself."""
    token = text.tokens[i]
    return token.head if token.function is F.SUBORDINATOR else i


def anchor_of(text: Text, token: Token, taken: Sequence[TimeExpression]) -> int:
    """The verb of the clause, or the noun, that an order word governs; -1 when it governs none or a time."""
    if token.function is F.SUBORDINATOR or (token.function is F.ADVERB and token.lemma == "once"):
        verb = text.tokens[token.head]
        return verb.i if verb.tag in FINITE and verb.i > token.i else -1
    if token.pos not in {"ADP", "SCONJ", "VERB"}:
        return -1
    for child in text.children[token.i]:
        below = text.tokens[child]
        if child < token.i or any(e.span.start <= below.start < e.span.end for e in taken):
            continue
        if below.function is F.PREP_CLAUSE or (below.function in {F.PREP_OBJECT, F.OBJECT} and below.pos == "NOUN"):
            return child
    return -1


def measured_from(text: Text, words: Words, lower: Sequence[str], i: int, floor: int) -> int:
    """The first word of "two days", "shortly", "not long" before an order word."""
    near = words.sets["nearness"]
    first = i
    while first > floor:
        word = lower[first - 1]
        if word not in near and not word.isdigit() and words.of.get(word, ("",))[0] not in {"NUM", "VAGUE"}:
            break
        first -= 1
    return first
