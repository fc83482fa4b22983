"""Evidence: is a stretch that could be a place's name one here? Persons, companies, newspapers and common words are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.lexicon.places import Gazetteer, fold
from dragoman.model import Function, Text, Token
from dragoman.where.spotting import Spot, look

F = Function
ENOUGH, NEVER = 0.99, -9.0
LOCATIVE, WEAK, QUALIFIER, DATELINE, SEVERAL_WORDS, PROPER, REACHED, LISTED = 1.5, 0.4, 3.0, 2.0, 0.6, 0.3, 1.0, 1.0
COMMON, COMMON_PROPER, GIVEN_NAME, NOT_PROPER, SPEAKS, ALTERNATE_ONLY = -2.0, -1.2, -1.2, -1.0, -1.5, -0.8
SIZES = ((1_000_000, 2.2), (300_000, 1.8), (100_000, 1.4), (15_000, 0.8), (2_000, 0.4), (0, 0.1))
SHOUTED = 100_000  # a town written in capitals must have so many people, or a qualifier or dateline
OWN_TOWN = 15_000  # a town that our own file adds is worth a middling one
CITY_SIZE_THAT_SPEAKS = 1_000_000
DASHES = frozenset({"-", "–", "—", "--"})


def size(spot: Spot, words: Mapping[str, frozenset[str]]) -> float:
    """How well known the best place of a name is."""
    best = 0.0
    for row in spot.rows:
        if row.kind == "city":
            people = row.population if row.geonameid else OWN_TOWN
            worth = next(value for floor, value in SIZES if people >= floor) + (1.0 if row.capital else 0.0)
        else:
            worth = {"country": 3.0, "admin1": 2.4 if row.country in words["known_divisions_of"] else 1.6}.get(row.kind, 2.2)
        best = max(best, worth if row.rank else worth + ALTERNATE_ONLY)
    return best


def never(text: Text, spot: Spot, words: Mapping[str, frozenset[str]]) -> bool:
    """Words that are hardly ever places alone, names of organisations, and shouted words that are no great place."""
    if spot.inside or spot.first != spot.last:
        return False
    word = text.tokens[spot.first].text
    if spot.key in words["never"]:
        return True
    only_towns = all(row.kind in {"city", "admin2"} for row in spot.rows)
    biggest = max((row.population for row in spot.rows if row.rank), default=0)
    if only_towns and spot.named & {"entity", "demonym"} and biggest < CITY_SIZE_THAT_SPEAKS:
        return True
    if text.sentence_of(spot.first).first == spot.first and (spot.first + 1 < len(text.tokens) and text.tokens[spot.last + 1].text in DASHES):
        return False
    return word.isupper() and len(word) > 1 and not spot.key.startswith("=") and only_towns and biggest < SHOUTED


class Judge:
    """Weighs the spots of one text. `persons` collects the names that stand behind a title or a first name anywhere in it."""

    def __init__(self, text: Text, words: Mapping[str, frozenset[str]], gazetteer: Gazetteer) -> None:
        self.text = text
        self.words = words
        self.gazetteer = gazetteer
        self.persons: set[str] = set()

    def neighbours(self, spot: Spot) -> tuple[Token | None, Token | None]:
        tokens = self.text.tokens
        sentence = tokens[spot.first].sentence
        before = tokens[spot.first - 1] if spot.first > 0 and tokens[spot.first - 1].sentence == sentence else None
        after = tokens[spot.last + 1] if spot.last + 1 < len(tokens) and tokens[spot.last + 1].sentence == sentence else None
        return before, after

    def is_title(self, token: Token) -> bool:
        return token.text[0].isupper() and token.text.lower().rstrip(".") in self.words["titles"]

    def inside_a_name(self, spot: Spot) -> str:
        """Why a spot is part of a longer name that is no place, "" when it is not."""
        before, after = self.neighbours(spot)
        single = spot.first == spot.last
        if before is not None and before.text[0].isupper():
            plain = fold(before.text)
            if self.is_title(before) and not spot.inside:
                return "person"
            if single and plain in self.words["first_names"] and before.pos == "PROPN":
                return "person"
            part = before.pos == "PROPN" and before.head in range(spot.first, spot.last + 1) and before.function is F.COMPOUND
            if part and plain not in self.words["directions"] and not look([before.text], self.gazetteer)[0]:
                return "name"
        if before is not None and before.text.lower() == "of" and self.named_after(before):
            return "organisation"
        if after is not None and after.text[0].isupper() and after.text[0].isalpha():
            return self.continued(spot, after)
        return ""

    def named_after(self, of: Token) -> bool:
        """ "University of X", "Bank of X"."""
        tokens = self.text.tokens
        return of.i > 0 and tokens[of.i - 1].text[0].isupper() and fold(tokens[of.i - 1].text) in self.words["organisation_heads"]

    def continued(self, spot: Spot, after: Token) -> str:
        """What a capital word right behind the name makes of it."""
        plain = fold(after.text)
        tokens = self.text.tokens
        follows = tokens[after.i + 1] if after.i + 1 < len(tokens) and tokens[after.i + 1].sentence == after.sentence else None
        if plain in self.words["organisation_nouns"] and not spot.building:
            return "organisation"
        if plain in self.words["place_nouns"] or spot.building or self.is_title(after):
            return ""
        if after.pos != "PROPN":
            return ""
        if tokens[spot.last].head == after.i or tokens[spot.last].function is F.COMPOUND:
            known = size(spot, self.words) >= 2.2 and fold(tokens[spot.last].text) not in self.words["first_names"]
            if not known:
                return "person"
            company = follows is not None and follows.pos == "PROPN" and fold(follows.text) in self.words["organisation_nouns"]
            return "organisation" if company and plain not in self.words["political_nouns"] else ""
        return ""

    def collect_person(self, spot: Spot) -> None:
        self.persons.update(fold(self.text.tokens[k].text) for k in range(spot.first, spot.last + 1))

    def weigh(self, spot: Spot) -> float:
        """The evidence that a spot is a place here; `ENOUGH` is enough."""
        if never(self.text, spot, self.words):
            return NEVER
        tokens = self.text.tokens
        token, single = tokens[spot.last], spot.first == spot.last
        plain = fold(token.text)
        proper = all(tokens[k].pos == "PROPN" for k in range(spot.first, spot.last + 1) if tokens[k].text[0].isupper())
        _, after = self.neighbours(spot)
        civic = after is not None and after.text.lower() in self.words["civic_nouns"]  # "Mobile police"
        score = size(spot, self.words) + (PROPER if proper or civic else NOT_PROPER)
        score += 0.0 if single else SEVERAL_WORDS
        score += QUALIFIER if spot.inside else 0.0
        locative = self.locative(spot)
        score += locative
        if single and plain in self.gazetteer.common_words:
            opens = spot.first == self.text.sentence_of(spot.first).first
            score += COMMON_PROPER if proper and not opens else COMMON
        if single and (plain in self.words["first_names"] or "surname" in spot.named):
            score += GIVEN_NAME
        if single and plain in self.persons and locative < LOCATIVE and not spot.inside:
            score += 2 * SPEAKS
        if token.function is F.OBJECT and tokens[token.head].lemma in self.words["reaching"]:
            score += REACHED
        if civic and not locative:
            score += LOCATIVE
        spot.located = locative > 0.0 or bool(spot.inside) or token.function is F.APPOSITION or self.dateline(spot)
        if self.dateline(spot):
            score += DATELINE
        if single and token.function is F.SUBJECT and tokens[token.head].lemma in self.words["speech"] and not self.may_speak(spot):
            score += SPEAKS
        return score

    def may_speak(self, spot: Spot) -> bool:
        """Countries, divisions and capitals speak for their governments."""
        return any(r.kind != "city" or r.capital or r.population >= CITY_SIZE_THAT_SPEAKS for r in spot.rows if r.rank)

    def locative(self, spot: Spot) -> float:
        """A preposition of place before the name, "the" and directions between them left aside."""
        tokens, i = self.text.tokens, spot.first - 1
        while i >= 0 and tokens[i].sentence == tokens[spot.first].sentence:
            word = tokens[i].text.lower()
            if word in self.words["locatives"]:
                return LOCATIVE
            if word == "of" and i > 0 and tokens[i - 1].text.lower() in self.words["settled"]:
                return LOCATIVE
            if word in self.words["weak_locatives"]:
                return WEAK
            if word not in self.words["directions"] and word not in {"the", "-"}:
                return 0.0
            i -= 1
        return 0.0

    def dateline(self, spot: Spot) -> bool:
        """A name that opens a paragraph before a dash or an agency in brackets."""
        text = self.text
        sentence = text.sentence_of(spot.first)
        new_block = sentence.index == 0 or text.sentences[sentence.index - 1].block != sentence.block
        if not new_block or spot.first != sentence.first:
            return False
        rest: Sequence[Token] = text.tokens[spot.last + 1 : spot.last + 7]
        return any(t.text in DASHES for t in rest) or bool(rest and rest[0].text == "(")
