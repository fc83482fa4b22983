"""Whom the watchlist of the reading room names of its own accord, from `watchlist.yaml`."""

from __future__ import annotations

from functools import lru_cache

from dragoman.lexicon.folder import Knowledge

FILE = "watchlist.yaml"


@lru_cache(maxsize=8)
def own_kinds(knowledge: Knowledge) -> frozenset[str]:
    """Kinds of entities that act for themselves; the list of the last layer that has one."""
    found: frozenset[str] = frozenset()
    for file in knowledge.files(FILE):
        found = frozenset((file.data or {}).get("actors", found))
    return found
