"""The attributions of `attributions.jsonl`, scored as a whole with floors, and a few exact ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.coding.pipeline import Coder, make_report
from dragoman.model import Field, Quotation, Span, Text
from dragoman.said import find
from dragoman.text import parse

CASES = [json.loads(line) for line in (Path(__file__).parent / "attributions.jsonl").read_text(encoding="utf8").splitlines()]
# A second batch: political news, written and scored before anything was mended for it; several words may name one speaker.
POLITICS = [json.loads(line) for line in (Path(__file__).parent / "politics.jsonl").read_text(encoding="utf8").splitlines()]
POLITICS_FLOORS = {"content": 0.92, "speaker": 0.97}
FLOORS = {"content": 0.95, "speaker": 0.95, "kind": 0.95, "medium": 0.95}
HALF = 0.5


@dataclass
class Tally:
    found: int = 0
    spare: int = 0
    missed: int = 0
    speaker: int = 0
    kind: int = 0
    medium: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.spare + self.missed)


def words(text: Text, spans: tuple[Span, ...]) -> frozenset[int]:
    """Tokens inside the spans that are no punctuation."""
    return frozenset(t.i for t in text.tokens if t.pos != "PUNCT" and any(s.start <= t.start and t.end <= s.end for s in spans))


def plain(text: Text) -> list[tuple[str, int]]:
    return [(t.text.lower(), t.i) for t in text.tokens if t.pos != "PUNCT" and t.text not in "\"'"]


def wanted(text: Text, pieces: list[str]) -> frozenset[int]:
    """The tokens of the expected pieces; marks are passed over, so that a piece may run over them."""
    stream = plain(text)
    found: set[int] = set()
    for piece in pieces:
        sought = [word for word, _ in plain(parse(piece))]
        starts = [k for k in range(len(stream)) if [word for word, _ in stream[k : k + len(sought)]] == sought]
        assert starts, f"{piece!r} is not in the text"
        found.update(i for _, i in stream[starts[0] : starts[0] + len(sought)])
    return frozenset(found)


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def tally(case: dict, tally_: Tally) -> None:
    text = parse(case["text"], Field(case.get("field", "text")))
    left: list[Quotation] = find(text)
    for want in case["want"]:
        tokens = wanted(text, want["content"])
        ranked = [
            (overlap(words(text, q.content), tokens), q.cue.of(text.content).lower() == want["cue"].lower(), -k) for k, q in enumerate(left)
        ]
        best = max(ranked, default=(0.0, False, 0))
        if best[0] < HALF:
            tally_.missed += 1
            continue
        quotation = left.pop(-best[2])
        tally_.found += 1
        tally_.speaker += (text.tokens[quotation.speaker].text if quotation.speaker >= 0 else "") == want["speaker"]
        tally_.kind += quotation.kind == want["kind"]
        tally_.medium += quotation.medium == want["medium"]
    tally_.spare += len(left)


def test_floors() -> None:
    total = Tally()
    for case in CASES:
        tally(case, total)
    assert total.f1 >= FLOORS["content"]
    assert total.speaker / total.found >= FLOORS["speaker"]
    assert total.kind / total.found >= FLOORS["kind"]
    assert total.medium / total.found >= FLOORS["medium"]


def test_floors_over_political_news() -> None:
    total = Tally()
    for case in POLITICS:
        text = parse(case["text"], Field(case["field"]))
        left = find(text)
        for want in case["want"]:
            tokens = wanted(text, want["content"])
            best = max(range(len(left)), key=lambda k: overlap(words(text, left[k].content), tokens), default=-1)
            if best < 0 or overlap(words(text, left[best].content), tokens) < HALF:
                total.missed += 1
                continue
            quotation = left.pop(best)
            total.found += 1
            total.speaker += (text.tokens[quotation.speaker].text if quotation.speaker >= 0 else "") in want["speaker"]
        total.spare += len(left)
    assert total.f1 >= POLITICS_FLOORS["content"]
    assert total.speaker / total.found >= POLITICS_FLOORS["speaker"]


def shown(text: Text) -> list[tuple[str, str, list[str]]]:
    return [
        (q.cue.of(text.content), text.tokens[q.speaker].text if q.speaker >= 0 else "", [s.of(text.content) for s in q.content])
        for q in find(text)
    ]


EXACT = [
    ("“We stay,” Lund said.", [("said", "Lund", ["We stay"])]),
    (
        "The mayor said the port was shut, Radio North reported.",
        [("said", "mayor", ["the port was shut"]), ("reported", "North", ["The mayor said the port was shut"])],
    ),
    (
        "Lund said the port was open and added that it would stay open.",
        [("said", "Lund", ["the port was open"]), ("added", "Lund", ["it would stay open"])],
    ),
    ("“No,” replied the clerk.", [("replied", "clerk", ["No"])]),
    ("Lund blamed the flood on old pipes.", [("blamed", "Lund", ["the flood on old pipes"])]),
    ("“Who is there?” a guard asked.", [("asked", "guard", ["Who is there?"])]),
    ("Holm referred to the plan as “a joke.”", [("referred", "Holm", ["the plan as", "a joke"])]),
    ("Lund was accused by prosecutors of taking bribes.", [("accused", "prosecutors", ["taking bribes"])]),
    ("Asked if he would resign, Lund replied, “Of course not.”", [("replied", "Lund", ["Of course not"])]),
    (
        "The port will close, the paper said, citing high costs.",
        [("said", "paper", ["The port will close"]), ("citing", "paper", ["high costs"])],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), EXACT, ids=[sentence for sentence, _ in EXACT])
def test_exact_spans(read: Callable[[str], Text], sentence: str, expected: list[tuple[str, str, list[str]]]) -> None:
    assert shown(read(sentence)) == expected


NEAR_MISSES = [
    "Troops surrounded the town and cut its supply line.",
    "The “winter road” was closed for repairs.",
    "Per Dahl opened the new bridge in May.",
    "The court held the two men responsible.",
    "Lund met Holm in the “Blue Room” of the palace.",
    "The law denied so many children the right to school.",
]


@pytest.mark.parametrize("sentence", NEAR_MISSES)
def test_near_misses(read: Callable[[str], Text], sentence: str) -> None:
    assert shown(read(sentence)) == []


def test_one_speech_over_paragraphs_is_one_quotation(read: Callable[[str], Text]) -> None:
    text = read("“We paid for it,” Lund said.\n\n“Nobody asked us.\n\n“So we go to court.”\n\nThe ferry left at noon.")
    assert shown(text) == [("said", "Lund", ["We paid for it", "Nobody asked us", "So we go to court"])]


def test_every_offset_counts_in_the_content(read: Callable[[str], Text]) -> None:
    content = "  “We   stay,”\u00a0Lund said  ."
    (quotation,) = find(read(content))
    assert [s.of(content) for s in quotation.content] == ["We   stay"]


def test_no_text_no_quotation(read: Callable[[str], Text]) -> None:
    assert find(read("")) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Analyst Piet Vroom believes that the vote will be close.", True),
        ("Sen. Tove Lind criticized the bill.", True),
        ("Tove Lind, a baker in Oslo, said she had lost her job.", False),
        ("Piet Vroom said he had seen the fire from his window.", False),
    ],
)
def test_only_private_persons_are_masked(text: str, shown: bool) -> None:
    """A title of office or a public calling before the name says that its bearer is no private person."""
    coding = Coder().coding(make_report(text, "2022-03-08"))
    speaker = coding.statements[0].speaker
    assert speaker is not None
    assert speaker.private is not shown
