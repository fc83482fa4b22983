"""Arithmetic of closed intervals of days: units of the calendar, their parts and edges, and the distance between them.

Weeks run from Monday to Sunday, quarters are those of the calendar year, seasons are the three-month seasons of the northern
hemisphere's weather services, a century is the hundred years that begin alike (the 19th: 1800-1899), as in the TIMEX tradition.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from dragoman.model import Interval

SEASON_START = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
UNIT_ORDER = ("day", "week", "month", "quarter", "season", "year", "decade", "century")
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
DAYS_IN = {"day": 1, "weekend": 7, "week": 7, "fortnight": 14}
VAGUE_DAYS = {"day": 14, "week": 56, "weekend": 56, "fortnight": 56}  # "days ago": within two weeks; "weeks ago": within eight weeks
VAGUE_MONTHS = {"month": 6, "quarter": 12, "year": 60, "decade": 360, "century": 3600}
THIRDS_OF_DECADE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
THIRDS_OF_CENTURY = {"early": (0, 33), "mid": (34, 66), "late": (67, 99)}
THIRDS_OF_MONTH = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
THIRDS_OF_WEEK = {"early": (0, 1), "mid": (2, 3), "late": (4, 6)}
ONE_DAY = dt.timedelta(days=1)


def of(start: dt.date | None, end: dt.date | None, granularity: str, basis: str = "stated", ongoing: bool = False) -> Interval:
    return Interval(start, end, granularity, basis, ongoing)


def day(on: dt.date, basis: str = "stated") -> Interval:
    return of(on, on, "day", basis)


def month(year_number: int, month_number: int) -> Interval:
    last = monthrange(year_number, month_number)[1]
    return of(dt.date(year_number, month_number, 1), dt.date(year_number, month_number, last), "month")


def quarter(year_number: int, number: int) -> Interval:
    first = 3 * number - 2
    return of(dt.date(year_number, first, 1), month(year_number, first + 2).end, "quarter")


def half(year_number: int, number: int) -> Interval:
    return of(dt.date(year_number, 6 * number - 5, 1), month(year_number, 6 * number).end, "interval")


def season(name: str, year_number: int) -> Interval:
    """The season that begins in a year: winter 2019 is December 2019 to February 2020."""
    start = dt.date(year_number, SEASON_START[name], 1)
    return of(start, shift(start, "month", 3) - ONE_DAY, "season")


def year(number: int) -> Interval:
    return of(dt.date(number, 1, 1), dt.date(number, 12, 31), "year")


def years(first: int, last: int, granularity: str = "interval") -> Interval:
    return of(dt.date(first, 1, 1), dt.date(last, 12, 31), granularity)


def decade(first: int) -> Interval:
    return years(first, first + 9, "decade")


def century(number: int) -> Interval:
    return years(max(1, 100 * (number - 1)), 100 * (number - 1) + 99, "century")


def week(around: dt.date) -> Interval:
    monday = around - dt.timedelta(days=around.weekday())
    return of(monday, monday + dt.timedelta(days=6), "week")


def weekend(around: dt.date) -> Interval:
    """The Saturday and Sunday of the week of a day."""
    saturday = around - dt.timedelta(days=around.weekday() - 5)
    return of(saturday, saturday + ONE_DAY, "interval")


def shift(on: dt.date, unit: str, count: int) -> dt.date:
    """The day `count` units away; the last day of the month where the month is too short. Raises ValueError beyond the calendar."""
    if unit in {"hour", "minute"}:
        return on
    if unit in DAYS_IN:
        try:
            return on + dt.timedelta(days=DAYS_IN[unit] * count)
        except OverflowError as error:
            raise ValueError("beyond the calendar") from error
    months = on.year * 12 + on.month - 1 + MONTHS_IN[unit] * count
    year_number, month_number = divmod(months, 12)
    if not 1 <= year_number <= 9998:
        raise ValueError("beyond the calendar")
    return dt.date(year_number, month_number + 1, min(on.day, monthrange(year_number, month_number + 1)[1]))


def containing(on: dt.date, unit: str) -> Interval:
    """The calendar unit that a day lies in."""
    match unit:
        case "week" | "fortnight":
            return week(on)
        case "weekend":
            return weekend(on)
        case "month":
            return month(on.year, on.month)
        case "quarter":
            return quarter(on.year, (on.month + 2) // 3)
        case "year":
            return year(on.year)
        case "decade":
            return decade(on.year - on.year % 10)
        case "century":
            return century(on.year // 100 + 1)
        case _:
            return day(on)


def span_back(on: dt.date, unit: str, count: int) -> Interval:
    """ "the past five years": from the same day that long ago."""
    start = shift(on, "day", -max(1, count // 24)) if unit == "hour" else shift(on, unit, -count)
    return of(start, on, "interval")


def span_ahead(on: dt.date, unit: str, count: int) -> Interval:
    end = shift(on, "day", max(1, count // 24)) if unit == "hour" else shift(on, unit, count)
    return of(on, end, "interval")


def vague_back(on: dt.date, unit: str) -> Interval:
    """ "days ago", "recent months": how far back that reaches at most is a convention (docs/when.md)."""
    if unit in VAGUE_DAYS:
        return of(on - dt.timedelta(days=VAGUE_DAYS[unit]), on, "interval")
    return of(shift(on, "month", -VAGUE_MONTHS[unit]), on, "interval") if unit in VAGUE_MONTHS else day(on)


def vague_ahead(on: dt.date, unit: str) -> Interval:
    if unit in VAGUE_DAYS:
        return of(on, on + dt.timedelta(days=VAGUE_DAYS[unit]), "interval")
    return of(on, shift(on, "month", VAGUE_MONTHS[unit]), "interval") if unit in VAGUE_MONTHS else day(on)


def part(whole: Interval, which: str) -> Interval:
    """The early, middle or late part of a calendar unit; days keep their day."""
    start, end = whole.start, whole.end
    if start is None or end is None or whole.granularity in {"day", ""}:
        return whole
    match whole.granularity:
        case "decade":
            low, high = THIRDS_OF_DECADE[which]
            return years(start.year + low, start.year + high)
        case "century":
            low, high = THIRDS_OF_CENTURY[which]
            return years(start.year - start.year % 100 + low, start.year - start.year % 100 + high)
        case "month":
            low, high = THIRDS_OF_MONTH[which]
            return of(start.replace(day=low), start.replace(day=min(high, end.day)), "interval")
        case "week":
            low, high = THIRDS_OF_WEEK[which]
            return of(start + dt.timedelta(days=low), start + dt.timedelta(days=high), "interval")
        case _:
            return third(whole, ("early", "mid", "late").index(which))


def third(whole: Interval, number: int) -> Interval:
    """A third of a year, quarter, season or any span, in whole months where it is made of whole months."""
    if whole.start is None or whole.end is None:
        return whole
    months = (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1
    if months % 3 == 0 and whole.start.day == 1:
        start = shift(whole.start, "month", months // 3 * number)
        return of(start, shift(start, "month", months // 3) - ONE_DAY, "interval")
    length = (whole.end - whole.start).days + 1
    start = whole.start + dt.timedelta(days=length * number // 3)
    return of(start, whole.start + dt.timedelta(days=max(length * (number + 1) // 3 - 1, length * number // 3)), "interval")


def edge(whole: Interval, which: str) -> Interval:
    """The start or end of a unit: a month of a year, ten days of a month, a year of a decade, two days of a week."""
    start, end = whole.start, whole.end
    if start is None or end is None or whole.granularity in {"day", ""}:
        return whole
    at_start = which == "start"
    match whole.granularity:
        case "year" | "quarter" | "season":
            return of(start, month(start.year, start.month).end, "interval") if at_start else of(end.replace(day=1), end, "interval")
        case "decade":
            return year(start.year if at_start else end.year)
        case "month" | "week" | "century":
            return part(whole, "early" if at_start else "late")
        case _:
            return third(whole, 0 if at_start else 2)


def half_of(whole: Interval, number: int) -> Interval:
    """The first or second half of a unit."""
    if whole.start is None or whole.end is None or whole.granularity == "day" or number not in {1, 2}:
        return whole
    months = (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1
    if months % 2 == 0 and whole.start.day == 1:
        start = shift(whole.start, "month", months // 2 * (number - 1))
        return of(start, shift(start, "month", months // 2) - ONE_DAY, "interval")
    length = (whole.end - whole.start).days + 1
    middle = whole.start + dt.timedelta(days=length // 2)
    return of(whole.start, middle - ONE_DAY, "interval") if number == 1 else of(middle, whole.end, "interval")


def easter(year_number: int, orthodox: bool = False) -> dt.date:
    """Easter Sunday (Gregorian dates; the Orthodox one after Meeus' Julian algorithm)."""
    if orthodox:
        a, b, c = year_number % 4, year_number % 7, year_number % 19
        d = (19 * c + 15) % 30
        e = (2 * a + 4 * b - d + 34) % 7
        month_number, day_number = divmod(d + e + 114, 31)
        drift = year_number // 100 - year_number // 400 - 2
        return dt.date(year_number, month_number, day_number + 1) + dt.timedelta(days=drift)
    a, (b, c) = year_number % 19, divmod(year_number, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month_number, day_number = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year_number, month_number, day_number + 1)


def nth_weekday(year_number: int, month_number: int, weekday: int, which: str) -> dt.date:
    """The `which`-th ("1".."4") or "last" weekday of a month."""
    if which == "last":
        end = month(year_number, month_number).end
        assert end is not None
        return end - dt.timedelta(days=(end.weekday() - weekday) % 7)
    first = dt.date(year_number, month_number, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (int(which) - 1))
