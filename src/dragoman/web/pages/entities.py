"""Entities: dated roles and facts from the registry, and what the store has of them."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dragoman.lexicon.entities import registry
from dragoman.web import asking, meeting, selecting, watchlist
from dragoman.web.filters import Filter
from dragoman.web.pages.events import common
from dragoman.web.places import located
from dragoman.web.view import page

router = APIRouter()
SHOWN = 100


@router.get("/entities", response_class=HTMLResponse)
def entities(request: Request) -> HTMLResponse:
    """Those that act or suffer in most events; with words, those of the registry that bear such a name."""
    held, filter = asking.now(request), asking.asked(request)
    if "entities" not in held.memory:
        held.memory["entities"] = held.rows(
            "SELECT entity, any_value(name) AS name, count(DISTINCT event_id) AS n, count(DISTINCT event_id) FILTER (role = 'actor') AS acts "
            "FROM held_event_party WHERE entity <> '' GROUP BY entity ORDER BY n DESC, entity"
        )
    counts = {row["entity"]: row for row in held.memory["entities"]}
    if filter.q:
        known = registry(request.app.state.knowledge).search(filter.q)[:SHOWN]
        none = {"n": 0, "acts": 0}
        rows = [{"entity": e.id, "name": e.name} | {key: counts.get(e.id, none)[key] for key in none} for e in known]
    else:
        rows = held.memory["entities"][:SHOWN]
    return page(request, "entities.html", filter=filter, rows=rows, total=len(counts), **common(held, filter))


@router.get("/entities/{id}", response_class=HTMLResponse)
def entity(request: Request, id: str) -> HTMLResponse:
    held, filter, knowledge = asking.now(request), asking.asked(request), request.app.state.knowledge
    known = registry(knowledge)
    if id not in known:
        raise HTTPException(404, f"The registry has no entity {id[:60]}.")
    found = known.get(id)
    everything = Filter(entity=(id,), recency=("all",), modality=("all",), after=filter.after)
    events, numbers = asking.events(held, everything, knowledge, 20), selecting.selected(held, everything, knowledge)
    places = meeting.places(held, numbers)
    key = found.country if found.kind == "state" else id
    line, weeks = watchlist.weekly(held, Filter(), knowledge, key) if watchlist.ground(held, knowledge) else (None, [])
    shown: dict[str, Any] = {
        "filter": filter,
        "entity": found,
        "line": line,
        "weeks": weeks,
        "roles": found.roles,
        "facts": found.facts,
        "events": events,
        "statements": meeting.said_by(held, id),
        "meetings": meeting.meetings(held, numbers, knowledge),
        "places": places,
        "map": json.dumps(located(places, knowledge)),
        "names": known,
    }
    return page(request, "entity.html", **shown, **common(held, filter))
