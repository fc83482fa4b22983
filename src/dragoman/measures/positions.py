"""Positions: who speaks for or against whom, and how far speakers agree. From statements, of which each saying counts once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.engagement import members_sql

Row = dict[str, Any]
SHARED = 2  # sayings for or against, of each of two speakers about one thing, below which it is not compared


def positions(basis: Basis, members: Sequence[str], organisations: bool = False) -> Row:
    """Stances of speakers about others, where the speaker or the one spoken of is a member; and agreement between speakers.

    A saying is one speaker, one thing spoken of, one position and one day of publication, however many outlets print it. The stance is
    (for - against) / (for + against), between -1 and 1; other positions (asks, warns, hopes, …) are counted and take no side. Its interval is
    that of `bootstrap.share_bounds` over reports. `statements` are the ids behind each figure.
    """
    rows = sayings(basis, members, organisations)
    signs = basis.grouping.stances
    reports = {id: number for number, id in enumerate(sorted({row["report_id"] for row in rows}))}
    drawn = bootstrap.weights(len(reports), basis.draws, basis.seed).astype(np.float64)
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        cells.setdefault((row["speaker"], row["about"]), []).append(row)
    totals = {}
    listed = []
    for (speaker, about), found in cells.items():
        sided = [row for row in found if row["position"] in signs]
        sign = np.array([signs[row["position"]] for row in sided])
        weight = drawn[[reports[row["report_id"]] for row in sided]] if sided else np.zeros((0, basis.draws))
        totals[speaker, about] = (float(sign.sum()), float(len(sign)), (weight * sign[:, None]).sum(axis=0), weight.sum(axis=0))
        listed.append(stance_row(speaker, about, found, totals[speaker, about]))
    listed.sort(key=lambda row: (-row["sayings"], row["speaker"], row["about"]))
    return {"stances": listed, "agreement": agreement(totals)}


def sayings(basis: Basis, members: Sequence[str], organisations: bool) -> list[Row]:
    """One row for each saying with its statements. `about` is a country, or a name where no country is known."""
    inside = members_sql(members)
    listed = members_sql(sorted(basis.countries))
    only = "" if organisations else f"AND speaker IN ({listed})"
    return basis.rows(
        f"""
        WITH said AS (
            SELECT s.id, s.report_id, s.speaker_country AS speaker, coalesce(s.position, '') AS position, r.day,
                unnest(list_zip(string_split(coalesce(s.about_country, ''), '; '), string_split(coalesce(s.about_name, ''), '; '))) AS pair
            FROM statements s JOIN basis_reports r ON r.id = s.report_id
            WHERE r.chosen AND s.speaker_country <> '' AND (r.day IS NULL OR r.day BETWEEN ? AND ?)),
        named AS (SELECT * EXCLUDE (pair), CASE WHEN coalesce(pair[1], '') <> '' THEN pair[1] ELSE coalesce(pair[2], '') END AS about FROM said)
        SELECT speaker, about, position, day, min(report_id) AS report_id, list_sort(list_distinct(list(id))) AS statements FROM named
        WHERE about <> '' AND about <> speaker AND (speaker IN ({inside}) OR about IN ({inside})) {only}
        GROUP BY speaker, about, position, day ORDER BY speaker, about, day NULLS FIRST, position""",
        [basis.scope.first, basis.scope.last],
    )


def stance_row(speaker: str, about: str, found: list[Row], total: tuple[float, float, Any, Any]) -> Row:
    """One speaker about one thing. `total`: balance of for and against, how many take sides, and both in each draw."""
    balance, sided, drawn_balance, drawn_sided = total
    by: dict[str, Row] = {}
    for row in found:
        entry = by.setdefault(row["position"] or "unclear", {"n": 0, "statements": []})
        entry["n"] += 1
        entry["statements"] += row["statements"]
    made: Row = {"speaker": speaker, "about": about, "sayings": len(found), "positions": dict(sorted(by.items()))}
    if not sided:
        return made | {"stance": None, "low": None, "high": None, "sided": 0}
    drawn = np.divide(drawn_balance, drawn_sided, out=np.full(len(drawn_sided), np.nan), where=drawn_sided > 0)
    low, high = bootstrap.share_bounds((balance + sided) / 2, sided, (drawn + 1) / 2)  # the stance is a share for, stretched to -1 to 1
    return made | {"stance": balance / sided, "low": 2 * low - 1, "high": 2 * high - 1, "sided": int(sided)}


def agreement(totals: dict[tuple[str, str], tuple[float, float, Any, Any]]) -> list[Row]:
    """How near two speakers' stances are: 1 - mean |difference| / 2 over what both take sides on (themselves left out), from 0 to 1."""
    taken: dict[str, set[str]] = {}
    for (speaker, about), total in totals.items():
        if total[1] >= SHARED:
            taken.setdefault(speaker, set()).add(about)
    rows: list[Row] = []
    for a, b in combinations(sorted(taken), 2):
        shared = sorted((taken[a] & taken[b]) - {a, b})
        if not shared:
            continue
        gaps = [abs(totals[a, x][0] / totals[a, x][1] - totals[b, x][0] / totals[b, x][1]) for x in shared]
        drawn = []
        for x in shared:
            one, other = (np.divide(t[2], t[3], out=np.full(len(t[3]), np.nan), where=t[3] > 0) for t in (totals[a, x], totals[b, x]))
            drawn.append(1 - np.abs(one - other) / 2)
        all_drawn = np.array(drawn)
        low, high = bootstrap.interval(all_drawn[:, ~np.isnan(all_drawn).any(axis=0)].mean(axis=0))
        rows.append({"speakers": [a, b], "agreement": 1 - float(np.mean(gaps)) / 2, "low": low, "high": high, "about": shared})
    return sorted(rows, key=lambda row: (-len(row["about"]), -row["agreement"], row["speakers"]))
