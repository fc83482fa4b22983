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

RESAMPLES, SEED = 500, 20230929
NONE = "none"  # the type where a coder sees no event
Labels = Mapping[str, Mapping[int, Label]]  # coder → sentence → label
Slot = dict[str, Event]  # one event as several coders have it
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


def agreements(labels: Labels, quads: Mapping[str, str], resamples: int = RESAMPLES) -> list[Agreement]:
    """Alpha of every field; nothing where fewer than two coders have coded the same sentence."""
    units = judged(labels)
    coders = sorted({coder for events in units.values() for coder in events})
    by_unit = [rows_of(events, coders, quads) for events in units.values()]
    random = np.random.default_rng(SEED)
    draws = [random.integers(0, len(by_unit), len(by_unit)) for _ in range(resamples)] if len(by_unit) > 1 else []
    made = []
    for field in by_unit[0] if by_unit else ():
        rows = [row for unit in by_unit for row in unit[field]]
        value = alpha(rows)
        again = [alpha([row for k in draw for row in by_unit[int(k)][field]]) for draw in draws] if value is not None else []
        known = [a for a in again if a is not None]
        low, high = (float(x) for x in np.percentile(known, [2.5, 97.5])) if known else (value, value)
        made.append(Agreement(field, value, low, high, *agreeing(rows)))
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
