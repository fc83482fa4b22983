"""Which column of a table, or key of a JSON object, holds which field of a report: as the user says, else by the names in use."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from typing import Any

from dragoman.errors import ReadingError, UsageError
from dragoman.reading.context import Context

# Names in use, best first, compared in small letters without spaces, dots, dashes and underscores.
GUESSES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "fulltext", "articletext", "articlebody", "maintext", "bodytext", "content", "contents", "article", "story",
        "rawtext", "plaintext", "cleantext", "newstext", "contenttext", "document",
    ),
    "title": ("title", "headline", "heading", "subject", "articletitle", "newstitle", "name"),
    "published": (
        "published", "datepublished", "publisheddate", "publicationdate", "publishdate", "datepublish", "publishedat", "publishedtime",
        "pubdate", "pubdatetime", "date", "datetime", "articledate", "newsdate", "timestamp", "time", "created", "createdat",
    ),
    "outlet": ("publisher", "outlet", "sourcename", "source", "publication", "newspaper", "sitename", "sourcedomain", "domain", "media"),
    "agency": ("agency", "newsagency", "wire"),
    "author": ("author", "authors", "byline", "creator", "writer", "journalist"),
    "url": ("url", "link", "uri", "webaddress", "permalink", "canonicalurl", "sourceurl", "articleurl", "href"),
    "language": ("language", "lang"),
    "rights": ("rights", "license", "licence", "copyright"),
    "id": ("id", "articleid", "docid", "documentid", "reportid", "guid", "uuid"),
}  # fmt: skip
OTHER_NAMES = {"publisher": "outlet", "body": "text", "date": "published", "headline": "title"}  # fields as users may call them


def parse(given: str | None) -> dict[str, str]:
    """`text=body,published=date` as field → column. Raises UsageError naming what is wrong."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in (given or "").split(","))):
        field, equals, column = (piece.strip() for piece in part.partition("="))
        field = OTHER_NAMES.get(field, field)
        if not equals or not column or field not in GUESSES:
            raise UsageError(f"{part!r} does not say which column is what", "--columns", f"write field=column; fields: {', '.join(GUESSES)}")
        found[field] = column
    return found


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def columns_for(names: Iterable[str], context: Context) -> dict[str, str]:
    """Field → column among the names of a table. A column that the user named and the table lacks is not guessed at."""
    there = list(names)
    by_plain: dict[str, str] = {}
    for name in there:
        by_plain.setdefault(plain(name), name)
    found: dict[str, str] = {}
    taken = set(context.columns.values())
    for field, guesses in GUESSES.items():
        given = context.columns.get(field)
        if given is not None:
            found |= {field: given} if given in there else {}
            continue
        named = (by_plain[guess] for guess in guesses if guess in by_plain)
        best = next((name for name in named if name not in taken), None)
        if best is not None:
            found[field] = best
            taken.add(best)
    return found


def needed(names: Iterable[str], source: str, context: Context) -> dict[str, str]:
    """As `columns_for`. Raises ReadingError where no column holds the text, or one that the user named is not there."""
    there = list(names)
    missing = [column for column in context.columns.values() if column not in there]
    shown = ", ".join(map(repr, there[:30])) or "none"
    if missing:
        raise ReadingError(f"there is no column {missing[0]!r}", source, f"columns are {shown}")
    found = columns_for(there, context)
    if "text" not in found:
        raise ReadingError("no column is known to hold the text", source, f"say which with --columns text=NAME; columns are {shown}")
    return found


def record_of(data: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """A JSON object with the fields under their own names. A column with dots reaches into objects: `text=article.body`."""
    names = [*data, *(column for column in context.columns.values() if column not in data and reached(data, column) is not None)]
    return {field: data[column] if column in data else reached(data, column) for field, column in columns_for(names, context).items()}


def reached(data: Any, column: str) -> Any:
    for key in column.split("."):
        if not isinstance(data, Mapping) or key not in data:
            return None
        data = data[key]
    return data


def has_text(start: bytes, context: Context) -> bool:
    """Whether the first line of an input is the header of a CSV file with a column of text."""
    line = start.partition(b"\n")[0].decode("utf-8", "replace").strip("\ufeff\r")
    for delimiter in ",;\t":
        try:
            names = next(csv.reader([line], delimiter=delimiter))
        except (csv.Error, StopIteration):
            continue
        found = columns_for(names, context)
        if len(names) > 1 and "text" in found and len(found) > 1:
            return True
    return False
