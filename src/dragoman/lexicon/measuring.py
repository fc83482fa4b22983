"""Event types in their order, and how measures group them, from `events/*/type.yaml` and `measures.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.lexicon.folder import Knowledge

FILE = "measures.yaml"
QUADS = ("VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")


@dataclass(frozen=True)
class Grouping:
    """How measures group what was coded.

    Attributes:
        types: event types by their quad category (in the order of QUADS), then by name.
        quad_of: event type → quad category.
        material: name of a kind of weight → the (type, mode) it counts; mode "" for any.
        stances: position of a statement → 1 (for) or -1 (against).
        talks, visit: the types that are talks; the mode whose recipient hosts.
        officials: sectors that act for a state.
        mutual: types that several actors without a recipient do to each other.
    """

    types: tuple[str, ...]
    quad_of: Mapping[str, str]
    material: Mapping[str, tuple[tuple[str, str], ...]]
    stances: Mapping[str, float]
    talks: tuple[str, ...]
    visit: str
    officials: tuple[str, ...]
    mutual: tuple[str, ...]


@lru_cache(maxsize=8)
def load(knowledge: Knowledge) -> Grouping:
    """The grouping of all layers; a key of a later layer replaces that of an earlier one."""
    quad_of = {f.data["type"]: f.data["quad_category"] for f in knowledge.files("events") if f.name.endswith("/type.yaml")}
    data: dict[str, Any] = {}
    for file in knowledge.files(FILE):
        data |= file.data or {}
    split = {kind: tuple((e.partition(" ")[0], e.partition(" ")[2]) for e in entries) for kind, entries in data["material"].items()}
    return Grouping(
        types=tuple(sorted(quad_of, key=lambda name: (QUADS.index(quad_of[name]), name))),
        quad_of=quad_of,
        material=split,
        stances={position: float(value) for position, value in data["stances"].items()},
        talks=tuple(data["talks"]),
        visit=data["visit"],
        officials=tuple(data["officials"]),
        mutual=tuple(data["mutual"]),
    )
