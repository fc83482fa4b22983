"""Conventions for longer units and distances: weeks, quarters, seasons, years, decades, "ago", "earlier", "the past five years"."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dragoman.model import Interval
from dragoman.when import calendar
from dragoman.when.hit import UNKNOWN, Clock, Hit, Reading, reader
from dragoman.when.reading_days import in_part, relative

UNKNOWN_DAY = Reading(UNKNOWN, "", "unit", "counted from publication, which is unknown")
STEP = {"last": -1, "next": 1, "this": 0, "": 0}
ALREADY_PAST = 92  # "this summer" in autumn is the one just gone: up to so many days after its end


def count_of(hit: Hit) -> int:
    return next(iter(hit.numbers("NUM", "NN", "NUMBER", "ORD", "ORDDAY")), 1)


def unit_of(hit: Hit) -> str:
    return hit.name("UNIT", "UNITS")


@reader
def read_ago(hit: Hit, clock: Clock) -> Reading | None:
    """ "three weeks ago": the calendar unit so many units before that of publication."""
    if clock.published is None:
        return UNKNOWN_DAY
    unit, count = unit_of(hit), count_of(hit)
    return away(clock.published, unit, -count, f"{count} {unit}s before publication")


def away(on: dt.date, unit: str, count: int, why: str) -> Reading | None:
    """The calendar unit that lies `count` units from a day."""
    if unit == "hour":
        on, unit, count = on, "day", round(count / 24)
    found = relative(calendar.containing(calendar.shift(on, unit, count), unit))
    return Reading(found, "", "day" if unit == "day" else "unit", why)


@reader
def read_half_ago(hit: Hit, clock: Clock) -> Reading | None:
    """ "half a century ago": fifty years, said in years."""
    smaller = {"century": ("year", 50), "decade": ("year", 5), "year": ("month", 6), "hour": ("hour", 0), "day": ("hour", 12)}
    if clock.published is None or unit_of(hit) not in smaller:
        return None
    unit, count = smaller[unit_of(hit)]
    return away(clock.published, unit, -count, f"half a {unit_of(hit)} before publication")


@reader
def read_ago_and_half(hit: Hit, clock: Clock) -> Reading | None:
    """ "a year and a half ago": eighteen months, said in years."""
    unit, count = unit_of(hit), count_of(hit)
    if clock.published is None or unit not in {"year", "decade"}:
        return UNKNOWN_DAY
    on = calendar.shift(clock.published, "month", -calendar.MONTHS_IN[unit] * (2 * count + 1) // 2)
    return Reading(relative(calendar.year(on.year)), "", "unit", f"{count} {unit}s and a half before publication")


@reader
def read_ago_today(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    units = [item.value for item in hit.items if item.kind in {"UNIT", "UNITS"}]
    day = calendar.shift(clock.published, str(units[0]), -count_of(hit))
    grain = str(units[1]) if len(units) > 1 else "day"
    return Reading(relative(calendar.containing(day, grain)), "", "day", f"the same {grain} that many {units[0]}s before publication")


@reader
def read_ago_vague(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    unit = unit_of(hit)
    if hit.has("couple"):
        return away(clock.published, unit, -2, f"two {unit}s before publication")
    return Reading(relative(calendar.vague_back(clock.published, unit)), "", "span", f"an unsaid number of {unit}s back")


@reader
def read_later_vague(hit: Hit, clock: Clock) -> Reading | None:
    unit = unit_of(hit)
    if clock.asking or clock.anchor is None or clock.reference is None:
        return Reading(UNKNOWN, "after", "span", f"an unsaid number of {unit}s after something else")
    return Reading(relative(calendar.vague_ahead(clock.anchor, unit)), "", "span", f"an unsaid number of {unit}s after the time told before")


@reader
def read_recent(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    return Reading(relative(calendar.vague_back(clock.published, unit_of(hit))), "", "span", "recent: as far back as the convention")


@reader
def read_from_now(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    return away(clock.published, unit_of(hit), count_of(hit), "counted from publication")


@reader
def read_in_units(hit: Hit, clock: Clock) -> Reading | None:
    """ "in two weeks" is a distance only with a future verb; "the third in two weeks" is a length."""
    if clock.published is None or (clock.tense != "future" and not clock.asking):
        return None
    return away(clock.published, unit_of(hit), count_of(hit), "counted forward from publication")


@reader
def read_offset(hit: Hit, clock: Clock) -> Reading | None:
    """ "two years earlier", "the day before": from the time told last, else from publication."""
    anchor = clock.anchor
    if anchor is None:
        return UNKNOWN_DAY
    back = bool(hit.name("EARLIER")) or hit.has("before")
    if not back and clock.reference is not None and clock.reference.end is not None:
        anchor = clock.reference.end
    since = "the time told before" if clock.reference is not None else "publication"
    return away(anchor, unit_of(hit), -count_of(hit) if back else count_of(hit), f"counted {'back' if back else 'forward'} from {since}")


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
def read_year_ago_unit(hit: Hit, clock: Clock) -> Reading | None:
    """ "the year-earlier quarter": a year before the last quarter that has ended."""
    if clock.published is None:
        return UNKNOWN_DAY
    unit = [item.value for item in hit.items if item.kind == "UNIT"][-1]
    last = calendar.shift(clock.published, str(unit), -1)
    return Reading(
        relative(calendar.containing(calendar.shift(last, "year", -1), str(unit))), "", "unit", "a year before the last one that has ended"
    )


@reader
def read_year_ago_period(hit: Hit, clock: Clock) -> Reading | None:
    return None if clock.published is None else away(clock.published, "year", -1, "the year before")


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
    if year is not None:
        return Reading(calendar.quarter(year, 4), "", "unit", "the last quarter of that year")
    if clock.published is None:
        return UNKNOWN_DAY
    begun = 0 if hit.which or hit.has("year") or clock.published.month > 9 else -1
    return Reading(relative(calendar.quarter(clock.published.year + STEP[hit.which] + begun, 4)), "", "unit", "the last quarter of a year")


@reader
def read_weekend(hit: Hit, clock: Clock) -> Reading | None:
    """ "over the weekend": the last one that has begun; after a future verb the coming one."""
    if clock.published is None:
        return UNKNOWN_DAY
    here = calendar.weekend(clock.published)
    ahead = here.start is not None and here.start > clock.published and clock.tense != "future"
    return Reading(relative(near_unit(clock, "weekend", "last") if ahead else here), "", "unit", "the weekend beside publication")


@reader
def read_decades(hit: Hit, clock: Clock) -> Reading | None:
    first, last = hit.numbers("DECADE")
    return Reading(calendar.years(first, last + 9), "", "span", "decades in a row") if first < last else None


def halved(hit: Hit, whole: Interval) -> Reading | None:
    number = hit.number("ORD") or {"early": 1, "late": 2}.get(hit.name("PART"), 0)
    if number not in {1, 2}:
        return None
    return Reading(replace(calendar.half_of(whole, number), basis=whole.basis), "", "span", "half of a calendar unit")


def near_unit(clock: Clock, unit: str, which: str) -> Interval:
    """Last, this or next calendar unit. A weekend belongs to the week it ends."""
    assert clock.published is not None
    if unit == "weekend":
        return calendar.weekend(calendar.shift(clock.published, "week", STEP[which]))
    return calendar.containing(calendar.shift(clock.published, unit, STEP[which]), unit)


@reader
def read_unit(hit: Hit, clock: Clock) -> Reading | None:
    """ "last week", "late last month", "the following day": counted from publication; the last kind from the time told before."""
    unit, which = unit_of(hit), hit.which
    if unit in {"hour", "minute"}:
        return None
    narrative = which != "this" and (hit.has("previous", "preceding", "following"))
    if clock.published is None and not (narrative and clock.reference is not None):
        return UNKNOWN_DAY
    if narrative and clock.reference is not None and clock.reference.start is not None:
        found = relative(calendar.containing(calendar.shift(clock.reference.start, unit, STEP[which]), unit))
        return in_part(hit, found, f"{which} {unit} from the time told before")
    if hit.has("latest"):
        which = "this" if unit in {"day"} else "last"
    return day_kind(in_part(hit, relative(near_unit(clock, unit, which)), f"{which} {unit} from publication"))


def day_kind(reading: Reading) -> Reading:
    return replace(reading, kind="day") if reading.interval.granularity == "day" else reading


@reader
def read_this_unit(hit: Hit, clock: Clock) -> Reading | None:
    return (
        UNKNOWN_DAY
        if clock.published is None
        else day_kind(Reading(relative(near_unit(clock, unit_of(hit), "this")), "", "unit", "the running one"))
    )


@reader
def read_earlier_unit(hit: Hit, clock: Clock) -> Reading | None:
    """ "earlier this year" names the whole year; coding cuts it at publication where the tense says so."""
    if clock.published is None:
        return UNKNOWN_DAY
    return day_kind(
        Reading(relative(near_unit(clock, unit_of(hit), hit.which)), "", "unit", "the calendar unit named; earlier and later cut by tense")
    )


@reader
def read_edge_unit(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    whole, which = near_unit(clock, unit_of(hit), hit.which), hit.name("EDGE")
    found = calendar.edge(whole, which) if which else calendar.part(whole, hit.name("PART"))
    return Reading(relative(found), "", "span", f"{which or hit.name('PART')} of the calendar unit")


@reader
def read_span_back(hit: Hit, clock: Clock) -> Reading | None:
    if clock.published is None:
        return UNKNOWN_DAY
    unit = unit_of(hit)
    if hit.name("VAGUE") or (hit.items[-1].kind == "UNITS" and not hit.numbers("NUM", "NN", "NUMBER")):
        count = 2 if hit.has("couple") else 0
        found = calendar.span_back(clock.published, unit, 2) if count else calendar.vague_back(clock.published, unit)
        return Reading(relative(found), "", "span", "up to publication, as far back as the convention")
    return Reading(relative(calendar.span_back(clock.published, unit, count_of(hit))), "", "span", "from that long ago up to publication")


@reader
def read_span_ahead(hit: Hit, clock: Clock) -> Reading | None:
    start = clock.anchor if hit.has("following") else clock.published
    if start is None:
        return UNKNOWN_DAY
    unit = unit_of(hit)
    if hit.has("couple"):
        return Reading(relative(calendar.span_ahead(start, unit, 2)), "", "span", f"two {unit}s from publication")
    if hit.name("VAGUE") or (hit.items[-1].kind == "UNITS" and not hit.numbers("NUM", "NN", "NUMBER")):
        return Reading(relative(calendar.vague_ahead(start, unit)), "", "span", "from publication, as far as the convention")
    return Reading(relative(calendar.span_ahead(start, unit, count_of(hit))), "", "span", "from publication for that long")


@reader
def read_same(hit: Hit, clock: Clock) -> Reading | None:
    """ "the same day", "that month": the unit of the time told before; unknown where none was told."""
    if clock.reference is None or clock.reference.start is None:
        return Reading(UNKNOWN, "", "unit", "points back to a time that was not told")
    unit = unit_of(hit) or "day"
    return day_kind(Reading(relative(calendar.containing(clock.reference.start, unit)), "", "unit", f"the {unit} told before"))
