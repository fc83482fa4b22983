"""Conventions for parts of the year, years, decades and centuries: quarters, halves, seasons, "the 1980s", "year-end"."""

from __future__ import annotations

from dataclasses import replace

from dragoman.model import Interval
from dragoman.when import calendar
from dragoman.when.hit import Clock, Hit, Reading, reader
from dragoman.when.reading_days import in_part, relative
from dragoman.when.reading_units import STEP, UNKNOWN_DAY, near_unit

ALREADY_PAST = 92  # "this summer" in autumn is the one just gone: up to so many days after its end


@reader
def read_quarter(hit: Hit, clock: Clock) -> Reading | None:
    number, year = hit.number("QUARTER", "ORD"), hit.number("YEAR")
    if number is None or not 1 <= number <= 4:
        return None
    if year is not None:
        return Reading(calendar.quarter(year, number), "", "unit", "quarter of the calendar year")
    if clock.published is None:
        return UNKNOWN_DAY
    running = (clock.published.month + 2) // 3
    step = 1 if clock.tense == "future" and number < running else -1 if clock.tense != "future" and number > running else 0
    found = calendar.quarter(clock.published.year + step, number)
    why = "the coming quarter" if clock.tense == "future" else "the last quarter that has begun"
    return Reading(relative(found), "", "unit", f"{why} of that number")


@reader
def read_quarter_rel(hit: Hit, clock: Clock) -> Reading | None:
    number = hit.number("ORD")
    if number is None or not 1 <= number <= 4 or clock.published is None:
        return None
    return Reading(
        relative(calendar.quarter(clock.published.year + STEP[hit.which], number)), "", "unit", f"quarter of {hit.which or 'this'} year"
    )


@reader
def read_season(hit: Hit, clock: Clock) -> Reading | None:
    name, year, which = hit.name("SEASON"), hit.number("YEAR"), hit.which
    if year is not None:
        return in_part(hit, calendar.season(name, year), "season of the northern hemisphere")
    if clock.published is None:
        return UNKNOWN_DAY
    around = [calendar.season(name, clock.published.year + k) for k in range(-2, 3)]
    begun = [s for s in around if s.start is not None and s.start <= clock.published]
    ended = [s for s in begun if s.end is not None and s.end < clock.published]
    coming = [s for s in around if s.start is not None and s.start > clock.published]
    running = begun[-1] if begun[-1] not in ended else None
    if which == "last":
        found = ended[-1]
    elif which == "next":
        found = coming[0]
    elif which == "this" and running is None:
        end = ended[-1].end
        assert end is not None
        found = ended[-1] if clock.tense != "future" and (clock.published - end).days <= ALREADY_PAST else coming[0]
    else:
        found = running or (coming[0] if clock.tense == "future" else begun[-1])
    return in_part(hit, relative(found), f"the {which or 'nearest'} season of that name, northern hemisphere")


@reader
def read_season_open(hit: Hit, clock: Clock) -> Reading | None:
    return read_season(hit, clock)


