"""The date of a claim: from the words that belong to its trigger, in a fixed order of nearness (docs/when.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.coding.clauses import Clauses, clauses_of, distance_up
from dragoman.coding.recency import load
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Interval, Text, TimeExpression, Token
from dragoman.when import calendar
from dragoman.when.reading_days import NAMED
from dragoman.when.words import read_words

F = Function
UNKNOWN = Interval(None, None)
SIDE_CLAUSES = frozenset({F.RELATIVE_CLAUSE, F.NOUN_CLAUSE})
LENDING = frozenset({F.ADVERBIAL_CLAUSE, F.CONJUNCT, F.PREP_CLAUSE})  # clauses that share the date of the clause they hang on
COMPLETING = frozenset({F.OPEN_COMPLEMENT, F.CLAUSE_COMPLEMENT, F.CONJUNCT})
FRESH = dt.timedelta(days=14)  # a statement's own day is taken for what it reports only when it is so near to publication
LONG_GRAINS = frozenset({"week", "month", "quarter", "season", "year", "decade", "century", "interval"})
STEPS = 6  # clauses climbed in search of a date

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


def date_of(
    head: int,
    text: Text,
    times: Sequence[TimeExpression],
    published: dt.date | None,
    *,
    background: bool = False,
    future: bool = False,
    announced: bool = False,
) -> Answer:
    """The interval of the happening whose word is token `head`, the words it was read from ("" for the publication date), and why.

    `announced`: the act is the saying itself (a promise, a threat), so that a deed to come may take the day on which it was told.
    """
    asked = Asked(head, text, clauses_of(text), times, published, background, future, announced, load().kin)
    for look in (as_anchor, own_words, own_clause, lending_clause, by_order, below, kindred, reporting_clause, going_on):
        found = look(asked)
        if found is not None:
            return fitted(found, asked)
    if background:
        return UNKNOWN, "", "background without a date of its own"
    if published is None:
        return UNKNOWN, "", "no date of its own, and no publication date"
    return calendar.day(published, "publication"), "", "news without a date of its own: the day of publication"


def word_sets() -> Mapping[str, frozenset[str]]:
    return read_words(DEFAULT).sets


def words_of(time: TimeExpression, text: Text) -> str:
    return time.span.of(text.content)


def dated(time: TimeExpression) -> bool:
    return time.anchor < 0 and (time.interval.start is not None or time.interval.end is not None)


def fitted(answer: Answer, asked: Asked) -> Answer:
    """What has happened ends by publication, what is to come begins with it: "this year" in a past clause is the year up to now."""
    interval, words, why = answer
    start, end, published = interval.start, interval.end, asked.published
    if published is None or start is None or end is None or not start <= published <= end or interval.granularity not in LONG_GRAINS:
        return answer
    if asked.future:
        return replace(interval, start=published), words, f"{why}, from publication on"
    if end > published:
        return replace(interval, end=published), words, f"{why}, up to publication"
    return answer


# ------------------------------------------------------------------------------------------------------------------------ own words


def nearby(asked: Asked) -> list[TimeExpression]:
    """The dated expressions of the trigger's sentence."""
    sentence = asked.text.sentence_of(asked.head)
    return [t for t in asked.times if dated(t) and sentence.span.covers(t.span)]


def own_words(asked: Asked) -> Answer | None:
    """The time that hangs on the trigger itself or on its arguments, in no clause between."""
    ranked = []
    for time in nearby(asked):
        steps = distance_up(asked.text, time.head, asked.head)
        if steps >= 0 and not of_another_noun(asked, time) and not of_its_verb(asked, time):
            ranked.append((time.why.endswith(NAMED), steps, abs(time.head - asked.head), time))
    if not ranked:
        return None
    time = min(ranked, key=lambda r: r[:3])[3]
    return time.interval, words_of(time, asked.text), f'"{words_of(time, asked.text)}" belongs to the predicate: {time.why}'


def of_another_noun(asked: Asked, time: TimeExpression) -> bool:
    """Whether a noun between the time and the trigger has the time to itself ("their condemnation of the decision *on March 23*")."""
    tokens = asked.text.tokens
    i = tokens[time.head].head
    while i != asked.head and tokens[i].head != i:
        if tokens[i].pos == "NOUN" and tokens[tokens[i].head].text.lower() == "of":
            return True
        i = tokens[i].head
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


def in_clause(asked: Asked, clause: int, why: str, reach: int = 5) -> Answer | None:
    """The nearest time that stands in a clause and not inside one of its names or noun phrases of another happening."""
    ranked = [(abs(t.head - asked.head), t) for t in nearby(asked) if asked.clauses.of(t.head) == clause]
    ranked = [(gap, t) for gap, t in ranked if distance_up(asked.text, t.head, clause) in range(reach)]
    if not ranked:
        return None
    time = min(ranked, key=lambda r: r[0])[1]
    return time.interval, words_of(time, asked.text), f'"{words_of(time, asked.text)}" {why}: {time.why}'


