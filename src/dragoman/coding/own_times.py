"""The times that stand with a trigger: on its own words, and in its clause (docs/when.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.coding.clauses import Clauses, distance_up
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Interval, Text, TimeExpression
from dragoman.when.reading_days import NAMED
from dragoman.when.words import read_words

FRESH = dt.timedelta(days=14)  # a statement's own day is taken for what it reports only when it is so near to publication
DEFAULT = Knowledge.open()

Answer = tuple[Interval, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the trigger's head, the text and its times, and what is known of the claim."""

    head: int
    text: Text
    clauses: Clauses
    times: Sequence[TimeExpression]
    published: dt.date | None
    background: bool
    future: bool
    announced: bool
    kin: Mapping[str, int]


def word_sets() -> Mapping[str, frozenset[str]]:
    return read_words(DEFAULT).sets


def words_of(time: TimeExpression, text: Text) -> str:
    return time.span.of(text.content)


def dated(time: TimeExpression) -> bool:
    return time.anchor < 0 and (time.interval.start is not None or time.interval.end is not None)


def nearby(asked: Asked) -> list[TimeExpression]:
    """The dated expressions of the trigger's sentence."""
    sentence = asked.text.sentence_of(asked.head)
    return [t for t in asked.times if dated(t) and sentence.span.covers(t.span)]


def own_words(asked: Asked) -> Answer | None:
    """The time that hangs on the trigger itself or on its arguments, in no clause between."""
    ranked = []
    for time in nearby(asked):
        steps = distance_up(asked.text, time.head, asked.head)
        if steps >= 0 and not (of_another_noun(asked, time) or of_its_verb(asked, time) or of_an_anchor(asked, time)):
            ranked.append((time.why.endswith(NAMED), steps, abs(time.head - asked.head), time))
    if not ranked:
        return None
    time = min(ranked, key=lambda r: r[:3])[3]
    return time.interval, words_of(time, asked.text), f'"{words_of(time, asked.text)}" belongs to the predicate: {time.why}'


def of_another_noun(asked: Asked, time: TimeExpression) -> bool:
    """Whether a noun between the time and the trigger has the time to itself ("their condemnation of the decision *on March 23*");
    persons have none ("hosted a delegation of ministers *on Tuesday*")."""
    tokens = asked.text.tokens
    i = tokens[time.head].head
    while i != asked.head and tokens[i].head != i:
        if tokens[i].pos == "NOUN" and tokens[tokens[i].head].text.lower() == "of" and tokens[i].lemma not in word_sets()["persons"]:
            return True
        i = tokens[i].head
    return False


def of_an_anchor(asked: Asked, time: TimeExpression) -> bool:
    """Whether the time is that of the happening an order word points at: "since the *vote* of May 2019, they have …"."""
    anchors = {t.anchor for t in asked.times if t.anchor >= 0}
    i = asked.text.tokens[time.head].head
    while i != asked.head and asked.text.tokens[i].head != i:
        if i in anchors:
            return True
        i = asked.text.tokens[i].head
    return False


def of_its_verb(asked: Asked, time: TimeExpression) -> bool:
    """A day of this week beside a noun that tells background is the verb's: "criticised the withdrawal on Monday"."""
    if not asked.background or asked.published is None or asked.text.tokens[asked.head].pos != "NOUN":
        return False
    return time.interval.granularity == "day" and time.interval.start is not None and time.interval.start > asked.published - FRESH


def own_clause(asked: Asked) -> Answer | None:
    """The time of the trigger's clause. A noun that tells background takes only a time of its own ("criticised the withdrawal on
    Friday"), unless its verb merely performs it ("launched a campaign last month")."""
    token = asked.text.tokens[asked.head]
    if token.pos not in {"VERB", "AUX"}:
        if asked.background and asked.text.tokens[asked.clauses.of(asked.head)].lemma not in word_sets()["performing"]:
            return None
        return in_clause(asked, asked.clauses.of(asked.head), "stands in its clause", 2)
    return in_clause(asked, asked.clauses.of(asked.head), "stands in its clause")


def ahead_of_it(asked: Asked) -> Answer | None:
    """A time put ahead of all else: parsed apart from the clause it opens ("For most of the 1990s the army fought …"), or set off by
    "it was": "It was in May 2019 that they left"."""
    text, clause = asked.text, asked.clauses.of(asked.head)
    first = text.sentence_of(asked.head).first
    above = asked.clauses.above(clause)
    found = None
    if text.tokens[clause].function is Function.CLAUSE_COMPLEMENT and text.tokens[first].text.lower() == "it" and above <= first + 2:
        found = in_clause(asked, above, "is set off before it")
    sentence = text.sentence_of(asked.head)
    if found is None and sentence.index and text.tokens[clause].head == clause:
        before = text.sentences[sentence.index - 1]
        opened = before.block == sentence.block and text.tokens[before.first].pos == "ADP" and text.tokens[before.last - 1].pos != "PUNCT"
        times = [t for t in asked.times if opened and dated(t) and before.span.covers(t.span)]
        if len(times) == 1:
            found = times[0].interval, words_of(times[0], text), f'"{words_of(times[0], text)}" opens its sentence: {times[0].why}'
    return found


def in_clause(asked: Asked, clause: int, why: str, reach: int = 5) -> Answer | None:
    """The nearest time that stands in a clause and not inside one of its names or noun phrases of another happening."""
    ranked = [(abs(t.head - asked.head), t) for t in nearby(asked) if asked.clauses.of(t.head) == clause]
    ranked = [(gap, t) for gap, t in ranked if distance_up(asked.text, t.head, clause) in range(reach) and not of_an_anchor(asked, t)]
    if not ranked:
        return None
    time = min(ranked, key=lambda r: r[0])[1]
    return time.interval, words_of(time, asked.text), f'"{words_of(time, asked.text)}" {why}: {time.why}'
