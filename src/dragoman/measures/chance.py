"""Chance: exact tests and intervals for small counts, over arrays. No tables, no data: plain mathematics."""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
Z = NormalDist().inv_cdf(0.975)
STEPS = 300  # of the continued fraction; it converges in about the square root of the larger count
TINY = 1e-300
FEW = 100  # shares


@lru_cache(maxsize=4)
def log_factorials(most: int) -> Reals:
    """log(k!) for k from 0 to `most`."""
    found: Reals = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1, dtype=np.float64)))])
    return found


def at_least(k: Wholes, n: Wholes, p: Reals) -> Reals:
    """P(X >= k) of a binomial with n trials of probability p, each an array of the same length; 0 <= k <= n, 0 <= p <= 1.

    It is the regularised incomplete beta function I_p(k, n-k+1), by Lentz's continued fraction.
    """
    result = np.where(k <= 0, 1.0, 0.0)
    known = (k <= 0) | (p <= 0)
    result = np.where(~known & (p >= 1), 1.0, result)
    todo = ~known & (p < 1)
    if not todo.any():
        return result
    a, b, x = k[todo].astype(np.float64), (n[todo] - k[todo] + 1).astype(np.float64), p[todo]
    flip = x > (a + 1) / (a + b + 2)
    one, two, at = np.where(flip, b, a), np.where(flip, a, b), np.where(flip, 1 - x, x)
    table = log_factorials(1 << int(n[todo].max() + 1).bit_length())
    whole = (one + two).astype(np.int64)
    front = table[whole - 1] - table[one.astype(np.int64) - 1] - table[two.astype(np.int64) - 1]
    front = np.exp(front + one * np.log(at) + two * np.log1p(-at)) / one
    tail = front * fraction(one, two, at)
    result[todo] = np.clip(np.where(flip, 1 - tail, tail), 0.0, 1.0)
    return result


def fraction(a: Reals, b: Reals, x: Reals) -> Reals:
    """The continued fraction of the incomplete beta function."""

    def safe(value: Reals) -> Reals:
        made: Reals = np.where(np.abs(value) < TINY, TINY, value)
        return made

    c = np.ones_like(x)
    d: Reals = 1 / safe(1 - (a + b) * x / (a + 1))
    found: Reals = d.copy()
    for m in range(1, STEPS):
        for top in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / safe(1 + top * d)
            c = safe(1 + top / c)
            found = np.asarray(found * c * d)
        if np.all(np.abs(c * d - 1) < 1e-12):
            break
    return found


def compare_rates(now: Wholes, before: Wholes, share: Reals) -> Reals:
    """Two-sided exact p-value that two Poisson counts have the same rate; `share` is the first one's part of the exposure of both.

    Given their sum, the first is binomial (Przyborowski and Wilenski 1940); the smaller tail is doubled.
    """
    n = now + before
    upper = at_least(now, n, share)
    lower = 1 - at_least(np.minimum(now + 1, n), n, share)
    lower = np.where(now >= n, 1.0, lower)
    doubled: Reals = np.minimum(1.0, 2 * np.minimum(upper, lower))
    return doubled


def share_interval(k: Wholes, n: Wholes) -> tuple[Reals, Reals]:
    """Exact (Clopper-Pearson) 95 % interval of a share k/n; 0 to 1 where n is 0."""

    bits = 5 if len(n) < FEW else 1  # of few shares 31 points are tried at once, which takes no longer than one
    parts = 1 << bits
    steps = np.arange(1, parts) / parts

    def bisect(rises: bool) -> Reals:
        low, width = np.zeros(len(n)), 1.0
        many, wanted = np.repeat(n, parts - 1), np.repeat(k if rises else np.minimum(k + 1, n), parts - 1)
        for _ in range(50 // bits):
            tail = at_least(wanted, many, (low[:, None] + width * steps).ravel()).reshape(len(n), parts - 1)
            above = tail > 0.025 if rises else 1 - tail < 0.025
            width /= parts
            low = low + width * np.where(above.any(axis=1), above.argmax(axis=1), parts - 1)
        return np.asarray(low + width / 2)

    lower, upper = bisect(True), bisect(False)
    return np.where((k <= 0) | (n <= 0), 0.0, lower), np.where((k >= n) | (n <= 0), 1.0, upper)


def ratio_intervals(now: Wholes, before: Wholes, share: Reals) -> tuple[list[float | None], list[float | None]]:
    """Exact 95 % intervals of ratios of two Poisson rates; None is no bound. `share` as in `compare_rates`."""
    low, high = share_interval(now, now + before)
    known = (now + before > 0) & (share > 0) & (share < 1)
    ends: list[list[float | None]] = []
    for end in (low, high):
        bounded = known & (end < 1)
        ratio = np.divide(end * (1 - share), (1 - end) * share, out=np.full(len(end), np.nan), where=bounded)
        ends.append([float(value) if here else None for value, here in zip(ratio, bounded, strict=True)])
    return ends[0], ends[1]


def wilson(k: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; 0 to 1 where n is 0."""
    if n <= 0:
        return 0.0, 1.0
    share = k / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def false_discovery(p: Reals) -> Reals:
    """Benjamini and Hochberg's q-values; NaN stays NaN."""
    found = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if len(tested):
        order = tested[np.argsort(p[tested], kind="stable")]
        ranked = p[order] * len(order) / np.arange(1, len(order) + 1)
        found[order] = np.minimum(1.0, np.minimum.accumulate(ranked[::-1])[::-1])
    return found
