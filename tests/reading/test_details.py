"""Dates, languages, columns, wraps, mails and encodings, each at its edges."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dragoman.errors import ReadingError, UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading.archive import read as archive_reader
from dragoman.reading.columns import columns_for, parse
from dragoman.reading.context import Context
from dragoman.reading.dates import date_of, date_of_url
from dragoman.reading.decoding import decode_marked
from dragoman.reading.furniture import patterns
from dragoman.reading.language import code_of
from dragoman.reading.markup import pieces_of
from dragoman.reading.table import read_parquet
from dragoman.reading.wrapping import paragraphs_of

Read = Callable[..., tuple[list[Report], list[Failure]]]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-03-07T23:30:00-05:00", "2024-03-07"), ("Thu, 07 Mar 2024 23:30:00 -0500", "2024-03-07"), ("20240307", "2024-03-07"),
        ("2024/3/7", "2024-03-07"), ("March 7, 2024", "2024-03-07"), (1709812800, "2024-03-07"), (1709812800000, "2024-03-07"),
        ("7.3.2024", "2024-03-07"), ("25/3/2024", "2024-03-25"), ("3/25/2024 10:00", "2024-03-25"), ("4/4/2024", "2024-04-04"),
        (dt.datetime(2024, 3, 7, 12), "2024-03-07"), (dt.date(2024, 3, 7), "2024-03-07"),
        ("3/7/2024", None), ("2024-02-30", None), ("yesterday", None), ("", None), (None, None), (17, None), (float("nan"), None), (True, None),
        ("2024-03-07 is the day on which it came out", None), ("10:30", None), (1e300, None),
    ],
)  # fmt: skip
def test_dates_as_files_write_them(knowledge: Knowledge, value: Any, date: str | None) -> None:
    assert date_of(value, patterns(knowledge)) == (dt.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://a.example/2024/03/07/talks", "2024-03-07"), ("https://a.example/news/2024-03-07-talks", "2024-03-07"),
        ("https://a.example/2024/mar/07/talks", "2024-03-07"), ("https://a.example/2024/03/talks", None),
        ("https://a.example/2024/13/07/talks", None), ("https://a.example/?d=/2024/03/07/", None), ("http://[", None),
    ],
)  # fmt: skip
def test_dates_in_addresses(url: str, date: str | None) -> None:
    assert date_of_url(url) == (dt.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize(
    ("given", "code"),
    [("en-US", "en"), ("eng", "en"), ("English", "en"), ("spanish", "es"), ("fr_FR", "fr"), ("x", ""), ("", ""), ("klingonish", "")],
)
def test_languages_as_files_name_them(given: str, code: str) -> None:
    assert code_of(given) == code


def test_the_text_tells_more_than_the_page(reading: Read, tmp_path: Path) -> None:
    """A page's template says English; its article is not. The other way round for a text in JSONL: its giver knows."""
    words = "Les ministres des deux pays se sont réunis mardi à Bamako pour parler de la frontière et du commerce."
    (tmp_path / "a-2024-01-01.html").write_text(f'<html lang="en"><body><article><p>{words}</p><p>{words} Encore.</p></article></body></html>')
    (report,), _ = reading(tmp_path / "a-2024-01-01.html", others=True)
    assert report.language == "fr"
    assert reading(tmp_path / "a-2024-01-01.html")[0] == []
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": words, "language": "en", "published": "2024-01-01"}))
    assert reading(tmp_path / "a.jsonl")[0][0].language == "en"


def test_columns_are_told_by_names_in_use(knowledge: Knowledge) -> None:
    context = Context(knowledge)
    assert columns_for(["Date Published", "Headline", "Article_Text", "Source Name", "x"], context) == {
        "text": "Article_Text", "title": "Headline", "published": "Date Published", "outlet": "Source Name",
    }  # fmt: skip
    assert columns_for(["text", "body", "title"], Context(knowledge, {"text": "body"}))["text"] == "body"
    assert "title" not in columns_for(["text", "title"], Context(knowledge, {"title": "heading"}))
    assert parse("text=body, date=day") == {"text": "body", "published": "day"}
    with pytest.raises(UsageError, match="does not say which column"):
        parse("text")


