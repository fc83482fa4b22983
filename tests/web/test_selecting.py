"""Counting over the numbers of events gives what the database gives."""

from __future__ import annotations

from pathlib import Path

from dragoman.lexicon.folder import Knowledge
from dragoman.web import selecting
from dragoman.web.filters import Filter
from dragoman.web.library import Library


def test_places_of_a_filter(original: Path) -> None:
    held, knowledge = Library(original).now(), Knowledge.open()
    for filter in (Filter(), Filter(country=("NOR",)), Filter(country=("KEN",), recency=("all",)), Filter(q="nothing-of-the-kind")):
        where, parameters = filter.where(knowledge)
        sql = f"SELECT {selecting.PLACE}, count(*) AS n FROM held_events WHERE {where} AND latitude IS NOT NULL GROUP BY ALL"
        wanted = held.rows(f"{sql} ORDER BY n DESC, {selecting.PLACE}", parameters)
        found = selecting.places(held, selecting.selected(held, filter, knowledge), 500)
        assert found == wanted
        assert selecting.places(held, selecting.selected(held, filter, knowledge), 1) == wanted[:1]
    assert any(row["place"] for row in selecting.places(held, selecting.selected(held, Filter(), knowledge), 500))


def test_numbers_of_ids(original: Path) -> None:
    held = Library(original).now()
    ids = [row["event_id"] for row in held.rows("SELECT event_id FROM held_events ORDER BY rowid")]
    assert selecting.numbers_of(held, [ids[3], ids[0], "no such event", "", ids[0] + "0"]).tolist() == [0, 3]
    assert selecting.numbers_of(held, ids[::-1]).tolist() == list(range(len(ids)))
    assert selecting.numbers_of(held, []).tolist() == []


def test_quads_by_week(original: Path) -> None:
    held = Library(original).now()
    numbers = selecting.selected(held, Filter(recency=("all",), modality=("all",)), Knowledge.open())
    found = selecting.quads_by_week(held, numbers)
    rows = held.rows(
        "SELECT CAST(date_trunc('week', CAST(first_seen AS DATE)) AS DATE) AS week, quad_category AS quad, count(*) AS n "
        "FROM held_events WHERE first_seen <> '' GROUP BY ALL"
    )
    assert found == {(row["week"], row["quad"]): row["n"] for row in rows}
    assert found
