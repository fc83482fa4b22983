"""Engagement in a region: who deals with whom, on what, at whose initiative, and who hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.bootstrap import share_bounds

Row = dict[str, Any]
Numbers = NDArray[np.int64]
WEEK = 7  # days
TOPICS = 5  # contexts shown of a pair


def members_sql(members: Sequence[str]) -> str:
    return ", ".join("'" + code.replace("'", "''") + "'" for code in members)


@dataclass(frozen=True)
class Cut:
    """The links of a region (table `region_links`) in columns, with one draw of reports for all its measures.

    Attributes:
        ids: the ids of its events, ascending; an event's number is its place here.
        codes: its countries, ascending; a country's number is its place here.
        event, actor, recipient, quad: numbers (of quads: their place in QUADS), one for each link, in the order of start (unknown first),
            event, actor, recipient.
        mutual: whether the link has no direction. start: its first day. short: whether the event is dated and lasts less than a week.
        drawn: weight of each event in each draw: events × draws.
    """

    ids: NDArray[np.object_]
    codes: list[str]
    event: Numbers
    actor: Numbers
    recipient: Numbers
    quad: Numbers
    mutual: NDArray[np.bool_]
    start: NDArray[np.datetime64]
    short: NDArray[np.bool_]
    drawn: NDArray[np.float32]

    def sums(self, groups: Sequence[Numbers]) -> bootstrap.Reals:
        """The weight of groups of events in each draw: groups × draws."""
        found = np.zeros((len(groups), self.drawn.shape[1]))
        sizes = np.array([len(group) for group in groups], dtype=np.int64)
        filled = np.flatnonzero(sizes)
        if len(filled):
            starts = np.r_[0, np.cumsum(sizes[filled])[:-1]]
            found[filled] = np.add.reduceat(self.drawn[np.concatenate(groups)], starts, axis=0, dtype=np.float64)
        return found

    def named(self, events: Numbers) -> list[str]:
        """The ids of events by their numbers."""
        found: list[str] = self.ids[events].tolist()
        return found


def cut_out(basis: Basis, members: Sequence[str], organisations: bool) -> Cut:
    """`region_links`: links with a member on one side at least, each with the number of its event; and how the bootstrap draws them."""
    inside = members_sql(members)
    listed = members_sql(sorted(basis.countries))
    only = "" if organisations else f"AND actor IN ({listed}) AND recipient IN ({listed})"
    basis.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE region_links AS
        SELECT *, dense_rank() OVER (ORDER BY event_id) - 1 AS number
        FROM basis_links WHERE (actor IN ({inside}) OR recipient IN ({inside})) {only}""")
    basis.connection.execute("CREATE OR REPLACE TEMP TABLE region_events AS SELECT DISTINCT number, event_id FROM region_links")
    ids = basis.connection.execute("SELECT event_id FROM region_events ORDER BY number").fetchnumpy()["event_id"]
    once = "SELECT number AS cell, event_id, '' AS bloc, 0.0 AS value FROM region_events"
    drawn = bootstrap.counts(basis, bootstrap.pieces(basis, once, len(ids)))
    table = basis.table(
        "SELECT number, actor, recipient, quad, mutual, start, stop FROM region_links ORDER BY start NULLS FIRST, number, actor, recipient"
    )
    start, stop = (np.asarray(table[name], dtype="datetime64[D]") for name in ("start", "stop"))
    codes, actor, recipient = sides(table)
    return Cut(
        np.asarray(ids, dtype=object),
        codes,
        np.asarray(table["number"], dtype=np.int64),
        actor,
        recipient,
        np.asarray(pc.index_in(table["quad"], pa.array(QUADS)), dtype=np.int64),
        np.asarray(table["mutual"]),
        start,
        stop - start < np.timedelta64(WEEK, "D"),
        drawn.astype(np.float32),
    )


def sides(table: pa.Table) -> tuple[list[str], Numbers, Numbers]:
    """The countries of a table of links, and the number of the actor and the recipient of each link."""
    codes = sorted({code for name in ("actor", "recipient") for code in pc.unique(table[name]).to_pylist()})
    actor, recipient = (np.asarray(pc.index_in(table[name], pa.array(codes, pa.string())), dtype=np.int64) for name in ("actor", "recipient"))
    return codes, actor, recipient


def grouped(keys: Numbers) -> list[Numbers]:
    """The places of each different key, keys ascending, places in their order."""
    order = np.argsort(keys, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(keys[order])) + 1) if len(keys) else []


