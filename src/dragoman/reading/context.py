"""What every reader is given beside its bytes, and the bounds that no input may pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report

PIECE = 1 << 20  # bytes taken at a time: a buffer for the longest file is not made for a short one
LONGEST_FILE = 20_000_000  # bytes of a file that holds one report; more is no report
DEEPEST = 3  # archives within archives, attachments of mails among them
LEAST_BUDGET = 100_000_000  # bytes that may always be unpacked from one input
MOST_RATIO = 200  # an archive that unpacks to more than so many times its own size is a bomb; text compresses 3 to 30 times


@dataclass
class Budget:
    """Bytes that may still be unpacked from one input and all that is nested in it."""

    left: int

    @classmethod
    def of(cls, packed: int) -> Budget:
        return cls(max(LEAST_BUDGET, MOST_RATIO * packed))

    def take(self, count: int, source: str) -> None:
        """Raises ReadingError when more is unpacked than an honest archive holds."""
        self.left -= count
        if self.left < 0:
            what = f"this archive unpacks to more than {MOST_RATIO} times its size and more than {LEAST_BUDGET:,} bytes"
            raise ReadingError(what, source, "unpack it yourself if you trust it")


@dataclass(frozen=True, slots=True)
class Context:
    """Attributes:
    knowledge: says what furniture looks like.
    columns: fields of a report → columns of tables and keys of JSONL, as the user gave them.
    depth: how many archives lie around this input.
    budget: what may still be unpacked; None outside of archives.
    """

    knowledge: Knowledge
    columns: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    budget: Budget | None = None

    def within(self, packed: int, source: str) -> Context:
        """The context of what is packed in an archive of so many bytes. Raises ReadingError when archives are nested too deep."""
        if self.depth >= DEEPEST:
            raise ReadingError(f"archives are nested more than {DEEPEST} deep", source, "unpack the outer ones yourself")
        return replace(self, depth=self.depth + 1, budget=self.budget or Budget.of(packed))


Reader = Callable[[BinaryIO, str, Context], Iterator[Report | Failure]]


def whole(stream: BinaryIO, source: str, most: int = LONGEST_FILE) -> bytes:
    """All bytes of an input that is read as one. Raises ReadingError when it is empty or too long for one."""
    pieces, length = [], 0
    while length <= most and (piece := stream.read(PIECE)):
        pieces.append(piece)
        length += len(piece)
    content = b"".join(pieces)
    if length > most:
        raise ReadingError(f"the file has {size(stream, most)} bytes: no news report is that long", source, "split it into reports")
    if not content.strip():
        raise ReadingError("the file is empty", source, "give a file with text")
    return content


def size(stream: BinaryIO, most: int) -> str:
    try:
        return f"{stream.seek(0, 2):,}"
    except (OSError, ValueError):  # a pipe
        return f"more than {most:,}"
