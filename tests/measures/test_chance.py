"""Tests and intervals against exact sums, change points and shrinkage against made series."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dragoman.measures import bootstrap, chance, shrinking
from dragoman.measures.changes import change_points


def tail(k: int, n: int, p: float) -> float:
    return math.fsum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


@pytest.mark.parametrize(("k", "n", "p"), [(0, 4, 0.3), (1, 1, 0.5), (3, 10, 0.25), (10, 10, 0.9), (70, 200, 0.4), (5, 7, 0.0), (5, 7, 1.0)])
def test_binomial_tails_are_exact(k: int, n: int, p: float) -> None:
    assert chance.at_least(np.array([k]), np.array([n]), np.array([p]))[0] == pytest.approx(tail(k, n, p), abs=1e-10)


def test_rates_are_compared_exactly() -> None:
    p = chance.compare_rates(np.array([5, 2, 0, 9]), np.array([2, 8, 6, 0]), np.array([0.2, 0.2, 0.2, 0.5]))
    expected = [2 * tail(5, 7, 0.2), 1.0, 2 * 0.8**6, 2 * 0.5**9]
    assert p == pytest.approx(expected, abs=1e-9)


def test_intervals_of_shares_and_ratios() -> None:
    low, high = chance.share_interval(np.array([0, 3, 10]), np.array([10, 10, 10]))
    assert (low[0], high[2]) == (0.0, 1.0)
    assert tail(3, 10, low[1]) == pytest.approx(0.025, abs=1e-6)
    assert 1 - tail(4, 10, high[1]) == pytest.approx(0.025, abs=1e-6)
    below, above = chance.ratio_intervals(np.array([10, 5, 0]), np.array([10, 0, 0]), np.full(3, 0.5))
    assert below[0] is not None
    assert above[0] is not None
    assert below[0] < 1 < above[0]
    assert below[0] == pytest.approx(1 / above[0])
    assert above[1] is None
    assert (below[2], above[2]) == (None, None)


def test_false_discovery_keeps_order_and_what_was_not_tested() -> None:
    q = chance.false_discovery(np.array([0.01, np.nan, 0.04, 0.03]))
    assert np.isnan(q[1])
    assert q[[0, 2, 3]] == pytest.approx([0.03, 0.04, 0.04])


def test_a_change_of_level_is_found_and_steady_series_are_left_alone() -> None:
    drawn = np.random.default_rng(3)
    stepped = np.r_[drawn.poisson(1, 80), drawn.poisson(5, 40)]
    steady = drawn.poisson(3, (200, 120))
    found = change_points(np.vstack([stepped, steady]), np.ones(120))
    (change,) = found[0]
    assert abs(change.at - 80) <= 2
    assert change.low <= change.at <= change.high
    assert change.before == pytest.approx(stepped[: change.at].mean())
    assert change.after == pytest.approx(stepped[change.at :].mean())
    assert sum(bool(changes) for changes in found[1:]) <= 10  # at most 5 % of false alarms


def test_more_reading_is_no_change_of_level() -> None:
    read = np.r_[np.full(60, 10.0), np.full(60, 50.0)]
    counts = np.random.default_rng(4).poisson(read / 10)
    assert change_points(counts[None, :], read) == [[]]
    assert len(change_points(counts[None, :], np.ones(120))[0]) == 1


def test_one_burst_is_no_change_of_level() -> None:
    counts = np.zeros((1, 40), dtype=np.int64)
    counts[0, 20] = 6
    assert change_points(counts, np.ones(40)) == [[]]
    counts[0, 20:26] = 2  # as many, week after week
    assert len(change_points(counts * 2, np.ones(40))[0]) == 2


def test_weeks_without_reports_are_passed_over() -> None:
    read = np.ones(60)
    read[20:30] = 0
    counts = np.where(read > 0, 3, 0)
    assert change_points(counts[None, :], read) == [[]]
    assert change_points(counts[None, :], np.zeros(60)) == [[]]


def test_few_events_are_drawn_to_the_mean_of_all_and_many_hardly() -> None:
    drawn = np.random.default_rng(5)
    true = drawn.normal(1, 3, 400)
    n = drawn.integers(1, 40, 400).astype(float)
    samples = [drawn.normal(mean, 4, int(k)) for mean, k in zip(true, n, strict=True)]
    total, squares = np.array([s.sum() for s in samples]), np.array([(s**2).sum() for s in samples])
    prior = shrinking.prior(n, total, squares)
    assert prior.mean == pytest.approx(1, abs=0.6)
    assert prior.between == pytest.approx(9, rel=0.3)
    assert prior.within == pytest.approx(16, rel=0.1)
    mean = total / n
    middle, low, high = prior.shrunk(mean, n)
    assert np.mean((middle - true) ** 2) < np.mean((mean - true) ** 2)
    assert 0.92 < np.mean((low <= true) & (true <= high)) < 0.98
    few, many = n == 1, n > 30
    assert np.abs(middle - mean)[few].mean() > 5 * np.abs(middle - mean)[many].mean()


def test_a_pair_without_events_has_no_mean() -> None:
    middle, _, _ = shrinking.Prior(1.0, 2.0, 3.0).shrunk(np.array([np.nan]), np.array([0.0]))
    assert np.isnan(middle[0])


def test_bootstrap_weights_are_poisson_and_the_same_again() -> None:
    weights = bootstrap.weights(5_000, 40, 7)
    assert weights.mean() == pytest.approx(1, abs=0.01)
    assert weights.var() == pytest.approx(1, abs=0.02)
    assert np.array_equal(weights, bootstrap.weights(5_000, 40, 7))
    assert not np.array_equal(weights, bootstrap.weights(5_000, 40, 8))


def test_totals_by_cell() -> None:
    of = bootstrap.Pieces(np.array([0, 0, 2]), np.array([0, 1, 1]), np.array([0.5, 0.5, 1.0]), np.array([1.0, 1.0, 4.0]), 3, 2)
    drawn = np.array([[1, 0], [2, 3]], dtype=np.uint8)
    assert bootstrap.totals(of, of.part, drawn).tolist() == [[1.5, 1.5], [0, 0], [2, 3]]


def test_percentiles_leave_out_what_has_no_value() -> None:
    drawn = np.array([[1.0, np.nan, 3.0, 2.0], [np.nan] * 4, [5.0, np.nan, np.nan, np.nan]])
    low, high = bootstrap.quantiles(drawn)
    assert low[0] == pytest.approx(np.percentile([1, 2, 3], 2.5))
    assert high[0] == pytest.approx(np.percentile([1, 2, 3], 97.5))
    assert np.isnan(low[1])
    assert (low[2], high[2]) == (5.0, 5.0)


def test_some_cells_on_their_own() -> None:
    of = bootstrap.Pieces(np.array([0, 1, 1, 3]), np.array([0, 1, 2, 2]), np.ones(4), np.arange(4.0), 4, 3)
    part = bootstrap.within(of, np.array([1, 3]))
    assert (part.cell.tolist(), part.report.tolist(), part.value.tolist(), part.cells) == ([0, 0, 1], [1, 2, 2], [1.0, 2.0, 3.0], 2)
