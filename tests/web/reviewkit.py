"""What a reviewer does in a reading room, for the tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import storekit
from fastapi.testclient import TestClient

Room = Callable[..., TestClient]
SIGNED = "signed a trade agreement"


def token(room: TestClient, path: str = "/review") -> str:
    found = re.search(r'name="form_token" value="(\w+)"', room.get(path).text)
    assert found
    return found[1]


def say(room: TestClient, id: str, verdict: str, where: str = "", **fields: str) -> Any:
    given = {"form_token": token(room, f"/review/{id}"), "verdict": verdict, **fields}
    return room.post(f"/review/{id}{where}", data=given, follow_redirects=False)


def claim_at(store: Path, words: str, report: int = 0) -> dict[str, Any]:
    sql = "SELECT id, report_id, field, event_type, trigger FROM claims WHERE trigger = '{}' AND url LIKE '%/{}'"
    (found,) = storekit.answer(store, sql.format(words, report))
    return found


def queued(room: TestClient, query: str = "") -> list[str]:
    """Ids of the claims that wait for a review, in their order."""
    return [row["id"] for row in room.get(f"/api/v1/queue?limit=500{query}").json()["items"]]


def said_of(room: TestClient, id: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = room.get(f"/api/v1/claims/{id}").json()["review"]
    return found
