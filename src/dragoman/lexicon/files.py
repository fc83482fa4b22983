"""YAML files of knowledge as plain Python data, every scalar a string, cached by content hash.

Parsing several megabytes of YAML takes seconds; the parsed tree is therefore kept as JSON in the user's cache folder under the hash of
its files' names and contents, and rebuilt by itself when a file changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dragoman.errors import KnowledgeError

try:  # the C loader is fifteen times faster; same result
    from yaml import CBaseLoader as BaseLoader
    from yaml import CSafeLoader as NodeLoader
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import BaseLoader  # type: ignore[assignment]
    from yaml import SafeLoader as NodeLoader  # type: ignore[assignment]

BUILT_IN = Path(__file__).resolve().parent.parent / "knowledge"
CACHE_FORMAT = "1"
KEPT = 12  # caches of one part (entities, places, …) that are kept, the last used ones


def cache_folder() -> Path:
    """Where caches live: `$DRAGOMAN_CACHE`, else `$XDG_CACHE_HOME/dragoman`, else `~/.cache/dragoman`."""
    given = os.environ.get("DRAGOMAN_CACHE")
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dragoman"


def yaml_files(folder: Path, part: str) -> list[Path]:
    """The YAML files below `folder/part` (or that file itself), sorted by name."""
    root = folder / part
    if root.is_file():
        return [root]
    return sorted(p for p in root.rglob("*.yaml") if p.is_file()) if root.is_dir() else []


def content_hash(files: Iterable[Path], root: Path) -> str:
    """A hash over names and contents of files, independent of where the tree lies."""
    digest = hashlib.sha256(CACHE_FORMAT.encode())
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def parse(path: Path) -> Any:
    """One YAML file, every scalar a string. Raises KnowledgeError with file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf8"), Loader=BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise KnowledgeError(f"not valid YAML: {error.problem}", f"{path}:{line}", "mend the line") from error
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"cannot be read: {error}", str(path), "save the file as UTF-8") from error


def load_tree(folder: Path, part: str) -> dict[str, Any]:
    """All YAML files below `folder/part`: {path relative to folder: data}. Cached."""
    files = yaml_files(folder, part)
    key = f"{part.replace('/', '-').replace('.', '-')}-{content_hash(files, folder)}"
    cached = cache_folder() / f"{key}.json"
    if fresh(cached):
        try:
            data: dict[str, Any] = json.loads(cached.read_bytes())
            return data
        except (ValueError, OSError):
            pass  # a torn cache is rebuilt below
    tree = {path.relative_to(folder).as_posix(): parse(path) for path in files}
    write_cache(cached, json.dumps(tree, ensure_ascii=False).encode())
    return tree


def fresh(path: Path) -> bool:
    """Whether a cache file is there; if so, it is marked as used just now, so that it outlives those that are not."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:  # somebody else's folder
        return path.is_file()
    return True


def prune(path: Path) -> None:
    """Take away caches of the same part as the file but the last used ones: every edit of knowledge leaves one behind."""
    part = path.name.rpartition("-")[0]
    try:
        alike = [other for other in path.parent.glob(f"{part}-*{path.suffix}") if other.name.rpartition("-")[0] == part]
        for other in sorted(alike, key=lambda other: other.stat().st_mtime, reverse=True)[KEPT:]:
            other.unlink(missing_ok=True)
    except OSError:  # another process prunes, too
        pass


def write_cache(path: Path, content: bytes) -> None:
    """Write a cache file in one step; a folder that cannot be written only costs speed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as handle:
            handle.write(content)
        Path(handle.name).replace(path)
        prune(path)
    except OSError:
        pass


@lru_cache(maxsize=4)
def composed(path: Path, changed: int) -> yaml.Node:
    """The node tree of a YAML file, with its line numbers; kept for the file at hand, since faults come in the order of the files."""
    del changed  # part of the key: a file that has changed is read again
    node = yaml.compose(path.read_text(encoding="utf8"), Loader=NodeLoader)
    return node if node is not None else yaml.MappingNode("", [])


def line_of(path: Path, *keys: str | int) -> int:
    """The line (from 1) of the value under `keys`, or of the nearest thing above it that is there."""
    node, line = composed(path, path.stat().st_mtime_ns), 1
    for key in keys:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for name, value in node.value if name.value == str(key)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            found = node.value[key]
        if found is None:
            break
        node, line = found, found.start_mark.line + 1
    return line
