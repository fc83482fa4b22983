"""ACLED files, of all years: numbers or words for kinds of actors, with or without the newer columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dragoman.imports.cells import Form
from dragoman.imports.rows import BadRow, Cells, Row, Side, dated, day, folded, given, home, new, point, typed, whole
from dragoman.imports.twins import Read
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
FORM = Form("ACLED", COLUMNS, ("event_date", "event_type"), {}, {"data_id": "event_id_cnty", "event_id": "event_id_cnty"})
WIDTH = {"1": 1, "2": 7, "3": 31}  # days that ACLED's precision of time stands for
GEO = {"1": "city", "2": "admin2", "3": "admin1"}
IN_BRACKETS, OF = re.compile(r"\(([^()]+)\)\s*$"), re.compile(r"\bof (?:the )?([^()]+?)\s*(?:\(|$)", re.IGNORECASE)


def read(cells: Cells, knowledge: Knowledge) -> Read:
    """One row. The notes are ACLED's own words and are not taken over."""
    row = new(cells, "event_id_cnty", "acled")
    first = day(cells.get("event_date"))
    dated(row, first)
    row["granularity"] = {"2": "week", "3": "month"}.get(given(cells.get("time_precision")).removesuffix(".0"), "day")
    kind = kind_of(folded(cells.get("event_type")), folded(cells.get("sub_event_type")), knowledge)
    typed(row, kind.get("type", ""), kind.get("mode", ""), knowledge)
    killed = whole(cells.get("fatalities"))
    sources = [source for source in given(cells.get("source")).split(";") if source.strip()]
    row |= {"killed_low": killed, "killed_high": killed, "sources": len(sources) or None}
    place(row, cells, knowledge)
    one, other = (side(cells, k, row["place_country"], knowledge) for k in ("1", "2"))
    item = Read(row, one, other)
    item.met = kind.get("actors") == "both"  # both act, as where rows of other sets have a twin
    return item


def kind_of(event: str, sub_event: str, knowledge: Knowledge) -> Mapping[str, str]:
    """Type, mode and who acts. Raises BadRow for a kind of event that ACLED does not have."""
    known = tables(knowledge)
    found = known["events"].get(sub_event) or known["kinds"].get(event)
    if found is None:
        raise BadRow("an event type that ACLED does not have" if event else "no event type")
    kind: Mapping[str, str] = found
    return kind


@lru_cache(maxsize=4)
def tables(knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    """knowledge/exchange/acled.yaml with its keys folded."""
    merged: dict[str, dict[str, Any]] = {}
    for file in knowledge.files("exchange/acled.yaml"):
        for part, entries in file.data.items():
            merged.setdefault(part, {}).update({folded(key): value for key, value in entries.items()})
    return merged


def place(row: Row, cells: Cells, knowledge: Knowledge) -> None:
    known = countries(knowledge)
    land = known.by_number.get(given(cells.get("iso")).removesuffix(".0").lstrip("0")) or known.of_name(given(cells.get("country")))
    row |= {"place": given(cells.get("location")), "place_admin1": given(cells.get("admin1")), "place_country": land}
    row["place_granularity"] = GEO.get(given(cells.get("geo_precision")).removesuffix(".0"), "")
    row["latitude"], row["longitude"] = point(cells.get("latitude"), cells.get("longitude"))


def side(cells: Cells, number: str, where: str, knowledge: Knowledge) -> Side:
    """An actor. Its country is told by its name (in brackets, or behind "of"), or by the registry; else it stays unknown."""
    name, kind = given(cells.get(f"actor{number}")), folded(cells.get(f"inter{number}")).removesuffix(".0")
    if not name:
        return Side()
    known, lands = tables(knowledge), countries(knowledge)
    plain = folded(name)
    sector = next((sector for start, sector in known["begins"].items() if plain.startswith(start)), "") or known["inter"].get(kind, "")
    named = [found[1] for found in (IN_BRACKETS.search(name), OF.search(name)) if found]
    country = next(filter(None, map(lands.of_name, named)), "") or home(name.split("(")[0].split(":")[0].strip(), knowledge)
    if not country and sector in {"MIL", "COP", "GOV"} and kind in {"1", "state forces"}:
        country = where  # forces of the state where it happened
    return Side(name, country, sector)
