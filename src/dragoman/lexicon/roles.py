"""The role nouns of a language ("soldiers", "foreign ministry") and the words that change what they say, from languages/<code>/roles.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces, shape

SIBILANT = ("s", "x", "z", "ch", "sh")
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class RoleNoun:
    """A noun or phrase for an actor. `body` for groups and offices, else persons; `marks` is how it is written (see folding.shape)."""

    words: str
    sector: str
    second: str
    body: bool
    plural: bool
    marks: str


@dataclass(frozen=True)
class Roles:
    """`nouns` folded words → noun; `lengths` first piece → numbers of pieces, longest first; `modifiers` word → what it does;
    `same_office` other name of an office → the one the registry mostly uses."""

    nouns: Mapping[str, RoleNoun]
    lengths: Mapping[str, tuple[int, ...]]
    modifiers: Mapping[str, str]
    sponsored: frozenset[str]
    led: frozenset[str]
    not_of: frozenset[str]
    titles: frozenset[str]
    public: frozenset[str]
    given_names: frozenset[str]
    never: frozenset[str]
    body_words: frozenset[str]
    person_endings: frozenset[str]
    needs_determiner: frozenset[str]
    of_the_country: frozenset[str]
    relational: frozenset[str]
    also_names: frozenset[str]
    abroad: frozenset[str]
    ministerial: frozenset[str]
    yields: frozenset[str]
    kin: frozenset[str]
    exemplary: frozenset[str]
    sides: frozenset[str]
    plain_words: frozenset[str]
    serving: frozenset[str]
    lands: frozenset[str]
    leading: frozenset[str]
    surname_first: frozenset[str]
    points_to: Mapping[str, frozenset[str]]
    same_office: Mapping[str, str]


def plural_of(words: str) -> str:
    """The plural by rule: "envoy" → "envoys", "agency" → "agencies", "church" → "churches"."""
    if words.endswith("y") and len(words) > 1 and words[-2].lower() not in VOWELS:
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(SIBILANT) else "s")


@lru_cache(maxsize=4)
def roles(knowledge: Knowledge, language: str = "en") -> Roles:
    """The role nouns of one language, all layers together. Raises KnowledgeError when the language has none."""
    files = knowledge.files(f"languages/{language}/roles.yaml")
    if not files:
        raise KnowledgeError(f"there are no role nouns for {language!r}", f"languages/{language}/roles.yaml", "add the file")
    nouns: dict[str, RoleNoun] = {}
    words: dict[str, set[str]] = {}
    modifiers: dict[str, str] = {}
    points: dict[str, frozenset[str]] = {}
    offices: dict[str, str] = {}
    for file in files:
        for sectors, groups in (file.data.get("nouns") or {}).items():
            sector, _, second = sectors.partition(" ")
            for group in ("people", "bodies"):
                for entry in groups.get(group) or ():
                    add_noun(nouns, entry, sector, second, group == "bodies")
        for entry, group in portfolio_nouns(file.data):
            add_noun(nouns, entry, "GOV", "", group == "bodies")
        for effect, listed in (file.data.get("modifiers") or {}).items():
            modifiers.update({word.lower(): effect for word in listed})
        points.update({word: frozenset(kinds) for word, kinds in (file.data.get("points_to") or {}).items()})
        for office, others in (file.data.get("same_office") or {}).items():
            offices.update({other.lower(): office for other in others})
        for part in (
            "sponsored",
            "led",
            "not_of",
            "titles",
            "public",
            "given_names",
            "never",
            "body_words",
            "person_endings",
            "needs_determiner",
            "of_the_country",
            "relational",
            "also_names",
            "abroad",
            "ministerial",
            "yields",
            "kin",
            "exemplary",
            "sides",
            "plain_words",
            "serving",
            "lands",
            "leading",
            "surname_first",
        ):
            words.setdefault(part, set()).update(file.data.get(part) or ())
    lengths: dict[str, set[int]] = {}
    for key in nouns:
        parts = key.split(" ")
        lengths.setdefault(parts[0], set()).add(len(parts))
    longest_first = {first: tuple(sorted(numbers, reverse=True)) for first, numbers in lengths.items()}
    return Roles(
        nouns, longest_first, modifiers, points_to=points, same_office=offices, **{part: frozenset(found) for part, found in words.items()}
    )


def portfolio_nouns(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """ "defence" + "minister", "ministry", … as (entry, group)."""
    found = []
    for group, heads in (data.get("portfolio_heads") or {}).items():
        for head in heads:
            for portfolio in data.get("portfolios") or ():
                found.append(("|".join(f"{portfolio} {form}" for form in head.split("|")), group))
    return found


def add_noun(nouns: dict[str, RoleNoun], entry: str, sector: str, second: str, body: bool) -> None:
    singular, _, given = entry.partition("|")
    forms = ((singular, True),) if singular == given else ((singular, False), (given or plural_of(singular), True))
    for words, plural in forms:
        nouns.setdefault(" ".join(pieces(words)), RoleNoun(singular, sector, second, body, plural, shape(words)))
