from __future__ import annotations

import pytest

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Mention, Text
from dragoman.text import parse
from dragoman.who import MentionFinder, Power, Resolver


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.open()


@pytest.fixture(scope="session")
def finder(knowledge: Knowledge) -> MentionFinder:
    return MentionFinder(knowledge)


@pytest.fixture(scope="session")
def resolver(knowledge: Knowledge) -> Resolver:
    return Resolver(knowledge)


@pytest.fixture(scope="session")
def power(knowledge: Knowledge) -> Power:
    return Power(knowledge)


class Found:
    """The mentions of one text, by their words."""

    def __init__(self, words: str, finder: MentionFinder) -> None:
        self.text: Text = parse(words)
        self.mentions = finder.find(self.text)

    def words(self, kind: str = "") -> list[str]:
        return [m.span.of(self.text.content) for m in self.mentions if not kind or m.kind == kind]

    def at(self, words: str) -> Mention:
        return next(m for m in self.mentions if m.span.of(self.text.content) == words)


@pytest.fixture(scope="session")
def find(finder: MentionFinder):
    return lambda words: Found(words, finder)
