"""What a sample is drawn from: the sentences of a run, those in which something was coded and those in which nothing was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.engine import open_views
from dragoman.store.manifest import Snapshot
from dragoman.store.rows import report_of
from dragoman.text import parse_reports

EMPTY = "no claim"  # the stratum of sentences in which nothing was coded
FEWEST_WORDS = 3  # less is no sentence of prose: a stray mark, a page number, a name alone
AT_ONCE = 200  # reports whose texts are in memory at once


@dataclass(frozen=True, slots=True)
class Coded:
    """What of a claim matters for drawing: id, start of its trigger, type, confidence."""

    id: str
    trigger: int
    event_type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report's text or captions (titles are no part of it), with what was coded in it."""

    report_id: str
    field: str
    start: int
    end: int
    outlet: str = ""
    claims: tuple[Coded, ...] = ()

    @property
    def key(self) -> tuple[str, int, int]:
        return self.report_id, self.start, self.end


@dataclass
class Source:
    """A run of a snapshot, open for questions. Close it when done.

    Attributes:
        run: id of the run. outlets: outlet by report, for all current English reports the run coded, in the order of their ids.
        contents: SHA-256 of the words by report.
    """

    snapshot: Snapshot
    run: str
    connection: Any
    outlets: dict[str, str]
    contents: dict[str, str]

    def close(self) -> None:
        self.connection.close()


def source(snapshot: Snapshot, run: str = "last") -> Source:
    """Raises UsageError for a run that there is not, or a store without words; StoreError."""
    if not snapshot.words:
        raise UsageError("this store keeps no words, and coders must read them", str(snapshot.folder), "put them back with: dragoman restore")
    id = snapshot.find_run(run)
    connection = open_views(snapshot, id, tables=("claims", "reports"))
    coded = {name for name, by in snapshot.coded if by == id}
    paths = [str(snapshot.path(segment).resolve()) for name, segment in snapshot.reports.items() if name in coded]
    found = connection.execute(
        "SELECT id, coalesce(outlet, ''), content_sha256 FROM reports WHERE coalesce(language, '') IN ('', 'en') AND id IN "
        "(SELECT id FROM read_parquet(?, hive_partitioning = false)) ORDER BY id",
        [paths],
    ).fetchall()
    return Source(snapshot, id, connection, {row[0]: row[1] for row in found}, {row[0]: row[2] for row in found})


def with_claims(given: Source) -> list[Sentence]:
    """All sentences in which the run coded something, in the order of reports and text."""
    rows = given.connection.execute(
        "SELECT report_id, field, sentence_start, sentence_end, id, trigger_start, event_type, confidence FROM claims "
        "WHERE field <> 'title' ORDER BY report_id, sentence_start, sentence_end, trigger_start, id"
    ).fetchall()
    found: dict[tuple[str, int, int], list[Any]] = {}
    for report_id, field, start, end, *claim in rows:
        if report_id in given.outlets:
            found.setdefault((report_id, start, end), [field]).append(Coded(*claim))
    return [Sentence(key[0], field, key[1], key[2], given.outlets[key[0]], tuple(claims)) for key, (field, *claims) in found.items()]


def without_claims(given: Source, full: Sequence[Sentence], reports: Iterable[str]) -> Iterator[Sentence]:
    """The sentences of some reports in which the run coded nothing. The text is parsed for that, streaming."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for sentence in full:
        taken.setdefault(sentence.report_id, []).append((sentence.start, sentence.end))
    wanted = list(reports)
    for first in range(0, len(wanted), AT_ONCE):
        rows = texts(given, wanted[first : first + AT_ONCE])
        for report, _, body in parse_reports(report_of(rows[id]) for id in wanted[first : first + AT_ONCE]):
            for found in body.sentences:
                start, end = found.span.start, found.span.end
                prose = sum(any(map(str.isalpha, token.text)) for token in body.tokens[found.first : found.last]) >= FEWEST_WORDS
                if prose and not any(a < end and start < b for a, b in taken.get(report.id, ())):
                    yield Sentence(report.id, str(found.field), start, end, given.outlets[report.id])


def texts(given: Source, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Rows of reports by their ids."""
    cursor = given.connection.execute("SELECT * FROM reports WHERE id IN (SELECT unnest(?))", [list(ids)])
    columns = [column[0] for column in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {row["id"]: row for row in rows}


def records(given: Source, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The claims of reports as records, titles left out, by report, in the order of the text."""
    rows = given.connection.execute(
        "SELECT report_id, record FROM claims WHERE field <> 'title' AND report_id IN (SELECT unnest(?)) ORDER BY report_id, trigger_start, id",
        [sorted(set(ids))],
    ).fetchall()
    found: dict[str, list[dict[str, Any]]] = {}
    for report_id, record in rows:
        found.setdefault(report_id, []).append(json.loads(record))
    return found


def rarest(sentence: Sentence, counts: Mapping[str, int]) -> str:
    """The event type of a sentence's claims that is rarest in the run; "" where nothing was coded."""
    return min((claim.event_type for claim in sentence.claims), key=lambda name: (counts[name], name), default="")


def type_counts(full: Iterable[Sentence]) -> Counter[str]:
    return Counter(claim.event_type for sentence in full for claim in sentence.claims)
