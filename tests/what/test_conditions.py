"""What a rule asks for beside its head: words that shut it out, slots that name their words, participles, second objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.lexicon.events import Rule, Where
from dragoman.lexicon.folder import File
from dragoman.lexicon.patterns import compile_pattern
from dragoman.text import parse
from dragoman.text.grammar import Grammar
from dragoman.what.match import Match
from dragoman.what.words import Words

SETS = {"captive": frozenset({"hostage", "prisoner"})}
WORDS = Words.of({"light": frozenset({"launch"})})


def plain_rule(*unless: str) -> Rule:
    """A rule with nothing but words that shut it out."""
    return Rule(
        id="test", event_type="ASSAULT", mode="", cameo="", patterns=(), reciprocal=False, by_content=False, speaker=False, asserted=False,
        examples=(), near_misses=(), where=Where(File(Path("test.yaml"), "test.yaml", {}), 0), unless=frozenset(unless),
    )  # fmt: skip


def slots(pattern: str, sentence: str, head: str, *unless: str, form: str = "verb") -> dict[str, list[str]] | None:
    """The words that fill each slot, None when the pattern does not fit."""
    text = parse(sentence)
    token = next(t for t in text.tokens if t.text == head)
    match = Match(plain_rule(*unless), compile_pattern(pattern, form, SETS), token, Grammar(text), WORDS)
    if not match.run():
        return None
    return {name: [text.tokens[i].text for i in heads] for name, heads in match.slots.items()}


@pytest.mark.parametrize(
    ("sentence", "fits"),
    [
        ("Rebels killed two farmers in Chad.", True),
        ("Two farmers were killed in a flood in Chad.", False),
        ("The flood killed two farmers.", False),
        ("Two farmers were killed in a bus crash.", False),
    ],
)
def test_unless_shuts_out_subject_object_and_what_prepositions_govern(sentence: str, fits: bool) -> None:
    assert (slots("{actor?} kill {recipient}", sentence, "killed", "flood", "crash") is not None) is fits


def test_a_slot_that_names_its_words_is_filled_by_them() -> None:
    assert slots("{actor} free {recipient:@captive?}", "Iran freed two hostages.", "freed") == {"actor": ["Iran"], "recipient": ["hostages"]}
    assert slots("{actor} free {recipient:@captive?}", "Iran freed its currency.", "freed") is None


def test_a_subject_that_must_be_one_of_some_words() -> None:
    pattern = "{actor:drone|missile?} hit {recipient?}"
    assert slots(pattern, "Two drones hit a refinery.", "hit") == {"actor": ["drones"], "recipient": ["refinery"]}
    assert slots(pattern, "Inflation hit the country.", "hit") is None


def test_a_participle_before_its_noun() -> None:
    assert slots("{actor} detain {recipient}", "Relatives met the detained reporters.", "detained") == {"recipient": ["reporters"]}


def test_a_literal_word_as_second_object() -> None:
    assert slots("{actor} take {recipient} hostage", "Hamas took Israeli civilians hostage.", "took") == {
        "actor": ["Hamas"],
        "recipient": ["civilians"],
    }


def test_the_subject_of_an_infinitive_is_the_object_of_what_governs_it() -> None:
    found = slots("{actor} allow {recipient} to do:enter", "Sudan allowed UN peacekeepers to enter Darfur.", "allowed")
    assert found == {"actor": ["Sudan"], "recipient": ["peacekeepers"]}


def test_an_adjective_does_not_make_the_owner_of_a_noun_necessary() -> None:
    match = slots("{actor} attack on {recipient}", "The deadly attack on Kenyan students was filmed.", "attack", form="noun")
    assert match is not None
    assert match["recipient"] == ["students"]


def test_a_verb_under_a_modal_is_no_infinitive() -> None:
    pattern = "{actor} tell {recipient} to do"
    assert slots(pattern, "Chad told Niger to leave the town.", "told") == {"actor": ["Chad"], "recipient": ["Niger"]}
    assert slots(pattern, "Chad told Niger that it would leave the town.", "told") is None
