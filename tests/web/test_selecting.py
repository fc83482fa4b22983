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
