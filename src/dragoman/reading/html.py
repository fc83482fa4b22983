"""HTML pages: the article and its metadata by trafilatura and htmldate."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Report, digest
from dragoman.reading.furniture import date_of_name, lay_out, patterns
from dragoman.reading.plain import host

SHORTEST = 80  # characters an article must have
NO_ARTICLE = "there is no article in this HTML page"


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says of its article; "" for what it does not."""

    text: str
    title: str
    date: str
    outlet: str
    author: str
    url: str
    language: str
    rights: str


def read(stream: BinaryIO, source: str, knowledge: Knowledge) -> Iterator[Report]:
    """One report from one page. Raises ReadingError when the page is empty or holds no article."""
    content = stream.read()
    if not content.strip():
        raise ReadingError("the file is empty", source, "give a file with text")
    found = article(content, source)
    layout = lay_out(found.text, patterns(knowledge), heading=False)
    published, origin = layout.published, layout.published_origin
    if found.date:
        published, origin = dt.date.fromisoformat(found.date[:10]), "metadata"
    if published is None:
        published = date_of_name(PurePath(source).name)
        origin = "file name" if published else ""
    url = found.url or layout.url
    outlet = found.outlet or host(url)
    yield Report(
        id=digest(outlet, url, published or "", found.text),
        text=found.text,
        title=found.title,
        published=published,
        published_origin=origin,
        outlet=outlet,
        agency=layout.agency,
        author=found.author or layout.author,
        url=url,
        language=found.language,
        rights=found.rights or layout.rights,
        source=source,
        furniture=tuple(f for f in layout.furniture if f.kind != "mark"),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def article(content: bytes, source: str) -> Article:
    """The article of a page, paragraphs apart by empty lines. Raises ReadingError when there is none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(content, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True)
    if not isinstance(found, Document) or len(found.text or "") < SHORTEST:
        raise ReadingError(NO_ARTICLE, source, "check that it is an article and not a list or a cookie wall")

    def clean(value: str | None) -> str:
        return unicodedata.normalize("NFC", value or "")

    title, text = clean(found.title), clean(found.text)
    first, _, rest = text.partition("\n")
    if title and rest and (title.startswith(first) or first.startswith(title)):
        text = rest  # the heading is kept as the title
    return Article(
        text=text.replace("\n", "\n\n"),
        title=title,
        date=found.date or "",
        outlet=clean(found.sitename),
        author=clean(found.author),
        url=found.url or "",
        language=found.language or "",
        rights=clean(found.license),
    )
