"""Reports as JSONL (docs/records.md, "Reports as input"). The text is never altered beyond NFC: furniture is marked, not cut."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report, digest
from dragoman.reading.decoding import decode
from dragoman.reading.furniture import Layout, lay_out, patterns

FIELDS = ("title", "agency", "author", "url", "language", "rights")


def read(content: bytes, source: str, knowledge: Knowledge) -> Iterator[Report | Failure]:
    """A report for each line; a Failure, with its line number, for each line that is none."""
    for number, line in enumerate(decode(content, source).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            data = json.loads(line)
            found = report(data, where, knowledge)
            if found.published is None and data.get("published"):
                yield Failure(where, f"{data['published']!r} is not a date: left out", "write dates as 2023-09-29", fatal=False)
            yield found
        except ValueError as error:
            yield Failure(where, f"not valid JSON: {error}", "each line must be one JSON object")
        except ReadingError as error:
            yield Failure(error.where, error.what, error.mend)


def report(data: Any, where: str, knowledge: Knowledge) -> Report:
    """One report from one JSON object. Raises ReadingError when it is not of the shape."""
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise ReadingError('there is no "text" in this line', where, 'give an object such as {"text": "…", "published": "2023-09-29"}')
    text = unicodedata.normalize("NFC", data["text"])
    if not text.strip():
        raise ReadingError("the text is empty", where, "leave the line out or give it a text")
    given = {name: unicodedata.normalize("NFC", str(data.get(name) or "")) for name in FIELDS}
    outlet = str(data.get("publisher") or data.get("outlet") or "")
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
        rights=given["rights"],
        source=where,
        furniture=kept(layout),
        captions=tuple(layout.captions),
        dateline=layout.dateline,
    )


def kept(layout: Layout) -> tuple[Any, ...]:
    """Furniture of a given text; Markdown marks are left alone, the text may not be Markdown at all."""
    return tuple(f for f in layout.furniture if f.kind != "mark")


def date_given(value: Any) -> dt.date | None:
    """A date of publication as given; None for none and for an impossible one."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
