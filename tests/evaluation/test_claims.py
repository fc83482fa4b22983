"""The claims measure against cases worked out by hand."""

from typing import Any

import pytest

from dragoman.evaluation import claims as ev

TEXT = "Chad met Niger in Lagos.\nMali accused Togo. Benin, which had met Togo in May 2019 for talks about fish and about wood, left."


def gold(word: str, event_type: str = "CONSULT", **fields: Any) -> dict[str, Any]:
    start = TEXT.index(word)
    base = {
        "trigger": [start, start + len(word)], "event_type": event_type, "mode": "", "actor": ["TCD/GOV"], "recipient": [], "place": "",
        "place_country": "",
        "start": "2020-01-02", "end": "2020-01-02", "recency": "news", "modality": "asserted", "speaker": "", "quoted": False,
    }  # fmt: skip
    return base | fields


def coded(word: str, event_type: str = "CONSULT", **fields: Any) -> dict[str, Any]:
    start = TEXT.index(word)
    base = {
        "trigger": {"start": start, "end": start + len(word), "text": word}, "event_type": event_type, "mode": "",
        "actor": [{"country": "TCD", "sector": "GOV"}], "recipient": [], "place": None, "date": {"start": "2020-01-02", "end": "2020-01-02"},
        "recency": "news", "modality": "asserted", "attribution": None,
    }  # fmt: skip
    return base | fields


def unit(golds: list[dict[str, Any]], claims: list[dict[str, Any]]) -> ev.Matched:
    return ev.match({"id": "r", "text": TEXT, "published": "2020-01-02"}, golds, claims)


def test_overlap_with_the_same_type_matches() -> None:
    assert len(unit([gold("met")], [coded("met")]).pairs) == 1


def test_another_type_does_not_match_unless_accepted() -> None:
    assert unit([gold("met")], [coded("met", "AID")]).pairs == ()
    assert len(unit([gold("met", accept={"event_type": ["AID"]})], [coded("met", "AID")]).pairs) == 1


def test_near_triggers_match_but_not_across_a_line_break() -> None:
    assert len(unit([gold("talks")], [coded("fish")]).pairs) == 1
    assert unit([gold("Lagos")], [coded("accused")]).pairs == ()


def test_pairs_are_one_to_one_and_overlap_goes_first() -> None:
    golds = [gold("which had met"), gold("talks")]
    claims = [coded("talks"), coded("met Togo")]
    pairs = {(tuple(p.gold["trigger"]), p.predicted["trigger"]["text"]) for p in unit(golds, claims).pairs}
    assert pairs == {(tuple(golds[0]["trigger"]), "met Togo"), (tuple(golds[1]["trigger"]), "talks")}


def test_unasserted_claims_that_match_nothing_are_no_error() -> None:
    found = unit([], [coded("met", modality="future"), coded("accused", "ACCUSE")])
    assert len(found.apart) == 1
    assert len(found.false) == 1


def test_optional_gold_is_neither_missed_nor_false() -> None:
    assert unit([gold("met", optional=True)], []).missed == ()
    scores = {s.name: s.value for s in ev.evaluate([unit([gold("met", optional=True), gold("accused", "ACCUSE")], [coded("met")])])}
    assert scores["type precision"] == 1.0
    assert scores["type recall"] == pytest.approx(1 / 2)


def test_uno_and_igo_count_as_one_country() -> None:
    pair = ev.Pair(gold("met", actor=["IGO/GOV"]), coded("met", actor=[{"country": "UNO", "sector": "GOV"}]))
    assert ev.with_parties(pair)


def test_countries_are_sets() -> None:
    twice = [{"country": "TCD", "sector": "GOV"}, {"country": "TCD", "sector": "MIL"}]
    assert ev.with_parties(ev.Pair(gold("met"), coded("met", actor=twice)))
    assert not ev.sectors_right(gold("met"), coded("met", actor=twice))


@pytest.mark.parametrize(
    ("start", "end", "agreement", "exact"),
    [
        ("2020-01-01", "2020-01-10", 1.0, True),
        ("2020-01-06", "2020-01-15", 5 / 15, False),
        ("2020-02-01", "2020-02-02", 0.0, False),
        ("", "", 0.0, False),
    ],
)
def test_dates(start: str, end: str, agreement: float, exact: bool) -> None:
    wanted = gold("met", start="2020-01-01", end="2020-01-10")
    assert ev.date_agreement(wanted, (start, end)) == pytest.approx(agreement)
    assert ev.date_exact(wanted, (start, end)) is exact


def test_a_date_where_gold_has_none_is_wrong() -> None:
    assert ev.date_agreement(gold("met", start="", end=""), ("2020-01-01", "2020-01-01")) == 0.0
    assert ev.date_agreement(gold("met", start="", end=""), ("", "")) == 1.0


def test_constant_baselines_stand_beside_the_scores() -> None:
    units = [unit([gold("met"), gold("accused", "ACCUSE", recency="background")], [coded("met"), coded("accused", "ACCUSE")])]
    recency = next(s for s in ev.evaluate(units) if s.name == "recency")
    assert (recency.value, recency.baseline) == (0.5, 0.5)
