"""How many were killed, hurt, or took part: numbers with their words, tied to a claim by grammar.

A number is a run of words right before what it counts ("at least two dozen Malian *soldiers*"), read left to right; harm words ("killed",
"dead", "injuries") say what it counts. Numbers of coordinated nouns add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Magnitude, Range, Text
from dragoman.text.grammar import Grammar

F = Function
PART = "languages/en/numbers.yaml"
DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+(?:\.\d+)?$")
BETWEEN = frozenset({F.MODIFIER, F.COMPOUND, F.PUNCTUATION, F.POSSESSOR, F.COORDINATOR, F.CONJUNCT})
LONGEST = 9  # words in a number
HYPHENS = frozenset({"-", "–"})
TENS = frozenset(range(20, 100, 10))
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens `first`..`last`; None is open."""

    low: int | None
    high: int | None
    first: int
    last: int


class MagnitudeFinder:
    """Reads `languages/en/numbers.yaml`: number words, vague numbers as ranges, bounds ("at least"), and the words of harm and of crowds."""

    def __init__(self, knowledge: Knowledge) -> None:
        data: dict[str, Mapping[str, object]] = {}
        for file in knowledge.files(PART):
            data.update(file.data)
        self.exact = integers(data, "exact")
        self.scales = integers(data, "scales")
        self.vague = {word: bounds(value) for word, value in data.get("vague", {}).items()}
        self.floors, self.ceilings, self.turning = words(data, "at_least"), words(data, "at_most"), words(data, "turning")
        self.beside = words(data, "beside") | self.floors | self.ceilings | self.turning
        self.ranges = words(data, "ranges")
        self.reaching = words(data, "reaching")
        self.not_first = words(data, "not_first")
        self.kinds: dict[str, list[str]] = {}
        for kind in ("killed", "injured", "size"):
            for word in words(data, kind):
                self.kinds.setdefault(word, []).append(kind)
        self.size_verbs = words(data, "size_verbs")
        self.counts = words(data, "counts")
        self.tolls, self.lives, self.taking = words(data, "tolls"), words(data, "lives"), words(data, "taking")

    def of(self, head: int, text: Text, grammar: Grammar) -> Magnitude:
        """The magnitudes in the sentence of a predicate; of two numbers of one kind, the one nearer to it."""
        sentence = text.sentence_of(head)
        found: dict[str, Range] = {}
        for i in sorted(range(sentence.first, sentence.last), key=lambda k: (abs(k - head), k)):
            for kind, heads in self.counted(i, text, grammar):
                if kind not in found:
                    number = self.total(heads, kind, text, grammar)
                    if number is not None:
                        found[kind] = number
            for kind, number in self.put_at(i, text, grammar):
                found[kind] = number
        return Magnitude(found.get("killed"), found.get("injured"), found.get("size"))

    def put_at(self, i: int, text: Text, grammar: Grammar) -> list[tuple[str, Range]]:
        """ "the *number* of people killed in the blast was put at 12", "… revised from 13 to 3": the last number that is reached."""
        if text.tokens[i].lemma.lower() not in self.counts:
            return []
        harms = [kind for k in grammar.all_below(i) for kind in self.kinds.get(text.tokens[k].lemma.lower(), ()) if kind != "size"]
        verb = grammar.governing_verb(i)
        said = [
            number for k in grammar.all_below(verb if verb >= 0 else i)
            if k > i and text.tokens[k].function is F.PREP_OBJECT and text.tokens[text.tokens[k].head].lemma.lower() in self.reaching
            and self.is_number(k, text) and (number := self.read(k, k, text)) is not None
        ]  # fmt: skip
        if not harms or not said:
            return []
        last = said[-1]
        return [(harms[0], Range(last.low, last.high, text.span(last.first, last.last).of(text.content)))]

    def counted(self, i: int, text: Text, grammar: Grammar) -> list[tuple[str, tuple[int, ...]]]:
        """What a token counts, if it is a word of harm or of crowds, and the heads whose numbers say how many."""
        token = text.tokens[i]
        lemma = token.lemma.lower()
        if lemma in self.lives and token.function is F.OBJECT and text.tokens[token.head].lemma in self.taking:
            return [("killed", (i,))]
        if lemma in self.tolls:
            verb = grammar.governing_verb(i)
            return [("killed", (*grammar.prep_objects(i, "of"), *(grammar.prep_objects(verb, *self.reaching) if verb >= 0 else ())))]
        kinds = ["size"] if token.pos == "VERB" and lemma in self.size_verbs else self.kinds.get(lemma, [])
        return [(kind, self.heads(i, text, grammar)) for kind in kinds]

    @staticmethod
    def heads(i: int, text: Text, grammar: Grammar) -> tuple[int, ...]:
        """A verb counts its object or, without one, its subject; an adjective the noun it says something of; a noun itself or what it is of."""
        token = text.tokens[i]
        if token.pos == "VERB":
            return grammar.objects(i) or grammar.surface_subjects(i)
        if token.pos == "ADJ":
            if token.function is F.PREDICATE:
                return grammar.objects(token.head) or grammar.surface_subjects(token.head)
            return (i, token.head) if token.function is F.MODIFIER else (i,)
        return (i, *grammar.prep_objects(i, "of"))

    def total(self, heads: Iterable[int], kind: str, text: Text, grammar: Grammar) -> Range | None:
        """The sum over coordinated heads, each counted once; None where no number stands."""
        numbers = [n for head in dict.fromkeys(heads) if (n := self.standing_on(head, kind, text, grammar)) is not None]
        if not numbers:
            return None
        lows, highs = [n.low for n in numbers], [n.high for n in numbers]
        low = sum(n for n in lows if n is not None) if any(n is not None for n in lows) else None
        high = sum(n for n in highs if n is not None) if all(n is not None for n in highs) else None
        first, last = min(n.first for n in numbers), max(n.last for n in numbers)
        return Range(low, high, text.span(first, last).of(text.content))

    def standing_on(self, head: int, kind: str, text: Text, grammar: Grammar) -> Number | None:
        """The number on a noun, on what it is made of ("a group *of 30* rebels"), or the one that "a soldier" is."""
        found = self.number(head, text)
        if found is not None:
            return found
        members = grammar.prep_objects(head, "of")
        if members:
            return next((n for member in members if (n := self.number(member, text)) is not None), None)
        return self.single(head, kind, text)

    def number(self, head: int, text: Text) -> Number | None:
        """The number that stands on a noun, or that a head itself is ("dozens of rebels", "killed 5")."""
        tokens = text.tokens
        sentence = text.sentence_of(head)
        last = head
        while last > sentence.first and not self.is_number(last, text) and head - last < LONGEST:
            last -= 1
            if not self.is_number(last, text) and not (tokens[last].head == head and tokens[last].function in BETWEEN):
                return None
        if not self.is_number(last, text) or (last != head and tokens[last].function is F.OBJECT):
            return None
        while last + 1 < sentence.last and last >= head and self.goes_on(last, text):
            last += 1  # "hundreds *of thousands*", "1.5 *million*"
        first = last
        while first > sentence.first and last - first < LONGEST and (self.is_number(first - 1, text) or self.is_beside(first - 1, text)):
            first -= 1
        while first < last and not self.is_number(first, text) and tokens[first].lemma.lower() in self.not_first:
            first += 1
        return self.read(first, last, text)

    def goes_on(self, i: int, text: Text) -> bool:
        following = text.tokens[i + 1]
        if following.lemma.lower() == "of" and i + 2 < len(text.tokens):
            return text.tokens[i + 2].text.lower() in self.vague
        return following.text.lower() in self.vague or following.text.lower() in self.scales

    def single(self, head: int, kind: str, text: Text) -> Number | None:
        """ "killed *a* soldier" counts one."""
        if kind == "size" or text.tokens[head].tag not in {"NN", "NNP"}:
            return None
        for c in text.children[head]:
            if text.tokens[c].lemma.lower() in {"a", "an"} and text.tokens[c].function is F.DETERMINER:
                return Number(1, 1, c, c)
        return None

    def is_number(self, i: int, text: Text) -> bool:
        word = text.tokens[i].text.lower()
        return bool(DIGITS.match(word)) or word in self.exact or word in self.vague or word in self.scales

    def is_beside(self, i: int, text: Text) -> bool:
        token = text.tokens[i]
        return token.lemma.lower() in self.beside or token.text.lower() in self.beside

    def read(self, first: int, last: int, text: Text) -> Number | None:
        """The run of words as a number: one value, or two around a range word, opened by its bounds."""
        run = [text.tokens[i].text.lower() for i in range(first, last + 1)]
        values: list[Bounds] = []
        value: Bounds | None = None
        between = "between" in run
        for word, following in zip(run, [*run[1:], ""], strict=True):
            if word in HYPHENS and self.compounds(value, following):
                continue  # "fifty-eight"
            if word in self.ranges or (word == "and" and between):
                if value is not None:
                    values.append(value)
                    value = None
            else:
                value = self.extend(value, word)
        if value is not None:
            values.append(value)
        if not values:
            return None
        low, high = values[0][0], values[-1][1]
        lemmas = {text.tokens[i].lemma.lower() for i in range(first, last + 1)} | set(run)
        floor, ceiling = bool(lemmas & self.floors), bool(lemmas & self.ceilings - set(self.vague))
        turned = bool(lemmas & self.turning) and (floor or ceiling)
        if turned:
            low, high = values[-1][0], values[-1][1]
            floor, ceiling = ceiling, floor
        if floor:
            high = None
        elif ceiling:
            low = None
        return Number(low, high, first, last)

    def compounds(self, value: Bounds | None, following: str) -> bool:
        """Do tens and ones make one number? Only words do: "20-30" is a range."""
        tens = value is not None and value[0] is not None and value[0] == value[1] and value[0] % 100 in TENS
        return tens and 0 < self.exact.get(following, 0) < 10

    def extend(self, value: Bounds | None, word: str) -> Bounds | None:
        """A value with one more word: added ("two hundred fifty"), multiplied ("two dozen", "tens of thousands"), or left as it is."""
        if word in self.turning and value is None:
            return None if word == "not" else (0, 0)
        if DIGITS.match(word) or word in self.exact:
            number = float(word.replace(",", "")) if word not in self.exact else self.exact[word]
            if value is None or value == (0, 0):
                return (int(number), int(number)) if number == int(number) else (number, number)  # type: ignore[return-value]
            return plus(value, int(number))
        if word in self.scales:
            return times(value, self.scales[word])
        if word in self.vague:
            if value is None:
                return self.vague[word]
            scale = self.scales.get(word.removesuffix("s"))
            return times(value, scale) if scale else value
        return value


def plus(value: Bounds, number: int) -> Bounds:
    low, high = value
    return (None if low is None else low + number, None if high is None else high + number)


def times(value: Bounds | None, scale: int) -> Bounds:
    low, high = value if value is not None else (1, 1)
    return (None if low is None else round(low * scale), None if high is None else round(high * scale))


def bounds(value: object) -> tuple[int, int | None]:
    """[low, high] as written, an empty high being open. Raises KnowledgeError for anything else."""
    if not isinstance(value, list) or len(value) != 2:
        raise KnowledgeError(f"a vague number needs a lowest and a highest value, not {value!r}", PART, "write [3, 9]")
    return int(str(value[0])), int(str(value[1])) if str(value[1]) else None


def integers(data: Mapping[str, Mapping[str, object]], key: str) -> dict[str, int]:
    return {word: int(str(value)) for word, value in data.get(key, {}).items()}


def words(data: Mapping[str, object], key: str) -> frozenset[str]:
    value = data.get(key, ())
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
