"""Expressions put together: ranges, parts of expressions, distances from them, and the prepositions that order by them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dragoman.model import Interval
from dragoman.when import calendar
from dragoman.when.hit import Clock, Hit, Reading, reader
from dragoman.when.reading_units import away, count_of, unit_of
from dragoman.when.reading_years import halved

WEEK = 7


def fully(interval: Interval) -> bool:
    return interval.start is not None and interval.end is not None


def spanned(first: Reading, second: Reading, clock: Clock) -> Reading | None:
    """From the start of the first to the end of the second; a first without a year takes the second's ("from May to July 2019")."""
    start, end = first.interval, second.interval
    if not (fully(start) and fully(end)) or first.relation or second.relation:
        return None
    assert start.start is not None
    assert end.end is not None
    assert end.start is not None
    begin = start.start
    if start.basis == "relative" and end.basis == "stated" and start.granularity in {"day", "month"}:
        year = end.start.year if (begin.month, begin.day) <= (end.start.month, end.start.day) else end.start.year - 1
        begin = begin.replace(year=year, day=min(begin.day, 28) if begin.month == 2 else begin.day)
    finish = end.end
    if begin > finish and start.basis == end.basis == "relative" and end.granularity == "day":
        if (begin - finish).days > WEEK:  # "Jan. 1 to Sept. 30", written in October
            begin = calendar.shift(begin, "year", -1)
        else:
            finish += dt.timedelta(days=WEEK)
    if begin > finish:
        return None
    basis = "stated" if "stated" in {start.basis, end.basis} else "relative"
    return Reading(calendar.of(begin, finish, "interval", basis), "", "span", "from one time to another")


@reader
def read_between(hit: Hit, clock: Clock) -> Reading | None:
    return spanned(hit.expressions[0], hit.expressions[1], clock)


@reader
def read_through(hit: Hit, clock: Clock) -> Reading | None:
    first, second = hit.expressions
    return spanned(first, second, clock) if first.kind != "clock" and first.interval.granularity == second.interval.granularity else None


@reader
def read_clock_day(hit: Hit, clock: Clock) -> Reading | None:
    day = hit.expressions[0]
    return day if day.kind == "day" and not day.relation else None


@reader
def read_clock_by_day(hit: Hit, clock: Clock) -> Reading | None:
    """ "just before midnight Tuesday" is that Tuesday."""
    first, second = hit.expressions
    return second if first.kind == "clock" and second.kind == "day" and not second.relation else None


@reader
def read_edge_day(hit: Hit, clock: Clock) -> Reading | None:
    """ "the first day of March", "the last day of the year"."""
    whole, number = hit.expressions[0].interval, hit.number("ORD")
    if whole.start is None or whole.end is None or hit.expressions[0].relation or whole.granularity == "day":
        return None
    day = whole.end if number is None else whole.start + dt.timedelta(days=number - 1)
    return Reading(calendar.day(day, whole.basis), "", "day", "a day of it") if day <= whole.end else None


@reader
def read_rest_of(hit: Hit, clock: Clock) -> Reading | None:
    """ "the rest of 1996": from publication on, where that lies in it."""
    whole = hit.expressions[0].interval
    if whole.start is None or whole.end is None or clock.published is None or not whole.start <= clock.published <= whole.end:
        return None
    return Reading(calendar.of(clock.published, whole.end, "interval", "relative"), "", "span", "from publication to its end")


@reader
def read_day_clock(hit: Hit, clock: Clock) -> Reading | None:
    """A time of day beside a day is of that day; two names of one day are one."""
    first, second = hit.expressions
    if {first.kind, second.kind} == {"clock", "day"} and not first.relation:
        return second if first.kind == "clock" else first
    if first.kind == second.kind == "day" and first.interval.start == second.interval.start and hit.items[1].word in {",", ""}:
        return first if first.interval.basis == "stated" else second
    return None


@reader
def read_part_of(hit: Hit, clock: Clock) -> Reading | None:
    whole, which = hit.expressions[0], hit.name("EDGE")
    if not fully(whole.interval) or whole.relation:
        return None
    found = calendar.edge(whole.interval, which) if which else calendar.part(whole.interval, hit.name("PART"))
    return Reading(replace(found, basis=whole.interval.basis), "", "day" if whole.kind == "day" else "span", f"part of it: {whole.why}")


@reader
def read_half_of(hit: Hit, clock: Clock) -> Reading | None:
    whole = hit.expressions[0].interval
    return halved(hit, whole) if fully(whole) else None


@reader
def read_quarter_of(hit: Hit, clock: Clock) -> Reading | None:
    whole, number = hit.expressions[0].interval, hit.number("ORD")
    if whole.granularity != "year" or whole.start is None or number is None or not 1 <= number <= 4:
        return None
    return Reading(replace(calendar.quarter(whole.start.year, number), basis=whole.basis), "", "unit", "quarter of that year")


