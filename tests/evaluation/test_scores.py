"""Scores and intervals against values worked out by hand."""

import datetime as dt

import pytest

from dragoman.evaluation.scores import accuracy, best_constant, f1, interval, macro_f1
from dragoman.evaluation.travel import Trip, found


def test_f1_from_counts() -> None:
    assert f1(6, 8, 12) == (0.75, 0.5, pytest.approx(0.6))
    assert f1(0, 0, 5) == (0.0, 0.0, 0.0)


def test_macro_f1_is_over_the_labels_in_gold() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "c")]
    assert macro_f1(pairs) == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_best_constant() -> None:
    assert best_constant(["x", "x", "y"]) == (pytest.approx(2 / 3), "x")


def test_interval_is_reproducible_and_holds_the_value() -> None:
    units = [("a", "a")] * 60 + [("a", "b")] * 40
    low, high = interval(units, accuracy)
    assert (low, high) == interval(units, accuracy)
    assert low < 0.6 < high
    assert low > 0.45
    assert high < 0.75


def test_one_unit_has_no_interval() -> None:
    assert interval([("a", "a")], accuracy) == (1.0, 1.0)


def trip_claim(country: str, mode: str, place: str, day: str) -> dict[str, object]:
    return {
        "event_type": "CONSULT", "mode": mode, "actor": [{"country": "USA"}], "recipient": [{"country": country}],
        "place": {"country": place} if place else None, "date": {"start": day, "end": day},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "hit"),
    [
        (trip_claim("KEN", "visit", "", "2021-05-03"), True),
        (trip_claim("KEN", "phone", "", "2021-05-03"), False),
        (trip_claim("TZA", "", "KEN", "2021-05-06"), True),
        (trip_claim("KEN", "visit", "", "2021-05-09"), False),
        (trip_claim("TZA", "visit", "", "2021-05-03"), False),
    ],
)
def test_a_trip_is_found_in_place_and_time(claim: dict[str, object], hit: bool) -> None:
    trip = Trip("Somebody", "KEN", dt.date(2021, 5, 3), dt.date(2021, 5, 4), "Nairobi")
    assert (found(trip, [claim]) is not None) is hit
