"""Statements: positions by rule, the outlet's aims, whose voice a word is."""

from __future__ import annotations

import pytest

from dragoman.coding.positions import DEFAULT, Example, load
from dragoman.coding.statements import join, speakers
from dragoman.model import Field, Mention, Party, Span, Text
from dragoman.said import find
from dragoman.text import parse

POSITIONS = load(DEFAULT)
NAMES = {"Norway", "Denmark", "Finland", "Lund", "Holm"}


def names(text: Text) -> list[Mention]:
    """Mentions of a few names, so that the joining can be tested without the registry."""
    return [Mention(Span(t.start, t.end), t.i, "name", (t.text,)) for t in text.tokens if t.text in NAMES]


def joined(content: str, field: Field = Field.TEXT):
    text = parse(content, field)
    mentions = {m.head: m for m in names(text)}

    def party_of(i: int) -> Party | None:
        mention = mentions.get(i)
        return Party(mention.span, mention.span.of(content), mention.entities[0]) if mention is not None else None

    return text, join(find(text), text, list(mentions.values()), party_of, "r1")


def at_word(text: Text, word: str) -> int:
    return next(t.i for t in text.tokens if t.text == word)


@pytest.mark.parametrize("example", POSITIONS.examples, ids=lambda e: f"{e.position}: {e.text}")
def test_every_example_of_a_position(example: Example) -> None:
    text, found = joined(example.text)
    matching = [s for s in found.statements if s.cue.of(text.content) == example.cue]
    assert [s.position for s in matching] == [example.position]


@pytest.mark.parametrize("sentence", POSITIONS.near_misses)
def test_what_is_no_aim(sentence: str) -> None:
    assert "aim" not in [s.position for s in joined(sentence)[1].statements]


def test_an_aim_is_the_outlets() -> None:
    text, found = joined("Norway hosted Denmark for talks as it seeks to win friends in Finland.")
    (aim,) = [s for s in found.statements if s.position == "aim"]
    assert aim.speaker is None
    assert [c.of(text.content) for c in aim.content] == ["win friends in Finland"]
    assert [p.text for p in aim.about] == ["Finland"]


def test_speaker_and_parties_named() -> None:
    text, found = joined("Norway urged Denmark and Finland to sign the treaty.")
    (statement,) = found.statements
    assert statement.speaker is not None
    assert statement.speaker.text == "Norway"
    assert [p.text for p in statement.about] == ["Denmark", "Finland"]
    assert statement.position == "asks"
    assert found.at(at_word(text, "urged")) is None


def test_innermost_voice_in_a_chain() -> None:
    text, found = joined("Lund said on Monday that Holm had promised that the port would open.")
    promise = found.at(at_word(text, "promised"))
    opening = found.at(at_word(text, "open"))
    assert promise is not None
    assert opening is not None
    assert (promise.speaker.text, opening.speaker.text) == ("Lund", "Holm")


def test_a_document_speaks_for_its_owner() -> None:
    _, found = joined("Norway's statement said the deal was dead.")
    assert [(s.speaker.entity, s.speaker.text) for s in found.statements if s.speaker] == [("Norway", "Norway's statement")]


@pytest.mark.parametrize(
    ("sentence", "speaker", "private"),
    [
        ("A new poll showed that the party had lost.", "new poll", False),
        ("Mr. Odell said the bridge was shut.", "Mr. Odell", True),
        ("The Harbour Gazette reported that the bridge was shut.", "Harbour Gazette", False),
        ("Norway's biographer said the bridge was shut.", "Norway's biographer", False),
        ("He said the bridge was shut.", "He", False),
    ],
)
def test_whoever_is_no_party_keeps_the_words(sentence: str, speaker: str, private: bool) -> None:
    (statement,) = joined(sentence)[1].statements
    assert statement.speaker is not None
    assert (statement.speaker.text, statement.speaker.entity, statement.speaker.country) == (speaker, "", "")
    assert statement.speaker.private is private


def test_a_briefing_has_its_turns_and_questions_take_no_position() -> None:
    content = "MR HOLM: We welcome the truce.\n\nQUESTION: Thank you. Will you send boats?\n\nMR HOLM: We will not send any."
    _, found = joined(content)
    turns = [s for s in found.statements if s.kind == "direct"]
    assert [(s.speaker.text if s.speaker else "", s.position) for s in turns][:2] == [("MR HOLM", "for"), ("QUESTION", "unclear")]
    assert not any(s.speaker.private for s in turns if s.speaker)


def test_nobody_named_stays_nobody() -> None:
    _, found = joined("It was reported that two boats had sunk.")
    assert [s.speaker for s in found.statements] == [None]


def test_own_words_and_reported_words() -> None:
    text, found = joined('Lund said the raid was "a complete disaster" for both sides.')
    voice = found.at(at_word(text, "disaster"))
    assert voice is not None
    for word, quoted in (("raid", False), ("disaster", True), ("sides", False)):
        token = text.tokens[at_word(text, word)]
        assert voice.quotes(Span(token.start, token.end)) is quoted


def test_speakers_of_own_words() -> None:
    text = parse('"We will stay," Lund said. Holm said he would go.')
    spoken = speakers(find(text), text)
    assert spoken == {at_word(text, w): at_word(text, "Lund") for w in ("We", "will", "stay")}
