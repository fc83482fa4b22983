"""Of some events: the talks among them, and where they happened. Of two countries: what they say about each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.measuring import load as load_grouping
from dragoman.store.query import last
from dragoman.web import selecting
from dragoman.web.filters import Filter, marks
from dragoman.web.library import Holding, Row
from dragoman.web.selecting import Coded, Numbers

MEETINGS = 8
PLACES = 200  # discs of a map
SAYINGS = 20  # statements of a page


def meetings(held: Holding, numbers: Numbers, knowledge: Knowledge) -> list[Row]:
    """The newest talks among some events; planned, possible and denied ones left out."""
    talks = np.isin(column(held, "event_type").values, load_grouping(knowledge).talks)
    asserted = np.isin(column(held, "modality").values, ["asserted"])
    kept = talks[column(held, "event_type").codes[numbers]] & asserted[column(held, "modality").codes[numbers]]
    return selecting.events(held, numbers[kept][:MEETINGS].tolist())


def column(held: Holding, name: str) -> Coded:
    found: Coded = held.memory.once(("coded column", name), lambda: selecting.whole(held, name))
    return found


def places(held: Holding, numbers: Numbers) -> list[Row]:
    """Where some events happened, most first: rows for `places.located`, each with its number of events (`n`)."""
    return selecting.places(held, numbers, PLACES)


def said_by(held: Holding, entity: str) -> list[Row]:
    """What an entity said, newest first, with its position and the report."""
    return statements(held, "list_contains(string_split(speaker_entity, '; '), ?)", [entity])


def said_between(held: Holding, one: str, other: str, filter: Filter) -> list[Row]:
    """What two countries say about each other, newest first, on the days and by the outlets of a filter."""
    within = "list_contains(string_split({}_country, '; '), ?)"
    way = f"{within.format('speaker')} AND {within.format('about')}"
    where, parameters = f"(({way}) OR ({way}))", [one, other, other, one]
    if filter.since:
        where, parameters = f"{where} AND published >= ?", [*parameters, filter.since]
    if filter.until:
        where, parameters = f"{where} AND published <> '' AND published <= ?", [*parameters, last(filter.until)]
    if filter.outlet:
        inside = f"SELECT id FROM held_reports WHERE lower(outlet) IN ({marks(filter.outlet)})"
        where, parameters = f"{where} AND report_id IN ({inside})", [*parameters, *(name.lower() for name in filter.outlet)]
    return statements(held, where, parameters)


def statements(held: Holding, where: str, parameters: Sequence[Any]) -> list[Row]:
    light = held.rows(
        f"SELECT id, report_id FROM held_sayings WHERE {where} ORDER BY published DESC, report_id, id LIMIT {SAYINGS}", parameters
    )
    if not light:
        return []
    ids = [row["id"] for row in light]
    source = held.near("statements", [row["report_id"] for row in light])
    return held.rows(
        "SELECT id, report_id, speaker_text, speaker_name, cue, content, kind, position, about_name, about_country, outlet, published "
        f"FROM {source} s WHERE id IN ({marks(ids)}) ORDER BY published DESC, report_id, cue_start",
        ids,
    )
