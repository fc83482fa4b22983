"""Where the level of a series of counts changed: binary segmentation with a Poisson likelihood ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
SHORTEST = 4  # periods of a level
FEWEST = 5  # events on both sides of a change together
PENALTY = 1.25  # times the log of the number of periods; docs/measures.md has the false alarms measured with it
PROFILE = 1.92  # half the 95 % quantile of chi-squared with one degree of freedom
ROWS = 2_048  # segments at once
DEPTH = 12  # changes of one series at most: 2 ** DEPTH


@dataclass(frozen=True, slots=True)
class Change:
    """A change between periods `at` - 1 and `at` (indexes into the series as given); it may lie anywhere from `low` to `high`.

    `before`, `after` are rates per unit of exposure of the levels on both sides; `gain` is the log likelihood ratio.
    """

    at: int
    low: int
    high: int
    before: float
    after: float
    gain: float


def change_points(counts: Wholes, exposure: Reals) -> list[list[Change]]:
    """The changes of each row of `counts` (rows × periods), in order. Periods with exposure 0 are passed over.

    Each segment is cut where the two levels n1/e1 and n2/e2 explain the counts best against one level n/e:
    gain = n1 log(n1/e1) + n2 log(n2/e2) - n log(n/e). A cut stands where the gain exceeds PENALTY · log(periods) · `dispersion`, both sides
    last SHORTEST periods and the segment has FEWEST events; then both sides are searched in turn.
    """
    read = np.flatnonzero(exposure > 0)
    found: list[list[tuple[int, int, int, float]]] = [[] for _ in range(len(counts))]
    if len(read) >= 2 * SHORTEST:
        sums = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts[:, read], axis=1)], axis=1)
        reach = np.concatenate([[0.0], np.cumsum(exposure[read])])
        bursts = dispersion(counts[:, read], exposure[read])
        open_segments = np.array([(row, 0, len(read)) for row in range(len(counts)) if sums[row, -1] >= FEWEST], dtype=np.int64).reshape(-1, 3)
        for _ in range(DEPTH):
            following = []
            for first in range(0, len(open_segments), ROWS):
                part = open_segments[first : first + ROWS]
                for (row, start, end), cut in zip(part.tolist(), cuts(sums, reach, part, bursts[part[:, 0]]), strict=True):
                    if cut is not None:
                        found[row].append(cut)
                        following += [(row, start, cut[0]), (row, cut[0], end)]
            open_segments = np.array(following, dtype=np.int64).reshape(-1, 3)
            if not len(open_segments):
                break
    return [levels(row, sums[k], reach, read) if row else [] for k, row in enumerate(found)]


def dispersion(counts: Wholes, exposure: Reals) -> Reals:
    """How much more each series jumps from period to period than a Poisson series of its mean rate: 1 or more.

    Half the mean squared difference of neighbouring Pearson residuals. One report that tells six events of one visit is a burst, not a level;
    a lasting change of level makes one jump and hardly counts here.
    """
    expected = counts.sum(axis=1, keepdims=True) * exposure / exposure.sum()
    residuals = np.divide(counts - expected, np.sqrt(expected), out=np.zeros(counts.shape), where=expected > 0)
    found: Reals = np.maximum(1.0, np.mean(np.diff(residuals, axis=1) ** 2, axis=1) / 2)
    return found


def cuts(sums: Reals, reach: Reals, segments: Wholes, bursts: Reals) -> list[tuple[int, int, int, float] | None]:
    """For each segment (row, start, end) its best cut, if it stands: place, first and last place nearly as good, gain.

    `bursts` is the dispersion of the row of each segment.
    """
    rows, start, end = segments.T
    at = np.arange(sums.shape[1])
    mine = sums[rows]
    left = mine - mine[np.arange(len(rows)), start][:, None]
    right = mine[np.arange(len(rows)), end][:, None] - mine
    total = left + right
    before, after = reach[None, :] - reach[start][:, None], reach[end][:, None] - reach[None, :]
    within = (at >= start[:, None] + SHORTEST) & (at <= end[:, None] - SHORTEST)
    gain = np.where(within, fit(left, before) + fit(right, after) - fit(total, before + after), -np.inf)
    best = gain.argmax(axis=1)
    most = gain[np.arange(len(rows)), best]
    stands = (most > PENALTY * np.log(len(reach) - 1) * bursts) & (total[:, 0] >= FEWEST)
    near = gain >= (most - PROFILE * bursts)[:, None]
    last = near.shape[1] - 1 - near[:, ::-1].argmax(axis=1)
    each = zip(best, near.argmax(axis=1), last, most, stands, strict=True)
    return [(int(cut), int(low), int(high), float(won)) if ok else None for cut, low, high, won, ok in each]


def fit(count: Reals, exposure: Reals) -> Reals:
    """n log(n/e), 0 for n = 0; meaningless (0) where a segment ends before it begins."""
    sound = (count > 0) & (exposure > 0)
    ratio = np.divide(count, exposure, out=np.ones_like(count), where=sound)
    found: Reals = np.where(sound, count * np.log(ratio), 0.0)
    return found


def levels(found: list[tuple[int, int, int, float]], sums: Reals, reach: Reals, read: Wholes) -> list[Change]:
    """The cuts of one series as changes, with the rates of the levels on both sides."""
    edges = [0, *sorted(cut[0] for cut in found), len(read)]
    rates = [(sums[b] - sums[a]) / (reach[b] - reach[a]) for a, b in zip(edges, edges[1:], strict=False)]
    made = []
    for k, (at, low, high, gain) in enumerate(sorted(found)):
        made.append(Change(int(read[at]), int(read[low]), int(read[high]), float(rates[k]), float(rates[k + 1]), gain))
    return made
