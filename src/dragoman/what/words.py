"""The word sets that grammar needs beside the patterns of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.model import Function
from dragoman.text.grammar import Grammar


@dataclass(frozen=True, slots=True)
class Words:
    """The sets of `languages/en/sets.yaml` that grammar itself needs: light verbs, those of them that do not put an end to what their
    noun says, nouns for whoever only was there, verbs that join a subject and what is said of it, nouns that only say how much, verbs
    of those who bring others together, nouns after a bare "in" whose "of" names whom they are for ("in *support* of"),
    what is given as help."""

    light: frozenset[str]
    carrying: frozenset[str]
    attendants: frozenset[str]
    copulas: frozenset[str]
    quantities: frozenset[str]
    brokering: frozenset[str]
    behalf: frozenset[str]
    given: frozenset[str]

    @classmethod
    def of(cls, sets: Mapping[str, frozenset[str]]) -> Words:
        light, ending, happening, attendants, copulas, quantities, brokering, behalf, given = (
            sets.get(name, frozenset())
            for name in ("light", "stopping", "happen", "attendants", "copulas", "quantities", "brokering", "behalf", "relief")
        )
        return cls(light, (light - ending) | happening, attendants, copulas, quantities, brokering, behalf, given)

    @staticmethod
    def called(n: int, grammar: Grammar) -> frozenset[str]:
        """The word by which a pattern knows a noun, for a sum of money also the sign of the currency: "lent Togo *$3bn*"."""
        token = grammar.tokens[n]
        signs = (grammar.tokens[c].text for c in grammar.below(n, Function.COMPOUND) if token.tag == "CD")
        return frozenset((token.lemma.lower(), *signs))

    def made_of(self, heads: tuple[int, ...], grammar: Grammar) -> tuple[int, ...]:
        """The nouns, and what there is of those that only say how much: "dozens *of drones*"."""
        found = list(heads)
        for h in found:  # "dozens *of tonnes of grain*"
            if grammar.tokens[h].lemma.lower() in self.quantities:
                found += [o for o in grammar.prep_objects(h, "of") if o not in found]
        return tuple(found)
