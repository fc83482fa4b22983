"""The manifest: one line for each thing committed, in order. It alone says which segments count.

A line that is not whole (the machine went down while it was written) never counted; the next writer cuts it off.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.files import StoreError, damaged, replace, unwritable
from dragoman.store.schema import CODED, COLUMNS, FORMAT, OLDEST

NAME = "manifest.jsonl"
Line = dict[str, Any]


@dataclass(frozen=True)
class Segment:
    """One file of one table: its path inside the store, and what it must hold."""

    path: str
    rows: int
    bytes: int
    sha256: str

    def line(self) -> Line:
        return {"path": self.path, "rows": self.rows, "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True)
class Coded:
    """The tables that one run made of one segment of reports; `number` is its place in the order of commits."""

    reports: str
    run: str
    number: int
    tables: dict[str, Segment]
    failures: tuple[Line, ...] = ()
    columns: int = COLUMNS

    @property
    def folder(self) -> str:
        """The folder of its files, inside the store."""
        return self.tables[CODED[0]].path.rpartition("/")[0]


@dataclass(frozen=True)
class Snapshot:
    """A store as it was when it was opened. Segments never change, so it stays true while others write.

    Attributes:
        folder: the store.
        words: False for a store that holds no texts.
        reports: segments of reports by their name, in order.
        coded: what coding made of them, by (name, run), in order.
        runs: run lines by id, in the order of their first use.
        adds: a line for each finished `add`, `recode`, …
        forgotten: ids of the tombstones that have been carried out.
        events: the tables of events by name, as last assembled; `events_of` says of what (store.events.made_of).
        digest: a hash over all segments; cite it.
    """

    folder: Path
    words: bool
    reports: dict[str, Segment]
    coded: dict[tuple[str, str], Coded]
    runs: dict[str, Line]
    adds: tuple[Line, ...]
    forgotten: tuple[str, ...]
    header: Line = field(default_factory=dict)
    events: dict[str, Segment] = field(default_factory=dict)
    events_of: str = ""
    events_number: int = 0

    @cached_property
    def digest(self) -> str:
        found = sorted([s.sha256 for s in self.reports.values()] + [s.sha256 for c in self.coded.values() for s in c.tables.values()])
        return hashlib.sha256(" ".join(found).encode()).hexdigest()[:16]

    def path(self, segment: Segment) -> Path:
        return self.folder / segment.path

    def chosen(self, run: str = "") -> list[Coded]:
        """The coding of each segment of reports: by one run, or (without one) the newest there is."""
        newest: dict[str, Coded] = {}
        for (name, by), coded in self.coded.items():
            if run in {"", by} and (name not in newest or coded.number > newest[name].number):
                newest[name] = coded
        return [newest[name] for name in self.reports if name in newest]

    def find_run(self, given: str) -> str:
        """The id of a run from its id, the start of its id, "first" or "last". Raises UsageError."""
        ids = list(self.runs)
        if given in {"first", "last"} and ids:
            return ids[0] if given == "first" else ids[-1]
        found = [id for id in ids if id.startswith(given)]
        if len(found) != 1:
            raise UsageError(
                f"{'several runs start' if found else 'no run starts'} with {given!r}", str(self.folder), f"runs are {', '.join(ids)}"
            )
        return found[0]

    def files(self) -> Iterator[Segment]:
        yield from self.reports.values()
        for coded in self.coded.values():
            yield from coded.tables.values()
        yield from self.events.values()

    def check_sizes(self, segments: Iterable[Segment]) -> None:
        """Raises StoreError for a segment that is gone or has another length. Quick: nothing is read."""
        for segment in segments:
            path = self.path(segment)
            try:
                found = path.stat().st_size
            except OSError:
                found = -1
            if found != segment.bytes:
                raise damaged(path, "it is gone" if found < 0 else f"{found} bytes instead of {segment.bytes}")


def header(words: bool, version: str) -> Line:
    return {"dragoman": "store", "format": FORMAT, "words": words, "made_by": version}


def read(folder: Path) -> Snapshot:
    """The snapshot of a store now. Raises StoreError when it is none, or is in a format that this program does not read."""
    return fold(folder, lines(folder))


def lines(folder: Path) -> list[Line]:
    """The whole lines of a manifest."""
    path = folder / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise StoreError("this is no store", str(folder), f"make one with: dragoman init {folder}") from None
    except OSError as error:
        raise StoreError(f"cannot be read: {error.strerror or error}", str(path), "check the path and your rights") from error
    whole = content[: content.rfind(b"\n") + 1]
    try:
        found = [json.loads(line) for line in whole.splitlines()]
    except ValueError as error:
        raise StoreError(
            f"the manifest is damaged: {error}", str(path), "bring it back from a backup; the segments beside it are untouched"
        ) from error
    check_format(path, found)
    return found


def check_format(path: Path, found: Sequence[Line]) -> None:
    number = found[0].get("format") if found and found[0].get("dragoman") == "store" else None
    if not isinstance(number, int):
        raise StoreError("this is not the manifest of a store", str(path), "give the folder that dragoman init made")
    if number > FORMAT:
        mend = f"use a newer dragoman (the store was made by {found[0].get('made_by', 'one')})"
        raise StoreError(f"the store has format {number}, this program reads up to {FORMAT}", str(path), mend)
    if number < OLDEST:
        mend = "migrate: make a new store with dragoman init and add the reports to it again; the old store is left as it is"
        raise StoreError(f"the store has format {number}, this program reads {OLDEST} to {FORMAT}", str(path), mend)


def fold(folder: Path, found: Sequence[Line]) -> Snapshot:
    """The lines of a manifest added up, in order. Lines of a kind that this program does not know are passed over."""
    reports: dict[str, Segment] = {}
    coded: dict[tuple[str, str], Coded] = {}
    runs: dict[str, Line] = {}
    events: Line = {}
    for number, line in enumerate(found):
        what = line.get("what")
        if what == "run":
            runs.setdefault(line["id"], line)
        elif what == "segment":
            name, tables = line["name"], {key: Segment(**value) for key, value in line["tables"].items()}
            if "reports" in tables:
                reports[name] = tables["reports"]
            if "run" in line:
                made = {key: tables[key] for key in CODED}
                coded[name, line["run"]] = Coded(name, line["run"], number, made, tuple(line["failures"]), line["columns"])
        elif what == "events":
            events = line
        elif what == "dropped":
            gone = [key for key in coded if key[0] == line["name"] and line.get("run", key[1]) == key[1]]
            for key in gone:
                del coded[key]
            if "run" not in line:
                reports.pop(line["name"], None)
    return Snapshot(
        folder=folder,
        words=bool(found[0]["words"]),
        reports=reports,
        coded=coded,
        runs=runs,
        adds=tuple(line for line in found if line.get("what") == "add"),
        forgotten=tuple(line["id"] for line in found if line.get("what") == "forgot"),
        header=dict(found[0]),
        events={name: Segment(**value) for name, value in events.get("tables", {}).items()},
        events_of=events.get("of", ""),
        events_number=events.get("number", 0),
    )


def encode(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def trim(folder: Path) -> None:
    """Cut off a last line that is not whole. Raises StoreError when the manifest may not be written."""
    path = folder / NAME
    try:
        with path.open("r+b") as out:
            out.truncate(out.read().rfind(b"\n") + 1)
    except OSError as error:
        raise unwritable(error, path) from error


def append(folder: Path, line: Line) -> None:
    """Commit one line. Raises StoreError; the manifest is then as it was."""
    path = folder / NAME
    try:
        with path.open("ab", buffering=0) as out:
            whole = out.tell()
            content = encode(line)
            try:
                if out.write(content) != len(content):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(out.fileno())
            except OSError:
                out.truncate(whole)
                raise
    except OSError as error:
        raise unwritable(error, path) from error


def rewrite(folder: Path, found: Sequence[Line]) -> None:
    """Put these lines in the place of the whole manifest, at one stroke."""
    replace(folder / NAME, b"".join(encode(line) for line in found))