def lending_clause(asked: Asked) -> Answer | None:
    """A participle or the second of joined verbs shares the time of the verb it hangs on ("met on Monday and signed")."""
    text, clause = asked.text, asked.clauses.of(asked.head)
    for _ in range(STEPS):
        token = text.tokens[clause]
        if token.function is F.NOUN_CLAUSE and token.tag == "VB":
            return own_words(replace(asked, head=token.head))
        if token.function not in LENDING or (token.function is F.ADVERBIAL_CLAUSE and token.tag not in {"VBG", "VBN"}):
            return None
        above = asked.clauses.above(clause)
        if above == clause:
            return None
        found = in_clause(asked, above, "stands in the clause it hangs on", 3) or ordered(asked, above)
        if found is not None:
            return found
        clause = above
    return None


def below(asked: Asked) -> Answer | None:
    """Background takes the only time of its sentence from a verb joined to it or completing it ("allowed them to use it in 2001")."""
    times = [t for t in nearby(asked) if not t.relation or t.relation == "since"]
    if not asked.background or len(times) != 1:
        return None
    clause, goal = asked.clauses.of(times[0].head), asked.clauses.of(asked.head)
    if clause == goal:
        return None
    for _ in range(STEPS):
        if clause == goal:
            words = words_of(times[0], asked.text)
            return times[0].interval, words, f'"{words}", the only time of the sentence, stands in a clause that completes it'
        if asked.text.tokens[clause].function not in COMPLETING:
            return None
        clause = asked.clauses.above(clause)
    return None


# ----------------------------------------------------------------------------------------------------------------------- order words


def orders(asked: Asked) -> list[TimeExpression]:
    sentence = asked.text.sentence_of(asked.head)
    return [t for t in asked.times if t.anchor >= 0 and sentence.span.covers(t.span)]


def as_anchor(asked: Asked) -> Answer | None:
    """The trigger is what an order word points at: "days after X *hosted* …"."""
    for time in orders(asked):
        if time.anchor != asked.head or time.relation != "after" or own_words(asked) is not None:
            continue
        above = (
            asked.clauses.above(asked.clauses.of(asked.head)) if asked.text.tokens[asked.head].pos == "VERB" else asked.clauses.of(time.head)
        )
        main = in_clause(asked, above, "")
        base = main[0].end if main is not None else None
        if base is None and not asked.background:
            base = asked.published
        distance = measured(time, asked.text)
        words = words_of(time, asked.text)
        if main is not None and distance is None and main[0].granularity in LONG_GRAINS:
            return replace(main[0], basis="relative"), words, f'"{words}": of the same time as what followed it'
        if base is None or distance is None:
            continue
        count, unit = distance
        if count == 0:
            found = calendar.vague_back(base, unit)
        else:
            found = calendar.containing(calendar.shift(base, unit, -count), unit)
        return replace(found, basis="relative"), words, f'"{words}": counted back from what followed it'
    return None


def measured(time: TimeExpression, text: Text) -> tuple[int, str] | None:
    """The distance an order word carries: ("two days after") → (2, "day"), ("days after") → (0, "day"), None without one."""
    words = words_of(time, text).lower().split()
    for k, word in enumerate(words[:4]):
        unit = word.removesuffix("s")
        if unit in calendar.UNIT_ORDER:
            count = number(words[k - 1]) if k else 0
            return count or (0 if word.endswith("s") else 1), unit
    return None


def number(word: str) -> int:
    """A small number written in digits or letters; 0 for anything else."""
    if word.isdigit():
        return int(word)
    kind, value = read_words(DEFAULT).of.get(word, ("", 0))
    return value if kind == "NUM" and isinstance(value, int) else 0


def by_order(asked: Asked) -> Answer | None:
    """The trigger is placed by another happening whose time can be found: "since it *took* power in 2021", "shortly after they *left*"."""
    return ordered(asked, asked.clauses.of(asked.head))


def ordered(asked: Asked, clause: int) -> Answer | None:
    for time in orders(asked):
        if time.anchor == asked.head or asked.clauses.of(time.anchor) == asked.clauses.of(asked.head) != clause:
            continue
        if clause not in {asked.clauses.of(time.head), asked.clauses.above(asked.clauses.of(time.anchor))} or clause == time.anchor:
            continue
        other = time_of_anchor(asked, time.anchor)
        if other is None or other.start is None or other.end is None:
            continue
        words = words_of(time, asked.text)
        found = placed(time, other, asked)
        if found is not None:
            return found, words, f'"{words}", which is dated in this report'
    return None


