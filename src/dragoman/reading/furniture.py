"""Telling prose from furniture in plain text and Markdown. The text itself is never altered: furniture is marked by spans."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Furniture, Span

PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]+)*")
HEADING = re.compile(r"#{1,6}\s+(?P<title>.+?)\s*#*\s*$")
LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
INLINE_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
URL = re.compile(r"https?://[^\s<>\"')]+")
FILE_DATE = re.compile(r"(?<!\d)(?P<y>19\d\d|20\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
LONGEST_DATE_LINE = 80
LONGEST_LINE = 300  # a longer line is prose; also bounds what the patterns below are tried on
CREDIT_AT_END = 200  # characters at the end of a paragraph in which a credit may stand
EARLY = 6  # bylines and date lines stand among the first paragraphs
LONGEST_TITLE = 200
LONGEST_BYLINE = 140
SENTENCE_END = re.compile(r"[.!?][\"”’')]*$")


@dataclass
class Layout:
    """What a file's paragraphs turned out to be."""

    title: str = ""
    author: str = ""
    agency: str = ""
    url: str = ""
    rights: str = ""
    dateline: str = ""
    published: dt.date | None = None
    published_origin: str = ""
    furniture: list[Furniture] = field(default_factory=list)
    captions: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Patterns:
    """The compiled patterns of `languages/en/furniture.yaml`; `months` maps a spelling in small letters to its number."""

    lines: tuple[tuple[str, re.Pattern[str]], ...]
    credits: tuple[re.Pattern[str], ...]
    byline: re.Pattern[str]
    dateline: re.Pattern[str]
    agencies: frozenset[str]
    agency_words: tuple[str, ...]
    months: dict[str, int]
    date_lines: tuple[re.Pattern[str], ...]
    walls: tuple[re.Pattern[str], ...]
    hyphened: frozenset[str]

    def is_button(self, words: str) -> bool:
        """Whether a paragraph is nothing but buttons, cookie notices and the like."""
        lines = words.split("\n")
        buttons = [pattern for kind, pattern in self.lines if kind == "button"]
        return all(len(line) <= LONGEST_LINE and any(pattern.fullmatch(line) for pattern in buttons) for line in lines)

    def is_wall(self, text: str) -> bool:
        """Whether a short text asks for consent, a log-in or a script instead of telling anything."""
        return any(pattern.search(text) for pattern in self.walls)

    def is_agency(self, who: str) -> bool:
        name = who.lower()
        return name in self.agencies or any(name == word or name.endswith(f" {word}") for word in self.agency_words)

    def whole_date(self, words: str) -> dt.date | None:
        """The date a line consists of; None when it has other words too, lacks its year, or is no day of the calendar."""
        for pattern in self.date_lines:
            match = pattern.fullmatch(words.strip(" .|•*_"))
            if match is None:
                continue
            found = match.groupdict()
            month = int(found["number"]) if found.get("number") else self.months[found["month"].lower()]
            try:
                return dt.date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                return None
        return None


@lru_cache(maxsize=4)
def patterns(knowledge: Knowledge) -> Patterns:
    data: dict[str, Any] = {}
    for file in knowledge.files("languages/en/furniture.yaml"):
        data.update(file.data)
    months = {name.lower(): int(number) for number, names in data["months"].items() for name in names}
    spelled = "|".join(sorted((name for names in data["months"].values() for name in names), key=lambda name: (-len(name), name)))
    dates = [pattern.replace("{month}", f"(?P<month>{spelled})") for pattern in data["date_lines"]]
    return Patterns(
        lines=tuple((kind, re.compile(rf"\s*(?:{'|'.join(found)})\s*", re.IGNORECASE)) for kind, found in data["lines"].items()),
        credits=tuple(re.compile(found) for found in data["credit"]),
        byline=re.compile(rf"\s*{data['byline']}\s*", re.IGNORECASE),
        dateline=re.compile(rf"\s*{data['dateline'].replace('{month}', f'(?:{spelled})')}"),
        agencies=frozenset(name.lower() for name in data["agencies"]),
        agency_words=tuple(data["agency_words"]),
        months=months,
        date_lines=tuple(re.compile(pattern, re.IGNORECASE) for pattern in dates),
        walls=tuple(re.compile(pattern, re.IGNORECASE) for pattern in data["walls"]),
        hyphened=frozenset(data["hyphened"]),
    )


