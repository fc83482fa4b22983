"""Numbers of killed, hurt and people, with their words."""

from __future__ import annotations

import pytest

from dragoman.coding.magnitudes import MagnitudeFinder
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Magnitude, Range
from dragoman.text import parse
from dragoman.text.grammar import Grammar


@pytest.fixture(scope="module")
def finder() -> MagnitudeFinder:
    return MagnitudeFinder(Knowledge.open())


def magnitude(finder: MagnitudeFinder, sentence: str, word: str = "") -> Magnitude:
    """The magnitude of the predicate at `word`, else of the root."""
    text = parse(sentence)
    head = next(t.i for t in text.tokens if (t.text == word if word else t.head == t.i))
    return finder.of(head, text, Grammar(text))


@pytest.mark.parametrize(
    ("sentence", "low", "high", "words"),
    [
        ("At least 13 people were killed in Kano.", 13, None, "At least 13"),
        ("The blast left 13 dead.", 13, 13, "13"),
        ("The blast left at least 30 people dead.", 30, None, "at least 30"),
        ("Up to 24 soldiers died.", None, 24, "Up to 24"),
        ("No fewer than 30 villagers were massacred by gunmen.", 30, None, "No fewer than 30"),
        ("No more than six sailors died.", None, 6, "No more than six"),
        ("Between 10 and 15 soldiers were killed.", 10, 15, "Between 10 and 15"),
        ("Dozens of rebels were killed in the raid.", 24, 99, "Dozens"),
        ("The rebels killed two dozen soldiers.", 24, 24, "two dozen"),
        ("A group of 30 rebels was killed.", 30, 30, "30"),
        ("A suicide bomber killed himself and three policemen.", 3, 3, "three"),
        ("Gunmen killed three nuns and two priests.", 5, 5, "three nuns and two"),
        ("An attack by Boko Haram killed a soldier.", 1, 1, "a"),
        ("Nobody was killed in the attack on the base.", 0, 0, "Nobody"),
        ("The death toll rose to 40.", 40, 40, "40"),
        ("The bombing claimed 12 lives.", 12, 12, "12"),
        ("The strike caused 14 deaths.", 14, 14, "14"),
        ("Fifty-eight miners were killed.", 58, 58, "Fifty-eight"),
        ("One hundred twenty-one villagers died.", 121, 121, "One hundred twenty-one"),
        ("Some 20-30 soldiers died.", 20, 30, "Some 20-30"),
        ("The ministry put the number of people killed in the blast at 12.", 12, 12, "12"),
        ("Officials revised the number of people killed in the attack from 13 to 3.", 3, 3, "3"),
    ],
)
def test_killed(finder: MagnitudeFinder, sentence: str, low: int | None, high: int | None, words: str) -> None:
    assert magnitude(finder, sentence).killed == Range(low, high, words)


@pytest.mark.parametrize(
    ("sentence", "killed", "injured"),
    [
        ("The attack killed 5 and wounded 20.", "5", "20"),
        ("Gunmen attacked a village, killing five people and wounding more than 20.", "five", "more than 20"),
        ("At least 13 people were killed and dozens wounded.", "At least 13", "dozens"),
        ("The blast left 13 people dead and 20 injured.", "13", "20"),
        ("The shelling caused 14 deaths and 30 injuries.", "14", "30"),
    ],
)
def test_killed_and_injured_are_told_apart(finder: MagnitudeFinder, sentence: str, killed: str, injured: str) -> None:
    found = magnitude(finder, sentence)
    assert found.killed is not None
    assert found.injured is not None
    assert (found.killed.text, found.injured.text) == (killed, injured)


@pytest.mark.parametrize(
    ("sentence", "low", "high", "words"),
    [
        ("Some 300,000 people marched in Madrid against the government.", 300_000, 300_000, "Some 300,000"),
        ("Hundreds of thousands of protesters rallied in Minsk.", 200_000, 999_000, "Hundreds of thousands"),
        ("A crowd of about 2,000 demonstrators gathered in Lagos.", 2_000, 2_000, "about 2,000"),
        ("Around 1.5 million people demonstrated in Barcelona.", 1_500_000, 1_500_000, "Around 1.5 million"),
        ("Fewer than 100 protesters gathered in Harare.", None, 100, "Fewer than 100"),
        ("Two hundred and fifty activists marched in Oslo.", 250, 250, "Two hundred and fifty"),
        ("Police arrested more than 60 students.", 60, None, "more than 60"),
    ],
)
def test_size(finder: MagnitudeFinder, sentence: str, low: int | None, high: int | None, words: str) -> None:
    assert magnitude(finder, sentence).size == Range(low, high, words)


def test_the_nearer_number_of_two_is_taken(finder: MagnitudeFinder) -> None:
    sentence = "A raid killed nine soldiers, and an ambush killed four policemen."
    assert magnitude(finder, sentence, "raid").killed == Range(9, 9, "nine")
    assert magnitude(finder, sentence, "ambush").killed == Range(4, 4, "four")


@pytest.mark.parametrize(
    "sentence",
    [
        "A 13-year-old boy of the village saw the attack.",
        "Rebels attacked the base for three days in 2014.",
        "The army fired 40 rockets at two towns.",
        "Three protests took place in Lagos.",
    ],
)
def test_other_numbers_count_nobody(finder: MagnitudeFinder, sentence: str) -> None:
    assert magnitude(finder, sentence) == Magnitude()