def placed(time: TimeExpression, other: Interval, asked: Asked) -> Interval | None:
    """An interval after, before, since, until or during another one."""
    assert other.start is not None
    assert other.end is not None
    if time.relation == "since":
        return Interval(other.start, asked.published, "interval", "relative", True)
    if time.relation == "during":
        return replace(other, basis="relative")
    if time.relation != "after":
        return Interval(None, other.end, "interval", "relative")
    distance = measured(time, asked.text)
    if distance is not None and distance[0]:
        unit = distance[1]
        return replace(calendar.containing(calendar.shift(other.end, unit, distance[0]), unit), basis="relative")
    near = distance is not None or set(words_of(time, asked.text).lower().split()) & word_sets()["close_by"]
    if near:
        return Interval(other.start, calendar.shift(other.end, "month", 1), "interval", "relative")
    return Interval(other.start, None, "interval", "relative")


def time_of_anchor(asked: Asked, anchor: int) -> Interval | None:
    """The time told for an order word's other happening: in its clause, or for a word of its kin anywhere in the report."""
    there = replace(asked, head=anchor)
    found = own_words(there) or own_clause(there)
    return found[0] if found is not None else dated_kin(asked, asked.text.tokens[anchor])


# --------------------------------------------------------------------------------------------------------------- elsewhere in the report


def dated_kin(asked: Asked, token: Token) -> Interval | None:
    """The one time that a word for the same happening has elsewhere in the report; None when there is none or they differ."""
    group = asked.kin.get(token.lemma)
    intervals: list[Interval] = []
    for time in asked.times:
        if not dated(time) or time.relation in {"before", "until"}:
            continue
        verb = owner(asked, time.head)
        if verb == token.i:
            continue
        lemma = asked.text.tokens[verb].lemma
        if lemma == token.lemma or (group is not None and asked.kin.get(lemma) == group):
            intervals.append(time.interval)
    return intervals[0] if intervals and all(i == intervals[0] for i in intervals) else None


def owner(asked: Asked, i: int) -> int:
    """The predicate a time hangs on: the noun it modifies or the head of its clause."""
    clause = asked.clauses.of(i)
    head = asked.text.tokens[i].head
    while head != clause and asked.text.tokens[head].pos in {"ADP", "NUM", "PROPN", "ADV"} and asked.text.tokens[head].head != head:
        head = asked.text.tokens[head].head
    return head if asked.text.tokens[head].pos == "NOUN" else clause


def kindred(asked: Asked) -> Answer | None:
    """Background without a time of its own is the same happening as a word of its kin that has one."""
    if not asked.background:
        return None
    token = asked.text.tokens[asked.head]
    found = dated_kin(asked, token)
    if found is None or token.lemma not in asked.kin:
        return None
    return replace(found, basis="relative"), "", f'"{token.text}" is taken for the happening of its kind that this report dates elsewhere'


def reporting_clause(asked: Asked) -> Answer | None:
    """ "Officials said on Tuesday that …": news told in a dated statement is taken to be of its day when that is near to publication."""
    if asked.background or asked.published is None or (asked.future and not asked.announced):
        return None
    clause = asked.clauses.of(asked.head)
    for _ in range(STEPS):
        if asked.text.tokens[clause].function in SIDE_CLAUSES:
            return None
        above = asked.clauses.above(clause)
        if above == clause:
            return None
        found = in_clause(asked, above, "stands in the clause that tells it")
        if found is not None:
            start, end = found[0].start, found[0].end
            near = start is not None and end is not None and start >= asked.published - FRESH and end <= asked.published
            return found if near else None
        clause = above
    return None


def going_on(asked: Asked) -> Answer | None:
    """A past clause that goes on from the sentences before it, in one paragraph, keeps their time: old for background, fresh for news."""
    if asked.published is None or asked.future or asked.text.tokens[asked.head].tag not in {"VBD", "VBN"}:
        return None
    text, sentence = asked.text, asked.text.sentence_of(asked.head)
    for back in range(1, 2 if asked.background else 4):
        if sentence.index - back < 0 or text.sentences[sentence.index - back].block != sentence.block:
            return None
        before = text.sentences[sentence.index - back]
        main = next((t.i for t in text.tokens[before.first : before.last] if t.head == t.i), before.first)
        times = [
            t for t in asked.times if dated(t) and before.span.covers(t.span) and distance_up(text, t.head, main) in range(3) and not t.relation
        ]
        if not times:
            continue
        end = times[0].interval.end
        old = end is None or end < asked.published - FRESH
        ahead = end is not None and end > asked.published
        if len(times) != 1 or ahead or old != asked.background or (not old and times[0].interval.granularity != "day"):
            return None
        words = words_of(times[0], text)
        return replace(times[0].interval, basis="relative"), words, f'goes on from a sentence before it, of "{words}"'
    return None
