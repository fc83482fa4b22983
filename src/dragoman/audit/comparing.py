"""Two runs on the same labels: what became better, what worse, and whether more than chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.audit import results
from dragoman.audit.estimates import Estimate, Estimator, percentiles
from dragoman.audit.matching import Outcome, Scored
from dragoman.audit.results import Results, coded, right, there, with_parties


@dataclass(frozen=True)
class Difference:
    """A measure in the old and in the new run, and new less old with its bootstrap interval over the same sentences."""

    name: str
    old: float | None
    new: float | None
    change: float | None
    low: float | None
    high: float | None

    def record(self) -> dict[str, Any]:
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in self.__dict__.items()}


@dataclass(frozen=True)
class Changed:
    """One event or claim of one sentence that the runs treat differently.

    `what`: found (now right), lost (no longer), new mistake, mistake gone. `start`, `end`: its trigger.
    """

    unit: int
    report_id: str
    what: str
    event_type: str
    start: int
    end: int


@dataclass(frozen=True)
class Compared:
    old: Results
    new: Results
    differences: tuple[Difference, ...]
    changed: tuple[Changed, ...]

    def record(self) -> dict[str, Any]:
        return {
            "audit": self.old.audit.name,
            "old": self.old.run,
            "new": self.new.run,
            "sentences": len(common(self.old.scored, self.new.scored)),
            "differences": [d.record() for d in self.differences],
            "changed": [c.__dict__ for c in self.changed],
        }


def compare(folder: Path, name: str, old: str, new: str, coder: str = "") -> Compared:
    """Raises UsageError, StoreError."""
    before, after = (results.results(folder, name, run=run, coder=coder) for run in (old, new))
    for found in (before, after):
        results.check_answers(found)
    kept = common(before.scored, after.scored)
    first, second = (Estimator(only(found.scored, kept)) for found in (before, after))
    return Compared(before, after, tuple(differences(first, second)), tuple(changes(before, after, kept)))


def common(old: Scored, new: Scored) -> frozenset[int]:
    """Sentences that both runs have coded."""
    return frozenset(number for number, _, _ in old.units) & frozenset(number for number, _, _ in new.units)


def only(scored: Scored, kept: frozenset[int]) -> Scored:
    return replace(
        scored,
        outcomes=tuple(o for o in scored.outcomes if o.unit in kept),
        units=tuple(u for u in scored.units if u[0] in kept),
    )


MEASURES: dict[str, tuple[Callable[[Outcome], bool], Callable[[Outcome], bool]]] = {
    "precision": (coded, right),
    "recall": (there, right),
    "precision with the parties' countries": (coded, with_parties),
    "recall with the parties' countries": (there, with_parties),
    **{name: (results.placed if name == "place country" else right, results.on_pair(check)) for name, check in results.FIELDS.items()},
}


def differences(old: Estimator, new: Estimator) -> list[Difference]:
    """Both estimators hold the same sentences in the same order, so resamples pair."""
    made = []
    for name, (of, good) in MEASURES.items():
        values = [e.share(name, of, good).value for e in (old, new)]
        made.append(difference(name, values[0], values[1], ratio(new, of, good) - ratio(old, of, good)))
    f1s: list[Estimate] = [e.f1("F1", lambda o: True, right) for e in (old, new)]
    both = [e.sums(lambda o: 2.0 * o.right) for e in (old, new)]
    under = [e.sums(lambda o: float(coded(o)) + float(there(o))) for e in (old, new)]
    change = new.resampled(both[1], under[1]) - old.resampled(both[0], under[0])
    made.insert(2, difference("F1", f1s[0].value, f1s[1].value, change))
    return made


def ratio(made: Estimator, of: Callable[[Outcome], bool], good: Callable[[Outcome], bool]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return made.resampled(made.sums(lambda o: of(o) and good(o)), made.sums(of))


def difference(name: str, old: float | None, new: float | None, change: np.ndarray[Any, np.dtype[np.float64]]) -> Difference:
    if old is None or new is None:
        return Difference(name, old, new, None, None, None)
    return Difference(name, old, new, new - old, *percentiles(change))


Key = tuple[int, str, int, int]


def keys(found: Results, kept: frozenset[int]) -> tuple[dict[Key, bool], dict[Key, bool]]:
    """Events that are there (whether found), and claims (whether right), by sentence, type and trigger."""
    golds: dict[Key, bool] = {}
    claims: dict[Key, bool] = {}
    for o in found.scored.outcomes:
        if o.unit in kept:
            if o.gold is not None:
                golds[o.unit, o.gold["event_type"], o.gold["trigger"][0], o.gold["trigger"][1]] = o.right
            if o.coded is not None and not o.right:
                claims[o.unit, o.coded["event_type"], o.coded["trigger"]["start"], o.coded["trigger"]["end"]] = False
    return golds, claims


def changes(old: Results, new: Results, kept: frozenset[int]) -> list[Changed]:
    reports = {unit.number: unit.report_id for unit in old.audit.units}
    (was, wrong), (now, still) = keys(old, kept), keys(new, kept)
    found = [(key, "found" if now[key] else "lost") for key in was if key in now and was[key] != now[key]]
    found += [(key, "mistake gone") for key in wrong if key not in still]
    found += [(key, "new mistake") for key in still if key not in wrong]
    return [Changed(key[0], reports[key[0]], what, key[1], key[2], key[3]) for key, what in sorted(found)]


def totals(compared: Compared) -> Mapping[str, int]:
    counts = dict.fromkeys(("found", "lost", "mistake gone", "new mistake"), 0)
    for change in compared.changed:
        counts[change.what] += 1
    return counts
