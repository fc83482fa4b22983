"""The codebook: codes, precedence, the order of readings, and the words the parser misreads."""

from __future__ import annotations

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.evaluation.borders import border_failures, conversion_failures, shift_failures
from dragoman.lexicon.conversions import filed
from dragoman.lexicon.events import LAST, Codebook, EventType
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.patterns import compile_pattern
from dragoman.model import Claim
from dragoman.text import parse

CODEBOOK = Codebook.load(Knowledge.open())
DAY = "2023-06-15"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def types(claims: list[Claim]) -> list[str]:
    return [c.event_type for c in claims]


def test_every_code_of_a_mode_and_a_rule_is_covered_by_its_type() -> None:
    for kind in CODEBOOK.types.values():
        assert {code for mode in kind.modes for code in mode.cameo} <= set(kind.covers), kind.name
    for rule in CODEBOOK.rules.values():
        assert not rule.cameo or rule.cameo in CODEBOOK.types[rule.event_type].covers, rule.id


def test_every_code_of_cameo_from_03_to_20_is_somewhere() -> None:
    covered = {code for kind in CODEBOOK.types.values() for code in kind.covers}
    roots = {code[:2] for code in covered}
    assert roots == {f"{n:02}" for n in range(3, 21)}
    assert {"0356", "0874", "1056", "1246", "1385", "1454", "1724", "2042"} <= covered


def test_every_type_has_borders_and_a_precedence_of_its_own() -> None:
    ranks = [kind.precedence for kind in CODEBOOK.types.values()]
    assert len(set(ranks)) == len(ranks)
    assert LAST not in ranks
    assert all(len(kind.boundaries) >= 6 for kind in CODEBOOK.types.values())


def test_borders_shifts_and_conversions_hold(coder: Coder) -> None:
    found = border_failures(coder, list(CODEBOOK.types.values()))
    found += shift_failures(coder, CODEBOOK.shifts) + conversion_failures(coder, CODEBOOK.conversions)
    assert [str(problem) for problem in found] == []


def test_a_border_that_does_not_hold_is_named(coder: Coder) -> None:
    false = EventType("AID", "", "", 0.0, False, "07", (), ({"text": "Norway sent grain to Ethiopia.", "is": "THREATEN", "why": "no"},))
    (problem,) = border_failures(coder, [false])
    assert "is not THREATEN (coded: AID" in str(problem)


def test_filing_needs_the_code_and_the_condition() -> None:
    rows = CODEBOOK.conversions
    assert filed(rows, "SANCTION", "163", "asserted") == "COERCE"
    assert filed(rows, "SANCTION", "163", "future") == ""
    assert filed(rows, "RETREAT", "0841", "future") == "AGREE"
    assert filed(rows, "AID", "073", "negated") == "REJECT"
    assert filed(rows, "ACCUSE", "111", "negated") == ""


def test_of_equal_patterns_the_type_with_precedence_is_read(coder: Coder) -> None:
    (frame,) = coder.rooms.rules.find(parse("The interrogation lasted a day."))
    ranks = [(-r.weight, CODEBOOK.types[r.event_type].precedence) for r in frame.readings]
    assert ranks == sorted(ranks)


def test_gerunds_of_given_verbs_and_in_the_perfect(coder: Coder) -> None:
    pattern = compile_pattern("{actor} stop doing:fight|shell", "verb", {})
    assert [(s.kind, sorted(s.words)) for s in pattern.steps] == [("subject", []), ("gerund", ["fight", "shell"])]
    assert "RETREAT" in types(coder.code("The Karen militia stopped fighting the army.", DAY))
    assert "RETREAT" not in types(coder.code("The Karen militia stopped selling timber.", DAY))
    assert "CONCEDE" in types(coder.code("The Peruvian police admitted having shot two marchers.", DAY))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Turkey exports drones to Mali.", "COOPERATE"),
        ("Qatar hosts Taliban delegation", "CONSULT"),
        ("Peru jails former Chilean president", "COERCE"),
        ("Russia shells Ukrainian border town", "ASSAULT"),
    ],
)
def test_headlines_in_the_present_tense(coder: Coder, text: str, wanted: str) -> None:
    assert wanted in types(coder.code(text, DAY))


def test_a_noun_in_s_stays_a_noun_where_there_is_a_verb() -> None:
    tokens = parse("Russian exports to Mali rose.").tokens
    assert next(t for t in tokens if t.text == "exports").pos == "NOUN"
    tokens = parse("The Turkey exports list was published.").tokens
    assert next(t for t in tokens if t.text == "exports").pos == "NOUN"


@pytest.mark.parametrize(("form", "lemma"), [("forgave", "forgive"), ("cordoned", "cordon"), ("retook", "retake")])
def test_lemmas_the_parser_lacks(form: str, lemma: str) -> None:
    tokens = parse(f"The soldiers {form} the rebels.").tokens
    assert next(t for t in tokens if t.text == form).lemma == lemma


def test_who_was_designated_is_told_elsewhere(coder: Coder) -> None:
    text = "The United States designated two Syrian bankers on Tuesday. Those designated today may not trade."
    found = [c for c in coder.code(text, DAY) if c.event_type == "SANCTION"]
    assert len(found) == 2
    assert {p.country for c in found for p in c.recipients} == {"SYR"}
    assert [c for c in coder.code("Those designated today may not trade.", DAY) if c.event_type == "SANCTION"] == []


def test_an_order_to_ones_own_men_is_the_deed(coder: Coder) -> None:
    assert "COERCE" in types(coder.code("The Malian general ordered the arrest of two French tourists.", DAY))
    assert "REQUEST" in types(coder.code("The Malian general ordered French troops to leave.", DAY))


def test_a_call_is_a_visit_only_without_a_demand(coder: Coder) -> None:
    assert types(coder.code("The Tongan envoy called on the Fijian foreign minister on Monday.", DAY)) == ["CONSULT"]
    assert "REQUEST" in types(coder.code("The Tongan envoy called on the Fijian foreign minister to resign.", DAY))
