"""export, import and compare, as from the command line."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.exports.happening import Tally

Run = Callable[..., Any]
TEXT = "{one} and {other} signed a trade agreement in Oslo on Monday. {one} accused {other} of spying. {one} did not attack {other}."
PAIRS = (("Norway", "Peru"), ("Kenya", "Norway"), ("Peru", "Kenya"))
REPORTS = [
    {
        "id": f"r{k}",
        "url": f"https://example.org/{k}",
        "title": "Trade",
        "published": f"2022-03-0{k + 1}",
        "publisher": "Fjord Post",
        "language": "en",
        "text": TEXT.format(one=one, other=other),
    }
    for k, (one, other) in enumerate(PAIRS)
]
TABS = ("gdelt", "gdelt-mentions", "icews", "polecat")


@pytest.fixture(scope="module")
def coded() -> dict[str, Path]:
    """Where the store of these reports lies, once it is made."""
    return {}


@pytest.fixture
def store(run: Run, tmp_path: Path, coded: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    (tmp_path / "reports.jsonl").write_text("".join(json.dumps(item) + "\n" for item in REPORTS), encoding="utf8")
    if "news" in coded:
        shutil.copytree(coded["news"], tmp_path / "news")
    else:
        assert run("init", "news").status == 0
        assert run("add", "news", "reports.jsonl").status == 0
        coded["news"] = tmp_path_factory.mktemp("exchange") / "news"
        shutil.copytree(tmp_path / "news", coded["news"])
    return "news"


def test_every_format_is_written_and_read_back(run: Run, store: str, tmp_path: Path) -> None:
    for form in ("csv", "parquet", "geojson", "gexf", "plover", "ftm", *TABS):
        ran = run("export", store, "--to", form, "-o", f"out.{form}")
        assert ran.status == 0, ran.err
        assert f"written to out.{form}" in ran.err
        assert (tmp_path / f"out.{form}").stat().st_size > 0
    for form in TABS:
        ran = run("import", f"out.{form}", "--from", form, "-o", f"back.{form}.parquet")
        assert ran.status == 0, ran.err
        assert "0 bad rows" in ran.err
    assert not list(tmp_path.glob(".*.part"))
    ran = run("compare", store, "back.gdelt.parquet", "-f", "json", "--whole")
    found = json.loads(ran.out)
    assert found["matched"] > 0
    assert found["only_a"] == 0
    assert found["by_type"]["ACCUSE"]["matched"] == 3


def test_export_to_the_screen_with_filters(run: Run, store: str) -> None:
    ran = run("export", store, "--to", "csv", "--type", "ACCUSE", "--actor", "KEN", "--bom")
    rows = list(csv.DictReader(io.StringIO(ran.raw.decode("utf-8-sig"))))
    assert [(row["actors"], row["recipients"]) for row in rows] == [("Kenya", "Norway")]
    assert "1 row of 1 event" in ran.err


def test_what_was_left_out_is_told_behind_where_the_rest_went(run: Run, store: str) -> None:
    assert run("export", store, "--to", "plover", "--what", "claims", "-o", "events.jsonl").err == (
        "dragoman: 9 rows of 9 claims written to events.jsonl\n"
    )
    tally = Tally(2, 3, Counter({"without a date": 1}))
    assert tally.said(" written to events.tsv", "claim") == "3 rows of 2 claims written to events.tsv; left out: 1 claim without a date"


def test_plans_stay_out_of_formats_without_a_word_for_them(run: Run, store: str) -> None:
    default, chosen = (run("export", store, "--to", "polecat", *more) for more in ((), ("--modality", "negated")))
    assert "asserted events only" in default.err
    assert "asserted events only" not in chosen.err
    assert "\tASSAULT\t" in chosen.out
    assert "\tASSAULT\t" not in default.out
    assert len(run("export", store, "--to", "geojson").out) > len(run("export", store, "--to", "geojson", "--modality", "asserted").out)


@pytest.mark.parametrize("what", ["events", "claims"])
@pytest.mark.parametrize("form", ["csv", "geojson", "plover", "polecat", "ftm", "gdelt-mentions"])
def test_shareable_holds_no_words_and_sentences_come_only_when_asked_for(run: Run, store: str, what: str, form: str) -> None:
    ran = run("export", store, "--to", form, "--what", what, "--shareable")
    assert ran.status == 0
    for words in ("spying", "signed", "trade agreement", "accused"):
        assert words not in ran.out
    if form == "csv":
        assert "spying" not in run("export", store, "--to", form, "--what", what).out.replace("accused", "")
        assert "of spying" in run("export", store, "--to", form, "--what", what, "--sentences").out


def test_shareable_alone_still_copies_the_store(run: Run, store: str, tmp_path: Path) -> None:
    assert run("export", store, "--shareable", "-o", "bare").status == 0
    assert (tmp_path / "bare" / "manifest.jsonl").is_file()
    ran = run("export", "bare", "--to", "csv")
    assert "Kenya" in ran.out  # the registry's names are no words of reports


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "news"), "say what to export"),
        (("export", "news", "--shareable"), "-o"),
        (("export", "news", "--to", "csv", "-o", "no/such/folder/x.csv"), "cannot be written"),
        (("export", "news", "--to", "csv", "--since", "yesterday"), "--since"),
        (("export", "news", "--to", "gdelt", "--type", "FIGHT"), "--type"),
        (("import", "reports.jsonl", "--from", "gdelt"), "is --from right?"),
        (("import", "nothing.csv", "--from", "acled"), "cannot be read"),
        (("compare", "news", "reports.jsonl"), "dragoman import first"),
        (("compare", "news", "news", "--since", "soon"), "--since"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_to_mend_it(run: Run, store: str, arguments: tuple[str, ...], said: str) -> None:
    assert store == "news"
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert said in ran.err
    assert len([line for line in ran.err.splitlines() if "asserted events only" not in line]) == 1


def test_bad_rows_are_told_and_with_strict_they_are_a_failure(run: Run, tmp_path: Path) -> None:
    head = "Event ID,Event Date,Event Type,Actor Country,Recipient Country\n"
    (tmp_path / "p.csv").write_text(head + "1,2021-06-01,AID,PER,CHL\n2,never,AID,PER,CHL\n", encoding="utf8")
    ran = run("import", "p.csv", "--from", "polecat")
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 2
    assert "1 event of 2 rows, 1 bad row left out" in ran.err
    assert "p.csv:3" in ran.err
    assert run("import", "p.csv", "--from", "polecat", "--strict").status == 1


def test_compare_lists_every_pair_when_asked(run: Run, store: str, tmp_path: Path) -> None:
    assert run("export", store, "--to", "csv", "-o", "own.csv").status == 0
    ran = run("compare", store, "own.csv", "--units", "units.csv")
    assert ran.status == 0
    assert "100%" in ran.out
    rows = list(csv.DictReader((tmp_path / "units.csv").open(encoding="utf8")))
    assert {row["status"] for row in rows} == {"matched"}
    assert all(row["event_a"] == row["event_b"] for row in rows)
