"""What is different from last time: new, changed, merged, split, withdrawn, corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from dragoman.assembly.naming import JOIN, Names, Previous
from dragoman.assembly.tables import CHANGES

WATCHED = (
    "event_type", "mode", "actors", "actor_countries", "recipients", "recipient_countries", "date_start", "date_end", "place", "place_country",
    "recency", "modality", "reports", "independent_sources", "dispute",
)  # fmt: skip
NUMBERS = tuple(f"{kind}_{part}" for kind in ("killed", "injured", "size") for part in ("low", "high"))
Row = dict[str, str]


def changes(events: pa.Table, superseded: set[str], names: Names, before: pa.Table, previous: Previous, run: str, when: str) -> list[Row]:
    """Rows of `changes` from the table `events` as it was (`before`) to what it is. `superseded`: events with claims newly superseded.

    A number that differs where claims have been superseded is a correction; other differences are changes.
    """
    found: list[Row] = []

    def add(event: str, what: str, field: str = "", old: Any = "", new: Any = "") -> None:
        found.append({"event_id": event, "what": what, "field": field, "old": text(old), "new": text(new), "run": run, "when": when})

    old_ids = set(previous.ids)
    parents = {new: previous.ids[old] for old, heirs in sorted(names.heirs.items(), reverse=True) for new in heirs[1:]}
    for number, id in enumerate(names.ids):
        if id not in old_ids:
            if number in parents:
                add(id, "split", "event_id", parents[number], id)
            else:
                add(id, "new")
    alive = set(names.ids)
    into = {former: id for id, mine in zip(names.ids, names.former, strict=True) for former in mine}
    for id in sorted(old_ids - alive):
        if id in into:
            add(into[id], "merged", "event_id", id, into[id])
        else:
            add(id, "withdrawn")
    for id, field, old, new in differences(events, before):
        add(id, "corrected" if field in NUMBERS and id in superseded else "changed", field, old, new)
    return found


def text(value: Any) -> str:
    return "" if value is None else str(value)


def differences(events: pa.Table, before: pa.Table) -> Iterator[tuple[str, str, Any, Any]]:
    """(event, column, old, new) for events that are in both tables."""
    if not before.num_rows or not events.num_rows:
        return
    names = ["event_id", *WATCHED, *NUMBERS]
    old: Mapping[str, tuple[Any, ...]] = {row[0]: row for row in zip(*(before[name].to_pylist() for name in names), strict=True)}
    for row in zip(*(events[name].to_pylist() for name in names), strict=True):
        was = old.get(row[0])
        if was is not None and was != row:
            for name, one, other in zip(names, was, row, strict=True):
                if one != other:
                    yield row[0], name, one, other


def table(rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=CHANGES)


__all__ = ["JOIN", "changes", "table"]
