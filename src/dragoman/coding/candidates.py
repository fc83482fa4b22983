"""Verbs that tie two parties together: what the learned coder is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.coding.arguments import Arguments
from dragoman.model import Text
from dragoman.text.grammar import Grammar


def candidates(text: Text, grammar: Grammar, arguments: Arguments) -> Iterator[tuple[int, list[int], list[int]]]:
    """(verb, actor mentions, recipient mentions) for each verb whose subject is a party and which has another among its arguments."""
    for token in text.tokens:
        if token.pos != "VERB":
            continue
        actors = arguments.slot(grammar.subjects(token.i))
        if not actors:
            continue
        heads = [*grammar.objects(token.i), *grammar.indirect_objects(token.i)]
        for objects in grammar.prepositions(token.i).values():
            heads += objects
        recipients = [k for k in arguments.slot(heads) if k not in actors]
        if recipients:
            yield token.i, actors, recipients
