"""The parts of assembly by themselves: copies, parties, places, numbers, ids, denials, belief."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from assemblykit import assembled, rows
from stories import report

from dragoman.assembly import sides, spots
from dragoman.assembly.copies import groups, sketch
from dragoman.assembly.naming import Previous, named
from dragoman.assembly.numbers import Told, disputed, superseded
from dragoman.assembly.rules import Rules, rules
from dragoman.assembly.sides import UNIT, Sides
from dragoman.assembly.sources import report_sources, speaker_source
from dragoman.assembly.spots import Spot
from dragoman.coding.pipeline import Coder
from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge

LONG = (
    "The harbour commission of the two coastal towns decided after a long night that the old lighthouse should be painted again before winter, "
    "that the mole needs forty new stones, and that the ferry will leave an hour later on Sundays so that the choir can catch it."
)
OTHER = (
    "A farmer in the hills has grown a pumpkin of two hundred kilograms, and his neighbours came with a cart and three mules to bring it "
    "down to the fair, where it won nothing because the judges had already gone home to their suppers."
)


def texts_in_groups(texts: list[str], days: list[int], words: bool = True) -> list[int]:
    found = groups(
        [sketch(text) for text in texts], [f"h{n}" for n in range(len(texts))], np.array(days),
        lambda numbers: [texts[n] if words else "" for n in numbers],
    )  # fmt: skip
    return [int(number) for number in found]


@pytest.mark.parametrize(
    ("second", "same"),
    [
        (LONG, True),
        (LONG.upper(), True),
        ("HARBOUR TOWN (Fjord Wire) — " + LONG, True),
        (LONG.rpartition(", and")[0] + ".", True),  # cut short
        (LONG.replace("forty", "fifty"), True),
        (OTHER, False),
        (" ".join(LONG.split()[:14]) + " " + OTHER, False),
    ],
)
def test_texts_that_are_one(second: str, same: bool) -> None:
    assert (texts_in_groups([LONG, second], [0, 1]) == [0, 0]) is same


def test_texts_far_apart_in_time_are_two() -> None:
    assert texts_in_groups([LONG, LONG], [0, 30]) == [0, 1]
    assert texts_in_groups([LONG, OTHER, LONG, LONG], [0, 1, 2, 3]) == [0, 1, 0, 0]


def test_short_texts_are_one_only_when_they_are_equal() -> None:
    assert texts_in_groups(["Rain fell in Lima.", "Rain fell in Oslo.", "Rain fell in Lima."], [0, 0, 0]) == [0, 1, 0]


def test_without_words_sketches_decide() -> None:
    assert texts_in_groups([LONG, LONG.replace("forty", "fifty"), OTHER], [0, 0, 0], words=False) == [0, 0, 2]
    assert sketch("…") == b""


KINDS = {"ada": "person", "bo": "person", "reds": "armed_group", "blues": "armed_group", "north-ministry": "ministry"}


@pytest.fixture(scope="module")
def rulebook() -> Rules:
    return rules(Knowledge.open())


def side(all_sides: Sides, *parties: str) -> int:
    """Parties written as entity,country,sector."""
    split = [party.split(",") for party in parties]
    return all_sides.parsed(UNIT.join("; ".join(part[n] for part in split) for n in range(3)))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (["north,NOR,GOV"], ["ada,NOR,GOV"], sides.SOME),  # an official and his government
        (["north-ministry,NOR,GOV"], [",NOR,MIL"], sides.SOME),
        (["ada,NOR,GOV"], ["ada,NOR,ELI"], sides.SOME + sides.NAMED),
        (["ada,NOR,GOV"], ["bo,NOR,GOV"], sides.CONFLICT),
        (["reds,NOR,REB"], ["blues,NOR,REB"], sides.CONFLICT),
        ([",NOR,GOV"], [",NOR,REB"], sides.CONFLICT),
        (["north,NOR,GOV"], ["south,PER,GOV"], sides.CONFLICT),
        ([",NOR,GOV", ",PER,GOV"], [",PER,GOV", ",NOR,GOV"], sides.SAME),
        ([",NOR,GOV", ",PER,GOV"], [",NOR,GOV"], sides.SOME),
        ([",NOR,GOV", ",PER,GOV"], [",NOR,GOV", ",CHL,GOV"], sides.CONFLICT),
        ([",NOR,GOV", ",PER,GOV", ",CHL,GOV"], [",NOR,GOV", ",PER,GOV", ",KEN,GOV"], sides.CONFLICT),
        ([",,GOV"], [",NOR,GOV"], sides.OPEN),
        (["league,IGO,GOV"], ["union,IGO,GOV"], sides.CONFLICT),  # a shared code is nobody in particular
        (["league,IGO,GOV"], ["league,IGO,GOV"], sides.SOME),
    ],
)
def test_parties_compared(rulebook: Rules, one: list[str], other: list[str], level: int) -> None:
    found = Sides(rulebook, lambda id: KINDS.get(id, "state"))
    assert found.level(side(found, *one), side(found, *other)) == level
    assert found.level(side(found, *other), side(found, *one)) == level


def test_long_lists_may_overlap_where_that_is_allowed(rulebook: Rules) -> None:
    found = Sides(rulebook, lambda _: "state")
    one, other = side(found, ",NOR,GOV", ",PER,GOV", ",CHL,GOV"), side(found, ",NOR,GOV", ",PER,GOV", ",KEN,GOV")
    assert found.level(one, other, True, True) == sides.MOST
    assert found.sides[found.union(one, other)].tokens == {"NOR", "PER", "CHL", "KEN"}


CITY = Spot(1, "NOR", "Viken", "city", 59.9, 10.7)
PLACES = {
    "nowhere": Spot(0, "", "", "", None, None),
    "country": Spot(9, "NOR", "", "country", 60.0, 8.0),
    "other country": Spot(8, "PER", "", "country", -10.0, -75.0),
    "province": Spot(7, "NOR", "Viken", "admin1", 59.8, 10.0),
    "other province": Spot(6, "NOR", "Troms", "admin1", 69.0, 19.0),
    "airport": Spot(5, "NOR", "Viken", "building", 60.0, 10.8),
    "other city": Spot(4, "NOR", "Viken", "city", 59.2, 10.4),
}


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("nowhere", spots.OPEN), ("country", spots.COUNTRY), ("other country", spots.CONFLICT), ("province", spots.COUNTRY),
        ("other province", spots.CONFLICT), ("airport", spots.SPOT), ("other city", spots.CONFLICT),
    ],
)  # fmt: skip
def test_places_compared(name: str, level: int) -> None:
    assert spots.compared(CITY, PLACES[name], 20.0) == spots.compared(PLACES[name], CITY, 20.0) == level


def told(claim: int, low: int | None, high: int | None, published: str, *tellers: str) -> Told:
    return Told(claim, 0, "killed", low, high, published, claim, tellers, tellers[0])


def test_who_may_take_a_number_back() -> None:
    first, later = told(1, 13, 13, "2023-05-03", "agency:a"), told(2, 3, 3, "2023-05-04", "agency:a")
    assert superseded([first, later]) == {1}
    assert superseded([first, told(2, 3, 3, "2023-05-04", "agency:b")]) == set()
    assert superseded([first, told(2, 13, 13, "2023-05-04", "agency:a")]) == set()
    assert superseded([first, told(2, 3, 3, "2023-05-03", "agency:a")]) == set()  # on one day nobody knows which came later
    speaker = [told(1, 13, 13, "2023-05-03", "speaker:x", "outlet:a"), told(2, 3, 3, "2023-05-04", "speaker:x", "outlet:b")]
    assert superseded(speaker) == {1}


@pytest.mark.parametrize(
    ("ranges", "dispute"),
    [([(13, 13), (3, 3)], True), ([(5, None), (7, 7)], False), ([(5, None), (3, 3)], True), ([(None, 9), (7, 7)], False)],
)
def test_numbers_that_cannot_all_be_true(ranges: list[tuple[int | None, int | None]], dispute: bool) -> None:
    items = [told(n, low, high, "2023-05-03", f"outlet:{n}") for n, (low, high) in enumerate(ranges)]
    assert bool(disputed(items)) is dispute
    assert disputed([told(n, low, high, "2023-05-03", "outlet:one") for n, (low, high) in enumerate(ranges)]) == {}


def names_after(event: list[int], claim: list[int], now: list[int], **previous: Any) -> tuple[list[str], list[tuple[str, ...]]]:
    past = Previous(event=np.array(event, dtype=np.int64), claim=np.array(claim, dtype=np.int64), **previous)
    made = named(max(now) + 1, np.array(now), [f"c{number}" for number in range(max(now) + 1)], past)
    return made.ids, made.former


def test_merged_events_keep_the_oldest_id_and_remember_the_other() -> None:
    ids, former = names_after([0, 1], [0, 1], [0, 0], ids=["b", "a"], former=["", "x"], seen=["2023-01-01", "2023-01-02"])
    assert (ids, former) == (["b"], [("a", "x")])


def test_a_split_event_leaves_its_id_to_the_larger_part() -> None:
    ids, former = names_after([0, 0, 0], [0, 1, 2], [0, 1, 1], ids=["old"], former=[""], seen=["2023-01-01"])
    assert ids[1] == "old"
    assert ids[0] not in {"old", ""}
    assert former == [(), ()]


def test_sources_of_reports() -> None:
    reports = [
        {"id": "r0", "outlet": "A Post", "agency": ""}, {"id": "r1", "outlet": "B Post", "agency": "Fjord  Wire"},
        {"id": "r2", "outlet": "C Post", "agency": ""}, {"id": "r3", "outlet": "", "agency": ""},
        {"id": "r4", "outlet": "D", "agency": "FJORD WIRE"},
    ]  # fmt: skip
    assert report_sources(reports, np.array([0, 0, 2, 3, 4])) == [
        "agency:fjord wire", "agency:fjord wire", "outlet:c post", "report:r3", "agency:fjord wire"
    ]  # fmt: skip
    assert speaker_source("ada", "Ada") == "speaker:ada"
    assert "Nora" not in speaker_source("", "Nora Nobody")
    assert speaker_source("", "[private person]") == speaker_source("", "") == ""


def test_belief_is_the_formula(coder: Coder) -> None:
    text = "Norway's foreign minister met Peru's foreign minister in Lima on Monday."
    one = rows(assembled([report(text, "2023-11-21", "A Post")], coder))[0]
    wrong = 0.1 + 0.9 * (1 - one["confidence"])
    assert one["belief"] == pytest.approx(1 - wrong, abs=1e-4)
    two = rows(assembled([report(text, "2023-11-21", "A Post"), report(text.replace("met", "received"), "2023-11-22", "B Post")], coder))[0]
    assert two["independent_sources"] == 2
    assert two["belief"] == pytest.approx(1 - wrong**2, abs=2e-3)


@pytest.mark.parametrize(
    ("words", "beside"),
    [
        ("Pakistan denied on Friday that its aircraft had bombed Kunduz.", True),
        ("Pakistan did not bomb Kunduz on Wednesday, its foreign ministry said.", True),
        ("Pakistan denied on Friday that it had closed the crossing at Torkham.", False),
        ("India denied on Friday that its aircraft had bombed Kunduz.", False),
        ("Pakistan did not bomb Khost on Wednesday, its foreign ministry said.", False),
    ],
)
def test_what_is_denied_must_be_clear(coder: Coder, words: str, beside: bool) -> None:
    made = [report("Pakistani jets bombed Kunduz on Wednesday.", "2023-05-04", "A Post"), report(words, "2023-05-05", "B Post")]
    tables = assembled(made, coder)
    attack = next(
        row for row in rows(tables) if row["event_type"] == "ASSAULT" and row["modality"] == "asserted" and row["date_start"] == "2023-05-03"
    )
    assert (attack["dispute"] == "denied") is beside


def test_rules_of_the_wrong_shape_are_said(tmp_path: Any) -> None:
    (tmp_path / "assembly.yaml").write_text("families: [{name: meeting}]\n", encoding="utf8")
    with pytest.raises(KnowledgeError, match="does not have the shape"):
        rules(Knowledge.open(tmp_path))
