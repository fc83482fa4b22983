"""Reviews: those there are, the claims that wait for one, and giving one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from dragoman.store import gold
from dragoman.store.reviews import CORRECTED, RIGHT
from dragoman.web import reviewing
from dragoman.web.api import shapes
from dragoman.web.api.asked import Asked, Held, Limit
from dragoman.web.api.problems import problems
from dragoman.web.api.rows import shown
from dragoman.web.asking import AT_ONCE, cursor, cursor_values
from dragoman.web.correcting import corrections, written
from dragoman.web.filters import Filter
from dragoman.web.library import Holding
from dragoman.web.pages.codebook import loaded

router = APIRouter(tags=["review"])


def paged(request: Request, held: Holding, filter: Filter, items: list[Any], total: int, after: str, limit: int | None) -> Response:
    more = filter.query(after=after) + (f"&limit={limit}" if limit else "")
    following = f"{request.url.path}{more}" if after else None
    return JSONResponse({"snapshot": held.snapshot.digest, "total": total, "next": following, "items": items})


@router.get("/reviews", response_model=shapes.ReviewPage, responses=problems(), operation_id="reviews")
def reviews(request: Request, filter: Asked, held: Held, limit: Limit = None) -> Response:
    """The newest review of every place, by report and words. Of the filter `after` and `snapshot` count."""
    taken, orphans = reviewing.attached(held)
    said = [(id, review) for id, review in taken.items()] + [(None, review) for review in orphans]
    said.sort(key=lambda pair: (pair[1].made, pair[1].place))
    (start,) = cursor_values(filter.after, (int,)) if filter.after else (0,)
    start = max(0, start)
    end = start + (limit or AT_ONCE)
    items = [shown(review, id) for id, review in said[start:end]]
    return paged(request, held, filter, items, len(said), cursor([end]) if end < len(said) else "", limit)


@router.get("/queue", response_model=shapes.Queue, responses=problems(), operation_id="queue")
def queue(request: Request, filter: Asked, held: Held, limit: Limit = None) -> Response:
    """Claims of the events that the filter selects and that nobody has reviewed, least confident first."""
    found = reviewing.queue(held, filter, request.app.state.knowledge, limit=limit or AT_ONCE)
    names = ("id", "confidence", "sentence", "report_id", "outlet", "published", "title", "event_id")
    items = [{**{name: row[name] for name in names}, "claim": row["record"]} for row in found.rows]
    return paged(request, held, filter, items, found.total, found.after, limit)


@router.post("/claims/{id}/review", response_model=shapes.ReviewShown, responses=problems(400, 403, 404, 413), operation_id="give_review")
def give(request: Request, held: Held, id: str, given: shapes.Given) -> Response:
    """Review a claim. What was coded stays as it is; the review stands beside it and comes out as gold.

    With the server's token a program may write; without one, writes come from the pages alone (header `x-dragoman-form`).
    """
    found = reviewing.claim(held, id)
    if found is None:
        raise HTTPException(404, "The store has no such claim.")
    book, _ = loaded(request.app.state.knowledge)
    coded = gold.values(found["record"])
    texts = {name: written(coded[name] if value is None and name in coded else value) for name, value in given.fixed.items()}
    wrong = {name for name, value in given.fixed.items() if value is None}
    for name in given.fixed:
        if name not in coded:
            raise HTTPException(422, f"There is no field {name[:40]!r}; fields are {', '.join(coded)}.")
    fixed = corrections(coded, texts, wrong, book) if given.verdict == CORRECTED else {}
    verdict = RIGHT if given.verdict == CORRECTED and not fixed else given.verdict
    return JSONResponse(shown(reviewing.save(held, found, verdict, fixed, given.reviewer, given.note), id))
