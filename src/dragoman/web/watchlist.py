"""The watchlist: pairs and actors with their last half year, week by week, and what is usual of each."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dragoman.errors import UsageError
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.web import selecting, watching
from dragoman.web.filters import Filter
from dragoman.web.library import Holding, Row
from dragoman.web.told import COUNTRY, OWN, WEEKS, Flags, Ground, Told, gather
from dragoman.web.view import country

FEW = 5  # events below which a week is never marked
PAIRS = 8  # pairs that the list names of its own accord
ACTORS = 8  # actors; half of them countries, half others, as far as there are any
LISTED = 100  # events of a week that a page shows
PAIR = re.compile(r"[A-Z]{3}-[A-Z]{3}")


@dataclass(frozen=True)
class Line:
    """A line of the watchlist: events of the constant panel of outlets, week by week.

    Attributes:
        key: as addresses have it: "AFG", "taliban", "AFG-RUS". kind: "pair", "country", or the entity's kind of the registry.
        href: its page. values: events told of in each week, None where nothing was read. low, high: the usual.
        changed: this week outlets tell of it that did not before.
    """

    key: str
    name: str
    kind: str
    href: str
    values: tuple[int | None, ...]
    low: float
    high: float
    changed: bool

    @property
    def now(self) -> int | None:
        return self.values[-1]

    @property
    def outside(self) -> bool:
        """Out of the band, and enough events to say so."""
        return self.now is not None and self.now >= FEW and not self.low <= self.now <= self.high

    @property
    def written(self) -> str:
        return ",".join("" if value is None else str(value) for value in self.values)


@dataclass(frozen=True)
class Watchlist:
    """Lines: those a reader asked for, in their order, and the busiest pairs and actors among the events shown.

    Attributes:
        first, last: the days on which this week begins and ends; None in a store without reports.
    """

    watched: list[Line] = field(default_factory=list)
    pairs: list[Line] = field(default_factory=list)
    actors: list[Line] = field(default_factory=list)
    first: dt.date | None = None
    last: dt.date | None = None

    def lines(self) -> list[Line]:
        return [*self.watched, *self.pairs, *self.actors]


def ground(held: Holding, knowledge: Knowledge) -> Ground | None:
    """What was told in the last weeks, gathered once for a snapshot; None in a store without reports."""
    last = watching.last_day(held)
    if last is None:
        return None
    found: Ground = held.memory.once("told", lambda: gather(held, knowledge, last))
    return found


def watchlist(held: Holding, filter: Filter, knowledge: Knowledge, watched: Sequence[str] = ()) -> Watchlist:
    """The list under a filter: the keys asked for, and beside them the busiest. Raises UsageError for an unknown region."""
    told = ground(held, knowledge)
    if told is None:
        return Watchlist()
    chosen = selecting.chosen(held, selecting.selected(held, filter, knowledge))
    pairs = busiest(told.pairs, chosen, {COUNTRY: PAIRS}, PAIRS, watched)
    actors = busiest(told.actors, chosen, {COUNTRY: ACTORS // 2, OWN: ACTORS // 2}, ACTORS, watched)
    asked, paired, single = ([line(told, key, chosen, knowledge) for key in keys] for keys in (watched, pairs, actors))
    return Watchlist(asked, paired, single, told.day(WEEKS - 1), told.day(WEEKS) - dt.timedelta(days=1))


def busiest(told: Told, chosen: Flags, quotas: Mapping[int, int], most: int, left_out: Collection[str]) -> list[str]:
    """Those told of most, ties by key: so many of each sort, and where one sort has fewer, more of the others."""
    totals = told.totals(chosen)
    some = np.flatnonzero(totals)
    order = some[np.argsort(-totals[some], kind="stable")]
    best = {
        sort: [k for k in order[told.sorts[order] == sort][: most + len(left_out)].tolist() if told.who[k] not in left_out] for sort in quotas
    }
    first = [k for sort, count in quotas.items() for k in best[sort][:count]]
    rest = ranked((k for sort, count in quotas.items() for k in best[sort][count:]), totals)
    return [told.who[k] for k in ranked([*first, *rest[: most - len(first)]], totals)]


def ranked(codes: Iterable[int], totals: selecting.Numbers) -> list[int]:
    return sorted(codes, key=lambda k: (-totals[k], k))


def line(ground: Ground, key: str, chosen: Flags, knowledge: Knowledge) -> Line:
    """One line, of the events chosen.

    The usual is what a Poisson count with the mean of the weeks before gives nine times of ten; a week in which nothing was read is empty.
    """
    told, rows, kept = kept_of(ground, key, chosen)
    weeks = np.bincount(told.week[rows][kept & told.first[rows]], minlength=WEEKS)
    values = tuple(int(weeks[week]) if week in ground.read else None for week in range(WEEKS))
    before = [value for value in values[:-1] if value is not None]
    low, high = band(sum(before) / len(before)) if before else (0.0, 0.0)
    outlet, last = told.outlet[rows][kept], told.week[rows][kept] == WEEKS - 1
    then = np.zeros(ground.outlets, dtype=np.bool_)
    then[outlet[~last]] = True
    changed = bool(last.any() and then.any() and not then[outlet[last]].all())
    return Line(key, *named(key, knowledge), values, low, high, changed)


def kept_of(ground: Ground, key: str, chosen: Flags) -> tuple[Told, slice, Flags]:
    """Where the rows of a key lie, and which of them tell of events chosen."""
    told = ground.pairs if PAIR.fullmatch(key) else ground.actors
    rows = told.rows(key)
    return told, rows, chosen[told.event[rows]]


def named(key: str, knowledge: Knowledge) -> tuple[str, str, str]:
    """What a key is called, of which kind it is, and its page."""
    if PAIR.fullmatch(key):
        one, other = key.split("-")
        return f"{country(one)} – {country(other)}", "pair", f"/pairs/{one}/{other}"
    known = registry(knowledge)
    if key in known:
        return known.get(key).name, known.get(key).kind, f"/entities/{key}"
    state = known.state(key)
    return country(key), "country", f"/entities/{state.id}" if state else f"/events?entity={key}"


def band(mean: float) -> tuple[float, float]:
    """The 5 % and 95 % points of a Poisson count."""
    total, k, low, term = 0.0, 0, None, math.exp(-mean)
    while True:
        total += term
        if low is None and total >= 0.05:
            low = k
        if total >= 0.95 or k > 10 * mean + 50:
            return float(low or 0), float(k)
        k += 1
        term *= mean / k


def weekly(held: Holding, filter: Filter, knowledge: Knowledge, key: str) -> tuple[Line, list[Week]]:
    """A line under a filter with its weeks. Raises UsageError for an unknown region, and where the store has no reports."""
    told = ground(held, knowledge)
    if told is None:
        raise UsageError("the store has no reports yet", str(held.snapshot.folder), "add some with `dragoman add`")
    chosen = selecting.chosen(held, selecting.selected(held, filter, knowledge))
    of, rows, kept = kept_of(told, key, chosen)
    kept = kept & of.first[rows]
    event, week = of.event[rows][kept], of.week[rows][kept]
    found = line(told, key, chosen, knowledge)
    return found, [Week(told.day(at), value, event[week == at]) for at, value in enumerate(found.values)]


@dataclass(frozen=True)
class Week:
    """A week of a line: its first day, events told of (None where nothing was read), their numbers (`selecting`)."""

    first: dt.date
    value: int | None
    numbers: selecting.Numbers

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=6)

    def events(self, held: Holding, most: int = LISTED) -> list[Row]:
        """The newest of its events."""
        return selecting.events(held, np.sort(self.numbers)[:most].tolist())


def ids(held: Holding, weeks: Sequence[Week]) -> list[list[str]]:
    """The ids of the events of each week, in the order held."""
    numbers = np.unique(np.concatenate([week.numbers for week in weeks])).tolist()
    rows = held.rows("SELECT rowid AS number, event_id FROM held_events WHERE rowid IN (SELECT unnest(?::BIGINT[]))", [numbers])
    names = {row["number"]: row["event_id"] for row in rows}
    return [[names[number] for number in np.sort(week.numbers).tolist()] for week in weeks]
