"""What readers ask to watch, in the words they write: "AFG", "Afghanistan", "RUS-AFG", "Russia and Afghanistan", "taliban"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from dragoman.lexicon.entities import Registry, registry
from dragoman.lexicon.folder import Knowledge
from dragoman.web.filters import MOST
from dragoman.web.view import country_names

APART = re.compile(r"\s*[–—/-]\s*|\s+and\s+")  # between the two of a pair, and between several
SEVERAL = re.compile(r"\s*[,;]\s*")
OFFERED = 5  # entities named where a name fits several
PLACES = 8  # where a pair may be parted, from the left
CODE = re.compile(r"[A-Za-z]{3}")


def understood(values: Iterable[str], knowledge: Knowledge) -> tuple[tuple[str, ...], list[str]]:
    """Keys of the watchlist ("AFG", "AFG-RUS", "taliban") for what a reader wrote, each once, and a sentence on what was not understood."""
    known = registry(knowledge)
    keys: list[str] = []
    faults: list[str] = []
    for value in values:
        found, fault = read(value, known)
        keys += found
        faults += [fault] if fault else []
    keys = list(dict.fromkeys(keys))
    if len(keys) > MOST:
        faults.append(f"At most {MOST} are watched; the first {MOST} are shown.")
    return tuple(keys[:MOST]), faults


def read(value: str, known: Registry) -> tuple[list[str], str]:
    """The keys of one value, and what is wrong with it ("" where nothing is)."""
    key, several = one(value, known)
    if key:
        return [key], ""
    if several:
        return [], f"Several are called “{value}”. Write the id of the one you mean: {', '.join(several)}."
    codes = pair(value, known)
    if codes:
        if codes[0] == codes[1]:
            return [], f"“{value}” names one country twice. A pair is of two: RUS-AFG."
        return ["-".join(sorted(codes))], ""
    parts = [one(part, known)[0] or "-".join(sorted(pair(part, known))) for part in SEVERAL.split(value)]
    if len(parts) > 1 and all(parts):
        return parts, ""
    return [], f"“{value}” is not known. Write a country (AFG or its name), two countries (RUS-AFG), or a name that the page Entities finds."


def one(value: str, known: Registry) -> tuple[str, list[str]]:
    """The key of a single actor, or "" and the ids of the several who bear the name."""
    if value in known:
        entity = known.get(value)
        return (entity.country if entity.kind == "state" else value), []
    if CODE.fullmatch(value) and known.state(value.upper()):
        return value.upper(), []
    found = known.search(value)
    if found and found[0].kind == "state":
        return found[0].country, []
    return (found[0].id, []) if len(found) == 1 else ("", [entity.id for entity in found[:OFFERED]])


def pair(value: str, known: Registry) -> tuple[str, ...]:
    """The two codes of a pair of countries; () for anything else. Names may hold a hyphen or "and" themselves: every place is tried."""
    for left, right in halves(value):
        codes = side(left, known), side(right, known)
        if all(codes):
            return codes
    return ()


def halves(value: str) -> Iterator[tuple[str, str]]:
    for between in islice(APART.finditer(value), PLACES):
        yield value[: between.start()], value[between.end() :]


def side(value: str, known: Registry) -> str:
    """The code of one side of a pair; also of those that are no country, as of the United Nations."""
    if CODE.fullmatch(value) and value.upper() in country_names():
        return value.upper()
    found = one(value, known)[0]
    return found if CODE.fullmatch(found) and found.isupper() else ""
