"""How far coders agree: events of several coders side by side, Krippendorff's alpha of each field, and agreement on the words.

Alpha is nominal (Krippendorff 2004, ch. 11; package `krippendorff`). Its interval is the 2.5th and 97.5th percentile over resamples of the
sentences, since events of one sentence are not independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dragoman.store.audits import CODED, Event, Label

RESAMPLES, SEED = 1_000, 20230929
NONE = "none"  # the type where a coder sees no event
Labels = Mapping[str, Mapping[int, Label]]  # coder → sentence → label
Slot = dict[str, Event]  # one event as several coders have it
Floats = np.ndarray[Any, np.dtype[np.float64]]
Rows = list[list[str | None]]  # one row a thing judged, one value a coder; None where a coder did not judge it


def codes(event: Event, role: str, part: int) -> str:
    """The countries (part 0) or sectors (part 1) of an event's parties, in order of the alphabet."""
    return " ".join(sorted({code.split("/")[part] for code in event.get(role) or ()}))


PARTS: dict[str, Callable[[Event], str]] = {
    "mode": lambda e: str(e.get("mode") or ""),
    "actor country": lambda e: codes(e, "actor", 0),
    "actor sector": lambda e: codes(e, "actor", 1),
    "recipient country": lambda e: codes(e, "recipient", 0),
    "recipient sector": lambda e: codes(e, "recipient", 1),
    "date": lambda e: f"{e.get('start') or ''}/{e.get('end') or ''}",
    "place country": lambda e: str(e.get("place_country") or ""),
    "recency": lambda e: str(e.get("recency") or ""),
    "modality": lambda e: str(e.get("modality") or ""),
    "speaker": lambda e: str(e.get("speaker") or ""),
}


def common(a: Event, b: Event) -> int:
    """Characters that two triggers share."""
    (start, end), (first, last) = a["trigger"], b["trigger"]
    return max(0, int(min(end, last)) - int(max(start, first)))


def align(events: Mapping[str, Sequence[Event]]) -> list[Slot]:
    """Events of one sentence side by side: those whose triggers overlap most, then those of one type; what is left stands alone."""
    coders = sorted(events)
    slots: list[Slot] = [{coders[0]: event} for event in events[coders[0]]] if coders else []
    for coder in coders[1:]:
        pairs = []
        for s, slot in enumerate(slots):
            for k, event in enumerate(events[coder]):
                shared = max(common(event, other) for other in slot.values())
                same = any(event["event_type"] == other["event_type"] for other in slot.values())
                if shared or same:
                    pairs.append((not (shared and same), not shared, -shared, s, k))
        taken: set[int] = set()
        for *_, s, k in sorted(pairs):
            if coder not in slots[s] and k not in taken:
                slots[s][coder] = events[coder][k]
                taken.add(k)
        slots += [{coder: event} for k, event in enumerate(events[coder]) if k not in taken]
    return slots


def same(a: Event, b: Event) -> bool:
    """Whether two events are coded alike in every field; triggers need only overlap."""
    return common(a, b) > 0 and a["event_type"] == b["event_type"] and all(part(a) == part(b) for part in PARTS.values())


@dataclass(frozen=True)
class Agreement:
    """Alpha of one field (None where it is not defined: one value only, or nothing judged twice) with its interval.

    `n`: things judged by two coders or more. `share`: of pairs of judgements that agree.
    """

    field: str
    alpha: float | None
    low: float | None
    high: float | None
    share: float
    n: int

    def record(self) -> dict[str, Any]:
        return {
            "field": self.field, "alpha": rounded(self.alpha), "low": rounded(self.low), "high": rounded(self.high),
            "agreement": rounded(self.share), "n": self.n,
        }  # fmt: skip


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def alpha(rows: Rows) -> float | None:
    """Krippendorff's alpha of nominal values; None where it is not defined."""
    import krippendorff

    kept = [row for row in rows if sum(value is not None for value in row) > 1]
    values = {value: k for k, value in enumerate(sorted({value for row in kept for value in row if value is not None}))}
    if len(values) < 2:
        return None
    data = np.array([[np.nan if value is None else values[value] for value in row] for row in kept], dtype=float).T
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def agreeing(rows: Rows) -> tuple[float, int]:
    """The share of pairs of judgements of one thing that agree, and how many things were judged twice."""
    pairs = equal = twice = 0
    for row in rows:
        given = [value for value in row if value is not None]
        twice += len(given) > 1
        for k, value in enumerate(given):
            pairs += len(given) - k - 1
            equal += sum(value == other for other in given[k + 1 :])
    return (equal / pairs if pairs else 0.0), twice


