"""Weighted shares with intervals.

Every measure is a ratio of two weighted sums over outcomes (Hájek 1971): precision, for instance, the weight of coded claims that are right
over the weight of all coded claims. Two intervals are given: Wilson's (1927) with the effective number of cases (Kish 1965: the square of
the sum of weights over the sum of their squares), which holds at 0 and 1, too; and the rescaled bootstrap of Rao and Wu (1988), which
draws sentences (or, where there were two phases, reports) again inside every stratum and so takes the design into account.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dragoman.audit.matching import Outcome, Scored

RESAMPLES, SEED = 1_000, 20230929
Z = 1.959964  # of 95 %
Test = Callable[[Outcome], bool]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Estimate:
    """A weighted share, Wilson's interval, the bootstrap's, the cases it rests on and how many those are worth. None without cases."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    boot_low: float | None
    boot_high: float | None
    n: int
    effective: float

    def record(self) -> dict[str, Any]:
        def short(value: float | None) -> float | None:
            return None if value is None else round(value, 4)

        return {
            "name": self.name, "value": short(self.value), "low": short(self.low), "high": short(self.high),
            "bootstrap": [short(self.boot_low), short(self.boot_high)], "n": self.n, "effective_n": round(self.effective, 1),
        }  # fmt: skip


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's interval of a share that rests on `n` cases (any number above 0)."""
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def effective(weights: Sequence[float]) -> float:
    """Kish's effective number of cases."""
    squares = sum(weight * weight for weight in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


class Estimator:
    """Estimates over the outcomes of one audit and run, all from the same resamples."""

    def __init__(self, scored: Scored, resamples: int = RESAMPLES) -> None:
        self.outcomes = scored.outcomes
        self.units = scored.units
        self.resamples = resamples
        self.index = {number: k for k, (number, _, _) in enumerate(scored.units)}

    @cached_property
    def factors(self) -> Floats:
        """For each resample the factor of each sentence's weight, shape (resamples, sentences)."""
        random = np.random.default_rng(SEED)
        strata: dict[str, dict[str, list[int]]] = {}
        for k, (_, stratum, cluster) in enumerate(self.units):
            strata.setdefault(stratum, {}).setdefault(cluster, []).append(k)
        made = np.ones((self.resamples, len(self.units)))
        for name in sorted(strata):
            clusters = list(strata[name].values())
            if len(clusters) > 1:
                m = len(clusters)
                times = random.multinomial(m - 1, np.full(m, 1 / m), size=self.resamples) * (m / (m - 1))
                for column, members in enumerate(clusters):
                    made[:, members] = times[:, [column]]
        return made

    def sums(self, test: Callable[[Outcome], float]) -> Floats:
        """The weighted sum of a test over each sentence's outcomes, shape (sentences,)."""
        made = np.zeros(len(self.units))
        for outcome in self.outcomes:
            made[self.index[outcome.unit]] += outcome.weight * test(outcome)
        return made

    def resampled(self, top: Floats, bottom: Floats) -> Floats:
        """The ratio in every resample; NaN where there is nothing below."""
        with np.errstate(invalid="ignore", divide="ignore"):
            made: Floats = (self.factors @ top) / (self.factors @ bottom)
        return made

    def share(self, name: str, of: Test, right: Test) -> Estimate:
        """The weighted share of the outcomes that satisfy `of` which also satisfy `right`."""
        weights = [outcome.weight for outcome in self.outcomes if of(outcome)]
        if not weights:
            return Estimate(name, None, None, None, None, None, 0, 0.0)
        top, bottom = self.sums(lambda o: of(o) and right(o)), self.sums(of)
        value = float(top.sum() / bottom.sum())
        worth = effective(weights)
        low, high = wilson(value, worth)
        boot = percentiles(self.resampled(top, bottom))
        return Estimate(name, value, low, high, *boot, len(weights), worth)

    def f1(self, name: str, of_type: Test, right: Test) -> Estimate:
        """Twice the right ones over coded and true ones together."""
        top = self.sums(lambda o: 2 * (of_type(o) and right(o)))
        bottom = self.sums(lambda o: (o.coded is not None) + (o.gold is not None) if of_type(o) else 0)
        n = sum(of_type(o) for o in self.outcomes)
        if not bottom.sum():
            return Estimate(name, None, None, None, None, None, 0, 0.0)
        low, high = percentiles(self.resampled(top, bottom))
        worth = effective([o.weight for o in self.outcomes if of_type(o)])
        return Estimate(name, float(top.sum() / bottom.sum()), low, high, low, high, n, worth)


def percentiles(values: Floats) -> tuple[float | None, float | None]:
    known = values[~np.isnan(values)]
    if not len(known):
        return None, None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
