"""Places that a claim's own words do not state: what lends them, and what must not."""

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.model import Claim


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def claim(coder: Coder, text: str, trigger: str) -> Claim:
    """The claim whose trigger begins with these words."""
    found = [c for c in coder.code(text, published="2022-06-15") if c.trigger_text.startswith(trigger)]
    assert found, (text, trigger)
    return found[-1]


def country(coder: Coder, text: str, trigger: str) -> str:
    place = claim(coder, text, trigger).place
    return place.place.country if place is not None else ""


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        # the home of the deed, as its type says
        ("Kenya hosted Ugandan diplomats on Tuesday.", "hosted", "KEN"),
        ("Egyptian police arrested a journalist on Tuesday.", "arrested", "EGY"),
        ("A Peruvian court rejected the request of Chile on Tuesday.", "rejected", "PER"),
        ("Norway sent food to Malawi on Tuesday.", "sent", "MWI"),
        ("The Chadian president freed forty prisoners on Tuesday.", "freed", "TCD"),
        # no home: words between capitals, measures taken on paper, talks by telephone
        ("Ghana sanctioned three Malian officials on Tuesday.", "sanctioned", ""),
        ("Poland condemned Belarus on Tuesday.", "condemned", ""),
        ("The presidents of Chile and Peru spoke by telephone on Tuesday.", "spoke", ""),
        # what something is about is not where it is
        ("The ministers of Chile and Peru discussed the war on Ukraine.", "discussed", ""),
        ("Ethiopian forces attacked Eritrea on Tuesday.", "attacked", "ERI"),
    ],
)
def test_home(coder: Coder, text: str, trigger: str, expected: str) -> None:
    assert country(coder, text, trigger) == expected


def test_the_same_happening_named_again_is_where_it_was_told_to_be(coder: Coder) -> None:
    text = "Rwandan soldiers attacked a village near Goma, Congo, on Monday. The Rwandan assault lasted two days."
    assert country(coder, text, "assault") == "COD"
    assert any("same happening" in why for why in claim(coder, text, "assault").why)


def test_another_attack_of_others_does_not_lend_its_place(coder: Coder) -> None:
    text = "Rwandan soldiers attacked a village near Goma, Congo, on Monday. Saudi warplanes bombed Yemeni rebels on Monday."
    assert country(coder, text, "bombed") == "YEM"


def test_what_is_said_at_a_meeting_is_said_where_they_meet(coder: Coder) -> None:
    text = "The Kenyan foreign minister met the Ugandan foreign minister in Nairobi on Tuesday. The Kenyan minister praised Uganda."
    assert country(coder, text, "praised") == "KEN"


def test_the_next_paragraph_is_not_the_meeting(coder: Coder) -> None:
    text = "The Kenyan foreign minister met the Ugandan foreign minister in Nairobi on Tuesday.\n\nThe Kenyan minister praised Uganda."
    assert country(coder, text, "praised") == ""


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("The aid workers had travelled through Mali.", "MLI"),
        ("The aid workers had travelled through Mali and Niger.", ""),
    ],
)
def test_there_and_in_the_region_point_back_to_one_place_only(coder: Coder, before: str, expected: str) -> None:
    assert country(coder, f"{before} French soldiers killed four gunmen in the region.", "killed") == expected


def test_there(coder: Coder) -> None:
    assert country(coder, "Turkey wants a hearing because the journalist was arrested there by police.", "arrested") == "TUR"


def test_an_attack_on_several_countries_has_no_one_place(coder: Coder) -> None:
    assert country(coder, "Iran condemned the missile attacks against Kuwait and Bahrain by Iraq.", "attacks") == ""


def test_where_somebody_went_afterwards_is_not_where_he_was_freed(coder: Coder) -> None:
    assert country(coder, "The pastor flew to Canada after a Turkish court freed him on Friday.", "freed") == "TUR"
