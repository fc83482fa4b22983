"""`code`, `statements`, `places`, `explain`: forms, failures, exit statuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dragoman.exports.flat import SCHEMA

Run = Callable[..., Any]
TEXT = "Norway hosted a Taliban delegation in Oslo on Friday.\n\nIran accused Pakistan of closing the border, the ministry said."
OTHER = "Kenya's president visited Uganda on Tuesday."


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "oslo-2022-01-28.txt"
    path.write_text(TEXT, encoding="utf8")
    return path


def test_table_is_the_form_for_people(run: Run, report: Path) -> None:
    ran = run("code", report)
    assert ran.status == 0
    assert "according to" in ran.out
    assert "Taliban delegation" in ran.out
    assert "2022-01-28" in ran.out
    assert ran.err.splitlines()[-1].startswith("dragoman: 1 report coded, ")


def test_table_of_a_narrow_terminal_has_no_line_that_is_wider(run: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    ran = run("code", report)
    assert "Taliban delegation" in " ".join(ran.out.split())
    assert max(map(len, ran.out.splitlines())) <= 60


def test_jsonl_holds_the_spans_of_the_text(run: Run, report: Path) -> None:
    records = [json.loads(line) for line in run("code", report, "--format", "jsonl").out.splitlines()]
    assert {r["event_type"] for r in records} >= {"CONSULT", "ACCUSE"}
    for record in records:
        trigger = record["trigger"]
        assert TEXT[trigger["start"] : trigger["end"]] == trigger["text"]
        for party in (*record["actor"], *record["recipient"]):
            assert TEXT[party["start"] : party["end"]] == party["text"]


def test_csv_and_parquet_hold_the_same_rows(run: Run, report: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("code", report, "-f", "csv").out)))
    assert run("code", report, "-f", "parquet", "-o", "claims.parquet").status == 0
    table = pq.read_table(tmp_path / "claims.parquet")
    assert table.schema.names == SCHEMA.names == list(rows[0])
    assert [r["id"] for r in rows] == table.column("id").to_pylist()
    assert [r["actor_country"] for r in rows] == table.column("actor_country").to_pylist()


def test_parquet_on_standard_output_is_whole(run: Run, report: Path) -> None:
    ran = run("code", report, "-f", "parquet")
    assert pq.read_table(io.BytesIO(ran.raw)).num_rows == len(run("code", report, "-f", "jsonl").out.splitlines())


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_output_goes_to_the_file_and_nowhere_else(run: Run, report: Path, tmp_path: Path, form: str) -> None:
    shown = run("code", report, "-f", form)
    kept = run("code", report, "-f", form, "-o", "claims")
    assert kept.out == ""
    assert (tmp_path / "claims").read_bytes() == shown.raw


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "parquet"])
def test_no_claims_is_no_failure(run: Run, form: str) -> None:
    ran = run("code", "-", "-f", form, "--published", "2022-01-28", stdin=b"The weather was fine.")
    assert ran.status == 0
    assert "0 claims" in ran.err


def test_one_that_fails_does_not_stop_the_rest(run: Run, report: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": OTHER, "published": "2022-01-25"}) + "\nbroken\n", encoding="utf8")
    (tmp_path / "c-2022-01-26.txt").write_text("Les ministres des deux pays se sont réunis mardi à Bamako.", encoding="utf8")
    ran = run("code", tmp_path, "missing.txt", "-f", "jsonl")
    assert ran.status == 1
    assert len({json.loads(line)["report_id"] for line in ran.out.splitlines()}) == 2
    assert "b.jsonl:2: not valid JSON" in ran.err
    assert "1 report in other languages (fr 1) not coded" in ran.err
    listed = [line for line in ran.err.splitlines() if line.startswith("  left out: ")]
    assert len(listed) == 3
    assert ran.err.splitlines()[-4].startswith("dragoman: 2 reports coded, ")
    assert "3 inputs left out" in ran.err


def test_an_unknown_date_is_said_and_stays_unknown(run: Run) -> None:
    ran = run("code", "-", "-f", "jsonl", stdin=OTHER.encode())
    assert ran.status == 0
    assert "dragoman: standard input: no date of publication is known: coded with unknown dates (give one with --published)" in ran.err
    assert [json.loads(line)["date"]["start"] for line in ran.out.splitlines()] == [""]


def test_published_counts_for_all(run: Run, report: Path) -> None:
    records = [json.loads(line) for line in run("code", report, "-f", "jsonl", "--published", "2022-01-24").out.splitlines()]
    assert "2022-01-21" in {r["date"]["start"] for r in records}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["code"], "Missing argument"),
        (["code", "a.txt", "--format", "xml"], "xml"),
        (["code", "a.txt", "--floor", "2"], "floor"),
        (["code", "a.txt", "--published", "2022-02-30"], "--published: '2022-02-30' is not a date (write it as 2023-09-29)"),
        (["code", "a.txt", "--knowledge", "nowhere"], "nowhere: there is no such folder of knowledge"),
        (["code", "a.txt", "-o", "no/such/folder.jsonl", "-f", "jsonl"], "cannot be written"),
        (["explain"], "give either files or --text"),
        (["explain", "a.txt", "--text", "b"], "give either files or --text"),
        (["who"], "give either a phrase or --jsonl FILE"),
        (["who", "Lavrov", "--date", "soon"], "--date: 'soon' is not a date"),
        (["when", "Friday", "--published", "soon"], "--published: 'soon' is not a date"),
        (["when", "--jsonl", "missing.jsonl"], "missing.jsonl: cannot be read"),
        (["evaluate", "claims", "missing.jsonl"], "missing.jsonl: there is no such gold file"),
        (["demo", "--output", "taken"], "taken: cannot be written"),
        (["frobnicate"], "No such command"),
    ],
)
def test_wrong_usage_is_status_2_and_one_clear_line(run: Run, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "a.txt").write_text(OTHER, encoding="utf8")
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf8")
    ran = run(*arguments)
    assert ran.status == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_settings_file(run: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = len(run("code", report, "-f", "jsonl").out.splitlines())
    (tmp_path / "dragoman.toml").write_text("floor = 1.0\n", encoding="utf8")
    assert len(run("code", report, "-f", "jsonl").out.splitlines()) < every
    assert len(run("code", report, "-f", "jsonl", "--floor", "0").out.splitlines()) == every
    (tmp_path / "other.toml").write_text("floor = 0.0\n", encoding="utf8")
    monkeypatch.setenv("DRAGOMAN_CONFIG", "other.toml")
    assert len(run("code", report, "-f", "jsonl").out.splitlines()) == every


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("flor = 0.5", "there is no setting 'flor'"),
        ("floor = 'high'", "floor must be a float, not 'high'"),
        ("floor = 2", "floor must lie between 0 and 1"),
        ("floor = ", "not valid TOML"),
        ("mask_private = 'no'", "mask_private must be a bool"),
    ],
)
def test_wrong_settings_are_named(run: Run, report: Path, tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "dragoman.toml").write_text(content, encoding="utf8")
    ran = run("code", report)
    assert ran.status == 2
    assert f"dragoman.toml: {words}" in ran.err


def test_settings_that_are_named_must_be_there(run: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_CONFIG", "missing.toml")
    ran = run("code", report)
    assert (ran.status, "DRAGOMAN_CONFIG=missing.toml: there is no such file of settings" in ran.err) == (2, True)


def test_statements_and_places(run: Run, report: Path) -> None:
    said = [json.loads(line) for line in run("statements", report, "-f", "jsonl").out.splitlines()]
    assert "said" in [s["cue"]["text"] for s in said]
    assert all(TEXT[s["cue"]["start"] : s["cue"]["end"]] == s["cue"]["text"] for s in said)
    found = [json.loads(line) for line in run("places", report, "-f", "jsonl").out.splitlines()]
    assert ("Oslo", "NOR") in {(p["name"], p["country"]) for p in found}
    assert "Oslo | Oslo | NOR" in run("places", report).out
    assert "| said |" in run("statements", report).out


def test_explain_tells_why_and_why_not(run: Run, report: Path) -> None:
    ran = run("explain", report)
    assert ran.status == 0
    assert "* CONSULT visit by 'hosted'" in ran.out
    assert "because:" in ran.out
    assert "as in:" in ran.out
    claim = json.loads(run("code", report, "-f", "jsonl").out.splitlines()[0])["id"]
    one = run("explain", report, "--claim", claim)
    assert one.out.count("confidence") == 1
    assert claim in one.out
    assert "not coded" in run("explain", "--text", "Talks were held.", "--published", "2022-01-24").out


def test_terminals_are_not_steered_by_reports(run: Run, tmp_path: Path) -> None:
    text = "Norway \x1b[31mhosted\x1b[0m a [bold]Taliban[/bold] delegation [/] in Oslo.\u202e"
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text, "title": "T\x1b]0;x\x07", "published": "2022-01-24"}), encoding="utf8")
    for command in ("code", "statements", "places", "explain"):
        ran = run(command, tmp_path / "a.jsonl")
        assert ran.status == 0
        assert "\x1b" not in ran.out
        assert "\u202e" not in ran.out
