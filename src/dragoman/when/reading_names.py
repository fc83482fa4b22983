"""Conventions for named times: periods and holidays, and the weekends beside these."""

from __future__ import annotations

import datetime as dt

from dragoman.when import calendar
from dragoman.when.hit import UNKNOWN, Clock, Hit, Reading, reader
from dragoman.when.named import Named
from dragoman.when.reading_days import NAMED, SOON, known, nearest, relative


@reader
def read_named(hit: Hit, clock: Clock) -> Reading | None:
    named, year, which = next(i.value for i in hit.items if isinstance(i.value, Named)), hit.number("YEAR"), hit.which
    if named.interval is not None:
        kind = "day" if named.interval.granularity == "day" else "unit"
        return None if which else Reading(named.interval, "", kind, f"{named.name}{NAMED}")
    if year is not None:
        return known(named.in_year(year), "day", f"{named.name} of {year}")
    if clock.published is None:
        return Reading(UNKNOWN, "", "day", f"{named.name} of an unknown year")
    around = [found for k in range(-2, 3) if (found := named.in_year(clock.published.year + k)) is not None and found.start is not None]
    starts = [found.start for found in around if found.start is not None]
    if which == "next":
        chosen = min((d for d in starts if d > clock.published), default=None)
    elif which == "last":
        chosen = max((d for d in starts if d < clock.published), default=None)
    elif which == "this":
        chosen = next((d for d in starts if d.year == clock.published.year), None)
    else:
        chosen = nearest(starts, clock, SOON)
    found = next((one for one in around if one.start == chosen), None)
    return known(None if found is None else relative(found), "day", f"the {which or 'nearest'} {named.name}")


@reader
def read_named_weekend(hit: Hit, clock: Clock) -> Reading | None:
    """ "Labor Day weekend": Saturday and Sunday beside the holiday, and the holiday where it touches them."""
    holiday = read_named(hit, clock)
    if holiday is None or holiday.interval.granularity != "day" or holiday.interval.start is None:
        return None
    day = holiday.interval.start
    saturday = day + dt.timedelta(days=-2 if day.weekday() == 0 else 5 - day.weekday())
    first, last = min(day, saturday) if day.weekday() == 4 else saturday, max(day, saturday + calendar.ONE_DAY)
    return Reading(calendar.of(first, last, "interval", holiday.interval.basis), "", "span", f"the weekend beside it: {holiday.why}")
