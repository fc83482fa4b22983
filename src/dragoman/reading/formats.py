"""Which reader an input wants: by the ending of its name or, where it has none, by its first bytes. Readers load when they are needed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import PurePath
from typing import cast

from dragoman.errors import ReadingError
from dragoman.reading.context import Context, Reader

# Ending → module of this room; a module reads with its function `read`, or with the one named behind the colon.
READERS = {
    "": "plain", ".txt": "plain", ".text": "plain", ".md": "plain", ".markdown": "plain",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".xml": "feed", ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".json": "feed:read_json",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "table:read_csv", ".tsv": "table:read_csv", ".parquet": "table:read_parquet",
    ".warc": "warc", ".eml": "mail", ".mbox": "mail:read_mbox", ".pdf": "pdf", ".docx": "docx", ".zip": "archive", ".gz": "archive:read_gzip",
}  # fmt: skip
FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z-]{1,40}:[ \t][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}")
START = 4096  # bytes by which an input without a name is told


def ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def endings() -> str:
    return ", ".join(sorted(filter(None, READERS)))


def reader_for(name: str) -> Reader:
    """The reader for a file of this name. Raises ReadingError for an ending that is not known."""
    found = READERS.get(ending(name))
    if found is None:
        raise ReadingError(f"files ending in {ending(name)} cannot be read", name, f"readable are {endings()}")
    return load(found)


def load(found: str) -> Reader:
    module, _, function = found.partition(":")
    return cast(Reader, getattr(import_module(f"dragoman.reading.{module}"), function or "read"))


def sniff(start: bytes, context: Context) -> Reader:
    """Which reader an input without a name wants, by its first bytes."""
    return load(sniffed(start, context))


def sniffed(start: bytes, context: Context) -> str:
    for magic, module in (
        (b"%PDF-", "pdf"), (b"PK\x03\x04", "archive:read_packed"), (b"\x1f\x8b", "archive:read_gzip"), (b"PAR1", "table:read_parquet"),
        (b"WARC/", "warc"), (b"From ", "mail:read_mbox"),
    ):  # fmt: skip
        if start.startswith(magic):
            return module
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if FEED.search(text) and text.startswith(b"<"):
        return "feed"
    if text[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "html"
    if text.startswith(b"{"):
        return "feed:read_json" if b"jsonfeed.org" in text else "jsonl"
    if text.startswith(b"["):
        return "feed:read_json" if re.match(rb"\[\s*\{", text) else "plain"
    if MAIL.match(start) and re.search(rb"^(?:from|subject|message-id|received):", start, re.IGNORECASE | re.MULTILINE):
        return "mail"
    from dragoman.reading.columns import has_text

    return "table:read_csv" if has_text(start, context) else "plain"
