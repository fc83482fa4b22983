"""A report's text cut into blocks (paragraphs, captions, headings) for the parser, without ever changing an offset.

A block break is an empty line, except where a page break has torn a sentence in two: the text before it does not end a sentence and
the text after it goes on in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.model import Field, Span

BREAK = re.compile(r"[ \t]*\r?\n(?:[ \t\u00a0]*\r?\n)+[ \t]*")
SENTENCE_END = re.compile(r"""[.!?:;]["'”’)\]]*\s*$""")
LIST_LINE = re.compile(r"\r?\n(?=[ \t]*(?:[-*•·]|\d{1,2}[.)])[ \t])")
PLAIN = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"',
    "‘": "'", "’": "'", "‚": "'", "`": "'",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ", "\u200b": " ", "\t": " ", "\r": " ", "\n": " ", "\ufeff": " ",
}  # fmt: skip
PLAIN_TABLE = str.maketrans(PLAIN)
LONGEST = 10_000  # characters the parser sees at once; longer blocks are cut at a sentence end, so memory stays bounded


@dataclass(frozen=True, slots=True)
class Block:
    """`plain` is what the parser reads; `offsets[k]` is where its character `k` stands in the report."""

    plain: str
    offsets: Sequence[int]
    span: Span
    field: Field


def cut(
    content: str, captions: Sequence[Span] = (), furniture: Sequence[Span] = (), field: Field = Field.TEXT, marks: Sequence[Span] = ()
) -> list[Block]:
    """The blocks of a text, in order. Furniture is left out, captions are labelled, marks inside a paragraph are skipped."""
    fences = sorted({0, len(content), *(edge for span in (*captions, *furniture) for edge in (span.start, span.end))})
    blocks = []
    for start, end in zip(fences, fences[1:], strict=False):
        piece = Span(start, end)
        if any(span.covers(piece) for span in furniture):
            continue
        label = Field.CAPTION if any(span.covers(piece) for span in captions) else field
        blocks += [block(content, span, label, marks) for span in paragraphs(content, piece)]
    return blocks


def paragraphs(content: str, within: Span) -> list[Span]:
    """Paragraph spans inside `within`, torn paragraphs joined, overlong ones cut at sentence ends, blank ones dropped."""
    edges = [within.start]
    for match in BREAK.finditer(content, within.start, within.end):
        before, after = content[edges[-1] : match.start()], content[match.end() : match.end() + 1]
        torn = before.strip() and not SENTENCE_END.search(before) and after.islower()
        if not torn:
            edges += [match.start(), match.end()]
    edges.append(within.end)
    spans = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        spans += [piece for line in lines(content, start, end) for piece in bounded(content, line)]
    return [trim(content, span) for span in spans if content[span.start : span.end].strip()]


def lines(content: str, start: int, end: int) -> list[Span]:
    """A paragraph cut before list items; other single line breaks are hard wraps and stay."""
    edges = [start, *(match.start() for match in LIST_LINE.finditer(content, start, end)), end]
    return [Span(a, b) for a, b in zip(edges, edges[1:], strict=False)]


def bounded(content: str, span: Span) -> list[Span]:
    pieces = []
    start = span.start
    while span.end - start > LONGEST:
        stop = max(content.rfind(mark, start, start + LONGEST) for mark in (". ", ".\n", '." ', ".” "))
        if stop <= start:
            stop = content.rfind(" ", start, start + LONGEST)
        stop = start + LONGEST - 1 if stop <= start else stop
        pieces.append(Span(start, stop + 1))
        start = stop + 1
    return [*pieces, Span(start, span.end)]


def trim(content: str, span: Span) -> Span:
    words = content[span.start : span.end]
    left = len(words) - len(words.lstrip())
    return Span(span.start + left, span.end - (len(words) - len(words.rstrip())))


def block(content: str, span: Span, field: Field, marks: Sequence[Span] = ()) -> Block:
    """Plain quotes and spaces, runs of space made one, marks skipped, with the way back to the report's offsets."""
    words = content[span.start : span.end].translate(PLAIN_TABLE)
    skipped = {k for mark in marks if mark.overlaps(span) for k in range(mark.start, mark.end)}
    if "  " not in words and not skipped:
        return Block(words, range(span.start, span.end + 1), span, field)
    plain, offsets = [], []
    space = False
    for k, char in enumerate(words, span.start):
        if k in skipped or (char == " " and space):
            continue
        space = char == " "
        plain.append(char)
        offsets.append(k)
    return Block("".join(plain), [*offsets, span.end], span, field)
