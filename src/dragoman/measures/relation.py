"""The relation of one pair of countries, both directions, every figure with the events behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from dragoman.errors import UsageError
from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap, shrinking
from dragoman.measures.basis import EXACT, Basis
from dragoman.measures.chance import compare_rates, ratio_intervals
from dragoman.measures.changes import Change, change_points
from dragoman.measures.coverage import coverage
from dragoman.measures.relations import AGAINST, GUARD, SURE, WEEK, Windows, weeks_read, windows

LATEST = 12  # events shown
Row = dict[str, Any]
Side = tuple[str, str]  # actor, recipient


def relation(basis: Basis, one: str, other: str, days: int = WEEK) -> Row:
    """All that the store tells of what `one` did towards `other` and the other way round: docs/measures.md has the fields.

    Every figure is {"n" or "value", "low", "high", "events": ids}. Raises UsageError for a code that is no country and that no event has, or
    where nothing was read.
    """
    for code in (one, other):
        known = basis.connection.execute("SELECT 1 FROM basis_links WHERE actor = ? OR recipient = ? LIMIT 1", [code, code]).fetchall()
        if not known and code not in basis.countries:
            raise UsageError(f"{code!r} is no country", "relation", "give ISO 3166 alpha-3 codes, such as RUS AFG")
    at = basis.once(("windows", days), lambda: windows(basis, days))
    common = basis.once("overall", lambda: overall(basis))
    sides = [(one, other), (other, one)]
    links = [links_of(basis, *side) for side in sides]
    drawn = draws(basis, sides)
    told = sources(basis, sides)
    trends = trends_of(links, at)
    return {
        "what": "relation",
        "pair": [one, other],
        "as_of": (at.now[1] - dt.timedelta(days=1)).isoformat(),
        "window_days": days,
        "overall_intensity": known_number(common.mean),
        "directions": [direction(basis, side, links[k], drawn[k], told[k], trends[k], common) for k, side in enumerate(sides)],
        "coverage": basis.once("coverage", lambda: coverage(basis)),
    }


def overall(basis: Basis) -> shrinking.Prior:
    """What all pairs have in common, for shrinking."""
    found = basis.connection.execute(
        f"""SELECT count(*) AS n, CAST(sum({EXACT}) AS DOUBLE) AS total, CAST(sum({EXACT} * {EXACT}) AS DOUBLE) AS squares
        FROM basis_links GROUP BY actor, recipient ORDER BY actor, recipient"""
    ).fetchnumpy()
    n, total, squares = (np.asarray(found[name], dtype=np.float64) for name in ("n", "total", "squares"))
    return shrinking.prior(n, total, squares)


def links_of(basis: Basis, actor: str, recipient: str) -> list[Row]:
    return basis.rows(
        """SELECT event_id, event_type, mode, quad, intensity, mutual, start, stop FROM basis_links
        WHERE actor = ? AND recipient = ? ORDER BY start NULLS FIRST, event_id""",
        [actor, recipient],
    )


def sources(basis: Basis, sides: list[Side]) -> list[tuple[int, int]]:
    """How many independent sources, and how many reports, stand behind each direction."""
    either = " UNION ALL ".join(f"SELECT {k} AS side, event_id FROM ({chosen(side)})" for k, side in enumerate(sides))
    found = basis.connection.execute(f"""
        WITH either AS MATERIALIZED ({either})
        SELECT side, count(DISTINCT source_group), count(DISTINCT report_id)
        FROM either JOIN ({basis.evidence("SELECT event_id FROM either")}) e USING (event_id) GROUP BY side""").fetchall()
    known = {side: (groups, reports) for side, groups, reports in found}
    return [known.get(k, (0, 0)) for k in range(len(sides))]


def direction(
    basis: Basis, side: Side, links: list[Row], drawn: Drawn, told: tuple[int, int], trends: list[Row], common: shrinking.Prior
) -> Row:
    """One direction of a pair."""
    made: Row = {"actor": side[0], "recipient": side[1], **counted(basis, links, drawn, told)}
    made["intensity"] = intensity(links, drawn, common)
    made["trend"] = trends
    made["first_contacts"] = first_contacts(links)
    made |= levels(basis, links)
    made["latest"] = latest(basis, links)
    return made


@dataclass(frozen=True)
class Drawn:
    """The bootstrap of one direction: `counts` of labels × draws (all events, the quad categories, the types), and bounds of the intensity."""

    counts: bootstrap.Reals
    low: float
    high: float


def labels_of(basis: Basis) -> list[str]:
    return ["", *QUADS, *basis.grouping.types]


def draws(basis: Basis, sides: list[Side]) -> list[Drawn]:
    """The bootstrap of both directions, from one draw of reports."""
    labels = labels_of(basis)
    cases = " ".join(f"WHEN '{name}' THEN {k}" for k, name in enumerate(labels) if name)
    places = f"unnest([0, CASE quad {cases} END, CASE event_type {cases} END])"
    sql = " UNION ALL ".join(
        f"SELECT {k * len(labels)} + {places} AS cell, event_id, bloc, intensity AS value FROM ({chosen(side)})" for k, side in enumerate(sides)
    )
    of = bootstrap.pieces(basis, sql, len(labels) * len(sides))
    counts = bootstrap.counts(basis, of)
    wholes = np.arange(len(sides)) * len(labels)
    low, high = bootstrap.means(basis, bootstrap.within(of, wholes))
    return [Drawn(counts[at : at + len(labels)], low[k], high[k]) for k, at in enumerate(wholes)]


def chosen(side: Side) -> str:
    actor, recipient = (code.replace("'", "''") for code in side)
    return f"SELECT * FROM basis_links WHERE actor = '{actor}' AND recipient = '{recipient}'"


def counted(basis: Basis, links: list[Row], drawn: Drawn, told: tuple[int, int]) -> Row:
    """Events in all, by quad category and by type, with intervals by bootstrap."""
    ids: dict[str, list[str]] = {name: [] for name in labels_of(basis)}
    for row in links:
        for name in ("", row["quad"], row["event_type"]):
            ids[name].append(row["event_id"])

    def figure(number: int, found: list[str]) -> Row:
        low, high = bootstrap.interval(drawn.counts[number]) if found else (0.0, 0.0)
        return {"n": len(found), "low": low, "high": high, "events": found}

    figures = {name: figure(number, found) for number, (name, found) in enumerate(ids.items())}
    return {
        "events": figures[""],
        "independent_sources": told[0],
        "reports": told[1],
        "quads": {name: figures[name] for name in QUADS},
        "types": {name: figures[name] for name in basis.grouping.types if ids[name]},
    }


def intensity(links: list[Row], drawn: Drawn, common: shrinking.Prior) -> Row:
    """Mean PLOVER score with its bootstrap interval, and the same drawn towards the mean of all pairs."""
    scores = [row["intensity"] for row in links if row["intensity"] is not None]
    mean = float(np.mean(scores)) if scores else float("nan")
    middle, below, above = common.shrunk(np.array([mean]), np.array([float(len(scores))]))
    bounds = {"low": known_number(drawn.low), "high": known_number(drawn.high)}
    shrunk = {"shrunk": known_number(middle[0]), "shrunk_low": known_number(below[0]), "shrunk_high": known_number(above[0])}
    return {"value": known_number(mean), **bounds, **shrunk, "events": [row["event_id"] for row in links]}


def known_number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def trends_of(links: list[list[Row]], at: Windows) -> list[list[Row]]:
    """For each direction, events in the window against those of the weeks before it, as rates per report read, tested exactly."""
    rows = [[trend(found, at, weeks) for weeks in AGAINST] for found in links]
    tested = [row for listed in rows for row in listed if "verdict" not in row]
    if tested:
        now, before, share = (np.array([row[key] for row in tested]) for key in ("now", "before", "share"))
        chances = compare_rates(now, before, share)
        lows, highs = ratio_intervals(now, before, share)
        for row, p, low, high in zip(tested, chances, lows, highs, strict=True):
            ratio = row["now"] / row["expected"] if row["before"] else None
            more = not row["before"] or row["now"] > row["expected"]
            row |= {"ratio": ratio, "low": low, "high": high, "p": float(p)}
            row["verdict"] = ("more" if more else "fewer") if p < SURE else "no clear change"
    for row in (row for listed in rows for row in listed):
        row.pop("share", None)
    return rows


def trend(links: list[Row], at: Windows, weeks: int) -> Row:
    """What one trend is told from; with a verdict where it cannot be tested."""
    now, before = (
        [row["event_id"] for row in links if row["start"] and start <= row["start"] < end] for start, end in (at.now, at.before[weeks])
    )
    share = at.share(weeks)
    made: Row = {"weeks": weeks, "now": len(now), "before": len(before), "reports_now": at.read_now, "reports_before": at.read_before[weeks]}
    made |= {"ratio": None, "low": None, "high": None, "p": None, "events": now, "events_before": before}
    if np.isnan(share):
        return made | {"verdict": "nothing was read in one of the two times"}
    made |= {"expected": len(before) * share / (1 - share), "share": share}
    if len(now) + len(before) < GUARD:
        return made | {"verdict": f"too few events to tell (fewer than {GUARD})"}
    return made


def first_contacts(links: list[Row]) -> list[Row]:
    """The first dated event of the pair, and the first of each type, as far as the store reads back."""
    seen: dict[str, Row] = {}
    for row in links:
        if row["start"]:
            seen.setdefault(row["event_type"], row)
    firsts = sorted(seen.items(), key=lambda item: (item[1]["start"], item[0]))
    return [{"event_type": name, "day": row["start"].isoformat(), "events": [row["event_id"]]} for name, row in firsts]


def levels(basis: Basis, links: list[Row]) -> Row:
    """Weekly counts, and where their level changed; rates are events per week at the mean number of reports a week."""
    weeks, read = basis.once("weeks", lambda: weeks_read(basis))
    counts = np.zeros((1, len(weeks)), dtype=np.int64)
    end = basis.time_read()[1]
    for row in links:
        if row["start"] and row["stop"] and weeks[0] <= row["start"] <= end and (row["stop"] - row["start"]).days < WEEK:
            counts[0, (row["start"] - weeks[0]).days // WEEK] += 1
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
