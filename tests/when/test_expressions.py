"""The table of phrases: each resolved to its exact interval, each with its granularity."""

import datetime as dt
import json
from pathlib import Path

import pytest

from dragoman.when import ask

HERE = Path(__file__).parent
ROWS = [json.loads(line) for line in (HERE / "expressions.jsonl").read_text(encoding="utf8").splitlines()]
# A second batch, written as a TimeML annotator of finance, sport and politics would read it, before the resolver was looked at.
NEWSWIRE = [json.loads(line) for line in (HERE / "newswire.jsonl").read_text(encoding="utf8").splitlines()]
NEWSWIRE_FLOOR = 0.97


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['text']} {row['published']}" for row in ROWS])
def test_phrase(row: dict[str, str]) -> None:
    answer = ask(row["text"], dt.date.fromisoformat(row["published"]))
    assert (answer["start"], answer["end"], answer["granularity"]) == (row["start"], row["end"], row["granularity"])
    assert answer["why"]


@pytest.mark.parametrize("text", ["Friday", "yesterday", "last month", "March 3", "two years ago", "Ramadan"])
def test_without_a_publication_date_the_relative_is_unknown(text: str) -> None:
    assert ask(text, None)["start"] == ""


@pytest.mark.parametrize("text", ["August 2021", "the 1980s", "12 April 1861", "the Cold War"])
def test_without_a_publication_date_the_absolute_is_known(text: str) -> None:
    assert ask(text, None)["start"] != ""


def test_newswire_stays_above_its_floor() -> None:
    """Not all of them: "this season" and "Election Day" stay unknown, and decades ago are decades here."""
    wrong = []
    for row in NEWSWIRE:
        answer = ask(row["text"], dt.date.fromisoformat(row["published"]))
        if (answer["start"], answer["end"]) != (row["start"], row["end"]):
            wrong.append((row["text"], row["published"], answer["start"], answer["end"]))
    assert len(wrong) <= (1 - NEWSWIRE_FLOOR) * len(NEWSWIRE), wrong
