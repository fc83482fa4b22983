"""`dragoman where`: one name by itself, with words around it to tell which place is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.places import Gazetteer, read_gazetteer
from dragoman.where.choosing import as_place, choose
from dragoman.where.context import Context
from dragoman.where.finding import completed
from dragoman.where.spotting import NO_PLACES, Spot, look, spot
from dragoman.where.words import read_place_words

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[A-Z][a-z]{1,4}\.(?=\s|$|,)|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")


def ask(text: str, context: str | Context = "", knowledge: Knowledge | None = None) -> dict[str, Any]:
    """The place a name means: name, geonameid (0 none), country, admin1, latitude, longitude (None unknown), granularity, why."""
    knowledge = knowledge or Knowledge.open()
    around = context if isinstance(context, Context) else Context(words=context)
    gazetteer, words = read_gazetteer(knowledge), read_place_words(knowledge)
    asked = named(text, gazetteer, words)
    if asked is None:
        return {**dict.fromkeys(("name", "country", "admin1", "granularity"), ""), "geonameid": 0, "latitude": None, "longitude": None,
                "why": "the gazetteer has no place of this name"}  # fmt: skip
    shown = WORD.findall(text)
    asked = next(iter(completed([asked], shown, len(shown), gazetteer, words)))
    others = WORD.findall(around.words)
    spots = completed(spot(others, 0, len(others), gazetteer, words), others, len(others), gazetteer, words) if others else []
    twin = next((s for s in spots if s.key == asked.key and s.inside), None)
    if twin is not None and not asked.inside:
        asked.inside = twin.inside
    choose([asked, *(s for s in spots if s.key != asked.key)], around)
    assert asked.chosen is not None
    place = as_place(asked.chosen, gazetteer, around.worldview, asked.building)
    why = "; ".join(asked.why) + (f"; claimed by {place.disputed}" if place.disputed else "")
    return {
        "name": place.name, "geonameid": place.geonameid, "country": place.country, "admin1": place.admin1,
        "latitude": place.latitude, "longitude": place.longitude, "granularity": place.granularity, "why": why,
    }  # fmt: skip


def named(text: str, gazetteer: Gazetteer, sets: Mapping[str, frozenset[str]]) -> Spot | None:
    """The first and longest name in the words asked for, whatever their capitals."""
    shown = WORD.findall(text)
    if not shown:
        return None
    for words in (shown, [word.capitalize() for word in shown]):
        rows, key = look(words, gazetteer)
        if rows := tuple(row for row in rows if row.kind not in NO_PLACES):
            return Spot(0, len(words) - 1, key, rows)
        found = next((s for s in spot(words, 0, len(words), gazetteer, sets) if s.rows), None)
        if found is not None:
            return found
    return None
