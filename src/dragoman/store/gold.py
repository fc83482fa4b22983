"""Claims in the fields of gold (docs/records.md, "Gold files"), and reviews as a gold file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.store import manifest, reviews
from dragoman.store.engine import open_views
from dragoman.store.reviews import RIGHT, Review

FIELDS = (
    "event_type", "mode", "actor", "recipient", "start", "end", "place", "place_country", "recency", "modality", "speaker", "quoted",
)  # fmt: skip
UNKNOWN = {"event_type": "", "actor": ["?/?"], "recipient": ["?/?"]}  # wrong, and nobody said what is right: equals nothing that is coded
REPORT = ("id", "title", "published", "outlet", "agency", "url", "language", "text")
Row = dict[str, Any]


def values(record: Mapping[str, Any]) -> Row:
    """A claim's record in the fields of gold."""
    place, said = record["place"], record["attribution"]
    return {
        "event_type": record["event_type"],
        "mode": record["mode"],
        "actor": [code(party) for party in record["actor"]],
        "recipient": [code(party) for party in record["recipient"]],
        "start": record["date"]["start"],
        "end": record["date"]["end"],
        "place": (place["name"] or place["text"]) if place else "",
        "place_country": place["country"] if place else "",
        "recency": record["recency"],
        "modality": record["modality"],
        "speaker": code(said["speaker"]) if said else "",
        "quoted": bool(said and said["quoted"]),
    }


def code(party: Mapping[str, Any]) -> str:
    return f"{party['country']}/{party['sector']}"


@dataclass
class Tally:
    """What an export wrote and left out: reports, claims, reports that are reviewed in part, reviews of titles (which are not scored)."""

    reports: int = 0
    claims: int = 0
    partly: int = 0
    titles: int = 0


def export(folder: Path, *, partial: bool = False, reviewer: str = "", tally: Tally | None = None) -> Iterator[Row]:
    """Reviews as lines of a gold file, a report each, by id.

    A report comes out when all claims of its text have been reviewed. With `partial` also those reviewed in part: what nobody looked at is
    marked optional (neither missed nor false when found). Raises UsageError for a store without words, StoreError.
    """
    counted = tally if tally is not None else Tally()
    snapshot = manifest.read(folder)
    if not snapshot.words:
        raise UsageError("this store keeps no words, and gold needs the text", str(folder), "put them back with: dragoman restore")
    said = [review for review in reviews.current(reviews.history(folder)) if not reviewer or review.reviewer == reviewer]
    counted.titles = sum(review.field == "title" for review in said)
    said = [review for review in said if review.field != "title"]
    connection = open_views(snapshot, revised=True)
    contents = sorted({review.content for review in said})
    ids = sorted({review.report_id for review in said})
    cursor = connection.execute(
        f"SELECT {', '.join(REPORT)}, content_sha256 FROM reports "
        "WHERE id IN (SELECT unnest(?)) OR content_sha256 IN (SELECT unnest(?)) ORDER BY id",
        [ids, contents],
    )
    names = [*REPORT, "content"]
    taken: set[str] = set()
    for found in cursor.fetchall():
        report = dict(zip(names, found, strict=True))
        here = [r for r in said if r.content == report["content"]] or [r for r in said if r.report_id == report["id"]]
        if report["content"] not in taken and here:
            taken.add(report["content"])
            line = of_report(report, here, claims_of(connection, report), partial, counted)
            if line is not None:
                yield line
    connection.close()


def claims_of(connection: Any, report: Row) -> list[Row]:
    sql = "SELECT id, report_id, field, trigger_start, trigger_end, event_type, record FROM claims WHERE report_id = ? AND field <> 'title'"
    rows = connection.execute(f"{sql} ORDER BY trigger_start, id", [report["id"]]).fetchall()
    names = ("id", "report_id", "field", "trigger_start", "trigger_end", "event_type", "record")
    return [{**dict(zip(names, row, strict=True)), "content": report["content"]} for row in rows]


def of_report(report: Row, here: list[Review], claims: list[Row], partial: bool, tally: Tally) -> Row | None:
    """A report as a line of gold; None where claims of it were not looked at, and not `partial`."""
    taken, orphans = reviews.attach(claims, here)
    open_ones = [claim for claim in claims if claim["id"] not in taken]
    if open_ones and not partial:
        tally.partly += 1
        return None
    golds = [gold(review) for review in [*taken.values(), *orphans] if review.verdict != reviews.WRONG]
    golds += [
        {"trigger": [c["trigger_start"], c["trigger_end"]], **values(json.loads(c["record"])), "optional": True}
        for c in open_ones
    ]  # fmt: skip
    tally.reports += 1
    tally.claims += len(golds)
    given = {name: report[name] for name in REPORT if name != "outlet"} | {"publisher": report["outlet"]}
    return {"report": given, "claims": sorted(golds, key=lambda claim: (claim["trigger"], claim["event_type"]))}


def gold(review: Review) -> Row:
    """One review as a gold claim, with who said so and when."""
    made = {name: UNKNOWN.get(name) if value is None else value for name, value in review.values.items()}
    said = {"verdict": review.verdict or RIGHT, "by": review.reviewer, "when": review.made, "note": review.note}
    return {"trigger": [review.start, review.end], **{name: made.get(name) for name in FIELDS}, "reviewed": said}
