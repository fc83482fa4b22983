"""Engagement in a region: who deals with whom, on what, at whose initiative, and who hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.bootstrap import share_bounds

Row = dict[str, Any]
Pair = tuple[str, str]
SMALL = 8
TOPICS = 5  # contexts shown of a pair


def members_sql(members: Sequence[str]) -> str:
    return ", ".join("'" + code.replace("'", "''") + "'" for code in members)


@dataclass(frozen=True)
class Cut:
    """The links of a region (table `region_links`) with one draw of reports for all its measures.

    Attributes:
        number: event id → row in `drawn`.
        drawn: weight of each event in each draw: events × draws.
    """

    number: dict[str, int]
    drawn: NDArray[np.float32]

    def sums(self, groups: Sequence[Sequence[str]]) -> bootstrap.Reals:
        """The weight of groups of events in each draw: groups × draws. Small groups, of which there are many, are added up side by side."""
        found = np.zeros((len(groups), self.drawn.shape[1]))
        numbers = [[self.number[id] for id in ids] for ids in groups]
        for k, listed in enumerate(numbers):
            if len(listed) > SMALL:
                found[k] = self.drawn[listed].sum(axis=0)
        for place in range(SMALL):
            having = [k for k, listed in enumerate(numbers) if place < len(listed) <= SMALL]
            found[having] += self.drawn[[numbers[k][place] for k in having]]
        return found


def cut_out(basis: Basis, members: Sequence[str], organisations: bool) -> Cut:
    """`region_links`: links with a member on one side at least, and how the bootstrap draws them."""
    inside = members_sql(members)
    listed = members_sql(sorted(basis.countries))
    only = "" if organisations else f"AND actor IN ({listed}) AND recipient IN ({listed})"
    basis.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE region_links AS
        SELECT * FROM basis_links WHERE (actor IN ({inside}) OR recipient IN ({inside})) {only}""")
    ids = [row[0] for row in basis.connection.execute("SELECT DISTINCT event_id FROM region_links ORDER BY event_id").fetchall()]
    once = "SELECT row_number() OVER (ORDER BY event_id) - 1 AS cell, event_id, '' AS bloc, 0.0 AS value FROM region_links GROUP BY event_id"
    drawn = bootstrap.counts(basis, bootstrap.pieces(basis, once, len(ids)))
    return Cut({id: k for k, id in enumerate(ids)}, drawn.astype(np.float32))


def engagement(basis: Basis, cut: Cut) -> Row:
    """Pairs of the region with their events, contexts and initiative, and who hosts talks.

    Of a pair (a, b), `initiative` is a's share of the events one of the two directs at the other: n(a to b) / (n(a to b) + n(b to a)), mutual
    events left out; its interval as in `bootstrap.share_bounds`.
    """
    directed = basis.connection.execute(
        "SELECT actor, recipient, event_id, quad, mutual FROM region_links ORDER BY start NULLS FIRST, event_id, actor, recipient"
    ).fetchall()
    pairs: dict[Pair, Row] = {}
    for actor, recipient, id, quad, mutual in directed:
        a, b = sorted((actor, recipient))
        made = pairs.get((a, b)) or pairs.setdefault((a, b), {"pair": [a, b], "by": {a: [], b: []}, "ids": {}})
        made["ids"][id] = quad
        if not mutual:
            made["by"][actor].append(id)
    drawn = cut.sums([made["by"][code] for (a, b), made in pairs.items() for code in (a, b)])
    contexts = topics(basis)
    rows = [pair_row(made, drawn[2 * k], drawn[2 * k + 1], contexts) for k, made in enumerate(pairs.values())]
    rows.sort(key=lambda row: (-row["events"]["n"], row["pair"]))
    return {"pairs": rows, "hosting": hosting(basis)}


def pair_row(made: Row, one: bootstrap.Reals, other: bootstrap.Reals, contexts: dict[str, list[str]]) -> Row:
    """One pair: its events by quad category and direction, what they are about, who starts. `one`, `other`: each side's acts in each draw."""
    a, b = made["pair"]
    ids: dict[str, str] = made["ids"]
    by_quad: dict[str, list[str]] = {quad: [] for quad in QUADS}
    about: dict[str, list[str]] = {}
    for id, quad in ids.items():
        by_quad[quad].append(id)
        for topic in contexts.get(id, ()):
            about.setdefault(topic, []).append(id)
    most = sorted(about, key=lambda topic: (-len(about[topic]), topic))[:TOPICS]
    by = {role: {"n": len(found), "events": found} for role, found in made["by"].items()}
    return {
        "pair": [a, b],
        "events": {"n": len(ids), "events": list(ids)},
        "quads": {quad: {"n": len(found), "events": found} for quad, found in by_quad.items()},
        "contexts": [{"context": topic, "n": len(about[topic]), "events": about[topic]} for topic in most],
        "directed": by,
        "initiative": initiative(a, by[a]["n"], by[b]["n"], one, other),
    }


def initiative(a: str, acts: int, answers: int, one: bootstrap.Reals, other: bootstrap.Reals) -> Row:
    """a's share of the acts between a and b, with its interval; None without any."""
    total = acts + answers
    if not total:
        return {"of": a, "value": None, "low": None, "high": None}
    both = one + other
    low, high = share_bounds(acts, total, np.divide(one, both, out=np.full(len(both), np.nan), where=both > 0))
    return {"of": a, "value": acts / total, "low": low, "high": high}


def topics(basis: Basis) -> dict[str, list[str]]:
    """Event id → contexts of its claims."""
    sql = "SELECT event_id, contexts FROM events WHERE coalesce(contexts, '') <> '' AND event_id IN (SELECT event_id FROM region_links)"
    return {id: listed.split("; ") for id, listed in basis.connection.execute(sql).fetchall()}


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
