"""Weighted scores against values worked out by hand."""

from __future__ import annotations

import pytest
from auditkit import event, record, scored

from dragoman.audit.comparing import differences
from dragoman.audit.estimates import Estimator, effective, wilson
from dragoman.audit.matching import matched
from dragoman.audit.results import coded, measured, right, there

QUADS = {"CONSULT": "VERBAL COOPERATION", "ASSAULT": "MATERIAL CONFLICT", "AGREE": "VERBAL COOPERATION"}
MEETS, STRIKES = event(0, 5), event(0, 5, "ASSAULT")
ABROAD = record(0, 5, actor=[{"country": "DNK", "sector": "MIL"}], confidence=0.8)
TABLE = scored(
    (1, "CONSULT", 2.0, MEETS, record(0, 5, confidence=0.95), True),
    (2, "CONSULT", 2.0, MEETS, ABROAD, True),
    (3, "ASSAULT", 4.0, MEETS, record(0, 5, "ASSAULT", 0.6), False),  # taken for another type
    (4, "ASSAULT", 4.0, None, record(0, 5, "ASSAULT", 0.5), False),  # nothing there
    (5, "no claim", 10.0, STRIKES, None, False),  # missed
    (6, "no claim", 10.0, None, None, False),
    outlets={1: "Post", 2: "Post", 3: "Herald", 4: "Herald", 5: "Post"},
)


def test_precision_and_recall_by_hand() -> None:
    found = {e.name: e for e in measured(TABLE, QUADS)["overall"]}
    precision, recall = found["precision"], found["recall"]
    assert precision.value == pytest.approx(4 / 12)  # right: 2 + 2; coded: 2 + 2 + 4 + 4
    assert recall.value == pytest.approx(4 / 18)  # there: 2 + 2 + 4 + 10
    assert found["F1"].value == pytest.approx(2 * 4 / (12 + 18))
    assert found["precision with the parties' countries"].value == pytest.approx(2 / 12)
    assert precision.n == 4
    assert precision.effective == pytest.approx(12 * 12 / (4 + 4 + 16 + 16))  # 3.6
    assert (precision.low, precision.high) == pytest.approx(wilson(1 / 3, 3.6))


def test_wilson_and_kish_by_hand() -> None:
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)  # 0.5 ± 1.96/(1+.38415)·√(.025+.0096)
    low, high = wilson(1.0, 5)
    assert high == 1.0
    assert low == pytest.approx(5 / (5 + 3.8415), abs=1e-4)
    assert effective([1, 1, 1, 1]) == 4
    assert effective([3, 1]) == pytest.approx(1.6)
    assert effective([]) == 0


def test_types_outlets_fields_and_confusion_by_hand() -> None:
    found = measured(TABLE, QUADS)
    types = {name: (p.value, r.value) for name, p, r in found["types"]}
    assert types["CONSULT"] == (1.0, pytest.approx(4 / 8))
    assert types["ASSAULT"] == (0.0, 0.0)
    outlets = {name: (p.value, r.value) for name, p, r in found["outlets"]}
    assert outlets["Post"] == (1.0, pytest.approx(4 / 14))
    assert outlets["Herald"] == (0.0, 0.0)
    fields = {e.name: e for e in found["fields"]}
    assert fields["actor country"].value == fields["actor sector"].value == 0.5
    assert fields["recipient country"].value == 1.0
    assert fields["place country"].value is None
    assert dict(found["confusion"].weights) == {
        ("ASSAULT", "none"): 10.0, ("CONSULT", "ASSAULT"): 4.0, ("CONSULT", "CONSULT"): 4.0, ("none", "ASSAULT"): 4.0,
    }  # fmt: skip
    assert found["quads"].labels == ("MATERIAL CONFLICT", "VERBAL COOPERATION", "none")


