"""Conventions for longer units and distances: weeks, months, "ago", "earlier", "the past five years"."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dragoman.model import Interval
from dragoman.when import calendar
from dragoman.when.hit import UNKNOWN, Clock, Hit, Reading, reader
from dragoman.when.reading_days import in_part, relative

UNKNOWN_DAY = Reading(UNKNOWN, "", "unit", "counted from publication, which is unknown")
STEP = {"last": -1, "next": 1, "this": 0, "": 0}


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
def read_year_ago_same(hit: Hit, clock: Clock) -> Reading | None:
    """ "the same quarter a year ago": as "the year-earlier quarter"."""
    return year_before(next(str(item.value) for item in hit.items if item.kind == "UNIT"), clock)


@reader
def read_year_ago_unit(hit: Hit, clock: Clock) -> Reading | None:
    return year_before([str(item.value) for item in hit.items if item.kind == "UNIT"][-1], clock)


def year_before(unit: str, clock: Clock) -> Reading | None:
    """ "the year-earlier quarter": a year before the last quarter that has ended."""
    if clock.published is None:
        return UNKNOWN_DAY
    last = calendar.shift(clock.published, unit, -1)
    found = relative(calendar.containing(calendar.shift(last, "year", -1), unit))
    return Reading(found, "", "unit", "a year before the last one that has ended")


@reader
def read_year_ago_period(hit: Hit, clock: Clock) -> Reading | None:
    return None if clock.published is None else away(clock.published, "year", -1, "the year before")


@reader
def read_rest(hit: Hit, clock: Clock) -> Reading | None:
    """ "the rest of the year": from publication to its end."""
    if clock.published is None:
        return UNKNOWN_DAY
    whole = near_unit(clock, unit_of(hit), "this")
    return Reading(calendar.of(clock.published, whole.end, "interval", "relative"), "", "span", "from publication to its end")


@reader
def read_weekend(hit: Hit, clock: Clock) -> Reading | None:
    """ "over the weekend": the last one that has begun; after a future verb the coming one."""
    if clock.published is None:
        return UNKNOWN_DAY
    here = calendar.weekend(clock.published)
    ahead = here.start is not None and here.start > clock.published and clock.tense != "future"
    return Reading(relative(near_unit(clock, "weekend", "last") if ahead else here), "", "unit", "the weekend beside publication")


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
    if unit == "weekend" and hit.has("coming", "upcoming"):
        which = "this"
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
