"""Reviews as gold, as a list, and forgotten with what they speak of."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import storekit
from fastapi.testclient import TestClient
from reviewkit import SIGNED, claim_at, said_of, say

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store import reviews
from dragoman.store.gold import FIELDS


def review_all(room: TestClient, report: str, **corrected: str) -> None:
    """Say right of every claim of a report, and correct the one that was signed."""
    for claim in room.get(f"/api/v1/reports/{report}").json()["claims"]:
        fixed = corrected if claim["trigger"]["text"] == SIGNED else {}
        say(room, claim["id"], "corrected" if fixed else "right", reviewer="Ana", **fixed)


def test_reviews_come_out_as_gold_that_evaluate_takes(store: Path, tmp_path: Path, writer: TestClient) -> None:
    one, other = claim_at(store, SIGNED), claim_at(store, SIGNED, 1)
    review_all(writer, one["report_id"], place_country="SWE", place="Malmö", actor="NOR/MIL")
    say(writer, other["id"], "wrong")
    gold = tmp_path / "gold.jsonl"
    status, _, err = storekit.call("review", "export", str(store), "-o", str(gold))
    assert status == 0
    assert "1 reports with 2 claims" in err
    assert "1 reports are reviewed in part" in err
    (line,) = [json.loads(text) for text in gold.read_text(encoding="utf8").splitlines()]
    assert line["report"]["publisher"] == "Fjord Post"
    signed, sent = line["claims"]
    assert list(signed) == ["trigger", *FIELDS, "reviewed"]
    assert line["report"]["text"][slice(*signed["trigger"])] == SIGNED
    assert (signed["actor"], signed["place_country"], signed["reviewed"]["by"]) == (["NOR/MIL"], "SWE", "Ana")
    assert sent["event_type"] == "CONSULT"
    status, out, _ = storekit.call("evaluate", "claims", str(gold), "--json")
    assert status == 0
    scores = {row["name"]: row["value"] for row in json.loads(out)["scores"]}
    assert scores["type F1"] == 1.0
    assert scores["place country"] < 1.0
    assert scores["sector exact"] == 0.5


def test_gold_of_reports_reviewed_in_part(store: Path, tmp_path: Path, writer: TestClient) -> None:
    id = claim_at(store, SIGNED)["id"]
    say(writer, id, "wrong")
    assert storekit.call("review", "export", str(store))[1] == ""
    lines = storekit.call("review", "export", str(store), "--partial")[1].splitlines()
    claims = json.loads(lines[0])["claims"]
    assert [(claim["event_type"], claim.get("optional")) for claim in claims] == [("CONSULT", True)]
    assert storekit.call("review", "export", str(store), "--partial", "--reviewer", "Bo")[1] == ""


def test_a_field_that_is_wrong_and_nothing_more_equals_no_coding(store: Path, tmp_path: Path, writer: TestClient) -> None:
    one = claim_at(store, SIGNED)
    review_all(writer, one["report_id"], **{f"wrong_{name}": "yes" for name in FIELDS if name not in {"event_type", "start", "end"}})
    gold = tmp_path / "gold.jsonl"
    assert storekit.call("review", "export", str(store), "-o", str(gold))[0] == 0
    status, out, _ = storekit.call("evaluate", "claims", str(gold), "--json")
    assert status == 0
    scores = {row["name"]: row["value"] for row in json.loads(out)["scores"]}
    assert scores["mode"] == scores["recency"] == scores["sector exact"] == 0.5
    assert scores["type with parties' countries F1"] == 0.5


def test_a_list_for_the_eye_and_for_programs(store: Path, writer: TestClient) -> None:
    say(writer, claim_at(store, SIGNED)["id"], "corrected", place="Bergen", reviewer="Ana", note="west")
    _, out, _ = storekit.call("review", "list", str(store))
    assert "SUPPORT: corrected; place: Bergen (west), Ana 20" in out
    _, out, _ = storekit.call("review", "list", str(store), "--format", "jsonl")
    assert json.loads(out)["fixed"] == {"place": "Bergen"}


def test_a_store_without_words_has_no_gold(empty: Callable[..., Path], twelve: str, coder: Coder) -> None:
    bare = empty("bare", words=False)
    add(bare, [twelve], coder)
    status, _, err = storekit.call("review", "export", str(bare))
    assert status == 2
    assert "dragoman restore" in err


def test_what_is_forgotten_is_forgotten_in_reviews(store: Path, writer: TestClient) -> None:
    one, other = claim_at(store, SIGNED), claim_at(store, SIGNED, 1)
    say(writer, one["id"], "corrected", place="Ida Holm Square", note="Ida Holm was there")
    say(writer, other["id"], "right")
    assert storekit.call("forget", str(store), "--report", other["report_id"], "--reason", "asked")[0] == 0
    (left,) = reviews.history(store)
    assert left.report_id == one["report_id"]
    assert storekit.call("forget", str(store), "--entity", "Ida Holm", "--reason", "asked")[0] == 0
    (left,) = reviews.history(store)
    assert "Holm" not in json.dumps([left.note, dict(left.fixed)])
    assert (said_of(writer, one["id"]) or {})["note"] == left.note
