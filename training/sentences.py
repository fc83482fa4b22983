"""The training text: sentences written for Dragoman, one file per author, with the parties marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ReadingError

FOLDER = Path(__file__).resolve().parent / "text"
MARK = re.compile(r"\{([AR]):([^{}]*)\}")


@dataclass(frozen=True)
class Sentence:
    """A training sentence without its marks; `actor` and `recipient` are character ranges or None."""

    author: str
    event_type: str
    mode: str
    text: str
    actor: tuple[int, int] | None
    recipient: tuple[int, int] | None


def read(folder: Path = FOLDER) -> Iterator[Sentence]:
    """All sentences, by author and line. Raises ReadingError with file and line."""
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
            if line.strip():
                yield parse(line, path.stem, f"{path}:{number}")


def parse(line: str, author: str, where: str) -> Sentence:
    parts = line.split("\t")
    if len(parts) != 3:
        raise ReadingError("a line must have type, mode and sentence", where, "put two tabs in it")
    event_type, mode, marked = (part.strip() for part in parts)
    spans: dict[str, tuple[int, int]] = {}
    text, end = "", 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        spans[match[1]] = (len(text), len(text) + len(match[2]))
        text += match[2]
        end = match.end()
    text += marked[end:]
    if not spans or "{" in text:
        raise ReadingError("no party is marked, or a mark is broken", where, "mark parties as {A:words} and {R:words}")
    return Sentence(author, event_type, mode, text, spans.get("A"), spans.get("R"))
