"""Claims as members of events: status, independent source, belief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dragoman.assembly.columns import Ints, codes
from dragoman.assembly.given import COPY, CURRENT, DENIAL, SUPERSEDED
from dragoman.assembly.numbers import KINDS, Told, disputed, extremes, superseded
from dragoman.assembly.rules import Rules
from dragoman.assembly.sources import speaker_source

CERTAIN = 0.999  # no single reading counts for more


@dataclass
class Members:
    """One row a claim of an event, by event, then in the order of the claims (a denial may stand in two events).

    `group` numbers `groups`, the independent sources by name.
    """

    event: Ints
    claim: Ints
    status: Ints
    group: Ints
    groups: list[str]


@dataclass(frozen=True)
class Facts:
    """What the claims of a table say of themselves, as far as members need it: by claim."""

    claims: pa.Table
    report: Ints  # number of its report
    text: Ints  # number of the first report with the same words
    replaced: Ints  # whether a later version has taken the report's place
    sources: Sequence[str]  # by report
    published: Sequence[str]  # by report


def claim_sources(facts: Facts) -> list[str]:
    """The independent source of each claim: who is quoted, unless he is the actor himself (that he said it, each outlet has heard by itself);
    else the report's."""
    names = ("speaker_entity", "speaker_name", "actor_entity", "actor_name")
    found = []
    values = [facts.claims[name].to_pylist() for name in names]
    for number, (entity, name, actors, actor_names) in zip(facts.report.tolist(), zip(*values, strict=True), strict=True):
        said = speaker_source(entity, name)
        own = said and ((entity and entity in (actors or "").split("; ")) or (not entity and name in (actor_names or "").split("; ")))
        found.append(said if said and not own else facts.sources[number])
    return found


def members(event_of: Ints, denials: Sequence[tuple[int, int]], facts: Facts, sources: Sequence[str]) -> Members:
    """Members of all events. `event_of`: event of each claim; `denials`: (event, claim) pairs, which say nothing for the event."""
    denied = {claim for _, claim in denials if event_of[claim] < 0}
    there = np.flatnonzero(event_of >= 0)
    there = there[~np.isin(there, list(denied))] if denied else there
    event = np.concatenate([event_of[there], np.array([e for e, _ in denials], dtype=np.int64)])
    claim = np.concatenate([there, np.array([c for _, c in denials], dtype=np.int64)])
    status = np.concatenate([np.full(len(there), CURRENT), np.full(len(denials), DENIAL)])
    order = np.lexsort((claim, event))
    event, claim, status = event[order], claim[order], status[order]
    status = np.where((status == CURRENT) & facts.replaced[claim], SUPERSEDED, status)
    status = copies(event, claim, status, facts)
    names, values = codes(pa.chunked_array([pa.array(sources, pa.string())]))
    made = Members(event, claim, status, names[claim], values)
    gone = superseded(list(told(made, facts, (CURRENT, COPY))))
    if gone:
        made.status = np.where(np.isin(claim, list(gone)) & (made.status != DENIAL), SUPERSEDED, made.status)
    return made


def copies(event: Ints, claim: Ints, status: Ints, facts: Facts) -> Ints:
    """Claims of an event whose words stand in an earlier report of it."""
    if not len(event):
        return status
    key = event * (int(facts.text.max(initial=0)) + 1) + facts.text[claim]
    current = status == CURRENT
    _, back = np.unique(key, return_inverse=True)
    first = np.full(int(back.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, back[current], facts.report[claim][current])
    return np.where(current & (facts.report[claim] > first[back]), COPY, status)


def told(made: Members, facts: Facts, wanted: Sequence[int]) -> list[Told]:
    """The numbers that members of some statuses tell."""
    columns = {f"{kind}_{part}": facts.claims[f"{kind}_{part}"].to_pylist() for kind in KINDS for part in ("low", "high")}
    has = np.zeros(facts.claims.num_rows, dtype=bool)
    for name in columns:
        has |= np.asarray(facts.claims[name].is_valid().to_numpy()).astype(bool)
    found = []
    for row in np.flatnonzero(has[made.claim] & np.isin(made.status, wanted)).tolist():
        claim = int(made.claim[row])
        report, group = int(facts.report[claim]), made.groups[int(made.group[row])]
        for kind in KINDS:
            low, high = columns[f"{kind}_low"][claim], columns[f"{kind}_high"][claim]
            if (low is not None or high is not None) and not (low or 0) > (low if high is None else high):
                tellers = tuple(dict.fromkeys((group, facts.sources[report])))
                found.append(Told(claim, int(made.event[row]), kind, low, high, facts.published[report], report, tellers, group))
    return found


@dataclass
class Numbers:
    """Of each event: lowest and highest current numbers, and what kinds of them are disputed."""

    bounds: dict[tuple[int, str], tuple[int | None, int | None]]
    disputed: dict[int, set[str]]


def numbers(made: Members, facts: Facts) -> Numbers:
    current = told(made, facts, (CURRENT, COPY))
    return Numbers({(event, kind): (low, high) for event, kind, low, high in extremes(current)}, disputed(current))


def belief(count: int, made: Members, facts: Facts, rules: Rules) -> Ints:
    """Belief in each of `count` events; docs/events.md has the formula.

    A source with readings of confidence c₁ … cₙ is wrong with probability s + (1 - s) · ∏(1 - cᵢ); all sources are with the product of these;
    denials take away up to the weight `rules.denied` of what remains. Copies and what a later version replaced are no readings.
    """
    confidence = np.minimum(np.asarray(facts.claims["confidence"].to_numpy()).astype(float), CERTAIN)
    usual = rules.systematic["outlet"]
    systematic = np.array([rules.systematic.get(name.partition(":")[0], usual) for name in made.groups] or [0.0])
    counted = ~facts.replaced[made.claim] & (made.status != COPY)

    def sure(rows: Ints) -> Ints:
        """1 - ∏ over sources of their errors, by event; sums go in the order of the rows, the same everywhere."""
        event, group = made.event[rows], made.group[rows]
        key, back = np.unique(event * max(len(made.groups), 1) + group, return_inverse=True)
        wrong = np.exp(np.bincount(back, weights=np.log(1 - confidence[made.claim[rows]]), minlength=len(key)))
        share = systematic[key % max(len(made.groups), 1)]
        errors = np.log(share + (1 - share) * wrong)
        return 1 - np.exp(np.bincount(key // max(len(made.groups), 1), weights=errors, minlength=count))

    for_it = np.flatnonzero(counted & (made.status != DENIAL))
    against = np.flatnonzero(counted & (made.status == DENIAL))
    return np.round(sure(for_it) * (1 - rules.denied * sure(against)), 4)
