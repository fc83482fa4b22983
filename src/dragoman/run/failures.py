"""Failures as JSON, beside what was coded."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dragoman.model import Failure
from dragoman.store.files import write


def save(path: Path, failures: Sequence[Failure]) -> None:
    write(path, json.dumps([dataclasses.asdict(failure) for failure in failures], ensure_ascii=False).encode())


def load(path: Path) -> list[Failure]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf8"))
    return [Failure(**item) for item in found]
