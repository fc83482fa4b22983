"""News or background? Dates decide first, then tense and the words of standing and of long ago, then where in the report it stands."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from dragoman.coding.modality import Climb
from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Field, Function, Modality, Recency, Text, TimeExpression
from dragoman.said.quotes import paragraphs, regions

F = Function
NEWS, BACKGROUND = Recency.NEWS, Recency.BACKGROUND
PART = "languages/en/recency.yaml"
REPORTING = "languages/en/reporting.yaml"
VERBAL_POS = frozenset({"VERB", "AUX"})
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})
AUXILIARIES = frozenset({F.AUXILIARY, F.PASSIVE_AUXILIARY})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
FIRST_PERSON = frozenset({"we", "i"})
OLD = dt.timedelta(days=14)
DEPTH = 10
DEFAULT = Knowledge.open()

Answer = tuple[Recency, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of `recency.yaml`; `kin` maps a word to the number of its row of words for the same happening."""

    background: frozenset[str]
    span_endings: tuple[str, ...]
    news: frozenset[str]
    known: frozenset[str]
    momentary: frozenset[str]
    saying: frozenset[str]
    held: frozenset[str]
    held_passive: frozenset[str]
    kin: Mapping[str, int]


@lru_cache(maxsize=8)
def load(knowledge: Knowledge = DEFAULT) -> Words:
    """The words of English. Later layers replace whole sections. Raises KnowledgeError when they are missing."""
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
    return Words(
        background=frozenset(data["background"]),
        span_endings=tuple(data["span_endings"]),
        news=frozenset(data["news"]),
        known=frozenset(data["known"]),
        momentary=frozenset(data["momentary"]),
        saying=frozenset(saying.difference(data["standing"])),
        held=frozenset(data["held"]),
        held_passive=frozenset(data["held_passive"]),
        kin={word: row for row, words in enumerate(data["kin"]) for word in words},
    )


def is_background(
    head: int, text: Text, times: Sequence[TimeExpression] = (), published: dt.date | None = None, knowledge: Knowledge = DEFAULT
) -> Answer:
    """Recency of the act named by token `head` (a verb or an event noun), and why. For many heads of one text make one `Clock`."""
    return Clock(text, times, published, knowledge).at(head)


