"""The date of a claim: from the words that belong to its trigger, in a fixed order of nearness (docs/when.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from dragoman.coding.clauses import clauses_of, distance_up
from dragoman.coding.own_times import (
    DEFAULT,
    FRESH,
    Answer,
    Asked,
    ahead_of_it,
    dated,
    in_clause,
    nearby,
    own_clause,
    own_words,
    word_sets,
    words_of,
)
from dragoman.coding.recency import load
from dragoman.model import Function, Interval, Text, TimeExpression, Token
from dragoman.when import calendar
from dragoman.when.words import read_words

F = Function
UNKNOWN = Interval(None, None)
SIDE_CLAUSES = frozenset({F.RELATIVE_CLAUSE, F.NOUN_CLAUSE})
LENDING = frozenset({F.ADVERBIAL_CLAUSE, F.CONJUNCT, F.PREP_CLAUSE})  # clauses that share the date of the clause they hang on
COMPLETING = frozenset({F.OPEN_COMPLEMENT, F.CLAUSE_COMPLEMENT, F.CONJUNCT})
LONG_GRAINS = frozenset({"week", "month", "quarter", "season", "year", "decade", "century", "interval"})
STEPS = 6  # clauses climbed in search of a date


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
    for look in (as_anchor, own_words, own_clause, ahead_of_it, lending_clause, by_order, below, kindred, reporting_clause, going_on):
        found = look(asked)
        if found is not None:
            return fitted(found, asked)
    if background:
        return UNKNOWN, "", "background without a date of its own"
    if published is None:
        return UNKNOWN, "", "no date of its own, and no publication date"
    return calendar.day(published, "publication"), "", "news without a date of its own: the day of publication"


def fitted(answer: Answer, asked: Asked) -> Answer:
    """What has happened ends by publication, what is to come begins with it: "this year" in a past clause is the year up to now."""
    interval, words, why = answer
    start, end, published = interval.start, interval.end, asked.published
    if published is None or start is None or end is None or not start <= published <= end or interval.granularity not in LONG_GRAINS:
        return answer
    if asked.future:
        return replace(interval, start=published), words, f"{why}, from publication on"
    if start < published < end:  # what begins with publication ("by Friday") lies ahead
        return replace(interval, end=published), words, f"{why}, up to publication"
    return answer


# ------------------------------------------------------------------------------------------------------------- clauses above and below


def lending_clause(asked: Asked) -> Answer | None:
    """A participle or the second of joined verbs shares the time of the verb it hangs on ("met on Monday and signed")."""
    text, clause = asked.text, asked.clauses.of(asked.head)
    for _ in range(STEPS):
        token = text.tokens[clause]
        if token.function is F.NOUN_CLAUSE and token.tag == "VB":
            return own_words(replace(asked, head=token.head))
        if (token.function not in LENDING and not spends(token)) or (token.function is F.ADVERBIAL_CLAUSE and token.tag not in {"VBG", "VBN"}):
            return None
        above = asked.clauses.above(clause)
        if above == clause:
            return None
        reach = 5 if spends(token) else 3
        found = in_clause(asked, above, "stands in the clause it hangs on", reach) or ordered(asked, above)
        if found is not None:
            return found
        clause = above
    return None


def spends(token: Token) -> bool:
    """The gerund of "spent the year *fighting*", "went on *shelling* until May" has the time of the verb above it."""
    return token.function is F.OPEN_COMPLEMENT and token.tag == "VBG"


def below(asked: Asked) -> Answer | None:
    """Background takes the only time of its sentence from a verb joined to it or completing it ("allowed them to use it in 2001")."""
    if not asked.background:
        return None
    times = [t for t in nearby(asked) if not t.relation or t.relation == "since"]
    goal = asked.clauses.of(asked.head)
    within = [t for t in times if completes(asked, asked.clauses.of(t.head), goal)]
    inner = [t for t in within if asked.clauses.of(t.head) > goal and not joined(asked, asked.clauses.of(t.head), goal)]
    for found, why in ((inner, "the only time of what completes it"), (within, "the only time of the sentence")):
        if len(found) == 1 and (found is inner or len(times) == 1):
            words = words_of(found[0], asked.text)
            return found[0].interval, words, f'"{words}", {why}, stands in a clause that completes it'
    return None


def completes(asked: Asked, clause: int, goal: int) -> bool:
    """Whether a clause hangs below another through complements, purposes ("to launch …") and joined verbs only."""
    for _ in range(STEPS):
        if clause == goal:
            return False
        token = asked.text.tokens[clause]
        if token.function not in COMPLETING and not (token.function is F.ADVERBIAL_CLAUSE and token.tag == "VB"):
            return False
        clause = asked.clauses.above(clause)
        if clause == goal:
            return True
    return False


def joined(asked: Asked, clause: int, goal: int) -> bool:
    """Whether the way from a clause up to another passes a joined verb, which has a time to itself."""
    while clause != goal:
        if asked.text.tokens[clause].function is F.CONJUNCT:
            return True
        clause = asked.clauses.above(clause)
    return False


# ----------------------------------------------------------------------------------------------------------------------- order words


def orders(asked: Asked) -> list[TimeExpression]:
    sentence = asked.text.sentence_of(asked.head)
    return [t for t in asked.times if t.anchor >= 0 and sentence.span.covers(t.span)]


def as_anchor(asked: Asked) -> Answer | None:
    """The trigger is what an order word points at: "days after X *hosted* …"."""
    for time in orders(asked):
        if time.anchor != asked.head or time.relation != "after" or own_words(asked) is not None:
            continue
        shared = with_what_followed(time, asked)
        if shared is not None:
            return shared
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


def with_what_followed(time: TimeExpression, asked: Asked) -> Answer | None:
    """What "shortly after" points at, when it is dated only elsewhere in the report, shares the stretch in which both happened."""
    if not asked.background or not is_close(time, asked.text):
        return None
    other = time_of_anchor(asked, asked.head)
    if other is None or other.start is None or other.end is None or other.granularity not in LONG_GRAINS:
        return None
    found = placed(time, other, asked)
    return None if found is None else (found, words_of(time, asked.text), f'"{words_of(time, asked.text)}": both within this stretch')


def is_close(time: TimeExpression, text: Text) -> bool:
    """Whether an order word is "shortly after" or "not long after"."""
    words = words_of(time, text).lower()
    return bool(set(words.split()) & word_sets()["close_by"]) or words.startswith("not long")


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
    if distance is not None or is_close(time, asked.text):
        return Interval(other.start, calendar.shift(other.end, "month", 1), "interval", "relative")
    return Interval(other.start, None, "interval", "relative")


def time_of_anchor(asked: Asked, anchor: int) -> Interval | None:
    """The time told for an order word's other happening: in its clause, or for a word of its kin anywhere in the report."""
    there = replace(asked, head=anchor)
    found = own_words(there) or own_clause(there)
    if found is not None:
        return found[0]
    token = asked.text.tokens[anchor]
    other = dated_kin(asked, token)
    if other is not None or token.lemma not in asked.kin:
        return other
    before = going_on(replace(there, background=True))
    return before[0] if before is not None else None


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
