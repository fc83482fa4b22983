"""Which claims may tell the same happening: claims that say the same are one node; pairs of nodes that fit are found by blocks and weighed.

A block is family, modality, one party (or one city) and one day: only claims that share one are compared at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dragoman.assembly import spots
from dragoman.assembly.columns import CORE, NEVER, WIDE, Columns, Ints, distinct
from dragoman.assembly.sides import CONFLICT, MOST, NAMED, OPEN, SAME, SOME

LARGEST = 600  # nodes of a block that are compared each with each; larger blocks are split by the other party
LEVEL = 7  # the bits of a side's level without NAMED


@dataclass
class Nodes:
    """Claims that say the same (family, modality, mode, parties, days, place). `of` is each claim's node; `first` a node's first claim."""

    of: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.first)


@dataclass
class Pairs:
    """Pairs of nodes that fit, best first: numbers of the nodes, and whether they fit only as two accounts with different blame."""

    one: Ints
    other: Ints
    score: Ints
    blame: Ints


def nodes(columns: Columns) -> Nodes:
    """Claims that say the same, put together. Those that say too little to know a happening by stay with their own text."""
    known = np.where(columns.role >= WIDE, parties_known(columns), columns.enough)
    text = np.where(known, -1, columns.text)
    key = np.zeros(len(columns), dtype=np.int64)
    parts = (
        columns.family, columns.modality, columns.mode, columns.actor, columns.recipient, columns.low, columns.end, columns.spot, columns.role,
        text,
    )  # fmt: skip
    for part in parts:
        low = int(part.min(initial=0))
        key = np.unique(key * (int(part.max(initial=0)) - low + 1) + (part - low), return_inverse=True)[1].astype(np.int64)
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # nodes in the order of their first claims
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Nodes(rank[of], first[order])


def parties_known(columns: Columns) -> Ints:
    """Claims with both parties, or with two of what is mutual."""
    full = some(columns, columns.actor) & some(columns, columns.recipient)
    found: Ints = np.where(either(columns), two_or_more(columns, columns.both), full) & (columns.low != NEVER)
    return found


def either(columns: Columns) -> Ints:
    found: Ints = np.array([family.either for family in columns.rules.families])[columns.family]
    return found


def some(columns: Columns, side: Ints) -> Ints:
    known: Ints = np.array([len(found.tokens) > 0 for found in columns.sides.sides])[side]
    return known


def two_or_more(columns: Columns, side: Ints) -> Ints:
    known: Ints = np.array([found.size > 1 for found in columns.sides.sides])[side]
    return known


def pairs(columns: Columns, found: Nodes) -> Pairs:
    """All pairs of nodes that fit and of which one at least may found an event; best first, then in the order of the claims."""
    one, other, same = candidates(columns, found)
    first, second = found.first[one], found.first[other]
    good, score, blame = fits(columns, first, second, same)
    one, other, score, blame = one[good], other[good], score[good], blame[good]
    order = np.lexsort((other, one, -score))
    return Pairs(one[order], other[order], score[order], blame[order])


def candidates(columns: Columns, found: Nodes) -> tuple[Ints, Ints, Ints]:
    """Pairs of nodes (first < second) that share a block or a report's text, and whether it is the text."""
    dated = np.flatnonzero(columns.role[found.first] < WIDE)
    claims = found.first[dated]
    blocks = Blocks(len(found))
    spans = (columns.high[claims] - columns.low[claims] + 1).astype(np.int64)
    rows = np.repeat(np.arange(len(dated)), spans)
    day = columns.low[claims][rows] + offsets(spans)
    base = (columns.family * 4 + columns.modality)[claims]
    size = len(columns.sides.sides)
    names: dict[str, int] = {}
    for kind, side in enumerate((columns.both, columns.actor, columns.recipient)):
        wanted = either(columns)[claims] == (kind == 0)
        lists = [sorted(names.setdefault(token, len(names)) for token in s.tokens) for s in columns.sides.sides]
        counts = np.array([len(tokens) for tokens in lists])
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
        flat = np.array([token for tokens in lists for token in tokens] or [0], dtype=np.int64)
        keep = rows[wanted[rows]]
        at = day[wanted[rows]]
        mine = side[claims][keep]
        many = counts[mine]
        again = np.repeat(np.arange(len(keep)), many)
        token = flat[starts[mine][again] + offsets(many)]
        rest = (columns.actor[claims] * size + columns.recipient[claims])[keep][again]
        blocks.add(dated[keep][again], key(base[keep][again], 1 + kind, token, at[again]), rest)
    known = np.array([spot.known and not spot.province for spot in columns.spots.spots])
    placed = rows[known[columns.spot[claims]][rows]]
    where = day[known[columns.spot[claims]][rows]]
    blocks.add(dated[placed], key(base[placed], 0, columns.spot[claims][placed], where), columns.recipient[claims][placed])
    within = Blocks(len(found))
    told, owner = columns.text, found.of
    dates = np.where((columns.role < WIDE), 1, 0)
    inside = np.flatnonzero(dates)
    texts = int(told.max(initial=0)) + 1
    coded = distinct((((columns.family * 4 + columns.modality) * texts + told)[inside]) * len(found) + owner[inside])
    within.add(coded % len(found), coded // len(found), coded % len(found))
    return merged(columns, found, blocks.pairs(), within.pairs())


def merged(columns: Columns, found: Nodes, block: Ints, within: Ints) -> tuple[Ints, Ints, Ints]:
    """Coded pairs of both kinds as nodes, those left out that can found nothing or whose days do not meet."""
    size = len(found)
    both = distinct(np.concatenate([block, within]))
    one, other = both // size, both % size
    a, b = found.first[one], found.first[other]
    meet = np.maximum(columns.low[a], columns.low[b]) <= np.minimum(columns.high[a], columns.high[b])
    founds = (columns.role[a] == CORE) | (columns.role[b] == CORE)
    kept = meet & founds
    return one[kept], other[kept], np.isin(both[kept], within, assume_unique=True)


def key(base: Ints, kind: int, what: Ints, day: Ints) -> Ints:
    made: Ints = ((base * 4 + kind) * 2_000_003 + what) * 4_000_003 + (day + 1_000_000)
    return made


def offsets(counts: Ints) -> Ints:
    """0, 1, … for every group of so many."""
    total = int(counts.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    starts = np.cumsum(counts) - counts
    made: Ints = np.arange(total) - np.repeat(starts, counts)
    return made


class Blocks:
    """Nodes by the blocks they are in; `rest` splits blocks that are too large."""

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes
        self.parts: list[tuple[Ints, Ints, Ints]] = []

    def add(self, node: Ints, key: Ints, rest: Ints) -> None:
        self.parts.append((node, key, rest))

    def pairs(self) -> Ints:
        """Every pair of nodes in one block, coded as first times number of nodes plus second, without repetition."""
        found = [self.part(*part) for part in self.parts]
        return distinct(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def part(self, node: Ints, key: Ints, rest: Ints) -> Ints:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        large = np.bincount(key)[key] > LARGEST if len(key) else np.zeros(0, dtype=bool)
        split = key
        if large.any():
            other = np.unique(np.where(large, rest, -1), return_inverse=True)[1].astype(np.int64)
            split = np.unique(key * (int(other.max()) + 1) + other, return_inverse=True)[1].astype(np.int64)
        order = np.lexsort((node, split))
        node, split = node[order], split[order]
        found = []
        left = np.arange(len(node) - 1)
        step = 1
        while len(left):
            left = left[left + step < len(node)]
            left = left[split[left] == split[left + step]]
            one, other = node[left], node[left + step]
            found.append(np.where(one < other, one * self.nodes + other, other * self.nodes + one)[one != other])
            step += 1
        return distinct(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def fits(columns: Columns, one: Ints, other: Ints, same: Ints) -> tuple[Ints, Ints, Ints]:
    """Whether pairs of claims may tell one happening; how well; and whether only as accounts that differ in blame.

    `same`: the two stand in one text. What is asked is written down in docs/events.md.
    """
    sides, families = columns.sides, columns.rules.families
    loose = either(columns)[one]
    actors = levels(lambda a, b: sides.level(a, b), columns.actor[one], columns.actor[other])
    recipients = levels(lambda a, b: sides.level(a, b, False), columns.recipient[one], columns.recipient[other])
    union = levels(lambda a, b: sides.level(a, b, True, True), columns.both[one], columns.both[other])
    place = levels(columns.spots.level, columns.spot[one], columns.spot[other])
    exact = columns.start[one] == columns.start[other]
    clash = (columns.mode[one] != columns.mode[other]) & (columns.mode[one] != 0) & (columns.mode[other] != 0)
    hard = np.array([family.place for family in families])[columns.family[one]]
    crowd = np.array([family.crowd for family in families])[columns.family[one]]
    here = place == spots.SPOT
    joint = is_joint(columns, one) | is_joint(columns, other)
    a, r, u = bare(actors), bare(recipients), bare(union)
    named = np.where(loose, union >= NAMED, (actors >= NAMED) | (recipients >= NAMED))
    good_loose = (u >= SAME) | ((u == MOST) & (exact | named | same | (place > 0))) | ((u == SOME) & (same | here))
    good_loose = (union != CONFLICT) & (good_loose | ((u == OPEN) & exact & (here | same)))
    slack = np.array([family.slack for family in families])[columns.family[one]]
    full = ((a >= SOME) & (r >= SOME)) | (joint & (u >= MOST))
    half = ~full & ((a >= SOME) | (r >= SOME))
    bare_recipients = (columns.recipient[one] == 0) & (columns.recipient[other] == 0)
    good_strict = full & (exact | named | here | same | slack | (joint & (u >= MOST)))
    good_strict |= half & (
        same | here | (crossed(columns, one, other) & exact & (a >= SOME)) | (exact & bare_recipients & (~crowd | (place > 0)))
    )
    good_strict |= (a == OPEN) & (r == OPEN) & exact & ((here & crowd) | (same & (place > 0)))
    good_strict &= (actors != CONFLICT) & (recipients != CONFLICT)
    blame = ~good_strict & ~loose & here & exact & blamed(columns, one, other, actors, recipients)
    good = np.where(loose, good_loose, good_strict | blame) & ~clash & ~(hard & (place == spots.CONFLICT))
    score = 4 * np.where(loose, 2 * u, a + r) + 5 * named + 4 * np.maximum(place, 0) + 3 * same + 2 * exact - 8 * blame
    return good, score, blame


def bare(level: Ints) -> Ints:
    """Levels without NAMED."""
    return np.where(level < 0, level, level & LEVEL)


def is_joint(columns: Columns, claims: Ints) -> Ints:
    """Claims in which several act together and nobody is acted upon."""
    found: Ints = two_or_more(columns, columns.actor[claims]) & (columns.recipient[claims] == 0)
    return found


def crossed(columns: Columns, one: Ints, other: Ints) -> Ints:
    """Pairs of which one has the other's recipient for its place: "withdrew from Chad", "withdrew its troops in Chad"."""
    places, sides = columns.spots.spots, columns.sides.sides
    size = len(sides)

    def meets(claims: Ints, others: Ints) -> Ints:
        pairs, back = np.unique(columns.spot[claims] * size + columns.recipient[others], return_inverse=True)
        found: Ints = np.array([places[n // size].country in sides[n % size].tokens for n in pairs.tolist()] or [False])[back]
        return found

    return meets(one, other) | meets(other, one) if len(one) else np.zeros(0, dtype=bool)


def blamed(columns: Columns, one: Ints, other: Ints, actors: Ints, recipients: Ints) -> Ints:
    """Pairs with the same victims and another culprit, one of them by somebody's account; and pairs that tell it the other way round."""
    sides = columns.sides
    families = np.array([family.blame for family in columns.rules.families])[columns.family[one]]
    accounts = (actors == CONFLICT) & (bare(recipients) >= SOME) & (columns.told[one] | columns.told[other])
    there = levels(lambda a, b: sides.level(a, b, False), columns.actor[one], columns.recipient[other])
    back = levels(lambda a, b: sides.level(a, b, False), columns.recipient[one], columns.actor[other])
    told: Ints = families & (accounts | ((bare(there) >= SOME) & (bare(back) >= SOME)))
    return told


def levels(compare: Callable[[int, int], int], one: Ints, other: Ints) -> Ints:
    """A comparison of numbers for many pairs, each different pair compared once."""
    if not len(one):
        return np.zeros(0, dtype=np.int64)
    size = int(max(one.max(), other.max())) + 1
    coded = np.minimum(one, other) * size + np.maximum(one, other)
    pairs, back = np.unique(coded, return_inverse=True)
    found = np.fromiter((compare(int(pair // size), int(pair % size)) for pair in pairs), dtype=np.int64, count=len(pairs))
    return found[back]
