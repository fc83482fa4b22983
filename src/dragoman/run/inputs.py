"""Inputs of an `add`: reports streamed from files, each file with its digest, so that memory does not grow with the archive."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading import read
from dragoman.reading.sources import STDIN, files


@dataclass
class Inputs:
    """What an `add` reads.

    Attributes:
        ended: told path and SHA-256 of each file read to its end.
        columns: field of a report → column of tables, key of JSONL.
        read: bytes read so far; of `total`, as far as it can be known.
    """

    paths: Sequence[str]
    knowledge: Knowledge
    ended: Callable[[str, str], None]
    published: dt.date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    read: int = 0
    total: int = 0

    def reports(self) -> Iterator[Report | Failure]:
        """All reports, those in languages that are not coded among them, and what was left out."""
        self.total = sum(size(name) for name in files(self.paths) if isinstance(name, str))
        for name in files(self.paths):
            yield from iter([name]) if isinstance(name, Failure) else self.file(name)

    def file(self, name: str) -> Iterator[Report | Failure]:
        before, length = self.read, size(name)
        for item in read([name], self.knowledge, self.published, columns=self.columns, others=True):
            if isinstance(item, Report):  # a guess, put right at the end of the file
                self.read = min(before + length, self.read + len(item.text.encode()))
            yield item
        self.read = before + length
        if name != STDIN and Path(name).is_file():
            with Path(name).open("rb") as content:
                self.ended(name, hashlib.file_digest(content, "sha256").hexdigest())


@dataclass
class Stream:
    """Reports that come from elsewhere than files, such as feeds; of `total`, `read` are through."""

    items: Iterable[Report | Failure]
    read: int = 0
    total: int = 0

    def reports(self) -> Iterator[Report | Failure]:
        for item in self.items:
            yield item
            self.read += 1


def size(name: str) -> int:
    try:
        return Path(name).stat().st_size if name != STDIN else 0
    except OSError:
        return 0
