"""The gazetteer: every place name of the packages and of our own files in one compact index, mapped from the cache folder.

The index is built once per content (about fifteen seconds) and then only mapped into memory: names are found by the hash of their folded
form, rows are read from flat arrays, so that opening it costs milliseconds and little memory.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import struct
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import metadata
from typing import Any

from dragoman.lexicon.files import cache_folder, content_hash, fresh, load_tree, write_cache
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.place_sources import PACKAGES

FORMAT = "10"
Told = tuple[list[str], str, str]  # names, kind and country of what is no place but tells of a country
PLACE_LIKE = frozenset({"territory", "government", "format"})
KINDS = (
    "city",
    "country",
    "admin1",
    "admin2",
    "region",
    "water",
    "mountain",
    "base",
    "building",
    "crossing",
    "island",
    "demonym",
    "entity",
    "surname",
)
ROW = struct.Struct(
    "<ffIIHHHBBI"
)  # latitude, longitude, population, geonameid, country, admin1, own name's length, kind, 1 for a capital, name offset
UNKNOWN_DEGREES = 999.0
PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʻ": "'", "ð": "d", "þ": "th"}
)


def fold(name: str) -> str:
    """Lower case without diacritics, dots of initials, and with hyphens as spaces: the form names are compared in."""
    plain = name.lower().translate(PLAIN_LETTERS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.replace(".", "").replace("-", " ").replace("'", "").split())


def folded_name(name: str) -> str:
    """The key of a name; acronyms are kept apart ("=US"), so that "us" is no place. "" for a name of which nothing is left."""
    acronym = name.isupper() and len(name.replace(".", "")) <= 4 and name.replace(".", "").isalpha()
    return "=" + name.replace(".", "") if acronym else fold(name)


def hashed(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the gazetteer. `rank` is 1 where the name looked up is the place's own name, 0 where it is an alternate one."""

    index: int
    name: str
    kind: str
    country: str
    admin1: str  # the name of its first division, "" unknown
    latitude: float | None
    longitude: float | None
    population: int
    geonameid: int
    rank: int = 1
    capital: bool = False


class Gazetteer:
    """Lookups over a mapped index."""

    def __init__(self, content: memoryview, told: Iterable[Told] = ()) -> None:
        """`told`: what overlays' entities add to the index."""
        size = int.from_bytes(content[:8], "little")
        head = json.loads(bytes(content[8 : 8 + size]))
        at = 8 + size + (-size) % 8
        sections: list[memoryview] = []
        for length in head["sections"]:
            sections.append(content[at : at + length])
            at += length + (-length) % 8
        self.keys = sections[0].cast("Q")
        self.starts = sections[1].cast("I")
        self.refs = sections[2].cast("I")
        self.rows, self.names = sections[3], sections[4]
        self.countries: list[str] = head["countries"]
        self.divisions: list[str] = head["divisions"]
        self.disputed: dict[str, dict[str, str]] = head["disputed"]
        self.abbreviations: dict[str, str] = head["abbreviations"]
        self.common_words = frozenset(head["common"])  # names of small places that are also words ("reading")
        self.cached: dict[str, tuple[Row, ...]] = {}
        self.more: dict[str, list[Row]] = {}
        for index, (names, kind, country) in enumerate(told, len(self.rows) // ROW.size):
            row = Row(index, names[0], kind, country, "", None, None, 0, 0)
            for folded in dict.fromkeys(filter(None, map(folded_name, names))):
                self.more.setdefault(folded, []).append(row)

    @cached_property
    def disputed_states(self) -> dict[str, dict[str, str]]:
        """Alpha-3 code of a state that others claim as a whole → the views on it."""
        states = {row.country: views for name, views in self.disputed.items() for row in self.find(fold(name)) if row.kind == "country"}
        return {country: views for country, views in states.items() if views.get("un") == country}

    def find(self, folded: str) -> tuple[Row, ...]:
        """All places of a name in folded form, as they lie in the index."""
        found = self.cached.get(folded)
        if found is None:
            if len(self.cached) > 200_000:
                self.cached.clear()
            found = self.cached[folded] = self.look(folded)
        return found

    def look(self, folded: str) -> tuple[Row, ...]:
        key, more = hashed(folded), self.more.get(folded, ())
        at = bisect_left(self.keys, key)
        if at == len(self.keys) or self.keys[at] != key:
            return tuple(more)
        return (*(self.row(ref >> 1, ref & 1) for ref in self.refs[self.starts[at] : self.starts[at + 1]]), *more)

    def row(self, index: int, rank: int) -> Row:
        latitude, longitude, people, geonameid, country, admin1, length, kind, capital, offset = ROW.unpack_from(self.rows, index * ROW.size)
        known = latitude != UNKNOWN_DEGREES
        return Row(
            index,
            bytes(self.names[offset : offset + length]).decode(),
            KINDS[kind],
            self.countries[country],
            self.divisions[admin1],
            round(latitude, 4) if known else None,
            round(longitude, 4) if known else None,
            people,
            geonameid,
            rank,
            capital == 1,
        )


@lru_cache(maxsize=2)
def read_gazetteer(knowledge: Knowledge) -> Gazetteer:
    """The gazetteer of a knowledge, its index built when it is not in the cache yet. What overlays say of entities is laid over it."""
    path = cache_folder() / f"gazetteer-{identity(knowledge)}.bin"
    told = [entry for folder in knowledge.folders[1:] for data in load_tree(folder, "entities").values() for entry in entities_told(data)]
    if not fresh(path):
        from dragoman.lexicon.place_index import Builder

        logging.getLogger(__name__).warning("building the index of places, once for these places and countries (about 15 seconds) …")
        content = Builder(knowledge).build()
        write_cache(path, content)
        if not path.is_file():
            return Gazetteer(memoryview(content), told)
    with path.open("rb") as handle:
        return Gazetteer(memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)), told)


def identity(knowledge: Knowledge) -> str:
    """What the index depends on: its format, the packages' data, our own places, the entities of the lowest layer alone."""
    pieces = [FORMAT, *(metadata.version(package) for package in PACKAGES)]
    for layer, folder in enumerate(knowledge.folders):
        files = [*folder.glob("places.yaml"), *(sorted((folder / "entities").glob("*.yaml")) if not layer else ())]
        if files:  # an overlay of rules or entities alone needs no index of its own
            pieces.append(content_hash(files, folder))
    return hashlib.sha256(" ".join(pieces).encode()).hexdigest()[:16]


def entities_told(data: Any) -> Iterator[Told]:
    """Of a file of entities the names that are no places but tell which country a report is about: its people's, its organisations' and its
    persons' names."""
    data = data if isinstance(data, dict) else {}
    country = data.get("country", "")
    state = data.get("state") or {}
    people = [*state.get("adjectives", ()), *state.get("people", ())]
    if people:
        yield list(dict.fromkeys(people)), "demonym", country
    for entity in filter(lambda entity: isinstance(entity, dict), data.get("entities") or ()):  # what is wrong, the registry says
        kind, names = entity.get("kind", ""), entity.get("names", [])
        if kind == "person":
            names = list(dict.fromkeys([*entity.get("short", ()), *(name.split()[-1] for name in names if " " in name)]))
        if names and kind not in PLACE_LIKE:
            code = entity.get("country", country)
            yield names, "surname" if kind == "person" else "entity", code if len(code) == 3 else ""
