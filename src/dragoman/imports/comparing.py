"""`dragoman compare`: which dyadic events two sets share, one to one, and which only one of them has.

What is compared is the event between two countries: an event with two recipients counts as two, talks between A and B as one whatever
their order. Two of them match when country pair and type (or quad category) agree and their days lie no further apart than the tolerance;
nearest first, each used once.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.exports.happening import parsed, split, types_that
from dragoman.lexicon.folder import Knowledge

Row = Mapping[str, Any]
NEEDED = (
    "event_id", "event_type", "quad_category", "actor_countries", "recipient_countries", "date_start", "date_end", "modality",
)  # fmt: skip
PARTS = ("matched", "only_a", "only_b")


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One event between two countries. Days are ordinals (days since 0001-01-01); `label` is its type or quad category."""

    start: int
    end: int
    id: str
    source: str
    target: str
    label: str

    @property
    def month(self) -> str:
        return dt.date.fromordinal(self.start).isoformat()[:7]


@dataclass(frozen=True)
class Rules:
    """How two sets are compared.

    Attributes:
        by: "type" or "quad".
        days: how far apart two events may lie.
        widest: events whose date is wider than so many days are left aside: they would match nearly anything.
        undirected: the order of the two countries does not count.
        whole: compare all days, not only those that both sets cover.
        since, until: ISO days; "" for no bound.
    """

    by: str = "type"
    days: int = 1
    widest: int = 31
    undirected: bool = False
    whole: bool = False
    since: str = ""
    until: str = ""
    knowledge: Knowledge = field(default_factory=Knowledge.open)


@dataclass
class Side:
    """One set: its units, and why rows of it were left aside."""

    units: list[Unit] = field(default_factory=list)
    rows: int = 0
    aside: Counter[str] = field(default_factory=Counter)


