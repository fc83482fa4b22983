"""The parties on one side of a claim, compared: may two descriptions be of the same actors?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.assembly.rules import Rules

JOIN = "; "
UNIT = "\x1f"
CONFLICT = -1  # not the same
OPEN = 0  # nothing is known of one of them
SOME = 1  # one party in common, the rest open
MOST = 2  # two or more in common, the rest open
SAME = 3  # the same two or more
NAMED = 8  # added: a person or body of the same id on both


@dataclass(frozen=True)
class Side:
    """Who acts, or is acted upon. Everything is sorted and hashable.

    Attributes:
        tokens: countries, or entities where no country tells one from another.
        groups: (token, group of sectors) pairs that are known.
        persons, bodies: (token, entity) pairs of particular persons and organisations.
    """

    tokens: frozenset[str]
    groups: frozenset[tuple[str, int]] = frozenset()
    persons: frozenset[tuple[str, str]] = frozenset()
    bodies: frozenset[tuple[str, str]] = frozenset()

    @property
    def size(self) -> int:
        """How many parties there are at least: a government and rebels of one country are two."""
        return max(len(self.tokens), len(self.groups))

    def __or__(self, other: Side) -> Side:
        return Side(self.tokens | other.tokens, self.groups | other.groups, self.persons | other.persons, self.bodies | other.bodies)


class Sides:
    """All sides seen, by number; comparisons are remembered, so that each pair of descriptions is compared once."""

    def __init__(self, rules: Rules, kind_of: Callable[[str], str]) -> None:
        self.rules = rules
        self.kind_of = kind_of
        self.sides: list[Side] = []
        self.numbers: dict[Side, int] = {}
        self.levels: dict[tuple[int, int, bool, bool], int] = {}
        self.unions: dict[tuple[int, int], int] = {}
        self.number(Side(frozenset()))  # 0 is nobody

    def number(self, side: Side) -> int:
        found = self.numbers.get(side)
        if found is None:
            found = self.numbers[side] = len(self.sides)
            self.sides.append(side)
        return found

    def parsed(self, written: str) -> int:
        """The number of a side written as entities, countries and sectors, each joined by "; ", with U+001F between the three."""
        entities, countries, sectors = (part.split(JOIN) for part in written.split(UNIT))
        tokens: set[str] = set()
        groups: set[tuple[str, int]] = set()
        persons: set[tuple[str, str]] = set()
        bodies: set[tuple[str, str]] = set()
        for entity, country, sector in zip(entities, countries, sectors, strict=True):
            token = entity if not country or country in self.rules.shared_codes else country
            if not token:
                continue
            tokens.add(token)
            if sector in self.rules.groups:
                groups.add((token, self.rules.groups[sector]))
            kind = self.kind_of(entity) if entity else ""
            if kind in self.rules.persons:
                persons.add((token, entity))
            elif kind in self.rules.bodies:
                bodies.add((token, entity))
        return self.number(Side(frozenset(tokens), frozenset(groups), frozenset(persons), frozenset(bodies)))

    def union(self, one: int, other: int) -> int:
        if one == other or other == 0:
            return one
        if one == 0:
            return other
        key = (one, other) if one < other else (other, one)
        found = self.unions.get(key)
        if found is None:
            found = self.unions[key] = self.number(self.sides[one] | self.sides[other])
        return found

    def level(self, one: int, other: int, strict: bool = True, many: bool = False) -> int:
        """How well two sides fit: CONFLICT, or OPEN to SAME, NAMED added where a person or body is shared.

        `strict` also asks for sectors of one group; `many` lets lists of three and more overlap without one holding the other.
        """
        key = (one, other, strict, many) if one <= other else (other, one, strict, many)
        found = self.levels.get(key)
        if found is None:
            found = self.levels[key] = compared(self.sides[one], self.sides[other], strict, many)
        return found


def compared(one: Side, other: Side, strict: bool, many: bool) -> int:
    if not one.tokens or not other.tokens:
        return OPEN
    common = one.tokens & other.tokens
    if not common:
        return CONFLICT
    named = False
    for mine, theirs in ((one.persons, other.persons), (one.bodies, other.bodies)):
        if mine & theirs:
            named = True
        if different(mine, theirs, common):
            return CONFLICT
    if strict and not named and different(one.groups, other.groups, common):
        return CONFLICT
    nested = one.tokens <= other.tokens or other.tokens <= one.tokens
    if not nested and not (many and len(common) >= 2 and min(len(one.tokens), len(other.tokens)) >= 3):
        return CONFLICT
    level = SOME if len(common) == 1 else SAME if one.tokens == other.tokens else MOST
    return level + (NAMED if named else 0)


def different(one: frozenset[tuple[str, object]], other: frozenset[tuple[str, object]], tokens: Sequence[str] | frozenset[str]) -> bool:
    """Whether, under one of the tokens, both name somebody (or some group of sectors) and have none in common."""
    if not one or not other:
        return False
    for token in tokens:
        mine = {value for key, value in one if key == token}
        theirs = {value for key, value in other if key == token}
        if mine and theirs and not mine & theirs:
            return True
    return False
