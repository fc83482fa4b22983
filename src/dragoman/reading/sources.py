"""Paths, folders, globs and standard input → reports, one after the other; what cannot be read is a Failure and the rest goes on."""

from __future__ import annotations

import datetime as dt
import glob
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report, digest
from dragoman.reading import html, jsonl, plain
from dragoman.reading.language import language_of

Reader = Callable[[BinaryIO, str, Knowledge], Iterator[Report | Failure]]
READERS: dict[str, Reader] = {
    ".txt": plain.read, ".md": plain.read, ".markdown": plain.read, ".text": plain.read, "": plain.read,
    ".html": html.read, ".htm": html.read, ".xhtml": html.read, ".jsonl": jsonl.read, ".ndjson": jsonl.read,
}  # fmt: skip
CODED = "en"
STDIN = "-"
STDIN_NAME = "standard input"
LONGEST_FILE = 20_000_000  # bytes of a file that holds one report; more is no report
LONGEST_REPORT = 300_000  # characters, some fifty thousand words: bounds the memory and time of any one report


def files(paths: Iterable[str]) -> Iterator[str | Failure]:
    """The files that paths, folders and globs stand for, in order, each once; "-" is standard input."""
    seen: set[str] = set()
    for given in paths:
        found = [given] if given == STDIN else expand(given)
        if not found and Path(given).is_dir():
            yield Failure(given, "there is nothing to read in this folder", f"readable are files ending in {endings()}")
        elif not found:
            yield Failure(given, "there is no such file", "check the path; quote globs that the shell should not expand")
        for name in found:
            if name not in seen:
                seen.add(name)
                yield name


def expand(given: str) -> list[str]:
    """The readable files of a folder (hidden ones and those without an ending left out), a file itself, or what a glob matches."""
    path = Path(given)
    if path.is_dir():
        return [str(p) for p in sorted(path.rglob("*")) if p.suffix and p.suffix.lower() in READERS and p.is_file() and not hidden(p, path)]
    if path.exists():
        return [given]
    return sorted(name for name in glob.glob(given, recursive=True) if not Path(name).is_dir())  # noqa: PTH207 - it may be absolute


def hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def endings() -> str:
    return ", ".join(sorted(filter(None, READERS)))


def read(paths: Sequence[str], knowledge: Knowledge | None = None, published: dt.date | None = None) -> Iterator[Report | Failure]:
    """Reports of all files. `published` overrides every date. Reports in a language that is not coded become a Failure naming it.

    `knowledge` says what furniture looks like; the built-in one when None.
    """
    knowledge = knowledge or Knowledge.open()
    for name in files(paths):
        if isinstance(name, Failure):
            yield name
            continue
        try:
            yield from checked(read_file(name, knowledge), published)
        except ReadingError as error:
            yield Failure(error.where or name, error.what, error.mend)
        except OSError as error:
            yield Failure(name, f"cannot be read: {error.strerror or error}", "check that the file is there and may be read")


def read_file(name: str, knowledge: Knowledge) -> Iterator[Report | Failure]:
    if name == STDIN:
        stream = peekable(sys.stdin.buffer)
        yield from sniff(stream.peek(2000))(stream, STDIN_NAME, knowledge)
        return
    path = Path(name)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadingError(f"files ending in {path.suffix} cannot be read", name, f"readable are {endings()}")
    if reader is not jsonl.read and path.stat().st_size > LONGEST_FILE:
        raise ReadingError(f"the file has {path.stat().st_size:,} bytes: no news report is that long", name, "split it into reports")
    with path.open("rb") as stream:
        yield from reader(stream, name, knowledge)


def peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(io.BytesIO(stream.read()))


def sniff(start: bytes) -> Reader:
    """Which reader standard input wants, by its first characters."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return html.read
    return jsonl.read if start.startswith(b"{") else plain.read


def checked(items: Iterable[Report | Failure], published: dt.date | None) -> Iterator[Report | Failure]:
    """Reports with their dates overridden and languages known; at most one word on each about what is missing in it."""
    remark: Failure | None = None
    for item in items:
        if isinstance(item, Failure):
            if item.fatal:
                yield item
            else:
                remark = item if remark is None else replace(remark, reason=f"{remark.reason}; {item.reason}")
            continue
        report = dated(item, published)
        failure = left_out(report)
        if failure is not None:
            yield failure
        else:
            missing = lacking(report, remark, published)
            if missing is not None:
                yield missing
            yield replace(report, language=report.language or CODED)
        remark = None


def dated(report: Report, published: dt.date | None) -> Report:
    """The report with the date a user gave, its id made anew where it was a hash that covers the date."""
    if published is None:
        return report
    covered = report.id == digest(report.outlet, report.url, report.published or "", report.text)
    identity = digest(report.outlet, report.url, published, report.text) if covered else report.id
    return replace(report, id=identity, published=published, published_origin="given")


def left_out(report: Report) -> Failure | None:
    """Why a report is not coded at all: too long, or in another language; None when it is."""
    where = report.source or report.id
    if len(report.text) > LONGEST_REPORT:
        reason = f"the text has {len(report.text):,} characters, more than the {LONGEST_REPORT:,} that are coded"
        return Failure(where, reason, "split it into reports")
    language = (report.language or language_of(report.text))[:2].lower()
    if language and language != CODED:
        return Failure(where, f"the text is not in English (language: {language})", "only English is coded so far")
    return None


def lacking(report: Report, remark: Failure | None, published: dt.date | None) -> Failure | None:
    """One line about what a report that is coded lacks; None when it lacks nothing."""
    where = report.source or report.id
    if report.published is None:
        reason = f"{remark.reason}: " if remark else "no date of publication is known: "
        return Failure(where, f"{reason}coded with unknown dates", "give one with --published", fatal=False)
    if remark is not None and published is None:
        return remark
    return None
