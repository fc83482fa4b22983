"""Items to readings: patterns from the left, then joins until nothing changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dragoman.model import Interval
from dragoman.when import joins, reading_days, reading_names, reading_units, reading_years
from dragoman.when.hit import READERS, Clock, Hit, Reading
from dragoman.when.words import Item, Pattern, Words

READER_MODULES = (joins, reading_days, reading_names, reading_units, reading_years)  # importing them fills READERS
REFERENCE_KINDS = frozenset({"day", "unit", "span"})
LONGEST_CHAIN = 12  # joins in one sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A reading and the tokens it was read from; `pattern` is the reader's name."""

    reading: Reading
    items: tuple[Item, ...]
    pattern: str

    @property
    def first(self) -> int:
        return self.items[0].token

    @property
    def last(self) -> int:
        return self.items[-1].token


Accepts: TypeAlias = "Callable[[str, Sequence[Item], int, int], bool]"
ClockAt: TypeAlias = "Callable[[int, Interval | None], Clock]"


@lru_cache(maxsize=8)
def any_of(words: Words, of_joins: bool) -> re.Pattern[str]:
    """One expression that matches where any pattern matches: a quick look before they are tried in order."""
    patterns = words.joins if of_joins else words.patterns
    return re.compile("|".join(f"(?:{p.regex.pattern})" for p in patterns))


def symbols(words: Words, items: Sequence[Item]) -> str:
    return "".join([words.char(item.kind, item.word) for item in items])


def scan(words: Words, items: Sequence[Item], clock_at: ClockAt, accepts: Accepts, reference: Interval | None) -> list[Found]:
    """All readings of a sentence in order, not overlapping. `clock_at` gives the clock for an expression at a token."""
    line = symbols(words, items)
    quick = any_of(words, False)
    found: list[tuple[int, int, Found]] = []
    at = 0
    while (match := quick.search(line, at)) is not None:
        start = match.start()
        for pattern in words.patterns:
            hit = pattern.regex.match(line, start)
            if hit is None or hit.end() == start:
                continue
            clock = clock_at(items[start].token, reference)
            if (pattern.only_ask and not clock.asking) or not accepts(pattern.reads, items, start, hit.end()):
                continue
            reading = read(pattern, Hit(items[start : hit.end()]), clock)
            if reading is not None:
                found.append((start, hit.end(), Found(reading, tuple(items[start : hit.end()]), pattern.reads)))
                if reading.kind in REFERENCE_KINDS and reading.interval.start is not None:
                    reference = reading.interval
                at = hit.end()
                break
        else:
            at = start + 1
    return joined(words, items, found, clock_at, accepts) if found else []


def read(pattern: Pattern, hit: Hit, clock: Clock) -> Reading | None:
    """A pattern's reading; None beyond the calendar."""
    try:
        return READERS[pattern.reads](hit, clock)
    except (ValueError, OverflowError):
        return None


def joined(words: Words, items: Sequence[Item], found: Sequence[tuple[int, int, Found]], clock_at: ClockAt, accepts: Accepts) -> list[Found]:
    """The line with every reading as one EXPR, rewritten by joins."""
    line: list[Item] = []
    held: list[Found | None] = []
    at = 0
    for start, end, one in found:
        line += items[at:start]
        held += [None] * (start - at)
        line.append(Item("EXPR", one.last, one.first, ""))
        held.append(one)
        at = end
    line += items[at:]
    held += [None] * (len(items) - at)
    quick = any_of(words, True)
    begin = 0
    for _ in range(LONGEST_CHAIN):
        match = quick.search(symbols(words, line), begin)
        if match is None:
            break
        made = join_at(words, line, held, match.start(), clock_at, accepts)
        if made is None:
            begin = match.start() + 1
            continue
        end, one = made
        line[match.start() : end] = [Item("EXPR", one.last, one.first, "")]
        held[match.start() : end] = [one]
        begin = max(0, match.start() - 8)
    return [one for one in held if one is not None]


def join_at(
    words: Words, line: list[Item], held: list[Found | None], start: int, clock_at: ClockAt, accepts: Accepts
) -> tuple[int, Found] | None:
    text = symbols(words, line)
    for pattern in words.joins:
        hit = pattern.regex.match(text, start)
        if hit is None:
            continue
        inside = [one for one in held[start : hit.end()] if one is not None]
        if not accepts(pattern.reads, line, start, hit.end()):
            continue
        reading = read(pattern, Hit(line[start : hit.end()], tuple(one.reading for one in inside)), clock_at(line[start].token, None))
        if reading is not None:
            items = [piece for k in range(start, hit.end()) for piece in (held[k].items if held[k] is not None else (line[k],))]  # type: ignore[union-attr]
            return hit.end(), Found(reading, tuple(items), pattern.reads)
    return None
