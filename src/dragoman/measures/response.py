"""Response: after one country acts towards another, what the other does back within some days, against what it does anyway."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.engagement import Cut, Numbers, grouped

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
    acts = acts_by_pair(basis, cut)
    span = (basis.last - basis.first).days + 1
    if span <= days:
        return []
    chosen = [
        (pair, kind, back)
        for pair in sorted(acts)
        for kind, back in product(KINDS, KINDS)
        if kind in acts[pair] and back in acts.get(pair[::-1], {}) and len(acts[pair][kind].days) >= FEWEST
    ]
    wanted = dict.fromkeys((pair, kind) for pair, kind, _ in chosen)
    triggers = {(pair, kind): found for pair, kind in wanted if (found := told(acts[pair][kind], cut, span - days))}
    first = basis.time_read()[0]
    rows = [
        {"actor": pair[0], "other": pair[1], "act": kind, "answer": back, "days": days}
        | answered(cut, triggers[pair, kind], acts[pair[::-1]][back], days, span, first)
        for pair, kind, back in chosen
        if (pair, kind) in triggers
    ]
    return sorted(rows, key=lambda row: (-row["triggers"], row["actor"], row["other"], row["act"], row["answer"]))


@dataclass(frozen=True)
class Acts:
    """What one country did towards another: days of the time read, ascending, and the number of the event of each."""

    days: Days
    events: Numbers


def acts_by_pair(basis: Basis, cut: Cut) -> dict[tuple[str, str], dict[str, Acts]]:
    """(actor, recipient) → kind → what was done in the time read."""
    first, last = (np.datetime64(day) for day in basis.time_read())
    kept = np.flatnonzero(~cut.mutual & cut.short & (cut.start >= first) & (cut.start <= last))
    conflict = np.array([quad.rpartition(" ")[2].lower() == KINDS[1] for quad in QUADS])[cut.quad[kept]]
    keys = (cut.actor[kept] * len(cut.codes) + cut.recipient[kept]) * len(KINDS) + conflict
    acts: dict[tuple[str, str], dict[str, Acts]] = {}
    for group in grouped(keys):
        links = kept[group]
        pair = cut.codes[cut.actor[links[0]]], cut.codes[cut.recipient[links[0]]]
        days = (cut.start[links] - first).astype(np.int64)
        acts.setdefault(pair, {})[KINDS[int(conflict[group[0]])]] = Acts(days, cut.event[links])
    return acts


@dataclass(frozen=True)
class Triggers:
    """Days on which one country acted, ascending, the events of all of them, and the weight of each day in each draw: days × draws."""

    days: Days
    events: Numbers
    drawn: bootstrap.Reals


def told(acts: Acts, cut: Cut, before: int) -> Triggers | None:
    """The triggers among acts whose days of answer are over; None below FEWEST."""
    over = acts.days < before
    days, sizes = np.unique(acts.days[over], return_counts=True)
    if len(days) < FEWEST:
        return None
    events = acts.events[over]
    return Triggers(days, events, cut.sums(np.split(events, np.cumsum(sizes)[:-1])) / sizes[:, None])


def answered(cut: Cut, triggers: Triggers, answers: Acts, days: int, span: int, first: dt.date) -> Row:
    """The figures of one row of `response`."""
    hit = followed(triggers.days, answers.days, days)
    base = float(followed(np.arange(span - days, dtype=np.int64), answers.days, days).mean())
    total = triggers.drawn.sum(axis=0)
    drawn = np.divide((triggers.drawn * hit[:, None]).sum(axis=0), total, out=np.full(len(total), np.nan), where=total > 0)
    low, high = bootstrap.share_bounds(float(hit.sum()), len(hit), drawn)
    share = float(hit.mean())
    verdict = "more than usual" if low > base else "less than usual" if high < base else "no clear response"
    after = answers.events[followed(answers.days - days - 1, triggers.days, days)]
    return {
        "triggers": len(hit), "answered": int(hit.sum()), "value": share, "low": low, "high": high, "base": base,
        "difference": share - base, "difference_low": low - base, "difference_high": high - base, "verdict": verdict,
        "first": (first + dt.timedelta(days=int(triggers.days[0]))).isoformat(),
        "last": (first + dt.timedelta(days=int(triggers.days[-1]))).isoformat(),
        "events": cut.named(triggers.events), "answers": cut.named(after),
    }  # fmt: skip


def followed(days: Days, when: Days, within: int) -> NDArray[np.bool_]:
    """Whether any of `when` (ascending) lies on one of the `within` days after each of `days`."""
    found: NDArray[np.bool_] = np.searchsorted(when, days, side="right") < np.searchsorted(when, days + within, side="right")
    return found
