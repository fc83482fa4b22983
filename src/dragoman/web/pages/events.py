"""Events: a table with facets, paged by cursor, downloaded exactly as shown; and one event with all its claims side by side."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dragoman.lexicon.folder import Knowledge
from dragoman.store.queries import saved
from dragoman.web import asking, reviewing, selecting
from dragoman.web.disagreeing import disagreements
from dragoman.web.filters import SORTS, Filter, hidden
from dragoman.web.library import Holding
from dragoman.web.view import page

router = APIRouter()


@router.get("/events", response_class=HTMLResponse)
def events(request: Request) -> HTMLResponse:
    held, filter, knowledge = asking.now(request), asking.asked(request), request.app.state.knowledge
    found = asking.events(held, filter, knowledge)
    shown: dict[str, Any] = {
        "filter": filter,
        "found": found,
        "facets": facets(held, filter, knowledge),
        "sorts": tuple(SORTS),
        "carried": hidden(filter, *SHOWN),
        "saved": saved(held.snapshot.folder),
    }
    return page(request, "events.html", **shown, **common(held, filter))


SHOWN = ("q", "region", "since", "until", "sort")


def facets(held: Holding, filter: Filter, knowledge: Knowledge) -> dict[str, list[tuple[str, int, str, bool]]]:
    """For each facet its most frequent values: value, number of events, the query that selects it, whether it is selected."""
    numbers = selecting.selected(held, filter, knowledge)
    made = {}
    for name, values in selecting.facets(held, numbers).items():
        chosen = {value.lower() for value in getattr(filter, name)}
        made[name] = [
            (value, n, filter.without(name, value) if value.lower() in chosen else filter.query(**{name: (value,)}), value.lower() in chosen)
            for value, n in values
        ]
    return made


def common(held: Holding, filter: Filter) -> dict[str, Any]:
    """What every page with a filter shows around it."""
    here = held.digest
    moved = {"old": filter.snapshot, "href": filter.query(snapshot=here)} if filter.snapshot not in {"", here} else None
    return {"snapshot": here, "moved": moved}


@router.get("/events/{id}", response_class=HTMLResponse)
def event(request: Request, id: str) -> HTMLResponse:
    held, filter = asking.now(request), asking.asked(request)
    found = asking.event(held, id)
    if found is None:
        raise HTTPException(404, f"The store has no event {id[:40]}. It may have been merged into another, or its reports forgotten.")
    claims = asking.claims_of(held, found["event_id"])
    changes = held.rows('SELECT what, field, old, new, "when" FROM held_changes WHERE event_id = ? ORDER BY "when"', [found["event_id"]])
    shown: dict[str, Any] = {"event": found, "parties": asking.parties_of(held, found["event_id"]), "claims": claims, "changes": changes}
    shown["differ"] = disagreements(claims)
    shown["reviews"] = reviewing.reviewed(held)
    return page(request, "event.html", former=id != found["event_id"], **shown, **common(held, filter))
