"""An attribution while it is being put together, and the way from token ranges to spans."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.model import Function, Quotation, Span, Text
from dragoman.said.grammar import QUOTES
from dragoman.said.quotes import Region

OPENERS = frozenset({"that"})
KEPT_MARKS = frozenset({"?", "!", "%", ")", "$", "#", "£", "€", "*"})


@dataclass(slots=True)
class Draft:
    """`cue` and `content` are token ranges, ends included. `takes` and `around` come from the cue's entry in knowledge."""

    cue: tuple[int, int]
    head: int
    speaker: int
    content: list[tuple[int, int]]
    takes: frozenset[str] = frozenset()
    around: bool = False
    medium: str = ""
    why: str = ""
    quoted: list[Region] = field(default_factory=list)
    direct: bool = False  # transcripts: the words themselves, without marks

    def size(self) -> int:
        """Tokens of the content, quotation marks and overlaps counted once."""
        return len({i for first, last in self.content for i in range(first, last + 1)})

    def overlap(self, region: Region) -> int:
        return sum(max(0, min(last, region.last) - max(first, region.first) + 1) for first, last in self.content)


def trimmed(text: Text, first: int, last: int) -> tuple[int, int] | None:
    """The range without marks at its ends and without an opening "that"; None when nothing is left."""
    tokens = text.tokens
    while first <= last and tokens[first].pos == "PUNCT" and tokens[first].text not in KEPT_MARKS:
        first += 1
    opener = first <= last and tokens[first].text.lower() in OPENERS and tokens[first].function is not Function.DETERMINER
    if opener and (tokens[first].tag == "IN" or (first < last and tokens[first - 1].pos == "VERB")):
        return trimmed(text, first + 1, last)
    while first <= last and tokens[last].pos in {"PUNCT", "CCONJ"} and tokens[last].text not in KEPT_MARKS:
        last -= 1
    return (first, last) if first <= last else None


def is_mark(text: Text, i: int) -> bool:
    token = text.tokens[i]
    return token.text in QUOTES or (token.text == "'" and token.tag != "POS")


def pieces(text: Text, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges merged, cut at quotation marks, trimmed, in order."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    found = []
    for first, last in merged:
        start = first
        for i in range(first, last + 2):
            if i > last or is_mark(text, i):
                piece = trimmed(text, start, i - 1) if start < i else None
                if piece:
                    found.append(piece)
                start = i + 1
    return found


def finish(text: Text, draft: Draft) -> Quotation | None:
    """The draft as a Quotation; None when it has no content."""
    inside = pieces(text, draft.content)
    if not inside:
        return None
    covered = [i for first, last in inside for i in range(first, last + 1)]
    marked = sum(any(region.first <= i <= region.last for region in draft.quoted) for i in covered)
    if draft.direct or marked == len(covered):
        kind = "direct"
    else:
        kind = "mixed" if marked else "indirect"
    spans = tuple(text.span(first, last) for first, last in inside)
    tokens = text.tokens
    cue = Span(tokens[draft.cue[0]].start, tokens[draft.cue[1]].end)
    return Quotation(cue, draft.head, draft.speaker, spans, kind, draft.medium, draft.why)
