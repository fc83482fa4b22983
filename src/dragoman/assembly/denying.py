"""Denials: what is said not to have happened is laid beside the happening that it is about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dragoman.assembly import spots
from dragoman.assembly.columns import CLASSES, CORE, NEVER, Columns, Ints
from dragoman.assembly.sides import CONFLICT, NAMED, OPEN, SOME

ASSERTED, NEGATED = CLASSES.index("asserted"), CLASSES.index("negated")
WORD = re.compile(r"\w+")
LETTERS = 5
MOST = 200  # happenings looked at for one denial, the latest ones


class Happenings:
    """Asserted events by family and party, in the order of their days. An event is known by one of its claims that founds it."""

    def __init__(self, columns: Columns, event_of: Ints) -> None:
        self.columns = columns
        self.found: dict[tuple[int, str], list[tuple[int, int, int]]] = {}  # (day, event, claim)
        core = np.flatnonzero((columns.role == CORE) & (columns.modality == ASSERTED) & (event_of >= 0))
        looks = zip(core.tolist(), event_of[core].tolist(), columns.family[core].tolist(), columns.high[core].tolist(), strict=True)
        sides = columns.sides.sides
        known: set[tuple[int, int, int, int]] = set()
        for claim, event, family, day in looks:
            look = (event, int(columns.actor[claim]), int(columns.recipient[claim]), int(columns.spot[claim]))
            if look not in known:
                known.add(look)
                side = columns.both if columns.rules.families[family].either else columns.actor
                for token in sides[int(side[claim])].tokens or {""}:
                    self.found.setdefault((family, token), []).append((day, event, claim))
        for items in self.found.values():
            items.sort()

    def near(self, family: int, tokens: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int, int]]:
        for token in tokens:
            items = self.found.get((family, token), ())
            start = bisect_left(items, (first, -1, -1))
            end = bisect_right(items, (last, 2**62, 2**62))
            yield from items[max(start, end - MOST) : end]


def negations(columns: Columns, event_of: Ints, happenings: Happenings, published: Ints, report: Ints) -> list[tuple[int, int]]:
    """(event, claim) of negated claims that deny a happening somebody asserts."""
    told = reports_of(event_of, report, columns.modality == ASSERTED)
    found = []
    for claim in np.flatnonzero(columns.modality == NEGATED).tolist():
        best: tuple[int, ...] | None = None
        low, high = int(columns.low[claim]), int(columns.high[claim])
        if low == NEVER:
            continue
        open_date = int(columns.start[claim]) == int(published[claim])  # it carries the day of the denial, not of what is denied
        first = low - columns.rules.denial if open_date else low
        family = int(columns.family[claim])
        side = columns.both if columns.rules.families[family].either else columns.actor
        tokens = sorted(columns.sides.sides[int(side[claim])].tokens)
        for day, event, other in happenings.near(family, [*tokens, ""], first, high):
            same = event in told.get(int(report[claim]), ())
            if same and not columns.told[claim]:
                continue  # a report does not deny in its own voice what it tells
            weight = fit(columns, claim, other, same)
            if weight:
                best = max(best or (0,), (weight, day, -event))
        if best is not None and len(best) == 3:
            found.append((-best[2], claim))
    return found


def reports_of(event_of: Ints, report: Ints, wanted: Ints) -> dict[int, set[int]]:
    """Report → the events that some of its claims assert."""
    found: dict[int, set[int]] = {}
    for claim in np.flatnonzero(wanted & (event_of >= 0)).tolist():
        found.setdefault(int(report[claim]), set()).add(int(event_of[claim]))
    return found


def fit(columns: Columns, denial: int, claim: int, same: bool) -> int:
    """How well a negated claim fits a claim that asserts; 0 not at all."""
    sides, family = columns.sides, columns.rules.families[int(columns.family[claim])]
    place = columns.spots.level(int(columns.spot[denial]), int(columns.spot[claim]))
    if place == spots.CONFLICT and family.place:
        return 0
    if family.either:
        one, other = sides.level(int(columns.both[denial]), int(columns.both[claim]), True, True), OPEN
    else:
        one = sides.level(int(columns.actor[denial]), int(columns.actor[claim]))
        other = sides.level(int(columns.recipient[denial]), int(columns.recipient[claim]), False)
    if CONFLICT in (one, other) or not (one % NAMED or other % NAMED):
        return 0
    here = place == spots.SPOT
    full = one % NAMED > SOME if family.either else one % NAMED >= SOME and other % NAMED >= SOME
    return 1 + 4 * same + 3 * here + one % NAMED + other % NAMED if full or (here and one % NAMED >= SOME) else 0


@dataclass(frozen=True)
class Denial:
    """A claim in which somebody denies something: its number, the token of whoever denies, and what is denied: the places and claims
    (numbers) in it, and stems of its words."""

    claim: int
    token: str
    places: frozenset[int]
    inside: frozenset[int]
    stems: frozenset[str]


def stems(words: str) -> frozenset[str]:
    """The first letters of the longer words, enough to know "strike" in "strikes"."""
    return frozenset(word[:LETTERS] for word in WORD.findall(words.casefold()) if len(word) >= LETTERS)


def denials(
    found: Sequence[Denial], columns: Columns, event_of: Ints, happenings: Happenings, published: Ints, triggers: pa.ChunkedArray
) -> list[tuple[int, int]]:
    """(event, claim) of claims in which somebody denies what others say he did.

    What is denied must tell which happening it is: by a claim in it, by its place, or by the word for it.
    """
    made = []
    for denial in found:
        day = int(published[denial.claim])
        if not denial.token or day == NEVER:
            continue
        within = {int(event_of[claim]) for claim in denial.inside}
        best: tuple[int, ...] = (0,)
        for number, family in enumerate(columns.rules.families):
            if family.deniable:
                for when, event, other in happenings.near(number, [denial.token], day - columns.rules.denial, day):
                    spot = columns.spots.spots[int(columns.spot[other])]
                    here = spot.known and spot.geonameid in denial.places
                    elsewhere = bool(denial.places) and spot.known and not here
                    word = not elsewhere and bool(stems(triggers[other].as_py() or "") & denial.stems)
                    best = max(best, (4 * (event in within) + 3 * here + 2 * word, when, -event))
        if best[0]:
            made.append((-best[2], denial.claim))
    return made
