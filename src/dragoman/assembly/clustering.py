"""Nodes into events: best pairs first, and a pair joins two clusters only where all of both fit together.

What a cluster is, is kept as a summary: the days all its claims have in common, all its parties, its closest place, its mode. Intervals
that pairwise meet have a day in common, so asking the summary is asking every claim (complete linkage), at a cost that does not grow.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from dragoman.assembly import spots
from dragoman.assembly.columns import CORE, NEVER, WEAK, WIDE, Columns, Ints, distinct
from dragoman.assembly.matching import Nodes, Pairs, either
from dragoman.assembly.sides import CONFLICT, NAMED

AMBIGUOUS = 20  # events in one interval from which on it is not asked which of them fits


@dataclass
class Summary:
    """What the claims of each cluster have in common, at the place of the cluster's root."""

    low: list[int]
    high: list[int]
    actor: list[int]
    recipient: list[int]
    both: list[int]
    spot: list[int]
    mode: list[int]


class Clusters:
    """Nodes being joined; a cluster is known by its first node."""

    def __init__(self, columns: Columns, nodes: Nodes) -> None:
        first = nodes.first
        self.columns = columns
        self.loose: list[bool] = either(columns)[first].tolist()
        self.hard: list[bool] = np.array([family.place for family in columns.rules.families])[columns.family[first]].tolist()
        self.parent = list(range(len(nodes)))
        self.summary = Summary(
            *(column[first].tolist() for column in (columns.low, columns.high, columns.actor, columns.recipient, columns.both, columns.spot,
                                                    columns.mode))
        )  # fmt: skip

    def root(self, node: int) -> int:
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def fit(self, one: int, other: int, blame: bool) -> bool:
        """Whether two clusters, or a cluster and a node by itself, can be one happening."""
        s, sides = self.summary, self.columns.sides
        if s.low[one] > s.high[other] or s.low[other] > s.high[one]:
            return False
        if s.mode[one] != s.mode[other] and s.mode[one] and s.mode[other]:
            return False
        if self.hard[one] and self.columns.spots.level(s.spot[one], s.spot[other]) == spots.CONFLICT:
            return False
        if self.loose[one]:
            return sides.level(s.both[one], s.both[other], True, True) != CONFLICT
        if blame:
            return True
        return sides.level(s.actor[one], s.actor[other]) != CONFLICT and sides.level(s.recipient[one], s.recipient[other], False) != CONFLICT

    def join(self, one: int, other: int) -> None:
        """The later cluster into the earlier."""
        s, sides = self.summary, self.columns.sides
        into, gone = (one, other) if one < other else (other, one)
        self.parent[gone] = into
        s.low[into] = max(s.low[into], s.low[gone])
        s.high[into] = min(s.high[into], s.high[gone])
        s.actor[into] = sides.union(s.actor[into], s.actor[gone])
        s.recipient[into] = sides.union(s.recipient[into], s.recipient[gone])
        s.both[into] = sides.union(s.both[into], s.both[gone])
        s.spot[into] = self.columns.spots.closer(s.spot[into], s.spot[gone])
        s.mode[into] = s.mode[into] or s.mode[gone]


def clusters(columns: Columns, nodes: Nodes, pairs: Pairs) -> Ints:
    """The number of its cluster (its first node) for each node.

    Nodes that may found an event are joined first. Then each of the others is laid beside the one event that it fits best, and changes
    nothing of what that event is: a background claim never links two others.
    """
    found = Clusters(columns, nodes)
    core = columns.role[nodes.first] == CORE
    founding = core[pairs.one] & core[pairs.other]
    for one, other, blame in zip(pairs.one[founding].tolist(), pairs.other[founding].tolist(), pairs.blame[founding].tolist(), strict=True):
        a, b = found.root(one), found.root(other)
        if a != b and found.fit(a, b, blame):
            found.join(a, b)
    labels = np.array([found.root(node) for node in range(len(nodes))], dtype=np.int64)
    beside = laid(found, pairs, core, labels)
    for leaf, event in beside.items():
        labels[leaf] = event
    rest_of = Leaves(found, nodes, [leaf for leaf in np.flatnonzero(~core).tolist() if leaf not in beside])
    rest_of.lay(labels, np.flatnonzero(core))
    rest_of.pair(labels)
    return labels


