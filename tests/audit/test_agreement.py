"""Agreement: alpha against a value worked out by hand, events of several coders side by side, and one answer from several."""

from __future__ import annotations

import numpy as np
import pytest
from auditkit import event

from dragoman.audit.agreement import agreeing, agreements, align, alpha, resampled, rows_of, spans
from dragoman.audit.settling import settle
from dragoman.errors import UsageError
from dragoman.store.audits import SETTLED, SKIPPED, Audit, Label, Unit

QUADS = {"CONSULT": "VERBAL COOPERATION", "AGREE": "VERBAL COOPERATION", "ASSAULT": "MATERIAL CONFLICT"}


def audit(units: int) -> Audit:
    return Audit("a", "run", 1, {}, units=tuple(Unit(k, f"r{k}", "", "text", 0, 50, "s", 0.5) for k in range(1, units + 1)))


def labels(**coders: list[list[dict[str, object]] | None]) -> dict[str, dict[int, Label]]:
    """For each coder a list of events for sentence 1, 2, …; None where the coder skipped it."""
    return {
        coder: {
            k: Label(k, coder, tuple(found or ()), SKIPPED if found is None else "coded") for k, found in enumerate(given, 1)
        }
        for coder, given in coders.items()
    }  # fmt: skip


def test_alpha_by_hand() -> None:
    # two coders, five things: yes yes, yes yes, yes no, no no, no no.
    # Coincidences: yes-yes 4, no-no 4, yes-no and no-yes 1 each; n = 10, 5 of each value.
    # Observed disagreement 2/10; expected 2·5·5/(10·9) = 5/9; alpha = 1 - 0.2/(5/9) = 0.64.
    rows = [["yes", "yes"], ["yes", "yes"], ["yes", "no"], ["no", "no"], ["no", "no"]]
    assert alpha(rows) == pytest.approx(0.64)  # type: ignore[arg-type]
    assert agreeing(rows) == (0.8, 5)
    assert alpha([["yes", None], *rows, [None, None]]) == pytest.approx(0.64)  # type: ignore[arg-type]


def test_alpha_is_not_defined_for_one_value_alone() -> None:
    assert alpha([["yes", "yes"], ["yes", "yes"]]) is None
    assert alpha([]) is None
    assert agreeing([["yes", None]]) == (0.0, 0)


def test_events_are_laid_side_by_side_by_words_then_by_type() -> None:
    meets, talks, strikes = event(0, 5), event(30, 35), event(10, 20, "ASSAULT")
    other = {"meets": event(3, 9, "AGREE"), "talks": event(40, 44), "strikes": event(12, 18, "ASSAULT")}
    slots = align({"Ada": [meets, talks, strikes], "Ben": [other["talks"], other["strikes"], other["meets"]]})
    assert slots == [
        {"Ada": meets, "Ben": other["meets"]},
        {"Ada": talks, "Ben": other["talks"]},
        {"Ada": strikes, "Ben": other["strikes"]},
    ]


def test_an_event_that_one_coder_alone_has_is_of_type_none_for_the_other() -> None:
    rows = rows_of({"Ada": [event(0, 5)], "Ben": []}, ["Ada", "Ben", "Cem"], QUADS)
    assert rows["has an event"] == [["yes", "no", None]]
    assert rows["type"] == [["CONSULT", "none", None]]
    assert rows["quad"] == [["VERBAL COOPERATION", "none", None]]
    assert rows["recency"] == []


def test_agreement_of_two_coders_who_differ_in_known_places() -> None:
    given = labels(
        Ada=[[event(0, 10)], [event(0, 10, "ASSAULT")], [], [event(0, 10)], [event(0, 4)]],
        Ben=[[event(0, 10)], [event(0, 10, "ASSAULT", recency="background")], [], [event(5, 10, "AGREE")], None],
    )
    found = {a.field: a for a in agreements(given, QUADS, resamples=50)}
    assert (found["has an event"].share, found["has an event"].n) == (1.0, 4)  # the fifth was skipped by one of them
    # type: CONSULT CONSULT, ASSAULT ASSAULT, CONSULT AGREE. Values: CONSULT 3, ASSAULT 2, AGREE 1; n = 6.
    # Observed 2/6; expected 2·(3·2 + 3·1 + 2·1)/(6·5) = 22/30; alpha = 1 - (1/3)/(22/30) = 6/11.
    assert found["type"].alpha == pytest.approx(6 / 11)
    assert found["quad"].alpha == 1.0
    # recency: news news, news background, news news. news 5, background 1: observed 1/3, expected 2·5/(6·5) = 1/3; alpha 0.
    assert found["recency"].alpha == pytest.approx(0.0, abs=1e-9)
    assert found["actor country"].alpha is None
    assert found["actor country"].share == 1.0
    low, high = found["type"].low, found["type"].high
    assert low is not None
    assert high is not None
    assert low <= 6 / 11 <= high
    words = spans(given)
    assert (words.events, words.shared, words.f1) == (6, 3, 1.0)
    assert words.overlap == pytest.approx((1 + 1 + 0.5) / 3)
    assert words.exact == pytest.approx(2 / 3)


def test_one_answer_from_several() -> None:
    given = labels(
        Ada=[[event(0, 10)], [event(0, 10)], [], None, [event(0, 10)]],
        Ben=[[event(2, 10)], [event(0, 10, recency="background")], [event(0, 5)], None],
    )
    found = settle(audit(6), given, {})
    assert {k: (a.how, len(a.events)) for k, a in found.found.items()} == {1: ("agreed", 1), 5: ("one coder", 1)}
    assert (found.differ, found.skipped, found.waiting) == ((2, 3), (4,), (6,))
    decided = {2: Label(2, "Eve", (event(0, 10, recency="background"),), kind=SETTLED)}
    again = settle(audit(6), given, decided)
    assert again.found[2].how == "settled"
    assert again.found[2].events[0]["recency"] == "background"
    assert again.differ == (3,)
    alone = settle(audit(6), given, decided, "Ben")
    assert [a.how for a in alone.found.values()] == ["one coder"] * 3
    with pytest.raises(UsageError, match="Cem"):
        settle(audit(6), given, {}, "Cem")


def test_alpha_in_resamples_is_that_of_the_package() -> None:
    random = np.random.default_rng(7)
    values = ["a", "b", "c", None]
    units = [[[values[int(k)] for k in random.integers(0, 4, 3)] for _ in range(int(random.integers(0, 4)))] for _ in range(25)]
    times = random.integers(0, 3, (20, 25)).astype(float)
    found = resampled(units, times)
    for row, value in zip(times, found, strict=True):
        whole = alpha([judged for unit, count in zip(units, row, strict=True) for _ in range(int(count)) for judged in unit])
        assert value == pytest.approx(whole)
    assert np.isnan(resampled([[["a", "a"]]], np.ones((1, 1)))).all()
