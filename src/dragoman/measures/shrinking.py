"""Means of few events drawn towards the mean of all pairs: empirical Bayes with normal errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragoman.measures.chance import Z

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prior:
    """What pairs have in common: `mean` of the pairs' true means, `between` their variance, `within` the variance of events inside a pair;
    `error` is the variance of `mean` itself."""

    mean: float
    between: float
    within: float
    error: float = 0.0

    def shrunk(self, mean: Reals, n: Reals) -> tuple[Reals, Reals, Reals]:
        """Posterior mean of a pair with n events of this mean, and its 95 % interval. Arrays of one length; NaN without events."""
        error = np.divide(self.within, n, out=np.full(len(n), np.inf), where=n > 0)
        trust = np.divide(self.between, self.between + error, out=np.zeros(len(n)), where=(self.between + error) > 0)
        middle = np.where(n > 0, trust * np.nan_to_num(mean) + (1 - trust) * self.mean, np.nan)
        half = Z * np.sqrt(np.where(np.isfinite(error), trust * np.nan_to_num(error, posinf=0.0), self.between) + (1 - trust) ** 2 * self.error)
        return middle, middle - half, middle + half


def prior(n: Reals, total: Reals, squares: Reals) -> Prior:
    """The prior from each pair's number of events, their sum and the sum of their squares (method of moments, DerSimonian and Laird 1986)."""
    kept = n > 0
    n, total, squares = n[kept], total[kept], squares[kept]
    if not len(n):
        return Prior(float("nan"), 0.0, 0.0)
    mean = total / n
    freedom = float(np.sum(n - 1))
    within = float(np.sum(squares - n * mean**2)) / freedom if freedom > 0 else 0.0
    within = max(within, 0.0)
    grand = float(np.sum(total) / np.sum(n))
    spread = float(np.sum(n * (mean - grand) ** 2)) - (len(n) - 1) * within
    scale = float(np.sum(n) - np.sum(n**2) / np.sum(n))
    between = max(0.0, spread / scale) if scale > 0 else 0.0
    inverse = 1 / (between + within / n) if between + within > 0 else n
    return Prior(float(np.sum(inverse * mean) / np.sum(inverse)), between, within, 1 / float(np.sum(inverse)))
