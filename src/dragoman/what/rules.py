"""Rules against a text: every political predicate with its readings, the most demanding first.

Finding only: which words fill a slot is settled here by grammar; whether they are parties is settled where things are joined.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.lexicon.events import Codebook
from dragoman.model import Frame, Function, Reading, Text, Token
from dragoman.text.grammar import Grammar
from dragoman.what.match import Match
from dragoman.what.words import Words

F = Function
FORM = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "ADV": "adjective"}


class RuleFinder:
    """Finds frames. One per process; holds nothing of any text."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.words = Words.of(codebook.sets)
        self.set_phrases = codebook.sets.get("set_phrases", frozenset())

    def find(self, text: Text, grammar: Grammar | None = None) -> list[Frame]:
        grammar = grammar or Grammar(text)
        frames = []
        for token in text.tokens:
            readings = sorted(self.readings(token, grammar), key=lambda found: self.order(found[0]))
            if readings:
                last = readings[0][1]
                trigger = text.span(min(token.i, last), max(token.i, last)) if abs(last - token.i) <= 4 else text.span(token.i, token.i)
                frames.append(Frame(trigger, token.i, tuple(reading for reading, _ in readings)))
        return frames

    def order(self, reading: Reading) -> tuple[int, int]:
        """The most demanding pattern first; of equals the one whose type takes precedence (`precedence` in type.yaml), then file order."""
        return -reading.weight, self.codebook.types[reading.event_type].precedence

    def is_set_phrase(self, token: Token, grammar: Grammar) -> bool:
        """ "in *order* to", "in *turn*": a noun that means nothing by itself after a bare "in"."""
        before = grammar.tokens[token.head]
        bare = not grammar.below(token.i, F.DETERMINER, F.POSSESSOR, F.MODIFIER, F.COMPOUND)
        return bare and before.lemma.lower() == "in" and before.i == token.i - 1 and token.lemma in self.set_phrases

    def readings(self, token: Token, grammar: Grammar) -> Iterator[tuple[Reading, int]]:
        form = FORM.get(token.pos)
        if form is None or (form == "noun" and self.is_set_phrase(token, grammar)):
            return
        index = self.codebook.index
        entries = list(index[form].get(token.lemma.lower() if token.pos == "PROPN" else token.lemma, ()))
        if form == "verb" and (token.function is F.PREDICATE or grammar.below(token.i, F.PASSIVE_AUXILIARY)):  # "is *disappointed* that"
            entries += index["adjective"].get(token.text.lower(), ())
        for rule, pattern in entries:
            match = Match(rule, pattern, token, grammar, self.words)
            if match.run():
                yield match.reading(), match.last