class Clock:
    """One text with its time expressions (in order of the words) and its day of publication, asked for one head after another."""

    def __init__(
        self, text: Text, times: Sequence[TimeExpression] = (), published: dt.date | None = None, knowledge: Knowledge = DEFAULT
    ) -> None:
        self.text, self.words, self.published = text, load(knowledge), published
        self.tokens, self.children = text.tokens, text.children
        self.climb = Climb(text, knowledge)
        self.dates: dict[int, list[TimeExpression]] = {}
        for expression in times:
            for i in self.bearers(expression):
                self.dates.setdefault(i, []).append(expression)

    def at(self, head: int) -> Answer:
        """Own date, words and tense first; then those of what the act takes its time from."""
        real, _ = self.climb.at(head)
        for i, reported in self.chain(head):
            tense = self.tensed if real in {Modality.ASSERTED, Modality.NEGATED} else self.perfect
            asks = (self.dated,) if reported else (self.dated, self.worded, tense)
            for ask in asks:
                found = None if real is Modality.FUTURE and i == head else ask(i)
                if found is not None:
                    return found
            if i == head and real is Modality.ASSERTED:
                found = self.standing(i)
                if found is not None:
                    return found
        return NEWS, "nothing says otherwise"

    def chain(self, head: int) -> list[tuple[int, bool]]:
        """The head and what it takes its time from: the verb of a noun, the verb above a participle, infinitive or complement. True
        with those that only report the act: of them the date counts, not the tense."""
        tokens = self.tokens
        chain = [(head, False)]
        i = head
        reported = False
        for _ in range(DEPTH):
            token = tokens[i]
            finite = token.pos in VERBAL_POS and self.is_finite(i)
            if token.head == i or (finite and token.function not in {F.CLAUSE_COMPLEMENT, F.CONJUNCT} and not self.opens_after(i)):
                break
            reported = reported or (finite and token.function in {F.CLAUSE_COMPLEMENT, F.ADVERBIAL_CLAUSE})
            i = token.head
            if tokens[i].pos in VERBAL_POS or token.function is F.CONJUNCT:
                chain.append((i, reported))
        return chain

    def opens_after(self, v: int) -> bool:
        """“after a court suspended”: what is before a background happening is background too."""
        return self.tokens[v].function is F.ADVERBIAL_CLAUSE and any(
            self.tokens[c].text.lower() == "after" for c in self.children[v] if self.tokens[c].function is F.SUBORDINATOR
        )

    def is_finite(self, v: int) -> bool:
        if self.tokens[v].tag in FINITE:
            return True
        return any(self.tokens[c].function in AUXILIARIES and self.tokens[c].tag != "TO" for c in self.children[v])

    def auxiliaries(self, v: int) -> list[str]:
        """The auxiliaries of a verb, or of the verb it is coordinated with when it has none."""
        own = [self.tokens[c].text.lower() for c in self.children[v] if self.tokens[c].function in AUXILIARIES]
        if not own and self.tokens[v].function is F.CONJUNCT and self.tokens[v].tag in {"VBN", "VB", "VBG"}:
            return [self.tokens[c].text.lower() for c in self.children[self.tokens[v].head] if self.tokens[c].function in AUXILIARIES]
        return own

    # ------------------------------------------------------------------------------------------------------------------------------ dates

    def bearers(self, expression: TimeExpression) -> list[int]:
        """The tokens that a time expression dates: what it hangs on, through at most one noun, up to the first verb; on from a verb
        without a tense; and the verb coordinated before ("was freed and returned in October")."""
        found = []
        i = self.tokens[expression.head].head if expression.relation and expression.anchor >= 0 else expression.head
        nouns = 0
        for _ in range(DEPTH):
            found.append(i)
            token = self.tokens[i]
            verb = token.pos in VERBAL_POS
            nouns += token.pos in {"NOUN", "PROPN"} and i != expression.head
            if verb and token.function is F.CONJUNCT and expression.head > i and not self.has_subject(i):
                found.append(token.head)
            if token.head == i or (verb and (self.is_finite(i) or token.function is F.NOUN_CLAUSE)) or nouns > 1:
                break
            if nouns and not verb and token.pos in {"NOUN", "PROPN"} and token.function not in {F.OBJECT, F.PREP_OBJECT, F.NOUN_ADVERBIAL}:
                break
            i = token.head
        return found

    def has_subject(self, v: int) -> bool:
        return any(self.tokens[c].function in SUBJECTS for c in self.children[v])

    def dated(self, i: int) -> Answer | None:
        """A date that belongs to the word; the nearest first."""
        for expression in sorted(self.dates.get(i, ()), key=lambda e: abs(e.head - i)):
            found = self.judged(expression)
            if found is not None:
                return found
        return None

    def judged(self, expression: TimeExpression) -> Answer | None:
        interval, words = expression.interval, expression.span.of(self.text.content)
        if expression.relation == "since" and (interval.start is None or self.is_old(interval.start)):
            return BACKGROUND, f"up to now, {words}"
        if expression.relation in {"after", "before", "during"} and 0 <= expression.anchor < len(self.tokens):
            return (BACKGROUND, f"{words}, which is background") if self.is_remembered(expression.anchor) else None
        start, end = interval.start or interval.end, interval.end or interval.start
        if self.published is None or start is None or end is None:
            return None
        if interval.ongoing or expression.relation == "since":
            return (BACKGROUND, f"since long before publication ({words})") if self.is_old(start) else None
        if self.is_old(end):
            return BACKGROUND, f"dated more than two weeks before publication ({words})"
        if self.is_old(start):
            return (BACKGROUND, f"earlier than the news ({words})") if words.lower().startswith("earlier") or (end - start).days > 366 else None
        return NEWS, f"dated about publication ({words})"

    def is_old(self, day: dt.date) -> bool:
        return self.published is not None and day < self.published - OLD

    @cached_property
    def remembered(self) -> frozenset[int | str]:
        """The happenings that the text dates long before publication, as rows of kin words and as nouns."""
        found: set[int | str] = set()
        for i, expressions in self.dates.items():
            if not any((judged := self.plainly_judged(e)) is not None and judged[0] is BACKGROUND for e in expressions):
                continue
            for k in (i, *(c for c in self.children[i] if self.tokens[c].function is F.OBJECT)):
                lemma = self.tokens[k].lemma.lower()
                if lemma in self.words.kin:
                    found.add(self.words.kin[lemma])
        return frozenset(found)

    def plainly_judged(self, expression: TimeExpression) -> Answer | None:
        return None if expression.relation in {"after", "before", "during"} else self.judged(expression)

    def is_remembered(self, i: int) -> bool:
        """Is the word one for a happening that the text dates long ago elsewhere, and undated here?"""
        row = self.words.kin.get(self.tokens[i].lemma.lower())
        return row is not None and row in self.remembered

    # ------------------------------------------------------------------------------------------------------------------------------ words

    def worded(self, i: int) -> Answer | None:
        """Words of long ago, of standing or of today right on the word."""
        for c in self.children[i]:
            token = self.tokens[c]
            word = token.text.lower()
            if token.function in {F.MODIFIER, F.ADVERB, F.COMPOUND, F.POSSESSOR, F.NOUN_ADVERBIAL, F.PASSIVE_SUBJECT, F.SUBJECT}:
                if word in self.words.news or any(self.tokens[k].text.lower() in self.words.news for k in self.children[c]):
                    return NEWS, f"“{token.text}”"
                if token.function in SUBJECTS:
                    continue
                if word in self.words.background or word.endswith(self.words.span_endings):
                    return BACKGROUND, f"“{token.text}”"
        return None

    def standing(self, i: int) -> Answer | None:
        """A noun for what stands or was there before, made known by its owner or "the"; a happening dated long ago elsewhere."""
        token = self.tokens[i]
        sentence = self.text.sentence_of(i)
        if self.is_remembered(i) and sentence.index > 0 and token.tag not in {"VBZ", "VBP", "VBG", "VB"}:
            return BACKGROUND, "the same happening is dated long ago elsewhere"
        if token.pos == "NOUN" and token.lemma.lower() in self.words.known:
            owned = any(self.tokens[c].function in {F.POSSESSOR, F.COMPOUND, F.MODIFIER, F.DETERMINER} for c in self.children[i] if c < i)
            if owned or token.function is F.PREP_OBJECT:
                return BACKGROUND, f"“{token.text}” that was there before"
        return None

    # ------------------------------------------------------------------------------------------------------------------------------ tense

    def tensed(self, v: int) -> Answer | None:
        """What the tense of a finite verb says; None where it says nothing and the verb above may."""
        token = self.tokens[v]
        auxiliaries = self.auxiliaries(v)
        found = self.perfect(v)
        if found is not None or token.pos not in VERBAL_POS:
            return found
        sentence = self.text.sentence_of(v)
        if sentence.field is Field.TITLE:
            return None
        if self.is_held(v, auxiliaries) and not self.is_spoken(v):
            return BACKGROUND, "what it is held to be stands"
        if sentence.field is not Field.TEXT or sentence.index == 0:
            return None
        if self.is_spoken(v) or token.lemma in self.words.saying or self.is_conditional(v):
            return None
        if {"has", "have", "'ve", "'s"} & set(auxiliaries) and token.tag == "VBN" and not self.is_reported(v):
            return BACKGROUND, "present perfect after the lead"
        if self.is_habit(v, auxiliaries):
            return BACKGROUND, "standing practice in the present tense"
        return None

    def perfect(self, v: int) -> Answer | None:
        """Past perfect, unless it is past only because the saying is: "denied that a deal had been reached"."""
        if self.tokens[v].tag == "VBN" and "had" in self.auxiliaries(v) and not self.is_reported(v):
            return BACKGROUND, "past perfect"
        return None

    def is_reported(self, v: int) -> bool:
        """Is the verb what somebody is reported to say?"""
        above = self.tokens[self.tokens[v].head]
        return self.tokens[v].function is F.CLAUSE_COMPLEMENT and above.lemma in self.words.saying

    def is_habit(self, v: int, auxiliaries: list[str]) -> bool:
        """A plain present of a verb that neither says something nor happens in a moment: how things are."""
        token = self.tokens[v]
        if token.lemma in self.words.momentary or token.lemma == "be":
            return False
        plain = token.tag in {"VBZ", "VBP"} and not auxiliaries
        return plain or (token.tag == "VBN" and bool(auxiliaries) and set(auxiliaries) <= {"is", "are"})

    def is_held(self, v: int, auxiliaries: list[str]) -> bool:
        """ "is listed as …", "considers … to be": what somebody is held to be, told in the present."""
        token = self.tokens[v]
        passive = token.tag == "VBN" and bool(auxiliaries) and set(auxiliaries) <= {"is", "are"}
        if not passive and (token.tag not in {"VBZ", "VBP"} or auxiliaries):
            return False
        as_what = any(
            self.tokens[c].text.lower() == "as" or self.tokens[c].function in {F.PREDICATE, F.OPEN_COMPLEMENT} for c in self.children[v]
        )
        return as_what and (token.lemma in self.words.held or (passive and token.lemma in self.words.held_passive))

    def is_conditional(self, v: int) -> bool:
        return self.climb.own_verb(v)[0] is not Modality.ASSERTED

    def is_spoken(self, v: int) -> bool:
        """Inside quotation marks, or in the first person."""
        if any(self.tokens[c].text.lower() in FIRST_PERSON for c in self.children[v] if self.tokens[c].function in SUBJECTS):
            return True
        starts, ends = self.quoted
        k = bisect_right(starts, v) - 1
        return k >= 0 and v <= ends[k]

    @cached_property
    def quoted(self) -> tuple[list[int], list[int]]:
        """First and last tokens of all quoted stretches, in order."""
        found = regions(self.text, paragraphs(self.text))
        return [region.first for region in found], [region.last for region in found]
