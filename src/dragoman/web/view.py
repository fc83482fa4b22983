"""Templates: one environment, escaping on, and what every page may use."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dragoman import __version__

BUILT = Path(str(files("dragoman.web"))) / "static" / "built"
ENTRY = "src/room.ts"
PAGES = (
    ("/", "Watch"), ("/events", "Events"), ("/regions", "Regions"), ("/entities", "Entities"), ("/review", "Review"), ("/codebook", "Codebook"),
    ("/about", "About"),
)  # fmt: skip
QUADS = {"VERBAL COOPERATION": "vc", "MATERIAL COOPERATION": "mc", "VERBAL CONFLICT": "vk", "MATERIAL CONFLICT": "mk"}


@cache
def environment() -> Environment:
    loader = FileSystemLoader(str(files("dragoman.web") / "templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"pages": PAGES, "version": __version__, "script": script()}
    made.filters |= {"quad": lambda name: QUADS.get(str(name).upper(), ""), "span": days, "underlined": underlined, "counted": counted}
    return made


@cache
def script() -> str:
    """Where the built front end lies; "" where it was not built (`make web`): pages then work as plain HTML."""
    path = BUILT / "manifest.json"
    if not path.is_file():
        return ""
    return f"/static/built/{json.loads(path.read_text(encoding='utf8'))[ENTRY]['file']}"


def days(row: Any) -> str:
    """The days of an event or claim in a few words."""
    start, end = row["date_start"] or "", row["date_end"] or ""
    if not start and not end:
        return "date unknown"
    return start if start == end else f"{start or '…'} to {end or '…'}"


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def underlined(sentence: str, words: str, quad: str = "") -> Markup:
    """A sentence with its trigger underlined; all of it escaped."""
    at = sentence.find(words) if words else -1
    if at < 0:
        return escape(sentence)
    kind = QUADS.get(quad.upper(), "")
    return Markup('{}<mark class="trigger {}">{}</mark>{}').format(sentence[:at], kind, words, sentence[at + len(words) :])


def page(request: Request, name: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A template rendered for a request. Everything from reports is escaped by the template engine."""
    content = (
        environment()
        .get_template(name)
        .render(path=request.url.path, form_token=request.state.form_token, read_only=request.state.read_only, **context)
    )
    return HTMLResponse(content, status_code)