@dataclass
class Comparison:
    """The result: matched pairs of units and what only one set has, all by day."""

    matched: list[tuple[Unit, Unit]]
    only_a: list[Unit]
    only_b: list[Unit]
    first: str
    last: str
    a: Side
    b: Side

    def counts(self, by: str) -> dict[str, dict[str, int]]:
        """`by` "label" (type or quad) or "month": key → matched, only_a, only_b; keys in order."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PARTS, 0))
        for part, units in (("matched", [a for a, _ in self.matched]), ("only_a", self.only_a), ("only_b", self.only_b)):
            for unit in units:
                found[getattr(unit, by)][part] += 1
        return dict(sorted(found.items()))

    def listed(self) -> Iterator[tuple[str, ...]]:
        """Every unit: matched, only_a or only_b; label, countries, first days, ids."""
        for a, b in self.matched:
            yield "matched", a.label, a.source, a.target, iso(a.start), iso(b.start), a.id, b.id
        yield from (("only_a", u.label, u.source, u.target, iso(u.start), "", u.id, "") for u in self.only_a)
        yield from (("only_b", u.label, u.source, u.target, "", iso(u.start), "", u.id) for u in self.only_b)


def read(rows: Iterable[Row], rules: Rules) -> Side:
    """Rows of events (columns NEEDED) as units."""
    side = Side()
    for row in rows:
        side.rows += 1
        why = side_aside(row, rules)
        if why:
            side.aside[why] += 1
            continue
        first, last = parsed(row["date_start"]), parsed(row["date_end"])
        assert first is not None
        assert last is not None
        label = row["event_type"] if rules.by == "type" else row["quad_category"]
        ends = dict.fromkeys(pairs(row, rules))
        if not ends:
            side.aside["without a country"] += 1
        side.units += [Unit(first.toordinal(), last.toordinal(), row["event_id"], source, target, label) for source, target in ends]
    return side


def side_aside(row: Row, rules: Rules) -> str:
    """Why a row is not compared, "" where it is."""
    if row.get("modality") not in {"asserted", "", None}:
        return "not asserted (plans, denials)"
    first, last = parsed(row.get("date_start")), parsed(row.get("date_end"))
    if first is None or last is None:
        return "without a date"
    if (last - first).days >= rules.widest:
        return f"with a date wider than {rules.widest} days"
    if not row["event_type" if rules.by == "type" else "quad_category"]:
        return f"without a {rules.by}"
    return ""


def pairs(row: Row, rules: Rules) -> Iterator[tuple[str, str]]:
    """The country pairs of an event; "" where a side is unknown, none where both are.

    Whether several actors act towards each other a store knows by its rules (`together`); for other rows the type decides.
    """
    actors, recipients = split(row["actor_countries"]), split(row["recipient_countries"])
    kind = row["event_type"]
    mutual = kind in types_that(rules.knowledge, "mirrored")
    told = row.get("together")
    if told is None:
        together = kind in types_that(rules.knowledge, "compared_together")
    else:
        together = bool(told) or kind in types_that(rules.knowledge, "together")
    if not any(recipients) and len(actors) > 1 and together:
        found = [(a, b) for k, a in enumerate(actors) for n, b in enumerate(actors) if k != n]
    else:
        found = [(a, b) for a in actors or ("",) for b in recipients or ("",)]
    for a, b in found:
        if a or b:
            yield (min(a, b), max(a, b)) if mutual or rules.undirected else (a, b)


def compare(a: Side, b: Side, rules: Rules) -> Comparison:
    """Match the units of two sides within the days that count."""
    first, last = span(a, b, rules)
    here, there = ([unit for unit in sorted(side.units) if first <= unit.start <= last] for side in (a, b))
    buckets: dict[tuple[str, str, str], tuple[list[Unit], list[Unit]]] = defaultdict(lambda: ([], []))
    for which, units in enumerate((here, there)):
        for unit in units:
            buckets[unit.label, unit.source, unit.target][which].append(unit)
    matched = [pair for key in sorted(buckets) for pair in match(*buckets[key], rules.days)]
    used_a, used_b = ({id(pair[k]) for pair in matched} for k in (0, 1))
    return Comparison(
        sorted(matched),
        [unit for unit in here if id(unit) not in used_a],
        [unit for unit in there if id(unit) not in used_b],
        iso(first),
        iso(last),
        a,
        b,
    )


def iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat() if 1 <= day <= dt.date.max.toordinal() else ""


def span(a: Side, b: Side, rules: Rules) -> tuple[int, int]:
    """First and last day that count: those both sides cover unless `whole`, and the bounds that were given."""
    first, last = 1, dt.date.max.toordinal()
    if not rules.whole and a.units and b.units:
        first = max(min(unit.start for unit in side.units) for side in (a, b))
        last = min(max(unit.start for unit in side.units) for side in (a, b))
    since, until = parsed(rules.since), parsed(rules.until)
    return max(first, since.toordinal() if since else first), min(last, until.toordinal() if until else last)


def match(here: list[Unit], there: list[Unit], days: int) -> Iterator[tuple[Unit, Unit]]:
    """One-to-one matches of two sorted lists of units of one pair and label: first those of the same days, then ever further apart."""
    if not here or not there:
        return
    longest = max(unit.end - unit.start for unit in there)
    starts = [unit.start for unit in there]
    free_a, free_b = [True] * len(here), [True] * len(there)
    for gap in range(days + 1):
        for k, unit in enumerate(here):
            if not free_a[k]:
                continue
            at = bisect_left(starts, unit.start - gap - longest)
            while at < len(there) and starts[at] <= unit.end + gap:
                if free_b[at] and apart(unit, there[at]) == gap:
                    free_a[k] = free_b[at] = False
                    yield unit, there[at]
                    break
                at += 1


def apart(one: Unit, other: Unit) -> int:
    """Days between two intervals, 0 where they meet."""
    return max(0, one.start - other.end, other.start - one.end)
