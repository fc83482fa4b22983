"""The watchlist as data: pairs and actors with their last half year, and one of them with the events behind every figure."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from dragoman.errors import UsageError
from dragoman.web import watchlist as lines
from dragoman.web.api import shapes
from dragoman.web.api.asked import Asked, Held
from dragoman.web.api.problems import problems
from dragoman.web.told import WEEKS
from dragoman.web.watched import understood
from dragoman.web.watchlist import Line

router = APIRouter(tags=["watchlist"])


@router.get("/watchlist", response_model=shapes.WatchlistShown, responses=problems(), operation_id="watchlist")
def watchlist(request: Request, filter: Asked, held: Held) -> Response:
    """The lines asked for with `watch`, and the busiest pairs and actors among the events that the filter selects."""
    knowledge = request.app.state.knowledge
    keys, faults = understood(filter.watch, knowledge)
    if faults:
        raise UsageError(" ".join(faults), "watch")
    found = lines.watchlist(held, filter, knowledge, keys)
    told = lines.ground(held, knowledge)
    body: dict[str, Any] = {"weeks": [told.day(week).isoformat() for week in range(WEEKS)] if told else []}
    for name in ("watched", "pairs", "actors"):
        body[name] = [shown(line) for line in getattr(found, name)]
    return JSONResponse({"snapshot": held.snapshot.digest, **body})


@router.get("/watchlist/{id}", response_model=shapes.WatchLineWhole, responses=problems(404), operation_id="watch_line")
def line(request: Request, filter: Asked, held: Held, id: str) -> Response:
    """A country (AFG), a pair (RUS-AFG) or an entity week by week, with the ids of the events told of in each."""
    knowledge = request.app.state.knowledge
    keys, faults = understood([id], knowledge)
    if len(keys) != 1:
        raise HTTPException(404, " ".join(faults) or "One line at a time.")
    found, weeks = lines.weekly(held, filter, knowledge, keys[0])
    ids = lines.ids(held, weeks)
    body = [{"week": week.first.isoformat(), "value": week.value, "events": ids[at]} for at, week in enumerate(weeks)]
    return JSONResponse({"snapshot": held.snapshot.digest, "line": shown(found), "weeks": body})


def shown(line: Line) -> dict[str, Any]:
    made: dict[str, Any] = {name: getattr(line, name) for name in ("key", "name", "kind", "href", "low", "high")}
    return {**made, "values": list(line.values), "now": line.now, "unusual": line.outside, "sources_changed": line.changed}
