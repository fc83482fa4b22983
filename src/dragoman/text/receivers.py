"""Mends of who is given something, and of what is given (see mending.py)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function

if TYPE_CHECKING:
    from dragoman.text.mending import Draft


@lru_cache(maxsize=1)
def giving() -> frozenset[str]:
    """Lemmas of verbs behind which a bare name may be whoever is given something."""
    return frozenset(verb for file in Knowledge.open().files("languages/en/lemmas.yaml") for verb in file.data["giving"])


def name_before_gift(tokens: list[Draft]) -> None:
    """ "Granted *Zambia* debt relief": right behind a verb of giving a bare name before a bare noun is who is given it, unless a "to" or
    "for" says who is."""
    for v in range(len(tokens) - 2):
        name, top = tokens[v + 1], tokens[v + 1].head
        if tokens[v].lemma not in giving() or tokens[v].pos != "VERB" or name.tag != "NNP" or name.function is not Function.COMPOUND:
            continue
        noun = tokens[top]
        if top <= v + 1 or noun.head != v or noun.function is not Function.OBJECT or noun.pos != "NOUN":
            continue
        if any(t.head in {v, top} and t.lemma in {"to", "for", "by"} and t.function is Function.PREPOSITION for t in tokens[top:]):
            continue
        name.head, name.function = v, Function.INDIRECT_OBJECT


def receiver_in_compound(tokens: list[Draft]) -> None:
    """ "gave *the army* control", "declared *an envoy* persona non grata": what has an article of its own in the middle of an object is no
    part of its name; it is who is given something, or made something."""
    for k, token in enumerate(tokens):
        if token.function is not Function.COMPOUND or token.pos not in {"NOUN", "PROPN"}:
            continue
        if not any(t.head == k and t.function is Function.DETERMINER for t in tokens[:k]):
            continue
        top = token.head
        while tokens[top].function is Function.COMPOUND and tokens[top].head > top:
            top = tokens[top].head
        v = tokens[top].head
        article = any(t.head == top and t.function is Function.DETERMINER for t in tokens[:top])
        if top > k and tokens[top].function is Function.OBJECT and tokens[v].pos == "VERB" and v < k and not article:
            token.head, token.function = v, Function.INDIRECT_OBJECT


def measure_given(tokens: list[Draft]) -> None:
    """ "gave the envoy 48 *hours*", "lent Togo *$3m*": a measure behind somebody who is given something is what is given."""
    for k, token in enumerate(tokens):
        v = token.head
        if token.function is not Function.NOUN_ADVERBIAL or tokens[v].pos != "VERB" or k < v:
            continue
        below = [(i, t.function) for i, t in enumerate(tokens) if t.head == v and i != v]
        if any(v < i < k and function is Function.INDIRECT_OBJECT for i, function in below):
            if not any(function is Function.OBJECT for _, function in below):
                token.function = Function.OBJECT
