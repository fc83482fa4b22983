"""Plain text and Markdown files, with the furniture real files carry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import urlsplit

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Report, digest
from dragoman.reading.decoding import decode
from dragoman.reading.furniture import date_of_name, lay_out, patterns


def read(content: bytes, source: str, knowledge: Knowledge) -> Iterator[Report]:
    """One report from one file. The date comes from the byline, else the dateline, else the file's name, its origin kept."""
    text = decode(content, source)
    layout = lay_out(text, patterns(knowledge))
    published, origin = layout.published, layout.published_origin
    if published is None:
        published = date_of_name(PurePath(source).name)
        origin = "file name" if published else ""
    outlet = host(layout.url)
    yield Report(
        id=digest(outlet, layout.url, published or "", text),
        text=text,
        title=layout.title,
        published=published,
        published_origin=origin,
        outlet=outlet,
        agency=layout.agency,
        author=layout.author,
        url=layout.url,
        source=source,
        furniture=tuple(layout.furniture),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def host(url: str) -> str:
    """The host of a URL without "www."; "" without a URL."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
