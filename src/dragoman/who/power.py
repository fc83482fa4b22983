"""Place or power: is "Kabul" the city, or those who rule from it?

Decided from the grammar around the words and from word lists in languages/en/power.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Mention, Text

F = Function
COORDINATED = frozenset({F.CONJUNCT})
UPWARD = 6  # steps up a coordination


@lru_cache(maxsize=4)
def power_words(knowledge: Knowledge, language: str = "en") -> Mapping[str, frozenset[str]]:
    """The word lists of power.yaml by name, all layers together."""
    words: dict[str, set[str]] = {}
    for file in knowledge.files(f"languages/{language}/power.yaml"):
        for name, listed in file.data.items():
            words.setdefault(name, set()).update(listed)
    return {name: frozenset(listed) for name, listed in words.items()}


class Power:
    """Judges mentions that can be a place."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.words = power_words(knowledge)

    def acts(self, mention: Mention, text: Text) -> bool:
        """True where the mention is somebody who acts or is acted upon; False where it is where something happens."""
        if not mention.place:
            return True
        city = mention.why.startswith(("capital", "byword"))
        i = mention.head
        for _ in range(UPWARD):
            token = text.tokens[i]
            if token.function not in COORDINATED or token.head == i or text.tokens[token.head].pos not in {"PROPN", "NOUN"}:
                break
            i = token.head
        token = text.tokens[i]
        governor = text.tokens[token.head]
        if token.function in {F.SUBJECT, F.CLAUSAL_SUBJECT}:
            return not self.listed(governor.lemma, "lies") and not (city and self.is_copula(token.head, text))
        if token.function is F.PASSIVE_SUBJECT:
            return not (city and self.listed(governor.lemma, "hits"))
        if token.function in {F.OBJECT, F.INDIRECT_OBJECT}:
            return not (self.listed(governor.lemma, "goes") or (city and self.listed(governor.lemma, "hits")))
        if token.function is F.PREP_OBJECT:
            return self.after_preposition(token.head, text, city)
        if token.function is F.POSSESSOR:
            return not self.listed(governor.lemma.lower(), "parts")
        if token.function in {F.COMPOUND, F.MODIFIER}:
            return not city or mention.why.startswith("byword") or self.listed(governor.lemma.lower(), "doings")
        return token.function is not F.APPOSITION or not city

    def fills(self, mention: Mention, text: Text) -> bool:
        """Whether a mention may fill the slot of a rule. A country may: the rule's preposition has judged it; a city must act."""
        if self.only_seat(mention, text) or self.is_water(mention, text):
            return False
        return not mention.why.startswith(("capital", "byword")) or self.acts(mention, text)

    def only_seat(self, mention: Mention, text: Text) -> bool:
        """ "*Kenya*-based smugglers": where somebody sits, not who he is."""
        if not mention.place:
            return False
        after = text.content[mention.span.end : mention.span.end + 24].lower()
        return after.startswith("-") and after[1:].split(" ")[0] in self.words["seated"]

    def is_water(self, mention: Mention, text: Text) -> bool:
        """ "Patrolled the South China *Sea*", "sailed to *the Gulf*": a body of water is nobody, but "*Gulf* states" are somebody's."""
        token = text.tokens[mention.head]
        return token.lemma.lower() in self.words["waters"] and token.function not in {F.COMPOUND, F.MODIFIER, F.POSSESSOR}

    def listed(self, lemma: str, name: str) -> bool:
        return lemma in self.words.get(name, frozenset())

    def is_copula(self, verb: int, text: Text) -> bool:
        """ "Kabul is a city": be with a noun that is a kind of place."""
        return text.tokens[verb].lemma == "be" and any(
            text.tokens[c].function is F.PREDICATE and self.listed(text.tokens[c].lemma, "parts") for c in text.children[verb]
        )

    def after_preposition(self, prep: int, text: Text, city: bool) -> bool:
        token = text.tokens[prep]
        word = token.lemma.lower()
        governor = text.tokens[token.head]
        above = governor.lemma.lower()
        if governor.pos == "ADP":  # "out of Kabul"
            return False
        if self.listed(word, "where"):
            return False
        if word == "from":
            if governor.pos in {"VERB", "AUX"}:
                return self.listed(above, "gets") or any(
                    text.tokens[c].function is F.OBJECT and self.listed(text.tokens[c].lemma, "doings") for c in text.children[token.head]
                )
            return not self.listed(above, "journeys") and governor.pos == "NOUN" and self.listed(above, "doings")
        if word in {"to", "for", "into", "towards", "toward"}:
            return not (self.listed(above, "goes") or self.listed(above, "journeys"))
        if word in {"on", "upon"}:
            return not (city and (self.listed(above, "hits") or self.listed(above, "strikes")))
        if word == "of":
            return not (self.listed(above, "parts") or (city and (self.listed(above, "strikes") or self.listed(above, "journeys"))))
        if word == "over":
            return not city
        return True


@lru_cache(maxsize=4)
def power_of(knowledge: Knowledge) -> Power:
    return Power(knowledge)


def acts_as_power(mention: Mention, text: Text, knowledge: Knowledge | None = None) -> bool:
    """`Power.acts` with the knowledge given, or the built-in one."""
    return power_of(knowledge or Knowledge.open()).acts(mention, text)