def test_reliability_by_hand() -> None:
    found = measured(TABLE, QUADS)["reliability"]
    assert sum(b.right.n for b in found.bins) == 4
    assert found.bins[-1].right.value == 1.0
    # weighted squares: 2·.05² + 2·.2² + 4·.6² + 4·.5², over 12
    assert found.brier == pytest.approx((2 * 0.0025 + 2 * 0.04 + 4 * 0.36 + 4 * 0.25) / 12)
    assert measured(scored((1, "s", 1.0, MEETS, None, False)), QUADS)["reliability"] is None


def test_nothing_coded_gives_no_precision_rather_than_zero() -> None:
    made = Estimator(scored((1, "s", 1.0, MEETS, None, False), (2, "s", 1.0, None, None, False)))
    assert made.share("precision", coded, right).value is None
    assert made.share("recall", there, right).value == 0.0


def test_the_bootstrap_stays_inside_strata() -> None:
    # a stratum with one sentence and strata without any difference: nothing can vary
    still = Estimator(scored((1, "a", 3.0, MEETS, record(0, 5), True), (2, "b", 1.0, None, record(0, 5), False)))
    found = still.share("precision", coded, right)
    assert (found.boot_low, found.value, found.boot_high) == (0.75, 0.75, 0.75)
    rows = [(k, "a", 1.0, MEETS, record(0, 5), k % 2 == 0) for k in range(40)]
    wide = Estimator(scored(*rows)).share("precision", coded, right)
    assert wide.boot_low is not None
    assert wide.boot_high is not None
    # the standard error of a mean of 40 halves is 0.079 to 0.080
    assert wide.boot_low == pytest.approx(0.5 - 1.96 * 0.08, abs=0.04)
    assert wide.boot_high == pytest.approx(0.5 + 1.96 * 0.08, abs=0.04)


def test_events_and_claims_of_a_sentence_are_paired_by_type_then_by_words() -> None:
    report = {"id": "r", "text": "x" * 200, "published": ""}
    meets, agrees, strikes = event(0, 5), event(20, 30, "AGREE"), event(60, 70, "ASSAULT")
    near, wrong, other = record(8, 12), record(25, 28, "ASSAULT"), record(100, 105, "PROTEST")
    found = matched([meets, agrees, strikes], [other, wrong, near], report)
    assert (meets, near, True) in found
    assert (agrees, wrong, False) not in found  # the claim of an assault is paired with the assault, by type, near its words
    assert (strikes, wrong, True) in found
    assert (agrees, None, False) in found
    assert (None, other, False) in found
    assert len(found) == 4
    assert matched([agrees], [wrong], report) == [(agrees, wrong, False)]


def test_a_claim_that_is_not_asserted_counts_like_any_other() -> None:
    found = matched([], [record(0, 5, modality="future")], {"id": "r", "text": "x" * 9, "published": ""})
    assert found == [(None, record(0, 5, modality="future"), False)]


def test_two_runs_on_the_same_labels() -> None:
    better = scored(
        (1, "CONSULT", 2.0, MEETS, record(0, 5), True),
        (2, "CONSULT", 2.0, MEETS, record(0, 5), True),
        (3, "ASSAULT", 4.0, MEETS, record(0, 5), True),
        (4, "ASSAULT", 4.0, None, None, False),
        (5, "no claim", 10.0, STRIKES, None, False),
        (6, "no claim", 10.0, None, None, False),
    )
    found = {d.name: d for d in differences(Estimator(TABLE), Estimator(better))}
    assert found["precision"].change == pytest.approx(1 - 1 / 3)
    assert found["recall"].change == pytest.approx((8 - 4) / 18)
    assert found["F1"].change == pytest.approx(2 * 8 / (8 + 18) - 8 / 30)
    assert found["actor country"].change == pytest.approx(0.5)
    assert found["place country"].change is None
    same = differences(Estimator(TABLE), Estimator(TABLE))
    assert {(d.change, d.low, d.high) for d in same if d.change is not None} == {(0.0, 0.0, 0.0)}
