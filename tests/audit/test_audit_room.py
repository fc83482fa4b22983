"""An audit from the sample to the report, coded through the pages by two who differ in known places; every figure worked out by hand."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import roomkit
import storekit
from fastapi.testclient import TestClient
from roomkit import kinds, say

from dragoman.audit.results import Results, results
from dragoman.cli import main
from dragoman.coding.pipeline import Coder
from dragoman.model import Settings
from dragoman.run.adding import recode
from dragoman.store import audits
from dragoman.store.audits import Audit

NAME = "spring"


def command(*given: object) -> int:
    """Run the command in this process; its exit status."""
    import sys

    before = sys.argv
    sys.argv = ["dragoman", *map(str, given)]
    try:
        main()
    except SystemExit as left:
        return int(left.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> tuple[Path, dict[str, list[str]]]:
    """A store with an audit of eight sentences, coded by both and settled; and the pages that each coder saw. Not to be changed."""
    store = roomkit.build(tmp_path_factory.mktemp("audited") / "news", coder)
    roomkit.learn(store)
    assert command("audit", "sample", store, "--n", 8, "--seed", 3, "--name", NAME, "--empty", 0.5) == 0
    audit = audits.read(store, NAME)
    client = roomkit.room(store)
    seen = {who: roomkit.coded_by_page(client, NAME, who, said) for who, said in roomkit.scripts(audit).items()}
    roomkit.settle_all(client, audit)
    return store, seen


@pytest.fixture(scope="module")
def audit(coded: tuple[Path, Any]) -> Audit:
    return audits.read(coded[0], NAME)


@pytest.fixture(scope="module")
def found(coded: tuple[Path, Any]) -> Results:
    return results(coded[0], NAME)


# ------------------------------------------------------------------------------------------------------------------------------- figures


def test_the_weights_are_those_of_the_draw(audit: Audit) -> None:
    # 4 of the 8 sentences with a claim, 4 of the 16 without
    full, empty = kinds(audit)
    assert (len(full), len(empty)) == (4, 4)
    assert {unit.probability for unit in audit.units if unit.number in full} == {0.5}
    assert {unit.probability for unit in audit.units if unit.number in empty} == {0.25}
    assert {unit.outlet for unit in audit.units if unit.number in full} == {"Fjord Post", "Andes <b>Wire</b>"}


def test_precision_and_recall_are_as_worked_out_by_hand(found: Results) -> None:
    overall = {e.name: e for e in found.overall}
    # coded: 4 sentences of weight 2; right 3 of them. There: these 3, and one of weight 4 that was missed.
    assert overall["precision"].value == pytest.approx(6 / 8)
    assert overall["recall"].value == pytest.approx(6 / 10)
    assert overall["F1"].value == pytest.approx(12 / 18)
    assert overall["precision"].effective == pytest.approx(4)
    assert overall["recall"].effective == pytest.approx(10 * 10 / (3 * 4 + 16))
    types = {name: (p.value, r.value) for name, p, r in found.types}
    assert types == {"REJECT": (pytest.approx(0.75), 1.0), "ASSAULT": (None, 0.0)}
    assert dict(found.confusion.weights) == {("REJECT", "REJECT"): 6.0, ("ASSAULT", "none"): 4.0, ("none", "REJECT"): 2.0}
    fields = {e.name: e.value for e in found.fields}
    assert fields["recency"] == fields["modality"] == fields["actor country"] == fields["recipient country"] == fields["speaker"] == 1.0


def test_alpha_is_as_worked_out_by_hand(found: Results) -> None:
    alphas = {a.field: a for a in found.agreements}
    # has an event: yes-yes 4, no-no 3, one mixed; 9 yes and 7 no of 16. Observed 2/16, expected 2·9·7/(16·15).
    assert alphas["has an event"].alpha == pytest.approx(1 - (2 / 16) / (2 * 9 * 7 / (16 * 15)))
    # type: REJECT-REJECT 2, REJECT-CONSULT, ASSAULT-ASSAULT, none-PROTEST. REJECT 5, ASSAULT 2, the others 1 each, of 10.
    assert alphas["type"].alpha == pytest.approx(1 - (4 / 10) / ((100 - 25 - 4 - 3) / 90))
    assert alphas["type"].n == 5
    # recency of the four both see: news-news 3, news-background 1
    assert alphas["recency"].share == 0.75
    assert found.words.f1 == pytest.approx(2 * 4 / 9)


def test_answers_come_from_agreement_and_settling(found: Results) -> None:
    assert found.answers.counts == {"agreed": 5, "settled": 3}
    assert found.coders == {"Ada Holm": 8, "Ben": 8}
    assert not found.answers.differ


def test_one_coder_alone_gives_other_figures(coded: tuple[Path, Any]) -> None:
    alone = {e.name: e for e in results(coded[0], NAME, coder="Ben").overall}
    # Ben: CONSULT in one more; right 2 of 4. There: 3 of weight 2, 2 of weight 4.
    assert alone["precision"].value == pytest.approx(4 / 8)
    assert alone["recall"].value == pytest.approx(4 / 14)


# ------------------------------------------------------------------------------------------------------------------------------ blindness


def test_a_coder_sees_neither_the_machine_nor_the_other_coder(coded: tuple[Path, dict[str, list[str]]], audit: Audit) -> None:
    store, seen = coded
    claims = storekit.answer(store, "SELECT id, event_type, confidence FROM claims")
    assert claims
    for who, other in (("Ada Holm", "Ben"), ("Ben", "Ada Holm")):
        assert len(seen[who]) == 9  # eight sentences and the last page
        for page in seen[who]:
            assert other not in page
            assert not [claim["id"] for claim in claims if claim["id"] in page]
            assert f"{claims[0]['confidence']:.2f}" not in page
            assert "no claim" not in page
            assert 'value="REJECT"' not in page.replace('<option value="REJECT">', "")  # the codebook's list has it, no field does
            assert "Fjord Post" not in page
            assert "Andes" not in page
    order = [unit.stratum for unit in audit.units]
    assert order != sorted(order)
    assert order != sorted(order, reverse=True)


def test_the_outlet_is_shown_where_asked_for_and_escaped(coded: tuple[Path, Any], tmp_path: Path, coder: Coder) -> None:
    store = roomkit.build(tmp_path / "news", coder)
    assert command("audit", "sample", store, "--n", 24, "--name", "open", "--show-outlet") == 0
    client = roomkit.room(store)
    pages = [client.get(f"/audits/open/code?coder=Ada&unit={unit.number}").text for unit in audits.read(store, "open").units]
    assert any("Andes &lt;b&gt;Wire&lt;/b&gt;" in page for page in pages)
    assert not any("<b>Wire" in page for page in pages)


# ------------------------------------------------------------------------------------------------------------------------------- the page


@pytest.fixture
def fresh(tmp_path: Path, coder: Coder) -> tuple[Path, TestClient, Audit]:
    """A store with an audit nobody has coded yet, and a room over it."""
    store = roomkit.build(tmp_path / "news", coder)
    roomkit.learn(store)
    command("audit", "sample", store, "--n", 8, "--seed", 3, "--name", NAME, "--empty", 0.5)
    return store, roomkit.room(store), audits.read(store, NAME)


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_pages_escape_what_people_wrote_and_hold_nothing_inline(fresh: tuple[Path, TestClient, Audit]) -> None:
    _, client, audit = fresh
    bad = '<script>alert("x")</script>'
    full, _ = kinds(audit)
    for who in (bad, "Ben"):
        say(client, NAME, who, full[0], {**roomkit.rejects(full[0], audit), "note": bad, "recency-0": "news" if who == bad else "background"})
    pages = [
        "/audits", f"/audits/{NAME}", f"/audits/{NAME}/code?coder={bad}", f"/audits/{NAME}/settle?by={bad}",
        f"/audits/{NAME}/results?coder={bad}", f"/audits/{NAME}/code?coder={bad}&unit={full[0]}",
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        tags = Tags(answer.text)
        assert not [a for t, a in tags.found if t == "script" and not (a.get("src") or "").startswith("/static/")], address
        assert not [name for _, a in tags.found for name in a if name == "style" or name.startswith("on")], address
        assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in client.get(f"/audits/{NAME}/settle?by=Eve").text
    assert client.get(f"/audits/{NAME}/settle?by=Eve").text.count("differs") == 1


def test_mistakes_are_said_and_what_was_typed_stays(fresh: tuple[Path, TestClient, Audit]) -> None:
    store, client, audit = fresh
    full, _ = kinds(audit)
    good = roomkit.rejects(full[0], audit)
    for change, said in (
        ({"trigger-0": "90"}, "there are no words 90"),
        ({"trigger-0": "dined together"}, "does not stand in the sentence"),
        ({"event_type-0": "DANCE"}, "is none of its values"),
        ({"recency-0": ""}, "Recency"),
        ({"actor-0": "Norway!"}, "is no party"),
        ({"mode-0": "airstrikes"}, "has no mode"),
        ({"start-0": "2022-03-09", "end-0": "2022-03-01"}, "lies before"),
    ):
        answer = say(client, NAME, "Ada", full[0], {**good, **change})
        assert answer.status_code == 422
        assert said in answer.text
        value = next(iter(change.values()))
        assert f'value="{value}"' in answer.text or value == ""
    assert say(client, NAME, "Ada", full[0], {"trigger-0": ""}).status_code == 422
    assert audits.labels(store, NAME) == {}


def test_several_events_skipping_and_changing_ones_mind(fresh: tuple[Path, TestClient, Audit]) -> None:
    store, client, audit = fresh
    full, empty = kinds(audit)
    first = roomkit.rejects(full[0], audit, **{"event_type-0": "rej", "trigger-0": "2"})
    more = say(client, NAME, "Ada", full[0], first, do="more")
    assert more.status_code == 200
    assert 'name="trigger-1"' in more.text
    assert audits.labels(store, NAME) == {}
    second = {key.replace("-0", "-1"): value for key, value in roomkit.plain("CONSULT", "1").items()}
    assert say(client, NAME, "Ada", full[0], {**first, **second, "count": "2"}).status_code == 303
    label = audits.labels(store, NAME)["Ada"][full[0]]
    assert [event["event_type"] for event in label.events] == ["REJECT", "CONSULT"]
    start, end = label.events[0]["trigger"]
    assert end - start == len(roomkit.SAID)
    say(client, NAME, "Ada", empty[0], {"note": "cut off"}, do="skip")
    assert audits.labels(store, NAME)["Ada"][empty[0]].state == "skipped"
    say(client, NAME, "Ada", full[0], {}, do="none")
    label = audits.labels(store, NAME)["Ada"][full[0]]
    assert (label.state, label.events) == ("coded", ())
    again = client.get(f"/audits/{NAME}/code?coder=Ada&unit={full[0]}").text
    assert 'name="trigger-0" value="0"' in again


def test_writes_need_the_form_and_a_writable_room(fresh: tuple[Path, TestClient, Audit]) -> None:
    store, client, _ = fresh
    assert client.post(f"/audits/{NAME}/code", data={"coder": "Ada", "unit": "1", "do": "none"}).status_code == 403
    closed = roomkit.room(store, read_only=True)
    assert closed.post(f"/audits/{NAME}/code", data={"form_token": roomkit.token(closed), "coder": "Ada", "unit": "1"}).status_code == 403
    assert audits.labels(store, NAME) == {}
    assert client.get("/audits/other").status_code == 404
    assert client.get(f"/audits/{NAME}/results").status_code == 404
    assert client.get(f"/audits/{NAME}/code?coder=Ada&unit=99").status_code == 404
    assert say(client, NAME, "Ada", 99, roomkit.NONE).status_code == 404
    assert say(client, NAME, " ", 1, roomkit.NONE).status_code == 422


# ------------------------------------------------------------------------------------------------------------- results, report, exports


def test_results_page_and_report_say_the_same(coded: tuple[Path, Any], tmp_path: Path) -> None:
    store, _ = coded
    page = roomkit.room(store, read_only=True).get(f"/audits/{NAME}/results").text
    assert "Krippendorff" in page
    assert "0.75" in page
    assert "Andes &lt;b&gt;Wire&lt;/b&gt;" in page
    assert "<b>Wire" not in page
    assert command("audit", "report", store, NAME, "-o", tmp_path / "audit.md") == 0
    written = (tmp_path / "audit.md").read_text(encoding="utf8")
    assert "| precision | 0.75 |" in written
    assert "<b>" not in written
    assert "audit-reliability.svg" in written
    assert (tmp_path / "audit-reliability.svg").read_text(encoding="utf8").startswith("<svg")
    assert command("audit", "report", store, NAME, "-o", tmp_path / "audit.html") == 0
    assert "<b>Wire" not in (tmp_path / "audit.html").read_text(encoding="utf8")
    assert command("audit", "report", store, NAME, "-o", tmp_path / "audit.docx") == 2


def test_gold_is_scored_by_evaluate_in_the_sampled_sentences_alone(
    coded: tuple[Path, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, _ = coded
    assert command("audit", "export", store, NAME, "-o", tmp_path / "gold.jsonl") == 0
    lines = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text(encoding="utf8").splitlines()]
    assert sum(len(line["audited"]) for line in lines) == 8
    assert sum(len(line["claims"]) for line in lines) == 4
    for line in lines:
        for claim in line["claims"]:
            assert line["report"]["text"][slice(*claim["trigger"])] in {roomkit.SAID, "The weather", "Children played"}
    capsys.readouterr()
    assert command("evaluate", "claims", tmp_path / "gold.jsonl", "--json") == 0
    scores = {score["name"]: score["value"] for score in json.loads(capsys.readouterr().out)["scores"]}
    assert scores["type precision"] == 0.75  # unweighted: 3 of 4
    assert scores["type recall"] == 0.75  # 3 of 4


def test_the_table_has_every_sentence_and_values_where_sampled(coded: tuple[Path, Any], tmp_path: Path) -> None:
    store, _ = coded
    assert command("audit", "export", store, NAME, "-o", tmp_path / "table.csv") == 0
    with (tmp_path / "table.csv").open(encoding="utf8", newline="") as given:
        rows = list(csv.DictReader(given))
    assert len(rows) == 24
    sampled = [row for row in rows if row["sampled"] == "1"]
    assert len(sampled) == 8
    assert sum(int(row["gold_mk"]) / float(row["probability"]) for row in sampled) == pytest.approx(4.0)
    assert sum(int(row["coded_vk"]) for row in rows) == 8
    assert {row["gold_events"] for row in rows if row["sampled"] == "0"} == {""}
    assert {(row["coded_events"], float(row["probability"])) for row in rows} == {("1", 0.5), ("0", 0.25)}


def test_another_run_is_scored_with_the_same_labels(
    fresh: tuple[Path, TestClient, Audit], coder: Coder, capsys: pytest.CaptureFixture[str]
) -> None:
    store, client, audit = fresh
    for who, said in roomkit.scripts(audit).items():
        roomkit.coded_by_page(client, NAME, who, said)
    roomkit.settle_all(client, audit)
    recode(store, Coder(Settings(floor=0.999)))  # codes nothing any more
    new = {e.name: e for e in results(store, NAME, run="last").overall}
    assert new["precision"].value is None
    assert new["recall"].value == 0.0
    old = {e.name: e for e in results(store, NAME).overall}
    assert old["recall"].value == pytest.approx(0.6)
    capsys.readouterr()
    assert command("audit", "diff", store, NAME, "first", "last", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    recall = next(d for d in told["differences"] if d["name"] == "recall")
    assert recall["change"] == pytest.approx(-0.6)
    assert [change["what"] for change in told["changed"]].count("lost") == 3
    assert [change["what"] for change in told["changed"]].count("mistake gone") == 1


def test_forgetting_a_report_takes_its_labels_along(fresh: tuple[Path, TestClient, Audit]) -> None:
    store, client, audit = fresh
    roomkit.coded_by_page(client, NAME, "Ada Holm", roomkit.scripts(audit)["Ada Holm"])
    gone = audit.units[0].report_id
    there = [unit.number for unit in audit.units if unit.report_id != gone]
    assert command("forget", store, "--report", gone, "--reason", "asked for") == 0
    assert list(audits.labels(store, NAME)["Ada Holm"]) == there
    assert client.get(f"/audits/{NAME}/code?coder=New").status_code == 200
    assert client.get(f"/audits/{NAME}/code?coder=Ada Holm&unit={audit.units[0].number}").status_code == 404
    assert len(results(store, NAME).scored.units) == len(there)


def test_samples_are_reproducible_and_never_drawn_anew(fresh: tuple[Path, TestClient, Audit]) -> None:
    store, _, audit = fresh
    assert command("audit", "sample", store, "--n", 8, "--seed", 3, "--name", "again", "--empty", 0.5) == 0
    assert audits.read(store, "again").units == audit.units
    assert command("audit", "sample", store, "--n", 8, "--seed", 4, "--name", "other", "--empty", 0.5) == 0
    assert audits.read(store, "other").units != audit.units
    assert command("audit", "sample", store, "--n", 8, "--name", NAME) == 2
    assert command("audit", "sample", store, "--n", 8, "--name", "../x") == 2
    assert audits.names(store) == [NAME, "again", "other"]


def test_the_pages_of_audits_are_named_for_one_or_for_all(
    fresh: tuple[Path, TestClient, Audit], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    store, _, _ = fresh
    capsys.readouterr()
    assert command("audit", "code", store) == 0
    assert capsys.readouterr().out == f"http://127.0.0.1:8377/audits/{NAME}\n"
    assert command("audit", "sample", store, "--n", 8, "--name", "second", "--empty", 0.5) == 0
    assert command("audit", "code", store, "--port", 9000) == 0
    assert capsys.readouterr().out.splitlines() == [f"http://127.0.0.1:9000/audits/{name}" for name in (NAME, "second")]
    assert command("audit", "code", store, "third") == 2
    assert command("init", tmp_path / "empty") == 0
    assert command("audit", "code", tmp_path / "empty") == 2
    assert "dragoman audit sample" in capsys.readouterr().err
