"""Our own phrases (phrases.jsonl), written before the resolver was tuned to them: country and sector right, by kind, with floors.

`batch` 2 and later were written after the first figures: what the resolver got right of them untuned stands in docs/who.md.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from dragoman.who.asking import ask

ROWS = [json.loads(line) for line in (Path(__file__).parent / "phrases.jsonl").read_text(encoding="utf8").splitlines()]
FLOORS = {
    "leader": 0.9, "ministry": 0.9, "role": 0.85, "byword": 0.85, "city": 0.85, "group": 0.8, "party": 0.9, "igo": 0.85, "ngo": 0.75,
    "company": 0.85, "former": 0.85, "dependency": 0.5, "partial": 0.7, "country": 0.9,
    "people": 0.85, "hint": 0.8, "oldname": 0.85, "mixed": 0.85,
}  # fmt: skip


@pytest.fixture(scope="module")
def right() -> Counter[str]:
    found: Counter[str] = Counter()
    for row in ROWS:
        answer = ask(row["text"], row["date"], row["context"], row["country_hint"])
        found[row["kind"]] += (answer.country, answer.sector) == (row["country"], row["sector"])
    return found


def test_there_are_enough_phrases_of_every_kind() -> None:
    assert len(ROWS) >= 700
    assert set(FLOORS) == {row["kind"] for row in ROWS}


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_country_and_sector(right: Counter[str], kind: str) -> None:
    asked = sum(row["kind"] == kind for row in ROWS)
    assert right[kind] / asked >= FLOORS[kind], f"{right[kind]} of {asked}"


def test_over_all(right: Counter[str]) -> None:
    assert sum(right.values()) / len(ROWS) >= 0.93
