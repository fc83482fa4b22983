"""The words that tell places from persons, companies and common words, from `languages/en/place_words.yaml`."""

from __future__ import annotations

from functools import lru_cache

from dragoman.lexicon.folder import Knowledge


@lru_cache(maxsize=4)
def read_place_words(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """{list: words}; later layers add."""
    found: dict[str, frozenset[str]] = {}
    for file in knowledge.files("languages/en/place_words.yaml"):
        for name, words in file.data.items():
            found[name] = found.get(name, frozenset()) | frozenset(words.split())
    return found
