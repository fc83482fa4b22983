"""The reporting words of a language, read from `languages/<code>/reporting.yaml` into lookup tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge

PART = "languages/en/reporting.yaml"
TAKES = frozenset(
    {
        "quote",
        "clause",
        "to",
        "object-to",
        "object",
        "as",
        "name",
        "of",
        "for",
        "against",
        "about",
        "on",
        "upon",
        "over",
        "from",
        "with",
        "at",
        "in",
    }
)
KINDS = ("says", "asks", "commits", "thinks", "knows", "wants", "shows")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one reporting word takes as content. `around` is True where it may follow or interrupt its content."""

    takes: frozenset[str]
    kinds: tuple[str, ...]
    around: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed phrase whose last word governs the speaker ("according to")."""

    words: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Cues:
    """All reporting words of a language. Keys are dictionary forms in lower case."""

    verbs: Mapping[str, Cue]
    multiword: Mapping[str, tuple[tuple[frozenset[str], Cue], ...]]
    nouns: Mapping[str, Cue]
    phrases: Mapping[str, tuple[Phrase, ...]]
    owned: frozenset[str]
    owned_prepositions: frozenset[str]
    adverbs: frozenset[str]
    as_clause: frozenset[str]
    adjectives: Mapping[str, Cue]
    quoting: frozenset[str]
    citing: frozenset[str]
    light: frozenset[str]
    idle_subjects: frozenset[str]
    idle_verbs: frozenset[str]
    needs_that: frozenset[str]
    hearers: frozenset[str]
    media: frozenset[str]
    media_prepositions: frozenset[str]
    platforms: frozenset[str]
    speakers: frozenset[str]
    questions: frozenset[str]


def merge(groups: Iterable[Mapping[str, Any]], where: str) -> dict[str, Cue]:
    """Groups of words as one table; a word in several groups takes what any of them takes."""
    table: dict[str, Cue] = {}
    for group in groups:
        takes = frozenset(group["takes"])
        if not takes <= TAKES or group["kind"] not in KINDS:
            raise KnowledgeError(f"unknown complement or kind in group “{group['group']}”", where, f"use {', '.join(sorted(TAKES))}")
        around = group.get("position", "before") == "around"
        for word in group["words"]:
            old = table.get(word, Cue(frozenset(), (), False))
            kinds = old.kinds if group["kind"] in old.kinds else (*old.kinds, group["kind"])
            table[word] = Cue(old.takes | takes, kinds, old.around or around)
    return table


def multiword_table(entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[tuple[frozenset[str], Cue], ...]]:
    table: dict[str, list[tuple[frozenset[str], Cue]]] = {}
    for entry in entries:
        cue = Cue(frozenset(entry["takes"]), ("says",), True)
        table.setdefault(entry["verb"], []).append((frozenset(entry["words"]), cue))
    return {verb: tuple(found) for verb, found in table.items()}


def phrase_table(entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Phrase, ...]]:
    table: dict[str, list[Phrase]] = {}
    for entry in entries:
        words = tuple(entry["words"].split())
        table.setdefault(words[0], []).append(Phrase(words, entry["kind"]))
    return {first: tuple(sorted(found, key=lambda phrase: -len(phrase.words))) for first, found in table.items()}


def adjective_table(entries: Mapping[str, list[str]]) -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for takes, words in entries.items():
        for word in words:
            old = table.get(word, Cue(frozenset(), ("thinks",), False))
            table[word] = Cue(old.takes | {takes}, old.kinds, False)
    return table


@lru_cache(maxsize=8)
def load(knowledge: Knowledge) -> Cues:
    """The reporting words of English. Later layers of knowledge replace whole sections. Raises KnowledgeError for an unknown complement."""
    data: dict[str, Any] = {}
    where = PART
    for file in knowledge.files(PART):
        data.update(file.data)
        where = str(file.path)
    if not data:
        raise KnowledgeError("there is no list of reporting words", PART, "restore the file")
    return Cues(
        verbs=merge(data["verbs"], where),
        multiword=multiword_table(data["multiword"]),
        nouns=merge(data["nouns"], where),
        phrases=phrase_table(data["phrases"]),
        owned=frozenset(data["owned"]["nouns"]),
        owned_prepositions=frozenset(data["owned"]["prepositions"]),
        adverbs=frozenset(data["adverbs"]),
        as_clause=frozenset(data["as_clause"]),
        adjectives=adjective_table(data["adjectives"]),
        quoting=frozenset(data["quoting"]),
        citing=frozenset(data["citing"]),
        light=frozenset(data["light"]),
        idle_subjects=frozenset(data["idle"]["subjects"]),
        idle_verbs=frozenset(data["idle"]["verbs"]),
        needs_that=frozenset(data["needs_that"]),
        hearers=frozenset(data["hearers"]),
        media=frozenset(data["media"]["nouns"]),
        media_prepositions=frozenset(data["media"]["prepositions"]),
        platforms=frozenset(data["media"]["platforms"]),
        speakers=frozenset(data["speakers"]),
        questions=frozenset(data["transcript"]["questions"]),
    )
