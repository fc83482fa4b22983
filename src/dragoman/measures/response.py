"""Response: after one country acts towards another, what the other does back within some days, against what it does anyway."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.engagement import Cut

Row = dict[str, Any]
Days = NDArray[np.int64]
FEWEST = 5  # days on which the one acted, below which nothing is told
KINDS = ("cooperation", "conflict")


def response(basis: Basis, cut: Cut, days: int = 14) -> list[Row]:
    """For each ordered pair and kind of act (cooperation or conflict), how often the other side acted back within `days`.

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
    triggers = {key: found for key in {(pair, kind): None for pair, kind, _ in chosen} if (found := told(acts, cut, *key, span - days))}
    first = basis.time_read()[0]
    rows = [
        {"actor": pair[0], "other": pair[1], "act": kind, "answer": back, "days": days}
        | answered(triggers[pair, kind], acts[pair[::-1]][back], days, span, first)
        for pair, kind, back in chosen
        if (pair, kind) in triggers
    ]
    return sorted(rows, key=lambda row: (-row["triggers"], row["actor"], row["other"], row["act"], row["answer"]))


Acts = dict[tuple[str, str], dict[str, list[tuple[int, str]]]]


def acts_by_pair(basis: Basis) -> Acts:
    """(actor, recipient) → kind → (day of the time read, event id), in order of the days."""
    ends = basis.time_read()
    found = basis.connection.execute(
        """SELECT actor, recipient, start - ? AS day, event_id, quad FROM region_links
        WHERE NOT mutual AND start BETWEEN ? AND ? AND stop - start < 7 ORDER BY actor, recipient, start, event_id""",
        [ends[0], *ends],
    ).fetchall()
    acts: Acts = {}
    for actor, recipient, day, id, quad in found:
        kind = quad.rpartition(" ")[2].lower()
        acts.setdefault((actor, recipient), {}).setdefault(kind, []).append((day, id))
    return acts


@dataclass(frozen=True)
class Triggers:
    """Days on which one country acted, ascending, the events of all of them, and the weight of each day in each draw: days × draws."""

    days: Days
    events: list[str]
    drawn: bootstrap.Reals


def told(acts: Acts, cut: Cut, pair: tuple[str, str], kind: str, before: int) -> Triggers | None:
    """The triggers of a pair and kind whose days of answer are over; None below FEWEST."""
    by_day: dict[int, list[str]] = {}
    for day, id in acts[pair][kind]:
        if day < before:
            by_day.setdefault(day, []).append(id)
    if len(by_day) < FEWEST:
        return None
    drawn = cut.sums(list(by_day.values())) / np.array([len(ids) for ids in by_day.values()])[:, None]
    return Triggers(np.array(list(by_day), dtype=np.int64), [id for ids in by_day.values() for id in ids], drawn)


def answered(triggers: Triggers, answers: list[tuple[int, str]], days: int, span: int, first: dt.date) -> Row:
    """The figures of one row of `response`."""
    when = np.array([day for day, _ in answers], dtype=np.int64)
    hit = followed(triggers.days, when, days)
    base = float(followed(np.arange(span - days, dtype=np.int64), when, days).mean())
    total = triggers.drawn.sum(axis=0)
    drawn = np.divide((triggers.drawn * hit[:, None]).sum(axis=0), total, out=np.full(len(total), np.nan), where=total > 0)
    low, high = bootstrap.share_bounds(float(hit.sum()), len(hit), drawn)
    share = float(hit.mean())
    verdict = "more than usual" if low > base else "less than usual" if high < base else "no clear response"
    after = [id for (_, id), caused in zip(answers, followed(when - days - 1, triggers.days, days), strict=True) if caused]
    return {
        "triggers": len(hit), "answered": int(hit.sum()), "value": share, "low": low, "high": high, "base": base,
        "difference": share - base, "difference_low": low - base, "difference_high": high - base, "verdict": verdict,
        "first": (first + dt.timedelta(days=int(triggers.days[0]))).isoformat(),
        "last": (first + dt.timedelta(days=int(triggers.days[-1]))).isoformat(),
        "events": triggers.events, "answers": after,
    }  # fmt: skip


def followed(days: Days, when: Days, within: int) -> NDArray[np.bool_]:
    """Whether any of `when` (ascending) lies on one of the `within` days after each of `days`."""
    found: NDArray[np.bool_] = np.searchsorted(when, days, side="right") < np.searchsorted(when, days + within, side="right")
    return found
