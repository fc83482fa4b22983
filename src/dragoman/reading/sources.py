"""Paths, folders, globs and standard input → reports, one after the other; what cannot be read is a Failure and the rest goes on."""

from __future__ import annotations

import datetime as dt
import glob
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report, digest
from dragoman.reading.context import Context
from dragoman.reading.formats import READERS, START, ending, endings, reader_for, sniff
from dragoman.reading.language import code_of, language_of

CODED = "en"
STDIN = "-"
STDIN_NAME = "standard input"
LONGEST_REPORT = 300_000  # characters, some fifty thousand words: bounds the memory and time of any one report


def files(paths: Iterable[str]) -> Iterator[str | Failure]:
    """The files that paths, folders and globs stand for, in order, each once; "-" is standard input.

    A word (not fatal) about each folder says what in it has an ending that no reader knows.
    """
    seen: set[str] = set()
    for given in paths:
        passed: Counter[str] = Counter()
        found = [given] if given == STDIN else expand(given, passed)
        if not found and Path(given).is_dir():
            yield Failure(given, "there is nothing to read in this folder", f"readable are files ending in {endings()}")
        elif not found:
            yield Failure(given, "there is no such file", "check the path; quote globs that the shell should not expand")
        elif passed:
            kinds = ", ".join(f"{kind or 'without an ending'} {count}" for kind, count in sorted(passed.items()))
            yield Failure(given, f"files of other kinds are passed over: {kinds}", "name such a file to have it read", False)
        for name in found:
            if name not in seen:
                seen.add(name)
                yield name


def expand(given: str, passed: Counter[str] | None = None) -> list[str]:
    """The readable files of a folder (hidden ones and those without an ending left out), a file itself, or what a glob matches.

    `passed` counts the endings of a folder's other files.
    """
    path = Path(given)
    if path.is_dir():
        found = []
        for inner in sorted(path.rglob("*")):
            if hidden(inner, path) or not inner.is_file():
                continue
            if inner.suffix and ending(inner.name) in READERS:
                found.append(str(inner))
            elif passed is not None:
                passed[ending(inner.name)] += 1
        return found
    if path.exists():
        return [given]
    return sorted(name for name in glob.glob(given, recursive=True) if not Path(name).is_dir())  # noqa: PTH207 - it may be absolute


def hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def read(
    paths: Sequence[str],
    knowledge: Knowledge | None = None,
    published: dt.date | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    others: bool = False,
) -> Iterator[Report | Failure]:
    """Reports of all files; a Failure for what cannot be read, and (not fatal) for what a report that follows it lacks.

    `knowledge` says what furniture looks like; the built-in one when None. `published` overrides every date. `columns`: field of a report →
    column of tables or key of JSONL, where it has another name (docs/reading.md). `others`: give reports in languages that are not coded,
    too, each with its `language` (`is_coded` tells them apart); else they become a Failure naming it.
    """
    context = Context(knowledge or Knowledge.open(), columns or {})
    for name in files(paths):
        if isinstance(name, Failure):
            yield name
            continue
        try:
            yield from checked(read_file(name, context), published, others)
        except ReadingError as error:
            yield Failure(error.where or name, error.what, error.mend)
        except OSError as error:
            yield Failure(name, f"cannot be read: {error.strerror or error}", "check that the file is there and may be read")


def is_coded(report: Report) -> bool:
    """Whether a report is in a language that is coded; one whose language nobody said is taken to be."""
    return report.language in {CODED, ""}


def read_file(name: str, context: Context) -> Iterator[Report | Failure]:
    if name == STDIN:
        stream = peekable(sys.stdin.buffer)
        yield from sniff(stream.peek(START)[:START], context)(stream, STDIN_NAME, context)
        return
    reader = reader_for(name)
    with Path(name).open("rb") as file:
        yield from reader(file, name, context)


def peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(io.BytesIO(stream.read()))


def checked(items: Iterable[Report | Failure], published: dt.date | None, others: bool = False) -> Iterator[Report | Failure]:
    """Reports with their dates overridden and languages known; at most one word on each about what is missing in it."""
    remark: Failure | None = None
    for item in items:
        if remark is not None and remark.source != item.source:  # it is about the file, not about the report that follows
            yield remark
            remark = None
        if isinstance(item, Failure):
            if item.fatal:
                yield item
            else:
                remark = item if remark is None else replace(remark, reason=f"{remark.reason}; {item.reason}")
            continue
        report = dated(replace(item, language=language(item)), published)
        failure = left_out(report, others)
        if failure is not None:
            yield failure
        else:
            missing = lacking(report, remark, published)
            if missing is not None:
                yield missing
            yield report
        remark = None
    if remark is not None:
        yield remark


def language(report: Report) -> str:
    """Two letters: as given, as the text looks, or, where that cannot be told, the one that is coded."""
    return code_of(report.language) or language_of(report.text) or CODED


def dated(report: Report, published: dt.date | None) -> Report:
    """The report with the date a user gave, its id made anew where it was a hash that covers the date."""
    if published is None:
        return report
    covered = report.id == digest(report.outlet, report.url, report.published or "", report.text)
    identity = digest(report.outlet, report.url, published, report.text) if covered else report.id
    return replace(report, id=identity, published=published, published_origin="given")


def left_out(report: Report, others: bool) -> Failure | None:
    """Why a report is not given at all: too long, or (unless `others`) in another language; None when it is."""
    where = report.source or report.id
    if len(report.text) > LONGEST_REPORT:
        reason = f"the text has {len(report.text):,} characters, more than the {LONGEST_REPORT:,} that are coded"
        return Failure(where, reason, "split it into reports")
    if not others and not is_coded(report):
        return Failure(where, f"the text is not in English (language: {report.language})", "only English is coded so far")
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
