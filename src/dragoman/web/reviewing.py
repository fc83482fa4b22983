"""Reviews in the reading room: which claims wait for one, and saving what a reviewer says. What was coded stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.lexicon.folder import Knowledge
from dragoman.store import gold, reviews
from dragoman.store.reviews import Review
from dragoman.web.asking import Page, cursor, cursor_values, seek
from dragoman.web.filters import Filter, marks
from dragoman.web.library import Holding, Row

SHOW = ("open", "reviewed", "all")
ORDER = ("c.confidence", "c.id")
AT_ONCE = 30
PLACE = (
    "SELECT c.id, c.report_id, r.content_sha256 AS content, c.field, c.trigger_start, c.trigger_end, c.event_type "
    "FROM held_claims c JOIN held_reports r ON r.id = c.report_id"
)


def attached(held: Holding) -> tuple[dict[str, Review], list[Review]]:
    """Reviews by the claim they belong to now, and those whose words nothing is coded of; looked up again when somebody has reviewed."""
    folder = held.snapshot.folder
    stamp = reviews.latest(folder)
    found: tuple[dict[str, Review], list[Review]] = held.memory.once(("reviews", stamp), lambda: attach(held, stamp))
    return found


def attach(held: Holding, stamp: int) -> tuple[dict[str, Review], list[Review]]:
    said = reviews.current(reviews.history(held.snapshot.folder)) if stamp else []
    ids, contents = sorted({r.report_id for r in said}), sorted({r.content for r in said})
    where = "r.id IN (SELECT unnest(?)) OR r.content_sha256 IN (SELECT unnest(?))"
    claims = held.rows(f"{PLACE} WHERE {where} ORDER BY c.id", [ids, contents]) if said else []
    return reviews.attach(claims, said)


def reviewed(held: Holding) -> dict[str, Review]:
    """Reviews by the id of the claim they belong to now."""
    return attached(held)[0]


def of_report(held: Holding, report: Mapping[str, Any]) -> tuple[dict[str, Review], list[Review]]:
    """Reviews of a report: by claim, and those whose words nothing is coded of any more."""
    taken, orphans = attached(held)
    here = {row["id"] for row in held.rows("SELECT id FROM held_claims WHERE report_id = ?", [report["id"]])}
    return (
        {id: taken[id] for id in sorted(here & set(taken))},
        [review for review in orphans if report["id"] == review.report_id or report["content_sha256"] == review.content],
    )


def claim(held: Holding, id: str) -> Row | None:
    """A claim with its record, its event and status, its report's title, outlet, day and hash."""
    here = held.one("SELECT report_id FROM held_claims WHERE id = ?", [id])
    if here is None:
        return None
    found = held.one(
        "SELECT c.id, c.report_id, c.record, c.sentence, c.outlet, c.published, c.title, c.confidence, r.content_sha256 AS content, "
        f"e.event_id, e.status FROM {held.near('claims', [here['report_id']])} c JOIN held_reports r ON r.id = c.report_id "
        "LEFT JOIN held_event_claim e ON e.claim_id = c.id WHERE c.id = ?",
        [id],
    )
    return None if found is None else {**found, "record": json.loads(found["record"])}


def queue(held: Holding, filter: Filter, knowledge: Knowledge, show: str = "open", limit: int = AT_ONCE) -> Page:
    """Claims of the events that a filter selects, least confident first, that wait for a review (or have one, or all).

    Raises UsageError for a cursor that is none.
    """
    where, parameters = selected(held, filter, knowledge, show)
    source = "held_claims c JOIN held_event_claim e ON e.claim_id = c.id"
    total = held.rows(f"SELECT count(*) AS n FROM {source} WHERE {where}", parameters)[0]["n"]
    if filter.after:
        beyond, values = seek(ORDER, (False, False), cursor_values(filter.after, (float, str)))
        where, parameters = f"({where}) AND ({beyond})", [*parameters, *values]
    sql = f"SELECT c.id, c.report_id, c.confidence, e.event_id FROM {source} WHERE {where} ORDER BY {', '.join(ORDER)} LIMIT {limit + 1}"
    found = held.rows(sql, parameters)
    more, found = found[limit:], found[:limit]
    rows = with_records(held, found)
    return Page(rows, total, cursor([found[-1]["confidence"], found[-1]["id"]]) if more else "")


def selected(held: Holding, filter: Filter, knowledge: Knowledge, show: str) -> tuple[str, list[Any]]:
    inside, parameters = filter.where(knowledge)
    where = f"e.event_id IN (SELECT event_id FROM held_events WHERE {inside})"
    if filter.outlet:
        where += f" AND lower(e.outlet) IN ({marks(filter.outlet)})"
        parameters = [*parameters, *(value.lower() for value in filter.outlet)]
    if show != "all":
        where += f" AND c.id {'NOT ' if show == 'open' else ''}IN (SELECT unnest(?::VARCHAR[]))"
        parameters = [*parameters, sorted(reviewed(held))]
    return where, parameters


def with_records(held: Holding, found: Sequence[Row]) -> list[Row]:
    """Claims by their ids, in the order given, with their records and what is shown of their reports."""
    ids = [row["id"] for row in found]
    if not ids:
        return []
    columns = "id, report_id, record, sentence, outlet, published, title, confidence"
    source = held.near("claims", [row["report_id"] for row in found])
    rows = {row["id"]: row for row in held.rows(f"SELECT {columns} FROM {source} c WHERE id IN ({marks(ids)})", ids)}
    return [{**rows[row["id"]], "record": json.loads(rows[row["id"]]["record"]), "event_id": row["event_id"]} for row in found]


def following(held: Holding, filter: Filter, knowledge: Knowledge, after: Row) -> str:
    """The id of the claim that waits next in the queue after one; "" at its end."""
    beyond = Filter(**{**filter.__dict__, "after": cursor([after["confidence"], after["id"]])})
    found = queue(held, beyond, knowledge, limit=1).rows
    return str(found[0]["id"]) if found else ""


def save(held: Holding, found: Row, verdict: str, fixed: Mapping[str, Any], reviewer: str, note: str) -> Review:
    """Save a review of a claim; one that was attached to other words of the same claim gives way. Raises UsageError, StoreError."""
    record = found["record"]
    made = Review(
        content=found["content"] or "",
        report_id=found["report_id"],
        field=record["field"],
        start=record["trigger"]["start"],
        end=record["trigger"]["end"],
        verdict=verdict,
        coded=gold.values(record),
        fixed=dict(fixed) if verdict == reviews.CORRECTED else {},
        reviewer=" ".join(reviewer.split()),
        note=note.strip(),
        claim_id=found["id"],
    )
    return reviews.save(held.snapshot.folder, made, reviewed(held).get(found["id"]))
