"""News or background? Dates decide first, then tense and the words of standing and of long ago, then where in the report it stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Field, Function, Recency, Text, TimeExpression

F = Function
NEWS, BACKGROUND = Recency.NEWS, Recency.BACKGROUND
PART = "languages/en/recency.yaml"
REPORTING = "languages/en/reporting.yaml"
VERBAL_POS = frozenset({"VERB", "AUX"})
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})
OLD = dt.timedelta(days=14)
YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)(s?)$")
DEPTH = 10
DEFAULT = Knowledge.open()

Answer = tuple[Recency, str]


@dataclass(frozen=True, slots=True)
class Words:
    background: frozenset[str]
    news: frozenset[str]
    spans: frozenset[str]
    span_markers: frozenset[str]
    openers: frozenset[str]
    standing: frozenset[str]
    saying: frozenset[str]
    known: frozenset[str]


@lru_cache(maxsize=8)
def load(knowledge: Knowledge = DEFAULT) -> Words:
    """The words of English. Raises KnowledgeError when they are missing."""
    data: dict[str, Any] = {}
    reporting: dict[str, Any] = {}
    for file in knowledge.files(PART):
        data.update(file.data)
    for file in knowledge.files(REPORTING):
        reporting.update(file.data)
    if not data or not reporting:
        raise KnowledgeError("there is no list of words for news and background", PART, "restore the file")
    kinds = set(data["saying_kinds"])
    saying = {word for group in reporting["verbs"] if group["kind"] in kinds for word in group["words"]}
    names = ("background", "news", "spans", "span_markers", "openers", "standing", "known")
    lists = {name: frozenset(data[name]) for name in names}
    return Words(saying=frozenset(saying - lists["standing"]), **lists)


def is_background(
    head: int, text: Text, times: Sequence[TimeExpression] = (), published: dt.date | None = None, knowledge: Knowledge = DEFAULT
) -> Answer:
    """Recency of the act named by token `head` (a verb or an event noun), and why. `times` are the time expressions of the text, in order
    of the words; without them, years and words of long ago are still seen."""
    return Clock(text, load(knowledge), times, published).at(head)


class Clock:
    """One text with its times, asked for one head after another."""

    def __init__(self, text: Text, words: Words, times: Sequence[TimeExpression], published: dt.date | None) -> None:
        self.text, self.words, self.times, self.published = text, words, times, published
        self.tokens, self.children = text.tokens, text.children

    def at(self, head: int) -> Answer:
        chain = self.chain(head)
        for i in chain:
            found = self.dated(i) or self.worded(i)
            if found is not None:
                return found
            if self.tokens[i].pos in VERBAL_POS:
                found = self.tensed(i)
                if found is not None:
                    return found
        return NEWS, "nothing says otherwise"

    def chain(self, head: int) -> list[int]:
        """The head and what it takes its time from: the verb of a noun, the verb above a participle, infinitive or complement."""
        tokens = self.tokens
        chain = [head]
        i = head
        for _ in range(DEPTH):
            token = tokens[i]
            if token.head == i:
                break
            if token.pos in VERBAL_POS and self.is_finite(i) and token.function not in {F.CLAUSE_COMPLEMENT, F.CONJUNCT}:
                break
            i = token.head
            if tokens[i].pos in VERBAL_POS:
                chain.append(i)
        return chain

    def is_finite(self, v: int) -> bool:
        if self.tokens[v].tag in {"VBD", "VBZ", "VBP"}:
            return True
        return any(self.tokens[c].function in {F.AUXILIARY, F.PASSIVE_AUXILIARY} and self.tokens[c].tag != "TO" for c in self.children[v])

    # ------------------------------------------------------------------------------------------------------------------------------ dates

    def dated(self, i: int) -> Answer | None:
        """A date that hangs on the word itself or on its prepositions."""
        for expression in self.near(i):
            interval = expression.interval
            if self.published is None or (interval.start is None and interval.end is None):
                continue
            words = expression.span.of(self.text.content)
            if expression.relation == "since" or interval.ongoing:
                start = interval.start or interval.end
                if start is not None and start < self.published - OLD:
                    return BACKGROUND, f"since a time long before publication ({words})"
                continue
            end = interval.end or interval.start
            if end is not None:
                old = end < self.published - OLD
                return (BACKGROUND if old else NEWS), f"dated {'more than two weeks before' if old else 'about'} publication ({words})"
        return self.year_of(i)

    def near(self, i: int) -> list[TimeExpression]:
        """Time expressions whose head hangs on token `i` directly or through one preposition or noun."""
        found = []
        for expression in self.times:
            head = expression.head
            for _ in range(3):
                if head == i:
                    found.append(expression)
                    break
                token = self.tokens[head]
                if token.head == head or token.pos in VERBAL_POS:
                    break
                head = token.head
        return found

    def year_of(self, i: int) -> Answer | None:
        """A bare year or decade under the word, for texts whose times are not given."""
        if self.times:
            return None
        for c in self.children[i]:
            for k in (c, *self.children[c]):
                match = YEAR.match(self.tokens[k].text)
                if match and (self.published is None or int(match[1]) < self.published.year):
                    return BACKGROUND, f"dated {match[0]}"
        return None

    # ------------------------------------------------------------------------------------------------------------------------------ words

    def worded(self, i: int) -> Answer | None:
        """Words of long ago, of standing or of today right on the word."""
        words, tokens = self.words, self.tokens
        for c in self.children[i]:
            token = tokens[c]
            word = token.text.lower()
            if token.function in {F.MODIFIER, F.ADVERB, F.COMPOUND, F.POSSESSOR, F.NOUN_ADVERBIAL, F.DETERMINER}:
                if word in words.news:
                    return NEWS, f"“{word}”"
                if word in words.background and token.function is not F.DETERMINER:
                    return BACKGROUND, f"“{word}”"
            if word in words.spans and self.is_long_ago(c):
                return BACKGROUND, f"“{word}”"
            if token.function is F.PREPOSITION:
                noun = next((k for k in self.children[c] if tokens[k].function is F.PREP_OBJECT), -1)
                if noun >= 0 and tokens[noun].text.lower() in words.spans and self.is_long_ago(noun, word):
                    return BACKGROUND, f"“{word} … {tokens[noun].text}”"
        return None

    def is_long_ago(self, noun: int, preposition: str = "") -> bool:
        beside = {preposition, *(self.tokens[k].text.lower() for k in self.children[noun])}
        head = self.tokens[self.tokens[noun].head].text.lower()
        return bool(self.words.span_markers & {*beside, head})

    # ------------------------------------------------------------------------------------------------------------------------------ tense

    def tensed(self, v: int) -> Answer | None:
        """What the tense of a finite verb says; None where it says nothing and the verb above may."""
        token, tokens = self.tokens[v], self.tokens
        auxiliaries = [tokens[c].text.lower() for c in self.children[v] if tokens[c].function in {F.AUXILIARY, F.PASSIVE_AUXILIARY}]
        opener = next((tokens[c].text.lower() for c in self.children[v] if tokens[c].function is F.SUBORDINATOR), "")
        if "had" in auxiliaries and token.tag == "VBN":
            return BACKGROUND, "past perfect"
        if opener in {"since"} and token.function is F.ADVERBIAL_CLAUSE:
            return BACKGROUND, f"clause with “{opener}”"
        first = self.text.sentence_of(v)
        if first.field is Field.TITLE:
            return NEWS, "headline"
        if self.is_habit(v, auxiliaries):
            return BACKGROUND, "standing practice in the present tense"
        return None

    def is_habit(self, v: int, auxiliaries: list[str]) -> bool:
        """A plain present of a verb that does not say something, outside quotation: how things are, not what happened."""
        token = self.tokens[v]
        if token.lemma in self.words.saying:
            return False
        plain = token.tag in {"VBZ", "VBP"} and not auxiliaries
        passive = token.tag == "VBN" and bool(auxiliaries) and set(auxiliaries) <= {"is", "are"}
        return plain or passive
