"""PLOVER's types and modes with quad category and score, without the rules: what the ways in and out need of the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: its quad category, its score (-10 to 10), and the scores of its modes."""

    quad: str
    score: float
    modes: Mapping[str, float]

    def intensity(self, mode: str) -> float:
        return self.modes.get(mode, self.score)


@lru_cache(maxsize=4)
def kinds(knowledge: Knowledge) -> dict[str, Kind]:
    """Type → what is known of it, once a process. Raises KnowledgeError for a file without its keys."""
    found = {}
    for file in knowledge.files("events"):
        if not file.name.endswith("/type.yaml"):
            continue
        data = file.data
        try:
            modes = {mode["name"]: float(mode["score"]) for mode in data.get("modes") or ()}
            found[data["type"]] = Kind(data["quad_category"], float(data["score"]), modes)
        except (KeyError, ValueError, TypeError) as error:
            raise KnowledgeError(f"an event type lacks or garbles {error}", str(file.path), "see docs/knowledge.md for its keys") from error
    return found


@lru_cache(maxsize=4)
def known_contexts(knowledge: Knowledge) -> frozenset[str]:
    """Names of PLOVER's contexts."""
    return frozenset(name for file in knowledge.files("contexts.yaml") for name in file.data["contexts"])
