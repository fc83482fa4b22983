"""Paths, folders, globs and standard input → reports, one after the other; what cannot be read is a Failure and the rest goes on."""

from __future__ import annotations

import datetime as dt
import glob
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading import html, jsonl, plain
from dragoman.reading.language import language_of

Reader = Callable[[bytes, str, Knowledge], Iterator[Report | Failure]]
READERS: dict[str, Reader] = {
    ".txt": plain.read, ".md": plain.read, ".markdown": plain.read, ".text": plain.read, "": plain.read,
    ".html": html.read, ".htm": html.read, ".xhtml": html.read, ".jsonl": jsonl.read, ".ndjson": jsonl.read,
}  # fmt: skip
CODED = "en"
STDIN = "-"


def files(paths: Iterable[str]) -> Iterator[str | Failure]:
    """The files that paths, folders and globs stand for, in order, each once; "-" is standard input."""
    seen: set[str] = set()
    for given in paths:
        found = [given] if given == STDIN else expand(given)
        if not found:
            yield Failure(given, "there is no such file", "check the path; quote globs that the shell should not expand")
        for name in found:
            if name not in seen:
                seen.add(name)
                yield name


def expand(given: str) -> list[str]:
    path = Path(given)
    if path.is_dir():
        return [str(p) for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in READERS and not p.name.startswith(".")]
    if path.exists():
        return [given]
    return sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - the pattern may be absolute


def read(paths: Sequence[str], knowledge: Knowledge, published: dt.date | None = None) -> Iterator[Report | Failure]:
    """Reports of all files. `published` overrides every date. Reports in a language that is not coded become a Failure naming it."""
    for name in files(paths):
        if isinstance(name, Failure):
            yield name
            continue
        try:
            for item in read_file(name, knowledge):
                yield from [item] if isinstance(item, Failure) else checked(item, published)
        except ReadingError as error:
            yield Failure(error.where or name, error.what, error.mend)
        except OSError as error:
            yield Failure(name, f"cannot be read: {error.strerror or error}", "check that the file is there and may be read")


def read_file(name: str, knowledge: Knowledge) -> Iterator[Report | Failure]:
    if name == STDIN:
        content = sys.stdin.buffer.read()
        yield from sniff(content)(content, "standard input", knowledge)
        return
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        known = ", ".join(sorted(filter(None, READERS)))
        raise ReadingError(f"files ending in {Path(name).suffix} cannot be read", name, f"readable are {known}")
    yield from reader(Path(name).read_bytes(), name, knowledge)


def sniff(content: bytes) -> Reader:
    """Which reader standard input wants, by its first characters."""
    start = content[:2000].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return html.read
    return jsonl.read if start.startswith(b"{") and b'"text"' in content[:200_000] else plain.read


def checked(report: Report, published: dt.date | None) -> Iterator[Report | Failure]:
    """The report with its date overridden and its language known, and a word about what is missing."""
    if published is not None:
        report = replace(report, published=published, published_origin="given")
    where = report.source or report.id
    language = (report.language or language_of(report.text))[:2].lower()
    if language and language != CODED:
        yield Failure(where, f"the text is not in English (language: {language})", "only English is coded so far")
        return
    if report.published is None:
        yield Failure(where, "no date of publication is known: coded with unknown dates", "give one with --published", fatal=False)
    yield replace(report, language=language)