def laid(found: Clusters, pairs: Pairs, core: Ints, labels: Ints) -> dict[int, int]:
    """The event each leaf is laid beside: the one that it fits best; none where it fits two equally well."""
    best: dict[int, tuple[int, int]] = {}  # leaf → score, event (-1 several)
    rest = ~(core[pairs.one] & core[pairs.other]) & ~pairs.blame
    rows = zip(pairs.one[rest].tolist(), pairs.other[rest].tolist(), pairs.score[rest].tolist(), strict=True)
    for one, other, score in rows:  # best first
        leaf, event = (other, int(labels[one])) if core[one] else (one, int(labels[other]))
        before = best.get(leaf)
        if before is not None and (before[0] > score or before[1] in (-1, event)):
            continue
        if found.fit(event, leaf, False):
            best[leaf] = (score, event) if before is None else (score, -1)
    return {leaf: event for leaf, (_, event) in best.items() if event >= 0}


class Leaves:
    """Claims of the past, of wide intervals and of unknown days that no event has taken yet."""

    def __init__(self, clusters: Clusters, nodes: Nodes, leaves: list[int]) -> None:
        self.clusters, self.columns = clusters, clusters.columns
        self.family = self.columns.family[nodes.first].tolist()
        self.modality = self.columns.modality[nodes.first].tolist()
        self.role = self.columns.role[nodes.first].tolist()
        self.end = self.columns.end[nodes.first].tolist()
        self.text = self.columns.text[nodes.first].tolist()
        self.leaves = [leaf for leaf in leaves if clusters.summary.low[leaf] != NEVER]
        self.sets: dict[frozenset[str], int] = {}
        self.tokens = [self.sets.setdefault(side.tokens, len(self.sets) + 1) for side in self.columns.sides.sides]
        self.size = [side.size for side in self.columns.sides.sides]

    def parties(self, node: int) -> tuple[int | str, ...]:
        """Family, modality and the countries of the parties, to find the same by; the country it was in stands for no recipient."""
        s = self.clusters.summary
        if self.clusters.loose[node]:
            return self.family[node], self.modality[node], self.tokens[s.both[node]]
        joint = self.size[s.actor[node]] > 1
        target = self.tokens[s.recipient[node]] if s.recipient[node] else -1 if joint else self.country(node)
        return self.family[node], self.modality[node], self.tokens[s.actor[node]], target

    def country(self, node: int) -> int | str:
        country = self.columns.spots.spots[self.clusters.summary.spot[node]].country
        return self.sets.get(frozenset([country]), country)

    def both_known(self, node: int) -> bool:
        s = self.clusters.summary
        if self.clusters.loose[node] or (s.recipient[node] == 0 and self.size[s.actor[node]] > 1):
            return self.size[s.both[node]] > 1
        return s.actor[node] != 0 and (s.recipient[node] != 0 or bool(self.country(node)))

    def lay(self, labels: Ints, core: Ints) -> None:
        """Beside the one event of the same parties in the interval; where there are several, nobody can tell which."""
        wide = [leaf for leaf in self.leaves if self.role[leaf] == WIDE and self.both_known(leaf)]
        wanted = {self.parties(leaf) for leaf in wide}
        events: dict[tuple[int | str, ...], list[tuple[int, int]]] = {}
        low = self.clusters.summary.low
        for root in distinct(labels[core]).tolist() if wide else ():
            key = self.parties(root)
            if key in wanted:
                events.setdefault(key, []).append((low[root], root))
        for found in events.values():
            found.sort()
        for leaf in wide:
            found = events.get(self.parties(leaf), [])
            within = found[bisect_left(found, (low[leaf], -1)) : bisect_right(found, (self.clusters.summary.high[leaf], len(labels)))]
            fitting = [root for _, root in within[:AMBIGUOUS] if self.clusters.fit(root, leaf, False)]
            if len(fitting) == 1 and len(within) < AMBIGUOUS:
                labels[leaf] = fitting[0]

    def pair(self, labels: Ints) -> None:
        """Those left that tell of the same parties in the same interval, and fit; those that say little only within one text."""
        groups: dict[tuple[int | str, ...], list[int]] = {}
        s, sides = self.clusters.summary, self.columns.sides
        for leaf in self.leaves:
            if labels[leaf] == leaf:
                weak = self.role[leaf] == WEAK
                key = (*self.parties(leaf), s.low[leaf], self.end[leaf], self.text[leaf] if weak else -1)
                for root in groups.setdefault(key, []):
                    known = self.size[s.both[leaf]] > 0 if weak else self.both_known(leaf) or sides.level(s.actor[root], s.actor[leaf]) >= NAMED
                    if known and self.clusters.fit(root, leaf, False):
                        self.clusters.join(root, leaf)
                        labels[leaf] = root
                        break
                else:
                    groups[key].append(leaf)
