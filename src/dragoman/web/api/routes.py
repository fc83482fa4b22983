"""The routes of the API, one module for each kind of resource, and the document that describes them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from dragoman.web.api import about, reviews, rows, watch
from dragoman.web.api.shapes import Problem

SAID = """What the pages of the reading room show, as data, with the same filter.

Lists are pages: `next` is the address of the following one, null on the last. `events`, `claims`, `statements` and `reports` also come whole,
as CSV, JSONL or an Arrow stream, by Accept or by ending (`/api/v1/events.csv`). What goes wrong is problem+json (RFC 9457)."""


def register(app: FastAPI) -> None:
    router = APIRouter(prefix="/api/v1")
    for module in (rows, watch, about, reviews):
        router.include_router(module.router)
    app.include_router(router)

    def document() -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if not app.openapi_schema:
            made = get_openapi(title="Dragoman", version=app.version, description=SAID, routes=app.routes)
            schemas = made["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema()
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
