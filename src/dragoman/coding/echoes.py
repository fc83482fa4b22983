"""A happening named again: "the operation", "this decision", "the war against Ukraine" say less than the words that brought it up.

What such a mention leaves unsaid is taken from another mention of the same kind of happening in the same text: the fullest first, before it
rather than after it, the same word rather than another, the nearest. What it does say must agree: a mention with a recipient takes the actor
only from a claim with the same recipient. A verb is a happening of its own, except where it only carries a noun ("launched *a campaign*"), has
one beside it ("was killed *in the attack*") or says who somebody is ("those *designated* today").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.lexicon.events import VERBAL
from dragoman.model import Function, Text

F = Function
FARTHEST = 12  # sentences between the two
NEAR = 2  # sentences between a bare mention and one called by another word
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "such"})
DURING = frozenset({"in", "during", "by", "from"})
NOUNS = frozenset({"NOUN", "PROPN"})
Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Happening:
    """What an echo needs of a bound predicate: where it is, of what type and mode, its parties (mention indexes), its trigger's tokens."""

    head: int
    event_type: str
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    mode: str = ""
    words: tuple[int, ...] = ()
    mutual: bool = False

    @property
    def full(self) -> bool:
        return bool(self.actors and self.recipients)


@dataclass(frozen=True)
class Echoes:
    """The happenings of one text. `code` gives the country and sector of a mention."""

    others: Sequence[Happening]
    text: Text
    code: Callable[[int], Code]

    def fill(self, item: Happening) -> tuple[Happening, int]:
        """The happening with its parties completed, and the head of the one they came from (-1 when nothing was found)."""
        if item.full:
            return item, -1
        if not self.is_nominal(item):
            return self.within(item)
        bare = not item.actors and not item.recipients
        if bare and not is_definite(item.head, self.text):
            return item, -1
        lenders = sorted((o for o in self.others if self.may_lend(item, o)), key=lambda o: self.distance(item, o))
        if is_participle(item.head, self.text):
            lenders = [o for o in lenders if self.same_word(item, o)]
        elif self.text.tokens[item.head].pos not in NOUNS and item.event_type in VERBAL:
            return item, -1
        elif self.text.tokens[item.head].pos not in NOUNS:
            named = [i for i in item.words if self.text.tokens[i].pos in NOUNS and is_definite(i, self.text)]
            lenders = lenders if named else [o for o in lenders if self.same_word(item, o)]
        for other in lenders:
            if bare or (item.recipients and other.actors and self.agree(item.recipients, other.recipients)):
                actors = tuple(k for k in other.actors if k not in item.recipients)
                return self.changed(item, actors, item.recipients or other.recipients), other.head
            alone = not other.actors and self.same_word(item, other)
            if item.actors and other.recipients and (alone or self.agree(item.actors, other.actors)):
                recipients = tuple(k for k in other.recipients if k not in item.actors)
                return self.changed(item, item.actors, recipients), other.head
        return self.within(item)

    def is_nominal(self, item: Happening) -> bool:
        """A noun, or a verb that only carries one: "launched *a campaign*"."""
        tokens = self.text.tokens
        if tokens[item.head].pos in NOUNS or is_participle(item.head, self.text):
            return True
        return any(tokens[i].pos in NOUNS and tokens[i].function is F.OBJECT for i in item.words)

    def within(self, item: Happening) -> tuple[Happening, int]:
        """Who hurts somebody in a happening that is named beside it."""
        if item.actors or not item.recipients:
            return item, -1
        above = self.text.tokens
        for other in self.others:  # "was killed *in a raid by Chad*"
            prep = above[other.head].head
            inside = above[other.head].function is F.PREP_OBJECT and above[prep].head == item.head and above[prep].lemma.lower() in DURING
            others = tuple(k for k in other.actors if k not in item.recipients)  # those who fall in a fight do not kill themselves
            if inside and other.event_type == item.event_type and others:
                return self.changed(item, others, item.recipients), other.head
        return item, -1

    def may_lend(self, item: Happening, other: Happening) -> bool:
        if other.head == item.head or other.event_type != item.event_type or not (other.actors or other.recipients):
            return False
        if other.mutual and not item.mutual:
            return False  # a clash of two says nothing about who attacks whom
        bare = not item.actors and not item.recipients
        apart = abs(self.text.tokens[other.head].sentence - self.text.tokens[item.head].sentence)
        if apart > FARTHEST or (bare and other.head > item.head):
            return False
        return not bare or self.same_word(item, other) or apart <= NEAR

    def same_word(self, item: Happening, other: Happening) -> bool:
        return bool(self.nouns(item) & self.nouns(other))

    def nouns(self, item: Happening) -> set[str]:
        tokens = self.text.tokens
        nouns = {tokens[i].lemma for i in (item.head, *item.words) if tokens[i].pos in NOUNS}
        return nouns or {tokens[item.head].lemma}

    def distance(self, item: Happening, other: Happening) -> tuple[bool, bool, bool, int]:
        return not other.full, other.head > item.head, not self.same_word(item, other), abs(other.head - item.head)

    def agree(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Some party of both is of the same known country."""
        known = {self.code(k)[0] for k in mine} - {""}
        return bool(known & {self.code(k)[0] for k in theirs})

    @staticmethod
    def changed(item: Happening, actors: tuple[int, ...], recipients: tuple[int, ...]) -> Happening:
        return Happening(item.head, item.event_type, actors, recipients, item.mode, item.words, item.mutual)


def is_participle(head: int, text: Text) -> bool:
    """Who somebody is by what was done to him: "those *designated* today"."""
    token = text.tokens[head]
    return token.tag == "VBN" and token.function in {F.NOUN_CLAUSE, F.MODIFIER} and text.tokens[token.head].pos in {"NOUN", "PROPN", "PRON"}


def is_definite(head: int, text: Text) -> bool:
    if is_participle(head, text):
        described = text.tokens[head].head
        return text.tokens[described].lemma.lower() in {"those", "these"} or is_definite(described, text)
    return any(text.tokens[c].lemma.lower() in DEFINITE for c in text.children[head] if text.tokens[c].function in {F.DETERMINER, F.POSSESSOR})
