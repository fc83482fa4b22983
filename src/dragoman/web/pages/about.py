"""About this store: runs, coverage, failures, licences."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.web.view import page

router = APIRouter()


@router.get("/about", response_class=HTMLResponse)
def about(request: Request) -> HTMLResponse:
    holding = request.app.state.library.now()
    outlets = holding.rows(
        "SELECT outlet, count(*) AS reports, min(published) AS first, max(published) AS last FROM held_reports "
        "GROUP BY outlet ORDER BY reports DESC, outlet"
    )
    return page(request, "about.html", snapshot=holding.snapshot, outlets=outlets)
