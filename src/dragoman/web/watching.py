"""What Watch shows: the honest strip, the watchlist with its series, the cards of events."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.outlets import UNKNOWN
from dragoman.lexicon.outlets import load as load_outlets
from dragoman.web import asking, selecting
from dragoman.web.filters import Filter, marks
from dragoman.web.library import Holding, Row
from dragoman.web.view import country

WEEKS = 26
FEW = 5  # events below which a week is never marked
WATCHED = 14  # pairs and actors of the watchlist
MENTIONED = 12  # background events under a card
SILENT = 2  # days after which an outlet that publishes daily is said to be silent


@dataclass(frozen=True)
class Series:
    """A line of the watchlist: events of the constant panel of outlets, week by week."""

    name: str
    href: str
    values: tuple[int | None, ...]
    low: float
    high: float
    changed: bool  # the outlets that told of it are not those of before

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


def strip(held: Holding, knowledge: Knowledge) -> list[dict[str, Any]]:
    """What was read, in one line: reports, independent ones, languages, control by states, silence, failures."""
    if "strip" not in held.memory:
        reports = held.rows("SELECT id, outlet, published, language FROM held_reports")
        copies = held.rows("SELECT count(DISTINCT report_id) AS n FROM held_event_claim WHERE status = 'copy'")[0]["n"]
        languages = Counter(row["language"] or "en" for row in reports)
        others = sum(n for code, n in languages.items() if code != "en")
        days = [row["published"] for row in reports if row["published"]]
        read = len(reports) - others
        parts = [said(f"{read:,} reports read, {read - copies:,} independent")]
        parts.append(said("English only" + (f": {others:,} in other languages are kept and not read" if others else "")))
        parts += control(reports, knowledge)
        parts += silence(reports, max(days, default=""))
        failed = sum(len(coded.failures) for coded in held.snapshot.chosen())
        failed += sum(int(line.get("counts", {}).get("failed", 0)) for line in held.snapshot.adds)
        if failed:
            parts.append(said(f"{failed:,} inputs failed", True))
        held.memory["strip"] = parts
    found: list[dict[str, Any]] = held.memory["strip"]
    return found


def said(text: str, warn: bool = False) -> dict[str, Any]:
    return {"text": text, "warn": warn}


def control(reports: Sequence[Row], knowledge: Knowledge) -> list[dict[str, Any]]:
    """The share of reports whose outlet a state owns or controls, as far as outlets are known."""
    outlets = load_outlets(knowledge)
    kinds: Counter[str] = Counter()
    for (outlet, day), n in Counter((row["outlet"], row["published"]) for row in reports).items():
        found = outlets.find(outlet or "")
        kinds[outlets.bloc("ownership", outlet or "", found, dt.date.fromisoformat(day) if day else None)] += n
    known = kinds.total() - kinds[UNKNOWN]
    if not known:
        return [said("who owns the outlets is not known")]
    rest = f" of {known:,} whose outlet is known" if kinds[UNKNOWN] else ""
    return [said(f"{100 * kinds['state'] / known:.0f} % from state outlets{rest}")]


def silence(reports: Sequence[Row], last: str) -> list[dict[str, Any]]:
    """Outlets that published on most days of the last four weeks before they fell silent."""
    if not last:
        return []
    end = dt.date.fromisoformat(last)
    days: dict[str, set[dt.date]] = {}
    for row in reports:
        if row["published"] and row["outlet"] and (end - dt.date.fromisoformat(row["published"])).days <= 28:
            days.setdefault(row["outlet"], set()).add(dt.date.fromisoformat(row["published"]))
    silent = sorted(
        ((end - max(found)).days, outlet) for outlet, found in days.items() if len(found) >= 10 and (end - max(found)).days >= SILENT
    )
    return [said(f"{outlet} silent {count} days", True) for count, outlet in reversed(silent)][:3]


def last_day(held: Holding) -> dt.date | None:
    """The day of the newest report: what "this week" means in this store."""
    sql = "SELECT max(published) AS day FROM held_reports WHERE published <> ''"
    found: str | None = held.memory.once("last day", lambda: held.rows(sql)[0]["day"])
    return dt.date.fromisoformat(found) if found else None


def watchlist(held: Holding, filter: Filter, knowledge: Knowledge) -> list[Series]:
    """The pairs of countries with most events under a filter, over the last weeks, from outlets that published in all of them.

    The band is what a Poisson count with the mean of the weeks before gives nine times of ten; a week in which nothing was read is empty.
    """
    end = last_day(held)
    if end is None:
        return []
    told = held.memory.once("told", lambda: told_by_panel(held, end - dt.timedelta(days=7 * WEEKS - 1)))
    return ranked(told, selecting.chosen(held, selecting.selected(held, filter, knowledge))[told.event])


@dataclass(frozen=True)
class Told:
    """What the constant panel told in the last weeks: a row for each event, week, outlet and pair of countries, in this order.

    Attributes:
        event: the event's number. week: 0 to WEEKS - 1. outlet, pair: as codes. first: whether no row before has its event, week and pair.
        read: the weeks in which anything was read.
    """

    event: NDArray[np.int64]
    week: NDArray[np.int64]
    outlet: NDArray[np.int64]
    pair: selecting.Coded
    first: NDArray[np.bool_]
    read: set[int]


def told_by_panel(held: Holding, first: dt.date) -> Told:
    read, panel = steady(held, first)
    found = held.table(
        f"WITH told AS MATERIALIZED (SELECT DISTINCT c.event_id, r.outlet, {week_sql(first)} AS week FROM held_event_claim c "
        "JOIN held_reports r ON r.id = c.report_id WHERE r.published >= ? AND coalesce(r.outlet, '') IN (SELECT unnest(?::VARCHAR[]))) "
        "SELECT DISTINCT e.rowid AS event, t.week, t.outlet, concat(least(a.country, b.country), ' ', greatest(a.country, b.country)) AS pair "
        "FROM told t JOIN held_events e USING (event_id) "
        "JOIN held_event_party a ON a.event_id = t.event_id AND a.role = 'actor' AND a.country <> '' "
        "JOIN held_event_party b ON b.event_id = t.event_id AND b.country <> '' AND b.country <> a.country "
        f"WHERE (b.role = 'recipient' OR e.recipient_countries = '') AND week BETWEEN 0 AND {WEEKS - 1} ORDER BY event, pair, week, outlet",
        [first.isoformat(), sorted(panel)],
    )
    pair = selecting.coded(found["pair"])
    event, week = (found[name].to_numpy().astype(np.int64) for name in ("event", "week"))
    same = (np.diff(event) == 0) & (np.diff(pair.codes) == 0) & (np.diff(week) == 0)
    return Told(event, week, selecting.coded(found["outlet"]).codes, pair, np.r_[True, ~same][: len(event)], read)


def week_sql(first: dt.date) -> str:
    """SQL for the number of the week a report was published in, counted from a day."""
    return f"CAST(floor(date_diff('day', DATE '{first.isoformat()}', CAST(r.published AS DATE)) / 7) AS INTEGER)"


def steady(held: Holding, first: dt.date) -> tuple[set[int], set[str]]:
    """The weeks in which anything was read, and the constant panel: outlets that published in at least three quarters of them.

    Where no outlet did, all are the panel.
    """
    rows = held.rows(
        f"SELECT coalesce(outlet, '') AS outlet, list(DISTINCT {week_sql(first)}) AS weeks FROM held_reports r WHERE published >= ? GROUP BY 1",
        [first.isoformat()],
    )
    read = {week for row in rows for week in row["weeks"]}
    found = {row["outlet"] for row in rows if len(row["weeks"]) >= 0.75 * len(read)}
    return read, found or {row["outlet"] for row in rows}


def ranked(told: Told, kept: NDArray[np.bool_]) -> list[Series]:
    """The pairs with most events among the rows kept, as series; ties by code."""
    cells = told.pair.codes * WEEKS + told.week
    counts = np.bincount(cells[kept & told.first], minlength=len(told.pair.values) * WEEKS).reshape(-1, WEEKS)
    totals = counts.sum(axis=1)
    most = [k for k in np.argsort(-totals, kind="stable")[:WATCHED] if totals[k]]
    return [series(told, kept & (told.pair.codes == k), told.pair.values[k].split(" "), counts[k]) for k in most]


def series(told: Told, rows: NDArray[np.bool_], pair: Sequence[str], weeks: NDArray[np.int64]) -> Series:
    values = tuple(int(weeks[w]) if w in told.read else None for w in range(WEEKS))
    before = [value for value in values[:-1] if value is not None]
    low, high = band(sum(before) / len(before)) if before else (0.0, 0.0)
    last = told.week[rows] == WEEKS - 1
    now, then = (set(told.outlet[rows][at].tolist()) for at in (last, ~last))
    changed = bool(now) and bool(then) and not now <= then
    return Series(f"{country(pair[0])} – {country(pair[1])}", f"/pairs/{pair[0]}/{pair[1]}", values, low, high, changed)


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


def states(held: Holding, since: str, ids: Sequence[str]) -> dict[str, str]:
    """Badges of events: what happened to them on or after a day: NEW, CHANGED, WITHDRAWN."""
    names = {"new": "NEW", "changed": "CHANGED", "corrected": "CHANGED", "merged": "CHANGED", "split": "CHANGED", "withdrawn": "WITHDRAWN"}
    if not ids:
        return {}
    where = f'event_id IN ({marks(ids)}) AND "when" >= ?'
    rows = held.rows(f"SELECT event_id, what FROM held_changes WHERE {where} ORDER BY what <> 'withdrawn', what <> 'new'", [*ids, since])
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["event_id"], names.get(row["what"], ""))
    return found


def told_by_states(held: Holding, rows: Sequence[Row], knowledge: Knowledge) -> dict[str, int]:
    """How many reports of each event come from outlets that a state owned when they were published."""
    outlets = load_outlets(knowledge)
    ids = [row["event_id"] for row in rows]
    if not ids:
        return {}
    found: Counter[str] = Counter()
    sql = (
        "SELECT DISTINCT c.event_id, c.report_id, r.outlet, r.published FROM held_event_claim c "
        f"JOIN held_reports r ON r.id = c.report_id WHERE c.event_id IN ({marks(ids)})"
    )
    for row in held.rows(sql, ids):
        known = outlets.find(row["outlet"] or "")
        day = dt.date.fromisoformat(row["published"]) if row["published"] else None
        found[row["event_id"]] += outlets.bloc("ownership", row["outlet"] or "", known, day) == "state"
    return dict(found)


def gather_background(held: Holding) -> bool:
    """Makes the table held_background: the background events of each report."""
    with held.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE TABLE held_background AS SELECT DISTINCT c.report_id, e.event_id, e.date_start "
            "FROM held_event_claim c JOIN held_events e USING (event_id) WHERE e.recency = 'background'"
        )
    return True


def background(held: Holding, ids: Sequence[str]) -> dict[str, list[Row]]:
    """For each event what its reports mention as background, latest first."""
    if not ids:
        return {}
    held.memory.once("background", lambda: gather_background(held))
    pairs = held.rows(
        "SELECT DISTINCT a.event_id AS event, b.event_id AS other, b.date_start FROM held_event_claim a "
        "JOIN held_background b ON b.report_id = a.report_id AND b.event_id <> a.event_id "
        f"WHERE a.event_id IN ({marks(ids)}) ORDER BY b.date_start DESC, other",
        ids,
    )
    rows = {row["event_id"]: row for row in asking.by_id(held, sorted({row["other"] for row in pairs}))}
    found: dict[str, list[Row]] = {}
    for row in pairs:
        if len(found.setdefault(row["event"], [])) < MENTIONED:
            found[row["event"]].append(rows[row["other"]])
    return found
