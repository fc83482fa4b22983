"""What is counted: the choice of outlets, time and kinds of claims that every measure is asked with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dragoman.errors import UsageError


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# How a period of a day is written, in DuckDB's SQL; `{}` is the day. Weeks are those of ISO 8601, from Monday.
LABEL_SQL = {
    Period.WEEK: "strftime({}, '%G-W%V')",
    Period.MONTH: "strftime({}, '%Y-%m')",
    Period.QUARTER: "(year({0}) || '-Q' || quarter({0}))",
    Period.YEAR: "strftime({}, '%Y')",
}
LONGEST = {Period.WEEK: 7, Period.MONTH: 31, Period.QUARTER: 92, Period.YEAR: 366}  # days


@dataclass(frozen=True)
class Scope:
    """Empty is everything. Every figure says by which scope it was counted.

    Attributes:
        since, until: days (2021-08-15), months or years; events count by the day they begin, reports by their day of publication.
        outlets: selectors (docs/outlets.md); only what these outlets tell counts. without: what only these tell does not count.
        constant: a period; only outlets that have a report in each such period count, so that a new feed never looks like news.
        background, unasserted: count events that are only recalled, or only announced, feared or denied, too.
        sectors: parties count only in these sectors (GOV, MIL, …).
        domestic: count what happens inside one country, too.
        belief: events below this belief are left out (0 to 1).
    """

    since: str = ""
    until: str = ""
    outlets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    constant: Period | None = None
    background: bool = False
    unasserted: bool = False
    sectors: tuple[str, ...] = ()
    domestic: bool = False
    belief: float = 0.0

    def __post_init__(self) -> None:
        bounds(self.since, "--since")
        bounds(self.until, "--until")
        if self.since and self.until and self.first > self.last:
            raise UsageError(f"{self.since} lies after {self.until}", "--since", "give the earlier day to --since")

    @property
    def first(self) -> dt.date:
        return bounds(self.since, "--since")[0] if self.since else dt.date.min

    @property
    def last(self) -> dt.date:
        return bounds(self.until, "--until")[1] if self.until else dt.date.max

    def words(self) -> list[str]:
        """The scope in words, for the head of an answer."""
        said = [f"since {self.since}"] if self.since else []
        said += [f"until {self.until}"] if self.until else []
        said += [f"only {', '.join(self.outlets)}"] if self.outlets else []
        said += [f"without {', '.join(self.without)}"] if self.without else []
        said += [f"only outlets with a report in every {self.constant.value}"] if self.constant else []
        said += ["news and background"] if self.background else ["background left out"]
        said += ["asserted or not"] if self.unasserted else ["only what is asserted"]
        said += [f"sectors {', '.join(self.sectors)}"] if self.sectors else []
        said += ["domestic events, too"] if self.domestic else []
        return [*said, *([f"belief at least {self.belief:g}"] if self.belief else [])]


def bounds(text: str, option: str) -> tuple[dt.date, dt.date]:
    """First and last day of a day, month or year as written; any days for an empty text. Raises UsageError naming the option."""
    if not text:
        return dt.date.min, dt.date.max
    parts = text.split("-")
    try:
        if len(text) == 10:
            day = dt.date.fromisoformat(text)
            return day, day
        if len(text) == 7 and len(parts) == 2:
            first = dt.date(int(parts[0]), int(parts[1]), 1)
            return first, following(first, Period.MONTH) - dt.timedelta(days=1)
        if len(text) == 4:
            return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    except ValueError:
        pass
    raise UsageError(f"{text!r} is not a day, month or year", option, "write it as 2021-08-15, 2021-08 or 2021")


def begin(day: dt.date, period: Period) -> dt.date:
    """The first day of the period a day lies in."""
    if period is Period.WEEK:
        return day - dt.timedelta(days=day.weekday())
    month = {Period.MONTH: day.month, Period.QUARTER: (day.month - 1) // 3 * 3 + 1, Period.YEAR: 1}[period]
    return dt.date(day.year, month, 1)


def following(day: dt.date, period: Period) -> dt.date:
    """The first day of the period after the one a day lies in."""
    first = begin(day, period)
    if period is Period.WEEK:
        return first + dt.timedelta(days=7)
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


def label(day: dt.date, period: Period) -> str:
    """A period as it is written: 2021-W33, 2021-08, 2021-Q3, 2021."""
    if period is Period.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return {Period.MONTH: f"{day:%Y-%m}", Period.QUARTER: f"{day.year}-Q{(day.month + 2) // 3}", Period.YEAR: f"{day.year}"}[period]


def periods(first: dt.date, last: dt.date, period: Period) -> Iterator[dt.date]:
    """The first days of all periods from the one `first` lies in to the one `last` lies in."""
    day = begin(first, period)
    while day <= last:
        yield day
        day = following(day, period)
