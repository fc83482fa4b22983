"""Conventions for days: dates, weekdays, months, holidays, hours. Each reader is named in `times.yaml`; docs/when.md tells them to users."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dragoman.model import Interval
from dragoman.when import calendar
from dragoman.when.hit import UNKNOWN, Clock, Hit, Reading, reader
from dragoman.when.words import full_year

NAMED = " in the list of named times"
SOON = 100  # a day without a year up to so many days ahead is the coming one, where no tense speaks
SOON_MONTHS = 2
STEPS = {"LAST": -1, "NEXT": 1}
LONG_AGO, VERY_SOON = 270, 45


def relative(interval: Interval) -> Interval:
    return replace(interval, basis="relative")


def date(year: int, month: int, day: int) -> Interval | None:
    try:
        return calendar.day(dt.date(year, month, day))
    except ValueError:
        return None


def known(interval: Interval | None, kind: str, why: str) -> Reading | None:
    return None if interval is None else Reading(interval, "", kind, why)


def nearest(candidates: list[dt.date], clock: Clock, soon: int) -> dt.date | None:
    """The latest candidate not after publication, or the next one where the tense is future or it is close at hand."""
    published = clock.published
    if published is None:
        return None
    past = max((day for day in candidates if day <= published), default=None)
    coming = min((day for day in candidates if day > published), default=None)
    if coming is None:
        return past
    if clock.tense == "past" and past is not None:  # "discussed their meeting on April 6", written in April, is not of last year
        far = (published - past).days > LONG_AGO and (coming - published).days <= VERY_SOON
        return coming if far and soon == SOON else past
    if clock.tense == "future" or past is None:
        return published if past == published else coming
    return coming if (coming - published).days <= soon and past != published else past


def year_for(month: int, day: int, clock: Clock) -> int | None:
    """The year of a day written without one."""
    if clock.published is None:
        return None
    candidates = []
    for year in range(clock.published.year - 4, clock.published.year + 5):
        found = date(year, month, day)
        if found is not None and found.start is not None:
            candidates.append(found.start)
    chosen = nearest(candidates, clock, SOON)
    return None if chosen is None else chosen.year


@reader
def read_iso_parts(hit: Hit, clock: Clock) -> Reading | None:
    (year,), numbers = hit.numbers("YEAR"), hit.numbers("NN")
    return known(date(year, numbers[0], numbers[1]), "day", "a date in digits")


@reader
def read_iso(hit: Hit, clock: Clock) -> Reading | None:
    value = hit.items[0].value
    return Reading(calendar.day(value), "", "day", "a date in digits") if isinstance(value, dt.date) else None


@reader
def read_slashed(hit: Hit, clock: Clock) -> Reading | None:
    value = hit.items[0].value
    return from_digits(*value) if isinstance(value, tuple) else None


@reader
def read_slashed_parts(hit: Hit, clock: Clock) -> Reading | None:
    numbers = hit.numbers("NN", "NUMBER", "YEAR")
    year = numbers[2] if numbers[2] > 1000 else numbers[2] + (2000 if numbers[2] <= 40 else 1900)
    return from_digits(numbers[0], numbers[1], year) if len(numbers) == 3 else None


def from_digits(first: int, second: int, year: int) -> Reading | None:
    """29/09/2023 and 09/29/2023; where both could be a month, the month stands first, as American newswire writes."""
    month, day = (second, first) if first > 12 else (first, second)
    return known(date(year, month, day), "day", "a date in digits")


@reader
def read_month_day(hit: Hit, clock: Clock) -> Reading | None:
    month, day, year = hit.number("MONTH"), hit.number("NN", "ORDDAY", "ORD"), hit.number("YEAR")
    if month is None or day is None:
        return None
    if year is not None:
        return known(date(year, month, day), "day", "day, month and year")
    year = year_for(month, day, clock)
    if year is None:
        return Reading(UNKNOWN, "", "day", "a day without a year, and no publication date") if date(2020, month, day) else None
    found = date(year, month, day)
    return known(None if found is None else relative(found), "day", f"day and month, in {year} by the tense and the publication date")


@reader
def read_month_days(hit: Hit, clock: Clock) -> Reading | None:
    month, days, year = hit.number("MONTH"), hit.numbers("NN", "ORDDAY"), hit.number("YEAR")
    if month is None or len(days) != 2 or days[0] >= days[1]:
        return None
    basis = "stated" if year is not None else "relative"
    year = year if year is not None else year_for(month, days[0], clock)
    if year is None:
        return None
    start, end = date(year, month, days[0]), date(year, month, days[1])
    if start is None or end is None:
        return None
    return Reading(calendar.of(start.start, end.end, "interval", basis), "", "span", "two days of one month")


@reader
def read_wire_date(hit: Hit, clock: Clock) -> Reading | None:
    """ "27-Feb-98": day, month and a year of two digits."""
    (day, short), month = hit.numbers("NN", "NUMBER"), hit.number("MONTH")
    return None if month is None or short > 99 else known(date(full_year(f"{short:02}"), month, day), "day", "day, month and year")


@reader
def read_months(hit: Hit, clock: Clock) -> Reading | None:
    (first, second), (year,) = hit.numbers("MONTH"), hit.numbers("YEAR")
    if first >= second:
        return None
    whole = calendar.of(calendar.month(year, first).start, calendar.month(year, second).end, "interval")
    return Reading(whole, "", "span", "months of one year")


@reader
def read_month(hit: Hit, clock: Clock) -> Reading | None:
    month, year, which = hit.number("MONTH"), hit.number("YEAR"), hit.which
    if month is None:
        return None
    why = "month and year"
    if year is None:
        year = month_year(month, which, clock)
        why = f"{which or 'the nearest'} month of that name, by the tense and the publication date"
        if year is None:
            return Reading(UNKNOWN, "", "unit", "a month without a year, and no publication date")
        found = relative(calendar.month(year, month))
    else:
        found = calendar.month(year, month)
    return in_part(hit, found, why)


def month_year(month: int, which: str, clock: Clock) -> int | None:
    if clock.published is None:
        return None
    year, now = clock.published.year, clock.published.month
    if which == "last":
        return year if month < now else year - 1
    if which == "next":
        return year if month > now else year + 1
    if which == "this":
        return year
    if month == now:
        return year
    ahead = (month - now) % 12
    future = clock.tense == "future" or (clock.tense == "" and ahead <= SOON_MONTHS)
    return (year if month > now else year + 1) if future else (year if month < now else year - 1)


@reader
def read_month_rel(hit: Hit, clock: Clock) -> Reading | None:
    month = hit.number("MONTH")
    if month is None or clock.published is None:
        return None
    step = {"last": -1, "next": 1}.get(hit.which, 0)
    return in_part(hit, relative(calendar.month(clock.published.year + step, month)), f"that month of {hit.which} year")


def in_part(hit: Hit, whole: Interval, why: str) -> Reading:
    """The unit, or its early, middle or late part where the words say so."""
    which = hit.name("PART")
    if not which:
        return Reading(whole, "", "unit", why)
    return Reading(replace(calendar.part(whole, which), basis=whole.basis), "", "span", f"{which} part: {why}")


@reader
def read_weekday(hit: Hit, clock: Clock) -> Reading | None:
    weekday, which = hit.number("WEEKDAY"), hit.which
    if weekday is None:
        return None
    if clock.published is None:
        return Reading(UNKNOWN, "", "day", "a weekday, and no publication date")
    back = (clock.published.weekday() - weekday) % 7
    ahead = (weekday - clock.published.weekday()) % 7
    if which == "last":
        step, why = -(back or 7), "the last one before publication"
    elif which == "next":
        step, why = ahead or 7, "the next one after publication"
    elif which == "this":
        step, why = ahead, "the coming one"
    elif clock.tense == "future":
        step, why = ahead, "the coming one, after a future verb"
    else:
        step, why = -back, "the day of publication or the last one before it"
    return Reading(calendar.day(clock.published + dt.timedelta(days=step), "relative"), "", "day", f"weekday: {why}")


@reader
def read_weekday_week(hit: Hit, clock: Clock) -> Reading | None:
    weekday = hit.number("WEEKDAY")
    if weekday is None or clock.published is None:
        return None
    monday = calendar.week(clock.published).start
    step = {"last": -7, "next": 7}.get(hit.which, 0)
    return (
        None
        if monday is None
        else Reading(calendar.day(monday + dt.timedelta(days=weekday + step), "relative"), "", "day", f"that day of {hit.which} week")
    )


@reader
def read_week_from(hit: Hit, clock: Clock) -> Reading | None:
    """ "a week from Friday", "two days from now": counted from that coming day."""
    count, unit, weekday, days = hit.number("NUM", "NN"), hit.name("UNIT", "UNITS"), hit.number("WEEKDAY"), hit.number("DEICTIC")
    if count is None or clock.published is None:
        return None
    ahead = days or 0 if weekday is None else (weekday - clock.published.weekday()) % 7
    on = calendar.shift(clock.published + dt.timedelta(days=ahead), unit, count)
    return Reading(calendar.day(on, "relative"), "", "day", "counted from that day")


@reader
def read_day_beside(hit: Hit, clock: Clock) -> Reading | None:
    """ "the day before yesterday"."""
    days = hit.number("DEICTIC")
    if days is None or clock.published is None:
        return None
    step = days + (-1 if hit.has("before") else 1)
    return Reading(calendar.day(clock.published + dt.timedelta(days=step), "relative"), "", "day", "counted from publication")


@reader
def read_deictic(hit: Hit, clock: Clock) -> Reading | None:
    days = hit.number("DEICTIC")
    if days is None:
        return None
    if clock.published is None:
        return Reading(UNKNOWN, "", "day", "counted from publication, which is unknown")
    return Reading(calendar.day(clock.published + dt.timedelta(days=days), "relative"), "", "day", "counted from the day of publication")


@reader
def read_day_part(hit: Hit, clock: Clock) -> Reading | None:
    """ "this morning" is the day of publication, "last night" the day before."""
    if clock.published is None:
        return Reading(UNKNOWN, "", "day", "counted from publication, which is unknown")
    step = -1 if hit.which == "last" else 0
    return Reading(calendar.day(clock.published + dt.timedelta(days=step), "relative"), "", "day", "part of a day beside publication")


@reader
def read_part_beside(hit: Hit, clock: Clock) -> Reading | None:
    """ "the night before", "the next morning": the day beside the time told last, else beside publication."""
    if clock.anchor is None:
        return Reading(UNKNOWN, "", "day", "counted from publication, which is unknown")
    step = -1 if hit.has("before", "previous", "preceding") else 1
    return Reading(calendar.day(clock.anchor + dt.timedelta(days=step), "relative"), "", "day", "part of a day beside the time told before")


@reader
def read_at_present(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return Reading(UNKNOWN, "", "day", "the day of publication, which is unknown")
    return Reading(calendar.day(clock.published, "relative"), "", "day", "the day of publication")


@reader
def read_week_ago_weekday(hit: Hit, clock: Clock) -> Reading | None:
    """ "a week ago Friday": so many weeks before the last Friday that is not the day of publication."""
    count, weekday = hit.number("NUM", "NN"), hit.number("WEEKDAY")
    if count is None or weekday is None or clock.published is None:
        return None
    back = (clock.published.weekday() - weekday) % 7 + 7 * count
    return Reading(calendar.day(clock.published - dt.timedelta(days=back), "relative"), "", "day", "that weekday so many weeks back")


@reader
def read_weekdays_ago(hit: Hit, clock: Clock) -> Reading | None:
    """ "two Mondays ago": the last Monday before publication is one Monday ago."""
    count, weekday = hit.number("NUM", "NN"), hit.number("WEEKDAY")
    if count is None or weekday is None or clock.published is None:
        return None
    back = ((clock.published.weekday() - weekday) % 7 or 7) + 7 * (count - 1)
    return Reading(calendar.day(clock.published - dt.timedelta(days=back), "relative"), "", "day", "counted back in that weekday")


@reader
def read_overnight(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return Reading(UNKNOWN, "", "span", "the night before publication, which is unknown")
    return Reading(
        calendar.of(clock.published - calendar.ONE_DAY, clock.published, "interval", "relative"),
        "",
        "span",
        "the night to the day of publication",
    )


@reader
def read_clock(hit: Hit, clock: Clock) -> Reading | None:
    """A time of day by itself is of the day of publication; beside a day it is that day's (a join)."""
    if not clock.asking and len(hit.items) == 1 and ":" not in hit.items[0].word:
        return None
    if clock.published is None:
        return Reading(UNKNOWN, "", "clock", "a time of an unknown day")
    return Reading(calendar.day(clock.published, "relative"), "", "clock", "a time of the day of publication")


