"""About this store: runs, coverage, failures, licences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.outlets import UNKNOWN
from dragoman.lexicon.outlets import load as load_outlets
from dragoman.store.events import note
from dragoman.web import asking
from dragoman.web.library import Holding
from dragoman.web.view import page

router = APIRouter()
OUTLETS = (
    "SELECT outlet, count(*) AS reports, min(published) AS first, max(published) AS last FROM held_reports "
    "GROUP BY outlet ORDER BY reports DESC, outlet"
)
COUNTS = (
    "SELECT (SELECT count(*) FROM held_reports) AS reports, (SELECT count(*) FROM held_claims) AS claims, "
    "(SELECT count(*) FROM held_events) AS events"
)

RUN = ("id", "version", "code", "knowledge", "model", "parser")


def facts(held: Holding, knowledge: Knowledge) -> dict[str, Any]:
    """Outlets with their reports, counts, and rights; worked out once for a snapshot."""
    if "about" not in held.memory:
        known = load_outlets(knowledge)
        rows = held.rows(OUTLETS)
        for row in rows:
            found = known.find(row["outlet"] or "")
            day = dt.date.fromisoformat(row["last"]) if row["last"] else None
            row["country"] = found.country if found else ""
            row["ownership"] = known.bloc("ownership", row["outlet"] or "", found, day) if found else UNKNOWN
        counts = held.rows(COUNTS)[0]
        rights = held.rows("SELECT rights, count(*) AS n FROM held_reports GROUP BY rights ORDER BY n DESC, rights")
        held.memory["about"] = {"outlets": rows, "counts": counts, "rights": rights}
    made: dict[str, Any] = held.memory["about"]
    return made


@router.get("/about", response_class=HTMLResponse)
def about(request: Request) -> HTMLResponse:
    held = asking.now(request)
    shown: dict[str, Any] = {
        **facts(held, request.app.state.knowledge),
        "snapshot": held.digest,
        "words": held.snapshot.words,
        "note": note(held.snapshot),
        "runs": [{name: run.get(name, "") for name in RUN} for run in held.snapshot.runs.values()],
        "failures": [failure for coded in held.snapshot.chosen() for failure in coded.failures],
    }
    return page(request, "about.html", **shown)
