"""Spotting: the stretches of a text that some place of the gazetteer has as its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.lexicon.places import Gazetteer, Row, fold

LONGEST = 6  # words in a name
NO_PLACES = frozenset({"demonym", "entity", "surname"})
SHOUTED_NAME = 4  # letters of a name in capitals that need not be an acronym ("OSLO")
ABBREVIATED = {"st", "ft", "mt", "pt"}
LONG_FORMS = {"st": "saint", "ft": "fort", "mt": "mount", "pt": "point"}


@dataclass(slots=True)
class Spot:
    """A stretch `[first, last]` of words and the places it may name.

    Attributes:
        rows: candidate places; demonyms are kept apart in `people_of`.
        inside: rows of the qualifier behind it ("Tripoli, *Lebanon*").
        building: the building nouns behind a town ("City Hall").
        division: True when a division noun stands behind it ("Khost *Province*").
    """

    first: int
    last: int
    key: str
    rows: tuple[Row, ...]
    people_of: tuple[str, ...] = ()
    inside: tuple[Row, ...] = ()
    building: str = ""
    unknown: bool = False  # "Nevada River": a place named after another one, which the gazetteer does not have
    division: bool = False
    named: frozenset[str] = frozenset()  # demonym, entity, surname: what else has this name
    located: bool = False  # behind a preposition of place or in a dateline
    evidence: float = 0.0
    chosen: Row | None = None
    why: list[str] = field(default_factory=list)


def spot(words: Sequence[str], first: int, last: int, gazetteer: Gazetteer, sets: Mapping[str, frozenset[str]]) -> list[Spot]:
    """All names in `words[first:last]`, longest first from the left, not overlapping."""
    spots: list[Spot] = []
    i = first
    while i < last:
        head = words[i]
        if not (head[0].isupper() or (head[0].isdigit() and i + 1 < last and words[i + 1][:1].isupper())):
            i += 1
            continue
        found = longest(words, i, last, gazetteer, sets)
        if found is None:
            i += 1
        else:
            spots.append(found)
            i = found.last + 1
    return spots


def longest(words: Sequence[str], i: int, last: int, gazetteer: Gazetteer, sets: Mapping[str, frozenset[str]]) -> Spot | None:
    """The longest name that starts at word `i`."""
    connectors, generic = sets["connectors"], sets["generic_nouns"]
    stop = i + 1
    while stop < last and stop - i < LONGEST and (words[stop][0].isalnum() or words[stop] in connectors):
        if not (words[stop][0].isupper() or words[stop].lower() in connectors or words[stop][0].isdigit()):
            break
        stop += 1
    if stop < last and words[stop] in generic:  # "Bagram air base" where the gazetteer has it so
        stop += 2 if stop + 1 < last and words[stop + 1] in generic else 1
    while stop > i:
        if stop == i + 1 or words[stop - 1].lower() not in connectors:
            rows, key = look(words[i:stop], gazetteer)
            if rows:
                places = tuple(row for row in rows if row.kind not in NO_PLACES)
                people = tuple(row.country for row in rows if row.kind in {"demonym", "entity"} and row.country)
                return Spot(i, stop - 1, key, places, people, named=frozenset(row.kind for row in rows) & NO_PLACES)
        stop -= 1
    return None


def look(words: Sequence[str], gazetteer: Gazetteer) -> tuple[tuple[Row, ...], str]:
    """The rows of a name as written, with abbreviations opened ("St. Louis" is also "Saint Louis") and acronyms kept apart."""
    if len(words) == 1:
        plain = words[0].replace(".", "")
        if plain.isupper() and len(plain) <= 4 and plain.isalpha():
            rows = gazetteer.find("=" + plain)
            if rows or len(plain) < SHOUTED_NAME:
                return rows, "=" + plain
    written = " ".join(words).replace(" - ", "-").replace(" '", "'").replace(" .", ".")
    key = fold(written)
    rows = gazetteer.find(key)
    if not rows and len(words) > 1 and (short := key.split(" ", 1)[0]) in ABBREVIATED:
        key = LONG_FORMS[short] + key[len(short) :]
        rows = gazetteer.find(key)
    return rows, key
