"""Stores that live in object storage: a folder of this machine mirrors them, and only what is new travels.

Segments never change and are named by what they hold, so a mirror fetches those it lacks and a writer sends those it made; the manifest goes
last and makes them count. Any file system that `fsspec` knows will do (s3://…, gs://…, abfs://…, sftp://…, file://…).

One writer at a time is assumed, as on a disk. Object stores have no locks; what is checked instead is that nobody changed the manifest
between our fetching and our sending.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from dragoman.store import manifest
from dragoman.store.files import StoreError, replace, unwritable
from dragoman.store.people import NAME as PEOPLE

MARK = "remote.json"  # in a mirror: the URL, and the SHA-256 of manifest and decisions as last seen there
LOST = "the work is in the mirror; run the same command again when the storage can be reached"


def is_url(given: str) -> bool:
    return "://" in given


def mirror(url: str) -> Path:
    """The folder of this machine that mirrors a store, made if need be. It may be deleted whenever nothing runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dragoman" / "stores"
    folder = cache / f"{hashlib.sha256(url.encode()).hexdigest()[:12]}-{url.rstrip('/').rpartition('/')[2]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error, folder) from error
    if not (folder / MARK).is_file():
        note(folder, url, "", "")
    return folder


def opened(url: str) -> Path:
    """The mirror of a store, brought up to date. Raises StoreError where there is none or it cannot be reached."""
    folder = mirror(url)
    fetch(folder)
    return folder


def is_mirror(folder: Path) -> bool:
    return (folder / MARK).is_file()


def fetch(folder: Path) -> None:
    """Bring a mirror up to date: what was written here and never sent is sent first. Raises StoreError."""
    url, seen, _ = marked(folder)
    there = Storage(url)
    found = there.read(manifest.NAME)
    ours = (folder / manifest.NAME).read_bytes() if (folder / manifest.NAME).is_file() else b""
    if found is None:
        if ours:
            send(folder)
            return
        raise StoreError("there is no store", url, f"make one with: dragoman init {url}")
    if ours and sha(ours) != seen and sha(found) != sha(ours):
        if sha(found) != seen:
            raise StoreError("was changed here and there at the same time", url, f"what was added here is in {folder}; add it again elsewhere")
        send(folder)
        return
    beside = folder / "fetched.jsonl"
    beside.write_bytes(found)
    snapshot = manifest.fold(folder, [json.loads(line) for line in found.splitlines()])
    wanted = {segment.path: segment.bytes for segment in snapshot.files()}
    for path, size in wanted.items():
        local = folder / path
        if not local.is_file() or local.stat().st_size != size:
            content = there.read(path)
            if content is None:
                raise StoreError("a segment is gone", f"{url}/{path}", "bring the storage back from a backup")
            local.parent.mkdir(parents=True, exist_ok=True)
            replace(local, content)
    for extra in files(folder):
        if not extra.startswith("adds/") and extra not in wanted:
            (folder / extra).unlink()  # forgotten there: its words must go here too
    beside.replace(folder / manifest.NAME)
    note(folder, url, sha(found), fetch_people(folder, there))


def fetch_people(folder: Path, there: Storage) -> str:
    """Bring what people decided up to date, unless there is something here that was not sent yet; its hash as it is there."""
    path, seen = folder / PEOPLE, marked(folder)[2]
    found = there.read(PEOPLE)
    ours = decided(path)
    if found is None:
        return ""
    if ours is not None and sha(ours) not in {seen, sha(found)}:
        if sha(found) != seen:
            raise StoreError("people have decided things here and there at the same time", str(path), "move this file away and decide again")
        return seen
    if ours is None or sha(ours) != sha(found):
        replace(path, found)
    return sha(found)


def decided(path: Path) -> bytes | None:
    """What people decided, as one file (SQLite's log folded in); None where nobody has decided anything."""
    if not path.is_file():
        return None
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def send(folder: Path) -> None:
    """Send what a mirror has and the storage lacks, the manifest last; take away there what no longer counts. Raises StoreError."""
    url, seen, seen_people = marked(folder)
    there = Storage(url)
    found = there.read(manifest.NAME)
    if (sha(found) if found is not None else "") != seen:
        raise StoreError("somebody else has written it meanwhile", url, f"what was added here is in {folder}; add it again")
    ours = (folder / manifest.NAME).read_bytes()
    present = there.sizes()
    kept = set(files(folder))
    for path in sorted(kept):
        local = folder / path
        if present.get(path) != local.stat().st_size or path.endswith(".jsonl"):
            there.write(path, local.read_bytes())
    people = decided(folder / PEOPLE)
    if people is not None and sha(people) != seen_people:
        there.write(PEOPLE, people)
    there.write(manifest.NAME, ours)
    note(folder, url, sha(ours), sha(people) if people is not None else "")
    for path in sorted(set(present) - kept - {manifest.NAME, PEOPLE}):
        there.remove(path)


def files(folder: Path) -> Iterator[str]:
    """What of a mirror belongs in the storage: segments and the details of adds, not packs, locks or what is unfinished."""
    for part in ("reports", "runs", "adds", "events"):
        for path in sorted((folder / part).rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix()


def marked(folder: Path) -> tuple[str, str, str]:
    """The URL of a mirror, and the hashes of manifest and decisions as last seen there."""
    found = json.loads((folder / MARK).read_text(encoding="utf8"))
    return found["url"], found["manifest"], found["people"]


def note(folder: Path, url: str, seen: str, people: str) -> None:
    replace(folder / MARK, json.dumps({"url": url, "manifest": seen, "people": people}).encode())


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Storage:
    """A folder of a file system of fsspec's. Every fault is a StoreError that names the URL."""

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url.rstrip("/")
        try:
            self.system, self.root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            protocol = url.partition("://")[0]
            mend = {"s3": "pip install s3fs", "gs": "pip install gcsfs", "abfs": "pip install adlfs"}.get(protocol, "check the URL")
            raise StoreError(f"no way to reach {protocol}://: {error}", url, mend) from error

    def read(self, path: str) -> bytes | None:
        """A file's content; None when there is no such file."""
        try:
            return bytes(self.system.cat_file(f"{self.root}/{path}"))
        except FileNotFoundError:
            return None
        except Exception as error:  # every storage has errors of its own
            raise self.failed(error, path) from error

    def write(self, path: str, content: bytes) -> None:
        try:
            self.system.makedirs(f"{self.root}/{path}".rpartition("/")[0], exist_ok=True)
            self.system.pipe_file(f"{self.root}/{path}", content)
        except Exception as error:
            raise self.failed(error, path) from error

    def remove(self, path: str) -> None:
        try:
            self.system.rm_file(f"{self.root}/{path}")
        except FileNotFoundError:
            return
        except Exception as error:
            raise self.failed(error, path) from error

    def sizes(self) -> dict[str, int]:
        """Every file below: path → bytes."""
        try:
            found: dict[str, Any] = self.system.find(self.root, detail=True)
        except FileNotFoundError:
            return {}
        except Exception as error:
            raise self.failed(error, "") from error
        start = len(self.root.rstrip("/")) + 1
        return {name[start:]: int(info["size"]) for name, info in found.items() if info.get("type") == "file"}

    def failed(self, error: Exception, path: str) -> StoreError:
        said = str(error).splitlines()
        return StoreError(f"the storage failed: {said[0] if said else type(error).__name__}", f"{self.url}/{path}".rstrip("/"), LOST)
