"""Answers that are no success, as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Any

PROBLEM = "application/problem+json"
SAID = {
    400: "The body is no JSON.",
    401: "The server wants its token, as `Authorization: Bearer …`.",
    403: "Nobody may write here (read-only, another site's page, or a form that is out of date).",
    404: "The store has nothing under this id.",
    409: "The store cannot answer: it has changed since `snapshot`, or is damaged.",
    413: "The body is too long.",
    414: "The address is too long.",
    421: "The server does not answer under this name (Host).",
    422: "The request was not understood: which field, why, and how to mend it.",
}
READING = (401, 409, 414, 421, 422)  # that any reading can give


def problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """Responses for a route: those that every reading can give, and more."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": SAID[status], "content": {PROBLEM: {"schema": schema}}} for status in sorted({*READING, *more})}