def test_wraps_are_undone(knowledge: Knowledge) -> None:
    text = (
        "The two govern-\nments signed the agree-\nment about the self-\ngoverning islands of the Indo-\nPacific today,\n\n"
        "and they said so.\n\nNew paragraph.\n- one item\n- an-\nother item"
    )
    assert paragraphs_of(text, patterns(knowledge)) == [
        "The two governments signed the agreement about the self-governing islands of the Indo-Pacific today, and they said so.",
        "New paragraph.\n- one item\n- another item",
    ]


def test_fragments_lose_buttons_and_keep_prose() -> None:
    markup = (
        "<p>Talks&nbsp;were <b>held</b> in<br>Oslo.</p><div class='social-share'>Share</div><ul><li>One</li><li>Two</li></ul>"
        "<p hidden>Unseen</p><p style='display: none'>Unseen</p><article class='share'>Kept.</article><table><tr><td>Cell</td></tr></table>"
    )
    found = [" ".join(piece.text.split()) for piece in pieces_of(markup)]
    assert found == ["Talks were held in Oslo.", "One", "Two", "Kept.", "Cell"]
    assert [piece.text for piece in pieces_of("One.\n\nTwo.")] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("<meta charset=windows-1251>Привет".encode("cp1251"), "", "<meta charset=windows-1251>Привет"),
        ("<p>Привет</p>".encode("koi8-r"), "koi8-r", "<p>Привет</p>"),
        ('<?xml encoding="iso-8859-1"?>“é”'.encode("cp1252"), "", '<?xml encoding="iso-8859-1"?>“é”'),
        ("<meta charset=iso-8859-1>é".encode(), "utf-8", "<meta charset=iso-8859-1>Ã©"),
        ("é plain".encode(), "no-such-charset", "é plain"),
        ("\ufeffé".encode(), "cp1252", "é"),
    ],
)
def test_encodings_that_are_named(content: bytes, charset: str, text: str) -> None:
    assert decode_marked(content, "a", charset).text == text


def test_state_feed_reads_completely(reading: Read) -> None:
    """The feed lies beside the project, not in it."""
    path = Path(__file__).parents[3] / "shared" / "reports" / "state-feed-2021-08.xml"
    if not path.is_file():
        pytest.skip("the feed is not here")
    reports, failures = reading(path)
    assert (len(reports), failures) == (10, [])
    assert [str(r.published) for r in reports] == ["2021-08-14"] * 2 + ["2021-08-13"] * 5 + ["2021-08-12"] * 3
    assert all(r.title and r.url.startswith("https://www.state.gov/") and r.published_origin == "feed" for r in reports)
    assert all(len(r.text) > 500 and not any(sign in r.text for sign in ("<p", "</", "&nbsp", "function(", "CDATA")) for r in reports)


def test_an_entry_of_an_archive_without_a_name_is_passed_over(knowledge: Knowledge) -> None:
    """The longer fuzz found it: a central directory whose name has shrunk to nothing."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x", "Norway sent envoys to Peru.")
        archive.writestr("report.txt", "Norway sent envoys to Peru on Monday, its foreign ministry said in Oslo.")
    content = bytearray(packed.getvalue())
    entry = content.index(b"PK\x01\x02")
    content[entry + 28], content[entry + 30] = 0, 1  # lengths of name and of the extra field behind it
    found = list(archive_reader(io.BytesIO(bytes(content)), "odd.zip", Context(knowledge)))
    assert [item.source for item in found if isinstance(item, Report)] == ["odd.zip/report.txt"]


def test_a_table_with_an_unknown_time_zone_is_damaged(knowledge: Knowledge) -> None:
    """The longer fuzz found it: "UTC" with one letter changed."""
    rows = {"text": ["Norway sent envoys to Peru."], "published": pa.array([0], pa.timestamp("s", tz="U4C"))}
    packed = io.BytesIO()
    pq.write_table(pa.table(rows), packed)
    with pytest.raises(ReadingError, match="damaged"):
        list(read_parquet(io.BytesIO(packed.getvalue()), "odd.parquet", Context(knowledge)))
