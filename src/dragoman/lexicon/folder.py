"""Where knowledge lies: the built-in folder and, over it, folders of the same shape that a user adds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.files import BUILT_IN, content_hash, load_tree


@dataclass(frozen=True)
class File:
    """One parsed file of knowledge: where it lies, its path inside its folder, and its data (every scalar a string)."""

    path: Path
    name: str
    data: Any


@dataclass(frozen=True)
class Knowledge:
    """The folders of knowledge, lowest layer first. A later layer adds, changes (same id) or retires (`retired: true`)."""

    folders: tuple[Path, ...] = (BUILT_IN,)

    @classmethod
    def open(cls, *overlays: str | Path) -> Knowledge:
        """The built-in knowledge with folders laid over it. Raises KnowledgeError for a folder that is not there."""
        for overlay in overlays:
            if not Path(overlay).is_dir():
                raise KnowledgeError("there is no such folder of knowledge", str(overlay), "give the folder that holds entities/ or events/")
        return cls((BUILT_IN, *(Path(overlay).resolve() for overlay in overlays)))

    def files(self, part: str) -> list[File]:
        """All files below `part` ("entities", "events", "places.yaml", …), lowest layer first, by name within a layer."""
        return [File(folder / name, name, data) for folder in self.folders for name, data in load_tree(folder, part).items()]

    @cached_property
    def hash(self) -> str:
        """A hash over every file of every layer; part of each run's identity."""
        digests = [content_hash([p for p in sorted(f.rglob("*")) if p.is_file() and p.suffix in {".yaml", ".csv"}], f) for f in self.folders]
        return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16]
