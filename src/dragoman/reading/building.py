"""Pieces of text and facts that a reader took from a page, feed, mail or document → a report.

Here the reader makes the text, so buttons, cookie notices and "read more" are dropped from it; bylines, datelines, subheadings and credits
are kept and marked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from dragoman.errors import ReadingError
from dragoman.model import Furniture, Report, Span, digest
from dragoman.reading.context import Context
from dragoman.reading.dates import date_of_url
from dragoman.reading.decoding import nfc
from dragoman.reading.furniture import LONGEST_LINE, Layout, Patterns, date_of_name, lay_out, patterns
from dragoman.reading.language import code_of, language_of
from dragoman.reading.plain import host

SPACES = re.compile(r"[ \t\xa0\u2009\u202f]+")
UNSEEN = re.compile("[\u00ad\u200b\u200c\u2060\ufeff\u034f]")  # soft hyphens, joiners, preheader fillers
NO_TEXT = "there is no text in it"
LONGEST_WALL = 1200  # characters; a text with a real report beside the notice is longer


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph; `kind` is "" for prose, else what it is: subheading, caption."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an input says of its report; "" and None for what it does not."""

    title: str = ""
    published: dt.date | None = None
    origin: str = ""  # where `published` was found
    outlet: str = ""
    author: str = ""
    agency: str = ""
    url: str = ""
    language: str = ""
    rights: str = ""
    retrieved: str = ""


def clean(words: str | None) -> str:
    """A line of metadata: NFC, no markup, single spaces."""
    return " ".join(UNSEEN.sub("", nfc(words or "")).split())


def tidy(words: str) -> str:
    """A paragraph: NFC, single spaces, no unseen characters; its own line breaks kept."""
    words = UNSEEN.sub("", nfc(words)).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(filter(None, (SPACES.sub(" ", line).strip() for line in words.split("\n"))))


def build(pieces: Iterable[Piece], facts: Facts, source: str, context: Context, heading: bool = False) -> Report:
    """One report. `heading`: whether the first line may be its title. Raises ReadingError when there is no text, or nothing but a wall."""
    known = patterns(context.knowledge)
    kept = prose(pieces, facts, known)
    text = "\n\n".join(piece.text for piece in kept)
    if not text:
        raise ReadingError(NO_TEXT, source, "check that it is a report")
    if len(text) < LONGEST_WALL and known.is_wall(text):
        raise ReadingError("there is a cookie or log-in wall in place of the report", source, "save the page as a reader sees it")
    layout = lay_out(text, known, heading=heading and not facts.title)
    mark(kept, layout, facts)
    published, origin = dated(facts, layout, source)
    url = nfc(facts.url) or layout.url
    outlet = facts.outlet or host(url)
    return Report(
        id=digest(outlet, url, published or "", text),
        text=text,
        title=facts.title or layout.title,
        published=published,
        published_origin=origin,
        outlet=outlet,
        agency=facts.agency or layout.agency,
        author=facts.author or layout.author,
        url=url,
        language=language_of(text) or code_of(facts.language),
        rights=facts.rights or layout.rights,
        retrieved=facts.retrieved,
        source=source,
        furniture=tuple(sorted((f for f in layout.furniture if f.kind != "mark"), key=lambda f: (f.span, f.kind))),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def prose(pieces: Iterable[Piece], facts: Facts, known: Patterns) -> list[Piece]:
    """The paragraphs that belong to the report: no buttons, no heading that says the title again, nothing twice in a row."""
    kept: list[Piece] = []
    for piece in pieces:
        words = tidy(piece.text)
        if not any(c.isalnum() for c in words) or known.is_button(words):
            continue
        if not kept and facts.title and same(words, facts.title):
            continue
        if not kept or kept[-1].text != words:
            kept.append(Piece(words, piece.kind))
    while kept and kept[-1].kind == "subheading":  # the heading of what was dropped behind it
        kept.pop()
    return kept


def same(words: str, other: str) -> bool:
    one, two = ("".join(c for c in given.lower() if c.isalnum()) for given in (words, other))
    return bool(one) and one == two


def mark(pieces: Sequence[Piece], layout: Layout, facts: Facts) -> None:
    """Mark subheadings, captions, and a first line that is the author's name."""
    at = 0
    for number, piece in enumerate(pieces):
        span = Span(at, at + len(piece.text))
        at = span.end + 2
        if any(f.span.overlaps(span) for f in layout.furniture) or any(c.overlaps(span) for c in layout.captions):
            continue
        if piece.kind == "caption":
            layout.captions.append(span)
        elif piece.kind:
            layout.furniture.append(Furniture(piece.kind, span))
        elif number < 3 and len(piece.text) < LONGEST_LINE and facts.author and same(piece.text, facts.author):
            layout.furniture.append(Furniture("byline", span))
    layout.captions.sort()


def dated(facts: Facts, layout: Layout, source: str) -> tuple[dt.date | None, str]:
    """The date of publication and where it was found: stated, in the text, in the URL, in the file's name."""
    for date, origin in (
        (facts.published, facts.origin), (layout.published, layout.published_origin), (date_of_url(facts.url), "url"),
        (date_of_name(PurePath(source).name), "file name"),
    ):  # fmt: skip
        if date is not None:
            return date, origin
    return None, ""
