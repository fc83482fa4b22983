"""The bootstrap over reports: how far a figure would move had other reports been read.

Each report is drawn a Poisson(1) number of times (the "Poisson bootstrap", which for many reports equals drawing as many with replacement).
An event counts with the mean weight of its independent sources, so that copies of one wire weigh as one report, an event that many tell
apart hardly moves, and events that one report tells come and go together. The weights depend on the seed and on the order of report ids
alone: the same store and scope give the same intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragoman.measures.basis import Basis
from dragoman.measures.chance import wilson

Reals = NDArray[np.float64]
LEVELS = 1 << 16
LOW, HIGH = 2.5, 97.5  # per cent
BLOCK = 4_000_000  # weights in memory at once
CELLS = 4_000_000  # cells × draws at once


def poisson_table() -> NDArray[np.uint8]:
    """Poisson(1) by inversion: a 16-bit number → a count."""
    chances = np.cumsum([np.exp(-1)] + [np.exp(-1) / np.prod(np.arange(1, k + 1), dtype=np.float64) for k in range(1, 12)])
    return np.searchsorted(chances, (np.arange(LEVELS) + 0.5) / LEVELS).astype(np.uint8)


def weights(reports: int, draws: int, seed: int) -> NDArray[np.uint8]:
    """How often each report is drawn: an array of reports × draws."""
    chance = np.random.default_rng(seed)
    return poisson_table()[chance.integers(0, LEVELS, (reports, draws), dtype=np.uint16)]


@dataclass(frozen=True)
class Pieces:
    """What figures are made of, one row for each independent source of each event in each cell, in the order of the cells.

    Attributes:
        cell: number of the cell (0 …), ascending. report: number of the report that stands for the source. part: 1 / sources of the event.
        value: what is averaged (the intensity of the event).
        cells, reports: how many there are.
    """

    cell: NDArray[np.int64]
    report: NDArray[np.int64]
    part: Reals
    value: Reals
    cells: int
    reports: int


def pieces(basis: Basis, cells_sql: str, cells: int) -> Pieces:
    """Pieces of the cells that a query of (cell, event_id, bloc, value) gives. An event without evidence in its bloc has no piece."""
    found = basis.connection.execute(f"""
        WITH cells AS MATERIALIZED ({cells_sql})
        SELECT c.cell, s.report, s.part, coalesce(c.value, 0.0) AS value
        FROM cells c JOIN ({basis.sources("SELECT event_id FROM cells")}) s ON s.event_id = c.event_id AND s.bloc = c.bloc
        ORDER BY c.cell, s.report, c.event_id""").fetchnumpy()
    cell = np.asarray(found["cell"], dtype=np.int64)
    numbers, report = np.unique(np.asarray(found["report"], dtype=np.int64), return_inverse=True)  # those met, in the order of their ids
    part, value = (np.asarray(found[name], dtype=np.float64) for name in ("part", "value"))
    return Pieces(cell, report, part, value, cells, len(numbers))


def totals(of: Pieces, amounts: Reals, drawn: NDArray[np.uint8]) -> Reals:
    """The sum of `amounts` (one for each piece) in each cell and draw: cells × draws."""
    found = np.zeros((of.cells, drawn.shape[1]))
    if not len(of.cell):
        return found
    starts = np.flatnonzero(np.r_[True, np.diff(of.cell) > 0])
    step = max(1, BLOCK // len(of.cell))
    for first in range(0, drawn.shape[1], step):
        block = drawn[:, first : first + step][of.report].astype(np.float32) * amounts[:, None].astype(np.float32)
        found[of.cell[starts], first : first + step] = np.add.reduceat(block, starts, axis=0)
    return found


def counts(basis: Basis, of: Pieces) -> Reals:
    """Numbers of events in each cell and draw: cells × draws."""
    return totals(of, of.part, weights(of.reports, basis.draws, basis.seed))


def means(basis: Basis, of: Pieces) -> tuple[Reals, Reals]:
    """Interval of the mean value of each cell; NaN where fewer than two reports stand behind a cell: one report shows no spread."""
    low, high = np.full(of.cells, np.nan), np.full(of.cells, np.nan)
    if not len(of.cell):
        return low, high
    drawn = weights(of.reports, basis.draws, basis.seed)
    told = np.bincount(np.unique(of.cell * of.reports + of.report) // of.reports, minlength=of.cells)  # reports behind each cell
    kept = np.flatnonzero(told >= 2)
    size = max(1, CELLS // basis.draws)
    for first in range(0, len(kept), size):
        chosen = kept[first : first + size]
        part = within(of, chosen)
        bottom, top = totals(part, part.part, drawn), totals(part, part.part * part.value, drawn)
        low[chosen], high[chosen] = quantiles(np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0))
    return low, high


def within(of: Pieces, chosen: NDArray[np.int64]) -> Pieces:
    """The pieces of some cells (ascending), which are numbered anew."""
    number = np.full(of.cells, -1)
    number[chosen] = np.arange(len(chosen))
    first, last = np.searchsorted(of.cell, (chosen[0], chosen[-1] + 1))
    cell = number[of.cell[first:last]]
    kept = np.flatnonzero(cell >= 0) + first
    return Pieces(number[of.cell[kept]], of.report[kept], of.part[kept], of.value[kept], len(chosen), of.reports)


def quantiles(drawn: Reals) -> tuple[Reals, Reals]:
    """The LOW and HIGH percentiles of each row, NaN left out; NaN for a row of nothing else."""
    ordered = np.sort(drawn, axis=1)  # NaN last
    known = (~np.isnan(drawn)).sum(axis=1)
    found = []
    for share in (LOW / 100, HIGH / 100):
        at = share * np.maximum(known - 1, 0)
        below = np.floor(at).astype(np.int64)
        one, other = (np.take_along_axis(ordered, k[:, None], axis=1)[:, 0] for k in (below, np.minimum(below + 1, np.maximum(known - 1, 0))))
        found.append(one + (at - below) * (other - one))
    return found[0], found[1]


def share_bounds(hits: float, n: float, drawn: Reals) -> tuple[float, float]:
    """Interval of a share hits/n: at each end the wider of the bootstrap's and Wilson's, since no draw can leave 0 or 1 once all agree."""
    low, high = interval(drawn)
    below, above = wilson(hits, n)
    return min(below, 1.0 if low is None else low), max(above, 0.0 if high is None else high)


def interval(drawn: Reals) -> tuple[float, float] | tuple[None, None]:
    """The 95 % interval of one figure over its draws; None where it has no value in any."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return None, None
    low, high = np.percentile(known, (LOW, HIGH))
    return float(low), float(high)
