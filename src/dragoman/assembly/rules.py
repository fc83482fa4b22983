"""What may be the same happening: `knowledge/assembly.yaml` as typed objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge

PART = "assembly.yaml"


@dataclass(frozen=True)
class Family:
    """Types of which one claim may tell the same happening as another; the words of `assembly.yaml`."""

    name: str
    types: tuple[str, ...]
    either: bool  # actor and recipient are compared as one
    place: bool  # places that do not fit tell two happenings
    crowd: bool  # a city and a day are enough to know a happening by
    blame: bool  # reports may differ in who did it
    deniable: bool
    slack: bool  # a day's difference is borne where one of the days is only that of publication


@dataclass(frozen=True)
class Rules:
    """All of `assembly.yaml`.

    Attributes:
        modes: (type, mode) → number of the group of modes that may be one happening, 0 for any; modes that are not in it are groups by
            themselves.
        widened: basis of a date → days before and after it that count, too.
        core, leaf: days an interval may have to found an event, to be laid beside one.
        denial: days after a happening in which a denial of it is looked for.
        near: kilometres within which two points are one place.
        groups: sector → number of the group of sectors that may be one actor.
        systematic: kind of source (outlet, agency, speaker) → probability that it errs as a whole.
        denied: weight of a denial.
    """

    families: tuple[Family, ...]
    modes: Mapping[tuple[str, str], int]
    widened: Mapping[str, tuple[int, int]]
    core: int
    leaf: int
    denial: int
    near: float
    groups: Mapping[str, int]
    shared_codes: frozenset[str]
    persons: frozenset[str]
    bodies: frozenset[str]
    systematic: Mapping[str, float]
    denied: float

    def family_of(self, type: str) -> int:
        """The number of a type's family; types that nobody listed are the last, ordered and of no particular place."""
        for number, family in enumerate(self.families):
            if type in family.types:
                return number
        return len(self.families) - 1


@lru_cache(maxsize=4)
def rules(knowledge: Knowledge) -> Rules:
    """The rules of some knowledge; a later layer replaces whole parts. Raises KnowledgeError where they have no usable shape."""
    data: dict[str, Any] = {}
    for file in knowledge.files(PART):
        data |= file.data
    try:
        return built(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnowledgeError(
            f"this does not have the shape of the rules of assembly: {error!r}", PART, "compare it with the built-in file"
        ) from error


def built(data: Mapping[str, Any]) -> Rules:
    families = [
        Family(
            item["name"], tuple(item["types"]), item["sides"] == "either", item["place"] == "hard",
            *(item.get(name, "false") == "true" for name in ("crowd", "blame", "deniable", "slack")),
        )
        for item in data["families"]
    ]  # fmt: skip
    families.append(Family("other", (), False, False, False, False, False, False))
    dates, belief = data["dates"], data["belief"]
    return Rules(
        families=tuple(families),
        modes={
            **{(kind, mode): number for kind, lines in data["modes"].items() for number, line in enumerate(lines, 1) for mode in line},
            **{(kind, mode): 0 for kind, line in data["any"].items() for mode in line},
        },
        widened={item["basis"]: (int(item["before"]), int(item["after"])) for item in dates["widened"]},
        core=int(dates["core"]),
        leaf=int(dates["leaf"]),
        denial=int(dates["denial"]),
        near=float(data["places"]["near"]),
        groups={sector: number for number, line in enumerate(data["actors"], 1) for sector in line},
        shared_codes=frozenset(data["shared_codes"]),
        persons=frozenset(data["persons"]),
        bodies=frozenset(data["bodies"]),
        systematic={kind: float(value) for kind, value in belief["systematic"].items()},
        denied=float(belief["denial"]),
    )
