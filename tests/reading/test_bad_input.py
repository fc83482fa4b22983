"""Input that is wrong: one clear line each, and the rest goes on."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading import read
from dragoman.reading.context import Context
from dragoman.reading.decoding import decode
from dragoman.reading.formats import sniff
from dragoman.reading.language import language_of
from dragoman.reading.sources import LONGEST_REPORT

Read = Callable[..., tuple[list[Report], list[Failure]]]
GOOD = "Kenya and Uganda held talks in Nairobi on Tuesday about the railway that is to link their capitals."


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fatal(failures: list[Failure]) -> list[str]:
    return [f.reason for f in failures if f.fatal]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl"])
@pytest.mark.parametrize("content", [b"", b"\n\n  \n"])
def test_empty_file(reading: Read, tmp_path: Path, name: str, content: bytes) -> None:
    reports, failures = reading(written(tmp_path, name, content))
    assert (reports, fatal(failures)) == ([], ["the file is empty"])
    assert failures[0].source == str(tmp_path / name)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_binary_file(reading: Read, tmp_path: Path, name: str) -> None:
    reports, failures = reading(written(tmp_path, name, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))))
    assert (reports, fatal(failures)) == ([], ["this is a binary file, not text"])


def test_other_endings_are_named(reading: Read, tmp_path: Path) -> None:
    _, failures = reading(written(tmp_path, "a.xls", b"\xd0\xcf"))
    assert fatal(failures) == ["files ending in .xls cannot be read"]
    assert ".jsonl" in failures[0].mend


def test_western_encoding_is_read_and_said(reading: Read, tmp_path: Path) -> None:
    text = f"{GOOD} The minister\u2019s aide, Jos\u00e9 Mu\u00f1oz, said so."
    reports, failures = reading(written(tmp_path, "a-2024-03-05.txt", text.encode("cp1252")))
    assert reports[0].text == text
    assert [(f.reason, f.fatal) for f in failures] == [("not UTF-8: read as cp1252", False)]


def test_damaged_utf8_is_read_and_said() -> None:
    decoded = decode("caf\u00e9 na\u00efve r\u00e9sum\u00e9 ".encode() + b"\xe2\x80 end", "a.txt")
    assert decoded.text == "caf\u00e9 na\u00efve r\u00e9sum\u00e9 \ufffd end"
    assert decoded.note.startswith("not valid UTF-8 in 1 places")


def test_byte_order_marks_and_composed_letters() -> None:
    assert decode("\ufeffabc".encode(), "a").text == "abc"
    assert decode("abc".encode("utf-16"), "a").text == "abc"
    assert decode("e\u0301".encode(), "a").text == "\u00e9"


def test_html_article_with_its_metadata(reading: Read) -> None:
    (report,), failures = reading("page.html")
    assert failures == []
    assert (report.title, report.outlet, report.author) == ("Peru and Chile reopen crossing", "Andes Sample", "Rosa Prueba")
    assert (report.published, report.published_origin) == (dt.date(2024, 3, 7), "meta tag")
    assert report.text.startswith("Peru and Chile reopened the border crossing")
    assert "Cookies" not in report.text
    assert report.text.count("\n\n") == 2


def test_html_without_article(reading: Read) -> None:
    reports, failures = reading("list.html")
    assert (reports, fatal(failures)) == ([], ["there is no article in this HTML page"])


def test_jsonl_names_the_lines_that_are_wrong(reading: Read, samples: Path) -> None:
    reports, failures = reading("lines.jsonl")
    path = samples / "lines.jsonl"
    assert [r.source for r in reports] == [f"{path}:1", f"{path}:2", f"{path}:6"]
    assert [(f.source, f.fatal) for f in failures] == [
        (f"{path}:2", False),
        (f"{path}:3", True),
        (f"{path}:4", True),
        (f"{path}:6", False),
    ]
    assert failures[0].reason == "'2024-02-30' is not a date: coded with unknown dates"
    assert failures[1].reason.startswith("not valid JSON")
    assert failures[2].reason == 'there is no "text" in this line'
    assert failures[3].reason == "no date of publication is known: coded with unknown dates"


def test_jsonl_text_is_not_altered(reading: Read, samples: Path) -> None:
    given = json.loads((samples / "lines.jsonl").read_text(encoding="utf8").split("\n")[0])
    report = reading("lines.jsonl")[0][0]
    assert (report.id, report.text, report.title, report.outlet) == ("one", given["text"], given["title"], "Gulf Sample")
    assert (report.dateline, report.rights) == ("ACCRA", "written for the tests")


def test_jsonl_in_utf16_and_long_first_lines(reading: Read, tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{GOOD} {'x ' * 3000}", "published": "2024-03-05"}), json.dumps({"text": GOOD}), "broken"]
    for encoding in ("utf-8", "utf-16"):
        reports, failures = reading(written(tmp_path, "a.jsonl", "\n".join(lines).encode(encoding)))
        assert [r.source.rpartition(":")[2] for r in reports] == ["1", "2"]
        assert [f.source.rpartition(":")[2] for f in failures] == ["2", "3"]


def test_impossible_date_gives_way_to_the_dateline(reading: Read, tmp_path: Path) -> None:
    line = json.dumps({"text": f"NAIROBI, March 5, 2024 (Sample Wire) \u2014 {GOOD}", "published": "2024-13-01"})
    (report,), failures = reading(written(tmp_path, "a.jsonl", line))
    assert (report.published, report.published_origin) == (dt.date(2024, 3, 5), "dateline")
    assert [(f.reason, f.fatal) for f in failures] == [("'2024-13-01' is not a date", False)]


def test_missing_date_is_said(reading: Read, tmp_path: Path) -> None:
    (report,), failures = reading(written(tmp_path, "a.txt", GOOD))
    assert (report.published, report.published_origin) == (None, "")
    assert [(f.reason, f.fatal) for f in failures] == [("no date of publication is known: coded with unknown dates", False)]


def test_published_wins_and_changes_the_id(reading: Read) -> None:
    (plain,), _ = reading("harbour.md")
    (given,), failures = reading("harbour.md", published=dt.date(2020, 1, 2))
    assert (given.published, given.published_origin, failures) == (dt.date(2020, 1, 2), "given", [])
    assert given.id != plain.id
    kept = reading("lines.jsonl", published=dt.date(2020, 1, 2))
    assert kept[0][0].id == "one"
    assert [f.source.rpartition(":")[2] for f in kept[1]] == ["3", "4"]


def test_five_megabytes_of_one_line(reading: Read, tmp_path: Path) -> None:
    path = written(tmp_path, "a-2024-03-05.txt", GOOD * (5_000_000 // len(GOOD)))
    size = path.stat().st_size
    tracemalloc.start()
    reports, failures = reading(path, written(tmp_path, "b-2024-03-05.txt", GOOD))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [r.text for r in reports] == [GOOD]
    assert fatal(failures) == [f"the text has {size:,} characters, more than the {LONGEST_REPORT:,} that are coded"]
    assert peak < 8 * size


@pytest.mark.parametrize("piece", ["[", "**", "(photo ", "By ", "https://", "\n", "a\n", "- ", "[a](", "#", "_a"])
def test_patterns_do_not_blow_up(knowledge: Knowledge, tmp_path: Path, piece: str) -> None:
    """Each would take minutes or more if a pattern were tried from every position to the end."""
    path = written(tmp_path, "a-2024-03-05.txt", f"Talks were held.\n\n{piece * (200_000 // len(piece))}")
    (report,) = [item for item in read([str(path)], knowledge) if isinstance(item, Report)]
    assert report.text.startswith("Talks were held.")


def test_a_file_too_long_to_be_a_report(reading: Read, tmp_path: Path) -> None:
    reports, failures = reading(written(tmp_path, "a.txt", b"a " * 11_000_000))
    assert reports == []
    assert fatal(failures)[0].startswith("the file has 22,000,000 bytes")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les ministres des deux pays se sont r\u00e9unis mardi \u00e0 Bamako pour parler de la fronti\u00e8re.", "fr"),
        ("Ministrowie obu krajów spotkali się we wtorek w Warszawie, aby porozmawiać o granicy.", "pl"),
        ("Министры двух стран встретились во вторник в Минске.", "ru"),
        ("Die Minister der beiden L\u00e4nder trafen sich am Dienstag in Wien zu Gespr\u00e4chen.", "de"),
    ],
)  # fmt: skip
def test_other_languages_are_named(reading: Read, tmp_path: Path, text: str, language: str) -> None:
    assert language_of(text) == language
    reports, failures = reading(written(tmp_path, "a-2024-03-05.txt", text))
    assert (reports, fatal(failures)) == ([], [f"the text is not in English (language: {language})"])


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "Obiang, Ouattara, Tinubu, Akufo-Addo and Embal\u00f3 met in Yamoussoukro on Thursday.",
        "Ulaanbaatar: Khurelsukh, Oyun-Erdene and Battsetseg received Tokayev.",
    ],
)
def test_english_full_of_names_stays_english(text: str) -> None:
    assert language_of(text) == "en"


def test_short_text_is_not_guessed() -> None:
    assert language_of("Talks in Riga.") == ""


def test_language_as_given_counts(reading: Read, tmp_path: Path) -> None:
    line = json.dumps({"text": "Talks in Riga.", "language": "lv", "published": "2024-03-05"})
    assert fatal(reading(written(tmp_path, "a.jsonl", line))[1]) == ["the text is not in English (language: lv)"]


def test_folders_globs_and_doubles(reading: Read, tmp_path: Path) -> None:
    for name in (
        "b-2024-03-05.txt",
        "a-2024-03-05.md",
        "sub/c-2024-03-05.txt",
        ".hidden-2024-03-05.txt",
        ".git/d-2024-03-05.txt",
        "notes",
        "e.pdf",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path, name, GOOD)
    names = [Path(r.source).name for r in reading(tmp_path, tmp_path / "*.md", tmp_path / "a-2024-03-05.md")[0]]
    assert names == ["a-2024-03-05.md", "b-2024-03-05.txt", "c-2024-03-05.txt"]
    assert [Path(r.source).name for r in reading(tmp_path / "**/*.txt")[0]] == ["b-2024-03-05.txt", "c-2024-03-05.txt"]
    assert len(reading(tmp_path / "notes")[0]) == 1


def test_nothing_there(reading: Read, tmp_path: Path) -> None:
    assert fatal(reading(tmp_path / "no.txt", tmp_path / "*.html", tmp_path)[1]) == [
        "there is no such file",
        "there is no such file",
        "there is nothing to read in this folder",
    ]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (GOOD, 1),
        ("\ufeff" + f"{json.dumps({'text': GOOD})}\n" * 2, 2),
        (f"<!DOCTYPE html><html><body><article><p>{GOOD}</p><p>{GOOD}</p></article></body></html>", 1),
    ],
)
def test_standard_input_of_every_kind(reading: Read, monkeypatch: pytest.MonkeyPatch, content: str, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    reports, _ = reading("-", published=dt.date(2024, 3, 5))
    assert len(reports) == count
    assert all(r.source.startswith("standard input") and GOOD in r.text for r in reports)


def test_sniffing_is_by_the_first_characters(knowledge: Knowledge) -> None:
    context = Context(knowledge)
    assert [sniff(start, context).__module__.rpartition(".")[2] for start in (b'  {"text": ', b"<!doctype html>", b"Talks {in} <html>")] == [
        "jsonl",
        "html",
        "plain",
    ]
