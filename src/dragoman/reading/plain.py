"""Plain text and Markdown files, with the furniture real files carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO
from urllib.parse import urlsplit

from dragoman.model import Failure, Furniture, Report, Span, digest
from dragoman.reading.columns import columns_for
from dragoman.reading.context import Context, whole
from dragoman.reading.dates import date_of
from dragoman.reading.decoding import decode
from dragoman.reading.furniture import date_of_name, lay_out, patterns, without_marks

FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<lines>.{0,4000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
FRONT_LINE = re.compile(r"^(?P<key>[A-Za-z_]{2,20})[ \t]*:[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE)
MEND_ENCODING = "save it as UTF-8 if words look wrong"


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """One report from one file. The date comes from the front matter, the byline, the dateline or the file's name, in this order."""
    decoded = decode(whole(stream, source), source)
    if decoded.note:
        yield Failure(source, decoded.note, MEND_ENCODING, fatal=False)
    text = decoded.text
    lines, start = front_matter(text)
    named = columns_for(lines, Context(context.knowledge))
    given = {field: lines[name] for field, name in named.items() if field != "text"}
    layout = lay_out(text, patterns(context.knowledge), start=start)
    published, origin = date_of(given.get("published", ""), patterns(context.knowledge)), "metadata"
    if published is None:
        published, origin = layout.published, layout.published_origin
    if published is None:
        published = date_of_name(PurePath(source).name)
        origin = "file name" if published else ""
    url = given.get("url", "") or layout.url
    outlet = given.get("outlet") or host(url)
    front = (Furniture("front matter", Span(0, start)),) if start else ()
    yield Report(
        id=digest(outlet, url, published or "", text),
        text=text,
        title=given.get("title", "") or layout.title,
        published=published,
        published_origin=origin,
        outlet=outlet,
        agency=given.get("agency", "") or layout.agency,
        author=given.get("author", "") or layout.author,
        url=url,
        language=given.get("language", ""),
        rights=given.get("rights", "") or layout.rights,
        source=source,
        furniture=(*front, *(f for f in layout.furniture if f.span.start >= start)),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The `key: value` lines between two lines of dashes at the top of a Markdown file, and where they end; ({}, 0) without."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, 0
    pairs = FRONT_LINE.finditer(match["lines"])
    return {pair["key"].lower(): without_marks(pair["value"].strip().strip("\"'")) for pair in pairs}, match.end()


def host(url: str) -> str:
    """The host of a URL without "www."; "" without a URL."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
