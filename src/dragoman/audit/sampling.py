"""Drawing a probability sample of sentences, with the probability of each.

Sentences with claims are stratified by the rarest event type in them and by band of confidence. Within a stratum they are listed by
outlet, in random order inside an outlet, and drawn systematically with a random start: every sentence has the same probability n/N, and
outlets are represented in proportion. Sentences without a claim are drawn the same way from all of them, or, in a large store, in two
phases: first reports, then sentences of those reports; the probability is then the product of both.

The sum of values over probabilities is unbiased for the total in all cases (Horvitz and Thompson 1952; for two phases Särndal, Swensson
and Wretman 1992, ch. 9).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from dragoman.audit import frame
from dragoman.audit.frame import EMPTY, Sentence, Source
from dragoman.errors import UsageError
from dragoman.store.audits import Audit, Unit

Item = TypeVar("Item")
BANDS = ("low", "middle", "high")
LEAST = 2  # of a stratum: with one alone no variance could be told
REPORTS = 1_000  # more than this, and sentences without claims are drawn in two phases
SHARE = 1 / 3  # of the sample for sentences without a claim


@dataclass(frozen=True)
class Drawn:
    """One drawn sentence with its stratum and probability."""

    sentence: Sentence
    stratum: str
    probability: float


@dataclass(frozen=True)
class Stratum:
    """A stratum: how many sentences it has, how many were drawn."""

    name: str
    size: int
    drawn: int


def systematic(items: Sequence[Item], wanted: int, random: np.random.Generator) -> list[Item]:
    """`wanted` of the items at equal steps from a random start: each has the probability wanted / len(items)."""
    step = len(items) / wanted if wanted else 0.0
    start = random.random() * step
    return [items[min(int(start + k * step), len(items) - 1)] for k in range(wanted)]


def listed(items: Sequence[Item], outlet: Callable[[Item], str], random: np.random.Generator) -> list[Item]:
    """By outlet, in random order inside an outlet."""
    order = random.permutation(len(items))
    return sorted((items[int(k)] for k in order), key=outlet)


def allocate(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many to draw of each stratum: in proportion to the root of its size (Bankier 1988), so that rare types are measured, too.

    At least two of each (or all it has), never more than it has; the sum is `wanted` unless there are fewer in all.
    """
    given = {name: min(LEAST, size) for name, size in sizes.items()}
    while (left := min(wanted, sum(sizes.values())) - sum(given.values())) > 0:
        open_ones = [name for name in sizes if given[name] < sizes[name]]
        each = left / sum(math.sqrt(sizes[name]) for name in open_ones)
        for name in sorted(open_ones, key=lambda name: (-sizes[name], name)):
            if left <= 0:
                break
            more = min(left, sizes[name] - given[name], max(1, int(each * math.sqrt(sizes[name]) + 1e-9)))
            given[name] += more
            left -= more
    return given


def cuts(full: Iterable[Sentence]) -> list[float]:
    """The thirds of the claims' confidence: bands are below, between and from these on."""
    found = [claim.confidence for sentence in full for claim in sentence.claims]
    return [round(float(value), 4) for value in np.quantile(found, [1 / 3, 2 / 3])] if found else [0.0, 0.0]


def strata(full: Sequence[Sentence], wanted: int) -> dict[str, list[Sentence]]:
    """Sentences by stratum: type and band; without bands, and then all in one, where the sample is too small for that many."""
    counts, edges = frame.type_counts(full), cuts(full)

    def name(sentence: Sentence, detail: int) -> str:
        kind = frame.rarest(sentence, counts) if detail else "any type"
        least = min(claim.confidence for claim in sentence.claims)
        return f"{kind} {BANDS[sum(least >= edge for edge in edges)]}" if detail == 2 else kind

    found: dict[str, list[Sentence]] = {}
    for detail in (2, 1, 0):
        found = {}
        for sentence in full:
            found.setdefault(name(sentence, detail), []).append(sentence)
        if sum(min(LEAST, len(items)) for items in found.values()) <= wanted:
            break
    return dict(sorted(found.items()))