def judged(labels: Labels) -> dict[int, dict[str, Sequence[Event]]]:
    """Sentences that two coders or more have coded: sentence → coder → events."""
    found: dict[int, dict[str, Sequence[Event]]] = {}
    for coder in sorted(labels):
        for number, label in labels[coder].items():
            if label.state == CODED:
                found.setdefault(number, {})[coder] = label.events
    return {number: found[number] for number in sorted(found) if len(found[number]) > 1}


def rows_of(events: Mapping[str, Sequence[Event]], coders: Sequence[str], quads: Mapping[str, str]) -> dict[str, Rows]:
    """The rows that one sentence gives to each field."""
    made: dict[str, Rows] = {"has an event": [[None if c not in events else "yes" if events[c] else "no" for c in coders]]}
    slots = align(events)

    def typed(kind: Callable[[Event], str]) -> Rows:
        return [[None if c not in events else kind(slot[c]) if c in slot else NONE for c in coders] for slot in slots]

    made["type"] = typed(lambda e: str(e["event_type"]))
    made["quad"] = typed(lambda e: quads.get(e["event_type"], ""))
    for name, part in PARTS.items():
        made[name] = [[part(slot[c]) if c in slot else None for c in coders] for slot in slots if len(slot) > 1]
    return made


def resampled(units: Sequence[Rows], times: Floats) -> Floats:
    """Alpha of one field in many resamples at once, NaN where it is not defined.

    Args:
        units: the rows of each sentence. times: how often each sentence comes in each resample, shape (resamples, sentences).
    The closed form of nominal alpha from counts (Krippendorff 2004, p. 227), of which a resample is a weighted sum.
    """
    values = {value: k for k, value in enumerate(sorted({v for rows in units for row in rows for v in row if v is not None}))}
    disagreed = np.zeros(len(units))
    counts = np.zeros((len(units), len(values)))
    for u, rows in enumerate(units):
        for row in rows:
            given = np.bincount([values[value] for value in row if value is not None], minlength=len(values)).astype(float)
            m = given.sum()
            if m > 1:
                disagreed[u] += (m * m - (given * given).sum()) / (m - 1)
                counts[u] += given
    totals = times @ counts
    n = totals.sum(axis=1)
    expected = n * n - (totals * totals).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        made: Floats = np.where(expected > 0, 1 - (n - 1) * (times @ disagreed) / expected, np.nan)
    return made


def agreements(labels: Labels, quads: Mapping[str, str], resamples: int = RESAMPLES) -> list[Agreement]:
    """Alpha of every field; nothing where fewer than two coders have coded the same sentence."""
    units = judged(labels)
    coders = sorted({coder for events in units.values() for coder in events})
    by_unit = [rows_of(events, coders, quads) for events in units.values()]
    size = len(by_unit)
    times = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=resamples).astype(float) if size else np.zeros((0, 0))
    made = []
    for field in by_unit[0] if by_unit else ():
        value = alpha([row for unit in by_unit for row in unit[field]])
        again = resampled([unit[field] for unit in by_unit], times) if value is not None and size > 1 else np.zeros(0)
        known = again[~np.isnan(again)]
        low, high = (float(x) for x in np.percentile(known, [2.5, 97.5])) if len(known) else (value, value)
        made.append(Agreement(field, value, low, high, *agreeing([row for unit in by_unit for row in unit[field]])))
    return made


@dataclass(frozen=True)
class Words:
    """Agreement on triggers, over pairs of coders: events of either, those that share words, the F1 of finding the other's, the mean
    share of characters in common (of those in either) where words are shared, and the share of exactly equal spans."""

    events: int
    shared: int
    f1: float
    overlap: float
    exact: float


def spans(labels: Labels) -> Words:
    total, both, overlaps, exact = 0, 0, 0.0, 0
    for events in judged(labels).values():
        slots = align(events)
        coders = sorted(events)
        for k, one in enumerate(coders):
            for other in coders[k + 1 :]:
                total += len(events[one]) + len(events[other])
                for slot in slots:
                    if one in slot and other in slot and common(slot[one], slot[other]):
                        a, b = slot[one]["trigger"], slot[other]["trigger"]
                        shared = common(slot[one], slot[other])
                        both += 1
                        overlaps += shared / (a[1] - a[0] + b[1] - b[0] - shared)
                        exact += list(a) == list(b)
    return Words(total, both, 2 * both / total if total else 0.0, overlaps / both if both else 0.0, exact / both if both else 0.0)
