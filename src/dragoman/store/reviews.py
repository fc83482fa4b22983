"""What people say of claims they looked at, in the store's `people.sqlite`. Nothing that was coded is ever changed by it.

A review is kept by the report's words (their hash, and the report's id), the field and the span of the trigger, not by the claim's id: so it
finds its words again when a report is coded anew and its claims bear other ids. Every saving adds a row; the newest of a place counts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.people import NAME, has_table, opened, reading

RIGHT, WRONG, CORRECTED, TAKEN_BACK = "right", "wrong", "corrected", "taken back"
VERDICTS = (RIGHT, CORRECTED, WRONG, TAKEN_BACK)
LONGEST_NOTE, LONGEST_NAME = 2_000, 80
COLUMNS = "content, report_id, field, first, last, verdict, coded, fixed, reviewer, note, made, claim_id"
TABLE = f"""CREATE TABLE IF NOT EXISTS reviews (
  number INTEGER PRIMARY KEY AUTOINCREMENT, {COLUMNS.replace(",", " NOT NULL,")} NOT NULL)"""


@dataclass(frozen=True)
class Review:
    """What one person said of one claim.

    Attributes:
        content: SHA-256 of the report's words (`reports.content_sha256`). report_id: its id in this store.
        field, start, end: where the trigger stands.
        verdict: right, wrong (there is no such event), corrected, or taken back.
        coded: the claim as it was coded then, in the fields of gold (store.gold). fixed: those that are wrong, with their right values; None
            where the reviewer says that it is wrong and not what is right.
        claim_id: the claim's id then.
    """

    content: str
    report_id: str
    field: str
    start: int
    end: int
    verdict: str
    coded: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    fixed: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    reviewer: str = ""
    note: str = ""
    made: str = ""
    claim_id: str = ""

    @property
    def place(self) -> tuple[str, str, int, int]:
        return self.content, self.field, self.start, self.end

    @property
    def values(self) -> dict[str, Any]:
        """The claim as the reviewer wants it."""
        return {**self.coded, **self.fixed}


def save(folder: Path, review: Review, instead: Review | None = None) -> Review:
    """Add a review, dated now; `instead` is one of the same claim at other words that it replaces. Raises UsageError, StoreError."""
    if review.verdict not in VERDICTS:
        raise UsageError(f"there is no verdict {review.verdict[:20]!r}", "verdict", f"say {', '.join(VERDICTS)}")
    if len(review.note) > LONGEST_NOTE or len(review.reviewer) > LONGEST_NAME:
        raise UsageError("too long", "note or reviewer", f"at most {LONGEST_NOTE} characters of note and {LONGEST_NAME} of name")
    made = replace(review, made=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    rows = [made]
    if instead is not None and instead.place != made.place:
        rows.insert(0, replace(instead, verdict=TAKEN_BACK, made=made.made, reviewer=made.reviewer))
    with opened(folder) as connection:
        connection.execute(TABLE)
        connection.executemany(f"INSERT INTO reviews ({COLUMNS}) VALUES ({', '.join('?' * 12)})", map(row_of, rows))
    return made


def row_of(review: Review) -> tuple[Any, ...]:
    said = (json.dumps(dict(values), ensure_ascii=False) for values in (review.coded, review.fixed))
    where = (review.content, review.report_id, review.field, review.start, review.end)
    return (*where, review.verdict, *said, review.reviewer, review.note, review.made, review.claim_id)


def history(folder: Path) -> list[Review]:
    """All that was ever saved, oldest first; nothing where nobody has reviewed."""
    if not (folder / NAME).is_file():
        return []
    with reading(folder) as connection:
        rows = connection.execute(f"SELECT {COLUMNS} FROM reviews ORDER BY number").fetchall() if has_table(connection, "reviews") else []
    return [review_of(row) for row in rows]


def review_of(row: Sequence[Any]) -> Review:
    content, report_id, field, start, end, verdict, coded, fixed, *rest = row
    return Review(content, report_id, field, start, end, verdict, json.loads(coded), json.loads(fixed), *rest)


def latest(folder: Path) -> int:
    """A number that is another when something was saved or forgotten; 0 where nobody has reviewed."""
    if not (folder / NAME).is_file():
        return 0
    with reading(folder) as connection:
        if not has_table(connection, "reviews"):
            return 0
        found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'reviews'").fetchone()
        (left,) = connection.execute("SELECT count(*) FROM reviews").fetchone()
    return int(found[0]) * 1_000_003 + int(left) if found else 0  # forgetting takes rows away and leaves the sequence


def current(reviews: Iterable[Review]) -> list[Review]:
    """The newest review of every place that was not taken back, oldest first."""
    newest: dict[tuple[str, str, int, int], Review] = {}
    for review in reviews:
        newest.pop(review.place, None)
        newest[review.place] = review
    return [review for review in newest.values() if review.verdict != TAKEN_BACK]


Claim = Mapping[str, Any]  # with id, report_id, content (hash of the report's words), field, trigger_start, trigger_end, event_type


def attach(claims: Iterable[Claim], reviews: Iterable[Review]) -> tuple[dict[str, Review], list[Review]]:
    """Which review belongs to which claim (by its id), and those whose words nothing is coded of any more.

    Of several that overlap, the one of the same claim comes first, then the same span, then the same type, then the most words in common.
    """
    there = list(claims)
    by_place: dict[tuple[str, str], list[Claim]] = {}
    for claim in there:
        by_place.setdefault((claim["content"], claim["field"]), []).append(claim)
        by_place.setdefault((claim["report_id"], claim["field"]), []).append(claim)
    all_reviews = list(reviews)
    pairs = []
    for number, review in enumerate(all_reviews):
        near = by_place.get((review.report_id, review.field)) or by_place.get((review.content, review.field)) or []
        for claim in near:
            common = min(review.end, claim["trigger_end"]) - max(review.start, claim["trigger_start"])
            if common > 0:
                pairs.append((fit(claim, review, common), number, claim["id"]))
    taken: dict[str, Review] = {}
    used: set[int] = set()
    for _, number, id in sorted(pairs):
        if id not in taken and number not in used:
            taken[id] = all_reviews[number]
            used.add(number)
    return taken, [review for number, review in enumerate(all_reviews) if number not in used]


def fit(claim: Claim, review: Review, common: int) -> tuple[bool, bool, bool, int]:
    """How well a review fits a claim whose trigger overlaps: smaller is better."""
    same_span = (claim["trigger_start"], claim["trigger_end"]) == (review.start, review.end)
    same_type = claim["event_type"] in {review.coded.get("event_type"), review.fixed.get("event_type")}
    return claim["id"] != review.claim_id, not same_span, not same_type, -common


def forget(folder: Path, gone: Callable[[Review], bool], blot: Callable[[str], str]) -> None:
    """Take out reviews of reports that are forgotten, and black out names in what reviewers wrote."""
    if not latest(folder):
        return
    with opened(folder) as connection:
        rows = connection.execute(f"SELECT number, {COLUMNS} FROM reviews").fetchall()
        for number, *row in rows:
            clean = (blot(row[9]), blot(row[6]), blot(row[7]))
            if gone(review_of(row)):
                connection.execute("DELETE FROM reviews WHERE number = ?", (number,))
            elif clean != (row[9], row[6], row[7]):
                connection.execute("UPDATE reviews SET note = ?, coded = ?, fixed = ? WHERE number = ?", (*clean, number))
