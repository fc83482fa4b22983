"""Judgements told at the verb that judges, nouns that only say who was there, words barred as the object alone: through the whole flow."""

from __future__ import annotations

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.model import Claim


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def told(coder: Coder, text: str) -> list[Claim]:
    return coder.code(text, "2021-06-18")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ('"We consider the Chadian base near our border to be unacceptable," the Libyan foreign minister said.', "consider"),
        ('"We find the Chadian base near our border unacceptable," the Libyan foreign minister said.', "find"),
        ('"A Chadian base near our border is unacceptable," the Libyan foreign minister said.', "unacceptable"),
    ],
)
def test_a_judgement_is_told_once_at_the_word_that_judges(coder: Coder, text: str, trigger: str) -> None:
    claims = [c for c in told(coder, text) if c.event_type in {"REJECT", "ACCUSE"}]
    assert [c.trigger_text.split()[0] for c in claims] == [trigger]
    assert [p.country for p in claims[0].actors] == ["LBY"]


def test_participants_of_talks_tell_of_no_talks(coder: Coder) -> None:
    assert not [c for c in told(coder, "Oman thanked the participants of the talks with Iran.") if c.event_type == "CONSULT"]
    assert [c.trigger_text for c in told(coder, "Oman praised its talks with Iran.") if c.event_type == "CONSULT"] == ["talks"]


def test_a_host_may_receive_guests_for_talks_but_no_letters(coder: Coder) -> None:
    hosted = [c for c in told(coder, "Kuwait received Omani envoys for a round of talks.") if c.rule == "consult-host"]
    assert [(c.actors[0].country, c.recipients[0].country) for c in hosted] == [("OMN", "KWT")]
    assert not [c for c in told(coder, "Kuwait received an Omani letter.") if c.rule == "consult-host"]


def test_what_a_state_holds_somebody_to_be_stands(coder: Coder) -> None:
    held = [c for c in told(coder, "The ELN is classified as an extremist group in Chile.") if c.rule == "coerce-held-terrorist"]
    assert [(c.actors[0].country, c.recency.value, c.date.start) for c in held] == [("CHL", "background", None)]
    act = [c for c in told(coder, "Chile classified the ELN as an extremist group on Friday.") if c.recipients]
    assert [c.recency.value for c in act] == ["news"]


def test_what_one_goes_on_to_build_is_one_promise(coder: Coder) -> None:
    claims = [c for c in told(coder, "Ghana will continue to develop contacts with Togo.") if c.event_type == "AGREE"]
    assert [(c.trigger_text.split()[0], c.modality.value) for c in claims] == [("continue", "asserted")]