def draw_full(full: Sequence[Sentence], wanted: int, random: np.random.Generator) -> tuple[list[Drawn], list[Stratum]]:
    """Of the sentences with claims."""
    by_stratum = strata(full, wanted)
    given = allocate({name: len(items) for name, items in by_stratum.items()}, wanted)
    drawn: list[Drawn] = []
    for name, items in by_stratum.items():
        chosen = systematic(listed(items, lambda s: s.outlet, random), given[name], random)
        drawn += [Drawn(sentence, name, given[name] / len(items)) for sentence in chosen]
    return drawn, [Stratum(name, len(items), given[name]) for name, items in by_stratum.items()]


@dataclass(frozen=True)
class Phases:
    """How the sentences without a claim were drawn: reports in all and of the first phase, sentences of those, and drawn of them."""

    reports: int
    looked_at: int
    sentences: int
    drawn: int


def draw_empty(
    outlets: Mapping[str, str],
    parse: Callable[[Sequence[str]], Iterable[Sentence]],
    wanted: int,
    random: np.random.Generator,
    at_most: int = REPORTS,
) -> tuple[list[Drawn], Phases]:
    """Of the sentences without a claim. `parse` gives those of some reports; it is asked for no more than `at_most` of them."""
    ids = list(outlets)
    chosen = ids if len(ids) <= at_most else sorted(systematic(listed(ids, lambda id: outlets[id], random), at_most, random))
    items = list(parse(chosen))
    number = min(wanted, len(items))
    probability = len(chosen) / len(ids) * number / len(items) if items else 0.0
    picked = systematic(listed(items, lambda s: s.outlet, random), number, random)
    return [Drawn(sentence, EMPTY, probability) for sentence in picked], Phases(len(ids), len(chosen), len(items), number)


def draw(given: Source, n: int, seed: int, name: str, share: float = SHARE, show_outlet: bool = False, at_most: int = REPORTS) -> Audit:
    """A sample of `n` sentences of a run as an audit, not kept yet. The same run, seed and options give the same sample.

    Args:
        share: of the sample for sentences without a claim. show_outlet: whether coders see who published a sentence. at_most: reports that
            are parsed for sentences without a claim; with more in the run there are two phases.
    Raises UsageError for sizes that make no sense, and for a run without reports.
    """
    if n < 4 or not 0 <= share < 1 or at_most < 1:
        raise UsageError("a sample needs at least 4 sentences and a share from 0 to below 1", f"--n {n} --share {share}", "mend the numbers")
    random = np.random.default_rng(seed)
    full = frame.with_claims(given)
    empty, phases = draw_empty(given.outlets, lambda ids: frame.without_claims(given, full, ids), round(n * share), random, at_most)
    drawn, sizes = draw_full(full, n - len(empty), random)
    if not drawn and not empty:
        raise UsageError("the run has no sentences to draw from", given.run, "add reports first, or name another --run")
    order = random.permutation(len(drawn) + len(empty))
    both = [*drawn, *empty]
    units = tuple(unit(both[int(k)], number, given.contents) for number, k in enumerate(order, 1))
    design: dict[str, Any] = {
        "asked": n,
        "share": round(share, 4),
        "show_outlet": show_outlet,
        "snapshot": given.snapshot.digest,
        "reports": len(given.outlets),
        "bands": cuts(full),
        "claims": sum(len(sentence.claims) for sentence in full),
        "strata": [{"name": s.name, "size": s.size, "drawn": s.drawn} for s in sizes],
        "empty": {"reports": phases.reports, "looked_at": phases.looked_at, "sentences": phases.sentences, "drawn": phases.drawn},
    }
    return Audit(name, given.run, seed, design, units=units)


def unit(drawn: Drawn, number: int, contents: Mapping[str, str]) -> Unit:
    s = drawn.sentence
    return Unit(number, s.report_id, contents[s.report_id], s.field, s.start, s.end, drawn.stratum, drawn.probability, s.outlet)
