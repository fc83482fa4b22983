"""Basis, coverage and panel: what counts, in which cell, and what is missing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from measurekit import KNOWLEDGE, World

from dragoman.errors import UsageError
from dragoman.lexicon import measuring
from dragoman.measures import Period, Scope, coverage, panel, prepare
from dragoman.measures.coverage import summary
from dragoman.measures.panel import coverage_table, write_csv
from dragoman.measures.scope import begin, bounds, following, label, periods

Cell = dict[str, Any]


def links(world: World, **scope: Any) -> list[tuple[Any, ...]]:
    basis = prepare(world.connection(), KNOWLEDGE, Scope(**scope))
    return basis.connection.execute("SELECT event_id, actor, recipient, mutual FROM basis_links ORDER BY ALL").fetchall()


def cells(world: World, by: str = "month", split: str = "", scope: Scope | None = None, **asked: Any) -> list[Cell]:
    basis = prepare(world.connection(), KNOWLEDGE, scope, split=split)
    return list(panel(basis, Period(by), **asked).table.to_pylist())


def cell(found: list[Cell], actor: str, recipient: str, period: str, **more: str) -> Cell:
    (row,) = [r for r in found if (r["actor"], r["recipient"], r["period"]) == (actor, recipient, period) and more.items() <= r.items()]
    return row


def test_who_acts_on_whom() -> None:
    world = World()
    report = world.report("2021-01-05")
    directed = world.event("CONSULT visit", "RUS; CHN", "AFG", "2021-01-05", [report])
    met = world.event("CONSULT", "IRN; PAK", "", "2021-01-05", [report])
    world.event("ACCUSE", "USA; GBR", "", "2021-01-05", [report])  # two who accuse somebody unnamed do not accuse each other
    world.event("PROTEST", "FRA", "", "2021-01-05", [report])
    world.event("COERCE", "FRA", "FRA", "2021-01-05", [report])
    twice = world.event("AID", "NOR; NOR", "AFG; AFG", "2021-01-05", [report])
    unnamed = world.event("CONSULT", "KEN; UGA", "", "2021-01-05", [report], recipient_sectors="CVL")
    found = links(world)
    assert found == [
        (directed, "CHN", "AFG", False),
        (directed, "RUS", "AFG", False),
        (met, "IRN", "PAK", True),
        (met, "PAK", "IRN", True),
        (twice, "NOR", "AFG", False),
    ]
    assert unnamed not in {row[0] for row in found}
    assert [(row[1], row[2]) for row in links(world, domestic=True) if row[1] == row[2]] == [("FRA", "FRA")]


def test_parties_of_the_sectors_asked_for() -> None:
    world = World()
    report = world.report("2021-01-05")
    mixed = world.event("ASSAULT", "RUS; CHN", "AFG; IRN", "2021-01-05", [report], actor_sectors="MIL; GOV", recipient_sectors="GOV; REB")
    assert links(world, sectors=("MIL", "GOV")) == [(mixed, "CHN", "AFG", False), (mixed, "RUS", "AFG", False)]
    assert links(world, sectors=("GOV",)) == [(mixed, "CHN", "AFG", False)]


def test_background_and_what_is_not_asserted_are_left_out_unless_asked_for() -> None:
    world = World()
    report = world.report("2021-01-05")
    plain, old, hoped = (
        world.event("AID", "NOR", "AFG", "2021-01-05", [report], **given) for given in ({}, {"recency": "background"}, {"modality": "future"})
    )
    doubtful = world.event("AID", "NOR", "AFG", "2021-01-05", [report], belief=0.1)
    assert [row[0] for row in links(world, belief=0.2)] == [plain]
    assert [row[0] for row in links(world, belief=0.2, background=True)] == [plain, old]
    assert [row[0] for row in links(world, unasserted=True)] == [plain, hoped, doubtful]


def test_without_an_outlet_its_own_events_go_and_shared_ones_stay() -> None:
    world = World()
    reuters, tass = world.report("2021-01-05"), world.report("2021-01-05", "TASS")
    shared = world.event("AID", "NOR", "AFG", "2021-01-05", [reuters, tass])
    russian = world.event("AID", "RUS", "AFG", "2021-01-05", [tass])
    hoped = {"recency": "news", "modality": "future"}
    told = {"recency": "news", "modality": "asserted"}
    theirs = world.event("AID", "CHN", "AFG", "2021-01-05", [reuters, tass], told=[hoped, told])
    denied = world.event("AID", "IRN", "AFG", "2021-01-05", [tass, reuters], statuses=["current", "denial"])
    assert [row[0] for row in links(world)] == [shared, russian, theirs, denied]
    assert [row[0] for row in links(world, without=("TASS",))] == [shared]
    assert [row[0] for row in links(world, outlets=("RUS/state",))] == [shared, russian, theirs, denied]
    with pytest.raises(UsageError, match="no outlet in this store is meant by 'Le Monde'"):
        links(world, without=("Le Monde",))
    assert len(links(world, without=("FRA/state",))) == 4
    assert "no outlet in this store is FRA/state" in prepare(world.connection(), KNOWLEDGE, Scope(without=("FRA/state",))).notes[0]
    for selector in ("RUSS/state", "RUS/royal", "for:XYZ"):
        with pytest.raises(UsageError, match=selector):
            links(world, without=(selector,))
    with pytest.raises(UsageError, match="FRA/state"):
        links(world, outlets=("FRA/state",))


def test_owners_count_by_the_day_of_publication() -> None:
    world = World()
    before, after = world.report("2021-08-01", "Bakhtar"), world.report("2021-09-01", "Bakhtar")
    world.event("AID", "NOR", "AFG", "2021-08-01", [before])
    late = world.event("AID", "NOR", "AFG", "2021-09-01", [after])
    basis = prepare(world.connection(), KNOWLEDGE, split="control")
    found = dict(basis.connection.execute("SELECT event_id, bloc FROM basis_links").fetchall())
    assert "Taliban" in found[late]
    assert len(set(found.values())) == 2


def test_the_columns_of_the_panel_are_those_of_the_contract() -> None:
    world = World()
    world.event("AID", "NOR", "AFG", "2021-01-05", [world.report("2021-01-05")])
    (row,) = cells(world)
    types = measuring.load(KNOWLEDGE).types
    quads = ["n_verbal_cooperation", "n_material_cooperation", "n_verbal_conflict", "n_material_conflict"]
    contract = ["actor", "recipient", "period", "reports_read", "independent_sources", *quads, *(f"n_{name}" for name in types)]
    contract += ["intensity_mean", "intensity_low", "intensity_high"]
    assert list(row) == [*contract, "actor_cow", "actor_gw", "recipient_cow", "recipient_gw"]
    assert len(types) == 16
    assert (row["actor_cow"], row["recipient_gw"], row["n_AID"], row["n_material_cooperation"], row["intensity_mean"]) == (385, 700, 1, 1, 10.0)


def test_zeros_are_filled_and_unread_periods_are_missing() -> None:
    world = World()
    january, march = world.report("2021-01-05"), world.report("2021-03-05")
    world.event("AID", "NOR", "AFG", "2021-01-05", [january])
    world.event("AID", "NOR", "AFG", "2021-02-10", [march])
    found = cells(world)
    assert [(r["period"], r["reports_read"], r["n_AID"], r["intensity_mean"]) for r in found] == [
        ("2021-01", 1, 1, 10.0),
        ("2021-02", 0, None, None),
        ("2021-03", 1, 0, None),
    ]
    text = io.BytesIO()
    write_csv(panel(prepare(world.connection(), KNOWLEDGE), Period.MONTH).table, text)
    rows = list(csv.DictReader(io.StringIO(text.getvalue().decode())))
    assert [row["n_AID"] for row in rows] == ["1", "NA", "0"]


def test_the_events_of_a_cell_when_asked_for() -> None:
    world = World()
    january, march = world.report("2021-01-05"), world.report("2021-03-05")
    one, other = (world.event("AID", "NOR", "AFG", day, [january]) for day in ("2021-01-05", "2021-01-04"))
    world.event("AID", "NOR", "AFG", "2021-02-05", [march])
    assert [row["events"] for row in cells(world, events=True)] == [f"{one}; {other}", None, ""]


def test_all_pairs_of_the_actors_asked_for_or_just_the_pairs() -> None:
    world = World()
    world.event("AID", "NOR", "AFG", "2021-01-05", [world.report("2021-01-05")])
    world.event("AID", "UNO", "AFG", "2021-01-05", [world.report("2021-01-05")])
    assert [(r["actor"], r["recipient"]) for r in cells(world)] == [("NOR", "AFG")]
    assert [(r["actor"], r["recipient"]) for r in cells(world, organisations=True)] == [("NOR", "AFG"), ("UNO", "AFG")]
    asked = [(r["actor"], r["recipient"], r["n_AID"]) for r in cells(world, actors=["AFG", "NOR"])]
    assert asked == [("AFG", "NOR", 0), ("NOR", "AFG", 1)]
    assert [(r["actor"], r["n_AID"]) for r in cells(world, pairs=[("PER", "AFG")])] == [("PER", 0)]
    with pytest.raises(UsageError, match="'NORWAY' is no country"):
        cells(world, actors=["NORWAY"])


def test_an_event_counts_where_it_begins_if_it_is_no_longer_than_a_period() -> None:
    world = World()
    reports = [world.report(day) for day in ("2021-01-04", "2021-02-20")]
    world.event("AID", "NOR", "AFG", "2021-01-30", reports, date_end="2021-02-03")  # across a border
    world.event("AID", "NOR", "AFG", "2021-01-01", reports, date_end="2021-12-31", granularity="year")  # too long
    world.event("AID", "NOR", "AFG", "", reports)  # no date
    world.event("AID", "NOR", "AFG", "2019-01-01", reports)  # before anything was read
    basis = prepare(world.connection(), KNOWLEDGE)
    made = panel(basis, Period.MONTH)
    assert [(r["period"], r["n_AID"]) for r in made.table.to_pylist()] == [("2021-01", 1), ("2021-02", 0)]
    assert any(note.startswith("3 of 4 events have no date") for note in made.notes)


def test_copies_count_as_one_independent_source() -> None:
    world = World()
    reports = [world.report("2021-01-05", f"Paper {k}") for k in range(4)]
    statuses = ["current", "copy", "copy", "current"]
    world.event("AID", "NOR", "AFG", "2021-01-05", reports, groups=["wire", "wire", "wire", "own"], statuses=statuses)
    (row,) = cells(world)
    assert (row["reports_read"], row["independent_sources"], row["n_AID"]) == (4, 2, 1)


def test_a_mean_of_one_report_has_no_interval_and_one_of_several_holds_its_mean() -> None:
    world = World()
    one = world.report("2021-01-05")
    for _ in range(3):
        world.event("AID", "NOR", "AFG", "2021-01-05", [one])
    for day in range(1, 9):
        world.event("AID" if day % 2 else "ACCUSE", "NOR", "PER", f"2021-01-0{day}", [world.report(f"2021-01-0{day}")])
    found = cells(world)
    single, several = cell(found, "NOR", "AFG", "2021-01"), cell(found, "NOR", "PER", "2021-01")
    assert (single["intensity_mean"], single["intensity_low"]) == (10.0, None)
    assert several["intensity_low"] < several["intensity_mean"] == 3.5 < several["intensity_high"]
    assert cells(world) == found  # the same seed draws the same


def test_counts_split_by_bloc_have_denominators_of_their_own() -> None:
    world = World()
    reuters, tass = world.report("2021-01-05"), world.report("2021-02-05", "TASS")
    world.event("AID", "NOR", "AFG", "2021-01-05", [reuters, tass])
    world.event("AID", "NOR", "AFG", "2021-02-05", [tass])
    found = cells(world, split="ownership")
    got = {(r["bloc"], r["period"]): (r["reports_read"], r["n_AID"]) for r in found}
    assert got == {
        ("private", "2021-01"): (1, 1),
        ("private", "2021-02"): (0, None),
        ("state", "2021-01"): (0, None),
        ("state", "2021-02"): (1, 1),
    }
    assert list(found[0])[2:5] == ["period", "bloc", "reports_read"]


def test_a_new_feed_is_no_news_in_a_constant_panel() -> None:
    world = World()
    for month in ("01", "02", "03"):
        world.event("AID", "NOR", "AFG", f"2021-{month}-05", [world.report(f"2021-{month}-05")])
    for day in range(10, 20):
        world.event("AID", "NOR", "AFG", f"2021-03-{day}", [world.report(f"2021-03-{day}", "TASS")])
    assert [r["n_AID"] for r in cells(world)] == [1, 1, 11]
    basis = prepare(world.connection(), KNOWLEDGE, Scope(constant=Period.MONTH))
    made = panel(basis, Period.MONTH)
    assert [(r["reports_read"], r["n_AID"]) for r in made.table.to_pylist()] == [(1, 1)] * 3
    assert "1 of 2 outlets" in made.coverage["notes"][0]
    with pytest.raises(UsageError, match="TASS"):
        prepare(world.connection(), KNOWLEDGE, Scope(constant=Period.WEEK))


def test_coverage_per_outlet_and_month() -> None:
    world = World()
    for day, outlet in (("2021-01-05", "TASS"), ("2021-03-05", "TASS"), ("2021-03-06", "Village Voice"), ("", "TASS")):
        world.report(day, outlet)
    found = coverage(prepare(world.connection(), KNOWLEDGE))
    assert found["months"] == ["2021-01", "2021-02", "2021-03"]
    tass, village = found["outlets"]
    assert (tass["outlet"], tass["country"], tass["ownership"], tass["reports"], tass["by_month"]) == ("TASS", "RUS", "state", 3, [1, 0, 1])
    assert (village["outlet"], village["ownership"], village["by_month"]) == ("Village Voice", "unknown", [0, 0, 1])
    assert found["reports"] == 4
    assert "reports without a date of publication: 1;" in found["notes"][0]
    assert "nothing was read in 1 of 3 months" in summary(found)
    assert coverage_table(found).column_names[-3:] == found["months"]


def test_nothing_read_is_said() -> None:
    world = World()
    world.report("2021-01-05")
    with pytest.raises(UsageError, match="no report with a date of publication"):
        panel(prepare(world.connection(), KNOWLEDGE, Scope(since="2022")), Period.MONTH)
    with pytest.raises(UsageError, match="split"):
        prepare(world.connection(), KNOWLEDGE, split="colour")


@pytest.mark.parametrize(
    ("unit", "first", "next", "name"),
    [
        (Period.WEEK, "2020-12-28", "2021-01-04", "2020-W53"),
        (Period.MONTH, "2021-01-01", "2021-02-01", "2021-01"),
        (Period.QUARTER, "2021-01-01", "2021-04-01", "2021-Q1"),
        (Period.YEAR, "2021-01-01", "2022-01-01", "2021"),
    ],
)
def test_periods(unit: Period, first: str, next: str, name: str) -> None:
    day = dt.date(2021, 1, 3)
    assert (begin(day, unit).isoformat(), following(day, unit).isoformat(), label(day, unit)) == (first, next, name)
    assert len(list(periods(dt.date(2021, 12, 31), dt.date(2022, 1, 31), Period.MONTH))) == 2


@pytest.mark.parametrize("text", ["2021-13", "21", "2021-02-30", "soon"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a day, month or year"):
        Scope(since=text)
    assert bounds("2021-02", "")[1] == dt.date(2021, 2, 28)
    with pytest.raises(UsageError, match="lies after"):
        Scope(since="2022", until="2021")
