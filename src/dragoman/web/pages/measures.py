"""Pairs and regions: what they do to each other, with the events behind every figure a click away."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.errors import UsageError
from dragoman.lexicon.measuring import QUADS
from dragoman.lexicon.regions import load_regions
from dragoman.web import asking, measuring, meeting, selecting
from dragoman.web.filters import Filter
from dragoman.web.library import Holding
from dragoman.web.pages.events import common
from dragoman.web.places import located
from dragoman.web.view import country, page

router = APIRouter()
PLACES = 500  # discs of a map


def measured(request: Request, held: Holding, what: tuple[str, ...], filter: Filter, brief: bool = False) -> dict[str, Any]:
    return measuring.measured(held, request.app.state.measurers, what, filter, brief=brief)


def leads(ids: list[str], filter: Filter, **fallback: Any) -> str:
    """Where a figure leads: to its events, or, where they are too many for an address, to the filter they come from."""
    if ids and len(ids) <= measuring.LISTED:
        return "/events" + Filter(event=tuple(ids)).query()
    return "/events" + filter.query(**fallback)


@router.get("/pairs/{one}/{other}", response_class=HTMLResponse)
def pair(request: Request, one: str, other: str) -> HTMLResponse:
    held, filter, knowledge = asking.now(request), asking.asked(request), request.app.state.knowledge
    if not all(len(code) == 3 and code.isupper() for code in (one, other)):
        raise UsageError("a pair is two codes of countries", f"{one[:20]}/{other[:20]}", "such as /pairs/RUS/AFG")
    found = measured(request, held, ("relation", one, other), filter)
    read = Filter(since=filter.since, until=filter.until, outlet=filter.outlet)
    numbers = selecting.numbers_of(held, sorted({id for side in found["directions"] for id in side["events"]["events"]}))
    places = meeting.places(held, numbers)
    newest = {row["event_id"] for side in found["directions"] for row in side["latest"]}
    shown: dict[str, Any] = {
        "filter": filter,
        "one": one,
        "other": other,
        "relation": found,
        "quads": QUADS,
        "weeks": weeks(held, numbers),
        "newest": sorted(asking.by_id(held, sorted(newest)), key=lambda row: (row["date_start"], row["event_id"]), reverse=True)[:12],
        "leads": lambda figure, **fallback: leads(figure.get("events") or [], read, **fallback),
        "sayings": meeting.said_between(held, one, other, filter),
        "meetings": meeting.meetings(held, numbers, knowledge),
        "places": places,
        "map": json.dumps(located(places, knowledge)),
    }
    return page(request, "pair.html", **shown, **common(held, filter))


def weeks(held: Holding, numbers: selecting.Numbers) -> list[dict[str, Any]]:
    """Events by the week of their first report and quad, for the series and its table; weeks without any are 0."""
    counts = selecting.quads_by_week(held, numbers)
    if not counts:
        return []
    first, last = min(week for week, _ in counts), max(week for week, _ in counts)
    quads = [quad for quad in QUADS if any(told == quad for _, told in counts)]
    days = [first + dt.timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)]
    return [{"week": day.isoformat(), "quad": quad, "n": counts.get((day, quad), 0)} for day in days for quad in quads]


@router.get("/regions", response_class=HTMLResponse)
def regions(request: Request) -> HTMLResponse:
    held, filter = asking.now(request), asking.asked(request)
    found = load_regions(request.app.state.knowledge)
    numbers = selecting.selected(held, Filter(), request.app.state.knowledge)
    known = {name: region.countries for name, region in found.items()}
    counts: dict[str, int] = held.memory.once("regions", lambda: selecting.by_region(held, numbers, known))
    ranked = sorted(((n, name, found[name].countries) for name, n in counts.items()), key=lambda row: (-row[0], row[1]))
    return page(request, "regions.html", filter=filter, regions=ranked, **common(held, filter))


@router.get("/regions/{name}", response_class=HTMLResponse)
def region(request: Request, name: str) -> HTMLResponse:
    held, filter, knowledge = asking.now(request), asking.asked(request), request.app.state.knowledge
    found = measured(request, held, ("region", name), filter, brief=True)
    inside = Filter(region=name, since=filter.since, until=filter.until, outlet=filter.outlet)
    places = selecting.places(held, selecting.selected(held, inside, knowledge), PLACES)
    shown: dict[str, Any] = {
        "filter": filter,
        "asked": name,
        "account": found,
        "events": asking.events(held, inside, knowledge, 12),
        "inside": inside,
        "matrix": matrix(found),
        "map": json.dumps(located(places, knowledge)),
        "leads": lambda figure, **fallback: leads(figure.get("events") or [], inside, **fallback),
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
    found = measured(request, held, ("region", name), filter, brief=True)
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
    nodes = [
        {"id": code, "name": country(code), "weight": weights[code], "href": f"/events?country={code}"} for code in codes if code in weights
    ]
    return {"nodes": nodes, "edges": edges}


def figure_n(figure: Any) -> int:
    return int(figure["n"]) if isinstance(figure, dict) else int(figure)
