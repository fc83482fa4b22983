"""Forgetting a report or an entity: out of every segment, with a tombstone that says why and keeps them from coming back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyarrow as pa

from dragoman.errors import UsageError
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Report, digest
from dragoman.store import audits, reviews
from dragoman.store.engine import connect, scan
from dragoman.store.events import Clean, Tables, again, previous
from dragoman.store.manifest import Snapshot
from dragoman.store.people import Tombstone, bury, tombstones
from dragoman.store.reviews import Review
from dragoman.store.rewriting import plain_lines, through
from dragoman.store.rows import Record
from dragoman.store.store import Writer
from dragoman.store.words import blotter, changed

BLACK = "█"  # for a name in what a reviewer wrote
NAMED = ("actor", "recipient", "speaker", "about")


class Blotter:
    """Blacks out names, letter for letter, so that offsets hold.

    Full names wherever they stand; the last word of a name of several words (a surname) only in reports that also have the full name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
        self.full = pattern(self.names)
        self.both = pattern([*self.names, *(name.split()[-1] for name in self.names if " " in name)])

    def pattern(self, *texts: str) -> re.Pattern[str] | None:
        """What is to be blacked out in a report with these texts; None for nothing."""
        return self.both if self.full is not None and any(self.full.search(text) for text in texts) else None

    def report(self, report: Report) -> Report:
        found = self.pattern(report.title, report.text)
        if found is None:
            return report
        blot = blotter(found)
        return replace(report, title=blot(report.title, None), text=blot(report.text, None), author=blot(report.author, None))


def pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)") if names else None


def blotter_for(knowledge: Knowledge, buried: Iterable[Tombstone]) -> Blotter:
    """For all entities that are to be forgotten: by the registry's names where it has them, else by the name given."""
    known = registry(knowledge)
    names: list[str] = []
    for stone in buried:
        if stone.kind == "entity":
            names += known.get(stone.target).names if stone.target in known else (stone.target,)
    return Blotter(names)


def forget_report(writer: Writer, id: str, reason: str, knowledge: Knowledge) -> int:
    """Forget one report by its id: 1. Raises UsageError when the store has no such report."""
    source = scan("reports", [writer.snapshot.path(segment) for segment in writer.snapshot.reports.values()], False)
    found = connect().execute(f"SELECT content_sha256 FROM ({source}) WHERE id = ?", [id]).fetchall()
    if not found:
        raise UsageError(
            f"there is no report {id!r}", str(writer.folder), 'find ids with: dragoman query STORE --sql "SELECT id, url FROM reports"'
        )
    bury(writer.folder, "report", id, reason)
    bury(writer.folder, "report", digest("content", found[0][0]), reason)  # the same words under another id
    return carry_out(writer, knowledge)


def forget_entity(writer: Writer, target: str, reason: str, knowledge: Knowledge) -> int:
    """Forget an entity (registry id, or a name): its claims and statements go, its names are blacked out. Returns how many rows went."""
    bury(writer.folder, "entity", target, reason)
    return carry_out(writer, knowledge)


def carry_out(writer: Writer, knowledge: Knowledge) -> int:
    """Do what has been decided and not been done yet; returns how many rows went. The store changes at one stroke."""
    snapshot = writer.snapshot
    buried = [stone for stone in tombstones(writer.folder) if stone.id not in snapshot.forgotten]
    if not buried:
        return 0
    forgetting = Forgetting(buried, blotter_for(knowledge, buried))
    lines = through(snapshot, writer.folder, forgetting.change)
    done = [{"what": "forgot", "id": stone.id} for stone in buried]
    lines = [*plain_lines(snapshot), *lines, *done]
    lines += again(snapshot, lines, knowledge, forgetting.clean(snapshot), same_words=not forgetting.entities)
    writer.replace_all(lines)
    both = forgetting.blot.both
    reviews.forget(writer.folder, forgetting.reviewed, lambda words: both.sub(BLACK, words) if both else words)
    audits.forget(writer.folder, forgetting.gone_report, lambda words: both.sub(BLACK, words) if both else words)
    return forgetting.gone


class Forgetting:
    """The change that forgets; it goes through a segment's reports first and remembers which of them name somebody."""

    def __init__(self, buried: Sequence[Tombstone], blot: Blotter) -> None:
        self.reports = {stone.target for stone in buried if stone.kind == "report"}
        self.entities = {stone.target for stone in buried if stone.kind == "entity"}
        self.blot = blot
        self.black: dict[str, re.Pattern[str]] = {}
        self.gone = 0

    def change(self, table: str, rows: list[Record]) -> list[Record]:
        kept = [row for row in rows if not self.goes(table, row)]
        self.gone += len(rows) - len(kept)
        if table == "reports":
            self.black = {row["id"]: found for row in kept if (found := self.blot.pattern(row["title"], row["text"]))}
        return [self.blackened(table, row) for row in kept]

    def clean(self, snapshot: Snapshot) -> Clean:
        """What takes out of new tables of events whatever their log of changes still says of the forgotten."""
        there = set(previous(snapshot)["events"]["event_id"].to_pylist())

        def change(tables: Tables) -> Tables:
            gone = there - set(tables["events"]["event_id"].to_pylist())
            rows = [row for row in tables["changes"].to_pylist() if row["event_id"] not in gone and row["old"] not in gone]
            if self.blot.both is not None:
                blot = blotter(self.blot.both)
                rows = [{**row, "old": blot(row["old"], None), "new": blot(row["new"], None)} for row in rows]
            return {**tables, "changes": pa.Table.from_pylist(rows, schema=tables["changes"].schema)}

        return change

    def reviewed(self, review: Review) -> bool:
        """Whether a review is of a report that goes."""
        return self.gone_report(review.report_id, review.content)

    def gone_report(self, id: str, content: str) -> bool:
        return id in self.reports or digest("content", content) in self.reports

    def goes(self, table: str, row: Record) -> bool:
        if table == "reports":
            return row["id"] in self.reports or digest("content", row["content_sha256"]) in self.reports
        if row["report_id"] in self.reports:
            return True
        if table == "places":
            return bool(self.blot.full and self.blot.full.search(row["text"]))
        ids = [id for role in NAMED for id in str(row.get(f"{role}_entity") or "").split("; ")]
        words = " ".join(str(row.get(f"{role}_text") or "") for role in NAMED)
        return bool(self.entities.intersection(ids)) or bool(self.blot.full and self.blot.full.search(words))

    def blackened(self, table: str, row: Record) -> Record:
        found = self.black.get(row["id" if table == "reports" else "report_id"])
        if found is None:
            return row
        blot = blotter(found)
        if table == "reports":
            row = {**row, "author": blot(row["author"], None)}
        elif "record" in row:
            record = json.loads(row["record"])
            if record.get("place") and found.search(f"{record['place']['text']} {record['place']['name']}"):
                record["place"] = None
            record["why"] = [blot(why, None) for why in record.get("why", ())]
            row = {**row, "record": json.dumps(record, ensure_ascii=False)}
        return changed(table, row, blot)
