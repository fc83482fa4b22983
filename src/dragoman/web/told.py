"""What a constant panel of outlets told in the last half year, as numbers: what the watchlist is counted over.

Gathered once for a snapshot. A filter then only says which events count; the rest is adding up.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dragoman.assembly.rules import rules
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.watchlist import own_kinds
from dragoman.web.library import Holding
from dragoman.web.selecting import Coded, Numbers, coded

WEEKS = 26
STEADY = 0.75  # of the weeks in which anything was read: an outlet of the panel published in as many
NOBODY, COUNTRY, OWN = 0, 1, 2  # whom the list names of its own accord: nobody, as a country or pair, as an actor of its own kind
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Told:
    """Rows of who, event, week and outlet, in this order: the event was told of in that week by that outlet, and they take part in it.

    Attributes:
        who: "AFG" for a country, "taliban" for an entity, "AFG-RUS" for a pair; in alphabetical order. sorts: NOBODY, COUNTRY or OWN of each.
        start: where the rows of each begin, and at last where all end. code: number of who; event, week (0 to WEEKS - 1), outlet: of each row.
        first: whether no row before has its event, week and who.
    """

    who: list[str]
    sorts: Numbers
    start: Numbers
    event: Numbers
    week: Numbers
    outlet: Numbers
    code: Numbers
    first: Flags

    def totals(self, chosen: Flags) -> Numbers:
        """How many of the events chosen were told of each of `who`, week by week added up."""
        return np.bincount(self.code[chosen[self.event] & self.first], minlength=len(self.who))

    def rows(self, who: str) -> slice:
        """The rows of one; none where nothing was told of it."""
        at = bisect_left(self.who, who)
        found = at < len(self.who) and self.who[at] == who
        return slice(int(self.start[at]), int(self.start[at + 1])) if found else slice(0, 0)


@dataclass(frozen=True)
class Ground:
    """What was told, by pairs of countries and by single actors.

    Attributes:
        first: the day week 0 begins. read: the weeks in which anything was read.
    """

    first: dt.date
    read: frozenset[int]
    outlets: int
    pairs: Told
    actors: Told

    def day(self, week: int) -> dt.date:
        return self.first + dt.timedelta(days=7 * week)


def gather(held: Holding, knowledge: Knowledge, last: dt.date) -> Ground:
    """What was told in the WEEKS weeks up to a day."""
    first = last - dt.timedelta(days=7 * WEEKS - 1)
    read, panel = steady(held, first)
    told = held.table(
        f"SELECT DISTINCT e.rowid AS event, {week_sql(first)} AS week, coalesce(r.outlet, '') AS outlet FROM held_event_claim c "
        "JOIN held_reports r ON r.id = c.report_id JOIN held_events e USING (event_id) "
        f"WHERE r.published >= ? AND coalesce(r.outlet, '') IN (SELECT unnest(?::VARCHAR[])) AND week BETWEEN 0 AND {WEEKS - 1} "
        "ORDER BY event, week, outlet",
        [first.isoformat(), sorted(panel)],
    )
    pairs = held.table(
        "SELECT DISTINCT e.rowid AS event, concat(least(a.country, b.country), '-', greatest(a.country, b.country)) AS who "
        "FROM held_events e JOIN held_event_party a ON a.event_id = e.event_id AND a.role = 'actor' AND a.country <> '' "
        "JOIN held_event_party b ON b.event_id = e.event_id AND b.country <> '' AND b.country <> a.country "
        "WHERE b.role = 'recipient' OR e.recipient_countries = ''"
    )
    known = registry(knowledge)
    states = sorted(id for id, entity in known.index.entities.items() if entity["kind"] == "state")
    single = held.table(
        "SELECT e.rowid AS event, p.country AS who FROM held_event_party p JOIN held_events e USING (event_id) WHERE p.country <> '' "
        "UNION SELECT e.rowid, p.entity FROM held_event_party p JOIN held_events e USING (event_id) "
        "WHERE p.entity <> '' AND p.entity NOT IN (SELECT unnest(?::VARCHAR[]))",
        [states],
    )
    shared, kinds = rules(knowledge).shared_codes, own_kinds(knowledge)

    def pair_sort(who: str) -> int:
        return NOBODY if shared & set(who.split("-")) else COUNTRY  # a code that many share is no party of its own

    def actor_sort(who: str) -> int:
        if known.state(who):
            return COUNTRY
        return OWN if who in known and known.get(who).kind in kinds else NOBODY

    outlets = coded(told["outlet"])
    when = (numbers(told, "event"), numbers(told, "week"), outlets.codes)
    made = []
    for table, sort in ((pairs, pair_sort), (single, actor_sort)):
        who = coded(table["who"])
        made.append(laid_out(when, numbers(table, "event"), who, np.array([sort(value) for value in who.values], dtype=np.int64)))
    return Ground(first, frozenset(read), len(outlets.values), *made)


def numbers(table: pa.Table, column: str) -> Numbers:
    found: Numbers = table[column].to_numpy().astype(np.int64)
    return found


def laid_out(when: tuple[Numbers, Numbers, Numbers], event: Numbers, who: Coded, sorts: Numbers) -> Told:
    """Who takes part in which event, joined with when it was told and by whom (event, week, outlet; in this order)."""
    told, week, outlet = when
    fresh = np.r_[True, (np.diff(told) != 0) | (np.diff(week) != 0)][: len(told)]
    order = np.lexsort((event, who.codes))
    event, codes = event[order], who.codes[order]
    low, high = np.searchsorted(told, event, "left"), np.searchsorted(told, event, "right")
    times = high - low
    before = np.cumsum(times) - times
    rows = np.arange(int(times.sum())) + np.repeat(low - before, times)
    codes = np.repeat(codes, times)
    start = np.searchsorted(codes, np.arange(len(who.values) + 1))
    return Told(who.values, sorts, start, told[rows], week[rows], outlet[rows], codes, fresh[rows])


def week_sql(first: dt.date) -> str:
    """SQL for the number of the week a report was published in, counted from a day."""
    return f"CAST(floor(date_diff('day', DATE '{first.isoformat()}', CAST(r.published AS DATE)) / 7) AS INTEGER)"


def steady(held: Holding, first: dt.date) -> tuple[set[int], Collection[str]]:
    """The weeks in which anything was read, and the constant panel: outlets that published in at least three quarters of them.

    Where no outlet did, all are the panel.
    """
    rows = held.rows(
        f"SELECT coalesce(outlet, '') AS outlet, list(DISTINCT {week_sql(first)}) AS weeks FROM held_reports r WHERE published >= ? GROUP BY 1",
        [first.isoformat()],
    )
    read = {week for row in rows for week in row["weeks"]}
    found = {row["outlet"] for row in rows if len(row["weeks"]) >= STEADY * len(read)}
    return read, found or {row["outlet"] for row in rows}
