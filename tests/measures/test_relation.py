"""Relations: counts with their events, trend, first contacts, changes of level; one pair and all pairs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from measurekit import KNOWLEDGE, World

from dragoman.errors import UsageError
from dragoman.measures import Basis, Scope, prepare, relation, relations
from dragoman.measures.blocs import by_bloc

START = dt.date(2021, 1, 4)  # a Monday


def on(week: int, day: int = 0) -> str:
    return (START + dt.timedelta(weeks=week, days=day)).isoformat()


def steady(weeks: int, each: int = 3, outlet: str = "Reuters") -> World:
    """A world in which some reports are read every week."""
    world = World()
    for week in range(weeks):
        for day in range(each):
            world.report(on(week, day), outlet)
    return world


def ready(world: World, **scope: Any) -> Basis:
    return prepare(world.connection(), KNOWLEDGE, Scope(**scope))


def test_every_figure_has_its_events() -> None:
    world = steady(4)
    reports = [row["id"] for row in world.reports]
    given = world.event("AID", "NOR", "AFG", on(0), reports[:2])
    thanked = world.event("SUPPORT", "AFG", "NOR", on(1), reports[3:4])
    met = world.event("CONSULT", "AFG; NOR", "", on(2), reports[6:7])
    found = relation(ready(world), "NOR", "AFG")
    one, other = found["directions"]
    assert one["events"]["events"] == [given, met]
    assert (one["events"]["n"], one["reports"], one["independent_sources"]) == (2, 3, 3)
    assert one["quads"]["MATERIAL COOPERATION"]["events"] == [given]
    assert {name: figure["events"] for name, figure in other["types"].items()} == {"SUPPORT": [thanked], "CONSULT": [met]}
    assert one["events"]["low"] < 2 < one["events"]["high"]
    assert [(row["event_type"], row["day"]) for row in one["first_contacts"]] == [("AID", on(0)), ("CONSULT", on(2))]
    assert [row["event_id"] for row in one["latest"]] == [met, given]
    assert found["coverage"]["reports"] == 12
    assert relation(ready(world), "NOR", "AFG") == found


def test_an_undated_event_counts_and_is_no_first_contact() -> None:
    world = steady(2)
    undated = world.event("AID", "NOR", "AFG", "", ["r0000"])
    one = relation(ready(world), "NOR", "AFG")["directions"][0]
    assert one["events"]["events"] == [undated]
    assert one["first_contacts"] == []


def trend_of(world: World, weeks: int = 4, **scope: Any) -> dict[str, Any]:
    (row,) = [row for row in relation(ready(world, **scope), "NOR", "AFG")["directions"][0]["trend"] if row["weeks"] == weeks]
    return row


def test_more_than_before_is_more() -> None:
    world = steady(10)
    for day in range(6):
        world.event("AID", "NOR", "AFG", on(9, day % 3), [f"r{27 + day % 3:04}"])
    world.event("AID", "NOR", "AFG", on(7), ["r0021"])
    row = trend_of(world)
    assert (row["now"], row["before"], row["reports_now"], row["reports_before"]) == (6, 1, 3, 12)
    assert row["verdict"] == "more"
    assert row["p"] < 0.01
    assert row["expected"] == pytest.approx(0.25)
    assert row["low"] < row["ratio"] == 24 < row["high"]
    assert len(row["events"]) == 6
    assert len(row["events_before"]) == 1


def test_few_events_have_no_trend() -> None:
    world = steady(10)
    for _ in range(4):
        world.event("AID", "NOR", "AFG", on(9), ["r0027"])
    row = trend_of(world)
    assert (row["now"], row["p"], row["ratio"]) == (4, None, None)
    assert row["verdict"].startswith("too few events")


def test_twice_as_many_reports_are_no_trend() -> None:
    world = steady(10)
    for _ in range(20):
        world.report(on(9, 1))  # reading grows as the events do
    for k in range(8):
        world.event("AID", "NOR", "AFG", on(9, 1), ["r0030"])
        if k < 4:
            world.event("AID", "NOR", "AFG", on(5 + k), ["r0018"])
    assert trend_of(world)["verdict"] == "no clear change"


def test_nothing_is_told_of_weeks_in_which_nothing_was_read() -> None:
    world = World()
    for _ in range(9):
        world.event("AID", "NOR", "AFG", on(30), [world.report(on(30))])
    assert trend_of(world)["verdict"].startswith("nothing was read")


def test_a_change_of_level_has_its_week_and_events() -> None:
    world = steady(40)
    for week in range(25, 40):
        for day in range(3):
            world.event("ASSAULT", "NOR", "AFG", on(week, day), [f"r{week * 3 + day:04}"])
    (change,) = relation(ready(world), "NOR", "AFG")["directions"][0]["changes"]
    assert change["week"] == on(25)
    assert (change["before"], change["after"]) == (0.0, 3.0)
    assert len(change["events"]) == 3


def test_all_pairs_agree_with_one_pair() -> None:
    world = steady(40)
    for week in range(25, 40):
        world.event("ASSAULT", "NOR", "AFG", on(week), [f"r{week * 3:04}"])
        world.event("AID", "AFG", "NOR", on(week, 1), [f"r{week * 3 + 1:04}"], intensity=float(week % 7))
    world.event("CONSULT", "UNO", "AFG", on(3), ["r0009"])
    table = relations(ready(world)).to_pylist()
    assert [(row["actor"], row["recipient"]) for row in table] == [("AFG", "NOR"), ("NOR", "AFG")]
    for row, one in zip(table, relation(ready(world), "AFG", "NOR")["directions"], strict=True):
        assert (row["events"], row["first_day"].isoformat()) == (one["events"]["n"], one["first_contacts"][0]["day"])
        assert row["changes"] == len(one["changes"]) == 1
        assert row["last_change"].isoformat() == one["changes"][0]["week"]
        assert (row["now"], row["before_4"]) == (one["trend"][0]["now"], one["trend"][0]["before"])
        assert row["trend_4_p"] == pytest.approx(one["trend"][0]["p"])
        assert row["intensity_mean"] == pytest.approx(one["intensity"]["value"])
        assert row["n_AID"] + row["n_ASSAULT"] == row["events"] == 15
    assert relations(ready(world), events=True).to_pylist()[0]["event_ids"].split("; ")[:2] == ["e00001", "e00003"]
    assert [row["actor"] for row in relations(ready(world), organisations=True).to_pylist()] == ["AFG", "NOR", "UNO"]


def test_a_pair_nobody_wrote_about_is_empty_and_no_country_is_refused() -> None:
    world = steady(3)
    found = relation(ready(world), "PER", "CHL")
    assert [one["events"] for one in found["directions"]] == [{"n": 0, "low": 0.0, "high": 0.0, "events": []}] * 2
    assert found["directions"][0]["intensity"]["value"] is None
    assert relations(ready(world)).num_rows == 0
    with pytest.raises(UsageError, match="'PERU' is no country"):
        relation(ready(world), "PERU", "CHL")


def test_who_tells_it() -> None:
    world = World()
    reuters, tass = world.report(on(0)), world.report(on(0), "TASS")
    shared = world.event("AID", "NOR", "AFG", on(0), [reuters, tass])
    own = world.event("ACCUSE", "AFG", "NOR", on(0), [tass])
    found = by_bloc(prepare(world.connection(), KNOWLEDGE, split="ownership"), "NOR", "AFG")
    assert [(row["bloc"], row["reports_read"]) for row in found] == [("private", 1), ("state", 1)]
    private, state = (row["directions"] for row in found)
    assert private[0]["quads"]["MATERIAL COOPERATION"]["events"] == state[0]["quads"]["MATERIAL COOPERATION"]["events"] == [shared]
    assert private[1]["quads"]["VERBAL CONFLICT"]["n"] == 0
    assert state[1]["quads"]["VERBAL CONFLICT"]["events"] == [own]
