"""Processes that measure: they answer as the library does, say what cannot be measured, and are replaced when they die."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.measures import open_basis, region, relation
from dragoman.store import manifest
from dragoman.store.store import init
from dragoman.web.app import create_app
from dragoman.web.library import Library
from dragoman.web.measuring import KEPT, LISTED, Grounds, Measurers, Question, shortened
from dragoman.web.preparing import prepare


@pytest.fixture(scope="module")
def measurers() -> Iterator[Measurers]:
    made = Measurers(Knowledge.open(), 1)
    yield made
    for worker in made.idle:
        worker.end()


def test_the_same_as_without_processes(measurers: Measurers, original: Path) -> None:
    snapshot, basis = manifest.read(original), open_basis(original)
    assert measurers.ask(Question(("relation", "KEN", "JOR"), snapshot)) == relation(basis, "KEN", "JOR")
    assert json.dumps(measurers.ask(Question(("region", "KEN,JOR"), snapshot))) == json.dumps(region(basis, "KEN,JOR"))


def test_a_process_that_died_is_replaced(measurers: Measurers, original: Path) -> None:
    question = Question(("relation", "KEN", "JOR"), manifest.read(original))
    before = measurers.ask(question)
    measurers.idle[0].process.kill()
    measurers.idle[0].process.join()
    assert measurers.ask(question) == before


def test_what_cannot_be_measured(measurers: Measurers, original: Path) -> None:
    snapshot = manifest.read(original)
    with pytest.raises(UsageError, match="no country"):
        measurers.ask(Question(("relation", "QQQ", "JOR"), snapshot))
    with pytest.raises(UsageError, match="no outlet"):
        measurers.ask(Question(("relation", "KEN", "JOR"), snapshot, outlets=("The Nowhere Gazette",)))
    assert len(measurers.idle) == 1  # it answers on


def test_few_grounds_are_kept(original: Path) -> None:
    grounds, snapshot = Grounds(Knowledge.open()), manifest.read(original)
    for year in range(2015, 2022):
        grounds.basis(Question(("relation", "KEN", "JOR"), snapshot, until=f"{year}-12"))
    assert [key[1] for key in grounds.bases] == [f"{year}-12" for year in range(2022 - KEPT, 2022)]


def test_a_fault_of_ours_has_its_page(original: Path) -> None:
    app = create_app(original)

    def fault() -> None:
        raise ZeroDivisionError

    app.add_api_route("/fault", fault)
    app.add_api_route("/api/v1/fault", fault)
    client = TestClient(app, base_url="http://127.0.0.1:8377", raise_server_exceptions=False)
    page = client.get("/fault")
    assert page.status_code == 500
    assert "The fault is ours" in page.text
    assert "Back to Watch" in page.text
    problem = client.get("/api/v1/fault")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 500


def test_what_readers_ask_for_first_is_worked_out_beforehand(measurers: Measurers, original: Path) -> None:
    held = Library(original).now()
    prepare(held, measurers, Knowledge.open())
    known = {key[:2] for key in held.memory if isinstance(key, tuple)}
    assert any(what == "relation" for what, _ in known)
    assert any(what == "region" for what, _ in known)


def test_without_events_nothing_is_worked_out(measurers: Measurers, tmp_path: Path) -> None:
    init(tmp_path / "empty", True, "0")
    held = Library(tmp_path / "empty").now()
    prepare(held, measurers, Knowledge.open())
    assert not [key for key in held.memory if isinstance(key, tuple) and key[0] in {"relation", "region"}]


def test_a_brief_answer_has_the_figures_and_the_short_lists(measurers: Measurers, original: Path) -> None:
    question = Question(("region", "KEN,JOR"), manifest.read(original))
    whole, brief = measurers.ask(question), measurers.ask(replace(question, brief=True))
    assert json.dumps(brief) == json.dumps(whole)  # a small store has nothing to leave out
    many = {"n": 99, "events": [f"e{k}" for k in range(LISTED + 1)], "of": [{"events": ["e1"], "codes": ["KEN"] * 99}]}
    assert shortened(many) == {"n": 99, "events": [], "of": [{"events": ["e1"], "codes": ["KEN"] * 99}]}


def test_long_questions_let_some_who_come_later_go_first() -> None:
    measurers = Measurers(Knowledge.open(), 1)
    turns: list[str] = []

    def take(name: str, behind: int) -> None:
        with measurers.lend(behind):
            turns.append(name)

    def wait_for(n: int) -> None:
        with measurers.change:
            assert measurers.change.wait_for(lambda: len(measurers.waiting) == n, 30)

    with ThreadPoolExecutor(8) as readers:
        with measurers.lend():
            for n, (name, behind) in enumerate([("region", 3), ("a", 0), ("b", 0), ("c", 0), ("d", 0)], 1):
                readers.submit(take, name, behind)
                wait_for(n)
        readers.shutdown()
    measurers.end()
    assert turns == ["a", "b", "region", "c", "d"]  # two who came later, then its turn
