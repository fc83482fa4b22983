"""Reports as JSONL (docs/records.md, "Reports as input"). The text is never altered beyond NFC: furniture is marked, not cut."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Furniture, Report, digest
from dragoman.reading.columns import record_of
from dragoman.reading.context import LONGEST_FILE, Context
from dragoman.reading.dates import date_of, date_of_url
from dragoman.reading.decoding import decode, nfc
from dragoman.reading.furniture import Layout, lay_out, patterns

FIELDS = ("title", "agency", "url", "rights")
HEAD = 4096  # bytes looked at before the first line is read
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SHAPE = 'give an object such as {"text": "…", "published": "2023-09-29"}, or say with --columns text=NAME where the text is'


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A report for each line, read line by line; a Failure, with its line number, for each line that is none.

    Raises ReadingError for a file that is empty or binary.
    """
    empty = True
    for number, line in enumerate(lines_of(stream, source), 1):
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            if len(line) > LONGEST_FILE:
                empty = False
                raise ReadingError(f"the line has more than {LONGEST_FILE:,} bytes: no news report is that long", where, "leave it out")
            decoded = decode(line, source if empty else where)
            empty = False
            if decoded.note:
                yield Failure(where, decoded.note, "save the file as UTF-8 if words look wrong", fatal=False)
            yield from reports(decoded.text, where, context)
        except ReadingError as error:
            if empty:
                raise
            yield Failure(error.where, error.what, error.mend)
    if empty:
        raise ReadingError("the file is empty", source, "give a file with a report on each line")


def lines_of(stream: BinaryIO, source: str) -> Iterator[bytes]:
    """The lines of a file, one after the other, none longer than a report can be by much. Raises ReadingError for a binary file."""
    head = stream.read(HEAD)
    if head.startswith(UTF16):  # line ends are not single bytes there: read as a whole
        yield from decode(head + stream.read(LONGEST_FILE), source).text.encode().split(b"\n")
        return
    if b"\0" in head:
        decode(head, source)
    first, *rest = (head + line_of(stream)).removesuffix(b"\n").split(b"\n")
    yield first
    yield from rest
    while line := line_of(stream):
        yield line


def line_of(stream: BinaryIO) -> bytes:
    """One line; of one that is longer than any report, its start and the knowledge that it is."""
    line = stream.readline(LONGEST_FILE + 2)
    if len(line) > LONGEST_FILE:
        while (rest := stream.readline(LONGEST_FILE)) and not rest.endswith(b"\n"):
            pass
    return line


def reports(line: str, where: str, context: Context) -> Iterator[Report | Failure]:
    """The report of one line, and before it a word about a date that is none."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield Failure(where, f"not valid JSON: {error}", "each line must be one JSON object")
        return
    yield from reports_of(data, where, context)


def reports_of(data: Any, where: str, context: Context) -> Iterator[Report | Failure]:
    """The report of one object, and before it a word about a date that is none. Raises ReadingError when it is not of the shape."""
    if not isinstance(data, dict):
        raise ReadingError('there is no "text" in this line', where, SHAPE)
    yield from report_of(record_of(data, context), where, context)


def report_of(record: Mapping[str, Any], where: str, context: Context) -> Iterator[Report | Failure]:
    """The report of a record whose fields bear their own names; as `reports_of`."""
    given = record.get("published")
    found = made(record, where, context.knowledge)
    if given not in (None, "") and date_of(given, patterns(context.knowledge)) is None:
        yield Failure(where, f"{str(given)[:40]!r} is not a date", "write dates as 2023-09-29", fatal=False)
    yield found


def report(data: Any, where: str, knowledge: Knowledge) -> Report:
    """One report from one JSON object. Raises ReadingError when it is not of the shape."""
    if not isinstance(data, dict):
        raise ReadingError('there is no "text" in this line', where, SHAPE)
    return made(record_of(data, Context(knowledge)), where, knowledge)


def made(record: Mapping[str, Any], where: str, knowledge: Knowledge) -> Report:
    if "text" in record and record["text"] is None:
        raise ReadingError("the text is empty", where, "leave the line out or give it a text")
    if not isinstance(record.get("text"), str):
        raise ReadingError('there is no "text" in this line', where, SHAPE)
    text = nfc(record["text"])
    if not text.strip():
        raise ReadingError("the text is empty", where, "leave the line out or give it a text")
    given = {name: nfc(named(record.get(name))) for name in FIELDS}
    outlet, author = nfc(named(record.get("outlet"))), nfc(named(record.get("author")))
    layout = lay_out(text, patterns(knowledge), heading=False)
    published, origin = date_of(record.get("published"), patterns(knowledge)), "metadata"
    if published is None:
        published, origin = layout.published, layout.published_origin
    url = given["url"] or layout.url
    if published is None:
        published, origin = date_of_url(given["url"]), "url"
    identity = record.get("id")
    return Report(
        id=("" if identity is None else nfc(str(identity))) or digest(outlet, given["url"], published or "", text),
        text=text,
        title=given["title"],
        published=published,
        published_origin=origin if published else "",
        outlet=outlet,
        agency=given["agency"] or layout.agency,
        author=author or layout.author,
        url=url,
        language=named(record.get("language")),
        rights=given["rights"] or layout.rights,
        source=where,
        furniture=kept(layout),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def named(value: Any, depth: int = 0) -> str:
    """A name, the `name` of an object, or several of them joined."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title") or ""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (named(item, depth + 1) for item in value))) if depth < 3 else ""
    return "" if value is None or value is False else str(value)


def kept(layout: Layout) -> tuple[Furniture, ...]:
    """Furniture of a given text; Markdown marks are left alone, the text may not be Markdown at all."""
    return tuple(f for f in layout.furniture if f.kind != "mark")
