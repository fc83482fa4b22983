"""From claims to events: the whole flow. A pure function: the same claims give the same events, in whatever order they were added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.assembly import changing, copies, denying, describing
from dragoman.assembly.clustering import clusters
from dragoman.assembly.columns import Columns, Ints, columns, days
from dragoman.assembly.denying import Denial, Happenings, stems
from dragoman.assembly.given import DENIAL, SUPERSEDED, Given, empty
from dragoman.assembly.matching import either, nodes, pairs
from dragoman.assembly.members import Facts, Members, belief, claim_sources, members, numbers
from dragoman.assembly.naming import Names, Previous, named
from dragoman.assembly.parties import long_table, parties
from dragoman.assembly.sources import report_sources
from dragoman.assembly.tables import EVENT_CLAIM

ORDER = [("published", "ascending"), ("report_id", "ascending"), ("field", "ascending"), ("trigger_start", "ascending"), ("id", "ascending")]


Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Reports:
    """Reports by day of publication (unknown last), then id."""

    ids: list[str]
    number: dict[str, int]
    rows: list[dict[str, Any]]
    published: list[str]
    text: Ints


def assemble(given: Given) -> Tables:
    """The tables `events`, `event_party`, `event_claim` and `changes` (those of before, then new ones); ids go on from `given.previous`."""
    reports = prepared(given)
    if not given.claims.num_rows:
        return nothing(given, reports)
    facts = sorted_claims(given, reports)
    cols = columns(facts.claims, facts.text, given.rules, given.kind_of)
    found = nodes(cols)
    event_of = renumbered(clusters(cols, found, pairs(cols, found))[found.of])
    event_of, against = denied(given, cols, event_of, facts)
    event_of, against = standing(event_of, against, facts.replaced)
    made = members(event_of, against, facts, claim_sources(facts))
    return tables(given, cols, made, facts, event_of, reports)


def prepared(given: Given) -> Reports:
    """Reports in order, with the groups of those that have one text."""
    rows = given.reports.to_pylist()
    rows.sort(key=lambda row: (row["published"] or "9999", row["id"]))
    ids = [row["id"] for row in rows]
    published = days(pa.chunked_array([pa.array([row["published"] or "" for row in rows], pa.string())]))
    hashes = [row["content_sha256"] or "" for row in rows]
    text = copies.groups(
        [given.sketches.get(id, b"") for id in ids], hashes, published, lambda numbers: given.words([ids[number] for number in numbers])
    )
    return Reports(ids, {id: number for number, id in enumerate(ids)}, rows, [row["published"] or "" for row in rows], text)


def sorted_claims(given: Given, reports: Reports) -> Facts:
    """Claims in an order that depends on nothing but themselves, with what is known of their reports."""
    known = [reports.number[id] for id in given.claims["report_id"].to_pylist()]
    claims = given.claims
    for name, values in (
        ("published", [reports.published[number] or "9999" for number in known]),
        ("outlet", [reports.rows[number]["outlet"] or "" for number in known]),
        ("report_number", known),
    ):
        if name in claims.column_names:
            claims = claims.drop_columns([name])
        claims = claims.append_column(name, pa.array(values))
    claims = claims.take(pc.sort_indices(claims, sort_keys=ORDER)).combine_chunks()
    report = claims["report_number"].to_numpy().astype(np.int64)
    replaced = np.array([bool(row["replaced"]) for row in reports.rows], dtype=bool)
    sources = report_sources(reports.rows, reports.text)
    return Facts(claims, report, reports.text[report], replaced[report], sources, reports.published)


def renumbered(labels: Ints) -> Ints:
    """Events numbered by their first claims."""
    _, first, back = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[back]


def denied(given: Given, cols: Columns, event_of: Ints, facts: Facts) -> tuple[Ints, list[tuple[int, int]]]:
    """Denials laid beside what they deny. A negated claim then makes no event of its own."""
    published = days(pc.replace_substring(facts.claims["published"], "9999", ""))
    happenings = Happenings(cols, event_of)
    against = denying.negations(cols, event_of, happenings, published, facts.report)
    event_of = event_of.copy()
    event_of[[claim for _, claim in against]] = -1
    if given.denials is not None and given.denials.num_rows:
        rows = denial_rows(given.denials, facts.claims, given)
        against += denying.denials(rows, cols, event_of, happenings, published, facts.claims["trigger"])
    return event_of, sorted(set(against))


def denial_rows(found: pa.Table, claims: pa.Table, given: Given) -> list[Denial]:
    """Denying claims with their numbers, the token of whoever denies, and what is denied."""
    wanted = {row["claim_id"] for row in found.to_pylist()}.union(*(row["inside"].split("; ") for row in found.to_pylist()))
    numbers = {id: number for number, id in enumerate(claims["id"].to_pylist()) if id in wanted}
    shared = given.rules.shared_codes
    rows = []
    for row in found.to_pylist():
        if row["claim_id"] in numbers:
            country = row["country"] or ""
            token = country if country and country not in shared else row["entity"] or ""
            places = frozenset(int(part) for part in row["places"].split("; ") if part)
            inside = frozenset(numbers[id] for id in row["inside"].split("; ") if id in numbers)
            rows.append(Denial(numbers[row["claim_id"]], token, places, inside, stems(row["content"])))
    return sorted(rows, key=lambda row: row.claim)


def standing(event_of: Ints, against: Sequence[tuple[int, int]], replaced: Ints) -> tuple[Ints, list[tuple[int, int]]]:
    """Events renumbered without those that only replaced versions of reports tell."""
    size = int(event_of.max(initial=-1)) + 1
    alive = np.zeros(size, dtype=bool)
    there = event_of >= 0
    np.logical_or.at(alive, event_of[there], ~replaced[there])
    number = np.where(alive, np.cumsum(alive) - 1, -1)
    moved = np.where(there, number[np.maximum(event_of, 0)], -1) if size else event_of
    return moved, [(int(number[event]), claim) for event, claim in against if alive[event]]


def tables(given: Given, cols: Columns, made: Members, facts: Facts, event_of: Ints, reports: Reports) -> Tables:
    """The four tables."""
    chooser = describing.Chooser(made, facts, cols)
    if not chooser.count:
        return nothing(given, reports)
    against = np.zeros(chooser.count, dtype=bool)
    against[made.event[made.status == DENIAL]] = True
    values = describing.rows(
        chooser, belief(chooser.count, made, facts, given.rules), numbers(made, facts), describing.blames(chooser), against
    )  # fmt: skip
    speaking = chooser.status != SUPERSEDED
    long, lists = parties(facts.claims, chooser.event[speaking], chooser.claim[speaking], either(cols)[chooser.claim[speaking]], chooser.count)
    values |= lists
    past = previous(given.previous, facts.claims)
    names = named(chooser.count, event_of, first_claims(made, facts.claims, chooser.count), past)
    ids = pa.array(names.ids, pa.string())
    values["event_id"], values["former_ids"] = ids, pa.array(["; ".join(former) for former in names.former], pa.string())
    events = describing.finished(values)
    member = member_table(made, facts, ids, reports)
    rows = changing.changes(
        events, newly_superseded(member, given.previous["event_claim"]), names, given.previous["events"], past, given.run, last(reports)
    )  # fmt: skip
    log = pa.concat_tables([given.previous["changes"], changing.table(rows)])
    order = pc.sort_indices(events, sort_keys=[("event_id", "ascending")])
    return {"events": events.take(order), "event_party": long_table(long, ids), "event_claim": member, "changes": log}


def last(reports: Reports) -> str:
    return max(reports.published, default="")


def first_claims(made: Members, claims: pa.Table, count: int) -> list[str]:
    """The id of the earliest claim of each event that is no denial."""
    rows = np.flatnonzero(made.status != DENIAL)
    starts = np.searchsorted(made.event[rows], np.arange(count))
    found: list[str] = claims["id"].take(pa.array(made.claim[rows][starts])).to_pylist()
    return found


def previous(tables: Mapping[str, pa.Table], claims: pa.Table) -> Previous:
    """Events as they were, their claims by their present numbers."""
    events, member = tables["events"], tables["event_claim"]
    member = member.filter(pc.not_equal(member["status"], "denial"))
    claim = pc.fill_null(pc.index_in(member["claim_id"], value_set=claims["id"].combine_chunks()), -1).to_numpy().astype(np.int64)
    event = pc.fill_null(pc.index_in(member["event_id"], value_set=events["event_id"].combine_chunks()), -1).to_numpy().astype(np.int64)
    there = (claim >= 0) & (event >= 0)
    ids, former, seen = (events[name].to_pylist() for name in ("event_id", "former_ids", "first_seen"))
    return Previous(ids, former, seen, event[there], claim[there])


def member_table(made: Members, facts: Facts, ids: pa.Array, reports: Reports) -> pa.Table:
    claim = pa.array(made.claim)
    outlets = pa.array([row["outlet"] or "" for row in reports.rows], pa.string())
    parts = [
        ids.take(pa.array(made.event)),
        facts.claims["id"].take(claim),
        facts.claims["report_id"].take(claim),
        outlets.take(pa.array(facts.report[made.claim])),
        pa.array(made.groups, pa.string()).take(pa.array(made.group)),
        pa.array(describing.status_names(made.status), pa.string()),
    ]
    return pa.table([describing.as_chunks(part) for part in parts], schema=EVENT_CLAIM)


def newly_superseded(member: pa.Table, before: pa.Table) -> set[str]:
    """Events with a claim that is superseded now and was not before."""
    chosen = member.filter(pc.equal(member["status"], "superseded"))
    was = set(before.filter(pc.equal(before["status"], "superseded"))["claim_id"].to_pylist())
    pairs = zip(chosen["event_id"].to_pylist(), chosen["claim_id"].to_pylist(), strict=True)
    return {event for event, claim in pairs if claim not in was}


def nothing(given: Given, reports: Reports) -> Tables:
    """No events: whatever there was is withdrawn."""
    past = previous(given.previous, pa.table({"id": pa.chunked_array([], pa.string())}))
    rows = changing.changes(empty()["events"], set(), Names([], [], {}), given.previous["events"], past, given.run, last(reports))
    log = pa.concat_tables([given.previous["changes"], changing.table(rows)])
    return {**empty(), "changes": log}


__all__ = ["assemble"]
