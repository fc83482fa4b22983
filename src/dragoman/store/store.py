"""A store on disk: making one, opening it, and the one writer that may change it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.store import manifest, packs, remote
from dragoman.store.files import StoreError, parquet, sha256, sync_folder, unwritable, write
from dragoman.store.manifest import Line, Segment, Snapshot
from dragoman.store.schema import COLUMNS, TABLES

LOCK, SCRATCH, REPORTS, RUNS, DAMAGED, ADDS, EVENTS = "lock", "unfinished", "reports", "runs", "damaged", "adds", "events"


def init(folder: Path, words: bool, version: str) -> None:
    """Make an empty store. Raises StoreError when there is one already, or something else."""
    if (folder / manifest.NAME).exists():
        manifest.read(folder)
        raise StoreError("there is a store already", str(folder), f"add reports to it: dragoman add {folder} PATHS")
    if folder.exists() and (not folder.is_dir() or any(p.name not in {SCRATCH, remote.MARK} for p in folder.iterdir())):
        raise StoreError("there is something else here", str(folder), "give the path of a new folder")
    try:
        for name in (SCRATCH, REPORTS, RUNS, ADDS):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error, folder) from error
    manifest.rewrite(folder, [manifest.header(words, version)])
    if remote.is_mirror(folder):
        remote.send(folder)


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """The store for writing, one process at a time. Raises StoreError when another is at it or the folder may not be written.

    A mirror of a store elsewhere is brought up to date before, and what was committed is sent after.
    """
    if remote.is_mirror(folder):
        remote.fetch(folder)
    manifest.read(folder)
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise unwritable(error, path) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.read(handle, 20).decode().strip()
            raise StoreError(
                f"process {other or 'another'} is writing this store", str(folder), "wait until it is done, then run again"
            ) from None
        except OSError as error:
            raise unwritable(error, path) from error
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            clear_scratch(folder)
            for name in (SCRATCH, REPORTS, RUNS, ADDS):
                (folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise unwritable(error, folder) from error
        yield Writer(folder)
    finally:
        os.close(handle)  # lets the lock go; the system does it for a process that dies
        if remote.is_mirror(folder):
            remote.send(folder)


def clear_scratch(folder: Path) -> None:
    """Remove what was left unfinished. It is moved away first: a worker whose parent was killed may still be at it, and must find nothing
    to rename rather than a folder half emptied."""
    old = folder / f"{SCRATCH}.{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):
        (folder / SCRATCH).replace(old)
    for left in folder.glob(f"{SCRATCH}.*"):
        shutil.rmtree(left, ignore_errors=True)


@dataclass
class Writer:
    """The one process that changes a store. Files go to `unfinished/`, are renamed to their place, and count once their line is committed."""

    folder: Path
    snapshot: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        manifest.trim(self.folder)
        self.refresh()

    def refresh(self) -> None:
        """Take a new snapshot; `commit` does not, because it would grow slower with the store."""
        self.snapshot = manifest.read(self.folder)

    @property
    def scratch(self) -> Path:
        return self.folder / SCRATCH

    def commit(self, *lines: Line) -> None:
        for line in lines:
            manifest.append(self.folder, line)

    def replace_all(self, lines: Sequence[Line]) -> None:
        """Change the whole manifest at one stroke, then remove every segment it no longer names."""
        manifest.rewrite(self.folder, lines)
        self.tidy(at_once=True)

    def put_reports(self, name: str, rows: Sequence[dict[str, Any]]) -> Segment:
        return put(self.folder, f"{REPORTS}/{name}.parquet", "reports", rows)

    def mend(self) -> list[str]:
        """Set damaged segments aside, so that what they held can be made again. Says what was done, one line each.

        Every file is compared with its digest. A damaged segment of reports takes its codings with it.
        """
        said = packs.mend(self.folder)
        for name, segment in list(self.snapshot.reports.items()):
            if not sound(self.snapshot, segment):
                self.set_aside(segment.path)
                for (other, _), coded in self.snapshot.coded.items():
                    if other == name:
                        self.set_aside(coded.folder)
                self.commit({"what": "dropped", "name": name, "why": "damaged"})
                said.append(f"{segment.path} was damaged: set aside with its {segment.rows} reports; add them again to have them back")
        self.refresh()
        for (name, run), coded in list(self.snapshot.coded.items()):
            bad = [segment.path for segment in coded.tables.values() if not sound(self.snapshot, segment)]
            if bad:
                self.set_aside(coded.folder)
                self.commit({"what": "dropped", "name": name, "run": run, "why": "damaged"})
                said.append(f"{', '.join(bad)} was damaged: set aside; its reports are coded again")
        said += self.mend_events()
        self.refresh()
        return said

    def mend_events(self) -> list[str]:
        """Let go of tables of events that are damaged; the sound ones still say which ids there were."""
        held = self.snapshot.events
        bad = [name for name, segment in held.items() if not sound(self.snapshot, segment)]
        if not bad:
            return []
        kept = {name: segment.line() for name, segment in held.items() if name not in bad}
        for name in bad:
            self.set_aside(held[name].path)
        self.commit({"what": "events", "number": self.snapshot.events_number, "of": "", "tables": kept})
        return [f"{', '.join(held[name].path for name in bad)} was damaged: set aside; events are assembled again"]

    def set_aside(self, path: str) -> None:
        """Move a file or folder to `damaged/`, under a name that nothing has yet."""
        found = self.folder / path
        if found.exists():
            plain = self.folder / DAMAGED / path
            target, number = plain, 1
            while target.exists():
                number += 1
                target = plain.with_name(f"{plain.name}.{number}")
            target.parent.mkdir(parents=True, exist_ok=True)
            found.replace(target)

    def tidy(self, at_once: bool = False) -> None:
        """Remove segments that no line names (leftovers of what was broken off, what has been forgotten), and bring packs up to date."""
        self.refresh()
        kept = {segment.path for segment in self.snapshot.files()}
        for part in (REPORTS, RUNS):
            for path in sorted((self.folder / part).rglob("*"), reverse=True):
                if path.is_file() and path.relative_to(self.folder).as_posix() not in kept:
                    path.unlink()
                elif path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
        self.tidy_events(kept, at_once)
        packs.build(self.snapshot)
        packs.clear(self.snapshot, at_once)

    def tidy_events(self, kept: set[str], at_once: bool) -> None:
        """Remove tables of events that are no longer current: after an hour (readers may be at them), or at once (when words must go)."""
        for path in sorted((self.folder / EVENTS).glob("*/*")):
            if path.relative_to(self.folder).as_posix() not in kept and (at_once or time.time() - path.stat().st_mtime > packs.GRACE):
                path.unlink(missing_ok=True)
        for folder in (self.folder / EVENTS).glob("*"):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def sound(snapshot: Snapshot, segment: Segment) -> bool:
    path = snapshot.path(segment)
    return path.is_file() and path.stat().st_size == segment.bytes and sha256(path) == segment.sha256


def put(folder: Path, path: str, table: str, rows: Sequence[dict[str, Any]]) -> Segment:
    """Write one segment to its place. The same rows are the same file, so that writing it twice does no harm."""
    content = parquet(rows, TABLES[table])
    unfinished = folder / SCRATCH / f"{os.getpid()}-{Path(path).name}"
    write(unfinished, content)
    target = folder / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise unwritable(error, target) from error
    return Segment(path, len(rows), len(content), sha256(target))


def segment_line(name: str, tables: Mapping[str, Segment], run: str = "", failures: Sequence[Line] = ()) -> Line:
    """The line that commits a segment of reports, what a run made of one, or both at once."""
    line: Line = {"what": "segment", "name": name, "columns": COLUMNS, "tables": {key: segment.line() for key, segment in tables.items()}}
    return line | ({"run": run, "failures": list(failures)} if run else {})
