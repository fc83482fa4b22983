"""The words that decide whether an act is real, read from `modality.yaml` into lookup tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Modality

PART = "languages/en/modality.yaml"
DEFAULT = Knowledge.open()

Governors = Mapping[str, Mapping[str, Modality]]


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of `modality.yaml`. Governors: word → complement → what the complement becomes."""

    auxiliaries: Mapping[str, str]
    negation: frozenset[str]
    negative_determiners: frozenset[str]
    negative_pronouns: frozenset[str]
    modifiers: Mapping[str, Modality]
    openers: Mapping[str, Modality]
    prepositions: Mapping[str, Modality]
    future_times: frozenset[str]
    verbs: Governors
    nouns: Governors
    adjectives: Governors
    light: frozenset[str]
    frames: frozenset[str]
    granting: frozenset[str]
    performing: frozenset[str]  # verbs that perform what the infinitive under them says, if it is one of the acts `performed`
    performed: frozenset[str]
    enacting: frozenset[str]  # verbs that make what one of the nouns `laws` says come true
    laws: frozenset[str]
    standing: frozenset[str]  # nouns for what goes on for long: with "the" before them they are there, whatever is said or wished of them


@lru_cache(maxsize=8)
def load(knowledge: Knowledge = DEFAULT) -> Words:
    """The words of English. Later layers replace whole sections. Raises KnowledgeError for an unknown modality."""
    data: dict[str, Any] = {}
    for file in knowledge.files(PART):
        data.update(file.data)
    if not data:
        raise KnowledgeError("there is no list of modal words", PART, "restore the file")
    return Words(
        auxiliaries={word: kind for kind, words in data["auxiliaries"].items() for word in words},
        negation=frozenset(data["negation"]["adverbs"]),
        negative_determiners=frozenset(data["negation"]["determiners"]),
        negative_pronouns=frozenset(data["negation"]["pronouns"]),
        modifiers=by_word(data["modifiers"]),
        openers=by_word(data["openers"]),
        prepositions=by_word(data["prepositions"]),
        future_times=frozenset(data["future_times"]),
        verbs=governors(data["verbs"]),
        nouns=governors(data["nouns"]),
        adjectives=governors(data["adjectives"]),
        light=frozenset(data["light"]),
        frames=frozenset(data["frames"]),
        granting=frozenset(data["granting"]),
        performing=frozenset(data["performed"]["by"]),
        performed=frozenset(data["performed"]["acts"]),
        enacting=frozenset(data["enacted"]["by"]),
        laws=frozenset(data["enacted"]["nouns"]),
        standing=frozenset(data["standing"]),
    )


def modality(name: str) -> Modality:
    try:
        return Modality(name)
    except ValueError as error:
        raise KnowledgeError(f"“{name}” is no modality", PART, f"use {', '.join(Modality)}") from error


def by_word(sections: Mapping[str, list[str]]) -> dict[str, Modality]:
    return {word: modality(name) for name, words in sections.items() for word in words}


def governors(groups: list[Mapping[str, Any]]) -> dict[str, dict[str, Modality]]:
    """Word → complement → modality; the first group that lists a word with a complement counts."""
    table: dict[str, dict[str, Modality]] = {}
    for group in groups:
        for word in group["words"]:
            for complement in group["of"]:
                table.setdefault(word, {}).setdefault(complement, modality(group["becomes"]))
    return table
