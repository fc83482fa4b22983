"""The account of a region: engagement, positions, weight, response, side by side, and blended only when asked."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from measurekit import KNOWLEDGE, World

from dragoman.errors import UsageError
from dragoman.measures import Scope, prepare, region

MEMBERS = "AFG,PAK,IRN"
START = dt.date(2021, 1, 4)


def on(day: int) -> str:
    return (START + dt.timedelta(days=day)).isoformat()


def account(world: World, name: str = MEMBERS, scope: Scope | None = None, **given: Any) -> dict[str, Any]:
    return region(prepare(world.connection(), KNOWLEDGE, scope), name, **given)


def row_of(rows: list[dict[str, Any]], **key: Any) -> dict[str, Any]:
    (found,) = [row for row in rows if key.items() <= row.items()]
    return found


def test_who_deals_with_whom_on_what_and_who_starts() -> None:
    world = World()
    r = [world.report(on(k)) for k in range(6)]
    a = world.event("CONSULT visit", "AFG", "PAK", on(0), r[:1], contexts="diplomatic; economic")
    b = world.event("ACCUSE", "PAK", "AFG", on(1), r[1:2], contexts="economic")
    c = world.event("CONSULT", "AFG; PAK", "", on(2), r[2:3])
    d = world.event("AID", "NOR", "AFG", on(3), r[3:4])
    world.event("AID", "NOR", "PER", on(3), r[3:4])  # no member
    pairs = account(world)["engagement"]["pairs"]
    assert [row["pair"] for row in pairs] == [["AFG", "PAK"], ["AFG", "NOR"]]
    first = pairs[0]
    assert first["events"] == {"n": 3, "events": [a, b, c]}
    assert first["quads"]["VERBAL CONFLICT"] == {"n": 1, "events": [b]}
    assert first["contexts"] == [{"context": "economic", "n": 2, "events": [a, b]}, {"context": "diplomatic", "n": 1, "events": [a]}]
    assert first["initiative"]["of"] == "AFG"
    assert first["initiative"]["value"] == 0.5  # the meeting of both has no side that starts
    assert first["initiative"]["low"] < 0.5 < first["initiative"]["high"]
    assert pairs[1]["events"]["events"] == [d]
    assert pairs[1]["initiative"]["value"] == 0.0


def test_who_hosts() -> None:
    world = World()
    r = [world.report(on(k)) for k in range(4)]
    visit = world.event("CONSULT visit", "AFG; IRN", "PAK", on(0), r[:1], place_country="PAK")
    third = world.event("CONSULT third-party", "AFG; PAK", "", on(1), r[1:2], place_country="QAT")
    world.event("CONSULT phone", "AFG", "PAK", on(2), r[2:3])
    world.event("AID", "NOR", "AFG", on(3), r[3:4], place_country="AFG")  # no talks
    hosting = account(world)["engagement"]["hosting"]
    pak, qat = row_of(hosting, host="PAK"), row_of(hosting, host="QAT")
    assert len(hosting) == 2
    assert pak["own"] == {"n": 1, "events": [visit]}
    assert pak["guests"] == {"AFG": 1, "IRN": 1}
    assert qat["for_others"] == {"n": 1, "events": [third]}


def test_each_saying_counts_once_however_many_print_it() -> None:
    world = World()
    r = [world.report(on(0), f"Paper {k}") for k in range(3)] + [world.report(on(1))]
    copies = [world.statement("PAK", "AFG", "against", report) for report in r[:3]]
    world.statement("PAK", "AFG", "against", r[3])
    world.statement("PAK", "AFG; IRN", "for", r[3])
    world.statement("PAK", "AFG", "warns", r[3])
    world.statement("NOR", "PER", "for", r[3])  # no member
    world.statement("", "AFG", "for", r[3])  # nobody known
    stances = account(world)["positions"]["stances"]
    found = row_of(stances, speaker="PAK", about="AFG")
    assert found["sayings"] == 4
    assert found["positions"]["against"]["n"] == 2
    assert set(copies) < set(found["positions"]["against"]["statements"])
    assert found["stance"] == pytest.approx(-1 / 3)
    assert found["low"] < found["stance"] < found["high"]
    assert row_of(stances, speaker="PAK", about="IRN")["stance"] == 1.0
    assert len(stances) == 2


def test_agreement_between_speakers() -> None:
    world = World()
    for day in range(4):
        report = world.report(on(day))
        world.statement("PAK", "IND", "against", report)
        world.statement("CHN", "IND", "against", report)
        world.statement("IRN", "IND", "for", report)
        world.statement("PAK", "", "for", report, about_name="the pipeline")
    agreement = account(world, "PAK,IRN,CHN")["positions"]["agreement"]
    assert row_of(agreement, speakers=["CHN", "PAK"])["agreement"] == 1.0
    assert row_of(agreement, speakers=["CHN", "IRN"])["agreement"] == 0.0
    assert row_of(agreement, speakers=["CHN", "PAK"])["about"] == ["IND"]  # of the pipeline only one speaks


def test_what_is_given() -> None:
    world = World()
    r = [world.report(on(k)) for k in range(4)]
    aid = [world.event("AID", "NOR", "AFG", on(k), r[k : k + 1]) for k in range(2)]
    blow = world.event("ASSAULT", "PAK", "AFG", on(2), r[2:3])
    world.event("PROTEST", "IRN", "AFG", on(3), r[3:4])
    weight = account(world)["weight"]
    (row,) = weight["aid"]
    assert (row["actor"], row["recipient"], row["n"], row["events"], row["last"]) == ("NOR", "AFG", 2, aid, on(1))
    assert row["low"] < 2 < row["high"]
    assert [row["events"] for row in weight["coercion"]] == [[blow]]
    assert weight["cooperation"] == []


def tit_for_tat(answer_after: int) -> World:
    """Ten acts of Pakistan, forty days apart, each answered by Afghanistan after some days."""
    world = World()
    reports = {day: world.report(on(day)) for day in range(420)}
    for k in range(10):
        day = 10 + 40 * k
        world.event("ASSAULT", "PAK", "AFG", on(day), [reports[day]])
        world.event("ACCUSE", "AFG", "PAK", on(day + answer_after), [reports[day + answer_after]])
    return world


def test_an_answer_that_follows_is_more_than_usual() -> None:
    (row,) = [row for row in account(tit_for_tat(3), days=7)["response"] if row["actor"] == "PAK"]
    assert (row["act"], row["answer"], row["triggers"], row["answered"]) == ("conflict", "conflict", 10, 10)
    assert row["base"] == pytest.approx(70 / 413, abs=0.01)
    assert row["low"] < 1.0 == row["high"]
    assert row["verdict"] == "more than usual"
    assert len(row["events"]) == len(row["answers"]) == 10


def test_what_comes_on_the_same_day_or_too_late_is_no_answer() -> None:
    for after in (0, 20):
        rows = [row for row in account(tit_for_tat(after), days=7)["response"] if row["actor"] == "PAK"]
        assert [(row["answered"], row["answers"]) for row in rows] == [(0, [])]


def test_few_acts_tell_nothing() -> None:
    world = World()
    reports = [world.report(on(day)) for day in range(100)]
    for day in (5, 15, 25, 35):
        world.event("ASSAULT", "PAK", "AFG", on(day), [reports[day]])
        world.event("ACCUSE", "AFG", "PAK", on(day + 1), [reports[day + 1]])
    assert account(world)["response"] == []


def test_side_by_side_is_not_added_up_without_weights() -> None:
    world = tit_for_tat(3)
    aid = world.event("AID", "NOR", "AFG", on(2), ["r0002"])
    world.event("AID", "NOR", "PER", on(2), ["r0002"])
    world.statement("AFG", "NOR", "for", "r0003")
    found = account(world, days=7)
    nor, pak = (row_of(found["side_by_side"], country=code) for code in ("NOR", "PAK"))
    assert "score" not in nor
    assert nor["aid"] == nor["engagement"] == {"n": 1, "events": [aid]}
    assert (nor["initiative"]["value"], nor["positions"]["value"], nor["response"]["value"]) == (1.0, 1.0, None)
    assert (nor["initiative"]["events"], nor["initiative"]["received"]) == ([aid], [])
    assert pak["coercion"]["n"] == 10
    assert pak["response"]["value"] > 0.7
    assert found["weights"] is None


def test_blending_shows_its_parts() -> None:
    world = tit_for_tat(3)
    world.event("AID", "NOR", "AFG", on(2), ["r0002"])
    found = account(world, days=7, weights={"aid": 3.0, "coercion": -1.0, "positions": 1.0})
    nor, pak = (row_of(found["side_by_side"], country=code) for code in ("NOR", "PAK"))
    assert nor["parts"] == {"aid": pytest.approx(3 / 5), "coercion": 0.0, "positions": None}
    assert nor["unknown"] == ["positions"]
    assert nor["score"] == pytest.approx(0.6)
    assert pak["score"] == pytest.approx(-0.2)
    assert found["side_by_side"][0]["country"] == "NOR"
    with pytest.raises(UsageError, match="no part 'power'"):
        account(world, weights={"power": 1.0})
    with pytest.raises(UsageError, match="all weights are zero"):
        account(world, weights={"aid": 0.0})


def test_the_account_is_json_and_the_same_again() -> None:
    world = tit_for_tat(3)
    found = json.dumps(account(world), allow_nan=False)
    assert found == json.dumps(account(world), allow_nan=False)
    assert json.loads(found)["coverage"]["reports"] == 420


def test_a_region_by_name_and_a_wrong_question() -> None:
    world = World()
    world.event("AID", "NOR", "KAZ", on(0), [world.report(on(0))])
    found = account(world, "central asia")
    assert (found["region"], found["countries"]) == ("Central Asia", ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
    assert found["engagement"]["pairs"][0]["pair"] == ["KAZ", "NOR"]
    with pytest.raises(UsageError, match="no region"):
        account(world, "Narnia")
    with pytest.raises(UsageError, match="not split"):
        region(prepare(world.connection(), KNOWLEDGE, split="country"), MEMBERS)
