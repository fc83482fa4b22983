"""The compiled index of the entity files: one record per entity with all layers merged, and every name with who claims it.

A name is stored under its folded pieces joined by spaces; each claim says whose it is, in which use, and how it is written.
"""

from __future__ import annotations

import gc
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.files import cache_folder, content_hash, fresh, write_cache, yaml_files
from dragoman.lexicon.folder import File, Knowledge
from dragoman.lexicon.folding import pieces, shape, sound

PART = "entities"
INDEX_FORMAT = "6"
# uses of a name, most telling first; the order breaks ties between claims to one name
USES = ("name", "adjective", "people", "capital", "byword", "short", "script")
FIELDS = {"name": "names", "adjective": "adjectives", "people": "people", "capital": "capital", "byword": "bywords", "short": "short"}
# A claim is [entity id, use, shape].
Claim = list[str]


@dataclass(frozen=True)
class Index:
    """`entities` id → merged record; `names` folded name → claims; `lengths` first piece → numbers of pieces, longest first;
    `states` ISO code → id; `surnames` last piece of a person's name → ids; `sounds` sound of a full name → ids."""

    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, list[Claim]] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    sounds: dict[str, list[str]] = field(default_factory=dict)


def load_index(knowledge: Knowledge) -> Index:
    """The index of all layers, from the cache where the files have not changed."""
    digest = hashlib.sha256(INDEX_FORMAT.encode())
    for folder in knowledge.folders:
        digest.update(content_hash(yaml_files(folder, PART), folder).encode() + str(folder).encode())
    cached = cache_folder() / f"entity-index-{digest.hexdigest()[:16]}.json"
    if fresh(cached):
        try:
            return Index(**without_collection(cached.read_bytes()))
        except (ValueError, OSError, TypeError):
            pass  # a torn cache is rebuilt below
    index = compile_index(knowledge.files(PART))
    write_cache(cached, json.dumps(index.__dict__, ensure_ascii=False).encode())
    return index


def without_collection(content: bytes) -> dict[str, Any]:
    """JSON read with the garbage collector at rest: it finds nothing among hundred thousands of new objects, and takes a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        read: dict[str, Any] = json.loads(content)
    finally:
        if running:
            gc.enable()
    return read


def records(file: File) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The entity records of one file with their place in it. Raises KnowledgeError when the file has no such shape."""
    data = file.data or {}
    if not isinstance(data, dict) or not isinstance(data.get("entities") or [], list):
        raise KnowledgeError(
            "is no entity file", f"{file.path}:1", "give a mapping with country, state and entities; see docs/entities-format.md"
        )
    found: list[tuple[tuple[str | int, ...], dict[str, Any]]] = []
    if isinstance(data.get("state"), dict):
        found.append((("state",), {"kind": "state", **data["state"]}))
    found += [(("entities", k), record) for k, record in enumerate(data.get("entities") or ())]
    for place, record in found:
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise KnowledgeError("an entity has no id", f"{file.path}:{place[-1]}", "give every entity an id")
    return [(place, {"country": data.get("country", ""), **record}) for place, record in found]


def compile_index(files: list[File]) -> Index:
    """All layers merged: a later record with the same id changes the fields it gives; `retired: true` takes the entity away."""
    index = Index()
    layers: dict[str, Path] = {}
    for file in files:
        layer = Path(str(file.path)[: -len(file.name)])
        given = isinstance(file.data, dict) and "country" in file.data
        for _, record in records(file):
            changed = {key: value for key, value in record.items() if key != "country" or given or value}
            old = index.entities.get(record["id"], {"kind": "other", "country": ""})
            if record.get("retired") == "true":
                index.entities.pop(record["id"], None)
            elif layers.get(record["id"]) == layer:  # one id twice in a layer is a fault (see entity_check); the first stands
                index.entities[record["id"]] = {**record, **old}
            else:
                layers[record["id"]] = layer
                index.entities[record["id"]] = {**old, **changed, "file": str(Path(file.name))}
    for id, record in index.entities.items():
        if record["kind"] == "state" and record["country"]:
            index.states.setdefault(record["country"], id)
        add_names(index, id, record)
        if record["kind"] == "person":
            add_surnames(index, id, record)
    for claims in index.names.values():
        claims.sort(key=lambda claim: (USES.index(claim[1]), index.entities[claim[0]]["kind"] != "state"))
    lengths: dict[str, set[int]] = {}
    for name in index.names:
        parts = name.split(" ")
        lengths.setdefault(parts[0], set()).add(len(parts))
    index.lengths.update({first: sorted(numbers, reverse=True) for first, numbers in lengths.items()})
    return index


def add_names(index: Index, id: str, record: dict[str, Any]) -> None:
    for use, key in FIELDS.items():
        value = record.get(key) or ()
        for name in (value,) if isinstance(value, str) else value:
            add_name(index, id, use, name)
    other = record.get("other")
    for names in other.values() if isinstance(other, dict) else ():
        for name in (names,) if isinstance(names, str) else names:
            add_name(index, id, "script", name)


def add_surnames(index: Index, id: str, record: dict[str, Any]) -> None:
    """The last piece of each full name of a person, and how the name sounds."""
    for name in record.get("names") or ():
        parts = pieces(name)
        if len(parts) > 1 and len(parts[-1]) > 1:
            ids = index.surnames.setdefault(parts[-1], [])
            if id not in ids:
                ids.append(id)
            heard = index.sounds.setdefault(sound(parts), [])
            if id not in heard:
                heard.append(id)


def add_name(index: Index, id: str, use: str, name: str) -> None:
    parts = pieces(name)
    marks = shape(name)
    if len(parts) > 1 and parts[0] == "the":
        parts, marks = parts[1:], marks[1:]
    if not parts or (len(parts) == 1 and len(parts[0]) < 2):
        return
    claims = index.names.setdefault(" ".join(parts), [])
    if not any(claim[0] == id and claim[1] == use for claim in claims):
        claims.append([id, use, marks])
