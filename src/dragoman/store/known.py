"""Which reports a store has: the same again is nothing new, another text at the same URL is a revision.

The index is a DuckDB table in memory, about a hundred bytes a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from dragoman.model import Report, digest
from dragoman.store.engine import connect, scan
from dragoman.store.manifest import Snapshot
from dragoman.store.people import Tombstone
from dragoman.store.rows import content_hash

LENGTH = 16  # of the hashes kept
AT_ONCE = 64  # reports looked up together


class Known:
    """The reports of a snapshot, and those placed since.

    `counts` says what became of the reports given: new, revision, same, forgotten, renamed (an id that another report bears).
    """

    def __init__(self, snapshot: Snapshot, tombstones: Iterable[Tombstone]) -> None:
        self.counts: Counter[str] = Counter()
        self.forgotten = {t.target for t in tombstones if t.kind == "report"}
        self.connection = connect()
        self.connection.execute("CREATE TABLE known (id VARCHAR, url VARCHAR, content VARCHAR)")
        source = scan("reports", [snapshot.path(segment) for segment in snapshot.reports.values()], False)
        self.connection.execute(f"INSERT INTO known SELECT id, url, left(content_sha256, {LENGTH}) FROM ({source})")

    def new(self, reports: Iterable[Report]) -> Iterator[Report]:
        """Those of a stream of reports that are to be added."""
        stream = iter(reports)
        while batch := list(islice(stream, AT_ONCE)):
            yield from self.place(batch)

    def place(self, reports: Sequence[Report]) -> list[Report]:
        """Those of the reports that are to be added, in order, revisions marked as such."""
        query = "SELECT id, url, content FROM known WHERE id IN (SELECT unnest(?)) OR url IN (SELECT unnest(?)) ORDER BY rowid"
        given = [[report.id for report in reports], [report.url for report in reports if report.url]]
        ids: dict[str, str] = {}
        at: dict[str, dict[str, str]] = {}  # URL → content → id, oldest first
        for id, url, content in self.connection.execute(query, given).fetchall():
            ids[id] = content
            at.setdefault(url, {})[content] = id
        placed = []
        for report in reports:
            made = self.decide(report, ids, at.get(report.url, {}) if report.url else {})
            if made is not None:
                content = content_hash(made.title, made.text)[:LENGTH]
                ids[made.id] = content
                at.setdefault(made.url, {})[content] = made.id
                placed.append(made)
        if placed:
            rows = [(r.id, r.url, content_hash(r.title, r.text)[:LENGTH]) for r in placed]
            self.connection.executemany("INSERT INTO known VALUES (?, ?, ?)", rows)
        return placed

    def decide(self, report: Report, ids: dict[str, str], here: dict[str, str]) -> Report | None:
        """The report as it is to be added; None when it is not. `here`: what is known at its URL, content → id, oldest first."""
        content = content_hash(report.title, report.text)[:LENGTH]
        if report.id in self.forgotten or digest("content", content_hash(report.title, report.text)) in self.forgotten:
            self.counts["forgotten"] += 1
            return None
        if content in here or ids.get(report.id) == content:
            self.counts["same"] += 1
            return None
        if report.id in ids:  # given ids need not be unique over sources and versions
            report = replace(report, id=digest(report.id, report.outlet, report.url, content))
            if report.id in ids:
                self.counts["same"] += 1
                return None
            if not here:
                self.counts["renamed"] += 1
        if here:
            self.counts["revision"] += 1
            return replace(report, revises=list(here.values())[-1])
        self.counts["new"] += 1
        return report
