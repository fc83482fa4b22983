"""Reports as JSONL (docs/records.md, "Reports as input"). The text is never altered beyond NFC: furniture is marked, not cut."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterator
from typing import Any, BinaryIO

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Furniture, Report, digest
from dragoman.reading.decoding import decode
from dragoman.reading.furniture import Layout, lay_out, patterns

FIELDS = ("title", "agency", "author", "url", "language", "rights")
HEAD = 4096  # bytes looked at before the first line is read
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SHAPE = 'give an object such as {"text": "…", "published": "2023-09-29"}'


def read(stream: BinaryIO, source: str, knowledge: Knowledge) -> Iterator[Report | Failure]:
    """A report for each line, read line by line; a Failure, with its line number, for each line that is none.

    Raises ReadingError for a file that is empty or binary.
    """
    empty = True
    for number, line in enumerate(lines_of(stream, source), 1):
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            decoded = decode(line, source if empty else where)
            empty = False
            if decoded.note:
                yield Failure(where, decoded.note, "save the file as UTF-8 if words look wrong", fatal=False)
            yield from reports(decoded.text, where, knowledge)
        except ReadingError as error:
            if empty:
                raise
            yield Failure(error.where, error.what, error.mend)
    if empty:
        raise ReadingError("the file is empty", source, "give a file with a report on each line")


def lines_of(stream: BinaryIO, source: str) -> Iterator[bytes]:
    """The lines of a file, one after the other. Raises ReadingError for a binary file."""
    head = stream.read(HEAD)
    if head.startswith(UTF16):  # line ends are not single bytes there: read as a whole
        yield from decode(head + stream.read(), source).text.encode().split(b"\n")
        return
    if b"\0" in head:
        decode(head, source)
    yield from (head + stream.readline()).removesuffix(b"\n").split(b"\n")
    yield from stream


def reports(line: str, where: str, knowledge: Knowledge) -> Iterator[Report | Failure]:
    """The report of one line, and before it a word about a date that is none."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield Failure(where, f"not valid JSON: {error}", "each line must be one JSON object")
        return
    found = report(data, where, knowledge)
    if data.get("published") and date_given(data["published"]) is None:
        yield Failure(where, f"{str(data['published'])[:40]!r} is not a date", "write dates as 2023-09-29", fatal=False)
    yield found


def report(data: Any, where: str, knowledge: Knowledge) -> Report:
    """One report from one JSON object. Raises ReadingError when it is not of the shape."""
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise ReadingError('there is no "text" in this line', where, SHAPE)
    text = unicodedata.normalize("NFC", data["text"])
    if not text.strip():
        raise ReadingError("the text is empty", where, "leave the line out or give it a text")
    given = {name: unicodedata.normalize("NFC", str(data.get(name) or "")) for name in FIELDS}
    outlet = unicodedata.normalize("NFC", str(data.get("publisher") or data.get("outlet") or ""))
    layout = lay_out(text, patterns(knowledge), heading=False)
    published, origin = date_given(data.get("published")), "metadata"
    if published is None:
        published, origin = layout.published, layout.published_origin
    return Report(
        id=str(data.get("id") or "") or digest(outlet, given["url"], published or "", text),
        text=text,
        title=given["title"],
        published=published,
        published_origin=origin if published else "",
        outlet=outlet,
        agency=given["agency"] or layout.agency,
        author=given["author"] or layout.author,
        url=given["url"] or layout.url,
        language=given["language"],
        rights=given["rights"] or layout.rights,
        source=where,
        furniture=kept(layout),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def kept(layout: Layout) -> tuple[Furniture, ...]:
    """Furniture of a given text; Markdown marks are left alone, the text may not be Markdown at all."""
    return tuple(f for f in layout.furniture if f.kind != "mark")


def date_given(value: Any) -> dt.date | None:
    """A date of publication as given; None for none and for an impossible one."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
