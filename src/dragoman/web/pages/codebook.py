"""The codebook as a page: each type, mode, rule, example."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.lexicon.events import Codebook, Rule
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.phrases import load_codes
from dragoman.web.view import page

router = APIRouter()


@lru_cache(maxsize=2)
def loaded(knowledge: Knowledge) -> tuple[Codebook, dict[str, list[Rule]]]:
    """The codebook, and its rules by type."""
    book = Codebook.load(knowledge)
    rules: dict[str, list[Rule]] = {name: [] for name in book.types}
    for rule in book.rules.values():
        rules[rule.event_type].append(rule)
    return book, rules


@router.get("/codebook", response_class=HTMLResponse)
def codebook(request: Request) -> HTMLResponse:
    book, rules = loaded(request.app.state.knowledge)
    sectors = {code: item for file in request.app.state.knowledge.files("sectors.yaml") for code, item in file.data.get("sectors", {}).items()}
    return page(request, "codebook.html", book=book, rules=rules, sectors=sectors, codes=load_codes(request.app.state.knowledge))
