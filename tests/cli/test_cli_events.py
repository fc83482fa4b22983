"""The commands on events, as a person uses them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.lexicon import places
from dragoman.run import adding

Run = Callable[..., Any]
TEXTS = {
    "a-2024-01-09.txt": "Norway's foreign minister met Peru's foreign minister in Lima on Monday.",
    "b-2024-01-10.txt": "The foreign ministers of Peru and Norway held talks in Lima on Monday.",
    "c-2024-01-10.txt": "Turkish jets bombed Kobani on Monday and killed 13 people.",
}


@pytest.fixture
def news(run: Run, tmp_path: Path) -> str:
    (tmp_path / "texts").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "texts" / name).write_text(text, encoding="utf8")
    assert run("init", "news").status == 0
    assert run("add", "news", "texts").status == 0
    return "news"


def test_events_as_table_csv_jsonl_and_parquet(run: Run, news: str, tmp_path: Path) -> None:
    shown = run("events", news).out
    assert "CONSULT visit" in shown
    assert "(13" in shown
    rows = list(csv.DictReader(io.StringIO(run("events", news, "--format", "csv").out)))
    assert {(row["event_type"], row["reports"], row["killed_low"]) for row in rows} == {("CONSULT", "2", ""), ("ASSAULT", "1", "13")}
    assert "headline" not in rows[0]
    lines = [json.loads(line) for line in run("events", news, "--type", "consult", "--sentences", "-f", "jsonl").out.splitlines()]
    assert [line["headline"] for line in lines] == [TEXTS["a-2024-01-09.txt"]]
    assert "2 events written" in run("events", news, "-f", "parquet", "-o", "events.parquet").err
    assert (tmp_path / "events.parquet").stat().st_size > 0
    assert run("events", news, "--actor", "KEN").err == "no events\n"


def test_narrow_screens_get_two_lines(run: Run, news: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    out = run("events", news, "--type", "CONSULT").out
    assert out.startswith("• ")
    assert "2 reports" in out


def test_one_event_shows_who_says_what(run: Run, news: str) -> None:
    (row,) = csv.DictReader(io.StringIO(run("events", news, "--type", "ASSAULT", "-f", "csv").out))
    out = run("event", news, row["event_id"]).out
    assert "“Turkish jets bombed Kobani on Monday and killed 13 people.”" in out
    assert "13 killed: " in out
    assert "+ 2024-01-10 new" in out
    whole = json.loads(run("event", news, row["event_id"], "-f", "jsonl").out)
    assert [claim["status"] for claim in whole["evidence"]] == ["current"] * len(whole["evidence"])
    wrong = run("event", news, "0000")
    assert (wrong.status, "find ids with" in wrong.err) == (2, True)


def test_changes_and_what_is_out_of_date(run: Run, news: str, tmp_path: Path) -> None:
    assert "2 new" in run("changes", news).out
    assert "nothing has changed" in run("changes", news, "--since", "2025").out
    (tmp_path / "d-2024-01-12.txt").write_text("Kenya's president visited Uganda on Thursday.", encoding="utf8")
    assert run("add", news, "d-2024-01-12.txt", "--no-events").status == 0
    late = run("events", news)
    assert "are older than its claims; bring them up to date with: dragoman assemble news" in late.err
    done = run("assemble", news)
    assert (done.status, "make 3 events" in done.err) == (0, True)
    assert run("events", news).err == ""
    rows = [json.loads(line) for line in run("changes", news, "--since", "2024-01-11", "--what", "new", "-f", "jsonl").out.splitlines()]
    assert [(row["what"], row["event_type"], row["actor_countries"]) for row in rows] == [("new", "CONSULT", "KEN")]
    assert run("changes", news, "--what", "odd").status == 2


def test_sql_sees_events(run: Run, news: str) -> None:
    out = run("query", news, "--sql", "SELECT sum(reports) AS n FROM events", "-f", "csv").out
    assert out.split() == ["n", "3"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query", "news", "--type", "MEET"), "--type: there is no event type 'MEET' (there are ACCUSE"),
        (("query", "news", "--report", "nix"), "no report of this store"),
        (("events", "news", "--country", "Norway"), "write NOR"),
        (("events", "news", "--since", "2024-13"), "is not a day"),
        (("events", "news", "--since", "2024-02", "--until", "2024-01"), "2024-01 lies before 2024-02"),
        (("events", "news", "--outlet", "Nobody's Post"), "--outlet"),
        (("export", "news", "--to", "csv", "--quad", "friendly"), "VERBAL COOPERATION"),
        (("export", "news", "--shareable", "-o", "bare", "--type", "CONSULT"), "filters choose"),
        (("alerts", "add", "news", "watch", "--mode", "vist"), "visit"),
    ],
)
def test_values_that_match_nothing_are_an_error_everywhere(run: Run, news: str, arguments: tuple[str, ...], said: str) -> None:
    assert news == "news"
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_changes_are_told_in_words(run: Run, news: str, tmp_path: Path) -> None:
    first = run("changes", news).out
    assert first.startswith("with reports until 2024-01-10\n")
    assert "+ new: NOR/GOV – CONSULT visit → PER/GOV · 2024-01-08 · Lima PER  " in first
    (tmp_path / "later-2024-01-11.txt").write_text(
        "Turkish jets bombed Kobani on Monday and killed 15 people. Kobani is in Syria.", encoding="utf8"
    )
    assert run("add", news, "later-2024-01-11.txt").status == 0
    shown = run("changes", news, "--since", "2024-01-11").out
    assert "with reports until 2024-01-11" in shown
    assert "    killed, at most: 13 → 15\n" in shown
    assert "    reports: 1 → 2\n" in shown
    assert shown.splitlines()[-1].endswith("1 changed")
    assert run("changes", news, "--limit", "1").out.count("→") <= 2
    rows = list(csv.DictReader(io.StringIO(run("changes", news, "--limit", "2", "-f", "csv").out)))
    assert [row["when"] for row in rows] == ["2024-01-11"] * 2


def test_the_index_of_places_is_built_once_before_workers_start(run: Run, news: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    built = places.read_gazetteer

    def noted(knowledge: Any) -> Any:
        asked.append("index")
        return built(knowledge)

    def worked(*given: Any, **more: Any) -> Any:
        asked.append("work")
        return real(*given, **more)

    real = adding.add
    monkeypatch.setattr(places, "read_gazetteer", noted)
    monkeypatch.setattr(adding, "add", worked)
    (tmp_path / "e-2024-01-13.txt").write_text("Kenya's president visited Uganda on Friday.", encoding="utf8")
    assert run("add", news, "e-2024-01-13.txt", "--workers", "2").status == 0
    assert asked[:2] == ["index", "work"]
