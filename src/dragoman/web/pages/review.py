"""Review: claims that wait for one, least confident first; one claim, field by field. Works as a plain form, keys only shorten it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from dragoman.errors import UsageError
from dragoman.lexicon.events import Codebook
from dragoman.store import gold
from dragoman.store.reviews import CORRECTED, LONGEST_NAME, RIGHT, TAKEN_BACK, WRONG, Review
from dragoman.web import asking, reviewing
from dragoman.web.correcting import CHOICES, HINTS, LABELS, corrections, written
from dragoman.web.filters import hidden
from dragoman.web.library import Holding, Row
from dragoman.web.marking import paragraphs
from dragoman.web.marking import title as marked_title
from dragoman.web.pages.codebook import loaded
from dragoman.web.pages.events import common
from dragoman.web.view import page

router = APIRouter()
NAME = "dragoman_reviewer"  # cookie
YEAR = 31_536_000  # seconds
FIELDS = ("q", "region", "since", "until")


@router.get("/review", response_class=HTMLResponse)
def queue(request: Request) -> HTMLResponse:
    held, filter, show = asking.now(request), asking.asked(request), show_of(request)
    found = reviewing.queue(held, filter, request.app.state.knowledge, show)
    shown: dict[str, Any] = {
        "filter": filter,
        "found": found,
        "show": show,
        "shows": [(name, with_show(filter.query(), name)) for name in reviewing.SHOW],
        "older": with_show(filter.query(after=found.after), show),
        "query": with_show(filter.query(), show),
        "reviews": reviewing.reviewed(held),
        "orphans": reviewing.attached(held)[1],
        "carried": hidden(filter, *FIELDS),
        "reviewer": name_of(request),
    }
    return page(request, "review.html", **shown, **common(held, filter))


@router.get("/review/{id}", response_class=HTMLResponse)
def claim(request: Request, id: str) -> HTMLResponse:
    return form(request, id)


def form(request: Request, id: str, given: Mapping[str, str] | None = None, said: str = "", status: int = 200) -> HTMLResponse:
    """One claim with its words and its fields; after a mistake with what was typed and what is wrong with it."""
    held, filter, show = asking.now(request), asking.asked(request), show_of(request)
    found = there(held, id)
    report = asking.report(held, found["report_id"]) or {"text": "", "title": "", "furniture": "", "captions": "", "id": found["report_id"]}
    review = reviewing.reviewed(held).get(id)
    coded = gold.values(found["record"])
    book, _ = loaded(request.app.state.knowledge)
    typed = given if given is not None else values_of(review, coded)
    shown: dict[str, Any] = {
        "filter": filter,
        "claim": found,
        "report": report,
        "heading": marked_title(report, [found["record"]]),
        "text": paragraphs(report, [found["record"]]) if report["text"] else "",
        "fields": rows(coded, typed, book),
        "review": review,
        "moved": None,
        "said": said,
        "query": with_show(filter.query(), show),
        "note": typed.get("note", review.note if review else ""),
        "reviewer": typed.get("reviewer", name_of(request)),
        "back": local((given or request.query_params).get("back", "")),
        "next": reviewing.following(held, filter, request.app.state.knowledge, found),
    }
    return page(request, "review_claim.html", status_code=status, **{**common(held, filter), **shown})


def values_of(review: Review | None, coded: Mapping[str, Any]) -> dict[str, str]:
    """What the form starts with: the claim as coded, with the corrections of an earlier review."""
    fixed = review.fixed if review else {}
    typed = {name: written(coded[name] if fixed.get(name) is None else fixed[name]) for name in coded}
    return typed | {f"wrong_{name}": "yes" for name, value in fixed.items() if value is None}


def rows(coded: Mapping[str, Any], typed: Mapping[str, str], book: Codebook) -> list[dict[str, Any]]:
    """The fields of the form: name, label, coded text, text to edit, choices or suggestions."""
    kind = book.types.get(coded["event_type"])
    choices = {**CHOICES, "event_type": tuple(sorted(book.types))}
    made = []
    for name, label in LABELS.items():
        text = written(coded[name])
        made.append(
            {
                "name": name, "label": label, "coded": text, "value": typed.get(name, text), "hint": HINTS.get(name, ""),
                "choices": choices.get(name, ()), "suggested": [mode.name for mode in kind.modes] if kind and name == "mode" else [],
                "wrong": typed.get(f"wrong_{name}") == "yes",
            }
        )  # fmt: skip
    return made


@router.post("/review/{id}")
async def save(request: Request, id: str) -> Response:
    """Save a verdict, and go on: back to where the form was, or to the next claim of the queue."""
    sent = await request.form()
    given = {name: value for name, value in sent.items() if isinstance(value, str)}
    return await run_in_threadpool(saved, request, id, given)


def saved(request: Request, id: str, given: dict[str, str]) -> Response:
    held, filter, show = asking.now(request), asking.asked(request), show_of(request)
    found = there(held, id)
    verdict = given.get("verdict", "")
    book, _ = loaded(request.app.state.knowledge)
    wrong = {name for name in LABELS if given.get(f"wrong_{name}") == "yes"}
    try:
        if verdict not in {RIGHT, CORRECTED, WRONG, TAKEN_BACK}:
            raise UsageError("what do you say of it?", "verdict", "press Right, Save corrections, or No such event")
        coded = gold.values(found["record"])
        fixed = corrections(coded, given, wrong, book) if verdict == CORRECTED else {}
        verdict = RIGHT if verdict == CORRECTED and not fixed else verdict
        reviewer = given.get("reviewer", name_of(request))
        reviewing.save(held, found, verdict, fixed, reviewer, given.get("note", ""))
    except UsageError as error:
        return form(request, id, given, str(error), 422)
    where = local(given.get("back", ""))
    if not where:
        following = reviewing.following(held, filter, request.app.state.knowledge, found)
        where = (f"/review/{following}" if following else "/review") + with_show(filter.query(), show)
    made = RedirectResponse(where, 303)
    if reviewer:
        made.set_cookie(NAME, quote(" ".join(reviewer.split())), max_age=YEAR, httponly=True, samesite="strict")
    return made


def there(held: Holding, id: str) -> Row:
    found = reviewing.claim(held, id)
    if found is None:
        raise HTTPException(404, "The store has no such claim. It may have been coded anew: look up its report.")
    return found


def local(path: str) -> str:
    """A path of this server to go back to; "" for anything else (another site, a scheme, a trick with slashes)."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(letter) < 33 or ord(letter) == 127 for letter in path):
        return ""
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc else ""


def show_of(request: Request) -> str:
    given = request.query_params.get("show", "open")
    if given not in reviewing.SHOW:
        raise UsageError(f"there is no {given[:20]!r}", "show", f"show {', '.join(reviewing.SHOW)}")
    return given


def with_show(query: str, show: str) -> str:
    """A query string that also says which claims are shown."""
    if show == "open":
        return query
    return f"{query}&show={show}" if query else f"?show={show}"


def name_of(request: Request) -> str:
    """Who reviewed here last, from the cookie."""
    return unquote(request.cookies.get(NAME, ""))[:LONGEST_NAME]
