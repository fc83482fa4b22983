"""Which events a filter selects, as numbers: their places in the order in which the library holds them, newest first.

A filter is put to the database once; counts, the first page, facets and the watchlist are then counted over the numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dragoman.lexicon.folder import Knowledge
from dragoman.web.filters import Filter
from dragoman.web.library import EVENT, Holding, Row

Numbers = NDArray[np.int64]
FACETS = {"type": "event_type", "quad": "quad_category", "recency": "recency", "modality": "modality", "place": "place_country"}
FACET_VALUES = 8
MONDAY = dt.date(1900, 1, 1)  # weeks are counted from it


def selected(held: Holding, filter: Filter, knowledge: Knowledge) -> Numbers:
    """The numbers of the events of a filter, ascending. Raises UsageError for an unknown region."""
    where, parameters = filter.where(knowledge)

    def find() -> Numbers:
        found = held.table(f"SELECT rowid AS number FROM held_events WHERE {where}", parameters)
        return np.sort(found["number"].to_numpy())

    numbers: Numbers = held.selections.once((where, *parameters), find)
    return numbers


def events(held: Holding, numbers: Sequence[int]) -> list[Row]:
    """Events by their numbers, in the order held."""
    sql = f"SELECT {EVENT} FROM held_events WHERE rowid IN (SELECT unnest(?::BIGINT[])) ORDER BY rowid"
    return held.rows(sql, [[int(number) for number in numbers]])


def numbers_of(held: Holding, ids: Sequence[str]) -> Numbers:
    """The numbers of events by their ids, ascending; those that there are."""
    known, numbers = held.memory.once("numbers", lambda: numbered(held))
    wanted = np.array(list(ids), dtype=np.bytes_)
    if not len(wanted) or not len(known):
        return np.zeros(0, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.sort(numbers[at[known[at] == wanted]])


def numbered(held: Holding) -> tuple[NDArray[np.bytes_], Numbers]:
    """The ids of all events, ascending, and the number of each."""
    found = held.table("SELECT event_id, rowid AS number FROM held_events ORDER BY event_id")
    return np.array(found["event_id"].to_pylist(), dtype=np.bytes_), found["number"].to_numpy()


@dataclass(frozen=True)
class Coded:
    """A column of text as numbers of its different values (`codes`, one for each row) and these values."""

    codes: NDArray[np.int64]
    values: list[str]


def coded(column: pa.ChunkedArray) -> Coded:
    """A column, nulls as empty text; values in alphabetical order."""
    made = column.fill_null("").combine_chunks().dictionary_encode()
    values: list[str] = made.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda k: values[k])
    place = np.empty(len(values), dtype=np.int64)
    place[order] = np.arange(len(values))
    return Coded(place[made.indices.to_numpy(zero_copy_only=False)], [values[k] for k in order])


def facets(held: Holding, numbers: Numbers) -> dict[str, list[tuple[str, int]]]:
    """For each facet its most frequent values among some events, each with its count; ties by name, empty ones left out."""
    found = {}
    for name, column in FACETS.items():
        values: Coded = held.memory.once(("coded column", column), partial(whole, held, column))
        counts = np.bincount(values.codes[numbers], minlength=len(values.values))
        ranked = np.argsort(-counts, kind="stable")[: FACET_VALUES + 1]
        found[name] = [(values.values[k], int(counts[k])) for k in ranked if counts[k] and values.values[k]][:FACET_VALUES]
    return found


def whole(held: Holding, name: str) -> Coded:
    return coded(held.table(f"SELECT {name} FROM held_events ORDER BY rowid")[name])


def quads_by_week(held: Holding, numbers: Numbers) -> dict[tuple[dt.date, str], int]:
    """How many of some events each week (by its Monday, of the first report) has in each quad category."""
    week: Numbers = held.memory.once("week of first report", lambda: first_weeks(held))
    quads: Coded = held.memory.once(("coded column", "quad_category"), partial(whole, held, "quad_category"))
    seen = numbers[week[numbers] >= 0]
    cells, counts = np.unique(week[seen] * len(quads.values) + quads.codes[seen], return_counts=True)
    return {
        (MONDAY + dt.timedelta(weeks=int(cell) // len(quads.values)), quads.values[int(cell) % len(quads.values)]): int(n)
        for cell, n in zip(cells, counts, strict=True)
    }


def first_weeks(held: Holding) -> Numbers:
    """The week in which each event was first told of, in weeks since MONDAY; -1 where that is unknown."""
    day = f"(try_cast(first_seen AS DATE) - DATE '{MONDAY.isoformat()}') // 7"
    found = held.table(f"SELECT coalesce(CASE WHEN first_seen <> '' THEN {day} END, -1)::BIGINT AS week FROM held_events ORDER BY rowid")
    weeks: Numbers = found["week"].to_numpy()
    return weeks


PLACE = "latitude, longitude, place_granularity, place, place_country, place_geonameid"


def places(held: Holding, numbers: Numbers, most: int) -> list[Row]:
    """Where some events happened: places with coordinates and their number of events `n`, most events first, ties from south to north."""
    at, rows = held.memory.once("whereabouts", lambda: whereabouts(held))
    counts = np.bincount(at[numbers] + 1, minlength=len(rows) + 1)[1:]
    found = sorted((-int(counts[k]), int(k)) for k in np.flatnonzero(counts))[:most]
    return [{**rows[k], "n": -n} for n, k in found]


def whereabouts(held: Holding) -> tuple[Numbers, list[Row]]:
    """Where each event happened, as its place in a list of places, -1 without coordinates; and that list, from south to north."""
    located = f"SELECT rowid AS event, dense_rank() OVER (ORDER BY {PLACE}) - 1 AS site, {PLACE} FROM held_events WHERE latitude IS NOT NULL"
    found = held.table(f"SELECT event, site FROM ({located})")
    at = np.full(held.rows("SELECT count(*) AS n FROM held_events")[0]["n"], -1, dtype=np.int64)
    at[found["event"].to_numpy()] = found["site"].to_numpy()
    return at, held.rows(f"SELECT DISTINCT {PLACE} FROM held_events WHERE latitude IS NOT NULL ORDER BY ALL")


def chosen(held: Holding, numbers: Numbers) -> NDArray[np.bool_]:
    """Whether each event is among some."""
    size: int = held.memory.once("events", lambda: held.rows("SELECT count(*) AS n FROM held_events")[0]["n"])
    found: NDArray[Any] = np.zeros(size, dtype=np.bool_)
    found[numbers] = True
    return found


def by_region(held: Holding, numbers: Numbers, regions: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many of some events lie in each region, or have one of its countries as a party: name → countries, name → count."""
    event, country = held.memory.once("involved", lambda: involved(held))
    kept = chosen(held, numbers)[event]
    event, codes = event[kept], country.codes[kept]
    found = {}
    for name, countries in regions.items():
        inside = np.isin(country.values, list(countries))
        found[name] = len(np.unique(event[inside[codes]]))
    return found


def involved(held: Holding) -> tuple[Numbers, Coded]:
    """The number of each event with each country that acts, suffers, or is the place."""
    found = held.table(
        "SELECT e.rowid AS event, p.country FROM held_event_party p JOIN held_events e USING (event_id) WHERE p.country <> '' "
        "UNION SELECT rowid, place_country FROM held_events WHERE place_country <> '' ORDER BY ALL"
    )
    return found["event"].to_numpy(), coded(found["country"])
