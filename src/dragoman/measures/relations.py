"""Relations of all pairs of countries at once: counts, mean intensity, trend, first contact, changes of level."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dragoman.lexicon.measuring import QUADS
from dragoman.measures import shrinking
from dragoman.measures.basis import EXACT, Basis
from dragoman.measures.chance import compare_rates, false_discovery
from dragoman.measures.changes import change_points
from dragoman.measures.panel import quad_column

AGAINST = (4, 52)  # weeks before the window
GUARD = 5  # events in the window and before it together, below which no trend is told
SURE = 0.05
WEEK = 7
NARROW = "stop - start < 7"  # longer events belong to no week


@dataclass(frozen=True, slots=True)
class Windows:
    """The window "now" and those before it: half-open intervals of days, with the reports read in each."""

    now: tuple[dt.date, dt.date]
    before: dict[int, tuple[dt.date, dt.date]]
    read_now: int
    read_before: dict[int, int]

    def share(self, weeks: int) -> float:
        """The window's part of all reports read in it and in the weeks before; NaN where nothing was read in one of them."""
        both = self.read_now + self.read_before[weeks]
        return self.read_now / both if self.read_now and self.read_before[weeks] else float("nan")


def windows(basis: Basis, days: int = WEEK) -> Windows:
    """The windows at the end of the time read. Raises UsageError where nothing was read."""
    end = basis.time_read()[1] + dt.timedelta(days=1)
    start = end - dt.timedelta(days=days)
    before = {weeks: (start - dt.timedelta(weeks=weeks), start) for weeks in AGAINST}
    return Windows((start, end), before, read_between(basis, start, end), {weeks: read_between(basis, *ends) for weeks, ends in before.items()})


def read_between(basis: Basis, start: dt.date, end: dt.date) -> int:
    found = basis.connection.execute("SELECT count(*) FROM basis_reports WHERE chosen AND day >= ? AND day < ?", [start, end]).fetchall()[0]
    return int(found[0])


def relations(basis: Basis, days: int = WEEK, organisations: bool = False, events: bool = False) -> pa.Table:
    """One row for each directed pair with an event: docs/measures.md has the columns. Sorted by number of events.

    `days` is the length of the window of the trend; `events` adds a column of event ids joined by "; ". Trends are tested exactly on counts per
    report read (`chance.compare_rates`), at GUARD events at least, and `trend_*_q` is p corrected for the number of pairs tested.
    """
    at = windows(basis, days)
    table = basis.table(summed(basis, at, organisations, events))
    n, mean = (np.asarray(table[name], dtype=np.float64) for name in ("events", "intensity_mean"))
    before = shrinking.prior(n, n * np.nan_to_num(mean), np.asarray(table["squares"], dtype=np.float64))
    middle, low, high = before.shrunk(mean, n)
    columns: dict[str, Any] = {name: table[name] for name in table.column_names if name != "squares"}
    columns |= {"intensity_shrunk": middle, "shrunk_low": low, "shrunk_high": high}
    for weeks in AGAINST:
        columns |= trend_columns(table, weeks, at)
    columns |= changes_of_pairs(basis, table)
    return pa.table(columns)


def summed(basis: Basis, at: Windows, organisations: bool, events: bool) -> str:
    """SQL of one row for each pair: counts and sums."""
    quads = ", ".join(f"count(*) FILTER (quad = '{quad}') AS {quad_column(quad)}" for quad in QUADS)
    types = ", ".join(f"count(*) FILTER (event_type = '{name}') AS n_{name}" for name in basis.grouping.types)
    spans = {"now": at.now, **{f"before_{weeks}": ends for weeks, ends in at.before.items()}}
    counted = ", ".join(
        f"count(*) FILTER (start >= DATE '{a.isoformat()}' AND start < DATE '{b.isoformat()}') AS {name}" for name, (a, b) in spans.items()
    )
    listed = ", ".join(f"'{code}'" for code in sorted(basis.countries))
    only = "" if organisations else f"WHERE actor IN ({listed}) AND recipient IN ({listed})"
    ids = ", string_agg(event_id, '; ' ORDER BY start NULLS FIRST, event_id) AS event_ids" if events else ""
    return f"""
        SELECT actor, recipient, count(*) AS events, {quads}, {types}, avg({EXACT}) AS intensity_mean,
            CAST(sum({EXACT} * {EXACT}) AS DOUBLE) AS squares, min(start) AS first_day, max(start) AS last_day, {counted}{ids}
        FROM basis_links {only} GROUP BY actor, recipient ORDER BY events DESC, actor, recipient"""


