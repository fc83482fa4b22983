"""Saved queries: the filters of the page Events under a name, beside those of `dragoman alerts`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams

from dragoman.errors import UsageError
from dragoman.store import queries
from dragoman.store.queries import Saved
from dragoman.store.query import Filters
from dragoman.web import asking
from dragoman.web.filters import ALL, Filter
from dragoman.web.pages.review import local

router = APIRouter()
MOST = 200  # queries of a store
ALIKE = ("outlet", "country", "actor", "recipient", "type", "mode", "quad", "place")  # mean the same to `update` and to the page
UNWATCHED = ("region", "entity", "event", "q")  # that `update` cannot ask for


@router.post("/queries")
async def save(request: Request) -> Response:
    """Save the filters of a query string under a name, in the place of one of the same name."""
    sent = await request.form()
    return await run_in_threadpool(saved, request, str(sent.get("name", "")), str(sent.get("query", "")))


def saved(request: Request, name: str, query: str) -> Response:
    folder = asking.now(request).snapshot.folder
    filter = Filter.of(QueryParams(parse_qsl(query.removeprefix("?"))))
    filter.where(request.app.state.knowledge)  # an unknown region is said now
    there = {found.name: found for found in queries.saved(folder)}
    name = " ".join(name.split())
    if name not in there and len(there) >= MOST:
        raise UsageError(f"there are {MOST} queries already", "saved queries", "remove some that nobody needs")
    told = there.get(name, Saved(name, Filters()))
    page = filter.query(snapshot="", watch=())
    made = Saved(name, filters_of(filter), told.notify, told.least, page=page, watched=not any(getattr(filter, field) for field in UNWATCHED))
    queries.save(folder, made)
    return RedirectResponse(f"/events{page}", 303)


def filters_of(filter: Filter) -> Filters:
    """The filters as `update` asks them. What the page means where nothing is said (news that is asserted) is said."""
    given: dict[str, Any] = {name: getattr(filter, name) for name in ALIKE}
    for name in ("recency", "modality"):
        values = getattr(filter, name) or filter.usual(name)
        given[name] = () if ALL in values else values
    return Filters(**given, since=filter.since, until=filter.until)


@router.post("/queries/remove")
async def remove(request: Request) -> Response:
    sent = await request.form()
    return await run_in_threadpool(removed, request, str(sent.get("name", "")), str(sent.get("back", "")))


def removed(request: Request, name: str, back: str) -> Response:
    try:
        queries.remove(asking.now(request).snapshot.folder, name)
    except UsageError as error:
        raise HTTPException(404, f"No query is called {name[:80]!r}.") from error
    return RedirectResponse(local(back) or "/events", 303)