@reader
def read_week_of(hit: Hit, clock: Clock) -> Reading | None:
    day = hit.expressions[0].interval
    if day.granularity != "day" or day.start is None:
        return None
    return Reading(replace(calendar.week(day.start), basis=day.basis), "", "unit", "the week, Monday to Sunday, of that day")


@reader
def read_offset_expr(hit: Hit, clock: Clock) -> Reading | None:
    """ "two days after Easter", "the week before Christmas"."""
    other = hit.expressions[0].interval
    if other.start is None or other.end is None or hit.expressions[0].relation:
        return None
    back = hit.has("before")
    return away(other.start if back else other.end, unit_of(hit), -count_of(hit) if back else count_of(hit), "counted from the time named")


@reader
def read_anniversary(hit: Hit, clock: Clock) -> Reading | None:
    """ "the 20th anniversary of 9/11" is that day so many years later; with a day's name alone it is the day itself."""
    other, count = hit.expressions[0].interval, count_of(hit)
    if other.granularity != "day" or other.start is None:
        return None
    if other.basis != "stated":
        return Reading(other, "", "day", "the anniversary's own day")
    return Reading(calendar.day(calendar.shift(other.start, "year", count)), "", "day", f"{count} years after that day")


@reader
def read_since(hit: Hit, clock: Clock) -> Reading | None:
    other = hit.expressions[0]
    if other.interval.start is None or other.relation:
        return Reading(other.interval, "since", "ordered", other.why) if not other.relation else None
    end = clock.published if clock.published is not None and clock.published >= other.interval.start else None
    interval = Interval(other.interval.start, end, "interval", other.interval.basis, True)
    return Reading(interval, "since", "ordered", f"from its start up to publication: {other.why}")


@reader
def read_until(hit: Hit, clock: Clock) -> Reading | None:
    other = hit.expressions[0]
    if other.interval.end is None or other.relation:
        return None
    return Reading(Interval(None, other.interval.end, "interval", other.interval.basis), "until", "ordered", f"up to its end: {other.why}")


@reader
def read_by(hit: Hit, clock: Clock) -> Reading | None:
    """ "by the end of the year": from publication where it lies ahead; an end alone where it lies behind."""
    other = hit.expressions[0]
    if other.interval.end is None or other.relation or other.kind == "clock":
        return None
    ahead = clock.published is not None and clock.published <= other.interval.end
    interval = Interval(clock.published if ahead else None, other.interval.end, "interval", other.interval.basis)
    if interval.start == interval.end:
        interval = replace(interval, granularity="day")
    return Reading(interval, "before", "ordered", f"up to its end: {other.why}")


@reader
def read_before(hit: Hit, clock: Clock) -> Reading | None:
    other = hit.expressions[0]
    if other.interval.start is None or other.relation or other.kind == "clock":
        return None
    end = other.interval.start - calendar.ONE_DAY
    return Reading(Interval(None, end, "interval", other.interval.basis), "before", "ordered", f"up to the day before: {other.why}")


@reader
def read_after(hit: Hit, clock: Clock) -> Reading | None:
    other = hit.expressions[0]
    if other.interval.end is None or other.relation or other.kind == "clock":
        return None
    start = other.interval.end + calendar.ONE_DAY
    return Reading(Interval(start, None, "interval", other.interval.basis), "after", "ordered", f"from the day after: {other.why}")


@reader
def read_weekend_of(hit: Hit, clock: Clock) -> Reading | None:
    day = hit.expressions[0].interval
    if day.granularity != "day" or day.start is None:
        return None
    return Reading(replace(calendar.weekend(day.start), basis=day.basis), "", "unit", "the weekend of that day")


@reader
def read_unit_ended(hit: Hit, clock: Clock) -> Reading | None:
    """ "the week ended Oct. 13", "the 12 months to March": so much time up to that day or the end of that month."""
    end, unit = hit.expressions[0].interval, unit_of(hit)
    if end.granularity not in {"day", "month", "year"} or end.end is None or unit in {"hour", "minute", ""} or hit.expressions[0].relation:
        return None
    if end.granularity == "month" and calendar.MONTHS_IN.get(unit, 0) == 0:
        return None
    if end.granularity == "year" and unit not in {"year", "decade"}:
        return None
    start = calendar.shift(end.end + calendar.ONE_DAY, unit, -count_of(Hit(hit.items[:-1])))
    grain = unit if unit in calendar.UNIT_ORDER and count_of(Hit(hit.items[:-1])) == 1 else "interval"
    return Reading(calendar.of(start, end.end, grain, end.basis), "", "span", "up to that day")