def lay_out(content: str, known: Patterns, heading: bool = True, start: int = 0) -> Layout:
    """Title, byline, date, dateline, captions with credits, footer and other furniture of a text.

    `heading`: whether the first line may be a title (False where the title came with the text). `start`: where the text begins, behind
    what has been read already.
    """
    layout = Layout()
    body = 0
    for number, match in enumerate(PARAGRAPH.finditer(content, start)):
        span = Span(*match.span())
        if number <= EARLY and not body:
            span = peel(content, span, layout, known, heading)
        words = span.of(content)
        if not words.strip() or (number <= EARLY and take_head(words, span, layout, known)):
            continue
        if take_subheading(words, span, layout) or take_line(words, span, layout, known) or take_caption(words, span, layout, known):
            continue
        if body == 0:
            take_dateline(words, span, layout, known)
        body += 1
    layout.furniture += marks(content)
    layout.furniture.sort(key=lambda f: (f.span, f.kind))
    return layout


def peel(content: str, span: Span, layout: Layout, known: Patterns, heading: bool) -> Span:
    """What is left of a paragraph at the top of a file once its title, byline and date lines are taken off."""
    start = span.start
    while start < span.end:
        end = content.find("\n", start, span.end)
        end = span.end if end < 0 else end
        line = Span(start, end)
        following = content[end + 1 : end + 1 + LONGEST_LINE].lstrip("\n").split("\n", 1)[0]
        more = end < span.end
        titled = heading and not layout.title and take_title(line.of(content), line, layout, following, more, known)
        if not titled and not (more and take_head(line.of(content), line, layout, known)):
            break
        start = min(end + 1, span.end)
    return Span(start, span.end)


def take_title(words: str, span: Span, layout: Layout, following: str, more: bool, known: Patterns) -> bool:
    """A heading in Markdown; or a first line that ends no sentence, alone in its paragraph or above a byline or date."""
    if len(words) > LONGEST_TITLE or not words.strip():
        return False
    match = HEADING.match(words.strip())
    if match is None:
        head = known.byline.fullmatch(without_marks(following)) or known.whole_date(following)
        alone = not layout.furniture and (head if more else following.strip())
        if not alone or SENTENCE_END.search(words.strip()) or LINK.match(words) or URL.match(words) or known.whole_date(words):
            return False
    layout.title = without_marks(match["title"] if match else words)
    layout.furniture.append(Furniture("heading", span))
    return True


def take_head(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    return take_byline(words, span, layout, known) or take_date(words, span, layout, known)


def take_subheading(words: str, span: Span, layout: Layout) -> bool:
    """A heading in Markdown further down is no sentence of the report."""
    if len(words) > LONGEST_TITLE or not HEADING.match(words.strip()):
        return False
    layout.furniture.append(Furniture("subheading", span))
    return True


def take_byline(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    if len(words) > LONGEST_LINE or SENTENCE_END.search(words):
        return False
    match = known.byline.fullmatch(without_marks(words))
    if match is None or len(match[0]) > LONGEST_BYLINE:
        return False
    who = match["who"].strip(" ,")
    if known.is_agency(who):
        layout.agency = layout.agency or who
    else:
        layout.author = layout.author or who
    layout.furniture.append(Furniture("byline", span))
    return True


def take_date(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    if layout.published is not None or len(words) > LONGEST_DATE_LINE or not any(c.isdigit() for c in words):
        return False
    date = known.whole_date(words)
    if date is None:
        return False
    layout.published, layout.published_origin = date, "byline"
    layout.furniture.append(Furniture("date", span))
    return True


def take_line(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    lines = words.split("\n")
    if any(len(line) > LONGEST_LINE for line in lines):
        return False
    kinds = [next((kind for kind, pattern in known.lines if pattern.fullmatch(line)), "") for line in lines]
    if not all(kinds):
        return False
    url = URL.search(words)
    if url and not layout.url:
        layout.url = url[0]
    if kinds[0] == "rights" and not layout.rights:
        layout.rights = " ".join(words.split())
    layout.furniture.append(Furniture(kinds[0], span))
    return True


def take_caption(words: str, span: Span, layout: Layout, known: Patterns) -> bool:
    """A paragraph that ends in a photo credit is a caption; the credit is furniture."""
    for pattern in known.credits:
        match = pattern.search(words, max(0, len(words) - CREDIT_AT_END))
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
        layout.published = known.whole_date(match["date"])
        layout.published_origin = "dateline" if layout.published else ""
    layout.furniture.append(Furniture("dateline", Span(span.start + match.start(), span.start + match.end())))
    return True


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
