"""`dragoman when`: one phrase by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Interval
from dragoman.when.hit import Clock
from dragoman.when.scanning import Found, scan
from dragoman.when.words import Item, read_words

PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
WORD = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}:\d{2}(?::\d{2})?|9/11|7/7|\d+(?:,\d{3})+"
    r"|'\d0s|'\d\d\b|\d{3}0's|\d+(?:st|nd|rd|th|s)\b|Q[1-4]\b|[1-4]Q\b|\d+|(?:[A-Za-z]\.){2,}"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun|st)\.|'s\b|o'clock"
    r"|[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]",
    re.IGNORECASE,
)


def ask(text: str, published: dt.date | None = None, knowledge: Knowledge | None = None) -> dict[str, str]:
    """The interval a phrase names: start, end (ISO, "" unknown), granularity, basis, why."""
    words = read_words(knowledge or Knowledge.open())
    shown = [word.capitalize() if word.islower() and word.rstrip(".") in words.of else word for word in WORD.findall(text.translate(PLAIN))]
    items = words.items([word.lower() for word in shown], 0, shown)
    clock = Clock(published, asking=True)
    found = scan(words, items, lambda token, reference: Clock(published, reference, "", True), accept_all, None) if items else []
    if not found:
        return answer(Interval(None, None), "no time is named" if not lasting(items) else "a length of time, without when it began or ended")
    best = max(found, key=covered)
    return answer(best.reading.interval, best.reading.why) if clock.asking else {}


def covered(one: Found) -> tuple[bool, int]:
    return one.reading.interval.start is not None or one.reading.interval.end is not None, len(one.items)


def lasting(items: Sequence[Item]) -> bool:
    return any(item.kind in {"UNIT", "UNITS"} for item in items)


def accept_all(reads: str, items: Sequence[Item], start: int, end: int) -> bool:
    return True


def answer(interval: Interval, why: str) -> dict[str, str]:
    return {
        "start": interval.start.isoformat() if interval.start else "",
        "end": interval.end.isoformat() if interval.end else "",
        "granularity": interval.granularity,
        "basis": interval.basis,
        "why": why,
    }