@reader
def read_season_rel(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    return Reading(
        relative(calendar.season(hit.name("SEASON"), clock.published.year + STEP[hit.which])), "", "unit", f"season of {hit.which} year"
    )


@reader
def read_decade(hit: Hit, clock: Clock) -> Reading | None:
    first = hit.number("DECADE")
    if first is None:
        return None
    token = next(item.word for item in hit.items if item.kind == "DECADE")
    if len(token.lstrip("'")) == 3 and not (token.startswith("'") or hit.has("the", "'")):
        return None  # "in their 80s" is an age
    if first % 100 == 0 and first < 1900 and not hit.name("PART"):
        return Reading(calendar.century(first // 100 + 1), "", "unit", "the hundred years that begin alike")
    return in_part(hit, calendar.decade(first), "decade")


@reader
def read_century(hit: Hit, clock: Clock) -> Reading | None:
    number = hit.number("ORD", "ORDDAY")
    if number is None or not 1 <= number <= 30:
        return None
    return in_part(hit, calendar.century(number), "century, counted as the hundred years that begin alike")


@reader
def read_turn(hit: Hit, clock: Clock) -> Reading | None:
    """ "the turn of the century": the year before, of and after the round one nearest to publication."""
    if clock.published is None:
        return UNKNOWN_DAY
    round_year = 100 * round(clock.published.year / 100)
    return Reading(
        replace(calendar.years(round_year - 1, round_year + 1), basis="relative"), "", "span", "a year to each side of the round year"
    )


@reader
def read_years(hit: Hit, clock: Clock) -> Reading | None:
    """ "1979-1989", "1995-96"."""
    first, last = hit.numbers("YEAR", "NN", "NUMBER")
    if 1 <= last <= 12 and last <= first % 100 and len(hit.items[-1].word) == 2:
        return Reading(calendar.month(first, last), "", "unit", "year and month in digits")
    if last < 100:
        last += first - first % 100
    elif last < 1000:
        return None
    return Reading(calendar.years(first, last), "", "span", "years from and to") if first < last <= first + 500 else None


@reader
def read_year(hit: Hit, clock: Clock) -> Reading | None:
    number = hit.number("YEAR")
    return None if number is None else in_part(hit, calendar.year(number), "calendar year")


@reader
def read_half_year(hit: Hit, clock: Clock) -> Reading | None:
    return halved(hit, calendar.year(hit.numbers("YEAR")[0]))


@reader
def read_half_rel(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    unit = [item.value for item in hit.items if item.kind == "UNIT"][-1]
    return halved(hit, relative(near_unit(clock, str(unit), hit.which)))


@reader
def read_half_open(hit: Hit, clock: Clock) -> Reading | None:
    """A half without a year: the last one of that number that has begun."""
    number = hit.number("ORD")
    if clock.published is None or number not in {1, 2}:
        return UNKNOWN_DAY if number in {1, 2} else None
    begun = number == 1 or clock.published.month > 6
    return halved(hit, relative(calendar.year(clock.published.year - (0 if begun else 1))))


@reader
def read_year_end(hit: Hit, clock: Clock) -> Reading | None:
    """ "year-end" is December; "by year-end" up to it."""
    year = hit.number("YEAR")
    if year is None and clock.published is None:
        return UNKNOWN_DAY
    whole = calendar.year(year) if year is not None else relative(near_unit(clock, "year", "this"))
    found = replace(calendar.edge(whole, "end"), basis=whole.basis)
    if hit.has("by") and clock.published is not None and found.end is not None and clock.published <= found.end:
        return Reading(replace(found, start=clock.published), "before", "ordered", "up to the end of the year")
    return Reading(found, "", "span", "the last month of the year")


@reader
def read_first_months(hit: Hit, clock: Clock) -> Reading | None:
    """ "the first nine months" of a year, "the last three months of 1997"; without a year that of publication, or the one before where those
    months have not begun."""
    count, year = hit.number("NUM", "NN"), hit.number("YEAR")
    if count is None or not 1 <= count <= 12:
        return None
    first, last = (1, count) if hit.has("first") else (13 - count, 12)
    if year is None:
        if clock.published is None:
            return UNKNOWN_DAY
        named = hit.has("year")
        which = hit.items[-2].value if named and hit.items[-2].kind in {"LAST", "NEXT"} else ""
        year = clock.published.year + STEP[str(which)]
        if not named and calendar.month(year, last).start > clock.published:  # type: ignore[operator]
            year -= 1
    whole = calendar.of(calendar.month(year, first).start, calendar.month(year, last).end, "interval")
    return Reading(whole, "", "span", f"the {'first' if first == 1 else 'last'} months of that year")


@reader
def read_final_quarter(hit: Hit, clock: Clock) -> Reading | None:
    year = hit.number("YEAR")
    number = 1 if hit.has("opening") else 4
    if year is not None:
        return Reading(calendar.quarter(year, number), "", "unit", "the first or last quarter of that year")
    if clock.published is None:
        return UNKNOWN_DAY
    begun = 0 if number == 1 or hit.which or hit.has("year") or clock.published.month > 9 else -1
    found = relative(calendar.quarter(clock.published.year + STEP[hit.which] + begun, number))
    return Reading(found, "", "unit", "the first or last quarter of a year")


@reader
def read_decades(hit: Hit, clock: Clock) -> Reading | None:
    first, last = hit.numbers("DECADE")
    return Reading(calendar.years(first, last + 9), "", "span", "decades in a row") if first < last else None


def halved(hit: Hit, whole: Interval) -> Reading | None:
    number = hit.number("ORD") or {"early": 1, "late": 2}.get(hit.name("PART"), 0)
    if number not in {1, 2}:
        return None
    return Reading(replace(calendar.half_of(whole, number), basis=whole.basis), "", "span", "half of a calendar unit")
