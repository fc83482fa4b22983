"""The relation of one pair of countries, both directions, every figure with the events behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from dragoman.errors import UsageError
from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap, shrinking
from dragoman.measures.basis import Basis, evidence
from dragoman.measures.chance import compare_rates, ratio_interval
from dragoman.measures.changes import Change, change_points
from dragoman.measures.coverage import coverage
from dragoman.measures.relations import AGAINST, GUARD, SURE, WEEK, Windows, weekly, windows

LATEST = 12  # events shown
Row = dict[str, Any]


def relation(basis: Basis, one: str, other: str, days: int = WEEK) -> Row:
    """All that the store tells of what `one` did towards `other` and the other way round: docs/measures.md has the fields.

    Every figure is {"n" or "value", "low", "high", "events": ids}. Raises UsageError for a code that is no country and that no event has, or
    where nothing was read.
    """
    for code in (one, other):
        known = basis.connection.execute("SELECT 1 FROM basis_links WHERE actor = ? OR recipient = ? LIMIT 1", [code, code]).fetchall()
        if not known and code not in basis.countries:
            raise UsageError(f"{code!r} is no country", "relation", "give ISO 3166 alpha-3 codes, such as RUS AFG")
    at = windows(basis, days)
    common = overall(basis)
    return {
        "what": "relation",
        "pair": [one, other],
        "as_of": (at.now[1] - dt.timedelta(days=1)).isoformat(),
        "window_days": days,
        "overall_intensity": known_number(common.mean),
        "directions": [direction(basis, a, b, at, common) for a, b in ((one, other), (other, one))],
        "coverage": coverage(basis),
    }


def overall(basis: Basis) -> shrinking.Prior:
    """What all pairs have in common, for shrinking."""
    found = basis.connection.execute(
        "SELECT count(*) AS n, sum(intensity) AS total, sum(intensity * intensity) AS squares FROM basis_links GROUP BY actor, recipient"
    ).fetchnumpy()
    n, total, squares = (np.asarray(found[name], dtype=np.float64) for name in ("n", "total", "squares"))
    return shrinking.prior(n, total, squares)


def direction(basis: Basis, actor: str, recipient: str, at: Windows, common: shrinking.Prior) -> Row:
    """One direction of a pair."""
    links = basis.rows(
        """SELECT event_id, event_type, mode, quad, intensity, mutual, start, stop FROM basis_links
        WHERE actor = ? AND recipient = ? ORDER BY start NULLS FIRST, event_id""",
        [actor, recipient],
    )
    made: Row = {"actor": actor, "recipient": recipient, **counted(basis, actor, recipient, links)}
    made["intensity"] = intensity(basis, actor, recipient, links, common)
    made["trend"] = [trend(links, at, weeks) for weeks in AGAINST]
    made["first_contacts"] = first_contacts(links)
    made |= levels(basis, actor, recipient, links)
    made["latest"] = latest(basis, links)
    return made


def counted(basis: Basis, actor: str, recipient: str, links: list[Row]) -> Row:
    """Events in all, by quad category and by type, with intervals by bootstrap."""
    labels = [*QUADS, *basis.grouping.types]
    place = {name: k + 1 for k, name in enumerate(labels)}
    cases = " ".join(f"WHEN '{name}' THEN {k}" for name, k in place.items())
    chosen = f"basis_links WHERE actor = '{quoted(actor)}' AND recipient = '{quoted(recipient)}'"
    sql = " UNION ALL ".join(
        f"SELECT {cell} AS cell, event_id, bloc, intensity AS value FROM {chosen}"
        for cell in ("0", f"CASE quad {cases} END", f"CASE event_type {cases} END")
    )
    drawn = bootstrap.counts(basis, bootstrap.pieces(basis, sql, len(labels) + 1))

    def figure(number: int, ids: list[str]) -> Row:
        low, high = bootstrap.interval(drawn[number]) if ids else (0.0, 0.0)
        return {"n": len(ids), "low": low, "high": high, "events": ids}

    by = {name: [row["event_id"] for row in links if name in {row["quad"], row["event_type"]}] for name in labels}
    sources = basis.connection.execute(
        f"SELECT count(DISTINCT source_group), count(DISTINCT report_id) FROM ({evidence(f'SELECT event_id FROM {chosen}')})"
    ).fetchall()[0]
    return {
        "events": figure(0, [row["event_id"] for row in links]),
        "independent_sources": sources[0],
        "reports": sources[1],
        "quads": {name: figure(place[name], by[name]) for name in QUADS},
        "types": {name: figure(place[name], by[name]) for name in basis.grouping.types if by[name]},
    }


def quoted(code: str) -> str:
    return code.replace("'", "''")


def intensity(basis: Basis, actor: str, recipient: str, links: list[Row], common: shrinking.Prior) -> Row:
    """Mean PLOVER score with its bootstrap interval, and the same drawn towards the mean of all pairs."""
    scores = [row["intensity"] for row in links if row["intensity"] is not None]
    mean = float(np.mean(scores)) if scores else float("nan")
    chosen = f"basis_links WHERE actor = '{quoted(actor)}' AND recipient = '{quoted(recipient)}'"
    low, high = bootstrap.means(basis, bootstrap.pieces(basis, f"SELECT 0 AS cell, event_id, bloc, intensity AS value FROM {chosen}", 1))
    middle, below, above = common.shrunk(np.array([mean]), np.array([float(len(scores))]))
    bounds = {"low": known_number(low[0]), "high": known_number(high[0])}
    shrunk = {"shrunk": known_number(middle[0]), "shrunk_low": known_number(below[0]), "shrunk_high": known_number(above[0])}
    return {"value": known_number(mean), **bounds, **shrunk, "events": [row["event_id"] for row in links]}


def known_number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def trend(links: list[Row], at: Windows, weeks: int) -> Row:
    """Events in the window against those of the weeks before it, as rates per report read, tested exactly."""
    now, before = (
        [row["event_id"] for row in links if row["start"] and start <= row["start"] < end] for start, end in (at.now, at.before[weeks])
    )
    share = at.share(weeks)
    made: Row = {"weeks": weeks, "now": len(now), "before": len(before), "reports_now": at.read_now, "reports_before": at.read_before[weeks]}
    made |= {"ratio": None, "low": None, "high": None, "p": None, "events": now, "events_before": before}
    if np.isnan(share):
        return made | {"verdict": "nothing was read in one of the two times"}
    made["expected"] = len(before) * share / (1 - share)
    if len(now) + len(before) < GUARD:
        return made | {"verdict": f"too few events to tell (fewer than {GUARD})"}
    p = float(compare_rates(np.array([len(now)]), np.array([len(before)]), np.array([share]))[0])
    low, high = ratio_interval(len(now), len(before), share)
    made |= {"ratio": len(now) / made["expected"] if before else None, "low": low, "high": high, "p": p}
    more = not before or len(now) > made["expected"]
    return made | {"verdict": ("more" if more else "fewer") if p < SURE else "no clear change"}


def first_contacts(links: list[Row]) -> list[Row]:
    """The first dated event of the pair, and the first of each type, as far as the store reads back."""
    seen: dict[str, Row] = {}
    for row in links:
        if row["start"]:
            seen.setdefault(row["event_type"], row)
    firsts = sorted(seen.items(), key=lambda item: (item[1]["start"], item[0]))
    return [{"event_type": name, "day": row["start"].isoformat(), "events": [row["event_id"]]} for name, row in firsts]


def levels(basis: Basis, actor: str, recipient: str, links: list[Row]) -> Row:
    """Weekly counts, and where their level changed; rates are events per week at the mean number of reports a week."""
    weeks, read, found = weekly(basis, "AND actor = ? AND recipient = ?", [actor, recipient])
    counts = np.zeros((1, len(weeks)), dtype=np.int64)
    for row in found.to_pylist():
        counts[0, row["week"]] = row["n"]
    usual = float(read[read > 0].mean()) if (read > 0).any() else 0.0
    (changes,) = change_points(counts, read)
    series = {"weeks": [day.isoformat() for day in weeks], "events": counts[0].tolist(), "reports_read": read.astype(int).tolist()}
    return {"changes": [change_row(change, weeks, usual, links) for change in changes], "series": series}


def change_row(change: Change, weeks: list[dt.date], usual: float, links: list[Row]) -> Row:
    """A change of level with the weeks it may lie in and the events of the week it lies in."""
    start = weeks[change.at]
    end = start + dt.timedelta(days=WEEK)
    return {
        "week": start.isoformat(),
        "low": weeks[change.low].isoformat(),
        "high": weeks[change.high].isoformat(),
        "before": change.before * usual,
        "after": change.after * usual,
        "gain": change.gain,
        "events": [row["event_id"] for row in links if row["start"] and start <= row["start"] < end],
    }


def latest(basis: Basis, links: list[Row]) -> list[Row]:
    """The last events, newest first, with their headline."""
    ids = [row["event_id"] for row in links if row["start"]][-LATEST:]
    columns = "event_id, date_start AS day, event_type, mode, headline, belief, reports, independent_sources"
    return basis.rows(f"SELECT {columns} FROM events WHERE event_id IN (SELECT unnest(?)) ORDER BY date_start DESC, event_id", [ids])
