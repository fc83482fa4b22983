"""panel, relation, region, coverage from the command line, over a small store of own reports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store.store import init

Run = Callable[..., Any]
REPORTS = (
    ("2023-01-10", "TASS", "Kenya's president visited Uganda on Tuesday for talks about the border."),
    ("2023-01-11", "Reuters", "Kenya's president visited Uganda on Tuesday, his office said."),
    ("2023-02-07", "TASS", "Uganda accused Kenya on Tuesday of sheltering rebels."),
    ("2023-04-04", "Reuters", "Kenya sent food to Uganda on Tuesday."),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measured")
    lines = [{"published": day, "publisher": outlet, "title": "", "language": "en", "text": text} for day, outlet, text in REPORTS]
    (folder / "reports.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf8")
    init(folder / "news", True, "0")
    add(folder / "news", [str(folder / "reports.jsonl")], Coder())
    return folder / "news"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_panel_to_standard_output_with_coverage_on_stderr(run: Run, store: Path) -> None:
    ran = run("panel", store, "--by", "month", "--pairs", "KEN-UGA,uga-ken")
    assert ran.status == 0
    found = rows(ran.out)
    assert [(row["actor"], row["period"], row["reports_read"]) for row in found][:3] == [
        ("KEN", "2023-01", "2"), ("KEN", "2023-02", "1"), ("KEN", "2023-03", "0"),
    ]  # fmt: skip
    assert [row["n_CONSULT"] for row in found[:4]] == ["1", "0", "NA", "0"]
    assert [row["n_ACCUSE"] for row in found if row["actor"] == "UGA"] == ["0", "1", "NA", "0"]
    assert found[0]["actor_cow"] == "501"
    assert "4 reports of 2 outlets" in ran.err
    assert "nothing was read in 1 of 4 months" in ran.err


def test_panel_to_a_file_has_its_coverage_beside_it(run: Run, store: Path, tmp_path: Path) -> None:
    ran = run("panel", store, "-f", "parquet", "-o", tmp_path / "p.parquet", "--by", "quarter", "--actors", "KEN,UGA")
    assert ran.status == 0
    assert pq.read_table(tmp_path / "p.parquet").num_rows == 4
    found = {row["outlet"]: row for row in rows((tmp_path / "p-coverage.csv").read_text(encoding="utf8"))}
    assert (found["TASS"]["ownership"], found["TASS"]["2023-02"], found["Reuters"]["2023-02"]) == ("state", "1", "0")


def test_panel_split_and_without_an_outlet(run: Run, store: Path) -> None:
    blocs = {row["bloc"] for row in rows(run("panel", store, "--by", "year", "--split", "ownership").out)}
    assert blocs == {"state", "private"}
    found = rows(run("panel", store, "--by", "year", "--pairs", "UGA-KEN", "--without", "RUS/state").out)
    assert [(row["reports_read"], row["n_ACCUSE"]) for row in found] == [("2", "0")]


def test_relation_for_the_eye_and_as_json(run: Run, store: Path) -> None:
    shown = run("relation", store, "ken", "UGA", "--split", "country")
    assert shown.status == 0
    assert "KEN → UGA: 2 events, 3 reports" in shown.out
    assert "too few events to tell" in shown.out
    assert "by outlets" in shown.out
    found = json.loads(run("relation", store, "KEN", "UGA", "-f", "json").out)
    one = found["directions"][0]
    ids = one["types"]["CONSULT"]["events"]
    assert len(ids) == one["types"]["CONSULT"]["n"] == 1
    assert ids[0] in shown.out
    assert {outlet["outlet"]: outlet["reports"] for outlet in found["coverage"]["outlets"]} == {"TASS": 2, "Reuters": 2}


def test_all_pairs(run: Run, store: Path) -> None:
    found = rows(run("relation", store, "-f", "csv").out)
    assert [(row["actor"], row["events"]) for row in found] == [("KEN", "2"), ("UGA", "1")]
    assert "KEN" in run("relation", store).out
    (first, _) = json.loads(run("relation", store, "-f", "json").out)["rows"]
    assert (first["actor"], len(first["event_ids"]), first["trend_4_p"]) == ("KEN", 2, None)
    cell = json.loads(run("panel", store, "--pairs", "KEN-UGA", "--by", "year", "-f", "json").out)["rows"][0]
    assert cell["events"] == sorted(first["event_ids"])


def test_region_for_the_eye_as_json_and_with_weights(run: Run, store: Path, tmp_path: Path) -> None:
    shown = run("region", store, "KEN,UGA")
    assert shown.status == 0
    for heading in ("Side by side", "Engagement", "Who hosts", "Positions", "Material weight", "Response"):
        assert heading in shown.out
    assert "score" not in shown.out
    assert "score" in run("region", store, "KEN,UGA", "--weights", "aid=1,coercion=-0.5").out
    run("region", store, "Great Lakes", "-f", "json", "-o", tmp_path / "a.json")
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf8"))
    assert found["weight"]["aid"][0]["actor"] == "KEN"
    assert found["engagement"]["hosting"][0]["host"] == "UGA"
    assert "Western Balkans" in run("region", store).out


def test_coverage(run: Run, store: Path) -> None:
    assert "TASS" in run("coverage", store).out
    assert rows(run("coverage", store, "-f", "csv", "--outlets", "agency").out)[0].keys() >= {"outlet", "control", "2023-03"}


def test_an_overlay_of_knowledge_counts(run: Run, store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "regions.yaml").write_text("regions:\n  - {names: [My pair], countries: [KEN, UGA]}\n", encoding="utf8")
    assert run("region", store, "my pair").status == 2
    assert "My pair: KEN, UGA" in run("region", store, "my pair", "--knowledge", folder).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["panel", "--pairs", "KENUGA"], "is no pair"),
        (["panel", "--actors", "Kenya"], "--actors: 'KENYA' is no country (write KEN)"),
        (["panel", "--actors", "QQQ"], "'QQQ' is no country"),
        (["relation", "KEN", "Uganda"], "'UGANDA' is no country (write UGA)"),
        (["relation", "KEN", "Narnia"], "'NARNIA' is no country (give ISO 3166 alpha-3 codes"),
        (["panel", "--since", "soon"], "not a day, month or year"),
        (["panel", "--constant", "week"], "no outlet has a report in each"),
        (["panel", "--without", "Le Monde"], "no outlet in this store is meant by 'Le Monde'"),
        (["panel", "--sectors", "GVO"], "there is no sector 'GVO' (there are GOV, MIL"),
        (["panel", "--since", "2030"], "no report with a date of publication lies in this scope"),
        (["relation", "KEN"], "one country is no pair"),
        (["relation", "KEN", "UGA", "-f", "csv"], "one pair is written as table or json"),
        (["region", "Narnia"], "there is no region 'Narnia'"),
        (["region", "KEN,UGA", "--weights", "aid"], "is no weight"),
        (["region", "KEN,UGA", "--weights", "luck=1"], "no part 'luck'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run: Run, store: Path, words: list[str], said: str) -> None:
    ran = run(words[0], store, *words[1:])
    assert ran.status == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_store_without_events_says_how_to_make_them(run: Run, tmp_path: Path) -> None:
    init(tmp_path / "bare", True, "0")
    ran = run("relation", tmp_path / "bare", "KEN", "UGA")
    assert ran.status == 2
    assert "dragoman assemble" in ran.err
