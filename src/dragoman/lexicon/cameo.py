"""CAMEO for files that speak it: codes with their PLOVER type, Goldstein value and quad class, and its letters for sectors and actors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge

FILE = "exchange/cameo.yaml"
QUADS = ("VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")
LAST_OF_QUAD = (5, 8, 13, 20)  # the last root of each quad class


@dataclass(frozen=True, slots=True)
class Code:
    """One CAMEO code. `event_type` "" where PLOVER has none; `mirror` is the code of the row with source and target exchanged."""

    code: str
    event_type: str
    mode: str
    contexts: tuple[str, ...]
    goldstein: float
    mirror: str
    label: str


@dataclass(frozen=True, slots=True)
class International:
    """An actor that belongs to no state, as CAMEO writes it."""

    code: str
    type: str
    group: str = ""
    country: str = ""


@dataclass(frozen=True)
class Cameo:
    """All codes and letters. One instance a process, from `cameo(knowledge)`."""

    codes: Mapping[str, Code]
    usual: Mapping[tuple[str, str], str]
    sectors: Mapping[str, str]  # PLOVER → CAMEO, where they differ
    sectors_in: Mapping[str, str]  # CAMEO → PLOVER, where they differ
    international: Mapping[str, International]
    finer: Mapping[str, Mapping[str, str]]  # type → context → code

    def code_for(self, event_type: str, mode: str, contexts: Collection[str], given: str = "") -> str:
        """The code, of three digits or more, of an event: the one given with it, else by type, mode and contexts; "" for an unknown type."""
        if given in self.codes:
            return self.codes[given].code if len(given) > 2 else given + "0"
        usual = self.usual.get((event_type, mode)) or self.usual.get((event_type, ""), "")
        finer = self.finer.get(event_type, {}) if not mode else {}
        return next((code for context, code in finer.items() if context in contexts), usual)

    def clean(self, text: str, root: str = "", goldstein: float | None = None) -> str:
        """A code as files have it, put right: spreadsheets take the zero before it away ("42" is 042). "" where it is no CAMEO code.

        `root` (GDELT) and `goldstein` (ICEWS) decide where two codes are possible: "10" is 10, or 010 without its zero.
        """
        digits = text.strip().strip("'\"").removesuffix(".0")
        if not digits.isdecimal():
            return ""
        found = [code for code in (digits, "0" + digits) if code in self.codes]
        if len(found) < 2:
            return found[0] if found else ""
        wanted = root.strip().zfill(2)
        by_root = [code for code in found if root.strip().isdecimal() and code[:2] == wanted]
        if len(by_root) == 1:
            return by_root[0]
        if goldstein is None:
            return found[0]
        return min(found, key=lambda code: abs(self.codes[code].goldstein - goldstein))

    def goldstein(self, code: str) -> float | None:
        found = self.codes.get(code) or self.codes.get(code[:3]) or self.codes.get(code[:2])
        return found.goldstein if found else None

    def sector_out(self, sector: str) -> str:
        return self.sectors.get(sector, sector)

    def sector_in(self, sector: str) -> str:
        return self.sectors_in.get(sector, sector)


def quad_class(code: str) -> int:
    """1 to 4, as GDELT numbers CAMEO's quad classes. `code` must begin with a root, 01 to 20."""
    root = int(code[:2])
    return next(number for number, last in enumerate(LAST_OF_QUAD, 1) if root <= last)


def quad_name(code: str) -> str:
    """PLOVER's name of the quad class of a code, "" for no code."""
    return QUADS[quad_class(code) - 1] if code else ""


@lru_cache(maxsize=4)
def cameo(knowledge: Knowledge) -> Cameo:
    """CAMEO of some knowledge, once a process. Raises KnowledgeError for a file that has not the shape."""
    merged: dict[str, dict[str, Any]] = {}
    for file in knowledge.files(FILE):
        for part, entries in file.data.items():
            if isinstance(entries, dict):
                merged.setdefault(part, {}).update(entries)
    try:
        codes = {key: code(key, data) for key, data in merged["codes"].items()}
        usual = {(name.partition(" ")[0], name.partition(" ")[2]): given for name, given in merged["usual"].items()}
        finer = [given for of_type in merged["finer"].values() for given in of_type.values()]
        strange = [given for given in (*usual.values(), *finer) if given not in codes]
        if strange:
            raise KnowledgeError(f"there is no code {strange[0]}", FILE, "add it under codes")
        international = {key: International(**data) for key, data in merged["international"].items()}
        return Cameo(codes, usual, merged["sectors"], merged["sectors_in"], international, merged["finer"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise KnowledgeError(f"a code lacks or garbles {error}", FILE, "see the head of the file") from error


def code(key: str, data: Mapping[str, Any]) -> Code:
    contexts = tuple(data.get("contexts", ()))
    return Code(key, data["type"], data.get("mode", ""), contexts, float(data["goldstein"]), data.get("mirror", ""), data["label"])
