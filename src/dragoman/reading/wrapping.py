"""Lines of a page or mail → paragraphs: hard wraps undone, words put together that were torn at a line's end, pages joined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dragoman.reading.furniture import Patterns

TORN = re.compile(r"(?P<half>[^\W\d_]+)[-\u2010\u00ad]$")
LIST_ITEM = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.)])\s+\S")
SENTENCE_END = re.compile(r"""[.!?:;]["'”’»)\]]*\s*$""")
LOWER = re.compile(r"[a-zà-öø-ÿ]")
SHORT = 0.75  # of the usual line's length: a line that ends a sentence before that ends its paragraph


def joined(first: str, second: str, known: Patterns) -> str:
    """Two lines as one: a torn word is made whole again, its hyphen kept where it belongs to the word."""
    second = second.lstrip()
    match = TORN.search(first)
    if match is None:
        return f"{first.rstrip()} {second}" if first.strip() else second
    if not LOWER.match(second) and not first.endswith("\u00ad"):
        return f"{first}{second}"  # "Indo-/Pacific"
    if match["half"].lower() in known.hyphened and not first.endswith("\u00ad"):
        return f"{first}{second}"
    return f"{first[:-1]}{second}"


def unwrapped(lines: Iterable[str], known: Patterns) -> str:
    """The lines of one paragraph as one line; items of a list stay lines of their own."""
    whole: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if not whole or LIST_ITEM.match(line):
            whole.append(line.strip())
        else:
            whole[-1] = joined(whole[-1], line.rstrip(), known)
    return "\n".join(whole)


def paragraphs_of(text: str, known: Patterns) -> list[str]:
    """The paragraphs of a hard-wrapped text: cut at empty lines, put together where a page break has torn a sentence."""
    blocks = [unwrapped(block.split("\n"), known) for block in re.split(r"\n[ \t\xa0]*\n|\f", text.replace("\r\n", "\n").replace("\r", "\n"))]
    return rejoined([block for block in blocks if block], known)


def rejoined(blocks: list[str], known: Patterns) -> list[str]:
    """Paragraphs, those put together of which the first ends no sentence and the second goes on in small letters."""
    found: list[str] = []
    for block in blocks:
        if found and LOWER.match(block) and not SENTENCE_END.search(found[-1]):
            found[-1] = joined(found[-1], block, known)
        else:
            found.append(block)
    return found
