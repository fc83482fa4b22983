"""Entities, pairs, regions, and the store itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi import Path as PathParameter
from fastapi.responses import JSONResponse, Response

from dragoman import __version__
from dragoman.errors import UsageError
from dragoman.lexicon.entities import registry
from dragoman.lexicon.regions import find_region, load_regions
from dragoman.store.events import note
from dragoman.web import meeting, selecting
from dragoman.web.api import shapes
from dragoman.web.api.asked import Asked, Held
from dragoman.web.api.problems import problems
from dragoman.web.filters import Filter
from dragoman.web.library import Holding
from dragoman.web.pages import about as about_page
from dragoman.web.pages import measures

router = APIRouter()
Country = Annotated[str, PathParameter(pattern="^[A-Z]{3}$", description="ISO 3166 alpha-3, such as RUS.")]
FEW = 100  # entities of an answer


def answer(held: Holding, **body: Any) -> Response:
    return JSONResponse({"snapshot": held.snapshot.digest, **body})


@router.get("/entities", response_model=list[shapes.EntityRow], responses=problems(), operation_id="entities", tags=["entities"])
def entities(request: Request, filter: Asked, held: Held) -> Response:
    """The hundred entities of most events that the filter selects; with `q`, those of the registry that bear exactly this name."""
    knowledge = request.app.state.knowledge
    inside, parameters = Filter(**{name: getattr(filter, name) for name in filter.__dataclass_fields__ if name != "q"}).where(knowledge)
    rows = held.rows(
        "SELECT entity, any_value(name ORDER BY name) AS name, count(DISTINCT event_id) AS events, "
        "count(DISTINCT event_id) FILTER (role = 'actor') AS as_actor FROM held_event_party "
        f"WHERE entity <> '' AND event_id IN (SELECT event_id FROM held_events WHERE {inside}) GROUP BY entity ORDER BY events DESC, entity",
        parameters,
    )
    if filter.q:
        counts = {row["entity"]: row for row in rows}
        none = {"events": 0, "as_actor": 0}
        found = registry(knowledge).search(filter.q)
        rows = [{"entity": e.id, "name": e.name} | {key: counts.get(e.id, none)[key] for key in none} for e in found]
    return JSONResponse(rows[:FEW])


@router.get("/entities/{id}", response_model=shapes.EntityWhole, responses=problems(404), operation_id="entity", tags=["entities"])
def entity(request: Request, held: Held, id: str) -> Response:
    """An entity of the registry with its dated roles, what is contested, and what it said."""
    known = registry(request.app.state.knowledge)
    if id not in known:
        raise HTTPException(404, "The registry has no such entity.")
    found = known.get(id)
    names = {name: getattr(found, name) for name in ("id", "name", "kind", "country", "sector", "wikidata")}
    roles = [dated(role.title or role.sector, role.country or found.country, role) for role in found.roles]
    facts = [dated(fact.fact, fact.by, fact) for fact in found.facts]
    numbers = selecting.selected(held, Filter(entity=(id,), recency=("all",), modality=("all",)), request.app.state.knowledge)
    said = meeting.said_by(held, id)
    return answer(
        held, **names, names=list(found.names), roles=roles, facts=facts, events=len(numbers), statements=said
    )  # fmt: skip


def dated(what: str, by: str, held_from: Any) -> dict[str, str]:
    start, end = held_from.start, held_from.end
    return {"what": what, "by": by, "start": start.text if start else "", "end": end.text if end else ""}


@router.get("/pairs/{one}/{other}", response_model=shapes.Measured, responses=problems(404), operation_id="pair", tags=["measures"])
def pair(request: Request, filter: Asked, held: Held, one: Country, other: Country) -> Response:
    """What two countries do to each other; since, until and outlet narrow what is read."""
    return measured(held, measures.measured(request, held, ("relation", one, other), filter))


@router.get("/regions", response_model=list[shapes.RegionRow], responses=problems(), operation_id="regions", tags=["measures"])
def regions(request: Request, filter: Asked, held: Held) -> Response:
    """The regions of the knowledge with the events in each that the filter selects."""
    knowledge = request.app.state.knowledge
    known = {name: region.countries for name, region in load_regions(knowledge).items()}
    counts = selecting.by_region(held, selecting.selected(held, replace(filter, region="", after=""), knowledge), known)
    return JSONResponse([{"name": name, "countries": list(known[name]), "events": n} for name, n in counts.items()])


@router.get("/regions/{name}", response_model=shapes.Measured, responses=problems(404), operation_id="region", tags=["measures"])
def region(request: Request, filter: Asked, held: Held, name: str) -> Response:
    """A region, or codes of countries as AFG,PAK: engagement, positions, material weight, response."""
    there(request, name)
    return measured(held, measures.measured(request, held, ("region", name), filter))


@router.get("/regions/{name}/network", response_model=shapes.Network, responses=problems(404), operation_id="network", tags=["measures"])
def network(request: Request, filter: Asked, name: str) -> Response:
    """Who deals with whom in a region: the figures of its matrix as nodes and edges."""
    del filter  # checked; the page's own function reads it again
    there(request, name)
    return JSONResponse(measures.network(request, name))


def there(request: Request, name: str) -> None:
    try:
        find_region(request.app.state.knowledge, name)
    except UsageError as error:
        raise HTTPException(404, str(error)) from error


def measured(held: Holding, found: dict[str, Any]) -> Response:
    """Figures as plain JSON; days as ISO text."""
    return answer(held, measure=json.loads(json.dumps(found, default=str, allow_nan=False)))


@router.get("/coverage", response_model=list[shapes.Outlet], responses=problems(), operation_id="coverage", tags=["store"])
def coverage(request: Request, held: Held) -> Response:
    """What was read: outlets with their seat, who owns them, how many reports, from when to when."""
    return JSONResponse(about_page.facts(held, request.app.state.knowledge)["outlets"])


@router.get("/about", response_model=shapes.About, responses=problems(), operation_id="about", tags=["store"])
def about(request: Request, held: Held) -> Response:
    """The store: runs, counts, failures, rights."""
    found = about_page.facts(held, request.app.state.knowledge)
    rights: dict[str, int] = {}
    for row in found["rights"]:
        rights[row["rights"] or ""] = rights.get(row["rights"] or "", 0) + row["n"]
    runs = [dict(line) for line in held.snapshot.runs.values()]
    failures = [dict(line) for coded in held.snapshot.chosen() for line in coded.failures]
    made = {"version": __version__, "words": held.snapshot.words, "note": note(held.snapshot), "rights": rights}
    return answer(held, **made, **found["counts"], runs=runs, failures=failures)
