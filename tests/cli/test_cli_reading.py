"""`read`: what would be coded, and why the rest would not; languages in `read` and `code`; `--columns`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ENGLISH = "Kenya's president visited Uganda on Tuesday and spoke with his host about the railway."
FRENCH = "Les ministres des deux pays se sont réunis mardi à Bamako pour parler de la frontière."
GERMAN = "Die Minister der beiden Länder trafen sich am Dienstag in Wien zu langen Gesprächen."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    given = tmp_path / "given"
    given.mkdir()
    (given / "a-2022-01-26.txt").write_text(ENGLISH, encoding="utf8")
    (given / "b-2022-01-26.txt").write_text(FRENCH, encoding="utf8")
    (given / "c.txt").write_text(GERMAN, encoding="utf8")
    (given / "d.html").write_text("<html><body><ul><li>One</li></ul></body></html>", encoding="utf8")
    (given / "e.xls").write_bytes(b"\xd0\xcf")
    return given


def test_list_says_what_and_why(run: Run, folder: Path) -> None:
    ran = run("read", folder, "--format", "jsonl")
    records = {Path(r["source"]).name: r for r in map(json.loads, ran.out.splitlines())}
    english = records["a-2022-01-26.txt"]
    assert (english["what"], english["published"], english["published_origin"]) == ("coded", "2022-01-26", "file name")
    assert (english["language"], english["characters"], english["reason"]) == ("en", len(ENGLISH), "")
    assert [(records[name]["what"], records[name]["language"]) for name in ("b-2022-01-26.txt", "c.txt")] == [
        ("other language", "fr"),
        ("other language", "de"),
    ]
    assert records["d.html"]["what"] == "left out"
    assert "there is no article" in records["d.html"]["reason"]
    assert records["given"]["reason"].startswith("files of other kinds are passed over: .xls 1")
    assert ran.status == 1
    assert ran.err == "dragoman: 1 report would be coded, 2 reports in other languages (de 1, fr 1) would not, 1 input left out\n"


def test_table_and_csv_hold_the_same(run: Run, folder: Path) -> None:
    table = run("read", folder).out
    rows = list(csv.DictReader(io.StringIO(run("read", folder, "-f", "csv").out)))
    assert [row["what"] for row in rows] == ["note", "coded", "other language", "other language", "left out"]
    for row in rows[1:]:
        assert row["source"] in table
        assert row["reason"] in table
    assert "2022-01-26 file name    en" in table
    assert "not coded: only English is coded so far" in table


def test_texts_go_from_one_command_to_the_next(run: Run, folder: Path) -> None:
    assert run("read", folder, "--text", "-f", "jsonl", "-o", "reports.jsonl").status == 1
    lines = [json.loads(line) for line in Path("reports.jsonl").read_text(encoding="utf8").splitlines()]
    assert [line["text"] for line in lines] == [ENGLISH, FRENCH, GERMAN]
    direct, again = (run("code", given, "-f", "jsonl") for given in (folder / "a-2022-01-26.txt", "reports.jsonl"))
    assert [json.loads(line)["id"] for line in again.out.splitlines()] == [json.loads(line)["id"] for line in direct.out.splitlines()]
    assert direct.out
    ran = run("read", folder, "--text")
    assert (ran.status, "--text goes with --format jsonl" in ran.err) == (2, True)


def test_code_counts_other_languages_and_does_not_fail_for_them(run: Run, folder: Path) -> None:
    (folder / "d.html").unlink()
    ran = run("code", folder, "-f", "jsonl")
    assert ran.status == 0
    assert ", 2 reports in other languages (de 1, fr 1) not coded, 0 inputs left out" in ran.err.splitlines()[-1]
    assert {json.loads(line)["report_id"] for line in ran.out.splitlines()} == {
        json.loads(line)["report_id"] for line in run("code", folder / "a-2022-01-26.txt", "-f", "jsonl").out.splitlines()
    }


def test_columns_are_named_and_wrong_ones_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'wording,printed,where\n"{ENGLISH}",2022-01-26,Coast Sample\n', encoding="utf8")
    ran = run("read", "a.csv")
    assert ran.status == 1
    assert "say which with --columns text=NAME; columns are 'wording', 'printed', 'where'" in " ".join(ran.out.split())
    (record,) = map(
        json.loads, run("read", "a.csv", "--columns", "text=wording, published=printed, outlet=where", "-f", "jsonl").out.splitlines()
    )
    assert (record["published"], record["outlet"]) == ("2022-01-26", "Coast Sample")
    assert "2022-01-25" in run("code", "a.csv", "--columns", "text=wording,published=printed", "-f", "jsonl").out
    assert "there is no column 'words'" in run("read", "a.csv", "--columns", "text=words").out
    for wrong in ("wording", "author=", "colour=red"):
        ran = run("read", "a.csv", "--columns", wrong)
        assert (ran.status, "does not say which column is what" in ran.err) == (2, True)


def test_list_goes_to_a_file_or_says_why_not(run: Run, folder: Path) -> None:
    shown = run("read", folder, "-f", "csv")
    kept = run("read", folder, "-f", "csv", "-o", "list.csv")
    assert (kept.out, Path("list.csv").read_text(encoding="utf8")) == ("", shown.out)
    assert run("read", folder, "-o", "no/such/list").status == 2


def test_terminals_are_not_steered_by_titles(run: Run) -> None:
    line = json.dumps({"text": ENGLISH, "title": "a\x1b[31mb\u202ec", "published": "2022-01-26"})
    out = run("read", "-", stdin=line.encode()).out
    assert "\x1b" not in out
    assert "\u202e" not in out
