"""Response: after one country acts towards another, what the other does back within some days, against what it does anyway."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis

Row = dict[str, Any]
Days = NDArray[np.int64]
FEWEST = 5  # days on which the one acted, below which nothing is told
KINDS = ("cooperation", "conflict")


def response(basis: Basis, days: int = 14) -> list[Row]:
    """For each ordered pair and kind of act (cooperation or conflict), how often the other side acted back within `days`. Needs `cut_out`.

    A trigger is a day on which a acted towards b. It is answered where b acted towards a (with an act of the kind asked for) on one of the
    `days` days after it. `value` is the share of triggers answered, `base` the share of all days of the time read that would have been
    answered so, `difference` value - base. Mutual events (talks, fights with two sides) have no direction and are left out, as are triggers
    whose days are not over. The interval of `value` is that of `bootstrap.share_bounds` over the triggers' reports; that of `difference` is the
    same less `base`. Fewer than FEWEST triggers are not told.
    """
    if basis.first is None or basis.last is None:
        return []
    acts = acts_by_pair(basis)
    span = (basis.last - basis.first).days + 1
    if span <= days:
        return []
    chosen = [
        (pair, kind, back)
        for pair in sorted(acts)
        for kind, back in product(KINDS, KINDS)
        if len(acts[pair].get(kind, ())) >= FEWEST and acts.get(pair[::-1], {}).get(back)
    ]
    spread = weights_of(basis, acts)
    rows = [row for pair, kind, back in chosen for row in [answered(basis, acts, spread, (pair, kind, back), days, span)] if row]
    return sorted(rows, key=lambda row: (-row["triggers"], row["actor"], row["other"], row["act"], row["answer"]))


Acts = dict[tuple[str, str], dict[str, list[tuple[int, str]]]]


def acts_by_pair(basis: Basis) -> Acts:
    """(actor, recipient) → kind → (day of the time read, event id), in order of the days."""
    first = basis.time_read()[0]
    found = basis.rows(
        """SELECT actor, recipient, start, event_id, quad FROM region_links
        WHERE NOT mutual AND start BETWEEN ? AND ? AND stop - start < 7 ORDER BY actor, recipient, start, event_id""",
        list(basis.time_read()),
    )
    acts: Acts = {}
    for row in found:
        kind = row["quad"].rpartition(" ")[2].lower()
        acts.setdefault((row["actor"], row["recipient"]), {}).setdefault(kind, []).append(((row["start"] - first).days, row["event_id"]))
    return acts


def weights_of(basis: Basis, acts: Acts) -> dict[str, NDArray[np.float64]]:
    """Event id → its weight in each draw of the bootstrap."""
    ids = sorted({id for kinds in acts.values() for listed in kinds.values() for _, id in listed})
    number = {id: k for k, id in enumerate(ids)}
    first, last = (day.isoformat() for day in basis.time_read())
    acted = f"NOT mutual AND start BETWEEN DATE '{first}' AND DATE '{last}' AND stop - start < 7"
    sql = f"""SELECT row_number() OVER (ORDER BY event_id) - 1 AS cell, event_id, '' AS bloc, 0.0 AS value
        FROM (SELECT DISTINCT event_id FROM region_links WHERE {acted})"""
    drawn = bootstrap.counts(basis, bootstrap.pieces(basis, sql, len(ids)))
    return {id: drawn[k] for id, k in number.items()}


def answered(
    basis: Basis, acts: Acts, spread: dict[str, NDArray[np.float64]], asked: tuple[tuple[str, str], str, str], days: int, span: int
) -> Row | None:
    """One row of `response`; None below FEWEST triggers."""
    (actor, other), kind, back = asked
    first = basis.time_read()[0]
    by_day: dict[int, list[str]] = {}
    for day, id in acts[actor, other][kind]:
        if day + days < span:
            by_day.setdefault(day, []).append(id)
    if len(by_day) < FEWEST:
        return None
    answers = acts[other, actor][back]
    when = np.array([day for day, _ in answers], dtype=np.int64)
    triggers = np.array(list(by_day), dtype=np.int64)
    hit = followed(triggers, when, days)
    base = float(followed(np.arange(span - days, dtype=np.int64), when, days).mean())
    weight = np.array([np.mean([spread[id] for id in ids], axis=0) if len(ids) > 1 else spread[ids[0]] for ids in by_day.values()])
    total = weight.sum(axis=0)
    drawn = np.divide((weight * hit[:, None]).sum(axis=0), total, out=np.full(len(total), np.nan), where=total > 0)
    low, high = bootstrap.share_bounds(float(hit.sum()), len(hit), drawn)
    share = float(hit.mean())
    verdict = "more than usual" if low > base else "less than usual" if high < base else "no clear response"
    after = [id for (_, id), caused in zip(answers, followed(when - days - 1, triggers, days), strict=True) if caused]
    return {
        "actor": actor, "other": other, "act": kind, "answer": back, "days": days,
        "triggers": len(hit), "answered": int(hit.sum()), "value": share, "low": low, "high": high, "base": base,
        "difference": share - base, "difference_low": low - base, "difference_high": high - base, "verdict": verdict,
        "first": (first + dt.timedelta(days=int(triggers[0]))).isoformat(),
        "last": (first + dt.timedelta(days=int(triggers[-1]))).isoformat(),
        "events": [id for ids in by_day.values() for id in ids], "answers": after,
    }  # fmt: skip


def followed(days: Days, when: Days, within: int) -> NDArray[np.bool_]:
    """Whether any of `when` (ascending) lies on one of the `within` days after each of `days`."""
    found: NDArray[np.bool_] = np.searchsorted(when, days, side="right") < np.searchsorted(when, days + within, side="right")
    return found
