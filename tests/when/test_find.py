"""Time expressions in sentences: spans, intervals, tense, order words, and numbers that are no dates."""

import datetime as dt

import pytest

from dragoman.text import parse
from dragoman.when import find

FRIDAY = dt.date(2023, 9, 29)


def read(text: str, published: dt.date | None = FRIDAY) -> list[tuple[str, str, str]]:
    found = find(parse(text), published)
    iso = [(e.interval.start.isoformat() if e.interval.start else "", e.interval.end.isoformat() if e.interval.end else "") for e in found]
    return [(e.span.of(text), *edges) for e, edges in zip(found, iso, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy arrived on Friday.", [("Friday", "2023-09-29", "2023-09-29")]),
        ("The envoy will arrive on Tuesday.", [("Tuesday", "2023-10-03", "2023-10-03")]),
        ("The envoy arrived on Tuesday.", [("Tuesday", "2023-09-26", "2023-09-26")]),
        ("The vote is scheduled for Monday.", [("Monday", "2023-10-02", "2023-10-02")]),
        ("The port was closed in August.", [("August", "2023-08-01", "2023-08-31")]),
        ("The port will close in August.", [("August", "2024-08-01", "2024-08-31")]),
        ("Clashes in mid-June killed two.", [("mid-June", "2023-06-11", "2023-06-20")]),
        ("The army fought there for much of the 1980s.", [("the 1980s", "1980-01-01", "1989-12-31")]),
        ("Peacekeepers used the base during the early 2000s.", [("the early 2000s", "2000-01-01", "2003-12-31")]),
        ("He has led the party since 2014.", [("since 2014", "2014-01-01", "2023-09-29")]),
        ("The state collapsed in 1989; two years later it was gone.", [("1989", "1989-01-01", "1989-12-31"),
                                                                   ("two years later", "1991-01-01", "1991-12-31")]),
        ("Fighting between March 3 and 5 killed six.", [("between March 3 and 5", "2023-03-03", "2023-03-05")]),
        ("The 2016 election was disputed.", [("2016", "2016-01-01", "2016-12-31")]),
        ("They met in Oslo on 29 September 2021.", [("29 September 2021", "2021-09-29", "2021-09-29")]),
        ("The camp was shelled during the Cold War.", [("Cold War", "1947-03-12", "1991-12-26")]),
        ("Markets stayed shut during Ramadan in 2021.", [("Ramadan in 2021", "2021-04-13", "2021-05-12")]),
        ("Oslo promised to reopen the port in May.", [("May", "2024-05-01", "2024-05-31")]),
        ("Oslo promised in May to reopen the port.", [("May", "2023-05-01", "2023-05-31")]),
        ("They had met the night before.", [("the night before", "2023-09-28", "2023-09-28")]),
        ("At present the border is shut.", [("At present", "2023-09-29", "2023-09-29")]),
        ("Sales fell in the three months to August.", [("the three months to August", "2023-06-01", "2023-08-31")]),
        ("Troops must leave by the end of the year.", [("by the end of the year", "2023-09-29", "2023-12-31")]),
    ],
)  # fmt: skip
def test_sentence(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "About 2,000 troops are based there.",
        "The city lies 2020 meters above the sea.",
        "May said the deal was dead.",
        "The battalion has 1980 soldiers.",
        "The Sunday Times printed the letter.",
        "She is in her 60s.",
        "They marched for three hours.",
        "It may rain.",
        "Nobody spoke at the moment of the blast.",
    ],
)
def test_near_miss(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words", "relation", "anchor"),
    [
        ("The group seized the capital shortly after U.S. troops left.", "shortly after U.S. troops left", "after", "left"),
        ("The talks come days after Norway hosted the envoys.", "days after Norway hosted", "after", "hosted"),
        ("The two sides spoke before the vote.", "before the vote", "before", "vote"),
        ("Trade has fallen since the group took power.", "since the group took", "since", "took"),
    ],
)
def test_order_word(text: str, words: str, relation: str, anchor: str) -> None:
    parsed = parse(text)
    (found,) = find(parsed, FRIDAY)
    assert (found.span.of(text), found.relation, parsed.tokens[found.anchor].text) == (words, relation, anchor)
    assert found.interval.start is None


def test_a_reason_is_no_time() -> None:
    assert read("They stayed since it is late.") == []


def test_without_publication_only_absolute_times_are_found() -> None:
    assert read("He came on Monday and left in May 2020.", None) == [("May 2020", "2020-05-01", "2020-05-31")]
