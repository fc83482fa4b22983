"""Which reports a store has: the same again is nothing new, another text at the same URL or a corrected date is a revision.

The index is a DuckDB table in memory, about a hundred bytes a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from dragoman.model import Report, digest
from dragoman.store.engine import connect, scan
from dragoman.store.manifest import Snapshot
from dragoman.store.people import Tombstone
from dragoman.store.rows import content_hash

LENGTH = 16  # of the hashes kept
AT_ONCE = 64  # reports looked up together
COLUMNS = "id, url, outlet, content, published"
NO_CORRECTION = frozenset({"feed"})  # origins of a date that corrects none: feeds bump the day of an entry whose words are the same


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a report of the store: `content` is the start of the hash of its words, `published` an ISO day or ""."""

    id: str
    url: str
    outlet: str
    content: str
    published: str

    @classmethod
    def of(cls, report: Report) -> Version:
        day = report.published.isoformat() if report.published else ""
        return cls(report.id, report.url, report.outlet, content_hash(report.title, report.text)[:LENGTH], day)

    def same_report(self, other: Version) -> bool:
        """Whether both are versions of one report: at one URL; or the same words under one id, or of one outlet where neither has a URL."""
        if self.url and self.url == other.url:
            return True
        return self.content == other.content and (self.id == other.id or (self.outlet == other.outlet and not self.url and not other.url))


class Known:
    """The reports of a snapshot, and those placed since.

    `counts` says what became of the reports given: new, revision, same, forgotten, renamed (an id that another report bears).
    """

    def __init__(self, snapshot: Snapshot, tombstones: Iterable[Tombstone]) -> None:
        self.counts: Counter[str] = Counter()
        self.forgotten = {t.target for t in tombstones if t.kind == "report"}
        self.connection = connect()
        self.connection.execute("CREATE TABLE known (id VARCHAR, url VARCHAR, outlet VARCHAR, content VARCHAR, published VARCHAR)")
        source = scan("reports", [snapshot.path(segment) for segment in snapshot.reports.values()], False)
        self.connection.execute(f"INSERT INTO known SELECT id, url, outlet, left(content_sha256, {LENGTH}), published FROM ({source})")

    def new(self, reports: Iterable[Report]) -> Iterator[Report]:
        """Those of a stream of reports that are to be added."""
        stream = iter(reports)
        while batch := list(islice(stream, AT_ONCE)):
            yield from self.place(batch)

    def place(self, reports: Sequence[Report]) -> list[Report]:
        """Those of the reports that are to be added, in order, revisions marked as such."""
        asked = [Version.of(report) for report in reports]
        query = (
            f"SELECT {COLUMNS} FROM known WHERE id IN (SELECT unnest(?)) OR url IN (SELECT unnest(?)) "
            "OR (url = '' AND content IN (SELECT unnest(?))) ORDER BY rowid"
        )
        given = [[v.id for v in asked], [v.url for v in asked if v.url], [v.content for v in asked if not v.url]]
        here = Versions(Version(*row) for row in self.connection.execute(query, given).fetchall())
        placed = []
        for report in reports:
            made = self.decide(report, here)
            if made is not None:
                here.add(Version.of(made))
                placed.append(made)
        if placed:
            rows = [(v.id, v.url, v.outlet, v.content, v.published) for v in map(Version.of, placed)]
            self.connection.executemany("INSERT INTO known VALUES (?, ?, ?, ?, ?)", rows)
        return placed

    def decide(self, report: Report, here: Versions) -> Report | None:
        """The report as it is to be added; None when it is not."""
        given = Version.of(report)
        if report.id in self.forgotten or digest("content", content_hash(report.title, report.text)) in self.forgotten:
            self.counts["forgotten"] += 1
            return None
        earlier = here.of(given)
        words = [version for version in earlier if version.content == given.content]
        redated = bool(given.published) and report.published_origin not in NO_CORRECTION
        if words and not (redated and all(version.published != given.published for version in words)):
            self.counts["same"] += 1
            return None
        if report.id in here.ids:  # given ids need not be unique over sources and versions
            day = [given.published] if words else []
            report = replace(report, id=digest(report.id, report.outlet, report.url, given.content, *day))
            if report.id in here.ids:
                self.counts["same"] += 1
                return None
            if not earlier:
                self.counts["renamed"] += 1
        if earlier:
            self.counts["revision"] += 1
            return replace(report, revises=earlier[-1].id)
        self.counts["new"] += 1
        return report


class Versions:
    """Versions of reports that may be those of the reports at hand, oldest first."""

    def __init__(self, found: Iterable[Version]) -> None:
        self.ids: set[str] = set()
        self.by_url: dict[str, list[Version]] = {}
        self.by_content: dict[str, list[Version]] = {}
        self.order: dict[str, int] = {}
        for version in found:
            self.add(version)

    def add(self, version: Version) -> None:
        self.order[version.id] = len(self.order)
        self.ids.add(version.id)
        if version.url:
            self.by_url.setdefault(version.url, []).append(version)
        self.by_content.setdefault(version.content, []).append(version)

    def of(self, given: Version) -> list[Version]:
        """The versions of one report, oldest first."""
        near = {v.id: v for v in (*self.by_url.get(given.url, ()), *self.by_content.get(given.content, ())) if v.same_report(given)}
        return sorted(near.values(), key=lambda version: self.order[version.id])
