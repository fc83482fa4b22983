"""Auxiliaries, negation and modal heads in patterns; judgements that are only presupposed."""

from __future__ import annotations

import pytest

from dragoman.coding.pipeline import Coder, make_report
from dragoman.lexicon.patterns import compile_pattern


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def coded(coder: Coder, text: str) -> list[tuple[str, str]]:
    return [(c.event_type, c.rule) for c in coder.coding(make_report(text, "2023-06-15")).claims]


def test_words_before_the_head_become_steps() -> None:
    pattern = compile_pattern("{actor} will|would not allow {recipient?}", "verb", {})
    assert pattern.heads == {"allow"}
    assert [step.kind for step in pattern.steps] == ["subject", "auxiliary", "negation", "object"]
    assert compile_pattern("{recipient} must|should", "verb", {}).heads == {"must", "should"}


def test_a_denied_infinitive_asks_for_more_than_an_infinitive() -> None:
    denied = compile_pattern("{actor} decide not to do", "verb", {})
    assert denied.weight > compile_pattern("{actor} decide to do", "verb", {}).weight
    assert denied.steps[-1].modifiers == {"not"}


@pytest.mark.parametrize(
    ("refused", "meant"),
    [
        ("Mongolia will never allow foreign bases.", "Mongolia will allow foreign bases."),
        ("Oslo decided not to send troops to Mali.", "Oslo decided to send troops to Mali."),
        ("Serbia is not willing to recognise Kosovo.", "Serbia is willing to recognise Kosovo."),
    ],
)
def test_negation_decides(coder: Coder, refused: str, meant: str) -> None:
    assert "REJECT" in {kind for kind, _ in coded(coder, refused)}
    assert "REJECT" not in {kind for kind, _ in coded(coder, meant)}


def test_must_needs_somebody_who_says_it(coder: Coder) -> None:
    assert ("REQUEST", "request-must") in coded(coder, '"Russia must withdraw its troops," the Lithuanian president said.')
    assert ("REQUEST", "request-must") not in coded(coder, "Russia must withdraw its troops.")


def test_a_presupposed_judgement_is_not_said_again(coder: Coder) -> None:
    rules = [rule for _, rule in coded(coder, "The Kenyan minister condemned the heinous attacks by Somali gunmen.")]
    assert "accuse-condemn" in rules
    assert "accuse-unacceptable" not in rules


def test_an_infinitive_of_somebody_else_is_no_promise(coder: Coder) -> None:
    kinds = {kind for kind, _ in coded(coder, "Brussels expects Ankara to honour the deal.")}
    assert "REQUEST" in kinds
    assert "AGREE" not in kinds
