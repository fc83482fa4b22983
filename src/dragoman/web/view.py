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

BUILT = Path(str(files("dragoman.web"))) / "static" / "built"


@cache
def environment() -> Environment:
    loader = FileSystemLoader(str(files("dragoman.web") / "templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["built"] = built
    return made


@cache
def built() -> dict[str, Any]:
    """Vite's manifest of the built front end; empty where it was not built (`make web`): pages then work as plain HTML."""
    path = BUILT / "manifest.json"
    return json.loads(path.read_text(encoding="utf8")) if path.is_file() else {}


def page(request: Request, name: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A template rendered for a request. Everything from reports is escaped by the template engine."""
    content = (
        environment()
        .get_template(name)
        .render(
            request=request,
            path=request.url.path,
            query=request.url.query,
            form_token=request.state.form_token,
            read_only=request.state.read_only,
            **context,
        )
    )
    return HTMLResponse(content, status_code)
