"""Whose attack it was, where somebody claims it or is blamed for it.

"The front *claimed responsibility* for the attack", "the bombing, claimed by the front", "the raid was *blamed on* the militia", "police
blamed the militia for the raid", "the front was *behind* the raid": the deed is theirs; that they say so, or others do, stands in the
attribution and in the accusation. To claim a deed is no confession, and to say it of oneself accuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dragoman.coding.cast import Cast
from dragoman.coding.found import Bound
from dragoman.model import Function, Token
from dragoman.text.grammar import Grammar

F = Function
OFFICIAL = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
BE = "be"
NO = frozenset({"no", "neither", "nobody", "none"})
PASSED = frozenset({F.OBJECT, F.PASSIVE_SUBJECT, F.SUBJECT})
DEED = "ASSAULT"


class Claiming:
    """Claims and blame in one text. `sets`: `claiming` verbs, `claimed` nouns ("responsibility"), `blaming` verbs."""

    def __init__(self, cast: Cast, grammar: Grammar, sets: Mapping[str, frozenset[str]]) -> None:
        self.cast = cast
        self.grammar = grammar
        self.tokens: Sequence[Token] = grammar.tokens
        self.claiming, self.claimed, self.blaming = (sets.get(name, frozenset()) for name in ("claiming", "claimed", "blaming"))

    def told(self, bound: Sequence[Bound]) -> list[Bound]:
        """The bound readings with deeds given to whoever claims them or is blamed; without the confessions that such claims are not."""
        found: list[Bound] = []
        claims: set[int] = set()
        for b in bound:
            if b.reading.event_type == DEED and all(self.is_weapon(k) for k in b.actors):
                for heads, above in self.owners(b):
                    actors = tuple(k for k in self.cast.arguments.slot(heads) if not self.is_nobody(k))
                    if actors:
                        kept = tuple(k for k in b.recipients if k not in actors)
                        why = f"{self.tokens[above].text} {self.grammar.text.tokens[b.frame.head].text}"
                        b = replace(b, actors=actors, recipients=kept, why="; ".join(w for w in (b.why, f"whoever is told of as {why!r}") if w))
                        if all(self.cast.code(k)[1] not in OFFICIAL for k in actors):
                            claims |= {above, *self.grammar.below(above, *PASSED)}
                        break
            found.append(b)
        return [b for b in found if b.frame.head not in claims or not self.is_confession(b)]

    def is_confession(self, b: Bound) -> bool:
        token = self.tokens[b.frame.head]
        return (b.reading.event_type == "CONCEDE" and token.lemma in self.claiming) or (
            b.reading.event_type == "ACCUSE" and token.lemma in self.claimed
        )

    def is_nobody(self, k: int) -> bool:
        """ "*No group* has claimed the attack"."""
        head = self.cast.mentions[k].head
        return self.tokens[head].text.lower() in NO or any(self.tokens[c].text.lower() in NO for c in self.grammar.children[head])

    def is_weapon(self, k: int) -> bool:
        """ "The *drone* strike": a weapon of which nobody says whose it is."""
        mention = self.cast.mentions[k]
        bare = not mention.owners and not mention.entities
        return bare and self.tokens[mention.head].lemma.lower() in self.cast.rooms.words("from_afar")

    def owners(self, b: Bound) -> Iterator[tuple[tuple[int, ...], int]]:
        """The heads of those whose deed it is, and the verb that tells so."""
        head = b.frame.head
        nouns = (
            [head] if self.tokens[head].pos in {"NOUN", "PROPN"} else [n for n in self.grammar.subjects(head) if not self.cast.arguments.at(n)]
        )
        for n in nouns:
            yield from self.of_noun(n)

    def of_noun(self, n: int) -> Iterator[tuple[tuple[int, ...], int]]:
        grammar, tokens = self.grammar, self.tokens
        token = tokens[n]
        while token.function is F.CONJUNCT and tokens[token.head].pos == "NOUN":
            token = tokens[token.head]
        above = tokens[token.head]
        if token.function is F.PREP_OBJECT:
            yield from self.after(above.lemma.lower(), above.head)
        elif token.function in PASSED and above.pos == "VERB":
            yield from self.passed(above.i, token.i)
        for v in grammar.below(token.i, F.NOUN_CLAUSE, F.RELATIVE_CLAUSE):
            if grammar.is_passive(v):
                yield from self.passed(v)

    def passed(self, v: int, n: int = -1) -> Iterator[tuple[tuple[int, ...], int]]:
        """The deed is claimed, or laid at somebody's door."""
        if self.is_denied(v) or self.tokens[v].function is F.SUBJECT:
            return
        if self.tokens[v].lemma in self.claiming:
            yield self.grammar.subjects(v), v
        if self.tokens[v].lemma in self.blaming:
            yield self.grammar.prep_objects(v, "on", "to"), v
            if n >= 0:  # the parser often hangs it there: "blamed *the attack on* rebels"
                yield self.grammar.prep_objects(n, "on", "to"), v

    def after(self, prep: str, g: int) -> Iterator[tuple[tuple[int, ...], int]]:
        """ "responsibility *for* it", "blamed them *for* it", "were *behind* it", "are responsible *for* it"."""
        grammar, governor = self.grammar, self.tokens[g]
        if prep == "for" and governor.lemma.lower() in self.claimed and governor.function in PASSED:
            v = governor.head
            if self.tokens[v].lemma in self.claiming and not self.is_denied(v):
                yield grammar.subjects(v), v
        elif prep == "for" and governor.lemma in self.blaming and not self.is_denied(g):
            yield grammar.objects(g), g
        elif prep == "for" and governor.function in PASSED and self.tokens[governor.head].lemma in self.blaming:
            if not self.is_denied(governor.head):  # "blamed *rebels for* the attack", read as rebels for it
                yield (g,), governor.head
        elif prep == "behind" and governor.lemma == BE and not self.is_denied(g):
            yield grammar.surface_subjects(g), g
        elif prep == "for" and governor.pos == "ADJ" and governor.lemma in self.claimed and self.tokens[governor.head].lemma == BE:
            if not self.is_denied(governor.head):
                yield grammar.surface_subjects(governor.head), governor.head

    def is_denied(self, v: int) -> bool:
        return any(self.tokens[c].function is F.NEGATION for c in self.grammar.children[v])