def trend_columns(table: pa.Table, weeks: int, at: Windows) -> dict[str, NDArray[np.float64]]:
    """Rate per report now against the weeks before (ratio, p, q) for all pairs; NaN below the guard or where nothing was read."""
    now, before = (np.asarray(table[name], dtype=np.int64) for name in ("now", f"before_{weeks}"))
    share = at.share(weeks)
    p = np.full(len(now), np.nan)
    tested = now + before >= GUARD
    if not np.isnan(share) and tested.any():
        p[tested] = compare_rates(now[tested], before[tested], np.full(int(tested.sum()), share))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(tested, now / before * (1 - share) / share, np.nan)
    return {f"trend_{weeks}_ratio": ratio, f"trend_{weeks}_p": p, f"trend_{weeks}_q": false_discovery(p)}


def weeks_read(basis: Basis) -> tuple[list[dt.date], NDArray[np.float64]]:
    """First days of the weeks read, and the reports read in each."""
    begin, end = basis.time_read()
    first = begin - dt.timedelta(days=begin.weekday())
    weeks = [first + dt.timedelta(weeks=k) for k in range((end - first).days // WEEK + 1)]
    read = np.zeros(len(weeks))
    sql = f"SELECT {week_number(first, 'day')}, count(*) FROM basis_reports WHERE chosen AND day BETWEEN ? AND ? GROUP BY 1"
    for week, count in basis.connection.execute(sql, [begin, end]).fetchall():
        read[week] = count
    return weeks, read


def week_number(first: dt.date, day: str) -> str:
    """SQL of the number of the week that a day lies in."""
    return f"(({day} - DATE '{first.isoformat()}') // {WEEK})"


def by_week(basis: Basis, weeks: list[dt.date]) -> pa.Table:
    """Events of each directed pair and week read: a table of (actor, recipient, week number, n)."""
    end = basis.time_read()[1]
    return basis.table(
        f"""SELECT actor, recipient, {week_number(weeks[0], "start")} AS week, count(*) AS n FROM basis_links
        WHERE start BETWEEN DATE '{weeks[0].isoformat()}' AND DATE '{end.isoformat()}' AND {NARROW} GROUP BY ALL"""
    )


def index_of(found: pa.Table, table: pa.Table) -> NDArray[np.int64]:
    """The row of `table` that has the pair of each row of `found`; -1 for none."""
    keys = [pc.binary_join_element_wise(t["actor"].combine_chunks(), t["recipient"].combine_chunks(), " ") for t in (found, table)]
    return np.asarray(pc.fill_null(pc.index_in(keys[0], keys[1]), -1), dtype=np.int64)


def changes_of_pairs(basis: Basis, table: pa.Table) -> dict[str, Any]:
    """How often the level of each pair changed, when last, and the ratio of the new level to the old."""
    weeks, read = weeks_read(basis)
    found = by_week(basis, weeks)
    row = index_of(found, table)
    counts = np.zeros((table.num_rows, len(weeks)), dtype=np.int64)
    week, n = (np.asarray(found[name], dtype=np.int64) for name in ("week", "n"))
    kept = row >= 0
    counts[row[kept], week[kept]] = n[kept]
    changed = change_points(counts, read)
    last = [changes[-1] if changes else None for changes in changed]
    return {
        "changes": pa.array([len(changes) for changes in changed], pa.int64()),
        "last_change": pa.array([weeks[change.at] if change else None for change in last], pa.date32()),
        "last_change_ratio": pa.array([change.after / change.before if change and change.before else None for change in last], pa.float64()),
    }
