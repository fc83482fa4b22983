"""HTML pages: the article and its metadata by trafilatura and htmldate."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Report, digest
from dragoman.reading.furniture import date_of_name, lay_out, patterns
from dragoman.reading.plain import host

SHORTEST = 80  # characters an article must have


def read(content: bytes, source: str, knowledge: Knowledge) -> Iterator[Report]:
    """One report from one page. Raises ReadingError when the page holds no article."""
    from trafilatura import bare_extraction

    document = bare_extraction(content, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True)
    text = unicodedata.normalize("NFC", document.text or "") if document is not None else ""
    if document is None or len(text) < SHORTEST:
        raise ReadingError("there is no article in this HTML page", source, "check that it is an article and not a list or a cookie wall")
    text = text.replace("\n", "\n\n")
    layout = lay_out(text, patterns(knowledge), heading=False)
    published, origin = layout.published, layout.published_origin
    if document.date:
        published, origin = dt.date.fromisoformat(document.date[:10]), "metadata"
    if published is None:
        published = date_of_name(PurePath(source).name)
        origin = "file name" if published else ""
    url = document.url or layout.url
    outlet = document.sitename or host(url)
    yield Report(
        id=digest(outlet, url, published or "", text),
        text=text,
        title=unicodedata.normalize("NFC", document.title or ""),
        published=published,
        published_origin=origin,
        outlet=outlet,
        agency=layout.agency,
        author=document.author or layout.author,
        url=url,
        language=document.language or "",
        rights=document.license or "",
        source=source,
        furniture=tuple(layout.furniture),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )
