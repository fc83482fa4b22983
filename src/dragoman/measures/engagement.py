"""Engagement in a region: who deals with whom, on what, at whose initiative, and who hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.bootstrap import share_bounds

Row = dict[str, Any]
TOPICS = 5  # contexts shown of a pair


def members_sql(members: Sequence[str]) -> str:
    return ", ".join("'" + code.replace("'", "''") + "'" for code in members)


def cut_out(basis: Basis, members: Sequence[str], organisations: bool) -> None:
    """`region_links`: links with a member on one side at least, numbered by directed pair (`cell`); other measures of the region use it too."""
    inside = members_sql(members)
    listed = members_sql(sorted(basis.countries))
    only = "" if organisations else f"AND actor IN ({listed}) AND recipient IN ({listed})"
    basis.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE region_links AS
        SELECT *, dense_rank() OVER (ORDER BY actor, recipient) - 1 AS cell FROM basis_links
        WHERE (actor IN ({inside}) OR recipient IN ({inside})) {only}""")


def engagement(basis: Basis) -> Row:
    """Pairs of the region with their events, contexts and initiative, and who hosts talks. Needs `cut_out`.

    Of a pair (a, b), `initiative` is a's share of the events one of the two directs at the other: n(a to b) / (n(a to b) + n(b to a)), mutual
    events left out; its interval as in `bootstrap.share_bounds`.
    """
    directed = basis.rows("SELECT cell, actor, recipient, event_id, quad, mutual FROM region_links ORDER BY start NULLS FIRST, event_id, cell")
    cell = {(row["actor"], row["recipient"]): row["cell"] for row in directed}
    acts = bootstrap.pieces(basis, "SELECT cell, event_id, bloc, 0.0 AS value FROM region_links WHERE NOT mutual", len(cell))
    drawn = bootstrap.counts(basis, acts)
    contexts = topics(basis)
    pairs: dict[tuple[str, str], Row] = {}
    for row in directed:
        a, b = sorted((row["actor"], row["recipient"]))
        made = pairs.setdefault((a, b), {"pair": [a, b], "quads": {quad: [] for quad in QUADS}, "by": {a: [], b: []}, "ids": {}})
        made["ids"][row["event_id"]] = row["quad"]
        if not row["mutual"]:
            made["by"][row["actor"]].append(row["event_id"])
    rows = [pair_row(made, drawn, cell, contexts) for made in pairs.values()]
    rows.sort(key=lambda row: (-row["events"]["n"], row["pair"]))
    return {"pairs": rows, "hosting": hosting(basis)}


def pair_row(made: Row, drawn: bootstrap.Reals, cell: dict[tuple[str, str], int], contexts: dict[str, list[str]]) -> Row:
    """One pair: its events by quad category and direction, what they are about, who starts."""
    a, b = made["pair"]
    ids: dict[str, str] = made["ids"]
    by_quad: dict[str, list[str]] = {quad: [id for id, found in ids.items() if found == quad] for quad in QUADS}
    talked = Counter(topic for id in ids for topic in contexts.get(id, ()))
    most = sorted(talked, key=lambda topic: (-talked[topic], topic))[:TOPICS]
    by = {role: {"n": len(found), "events": found} for role, found in made["by"].items()}
    return {
        "pair": [a, b],
        "events": {"n": len(ids), "events": list(ids)},
        "quads": {quad: {"n": len(found), "events": found} for quad, found in by_quad.items()},
        "contexts": [{"context": t, "n": talked[t], "events": [id for id in ids if t in contexts.get(id, ())]} for t in most],
        "directed": by,
        "initiative": initiative(a, b, by, drawn, cell),
    }


def initiative(a: str, b: str, by: dict[str, Row], drawn: bootstrap.Reals, cell: dict[tuple[str, str], int]) -> Row:
    """a's share of the acts between a and b, with its interval; None without any."""
    total = by[a]["n"] + by[b]["n"]
    if not total:
        return {"of": a, "value": None, "low": None, "high": None}
    none = np.zeros(drawn.shape[1])
    one, other = (drawn[cell[pair]] if pair in cell else none for pair in ((a, b), (b, a)))
    both = one + other
    low, high = share_bounds(by[a]["n"], total, np.divide(one, both, out=np.full(len(both), np.nan), where=both > 0))
    return {"of": a, "value": by[a]["n"] / total, "low": low, "high": high}


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
