"""What pages ask of the store: events by filter, an event with its claims, a report with all that was coded of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.web import selecting
from dragoman.web.filters import SORTS, Filter, marks
from dragoman.web.library import EVENT, Holding, Row

AT_ONCE = 50  # events of a page
HELD_ORDER = "newest"  # the order in which the library holds events
NUMBERS: dict[str, type] = {
    "independent_sources": int,
    "events": int,
    "cue_start": int,
    "confidence": float,
}  # columns of orders that are not text
Record = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some events of a filter: rows, how many there are in all, and the cursor of what follows ("" at the end)."""

    rows: list[Row]
    total: int
    after: str


def now(request: Request) -> Holding:
    """The store as it is."""
    held: Holding = request.app.state.library.now()
    return held


def asked(request: Request) -> Filter:
    """The filter of a request. Raises UsageError."""
    return Filter.of(request.query_params)


def events(held: Holding, filter: Filter, knowledge: Knowledge, limit: int = AT_ONCE) -> Page:
    """Events of a filter in its order, from its cursor on. Raises UsageError for a cursor that is none."""
    numbers = selecting.selected(held, filter, knowledge)
    keys = [part.strip().split()[0] for part in SORTS[filter.sort].split(",")]
    if filter.sort == HELD_ORDER and not filter.after:
        rows = selecting.events(held, numbers[: limit + 1].tolist())
    else:
        where, parameters = filter.where(knowledge)
        if filter.after:
            down = [part.strip().endswith("DESC") for part in SORTS[filter.sort].split(",")]
            beyond, values = seek(keys, down, cursor_values(filter.after, kinds(keys)))
            where, parameters = f"({where}) AND ({beyond})", [*parameters, *values]
        inside = f"SELECT event_id FROM held_events WHERE {where} ORDER BY {SORTS[filter.sort]} LIMIT {limit + 1}"
        rows = by_id(held, [row["event_id"] for row in held.rows(inside, parameters)])
    more = rows[limit:]
    rows = rows[:limit]
    return Page(rows, len(numbers), cursor([rows[-1][key] for key in keys]) if more else "")


def by_id(held: Holding, ids: Sequence[str]) -> list[Row]:
    """Events by their ids, in the order given; those that there are."""
    rows = {row["event_id"]: row for row in held.rows(f"SELECT {EVENT} FROM held_events WHERE event_id IN ({marks(ids)})", ids)} if ids else {}
    return [rows[id] for id in ids if id in rows]


def cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def kinds(keys: Sequence[str]) -> list[type]:
    """Of which type the values of columns are by which events, claims and so on are ordered."""
    return [NUMBERS.get(key.rpartition(".")[2], str) for key in keys]


def cursor_values(given: str, wanted: Sequence[type]) -> list[Any]:
    """What a cursor holds, one value of each type. Raises UsageError for one that is none or is of another order."""
    try:
        found = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except ValueError as error:
        raise UsageError("this is no cursor", "after", "go back to the first page") from error
    if not isinstance(found, list) or [type(value) for value in found] != list(wanted) or not all(fits(value) for value in found):
        raise UsageError("this cursor is of another order", "after", "go back to the first page")
    return found


def fits(value: Any) -> bool:
    """Whether the database can compare it: text of whole characters, a number of ordinary size."""
    return not any(0xD800 <= ord(letter) < 0xE000 for letter in value) if isinstance(value, str) else abs(value) < 1 << 53


def seek(keys: Sequence[str], down: Sequence[bool], values: Sequence[Any]) -> tuple[str, list[Any]]:
    """The condition for what follows a row in an order of several columns."""
    parts: list[str] = []
    parameters: list[Any] = []
    for at, key in enumerate(keys):
        same = " AND ".join(f"{other} = ?" for other in keys[:at])
        parts.append(f"({same + ' AND ' if same else ''}{key} {'<' if down[at] else '>'} ?)")
        parameters += [*values[:at], values[at]]
    return " OR ".join(parts), parameters


def event(held: Holding, id: str) -> Row | None:
    """An event by its id or a former one."""
    found = held.one(f"SELECT {EVENT} FROM held_events WHERE event_id = ?", [id])
    return found or held.one(f"SELECT {EVENT} FROM held_events WHERE list_contains(string_split(former_ids, '; '), ?)", [id])


def claims_of(held: Holding, id: str) -> list[Row]:
    """An event's claims, oldest report first, each with its record, its report's title and its status."""
    links = held.rows("SELECT * FROM held_event_claim WHERE event_id = ?", [id])
    if not links:
        return []
    ids = [row["claim_id"] for row in links]
    status = {row["claim_id"]: row for row in links}
    source = held.near("claims", [row["report_id"] for row in links])
    rows = held.rows(
        f"SELECT id, report_id, record, sentence, outlet, published, url, title, confidence FROM {source} c WHERE id IN ({marks(ids)}) "
        "ORDER BY published, report_id, trigger_start",
        ids,
    )
    return [{**row, "record": json.loads(row["record"]), **{k: status[row["id"]][k] for k in ("status", "source_group")}} for row in rows]


def parties_of(held: Holding, id: str) -> list[Row]:
    return held.rows("SELECT DISTINCT role, entity, name, country, sector FROM held_event_party WHERE event_id = ? ORDER BY role, name", [id])


def report(held: Holding, id: str) -> Row | None:
    return held.one(f"SELECT * FROM {held.near('reports', [id])} r WHERE id = ?", [id])


def records_of_report(held: Holding, id: str) -> tuple[list[Record], list[Record]]:
    """Claims and statements of a report, in the order of its text; claims with the id of their event ("" without)."""
    rows = held.rows(
        f"SELECT c.record, e.event_id FROM {held.near('claims', [id])} c LEFT JOIN held_event_claim e ON e.claim_id = c.id "
        "WHERE c.report_id = ? ORDER BY c.field <> 'title', c.trigger_start, c.id",
        [id],
    )
    claims = [{**json.loads(row["record"]), "event_id": row["event_id"] or ""} for row in rows]
    said = held.rows(f"SELECT record FROM {held.near('statements', [id])} s WHERE report_id = ? ORDER BY field <> 'title', cue_start", [id])
    return claims, [json.loads(row["record"]) for row in said]
