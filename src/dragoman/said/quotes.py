"""Where a text stands in quotation marks, over sentences and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from dragoman.model import Field, Text

DOUBLE = re.compile(r'["“”„«»‟]')
SINGLE = re.compile(r"(?<![\w.,!?])['‘‚](?=\w)|(?<=[\w.,!?…])['’](?!\w)")  # in titles
SINGLE_SPEECH = re.compile(r"(?<![\w.,!?])['‘‚](?=\w)|(?<=[.,!?…])['’](?!\w)")  # in prose: not the "workers' union"
OPENING, CLOSING = frozenset("“„«‟‘‚"), frozenset("”»’")
BEFORE_OPENING = frozenset(" \t\n\r\u00a0([—–-/")


@dataclass(slots=True)
class Region:
    """Tokens `[first, last]` inside one pair of marks (marks left out). `goes_on`: the next region continues the same speech."""

    first: int
    last: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: its characters `[start, end)`, and the sentences it is made of."""

    start: int
    end: int
    sentences: tuple[int, ...]
    title: bool


def paragraphs(text: Text) -> list[Block]:
    """The paragraphs of a text in order."""
    found: list[list[int]] = []
    for sentence in text.sentences:
        if found and text.sentences[found[-1][0]].block == sentence.block:
            found[-1].append(sentence.index)
        else:
            found.append([sentence.index])
    return [
        Block(text.sentences[s[0]].span.start, text.sentences[s[-1]].span.end, tuple(s), text.sentences[s[0]].field is Field.TITLE)
        for s in found
    ]


def regions(text: Text, blocks: list[Block]) -> list[Region]:
    """Everything in quotation marks, in order. Single marks count in titles and in texts without double ones."""
    content = text.content
    single_only = not DOUBLE.search(content)
    starts = [token.start for token in text.tokens]
    found: list[Region] = []
    for number, block in enumerate(blocks):
        singles = (single_only or block.title) and not DOUBLE.search(content, block.start, block.end)
        pattern = DOUBLE if not singles else SINGLE if block.title else SINGLE_SPEECH
        marks = [m.start() for m in pattern.finditer(content, block.start, block.end)]
        if not marks:
            continue
        nexts = blocks[number + 1] if number + 1 < len(blocks) else None
        goes_on = nexts is not None and content[nexts.start] in '"“«„'
        found += [region for pair in pairs(content, marks, block.end) if (region := region_of(text, starts, pair, block, goes_on))]
    return found


def pairs(content: str, marks: list[int], end: int) -> list[tuple[int, int, bool]]:
    """Opening and closing offsets; the last is closed by the end of the paragraph (True) when no mark closes it."""
    found = []
    opened = -1
    for mark in marks:
        if opens(content, mark, opened >= 0):
            if opened >= 0:
                found.append((opened, mark, False))  # paragraphs run together: the new mark ends the old speech
            opened = mark
        elif opened >= 0:
            found.append((opened, mark, False))
            opened = -1
    if opened >= 0:
        found.append((opened, end, True))
    return found


def opens(content: str, mark: int, is_open: bool) -> bool:
    char = content[mark]
    if char in OPENING:
        return True
    if char in CLOSING:
        return False
    before = content[mark - 1] if mark else " "
    after = content[mark + 1] if mark + 1 < len(content) else " "
    if is_open:
        return before in BEFORE_OPENING and not after.isspace() and (after.isalnum() or after in "$'[(")
    return not after.isspace()


def region_of(text: Text, starts: list[int], pair: tuple[int, int, bool], block: Block, goes_on: bool) -> Region | None:
    """The tokens between two marks; an unclosed one ends with its paragraph where the next goes on, else with its sentence."""
    opened, closed, unclosed = pair
    first = bisect_left(starts, opened + 1)
    last = bisect_left(starts, closed) - 1
    if first > last:
        return None
    if unclosed and not goes_on:
        last = min(last, text.sentence_of(first).last - 1)
    return Region(first, last, unclosed and goes_on)
