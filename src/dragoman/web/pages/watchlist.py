"""The watchlist as a table, and one line of it: its weeks, and the events of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dragoman.errors import UsageError
from dragoman.web import asking
from dragoman.web import watchlist as lines
from dragoman.web.filters import MOST, hidden
from dragoman.web.pages.events import common
from dragoman.web.pages.watch import known, remember
from dragoman.web.view import page
from dragoman.web.watched import understood
from dragoman.web.watchlist import Week

router = APIRouter()


@router.get("/watchlist", response_class=HTMLResponse)
def watchlist(request: Request) -> HTMLResponse:
    held, knowledge = asking.now(request), request.app.state.knowledge
    filter, faults = known(asking.asked(request), knowledge)
    found = lines.watchlist(held, filter, knowledge, filter.watch)
    shown: dict[str, Any] = {"filter": filter, "faults": faults, "found": found, "most": MOST, "others": hidden(filter)}
    made = page(request, "watchlist.html", **shown, **common(held, filter))
    remember(made, filter)
    return made


@router.get("/watchlist/{key}", response_class=HTMLResponse)
def line(request: Request, key: str) -> HTMLResponse:
    """One pair or actor; `week`, a day, says of which week the events are shown."""
    held, knowledge = asking.now(request), request.app.state.knowledge
    filter, _ = known(asking.asked(request), knowledge)
    keys, faults = understood([key[:200]], knowledge)
    if len(keys) != 1:
        raise HTTPException(404, faults[0] if faults else "One line at a time: a country, a pair such as RUS-AFG, or an entity.")
    found, weeks = lines.weekly(held, filter, knowledge, keys[0])
    at = chosen(weeks, request.query_params.get("week", ""))
    shown: dict[str, Any] = {
        "filter": filter,
        "line": found,
        "weeks": weeks,
        "at": at,
        "events": weeks[at].events(held),
        "here": f"/watchlist/{found.key}",
        "own": found.key in filter.watch,
    }
    return page(request, "watchline.html", **shown, **common(held, filter))


def chosen(weeks: Sequence[Week], day: str) -> int:
    """The number of the week a day lies in; the last one where none is asked for. Raises UsageError for a day outside."""
    if not day:
        return len(weeks) - 1
    try:
        wanted = dt.date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"{day[:20]!r} is no day", "week", "write 2021-08-15") from error
    for at, week in enumerate(weeks):
        if week.first <= wanted <= week.last:
            return at
    raise UsageError(f"{day} is not in the weeks counted", "week", f"they go from {weeks[0].first} to {weeks[-1].last}")
