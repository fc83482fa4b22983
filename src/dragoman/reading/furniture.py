"""Telling prose from furniture in plain text and Markdown. The text itself is never altered: furniture is marked by spans."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Furniture, Span

PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
HEADING = re.compile(r"#{1,6}\s+(?P<title>.+?)\s*#*\s*$")
LINK = re.compile(r"!?\[(?P<text>[^\]\n]*)\]\([^)\n]*\)")
INLINE_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
URL = re.compile(r"https?://[^\s<>\"')]+")
FILE_DATE = re.compile(r"(?<!\d)(?P<y>19\d\d|20\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
LONGEST_DATE_LINE = 60
EARLY = 6  # bylines and date lines stand among the first paragraphs
LONGEST_TITLE = 200
SENTENCE_END = re.compile(r"[.!?][\"”’')]*$")


@dataclass
class Layout:
    """What a file's paragraphs turned out to be."""

    title: str = ""
    author: str = ""
    agency: str = ""
    url: str = ""
    dateline: str = ""
    published: dt.date | None = None
    published_origin: str = ""
    furniture: list[Furniture] = field(default_factory=list)
    captions: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Patterns:
    """The compiled patterns of `languages/en/furniture.yaml`."""

    lines: tuple[tuple[str, re.Pattern[str]], ...]
    credits: tuple[re.Pattern[str], ...]
    byline: re.Pattern[str]
    dateline: re.Pattern[str]
    agencies: frozenset[str]


@lru_cache(maxsize=4)
def patterns(knowledge: Knowledge) -> Patterns:
    data: dict[str, object] = {}
    for file in knowledge.files("languages/en/furniture.yaml"):
        data.update(file.data)
    lines: dict[str, list[str]] = data["lines"]  # type: ignore[assignment]
    credit: list[str] = data["credit"]  # type: ignore[assignment]
    agencies: list[str] = data["agencies"]  # type: ignore[assignment]
    return Patterns(
        lines=tuple((kind, re.compile(rf"\s*(?:{'|'.join(found)})\s*$", re.IGNORECASE)) for kind, found in lines.items()),
        credits=tuple(re.compile(found) for found in credit),
        byline=re.compile(rf"\s*{data['byline']}\s*$", re.IGNORECASE),
        dateline=re.compile(rf"\s*{data['dateline']}"),
        agencies=frozenset(name.lower() for name in agencies),
    )


def lay_out(content: str, known: Patterns, heading: bool = True) -> Layout:
    """Title, byline, date, dateline, captions with credits, footer and other furniture of a text.

    `heading`: whether the first line may be a title (False where the title came with the text).
    """
    layout = Layout()
    paragraphs = list(PARAGRAPH.finditer(content))
    body = 0
    for number, match in enumerate(paragraphs):
        words, span = match[0].strip(), Span(*match.span())
        if heading and not layout.title and not body and take_title(words, span, layout, number, len(paragraphs)):
            continue
        if number <= EARLY and (take_byline(words, span, layout, known) or take_date(words, span, layout)):
            continue
        if take_line(match[0], span, layout, known):
            continue
        if take_caption(match[0], span, layout, known):
            continue
        if body == 0:
            take_dateline(match[0], span, layout, known)
        body += 1
    layout.furniture += marks(content)
    layout.furniture.sort(key=lambda f: (f.span, f.kind))
    return layout


def take_title(words: str, span: Span, layout: Layout, number: int, total: int) -> bool:
    match = HEADING.match(words)
    plain = number == 0 and total > 1 and "\n" not in words and len(words) < LONGEST_TITLE and not SENTENCE_END.search(words)
    if match is None and not plain:
        return False
    if match is None and (LINK.match(words) or URL.match(words)):
        return False
    layout.title = without_marks(match["title"] if match else words)
    layout.furniture.append(Furniture("heading", span))
    return True


def take_byline(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    match = known.byline.match(without_marks(words))
    if match is None or SENTENCE_END.search(words) or len(words) > 140:
        return False
    who = match["who"].strip(" ,")
    if who.lower() in known.agencies:
        layout.agency = who
    else:
        layout.author = who
    layout.furniture.append(Furniture("byline", span))
    return True


def take_date(words: str, span: Span, layout: Layout) -> bool:
    if layout.published is not None or len(words) > LONGEST_DATE_LINE or not any(c.isdigit() for c in words):
        return False
    date = whole_date(words)
    if date is None:
        return False
    layout.published, layout.published_origin = date, "byline"
    layout.furniture.append(Furniture("date", span))
    return True


def take_line(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    for kind, pattern in known.lines:
        if all(pattern.match(line) for line in words.split("\n")):
            url = URL.search(words)
            if url and not layout.url:
                layout.url = url[0]
            layout.furniture.append(Furniture(kind, span))
            return True
    return False


def take_caption(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    """A paragraph that ends in a photo credit is a caption; the credit is furniture."""
    for pattern in known.credits:
        match = pattern.search(words)
        if match is not None:
            start = span.start + match.start()
            layout.furniture.append(Furniture("credit", Span(start, span.end)))
            if words[: match.start()].strip():
                layout.captions.append(Span(span.start, start))
            return True
    return False


def take_dateline(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    match = known.dateline.match(words)
    if match is None:
        return False
    layout.dateline = match["place"].strip(" ,")
    layout.agency = layout.agency or (match["agency"] or "")
    if match["date"] and layout.published is None:
        layout.published = whole_date(match["date"]) if re.search(r"\d{4}", match["date"]) else None
        layout.published_origin = "dateline" if layout.published else ""
    layout.furniture.append(Furniture("dateline", Span(span.start + match.start(), span.start + match.end())))
    return True


def whole_date(words: str) -> dt.date | None:
    """The date a line consists of; None when it has other words too or lacks its year."""
    import dateparser

    settings = {"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False}
    found = dateparser.parse(words.strip(" .|•"), languages=["en"], settings=settings)  # type: ignore[arg-type]
    return found.date() if found else None


def date_of_name(name: str) -> dt.date | None:
    """The date in a file's name, such as kazan-2023-09-29.txt."""
    match = FILE_DATE.search(name)
    if match is None:
        return None
    try:
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def without_marks(words: str) -> str:
    return INLINE_MARKS.sub("", LINK.sub(lambda m: m["text"], words)).strip()


def marks(content: str) -> Iterator[Furniture]:
    """Markdown's own characters inside prose: the parser skips them, the text keeps them."""
    for match in LINK.finditer(content):
        yield Furniture("mark", Span(match.start(), match.start("text")))
        yield Furniture("mark", Span(match.end("text"), match.end()))
    for match in INLINE_MARKS.finditer(content):
        yield Furniture("mark", Span(*match.span()))
