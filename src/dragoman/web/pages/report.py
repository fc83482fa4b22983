"""A report: its text with every claim and statement marked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dragoman.web import asking, reviewing
from dragoman.web.marking import paragraphs, title
from dragoman.web.pages.events import common
from dragoman.web.view import page

router = APIRouter()


@router.get("/reports/{id}", response_class=HTMLResponse)
def report(request: Request, id: str) -> HTMLResponse:
    held, filter = asking.now(request), asking.asked(request)
    found = asking.report(held, id)
    if found is None:
        raise HTTPException(404, f"The store has no report {id[:40]}, or it has been replaced by a later version.")
    claims, statements = asking.records_of_report(held, id)
    shown: dict[str, Any] = {
        "report": found,
        "claims": claims,
        "statements": statements,
        "reviews": reviewing.of_report(held, found)[0],
        "orphans": reviewing.of_report(held, found)[1],
        "heading": title(found, claims),
        "text": paragraphs(found, claims),
    }
    return page(request, "report.html", **shown, **common(held, filter))
