"""Scores with bootstrap intervals, shared by all measures.

A score is computed from units (reports, or rows); its interval is the 2.5th and 97.5th percentile over resamples of the units
(Efron and Tibshirani 1993, percentile method). The seed is fixed, so the same data give the same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

RESAMPLES = 1000
SEED = 20230929
Unit = TypeVar("Unit")


@dataclass(frozen=True)
class Score:
    """A value with its interval, the number of cases it rests on, and the best constant baseline (None where there is none)."""

    name: str
    value: float
    low: float
    high: float
    n: int
    baseline: float | None = None
    baseline_name: str = ""

    def record(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "n": self.n,
            "baseline": None if self.baseline is None else round(self.baseline, 4),
            "baseline_name": self.baseline_name,
        }


def interval(units: Sequence[Unit], measure: Callable[[Sequence[Unit]], float], resamples: int = RESAMPLES) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a measure over units; the value itself twice when there are fewer than two units."""
    if len(units) < 2:
        value = measure(units)
        return value, value
    random = np.random.default_rng(SEED)
    values = []
    for _ in range(resamples):
        values.append(measure([units[int(k)] for k in random.integers(0, len(units), len(units))]))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def f1(true: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1 from counts; 0 where undefined."""
    precision = true / predicted if predicted else 0.0
    recall = true / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro_f1(pairs: Sequence[tuple[Hashable, Hashable]], labels: Sequence[Hashable] | None = None) -> float:
    """Mean F1 over labels of (gold, predicted) pairs; by default over the labels that occur in gold."""
    gold, predicted = Counter(g for g, _ in pairs), Counter(p for _, p in pairs)
    right = Counter(g for g, p in pairs if g == p)
    labels = sorted(gold, key=str) if labels is None else [label for label in labels if gold[label]]
    return sum(f1(right[label], predicted[label], gold[label])[2] for label in labels) / len(labels) if labels else 0.0


def accuracy(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    return sum(g == p for g, p in pairs) / len(pairs) if pairs else 0.0


def best_constant(golds: Sequence[Hashable], measure: Callable[[Sequence[tuple[Hashable, Hashable]]], float] = accuracy) -> tuple[float, str]:
    """The best score that always answering one and the same value would get, and that value."""
    if not golds:
        return 0.0, ""
    scored = [(measure([(g, value) for g in golds]), str(value)) for value in sorted(set(golds), key=str)]
    return max(scored)


def table(title: str, scores: Sequence[Score]) -> str:
    """Scores as aligned text."""
    width = max(len(s.name) for s in scores)
    lines = [title, "-" * len(title)]
    for s in scores:
        line = f"{s.name:<{width}}  {s.value:6.3f}  [{s.low:.3f}, {s.high:.3f}]  n={s.n}"
        if s.baseline is not None:
            line += f"  constant {s.baseline:.3f} ({s.baseline_name})"
        lines.append(line)
    return "\n".join(lines)
