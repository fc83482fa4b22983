"""What an event's row says, from its claims: the best claim speaks, and each column has a rule of its own (docs/events.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.assembly.columns import CORE, Columns, Ints, codes, distinct
from dragoman.assembly.given import COPY, CURRENT, DENIAL, STATUS, SUPERSEDED
from dragoman.assembly.members import Facts, Members, Numbers
from dragoman.assembly.numbers import KINDS
from dragoman.assembly.tables import EVENTS

JOIN = "; "
FROM_BEST = ("event_type", "mode", "quad_category", "intensity", "cameo")
DATE = ("date_start", "date_end", "date_granularity", "date_ongoing")
PLACE = ("place", "place_geonameid", "place_country", "place_admin1", "latitude", "longitude", "place_granularity")


class Chooser:
    """The members of events that speak for them, and the best of each event by some order."""

    def __init__(self, made: Members, facts: Facts, columns: Columns) -> None:
        self.made, self.facts, self.columns = made, facts, columns
        self.count = int(made.event.max(initial=-1)) + 1
        rows = np.flatnonzero(made.status != DENIAL)
        confidence = np.asarray(facts.claims["confidence"].to_numpy()).astype(float)[made.claim[rows]]
        late = (made.status[rows] == SUPERSEDED).astype(np.int64)
        background = (columns.role[made.claim[rows]] != CORE).astype(np.int64)
        order = np.lexsort((made.claim[rows], -confidence, background, late, made.event[rows]))
        self.rows = rows[order]  # by event, best first
        self.event = made.event[self.rows]
        self.claim = made.claim[self.rows]
        self.status = made.status[self.rows]

    def first(self, *keys: Ints) -> Ints:
        """For each event the claim with the smallest keys (the first weighs most); of equals the best."""
        order = np.lexsort((np.arange(len(self.rows)), *reversed(keys), self.event))
        event = self.event[order]
        starts = np.searchsorted(event, np.arange(self.count))
        found: Ints = self.claim[order][np.minimum(starts, len(order) - 1)]
        return found

    def often(self, value: Ints) -> Ints:
        """How often the value of each row stands in its event."""
        coded = self.event * (int(value.max(initial=0)) + 1) + value
        _, back, many = np.unique(coded, return_inverse=True, return_counts=True)
        found: Ints = many[back]
        return found


def rows(chooser: Chooser, belief: Ints, numbers: Numbers, blame: Mapping[int, bool], denied: Ints) -> dict[str, Any]:
    """Every column of `events` but ids, parties and what comes of the past, as Arrow arrays by event number."""
    claims, facts, columns = chooser.facts.claims, chooser.facts, chooser.columns
    mode, names = codes(pc.binary_join_element_wise(claims["event_type"], pc.fill_null(claims["mode"], ""), "/"))
    blank = np.array([name.endswith("/") for name in names] or [True])
    mine = mode[chooser.claim]
    stale = (chooser.status == SUPERSEDED).astype(np.int64)
    best = chooser.first(stale, blank[mine].astype(np.int64), -chooser.often(mine))
    made: dict[str, Any] = {name: taken(claims, name, best) for name in FROM_BEST}
    made |= dated(chooser, stale)
    detail = np.array([columns.spots.detail(number) for number in range(len(columns.spots.spots))])
    spot = columns.spot[chooser.claim]
    where = chooser.first(stale, -detail[spot], -chooser.often(spot))
    made |= {name: taken(claims, name, where) for name in PLACE}
    made["contexts"] = contexts(chooser)
    made["recency"], made["modality"] = taken(claims, "recency", chooser.first(columns.role[chooser.claim])), taken(claims, "modality", best)
    made["recency"] = recency(chooser)
    made |= counts(chooser)
    for kind in KINDS:
        bounds = [numbers.bounds.get((event, kind), (None, None)) for event in range(chooser.count)]
        for part, name in enumerate(("low", "high")):
            made[f"{kind}_{name}"] = pa.array([bound[part] for bound in bounds], pa.int64())
    made["belief"] = pa.array(belief, pa.float64())
    made["confidence"] = taken(claims, "confidence", chooser.first(stale, -confidence(chooser)))
    dispute = [disputes(event, numbers, blame, denied) for event in range(chooser.count)]
    made["dispute"], made["disputed"] = pa.array(dispute, pa.string()), pa.array([bool(d) for d in dispute], pa.bool_())
    made["headline"], made["headline_claim"] = taken(claims, "sentence", best), taken(claims, "id", best)
    made |= seen(chooser, facts)
    return made


def taken(claims: pa.Table, name: str, rows: Ints) -> pa.ChunkedArray:
    return claims[name].take(pa.array(rows))


def confidence(chooser: Chooser) -> Ints:
    found: Ints = np.asarray(chooser.facts.claims["confidence"].to_numpy()).astype(float)[chooser.claim]
    return found


def dated(chooser: Chooser, stale: Ints) -> dict[str, Any]:
    """The date of the claim that knows it best: news, said in the text rather than taken from the day of publication, shortest."""
    columns, claims = chooser.columns, chooser.facts.claims
    basis, names = codes(claims["date_basis"])
    guessed = np.array([name not in ("stated", "relative") for name in names] or [True])[basis]
    length = columns.high - columns.low
    when = chooser.first(stale, columns.role[chooser.claim], guessed[chooser.claim].astype(np.int64), length[chooser.claim])
    made = {name: taken(claims, name, when) for name in DATE}
    return {**made, "granularity": made.pop("date_granularity")}


def contexts(chooser: Chooser) -> pa.Array:
    numbers, values = codes(chooser.facts.claims["contexts"])
    found: list[set[str]] = [set() for _ in range(chooser.count)]
    pairs = distinct(chooser.event * max(len(values), 1) + numbers[chooser.claim])
    for pair in pairs.tolist():
        event, value = divmod(pair, max(len(values), 1))
        found[event].update(part for part in values[value].split(JOIN) if part)
    return pa.array([JOIN.join(sorted(one)) for one in found], pa.string())


def recency(chooser: Chooser) -> pa.Array:
    numbers, values = codes(chooser.facts.claims["recency"])
    news = np.array([value == "news" for value in values] or [False])[numbers][chooser.claim]
    found = np.zeros(chooser.count, dtype=bool)
    np.logical_or.at(found, chooser.event, news)
    return pa.array(np.where(found, "news", "background"), pa.string())


def counts(chooser: Chooser) -> dict[str, pa.Array]:
    """Claims (denials among them), and reports, outlets and independent sources of those that stand for the event."""
    made, facts = chooser.made, chooser.facts
    outlets, names = codes(facts.claims["outlet"])
    standing = np.flatnonzero((made.status != DENIAL) & ~facts.replaced[made.claim])
    event, claim = made.event[standing], made.claim[standing]

    def different(event: Ints, value: Ints) -> pa.Array:
        pairs = distinct(event * (int(value.max(initial=0)) + 1) + value) // (int(value.max(initial=0)) + 1)
        return pa.array(np.bincount(pairs.astype(np.int64), minlength=chooser.count), pa.int64())

    known = np.array([bool(name) for name in names] or [False])[outlets[claim]]
    own = made.status[standing] != COPY  # what a copy says is the first one's, whoever its own words say it is from
    return {
        "claims": pa.array(np.bincount(made.event, minlength=chooser.count), pa.int64()),
        "reports": different(event, facts.report[claim]),
        "sources": different(event[known], outlets[claim][known]),
        "independent_sources": different(event[own], made.group[standing][own]),
    }


def disputes(event: int, numbers: Numbers, blame: Mapping[int, bool], denied: Ints) -> str:
    found = ["denied"] if denied[event] else []
    found += [kind for kind in KINDS if kind in numbers.disputed.get(event, ())]
    return JOIN.join([*found, *(["actor"] if blame.get(event) else [])])


def seen(chooser: Chooser, facts: Facts) -> dict[str, pa.Array]:
    """Days of publication of the first report and of the last that is no mere copy."""
    first = ["9999"] * chooser.count
    last = [""] * chooser.count
    copy = chooser.made.status == COPY
    rows = zip(chooser.made.event.tolist(), facts.report[chooser.made.claim].tolist(), copy.tolist(), strict=True)
    for event, report, repeated in rows:
        day = facts.published[report]
        if day:
            first[event] = min(first[event], day)
            last[event] = last[event] if repeated else max(last[event], day)
    return {"first_seen": pa.array(["" if day == "9999" else day for day in first]), "last_changed": pa.array(last)}


def blames(chooser: Chooser) -> dict[int, bool]:
    """Events whose current claims name actors that cannot be the same."""
    columns = chooser.columns
    families = np.array([family.blame for family in columns.rules.families])
    asked = families[columns.family[chooser.claim]] & (columns.actor[chooser.claim] != 0) & np.isin(chooser.status, (CURRENT, COPY))
    sides: dict[int, list[int]] = {}
    size = len(columns.sides.sides)
    for pair in distinct(chooser.event[asked] * size + columns.actor[chooser.claim[asked]]).tolist():
        sides.setdefault(pair // size, []).append(pair % size)
    level = columns.sides.level
    return {
        event: True
        for event, mine in sides.items()
        if any(level(one, other) < 0 for number, one in enumerate(mine) for other in mine[number + 1 :])
    }


def finished(columns: Mapping[str, Any]) -> pa.Table:
    """The table `events`, in the order and the types of its schema."""
    return pa.table({name: pc.cast(as_chunks(columns[name]), EVENTS.field(name).type) for name in EVENTS.names}, schema=EVENTS)


def as_chunks(column: Any) -> pa.ChunkedArray:
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def status_names(status: Ints) -> Sequence[str]:
    return [STATUS[number] for number in status.tolist()]
