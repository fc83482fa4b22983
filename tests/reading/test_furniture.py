"""What a file carries beside its prose becomes fields and marked spans; the text stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading.furniture import date_of_name, lay_out, patterns
from dragoman.text.parser import body_blocks

Read = Callable[..., tuple[list[Report], list[Failure]]]


def one(found: tuple[list[Report], list[Failure]]) -> Report:
    (report,) = found[0]
    return report


def kinds(report: Report) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in report.furniture:
        if item.kind != "mark":
            found.setdefault(item.kind, []).append(item.span.of(report.text))
    return found


def test_markdown_with_all_its_furniture(reading: Read, samples: Path) -> None:
    report = one(reading("harbour.md"))
    assert report.text == (samples / "harbour.md").read_text(encoding="utf8")
    assert report.title == "Harbour Talks End Without a Deal"
    assert (report.published, report.published_origin) == (dt.date(2024, 3, 5), "byline")
    assert (report.agency, report.author) == ("Marlow Wire", "")
    assert report.url == "https://www.marlow-wire.example.org/2024/03/05/harbour-talks"
    assert report.outlet == "marlow-wire.example.org"
    assert report.rights == "Written for the tests of Dragoman."
    assert [caption.of(report.text) for caption in report.captions] == ["Fishing boats wait outside the harbour of Split before the talks. "]
    assert kinds(report) == {
        "heading": ["# Harbour Talks End Without a Deal"],
        "byline": ["By [Marlow Wire](#)"],
        "date": ["March 5, 2024"],
        "credit": ["**Ana Horvat / Marlow Wire**"],
        "subheading": ["## Background"],
        "button": ["Read more: The bay in ten maps"],
        "rights": ["Written for the tests of Dragoman."],
        "footer": ["Original url:", "<https://www.marlow-wire.example.org/2024/03/05/harbour-talks>"],
    }


def test_parser_sees_prose_only(reading: Read) -> None:
    report = one(reading("harbour.md"))
    assert [block.plain for block in body_blocks(report)] == [
        "Fishing boats wait outside the harbour of Split before the talks.",
        "Croatia hosted Slovenian officials on Tuesday for talks on the shared bay. The two countries have argued about it since 1991.",
        "The Croatian foreign minister said that the talks would go on, and that nobody expected a quick agreement.",
        "Slovenia took the case to a court in 2009.",
    ]


def test_header_lines_without_empty_lines_between(reading: Read) -> None:
    report = one(reading("packed.md"))
    assert (report.title, report.author, report.published) == ("Senators Visit Oslo", "Ida Berg", dt.date(2024, 3, 5))
    assert [block.plain for block in body_blocks(report)] == ["American senators visited Oslo on Tuesday."]


def test_front_matter(reading: Read) -> None:
    report = one(reading("front.md"))
    assert (report.title, report.published, report.published_origin) == ("Ministers Meet in Riga", dt.date(2024, 3, 5), "metadata")
    assert (report.outlet, report.author, report.url) == ("Baltic Sample Post", "Janis Sample", "https://example.org/riga")
    assert [block.plain for block in body_blocks(report)] == ["Estonia and Latvia held talks in Riga on Tuesday."]


def test_dateline_names_place_agency_and_day(reading: Read) -> None:
    report = one(reading("agency-2024-03-06.txt"))
    assert (report.title, report.dateline, report.agency) == ("Envoys Return From the Islands", "SUVA, Fiji", "Coral News Agency")
    assert (report.published, report.published_origin) == (dt.date(2024, 3, 6), "dateline")
    assert kinds(report)["dateline"] == ["SUVA, Fiji, March 6, 2024 (Coral News Agency) — "]
    assert report.rights == "© 2024 Coral News Agency"
    assert [block.plain for block in body_blocks(report)] == ["Envoys of Fiji and Tonga met in Suva on Wednesday."]


def test_windows_line_ends(reading: Read, samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "crlf.md"
    path.write_bytes((samples / "harbour.md").read_bytes().replace(b"\n", b"\r\n"))
    report, unix = one(reading(path)), one(reading("harbour.md"))
    assert (report.title, report.agency, report.published, report.url) == (unix.title, unix.agency, unix.published, unix.url)
    assert [block.plain for block in body_blocks(report)] == [block.plain for block in body_blocks(unix)]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("March 5, 2024", dt.date(2024, 3, 5)),
        ("Tuesday, 5 March 2024", dt.date(2024, 3, 5)),
        ("Published: Sept. 29, 2023, 14:05 GMT", dt.date(2023, 9, 29)),
        ("1st of May 2022", dt.date(2022, 5, 1)),
        ("2024-03-05T10:00:00Z", dt.date(2024, 3, 5)),
        ("March 5", None),
        ("3/4/2024", None),
        ("February 30, 2024", None),
        ("3 hours ago", None),
        ("March 5, 2024 was a cold day in the capital, and nobody came.", None),
        ("May 2024 Bulletin", None),
    ],
)
def test_date_lines(knowledge: Knowledge, line: str, date: dt.date | None) -> None:
    assert patterns(knowledge).whole_date(line) == date


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("kazan-2023-09-29.txt", dt.date(2023, 9, 29)),
        ("20230929_talks.md", dt.date(2023, 9, 29)),
        ("report-2023-02-30.txt", None),
        ("report-2023.txt", None),
        ("1202309291.txt", None),
    ],
)
def test_dates_in_names(name: str, date: dt.date | None) -> None:
    assert date_of_name(name) == date


@pytest.mark.parametrize(
    "prose",
    [
        "By noon the envoys had left the capital of Norway.",
        "From Paris the minister travelled on to Rome.",
        "Share prices fell in Tokyo after the vote.",
        "Updated weapons were shown at the parade in Pyongyang.",
        "Related talks in Geneva broke down.",
        "Published figures say otherwise, the ministry in Quito said.",
        "Copyright law divides Hungary and Austria.",
        "Sources in Tirana denied it.",
        "The minister told a photo: agency journalist to leave the hall in Lagos, and the guards took him out.",
    ],
)
def test_prose_is_no_furniture(knowledge: Knowledge, prose: str) -> None:
    found = lay_out(f"A title of the report\n\n{prose}\n\nMore followed.", patterns(knowledge))
    assert [f.kind for f in found.furniture] == ["heading"]
    assert found.captions == []


def test_first_sentence_is_no_title(knowledge: Knowledge) -> None:
    layout = lay_out("Chad closed its border with Sudan.\n\nThe army sent troops.", patterns(knowledge))
    assert (layout.title, layout.furniture) == ("", [])


def test_a_single_line_is_text_not_title(knowledge: Knowledge) -> None:
    layout = lay_out("Chad closes border with Sudan", patterns(knowledge))
    assert (layout.title, layout.furniture) == ("", [])
