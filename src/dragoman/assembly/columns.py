"""Claims as columns of numbers, ready to be compared: sides, places, days, families."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.assembly.rules import Rules
from dragoman.assembly.sides import UNIT, Sides
from dragoman.assembly.spots import Spot, Spots

Ints = np.ndarray[Any, np.dtype[Any]]
NEVER = -(2**30)  # an unknown day
CLASSES = ("asserted", "future", "hypothetical", "negated")
# What a claim may do: found an event; only be laid beside one (it says too little to know a happening by, is told as background, or its
# interval is of a week to a month); neither.
CORE, WEAK, BACKGROUND, WIDE, ALONE = range(5)
PARTY = ("entity", "country", "sector")
NEEDED = (
    "id", "report_id", "event_type", "mode", "modality", "recency", "date_start", "date_end", "date_basis", "place_geonameid", "place_country",
    "place_admin1", "place_granularity", "latitude", "longitude", *(f"speaker_{name}" for name in (*PARTY, "name")),
    *(f"{role}_{name}" for role in ("actor", "recipient") for name in PARTY),
)  # fmt: skip


def distinct(values: Ints) -> Ints:
    """The different values, in order. (Sorting whole numbers is thirty times faster than what numpy.unique does to millions of them.)"""
    found = np.sort(values)
    kept: Ints = found[np.append(True, found[1:] != found[:-1])] if len(found) else found
    return kept


@dataclass
class Columns:
    """One number a claim in every column; `sides` and `spots` say what the numbers of sides and places mean."""

    rules: Rules
    sides: Sides
    spots: Spots
    family: Ints
    modality: Ints  # index into CLASSES
    mode: Ints  # group of modes, 0 any
    actor: Ints  # numbers of sides
    recipient: Ints
    both: Ints  # the two as one
    low: Ints  # first and last day, widened; NEVER
    high: Ints
    start: Ints  # first day as told
    end: Ints  # `high`, or NEVER for what was still going on when it was told
    role: Ints  # CORE, WEAK, BACKGROUND, WIDE, ALONE
    enough: Ints  # whether it says enough to know a happening by
    spot: Ints
    text: Ints  # group of reports with the same words
    told: Ints  # whether somebody is quoted for it

    def __len__(self) -> int:
        return len(self.family)


def columns(claims: pa.Table, texts: Sequence[int] | Ints, rules: Rules, kind_of: Callable[[str], str]) -> Columns:
    """Claims (in an order of their contents alone) with the text group of each one's report."""
    sides, spots = Sides(rules, kind_of), Spots(rules.near)
    actor, recipient = (side_numbers(claims, role, sides) for role in ("actor", "recipient"))
    pairs, back = np.unique(actor.astype(np.int64) * len(sides.sides) + recipient, return_inverse=True)
    size = len(sides.sides)
    both = np.array([sides.union(int(pair // size), int(pair % size)) for pair in pairs], dtype=np.int64)[back]
    start, end = days(claims["date_start"]), days(claims["date_end"])
    low, high = widened(claims, start, end, rules)
    kinds, types = codes(claims["event_type"])
    spot = spot_numbers(claims, spots)
    family = np.array([rules.family_of(name) for name in types] or [0], dtype=np.int64)[kinds]
    spot = spot_numbers(claims, spots)
    enough = told_enough(rules, sides, spots, family, (actor, recipient, both), spot) & (low != NEVER)
    return Columns(
        rules, sides, spots, family, numbered(claims["modality"], CLASSES), modes(claims, rules), actor, recipient, both, low, high, start,
        open_end(claims, high), roles(claims, low, high, enough, rules), enough, spot, np.asarray(texts, dtype=np.int64), spoken(claims),
    )  # fmt: skip


def told_enough(rules: Rules, sides: Sides, spots: Spots, family: Ints, parties: tuple[Ints, Ints, Ints], spot: Ints) -> Ints:
    """Claims by which a happening can be known: both parties (of what is mutual, two); for what happens somewhere also one party and a city,
    or one and a country (its own only for what is rare); for what a crowd sees, the city alone."""
    actor, recipient, both = parties
    names = ("either", "place", "crowd", "slack")
    either, placed, crowd, rare = (np.array([getattr(each, name) for each in rules.families])[family] for name in names)
    size = np.array([side.size for side in sides.sides])
    city = np.array([one.known and not one.province for one in spots.spots])[spot]
    known = np.array([bool(one.country) for one in spots.spots])[spot]
    many = len(spots.spots)
    pairs, back = np.unique(both * many + spot, return_inverse=True)
    home = np.array([spots.spots[n % many].country in sides.sides[n // many].tokens for n in pairs.tolist()] or [False])[back]
    one = size[both] > 0
    directed = ((size[actor] > 0) & (size[recipient] > 0)) | ((size[actor] > 1) & (recipient == 0))
    directed |= placed & ((one & (city | (known & (rare | ~home)))) | (city & crowd))
    found: Ints = np.where(either, size[both] > 1, directed)
    return found


def codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """A text column as numbers into its distinct values, in the order of their first use."""
    found = pc.fill_null(column, "").combine_chunks()
    encoded = (found.chunk(0) if isinstance(found, pa.ChunkedArray) and found.num_chunks else found).dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


def numbered(column: pa.ChunkedArray, names: Sequence[str]) -> Ints:
    numbers, values = codes(column)
    return np.array([names.index(value) if value in names else 0 for value in values] or [0], dtype=np.int64)[numbers]


def joined(claims: pa.Table, names: Sequence[str]) -> tuple[Ints, list[str]]:
    texts = [pc.fill_null(pc.cast(claims[name], pa.string()), "") for name in names]
    return codes(pa.chunked_array([pc.binary_join_element_wise(*(t.combine_chunks() for t in texts), UNIT)], pa.string()))


def side_numbers(claims: pa.Table, role: str, sides: Sides) -> Ints:
    numbers, values = joined(claims, [f"{role}_{name}" for name in PARTY])
    return np.array([sides.parsed(value) for value in values] or [0], dtype=np.int64)[numbers]


def spot_numbers(claims: pa.Table, spots: Spots) -> Ints:
    names = ("place_geonameid", "place_country", "place_admin1", "place_granularity", "latitude", "longitude")
    numbers, values = joined(claims, names)
    made = []
    for value in values:
        id, country, admin1, granularity, latitude, longitude = value.split(UNIT)
        spot = Spot(int(id or 0), country, admin1, granularity, *(float(part) if part else None for part in (latitude, longitude)))
        made.append(spots.add(spot) if spot.geonameid or spot.country or spot.latitude is not None else 0)
    return np.array(made or [0], dtype=np.int64)[numbers]


def days(column: pa.ChunkedArray) -> Ints:
    """ISO dates as days since 1970; NEVER for none."""
    given = pc.if_else(pc.equal(pc.fill_null(column, ""), ""), None, column)
    found: Ints = pc.fill_null(pc.cast(pc.cast(given, pa.date32()), pa.int32()), NEVER).to_numpy().astype(np.int64)
    return found


def widened(claims: pa.Table, start: Ints, end: Ints, rules: Rules) -> tuple[Ints, Ints]:
    """Intervals with the days that may be meant, too."""
    basis, names = codes(claims["date_basis"])
    before, after = (
        np.array([rules.widened.get(name, (0, 0))[part] for name in names] or [0], dtype=np.int64)[basis] for part in (0, 1)
    )  # fmt: skip
    known = (start != NEVER) & (end != NEVER)
    return np.where(known, start - before, NEVER), np.where(known, end + after, NEVER)


def open_end(claims: pa.Table, high: Ints) -> Ints:
    ongoing = pc.fill_null(claims["date_ongoing"], False).to_numpy(zero_copy_only=False).astype(bool)
    found: Ints = np.where(ongoing, NEVER, high)
    return found


def roles(claims: pa.Table, low: Ints, high: Ints, enough: Ints, rules: Rules) -> Ints:
    background = numbered(claims["recency"], ("news", "background")) == 1
    length = high - low + 1
    short = np.where(background, BACKGROUND, np.where(enough, CORE, WEAK))
    role = np.where(length <= rules.core, short, np.where(length <= rules.leaf, WIDE, ALONE))
    return np.where(low == NEVER, ALONE, role)


def modes(claims: pa.Table, rules: Rules) -> Ints:
    numbers, values = joined(claims, ("event_type", "mode"))
    made = []
    for number, value in enumerate(values):
        kind, mode = value.split(UNIT)
        made.append(rules.modes.get((kind, mode), 1000 + number) if mode else 0)
    return np.array(made or [0], dtype=np.int64)[numbers]


def spoken(claims: pa.Table) -> Ints:
    texts = [pc.not_equal(pc.fill_null(claims[f"speaker_{name}"], ""), "") for name in (*PARTY, "name")]
    found = pc.or_(pc.or_(texts[0], texts[1]), pc.or_(texts[2], texts[3]))
    told: Ints = found.to_numpy(zero_copy_only=False).astype(bool)
    return told
