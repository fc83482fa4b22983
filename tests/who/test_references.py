"""How often a link is right, over references.txt: a text with one pronoun or description in brackets, and whom it means ("" for nobody)."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.coding.cast import Cast
from dragoman.coding.pipeline import Coder, make_report

LINES = (Path(__file__).parent / "references.txt").read_text(encoding="utf8").splitlines()
ROWS = [tuple(line.split("|")) for line in LINES if line]
PRECISION, RECALL = 0.9, 0.85


def answer(coder: Coder, marked: str) -> str:
    """The id of whoever the bracketed words are linked to, or whose they are as a part of him ("Nigeria's army"); "" for nobody."""
    start, end = marked.index("["), marked.index("]") - 1
    report = make_report(marked.replace("[", "").replace("]", ""), "2018-06-15")
    text = coder.coding(report).text
    cast = Cast(coder.rooms.find(report, text, text), coder.rooms)
    for k, mention in enumerate(cast.mentions):
        if start <= mention.span.start < end:
            known = cast.mentions[cast.links.get(k, k)]
            return (*known.entities, *known.owners, "")[0] if known.kind != "pronoun" else ""
    return ""


@pytest.fixture(scope="module")
def answers() -> list[tuple[str, str]]:
    coder = Coder()
    return [(answer(coder, marked), meant) for marked, meant in ROWS]


def test_links_are_mostly_right(answers: list[tuple[str, str]]) -> None:
    given = [(said, meant) for said, meant in answers if said]
    assert sum(said == meant for said, meant in given) / len(given) >= PRECISION, given


def test_most_of_what_points_back_is_linked(answers: list[tuple[str, str]]) -> None:
    asked = [(said, meant) for said, meant in answers if meant]
    assert sum(said == meant for said, meant in asked) / len(asked) >= RECALL, asked


def test_there_are_references_to_nobody_known() -> None:
    assert sum(not meant for _, meant in ROWS) >= 6
