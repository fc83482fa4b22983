"""The account of a region: engagement, positions, material weight and response, side by side.

"Influence" is no measure here. It is what a reader concludes from these four, with the events for and against at hand; `blend` adds them up
only with weights the reader gives, and shows the parts beside the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.errors import UsageError
from dragoman.lexicon.regions import Region, find_region
from dragoman.measures.basis import Basis
from dragoman.measures.coverage import coverage
from dragoman.measures.engagement import cut_out, engagement
from dragoman.measures.positions import positions
from dragoman.measures.response import response
from dragoman.measures.weight import weight

Row = dict[str, Any]
PARTS = ("engagement", "initiative", "hosting", "positions", "aid", "cooperation", "coercion", "response")


def region(basis: Basis, name: str, *, days: int = 14, organisations: bool = False, weights: Mapping[str, float] | None = None) -> Row:
    """The account of a region by its name ("Central Asia") or its countries ("AFG,PAK,IRN"): docs/measures.md has the fields.

    `days` is the time for a response. Raises UsageError for an unknown region or weight, a basis that is split, or where nothing was read.
    """
    found = find_region(basis.knowledge, name)
    check_weights(weights or {}, tuple(basis.grouping.material))
    if basis.split:
        raise UsageError("the account of a region is not split by outlets", "--split", "ask for each bloc with --outlets")
    basis.time_read()
    cut = cut_out(basis, found.countries, organisations)
    parts: Row = {
        "engagement": engagement(basis, cut),
        "positions": positions(basis, found.countries, organisations),
        "weight": weight(basis, cut),
        "response": response(basis, cut, days),
    }
    table = side_by_side(found, parts)
    return {
        "what": "region",
        "region": found.name,
        "countries": list(found.countries),
        "around": list(found.around),
        "note": found.note,
        "days": days,
        "side_by_side": blend(table, weights) if weights else table,
        "weights": dict(weights) if weights else None,
        **parts,
        "coverage": basis.once("coverage", lambda: coverage(basis)),
    }


def check_weights(weights: Mapping[str, float], kinds: Sequence[str]) -> None:
    known = [*PARTS[:4], *kinds, PARTS[-1]]
    for part in weights:
        if part not in known:
            raise UsageError(f"there is no part {part!r} to weigh", "--weights", f"parts are {', '.join(known)}")


def side_by_side(found: Region, parts: Row) -> list[Row]:
    """One row for each country that deals with members: what it does in the region. Members are counted towards the other members.

    `engagement` is its number of events with members; `initiative` its share of the acts between it and them; `hosting` how many of their talks
    it hosted; `positions` the members' stance about it; aid, cooperation and coercion what it gave them; `response` how much more often than
    usual members answered its acts, over all its triggers.
    """
    rows: dict[str, Row] = {}
    engage(found, parts["engagement"], rows)
    for kind, given in parts["weight"].items():
        for row in given:
            if row["recipient"] in found.countries:
                add(rows, row["actor"], kind, row["events"])
    for row in rows.values():
        started, received = row.pop("started"), row.pop("received")
        acts = len(started) + len(received)
        row["initiative"] = {"value": len(started) / acts if acts else None, "acts": acts, "events": started, "received": received}
        row["positions"] = stance_about(row["country"], found, parts["positions"]["stances"])
        row["response"] = lift(row["country"], found, parts["response"])
        for kind in ("hosting", *parts["weight"]):
            row.setdefault(kind, {"n": 0, "events": []})
    order = {code: k for k, code in enumerate([*found.countries, *found.around])}
    return sorted(rows.values(), key=lambda row: (-row["engagement"]["n"], order.get(row["country"], len(order)), row["country"]))


def add(rows: dict[str, Row], country: str, key: str, events: Sequence[str]) -> None:
    """Add events to a figure of a country, each once."""
    figure: Row = rows.setdefault(country, {"country": country, "started": [], "received": []})
    figure = figure.setdefault(key, {"n": 0, "events": []})
    known = set(figure["events"])
    figure["events"] += [id for id in events if id not in known]
    figure["n"] = len(figure["events"])


def engage(found: Region, engaged: Row, rows: dict[str, Row]) -> None:
    """Engagement, who starts it, and hosting, for each country."""
    for pair in engaged["pairs"]:
        a, b = pair["pair"]
        for one, other in ((a, b), (b, a)):
            if other in found.countries:
                add(rows, one, "engagement", pair["events"]["events"])
                rows[one]["started"] += pair["directed"][one]["events"]
                rows[one]["received"] += pair["directed"][other]["events"]
    for row in engaged["hosting"]:
        if row["host"] in rows:
            add(rows, row["host"], "hosting", row["talks"]["events"])


def stance_about(country: str, found: Region, stances: list[Row]) -> Row:
    """The members' stance about a country: all their sayings for and against together."""
    about = [row for row in stances if row["about"] == country and row["speaker"] in found.countries and row["sided"]]
    sided = sum(row["sided"] for row in about)
    value = sum(row["stance"] * row["sided"] for row in about) / sided if sided else None
    statements = [id for row in about for entry in row["positions"].values() for id in entry["statements"]]
    return {"value": value, "sayings": sided, "speakers": [row["speaker"] for row in about], "statements": statements}


def lift(country: str, found: Region, responses: list[Row]) -> Row:
    """How much more often than usual members answered a country's acts in kind, over all triggers."""
    own = [row for row in responses if row["actor"] == country and row["other"] in found.countries and row["act"] == row["answer"]]
    triggers = sum(row["triggers"] for row in own)
    value = sum(row["difference"] * row["triggers"] for row in own) / triggers if triggers else None
    return {"value": value, "triggers": triggers, "events": [id for row in own for id in row["events"]]}


def blend(table: list[Row], weights: Mapping[str, float]) -> list[Row]:
    """The table with `score`, its parts and what was missing, best first.

    Parts are brought to one scale first: counts as the country's share of the column's sum (0 to 1), initiative as it is (0 to 1), positions
    and response as they are (-1 to 1). The score is the weighted sum divided by the sum of the weights' sizes; a part that is unknown counts
    nothing and is named in `unknown`.
    """
    size = sum(abs(value) for value in weights.values())
    if not size:
        raise UsageError("all weights are zero", "--weights", "give at least one that is not")
    sums = {part: sum(row[part]["n"] for row in table if "n" in row[part]) for part in weights}
    for row in table:
        scaled = {part: share(row[part], sums[part]) for part in weights}
        row["parts"] = {part: None if value is None else weights[part] * value / size for part, value in scaled.items()}
        row["unknown"] = [part for part, value in scaled.items() if value is None]
        row["score"] = sum(value for value in row["parts"].values() if value is not None)
    return sorted(table, key=lambda row: (-row["score"], row["country"]))


def share(figure: Row, total: int) -> float | None:
    if "n" in figure:
        return figure["n"] / total if total else 0.0
    value: float | None = figure["value"]
    return value
