"""Codings as rows of the store's tables, and reports as rows and back.

A claim's row is made from its record alone (`claim_row`), so that words can be taken out of a record and put back into it and the row
follows. For that, the stored record carries offsets for every piece of text: `text_start`/`text_end` beside a date's and a number's words,
`medium_start`/`medium_end` beside a medium, and the sentence.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.exports import flat
from dragoman.exports.records import claim_record, statement_record, toponym_record
from dragoman.model import Coding, Field, Furniture, Report, Span

PLAIN = (
    "id", "revises", "title", "text", "published_origin", "outlet", "agency", "author", "url", "language", "rights", "retrieved", "source",
    "dateline",
)  # fmt: skip
JOIN = flat.JOIN
Record = dict[str, Any]


def content_hash(title: str, text: str) -> str:
    """The SHA-256 by which words are recognised: of title, U+001F, text."""
    return hashlib.sha256(f"{title}\x1f{text}".encode()).hexdigest()


def report_row(report: Report) -> Record:
    return {
        **{name: getattr(report, name) for name in PLAIN},
        "published": report.published.isoformat() if report.published else "",
        "furniture": JOIN.join(f"{f.kind}:{f.span.start}-{f.span.end}" for f in report.furniture),
        "captions": JOIN.join(f"{c.start}-{c.end}" for c in report.captions),
        "characters": len(report.text),
        "content_sha256": content_hash(report.title, report.text),
    }


def report_of(row: Mapping[str, Any]) -> Report:
    """The report a row was made from."""
    furniture = [piece.rpartition(":") for piece in row["furniture"].split(JOIN) if piece]
    return Report(
        **{name: row[name] for name in PLAIN},
        published=dt.date.fromisoformat(row["published"]) if row["published"] else None,
        furniture=tuple(Furniture(kind, span_of(where)) for kind, _, where in furniture),
        captions=tuple(span_of(piece) for piece in row["captions"].split(JOIN) if piece),
    )


def span_of(written: str) -> Span:
    start, _, end = written.partition("-")
    return Span(int(start), int(end))


def coded_rows(coding: Coding, mask: bool) -> dict[str, list[Record]]:
    """The rows of claims, statements and places of one coding."""
    return {
        "claims": [claim_row(stored_claim(coding, number, mask)) for number in range(len(coding.claims))],
        "statements": [statement_row(stored_statement(coding, number, mask)) for number in range(len(coding.statements))],
        "places": [toponym_record(toponym, field, coding.report) for field, toponym in coding.toponyms],
    }


def stored_claim(coding: Coding, number: int, mask: bool) -> Record:
    """A claim's record with its sentence and the offsets of all its words."""
    claim = coding.claims[number]
    record = claim_record(claim, coding.report, mask)
    text = coding.title if claim.field is Field.TITLE and coding.title else coding.text
    content = text.content
    sentence = text.sentences[claim.sentence].span
    record["date"] |= located("text", claim.date_text, content, sentence)
    for value in record["magnitude"].values():
        if value:
            value |= located("text", value["text"], content, sentence)
    if record["attribution"]:
        record["attribution"] |= located("medium", record["attribution"]["medium"], content, sentence)
    record["sentence"] = {"start": sentence.start, "end": sentence.end, "text": sentence.of(content)}
    return record


def stored_statement(coding: Coding, number: int, mask: bool) -> Record:
    statement = coding.statements[number]
    record = statement_record(statement, coding.report, mask)
    content = coding.report.title if statement.field is Field.TITLE else coding.report.text
    return record | located("medium", statement.medium, content, statement.cue)


def located(name: str, words: str, content: str, near: Span) -> dict[str, int | None]:
    """Where words stand: from the start of `near` on, else anywhere; None for none and for words that the text does not have so."""
    start = content.find(words, near.start) if words else -1
    if words and start < 0:
        start = content.find(words)
    found = start >= 0
    return {f"{name}_start": start if found else None, f"{name}_end": start + len(words) if found else None}


def claim_row(record: Record) -> Record:
    """The row of a stored claim's record."""
    sentence = record["sentence"]
    return {
        **flat.row(record),
        "sentence": sentence["text"],
        "sentence_start": sentence["start"],
        "sentence_end": sentence["end"],
        "record": written(record),
    }


def statement_row(record: Record) -> Record:
    """The row of a stored statement's record."""
    content: Sequence[Record] = record["content"]
    return {
        **{name: record[name] for name in ("id", "report_id", "field", "kind", "medium", "position")},
        **flat.parties("speaker", [record["speaker"]] if record["speaker"] else []),
        "cue": record["cue"]["text"],
        "cue_start": record["cue"]["start"],
        "cue_end": record["cue"]["end"],
        "content": " … ".join(piece["text"] for piece in content).strip("… "),
        "content_start": content[0]["start"] if content else None,
        "content_end": content[-1]["end"] if content else None,
        **flat.parties("about", record["about"]),
        "record": written(record),
    }


def written(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
