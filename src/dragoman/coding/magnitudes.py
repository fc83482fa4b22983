"""How many were killed, hurt, or took part: numbers with their words, tied to a claim by grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Magnitude, Range, Text
from dragoman.text.grammar import Grammar

F = Function
DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+(?:\.\d+)?$")


class MagnitudeFinder:
    """Reads `languages/en/numbers.yaml`: number words, vague numbers as ranges, bounds ("at least"), and the verbs and nouns of harm."""

    def __init__(self, knowledge: Knowledge) -> None:
        data: dict[str, Mapping[str, object]] = {}
        for file in knowledge.files("languages/en/numbers.yaml"):
            data.update(file.data)
        self.exact = {word: int(str(value)) for word, value in data.get("exact", {}).items()}
        self.vague = {word: tuple(map(str, value)) for word, value in data.get("vague", {}).items() if isinstance(value, list)}
        self.floors = words(data, "at_least")
        self.ceilings = words(data, "at_most")
        self.kinds = {kind: words(data, kind) for kind in ("killed", "injured", "size")}

    def of(self, head: int, text: Text, grammar: Grammar) -> Magnitude:
        """The magnitudes in the clause of a predicate: objects of kill and wound words anywhere in its sentence, and of crowd words."""
        sentence = text.sentence_of(head)
        found: dict[str, Range] = {}
        for i in range(sentence.first, sentence.last):
            lemma = text.tokens[i].lemma.lower()
            for kind, lemmas in self.kinds.items():
                if lemma in lemmas and kind not in found:
                    number = self.number_at(i, kind, text, grammar)
                    if number is not None:
                        found[kind] = number
        return Magnitude(found.get("killed"), found.get("injured"), found.get("size"))

    def number_at(self, i: int, kind: str, text: Text, grammar: Grammar) -> Range | None:
        """The number a harm word counts: its object or passive subject ("killed 13 soldiers", "13 were wounded"), or its own numeral."""
        token = text.tokens[i]
        if token.pos == "VERB":
            heads = grammar.objects(i) or grammar.surface_subjects(i)
        elif token.pos == "ADJ":  # "left 13 dead"
            heads = tuple(c for c in (token.head, *grammar.children[i]) if text.tokens[c].pos in {"NOUN", "NUM"})
        else:
            heads = (i, *grammar.prep_objects(i, "of"))
        for head in heads:
            number = self.number(head, text, grammar)
            if number is not None:
                return number
        return None

    def number(self, head: int, text: Text, grammar: Grammar) -> Range | None:
        """The numeral on a noun, with what bounds it: "at least 13 people", "up to 24", "dozens of rebels"."""
        candidates = [head, *grammar.below(head, F.NUMBER, F.MODIFIER, F.DETERMINER)]
        for i in candidates:
            low, high = self.value(i, text)
            if low is None and high is None:
                continue
            bounds = grammar.below(i, F.NUMBER, F.ADVERB, F.MODIFIER)
            first = min((i, *bounds))
            lemmas = {text.tokens[b].lemma.lower() for b in range(first, i)}
            if lemmas & self.floors:
                high = None
            elif lemmas & self.ceilings:
                low, high = None, high if high is not None else low
            return Range(low, high, text.span(first, i).of(text.content))
        return None

    def value(self, i: int, text: Text) -> tuple[int | None, int | None]:
        token = text.tokens[i]
        word = token.text.lower()
        if DIGITS.match(word):
            number = int(float(word.replace(",", "")))
            following = text.tokens[i + 1].lemma.lower() if i + 1 < len(text.tokens) else ""
            number *= {"thousand": 1_000, "million": 1_000_000}.get(following, 1)
            return number, number
        if word in self.exact:
            return self.exact[word], self.exact[word]
        if word in self.vague:
            low, high = self.vague[word]
            return int(low), int(high) if high else None
        return None, None


def words(data: Mapping[str, object], key: str) -> frozenset[str]:
    value = data.get(key, ())
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
