"""Contexts of sentences by their words."""

from __future__ import annotations

import pytest

from dragoman.coding.contexts import ContextFinder
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.text import parse

# The table of general contexts in the PLOVER manual.
NAMES = """military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations
human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping health asylum
migration disasters natural_resource environment technology terrorism cbrn cyber misinformation crime corruption
illegal_drugs trafficking""".split()


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return Codebook.load(Knowledge.open())


def test_the_contexts_are_those_of_the_manual(codebook: Codebook) -> None:
    assert len(NAMES) == 37
    assert sorted(codebook.contexts) == sorted(NAMES)
    assert all(15 <= len(words) <= 60 for words in codebook.contexts.values())
    assert all(len(word.split()) <= 2 for words in codebook.contexts.values() for word in words)


@pytest.mark.parametrize(
    ("sentence", "wanted", "unwanted"),
    [
        ("Ghana sent a frigate to the Gulf of Guinea.", "military", "health"),
        ("Kenya's vaccination campaign reached Turkana.", "health", "military"),
        ("Nauru granted asylum to the dissident.", "asylum", "cyber"),
        ("Hackers attacked the Estonian railway.", "cyber", "disasters"),
        ("The earthquake in Nepal cut off villages.", "disasters", "cbrn"),
        ("Bolivian police burned four tons of cocaine.", "illegal_drugs", "gender"),
        ("Peacekeepers patrolled the buffer zone in Cyprus.", "peacekeeping", "election"),
        ("Police fired tear gas at marchers in Dakar.", "repression", "inequality"),
        ("The tribunal ordered restitution to the islanders.", "reparations", "terrorism"),
        ("Inspectors counted the centrifuges at the plant.", "cbrn", "lgbt"),
    ],
)
def test_words_point_to_contexts(codebook: Codebook, sentence: str, wanted: str, unwanted: str) -> None:
    found = ContextFinder(codebook).of_text(parse(sentence)).at(0)
    assert wanted in found
    assert unwanted not in found


def test_one_neighbouring_sentence_is_not_enough_and_two_are(codebook: Codebook) -> None:
    text = parse("Cholera spread in Beira. The two ministers met. Cholera reached Tete.")
    finder = ContextFinder(codebook).of_text(text)
    assert "health" in finder.at(1)
    text = parse("Cholera spread in Beira. The two ministers met. They shook hands.")
    assert "health" not in ContextFinder(codebook).of_text(text).at(1)
