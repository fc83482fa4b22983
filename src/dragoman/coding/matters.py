"""Whom the words of a verbal act are about, by grammar alone: the heads of who may be meant, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.coding.found import Bound
from dragoman.model import Function
from dragoman.text.grammar import Grammar

AIMED = frozenset({"AGREE", "REQUEST", "THREATEN", "REJECT", "CONCEDE"})  # types whose content names whom they are about
TOWARDS = ("with", "to", "against", "for", "on", "from", "of", "by", "over", "at", "in", "between")


def matters(b: Bound, grammar: Grammar) -> Iterator[Sequence[int]]:
    """Heads of who may be meant, the likeliest first: of the content, of what is judged, of what the trigger's own noun is about."""
    tokens = grammar.tokens
    content, head = b.reading.content, b.frame.head
    if content >= 0 and tokens[content].pos in {"VERB", "AUX"}:
        if content not in grammar.below(head, Function.OPEN_COMPLEMENT):
            yield grammar.surface_subjects(content)
        if b.reading.event_type in AIMED:
            yield arguments_of(content, grammar)
    if b.reading.event_type == "CONCEDE":
        return
    if content >= 0 and tokens[content].pos not in {"VERB", "AUX"}:
        yield from about(content, grammar)
    yield from ([s] for s in judged(head, grammar))
    if tokens[head].pos in {"VERB", "AUX"}:
        for o in grammar.objects(head):
            for c in grammar.below(o, Function.NOUN_CLAUSE, Function.ADVERBIAL_CLAUSE):
                yield grammar.below(c, Function.SUBJECT)  # "stressed the need for *Niger* to act"
            yield from about(o, grammar)
        if b.reading.event_type == "THREATEN":
            for v in (head, content) if content >= 0 else (head, *grammar.below(head, Function.OPEN_COMPLEMENT)):
                for c in grammar.below(v, Function.ADVERBIAL_CLAUSE):
                    yield grammar.surface_subjects(c)
        if content < 0:
            for c in grammar.below(head, Function.CLAUSE_COMPLEMENT):
                yield grammar.surface_subjects(c)
    elif tokens[head].pos in {"NOUN", "PROPN"}:
        yield from about(head, grammar)


def judged(head: int, grammar: Grammar) -> tuple[int, ...]:
    """What a noun or adjective is said of: "*the raid* is a crime", "called *the raid* a crime"."""
    token = grammar.tokens[head]
    if token.function is Function.PREDICATE or (token.function is Function.CLAUSE_COMPLEMENT and token.pos in {"NOUN", "ADJ"}):
        return grammar.surface_subjects(token.head) if token.function is Function.PREDICATE else grammar.below(head, Function.SUBJECT)
    return ()


def about(noun: int, grammar: Grammar, depth: int = 2) -> Iterator[Sequence[int]]:
    """Who a noun phrase tells of: its owners ("*Iran*'s reforms"), else those after its prepositions ("an end to *Iran*'s support")."""
    yield [noun]
    for o in grammar.prep_objects(noun, *TOWARDS) if depth else ():
        yield from about(o, grammar, depth - 1)


def arguments_of(verb: int, grammar: Grammar) -> list[int]:
    """The objects of a verb, of its infinitive ("continue *to build*") and of its object noun ("contacts *with Mali*")."""
    heads: list[int] = []
    for v in (verb, *grammar.below(verb, Function.OPEN_COMPLEMENT)):
        objects = grammar.objects(v)
        heads += [h for o in objects for h in grammar.prep_objects(o, "with")]  # "its partnership *with Mali*": before whose it is
        heads += [*objects, *grammar.indirect_objects(v), *grammar.prep_objects(v, *TOWARDS)]
        heads += [h for o in objects for h in grammar.prep_objects(o, *TOWARDS)]
    return heads
