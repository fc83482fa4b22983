"""What is written out: records, flat rows, tables, pages."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import dragoman
from dragoman.errors import UsageError
from dragoman.exports import flat
from dragoman.exports.page import page
from dragoman.exports.records import MASK, claim_record, claim_records
from dragoman.exports.terminal import harmless, span
from dragoman.exports.writers import CsvWriter, JsonlWriter, ParquetWriter, open_writer, safe
from dragoman.model import (
    Attribution,
    Claim,
    Coding,
    Field,
    Interval,
    Located,
    Magnitude,
    Modality,
    Party,
    Place,
    Range,
    Recency,
    Report,
    Span,
    Text,
)

BODY = "By [A. Wire](#)\n\nGhana said on Friday that it had sent 20 doctors & nurses to <Lomé>.\n\nJohn Doe, a shopkeeper, thanked Ghana."
FRIDAY = dt.date(2024, 3, 8)


def words(found: str) -> Span:
    start = BODY.index(found)
    return Span(start, start + len(found))


def party(found: str, **known: object) -> Party:
    return Party(words(found), found, **known)  # type: ignore[arg-type]


GHANA = party("Ghana", entity="ghana", name="Ghana", wikidata="Q117", country="GHA", sector="GOV")
JOHN = party("John Doe", name="John Doe", country="TGO", sector="CVL", private=True)


def claim(**changed: object) -> Claim:
    made = Claim(
        id="c1", report_id="r1", field=Field.TEXT, event_type="AID", mode="military", contexts=("health", "diplomatic"),
        quad_category="MATERIAL COOPERATION", intensity=8.0, cameo="07", trigger=words("sent"), trigger_text="sent",
        actors=(GHANA,), recipients=(JOHN,), date=Interval(FRIDAY, FRIDAY, "day", "relative"), date_text="on Friday",
        place=Located(words("Lomé"), "Lomé", Place("Lomé", 2365267, "TGO", "24", 6.13, 1.22, "city")),
        recency=Recency.NEWS, modality=Modality.ASSERTED,
        attribution=Attribution(GHANA, words("said"), (words("it had sent"),), quoted=False, medium="on the radio", statement="s1"),
        magnitude=Magnitude(size=Range(20, None, "at least 20")), confidence=0.83333, coder="rules", rule="aid-send", sentence=0,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


REPORT = Report(
    id="r1",
    text=BODY,
    title="Ghana <b>helps</b>",
    published=FRIDAY,
    outlet="A & B",
    captions=(words("John Doe, a shopkeeper, thanked Ghana."),),
)


def coding(*claims: Claim, report: Report = REPORT) -> Coding:
    return Coding(report, None, Text(report.text, (), (), ()), claims, (), (), ())


def test_record_has_the_fields_of_the_contract() -> None:
    record = claim_record(claim(), REPORT, mask=False)
    assert list(record) == [
        "id", "report_id", "event_type", "mode", "contexts", "quad_category", "intensity", "cameo", "trigger", "actor", "recipient", "date",
        "place", "recency", "modality", "attribution", "magnitude", "field", "confidence", "coder", "rule", "why",
    ]  # fmt: skip
    assert record["trigger"] == {"start": words("sent").start, "end": words("sent").end, "text": "sent"}
    assert record["date"] == {
        "start": "2024-03-08", "end": "2024-03-08", "granularity": "day", "basis": "relative", "ongoing": False, "text": "on Friday",
    }  # fmt: skip
    assert record["attribution"]["cue"]["text"] == "said"
    assert record["magnitude"] == {"killed": None, "injured": None, "size": {"low": 20, "high": None, "text": "at least 20"}}
    assert record["confidence"] == 0.8333
    assert json.loads(json.dumps(record)) == record


def test_private_persons_are_masked_unless_asked_for() -> None:
    assert claim_record(claim(), REPORT)["recipient"][0]["text"] == MASK
    assert "John Doe" not in json.dumps(claim_record(claim(), REPORT)["recipient"])
    assert claim_record(claim(), REPORT, mask=False)["recipient"][0]["name"] == "John Doe"


def test_unknown_stays_empty() -> None:
    record = claim_record(claim(place=None, attribution=None, date=Interval(None, None), magnitude=Magnitude(), actors=()), REPORT)
    assert (record["place"], record["attribution"], record["actor"]) == (None, None, [])
    assert (record["date"]["start"], record["date"]["end"]) == ("", "")
    row = flat.row(record)
    assert set(row) == set(flat.SCHEMA.names)
    assert (row["place"], row["latitude"], row["quoted"], row["speaker_country"], row["size_low"]) == ("", None, None, "", None)


def test_flat_row_joins_several_parties() -> None:
    row = flat.row(claim_record(claim(actors=(GHANA, party("Lomé", country="TGO", sector="GOV"))), REPORT))
    assert (row["actor_text"], row["actor_country"], row["contexts"]) == ("Ghana; Lomé", "GHA; TGO", "health; diplomatic")
    assert (row["size_low"], row["size_high"], row["size_text"]) == (20, None, "at least 20")


def test_writers_stream_the_same_claims(tmp_path: Path) -> None:
    records = claim_records(coding(claim(), claim(id="c2", place=None)))
    lines, rows, table = io.StringIO(), io.StringIO(), io.BytesIO()
    for writer in (JsonlWriter(lines), CsvWriter(rows), ParquetWriter(table)):
        writer.write(records[:1])
        writer.write(records[1:])
        writer.close()
    assert [json.loads(line) for line in lines.getvalue().splitlines()] == records
    assert rows.getvalue().splitlines()[0] == ",".join(flat.SCHEMA.names)
    assert len(rows.getvalue().splitlines()) == 3
    assert pq.read_table(table).column("id").to_pylist() == ["c1", "c2"]


@pytest.mark.parametrize(("cell", "written"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-5 %", "'-5 %"), ("Ghana", "Ghana"), (-5, -5), ("", "")])
def test_spreadsheets_run_no_cell(cell: object, written: object) -> None:
    assert safe(cell) == written


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        open_writer("csv", str(tmp_path / "no" / "claims.csv"))


@pytest.mark.parametrize(
    ("start", "end", "granularity", "shown"),
    [
        ("2024-03-08", "2024-03-08", "day", "2024-03-08"),
        ("2024-03-01", "2024-03-31", "month", "2024-03"),
        ("2024-01-01", "2024-12-31", "year", "2024"),
        ("2024-03-04", "2024-03-10", "week", "2024-03-04 – 2024-03-10"),
        ("", "2024-03-10", "", "… – 2024-03-10"),
        ("", "", "", "unknown"),
    ],
)
def test_intervals_as_people_write_them(start: str, end: str, granularity: str, shown: str) -> None:
    assert span({"start": start, "end": end, "granularity": granularity}) == shown


def test_harmless_keeps_what_scripts_need() -> None:
    assert harmless("a\x1b[0m\u202eb\u200cc\nd") == "a [0m b\u200cc\nd"


def test_page_marks_words_and_escapes_the_report() -> None:
    shown = page([coding(claim())], "Title & more")
    assert '<mark class="trigger mc">sent<sup><a href="#r1c1" aria-label="claim 1">1</a></sup></mark>' in shown
    assert '<mark class="actor">Ghana</mark> <mark class="cue">said</mark>' in shown
    assert "doctors &amp; nurses to &lt;<mark" in shown
    assert "Ghana &lt;b&gt;helps&lt;/b&gt;" in shown
    assert "A &amp; B" in shown
    assert '<p class="caption"><mark class="recipient">John Doe</mark>' in shown
    assert 'id="r1c1"' in shown
    assert "<b>helps" not in shown


def test_page_without_claims_says_so() -> None:
    assert "No claim was coded in this report." in page([coding()], "T")


def test_page_fetches_and_runs_nothing() -> None:
    shown = page([coding(claim())], "T")
    assert "default-src 'none'" in shown
    assert not any(word in shown for word in ("<script", "http://", "https://", "url(", "@import"))


def test_arrow_of_claims_and_of_codings() -> None:
    alone = dragoman.to_arrow([claim()], mask=False)
    with_text = dragoman.to_arrow([claim()], BODY, mask=False)
    whole = dragoman.to_arrow([coding(claim())], mask=False)
    assert alone.schema == flat.SCHEMA
    assert with_text == whole
    assert alone.column("trigger").to_pylist() == ["sent"]
    assert (alone.column("cue").to_pylist(), whole.column("cue").to_pylist()) == ([""], ["said"])


def test_pandas_frame_has_a_row_a_claim() -> None:
    frame = dragoman.to_pandas([claim(), claim(id="c2")])
    assert frame["id"].tolist() == ["c1", "c2"]
    assert frame.loc[0, "recipient_text"] == MASK
    assert dragoman.to_pandas([]).columns.tolist() == flat.SCHEMA.names
