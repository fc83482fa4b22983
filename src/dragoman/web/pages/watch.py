"""Watch: the watchlist, the cards of events, and the selected card's source text beside them."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.regions import load_regions
from dragoman.web import asking, reviewing, watching, watchlist
from dragoman.web.disagreeing import disagreements
from dragoman.web.filters import MOST, Filter, hidden
from dragoman.web.library import Holding, Memory, Row
from dragoman.web.marking import paragraphs
from dragoman.web.pages.events import common
from dragoman.web.places import located
from dragoman.web.view import page
from dragoman.web.watched import understood

router = APIRouter()
CARDS = 30
BESIDES = 60  # cards whose source text is kept
PERIODS = {"7 days": 7, "30 days": 30, "a year": 365}  # up to the newest report
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SEEN = "dragoman_seen"  # cookie: the day of the newest report at the last visit
KEPT = "dragoman_watched"  # cookie: keys watched last, apart by "."


@router.get("/", response_class=HTMLResponse)
def watch(request: Request) -> HTMLResponse:
    held, filter, knowledge = asking.now(request), asking.asked(request), request.app.state.knowledge
    filter, faults = known(filter, knowledge)
    found = asking.events(held, filter, knowledge, CARDS)
    newest = watching.last_day(held)
    seen = request.cookies.get(SEEN, "")
    week = (newest - dt.timedelta(days=6)).isoformat() if newest else ""
    shown: dict[str, Any] = {
        "filter": filter,
        "found": found,
        "strip": watching.strip(held, knowledge),
        "watchlist": watchlist.watchlist(held, filter, knowledge, filter.watch),
        "faults": faults,
        "kept": kept(request, filter, knowledge),
        "most": MOST,
        "others": hidden(filter),
        "states": watching.states(held, seen or week, [row["event_id"] for row in found.rows]),
        "quotes": quotes(held, found.rows),
        "state_told": watching.told_by_states(held, found.rows, knowledge),
        "background": watching.background(held, [row["event_id"] for row in found.rows]),
        "host": str(request.base_url),
        "regions": sorted(load_regions(knowledge)),
        "carried": hidden(filter, "q", "region", "since", "until", "outlet"),
        "beside": beside_of(held, found.rows[0]["event_id"], knowledge) if found.rows else None,
        "reviews": reviewing.reviewed(held),
        "newest": newest,
        "periods": periods(newest, seen),
        "seen": seen,
    }
    made = page(request, "watch.html", **shown, **common(held, filter))
    if newest:
        made.set_cookie(SEEN, newest.isoformat(), max_age=31_536_000, httponly=True, samesite="strict")
    remember(made, filter)
    return made


def remember(made: Response, filter: Filter) -> None:
    """What this reader watches, to be offered when the address names nothing to watch."""
    if filter.watch:
        made.set_cookie(KEPT, ".".join(filter.watch), max_age=31_536_000, httponly=True, samesite="strict")


def known(filter: Filter, knowledge: Knowledge) -> tuple[Filter, list[str]]:
    """The filter with what it watches as keys, and a sentence on each thing to watch that was not understood."""
    keys, faults = understood(filter.watch, knowledge)
    return replace(filter, watch=keys), faults


def kept(request: Request, filter: Filter, knowledge: Knowledge) -> dict[str, str]:
    """Keys with names of what this reader watched last, where the address names nothing to watch: to be had again by a link."""
    if filter.watch:
        return {}
    keys, _ = understood([key for key in request.cookies.get(KEPT, "").split(".")[:MOST] if key], knowledge)
    return {key: watchlist.named(key, knowledge)[0] for key in keys}


def periods(newest: dt.date | None, seen: str) -> list[tuple[str, str]]:
    """Names of periods and the day each begins with, "" for all time."""
    made = [("all", "")]
    if newest:
        made = [(name, (newest - dt.timedelta(days=days - 1)).isoformat()) for name, days in PERIODS.items()] + made
        if DAY.fullmatch(seen) and seen < newest.isoformat():
            made.insert(0, ("since my last visit", seen))
    return made


def quotes(held: Holding, rows: list[Row]) -> dict[str, Row]:
    """For each event the best claim's words: trigger and speaker."""
    ids = [row["headline_claim"] for row in rows if row["headline_claim"]]
    if not ids:
        return {}
    found = held.rows(f"SELECT id, trigger, speaker_name, speaker_text, cue FROM held_quotes WHERE id IN ({', '.join('?' * len(ids))})", ids)
    by_claim = {row["id"]: row for row in found}
    return {row["event_id"]: by_claim[row["headline_claim"]] for row in rows if row["headline_claim"] in by_claim}


def beside_of(held: Holding, id: str, knowledge: Knowledge) -> dict[str, Any] | None:
    """`gathered`, kept for the cards looked at last: whoever comes again mostly sees the same card first."""
    kept: Memory = held.memory.once("beside", lambda: Memory(BESIDES))
    found: dict[str, Any] | None = kept.once(id, lambda: gathered(held, id, knowledge))
    return found


def gathered(held: Holding, id: str, knowledge: Knowledge) -> dict[str, Any] | None:
    """What stands beside a selected card: the source text with its spans, values with their why, disagreements, statements, a map."""
    event = asking.event(held, id)
    if event is None:
        return None
    claims = asking.claims_of(held, id)
    best = next((claim for claim in claims if claim["id"] == event["headline_claim"]), claims[0] if claims else None)
    report = asking.report(held, best["report_id"]) if best else None
    text = paragraphs(report, [best["record"]]) if report and best and report["text"] else ""
    statements = asking.records_of_report(held, report["id"])[1] if report else []
    return {
        "event": event,
        "claims": claims,
        "best": best,
        "report": report,
        "text": text,
        "differ": disagreements(claims),
        "statements": statements,
        "map": json.dumps(located([event], knowledge)),
    }


@router.get("/events/{id}/beside", response_class=HTMLResponse)
def beside(request: Request, id: str) -> HTMLResponse:
    """The right column for one event: for partial updates; without scripts the card leads to the event's own page."""
    held = asking.now(request)
    found = beside_of(held, id, request.app.state.knowledge)
    if found is None:
        raise HTTPException(404, "The store has no such event.")
    return page(request, "beside.html", beside=found)
