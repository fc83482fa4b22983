"""Events, claims, statements and reports: pages of rows, whole tables, and each by its id."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from dragoman.store.reviews import Review
from dragoman.web import asking, reviewing
from dragoman.web.api import shapes, tables
from dragoman.web.api.answering import STREAMED, Form, listed, whole
from dragoman.web.api.asked import Asked, Held, Limit
from dragoman.web.api.problems import problems

router = APIRouter(tags=["rows"])
PAGE = {"description": "A page of rows; with another Accept all rows, from `after` on, at most `limit`.", "content": STREAMED}
FILE: dict[str, Any] = {"description": "All rows as a file.", "content": STREAMED}
SOURCES = {"events": tables.events, "claims": tables.claims, "statements": tables.statements, "reports": tables.reports}


def register(name: str, model: Any, said: str) -> None:
    """A page of rows under `/name`, and the whole table under `/name.csv`, `.jsonl`, `.arrow`."""
    source = SOURCES[name]

    def page(request: Request, filter: Asked, held: Held, limit: Limit = None) -> Response:
        return listed(request, held, source(filter, request.app.state.knowledge), filter, limit)

    def file(request: Request, form: Form, filter: Asked, held: Held) -> Response:
        return whole(held, source(filter, request.app.state.knowledge), filter, form)

    router.add_api_route(
        f"/{name}", page, name=f"list_{name}", summary=f"{name.capitalize()} of a filter", description=said, operation_id=f"list_{name}",
        response_model=shapes.paged(model), responses={200: PAGE, **problems()},
    )  # fmt: skip
    router.add_api_route(
        f"/{name}.{{form}}", file, name=f"{name}_file", summary=f"All {name} of a filter as a file", description=said,
        operation_id=f"{name}_file", response_class=Response, responses={200: FILE, **problems(404)},
    )  # fmt: skip


register("events", shapes.Event, "Events as the page Events shows them: news that is asserted, unless recency or modality say otherwise.")
register("claims", shapes.Claim, "Claims of the events that the filter selects; with `outlet`, those that it published itself.")
register(
    "statements", shapes.Statement,
    "Who says what. `actor` is who speaks, `recipient` whom it is about; since and until are days of publication. Other fields: 422.",
)  # fmt: skip
register(
    "reports", shapes.Report,
    "Reports by day published, outlet and words of the title; with any other field, those behind the events that it selects.",
)  # fmt: skip


@router.get("/events/{id}", response_model=shapes.EventWhole, responses=problems(404), operation_id="event")
def event(held: Held, id: str) -> Response:
    """An event with its parties, all its claims, and what changed."""
    found = asking.event(held, id)
    if found is None:
        raise HTTPException(404, "The store has no such event. It may have been merged into another, or its reports forgotten.")
    here = found["event_id"]
    changes = held.rows('SELECT what, field, old, new, run, "when" FROM held_changes WHERE event_id = ? ORDER BY "when"', [here])
    parties = [{"event_id": here, **row} for row in asking.parties_of(held, here)]
    body = {"event": found, "former": id != here, "parties": parties, "claims": asking.claims_of(held, here), "changes": changes}
    return JSONResponse({"snapshot": held.snapshot.digest, **body})


@router.get("/claims/{id}", response_model=shapes.ClaimWhole, responses=problems(404), operation_id="claim")
def claim(held: Held, id: str) -> Response:
    """A claim with all its spans, and its review."""
    found = reviewing.claim(held, id)
    if found is None:
        raise HTTPException(404, "The store has no such claim. Another run may have coded its words: look up its report.")
    review = reviewing.reviewed(held).get(id)
    report = held.one(f"SELECT {', '.join(shapes.REPORT_COLUMNS)} FROM held_reports WHERE id = ?", [found["report_id"]])
    body = {"claim": found["record"], "sentence": found["sentence"] or "", "report": report}
    body |= {"event_id": found["event_id"], "status": found["status"], "review": shown(review, id) if review else None}
    return JSONResponse({"snapshot": held.snapshot.digest, **body})


@router.get("/reports/{id}", response_model=shapes.ReportWhole, responses=problems(404), operation_id="report")
def report(held: Held, id: str) -> Response:
    """A report with its words, claims, statements and reviews."""
    found = asking.report(held, id)
    if found is None:
        raise HTTPException(404, "The store has no such report, or it has been replaced by a later version.")
    claims, statements = asking.records_of_report(held, id)
    taken, orphans = reviewing.of_report(held, found)
    reviews = [shown(review, id) for id, review in taken.items()] + [shown(review, None) for review in orphans]
    body = {"report": {name: found[name] for name in shapes.REPORT_COLUMNS}, "text": found["text"] or ""}
    body |= {"furniture": found["furniture"] or "", "captions": found["captions"] or "", "claims": claims, "statements": statements}
    return JSONResponse({"snapshot": held.snapshot.digest, **body, "reviews": reviews})


def shown(review: Review, claim_id: str | None) -> dict[str, Any]:
    names = ("report_id", "field", "start", "end", "verdict", "reviewer", "note", "made")
    said = {name: getattr(review, name) for name in names}
    return {"claim_id": claim_id, **said, **json.loads(json.dumps({"coded": dict(review.coded), "fixed": dict(review.fixed)}))}
