"""Plain sentences of events: every type and mode has words for what was done, is planned, possible or denied."""

from __future__ import annotations

import pytest

from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.phrases import load_phrases, say

KNOWLEDGE = Knowledge.open()


def test_every_type_is_said_and_no_phrase_is_of_a_mode_that_there_is_not() -> None:
    types = Codebook.load(KNOWLEDGE).types
    phrases = load_phrases(KNOWLEDGE)
    assert set(types) <= set(phrases)
    known = {f"{kind.name} {mode.name}" for kind in types.values() for mode in kind.modes} | set(types)
    assert set(phrases) <= known


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("CONSULT", "visit"), "visited"),
        (("CONSULT", "visit", "future"), "will visit"),
        (("ASSAULT", "firearms", "negated"), "did not shoot at"),
        (("AID", "", "hypothetical", True), "may give aid"),
        (("AID", "no-such-mode"), "gave aid to"),
        (("PROTEST", "demo", "asserted", True), "demonstrated"),
        (("OWN-TYPE", ""), "(own-type) towards"),
    ],
)
def test_what_is_said(asked: tuple[object, ...], words: str) -> None:
    assert say(load_phrases(KNOWLEDGE), *asked) == words  # type: ignore[arg-type]
