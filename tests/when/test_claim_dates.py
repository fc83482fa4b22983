"""The date of a claim by nearness, and the place beside it."""

import datetime as dt

import pytest

from dragoman.coding.dates import date_of
from dragoman.coding.places import place_of
from dragoman.text import parse
from dragoman.when import find
from dragoman.where import find as find_places

FRIDAY = dt.date(2023, 9, 29)


def dated(text: str, trigger: str, *, background: bool = False, future: bool = False) -> tuple[str, str, str]:
    parsed = parse(text)
    head = next(t.i for t in parsed.tokens if t.text == trigger)
    interval, _, why = date_of(head, parsed, find(parsed, FRIDAY), FRIDAY, background=background, future=future)
    assert why
    return (
        interval.start.isoformat() if interval.start else "",
        interval.end.isoformat() if interval.end else "",
        interval.basis,
    )


@pytest.mark.parametrize(
    ("text", "trigger", "background", "expected"),
    [
        ("Norway hosted envoys in Oslo on Tuesday.", "hosted", False, ("2023-09-26", "2023-09-26", "relative")),
        ("Norway hosted envoys in Oslo.", "hosted", False, ("2023-09-29", "2023-09-29", "publication")),
        ("Norway had hosted envoys in Oslo.", "hosted", True, ("", "", "unknown")),
        ("The group, which seized the city in 2015, met envoys on Monday.", "met", False, ("2023-09-25", "2023-09-25", "relative")),
        ("The group, which seized the city in 2015, met envoys on Monday.", "seized", True, ("2015-01-01", "2015-12-31", "stated")),
        ("Officials said on Thursday that rebels attacked a convoy.", "attacked", False, ("2023-09-28", "2023-09-28", "relative")),
        ("The talks come days after Norway hosted the envoys.", "hosted", False, ("2023-09-15", "2023-09-29", "relative")),
        ("The army launched a campaign last month.", "campaign", True, ("2023-08-01", "2023-08-31", "relative")),
        ("The minister criticised the withdrawal on Monday.", "withdrawal", True, ("", "", "unknown")),
        ("Kenya and Oman have traded envoys since May 2021.", "traded", True, ("2021-05-01", "2023-09-29", "stated")),
        ("The army attacked two towns this year.", "attacked", False, ("2023-01-01", "2023-09-29", "relative")),
        (
            "Since the army pulled out in May 2021, both states have held talks. Rebels seized the city soon after the army left.",
            "seized", True, ("2021-05-01", "2021-06-30", "relative"),
        ),
        (  # what "soon after" points at, undated itself, shares the stretch; one with a date of its own keeps it
            "The army withdrew in May 2021. Rebels seized the city soon after the army had left.",
            "left", True, ("2021-05-01", "2021-06-30", "relative"),
        ),
        ("Rebels seized the city soon after the army left in May 2021.", "left", True, ("2021-05-01", "2021-05-31", "stated")),
        ("Not long after the army left in May 2021, rebels seized the city.", "seized", True, ("2021-05-01", "2021-06-30", "relative")),
        ("It was in May 2011 that the troops departed Erbil.", "departed", True, ("2011-05-01", "2011-05-31", "stated")),
        ("For most of the 1970s Oman's army battled rebels in Dhofar.", "battled", False, ("1970-01-01", "1979-12-31", "stated")),
        ("Since the vote of May 2021, police have jailed critics.", "jailed", True, ("2021-05-01", "2023-09-29", "relative")),
        ("The minister said on Tuesday she hoped Chad would answer.", "hoped", False, ("2023-09-26", "2023-09-26", "relative")),
        (  # a time inside what is allowed, beside another of a joined verb
            "Oman let British jets use its base during the early 1990s to patrol the sea, and in 2012 sold it.",
            "let", True, ("1990-01-01", "1993-12-31", "stated"),
        ),
        ("Chad spent much of the 1970s fighting Libyan separatists.", "fighting", True, ("1970-01-01", "1979-12-31", "stated")),
    ],
)  # fmt: skip
def test_date(text: str, trigger: str, background: bool, expected: tuple[str, str, str]) -> None:
    assert dated(text, trigger, background=background) == expected


def test_what_is_to_come_begins_with_publication() -> None:
    assert dated("The army will leave the province this year.", "leave", future=True)[:2] == ("2023-09-29", "2023-12-31")


@pytest.mark.parametrize(
    ("text", "trigger", "event_type", "expected"),
    [
        ("Rebels attacked a convoy near Goma on Tuesday.", "attacked", "ASSAULT", "Goma"),
        ("Norway hosted Taliban envoys in Oslo.", "hosted", "CONSULT", "Oslo"),
        ("Rebels seized control of Herat.", "seized", "COERCE", "Herat"),
        ("The missile attack on Erbil killed two.", "attack", "ASSAULT", "Erbil"),
        ("The minister praised the war effort in Ukraine.", "praised", "SUPPORT", ""),
        ("Troops, who had trained in Poland, shelled the town.", "shelled", "ASSAULT", ""),
        ("The court in the city of Kilis jailed the man.", "jailed", "COERCE", "Kilis"),
    ],
)
def test_place(text: str, trigger: str, event_type: str, expected: str) -> None:
    parsed = parse(text)
    head = next(t.i for t in parsed.tokens if t.text == trigger)
    found, why = place_of(head, (), parsed, find_places(parsed), event_type=event_type, object_is_place=event_type == "COERCE")
    assert (found.text if found else "") == expected
    assert bool(why) == bool(expected)


@pytest.mark.parametrize(("announced", "expected"), [(True, "2023-09-25"), (False, "2023-09-29")])
def test_a_promise_is_made_when_it_is_told_the_deed_comes_later(announced: bool, expected: str) -> None:
    parsed = parse("The minister said on Monday that Kenya would suspend the patrols.")
    head = next(t.i for t in parsed.tokens if t.text == "suspend")
    interval, _, _ = date_of(head, parsed, find(parsed, FRIDAY), FRIDAY, future=True, announced=announced)
    assert interval.start == dt.date.fromisoformat(expected)
