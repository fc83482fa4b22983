"""Pairs and regions: what they do to each other, with the events behind every figure a click away."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.errors import UsageError
from dragoman.lexicon.measuring import QUADS
from dragoman.lexicon.regions import load_regions
from dragoman.measures.opening import open_basis
from dragoman.measures.region import region as account
from dragoman.measures.relation import relation
from dragoman.measures.scope import Scope
from dragoman.web import asking, watching
from dragoman.web.filters import Filter
from dragoman.web.library import Holding
from dragoman.web.pages.events import common
from dragoman.web.places import located
from dragoman.web.view import page

router = APIRouter()
LINKED = 400  # events that a link can carry; of more, the figure leads to the filter


def scope_of(filter: Filter) -> Scope:
    return Scope(since=filter.since, until=filter.until, outlets=filter.outlet)


def measured(request: Request, held: Holding, what: tuple[Any, ...], filter: Filter) -> dict[str, Any]:
    """A measure over the store, worked out once for a snapshot and a filter. Raises UsageError."""
    key = (*what, filter.since, filter.until, filter.outlet)
    if key not in held.memory:
        basis = open_basis(held.snapshot.folder, scope_of(filter), knowledge=request.app.state.knowledge)
        made = relation(basis, *what[1:]) if what[0] == "relation" else account(basis, what[1])
        basis.connection.close()
        held.memory[key] = made
    found: dict[str, Any] = held.memory[key]
    return found


def leads(ids: list[str], filter: Filter, **fallback: Any) -> str:
    """Where a figure leads: to its events, or, where they are too many for an address, to the filter they come from."""
    if ids and len(ids) <= LINKED:
        return "/events" + Filter(event=tuple(ids)).query()
    return "/events" + filter.query(**fallback)


@router.get("/pairs/{one}/{other}", response_class=HTMLResponse)
def pair(request: Request, one: str, other: str) -> HTMLResponse:
    held, filter = asking.now(request), asking.asked(request)
    if not all(len(code) == 3 and code.isupper() for code in (one, other)):
        raise UsageError("a pair is two codes of countries", f"{one[:20]}/{other[:20]}", "such as /pairs/RUS/AFG")
    found = measured(request, held, ("relation", one, other), filter)
    both = Filter(country=(one,), since=filter.since, until=filter.until)
    newest = asking.events(held, Filter(actor=(one,), recipient=(other,)), request.app.state.knowledge, 8).rows
    newest += asking.events(held, Filter(actor=(other,), recipient=(one,)), request.app.state.knowledge, 8).rows
    shown: dict[str, Any] = {
        "filter": filter,
        "one": one,
        "other": other,
        "relation": found,
        "quads": QUADS,
        "weeks": weeks(held, one, other),
        "newest": sorted(newest, key=lambda row: (row["date_start"], row["event_id"]), reverse=True)[:12],
        "leads": lambda figure: leads(figure.get("events") or [], both),
    }
    return page(request, "pair.html", **shown, **common(held, filter))


def weeks(held: Holding, one: str, other: str) -> list[dict[str, Any]]:
    """Events of a pair by the week of their first report and quad, for the series and its table."""
    day = watching.last_day(held)
    if day is None:
        return []
    sql = (
        "SELECT date_trunc('week', CAST(e.first_seen AS DATE)) AS week, e.quad_category AS quad, count(DISTINCT e.event_id) AS n "
        "FROM held_events e JOIN held_event_party a ON a.event_id = e.event_id AND a.role = 'actor' "
        "JOIN held_event_party b ON b.event_id = e.event_id "
        "WHERE e.recency = 'news' AND e.modality = 'asserted' AND e.first_seen <> '' AND (b.role = 'recipient' OR e.recipient_countries = '') "
        "AND ((a.country = ? AND b.country = ?) OR (a.country = ? AND b.country = ?)) GROUP BY ALL ORDER BY 1, 2"
    )
    return [{**row, "week": str(row["week"])[:10]} for row in held.rows(sql, [one, other, other, one])]


@router.get("/regions", response_class=HTMLResponse)
def regions(request: Request) -> HTMLResponse:
    held, filter = asking.now(request), asking.asked(request)
    found = load_regions(request.app.state.knowledge)
    if "regions" not in held.memory:
        counts = []
        for name, region in found.items():
            where, parameters = Filter(region=name).where(request.app.state.knowledge)
            counts.append((asking.count(held, where, parameters), name, region.countries))
        held.memory["regions"] = sorted(counts, key=lambda row: (-row[0], row[1]))
    return page(request, "regions.html", filter=filter, regions=held.memory["regions"], **common(held, filter))


@router.get("/regions/{name}", response_class=HTMLResponse)
def region(request: Request, name: str) -> HTMLResponse:
    held, filter, knowledge = asking.now(request), asking.asked(request), request.app.state.knowledge
    found = measured(request, held, ("region", name), filter)
    inside = Filter(region=name, since=filter.since, until=filter.until, outlet=filter.outlet)
    where, parameters = inside.where(knowledge)
    places = held.rows(f"SELECT * FROM held_events WHERE {where} LIMIT 5000", parameters)
    shown: dict[str, Any] = {
        "filter": filter,
        "asked": name,
        "account": found,
        "events": asking.events(held, inside, knowledge, 12),
        "inside": inside,
        "matrix": matrix(found),
        "map": json.dumps(located(places, knowledge)),
        "leads": lambda figure: leads(figure.get("events") or [], inside),
    }
    return page(request, "region.html", **shown, **common(held, filter))


def matrix(found: dict[str, Any]) -> tuple[list[str], dict[tuple[str, str], dict[str, Any]]]:
    """Who acts towards whom: the countries with most events, and the figure of each ordered pair."""
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    totals: dict[str, int] = {}
    for row in found["engagement"]["pairs"]:
        a, b = row["pair"]
        for one, other in ((a, b), (b, a)):
            figure = row["directed"][one]
            cells[one, other] = figure
            totals[one] = totals.get(one, 0) + figure["n"]
            totals[other] = totals.get(other, 0) + figure["n"]
    codes = sorted(totals, key=lambda code: (-totals[code], code))[:14]
    return codes, cells


@router.get("/regions/{name}/network")
def network(request: Request, name: str) -> dict[str, Any]:
    """Who deals with whom, for the drawing; the matrix beside it has the same figures."""
    held, filter = asking.now(request), asking.asked(request)
    found = measured(request, held, ("region", name), filter)
    codes, _ = matrix(found)
    kinds = {"VERBAL COOPERATION": "vc", "MATERIAL COOPERATION": "mc", "VERBAL CONFLICT": "vk", "MATERIAL CONFLICT": "mk"}
    edges = []
    weights: dict[str, int] = {}
    for row in found["engagement"]["pairs"]:
        a, b = row["pair"]
        if a in codes and b in codes:
            main = max(row["quads"], key=lambda quad: (figure_n(row["quads"][quad]), quad))
            for one, other in ((a, b), (b, a)):
                n = row["directed"][one]["n"]
                if n:
                    edges.append({"from": one, "to": other, "weight": n, "quad": kinds.get(main, ""), "href": f"/pairs/{one}/{other}"})
                    weights[one] = weights.get(one, 0) + n
                    weights[other] = weights.get(other, 0) + n
    nodes = [{"id": code, "name": code, "weight": weights[code], "href": f"/events?country={code}"} for code in codes if code in weights]
    return {"nodes": nodes, "edges": edges}


def figure_n(figure: Any) -> int:
    return int(figure["n"]) if isinstance(figure, dict) else int(figure)