@reader
def read_nth_of_month(hit: Hit, clock: Clock) -> Reading | None:
    """ "the second week of May", "the last Monday of May": weeks are counted in sevens from the first, the last week is the last seven days."""
    month, number, weekday, year = hit.number("MONTH"), hit.number("ORD"), hit.number("WEEKDAY"), hit.number("YEAR")
    if number is not None and not 1 <= number <= 5:
        return None
    basis = "stated" if year is not None else "relative"
    if month is None and clock.published is not None:  # "of last month"
        there = calendar.shift(clock.published.replace(day=1), "month", STEPS.get(hit.items[-2].kind, 0))
        year, month = there.year, there.month
    year = year if year is not None or month is None else month_year(month, "", clock)
    if year is None or month is None:
        return Reading(UNKNOWN, "", "unit", "a month without a year, and no publication date")
    whole = calendar.month(year, month)
    if whole.start is None or whole.end is None:
        return None
    if hit.has("weekend"):
        sunday = calendar.nth_weekday(year, month, 6, str(number or "last"))
        return Reading(replace(calendar.weekend(sunday), basis=basis), "", "unit", "that weekend of the month")
    if weekday is not None:
        return Reading(
            calendar.day(calendar.nth_weekday(year, month, weekday, str(number or "last")), basis), "", "day", "that weekday of the month"
        )
    start = whole.end - dt.timedelta(days=6) if number is None else whole.start + dt.timedelta(days=7 * (number - 1))
    if start > whole.end:
        return None
    return Reading(calendar.of(start, min(start + dt.timedelta(days=6), whole.end), "week", basis), "", "unit", "seven days of the month")


@reader
def read_day_of_month(hit: Hit, clock: Clock) -> Reading | None:
    """ "the 15th": of the month of publication, or of the one before where it would lie ahead."""
    day, published = hit.number("ORDDAY"), clock.published
    if day is None or published is None or not 1 <= day <= 31:
        return None
    found = date(published.year, published.month, day)
    if found is None or (found.start is not None and found.start > published):
        before = calendar.shift(published.replace(day=1), "month", -1)
        found = date(before.year, before.month, day)
    return known(None if found is None else relative(found), "day", "a day of the month of publication or the one before")