@dataclass(frozen=True)
class Topics:
    """What the events of a region are about: `topic` (place in `names`) of each event, those of event n from `first[n]` to `first[n + 1]`."""

    names: list[str]
    topic: Numbers
    first: Numbers

    def of(self, events: Numbers) -> tuple[Numbers, Numbers]:
        """Events and their topics, an event once for each."""
        sizes = self.first[events + 1] - self.first[events]
        total = int(sizes.sum())
        places = (
            np.repeat(self.first[events] - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(total) if total else np.zeros(0, dtype=np.int64)
        )
        return np.repeat(events, sizes), self.topic[places]


def topics(basis: Basis, cut: Cut) -> Topics:
    """The contexts of the claims of events."""
    table = basis.table("""
        SELECT number, unnest(string_split(contexts, '; ')) AS topic FROM events JOIN region_events USING (event_id)
        WHERE coalesce(contexts, '') <> '' ORDER BY number, topic""")
    names = sorted(pc.unique(table["topic"]).to_pylist())
    topic = np.asarray(pc.index_in(table["topic"], pa.array(names, pa.string())), dtype=np.int64)
    return Topics(names, topic, np.searchsorted(np.asarray(table["number"], dtype=np.int64), np.arange(len(cut.ids) + 1)))


def engagement(basis: Basis, cut: Cut) -> Row:
    """Pairs of the region with their events, contexts and initiative, and who hosts talks.

    Of a pair (a, b), `initiative` is a's share of the events one of the two directs at the other: n(a to b) / (n(a to b) + n(b to a)), mutual
    events left out; its interval as in `bootstrap.share_bounds`.
    """
    one, other = np.minimum(cut.actor, cut.recipient), np.maximum(cut.actor, cut.recipient)
    pairs = grouped(one * len(cut.codes) + other)
    directed = [links[~cut.mutual[links]] for links in pairs]
    acts = [links[cut.actor[links] == side[links[0]]] if len(links) else links for links in directed for side in (one, other)]
    drawn = cut.sums([cut.event[links] for links in acts])
    about = topics(basis, cut)
    rows = [pair_row(cut, about, links, (acts[2 * k], acts[2 * k + 1]), drawn[2 * k : 2 * k + 2]) for k, links in enumerate(pairs)]
    rows.sort(key=lambda row: (-row["events"]["n"], row["pair"]))
    return {"pairs": rows, "hosting": hosting(basis)}


def pair_row(cut: Cut, about: Topics, links: Numbers, acts: tuple[Numbers, Numbers], drawn: bootstrap.Reals) -> Row:
    """One pair: its events by quad category and direction, what they are about, who starts. `acts`: of each side; `drawn`: their weights."""
    a, b = sorted((cut.codes[cut.actor[links[0]]], cut.codes[cut.recipient[links[0]]]))
    _, first = np.unique(cut.event[links], return_index=True)
    once = links[np.sort(first)]
    event, topic = about.of(cut.event[once])
    counts = np.bincount(topic, minlength=len(about.names))
    most = [k for k in np.argsort(-counts, kind="stable")[:TOPICS] if counts[k]]
    by = {code: figure(cut, cut.event[side]) for code, side in zip((a, b), acts, strict=True)}
    return {
        "pair": [a, b],
        "events": figure(cut, cut.event[once]),
        "quads": {name: figure(cut, cut.event[once[cut.quad[once] == k]]) for k, name in enumerate(QUADS)},
        "contexts": [{"context": about.names[k], **figure(cut, event[topic == k])} for k in most],
        "directed": by,
        "initiative": initiative(a, by[a]["n"], by[b]["n"], drawn[0], drawn[1]),
    }


def figure(cut: Cut, events: Numbers) -> Row:
    return {"n": len(events), "events": cut.named(events)}


def initiative(a: str, acts: int, answers: int, one: bootstrap.Reals, other: bootstrap.Reals) -> Row:
    """a's share of the acts between a and b, with its interval; None without any."""
    total = acts + answers
    if not total:
        return {"of": a, "value": None, "low": None, "high": None}
    both = one + other
    low, high = share_bounds(acts, total, np.divide(one, both, out=np.full(len(both), np.nan), where=both > 0))
    return {"of": a, "value": acts / total, "low": low, "high": high}


def hosting(basis: Basis) -> list[Row]:
    """Who hosts talks with members: the recipient of a visit, else the country the talks were held in; how often as a party and for others."""
    talks = ", ".join(f"'{name}'" for name in basis.grouping.talks)
    found = basis.rows(f"""
        SELECT r.event_id, any_value(coalesce(e.place_country, '')) AS place,
            bool_or(r.mode = '{basis.grouping.visit}' AND NOT r.mutual) AS visit,
            list_sort(list_distinct(list(r.actor))) AS actors, list_sort(list_distinct(list(r.recipient))) AS recipients
        FROM region_links r JOIN events e USING (event_id) WHERE r.event_type IN ({talks}) GROUP BY r.event_id ORDER BY r.event_id""")
    hosts: dict[str, Row] = {}
    for row in found:
        parties = {*row["actors"], *row["recipients"]}
        for host in row["recipients"] if row["visit"] else [row["place"]] if row["place"] else []:
            made = hosts.setdefault(host, {"host": host, "own": [], "for_others": [], "guests": Counter()})
            made["own" if host in parties else "for_others"].append(row["event_id"])
            made["guests"].update(sorted(parties - {host}))
    rows = [
        {
            "host": host,
            "talks": {"n": len(made["own"]) + len(made["for_others"]), "events": made["own"] + made["for_others"]},
            "own": {"n": len(made["own"]), "events": made["own"]},
            "for_others": {"n": len(made["for_others"]), "events": made["for_others"]},
            "guests": dict(sorted(made["guests"].items(), key=lambda item: (-item[1], item[0]))),
        }
        for host, made in hosts.items()
    ]
    return sorted(rows, key=lambda row: (-row["talks"]["n"], row["host"]))
