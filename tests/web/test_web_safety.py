"""The gate in front of every page: host, token, forms, sizes, headers."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from dragoman.web.safety import LONGEST_BODY, LONGEST_QUERY, Safety

BASE = "http://127.0.0.1:8377"


def client(**options: object) -> TestClient:
    app = FastAPI()

    @app.get("/")
    def form(request: Request) -> dict[str, str]:
        return {"token": request.state.form_token}

    @app.post("/write")
    async def write(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.get("/api/v1/thing")
    def thing() -> dict[str, str]:
        return {}

    app.add_middleware(Safety, **options)
    return TestClient(app, base_url=BASE)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8377"])
def test_only_its_own_names_are_answered(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8377", "localhost", "[::1]:8377", "LOCALHOST:1"])
def test_this_machine_may_ask_under_any_of_its_names(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


def test_every_answer_carries_the_policy() -> None:
    for path in ("/", "/none", "/api/v1/thing"):
        headers = client().get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_write_needs_the_form_of_this_session() -> None:
    room = client()
    token = room.get("/").json()["token"]
    assert room.post("/write", data={"form_token": token, "x": "1"}).status_code == 200
    assert room.post("/write", headers={"x-dragoman-form": token}, json={}).status_code == 200
    assert room.post("/write", data={"x": "1"}).status_code == 403
    assert room.post("/write", data={"form_token": "0" * 64}).status_code == 403
    other = client()
    assert other.post("/write", data={"form_token": token}).status_code == 403


def test_another_site_may_not_write_even_with_the_form() -> None:
    room = client()
    token = room.get("/").json()["token"]
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert room.post("/write", data={"form_token": token}, headers=headers).status_code == 403
    assert room.post("/write", data={"form_token": token}, headers={"origin": BASE, "sec-fetch-site": "same-origin"}).status_code == 200


def test_a_read_only_room_takes_no_writes() -> None:
    room = client(read_only=True)
    token = room.get("/").json()["token"]
    assert room.post("/write", data={"form_token": token}).status_code == 403


def test_a_token_is_asked_for_and_kept() -> None:
    room = client(token="open-3")
    refused = room.get("/api/v1/thing")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert room.get("/?token=wrong").status_code == 401
    moved = room.get("/?token=open-3&since=2021", follow_redirects=False)
    assert moved.status_code == 303
    assert moved.headers["location"] == "/?since=2021"
    assert room.get("/").status_code == 200
    bearer = client(token="open-3")
    assert bearer.post("/write", headers={"authorization": "Bearer open-3"}, json={}).status_code == 200
    assert bearer.post("/write", headers={"authorization": "Bearer open-4"}, json={}).status_code == 401


def test_sizes_are_bounded() -> None:
    room = client()
    token = room.get("/").json()["token"]
    assert room.get("/?q=" + "x" * LONGEST_QUERY).status_code == 414
    assert room.post("/write", headers={"x-dragoman-form": token}, content=b"x" * (LONGEST_BODY + 1)).status_code == 413

    def pieces() -> object:
        for _ in range(12):
            yield b"x" * 100_000

    assert room.post("/write", headers={"x-dragoman-form": token}, content=pieces()).status_code == 413
