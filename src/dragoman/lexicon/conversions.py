"""Deeds that collections made from CAMEO file under another type than the PLOVER manual (`knowledge/conversions.yaml`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.files import line_of
from dragoman.lexicon.folder import Knowledge


@dataclass(frozen=True, slots=True)
class PairExample:
    """A sentence with two parties of it, by their words."""

    text: str
    actor: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Acts by a rule of one of the codes `cameo`, or of one of `event_types` under `condition`, are filed under `becomes`."""

    id: str
    becomes: str
    why: str
    cameo: frozenset[str] = frozenset()
    event_types: frozenset[str] = frozenset()
    condition: str = ""
    examples: tuple[PairExample, ...] = ()
    near_misses: tuple[PairExample, ...] = ()

    def fits(self, event_type: str, cameo: str, modality: str) -> bool:
        if self.cameo:
            return cameo in self.cameo and modality == "asserted"
        return event_type in self.event_types and modality == self.condition


def filed(rows: Sequence[Conversion], event_type: str, cameo: str, modality: str) -> str:
    """The type an act is filed under by the first row that fits; "" where none does."""
    return next((row.becomes for row in rows if row.fits(event_type, cameo, modality)), "")


def load_conversions(knowledge: Knowledge, types: Collection[str]) -> Iterator[Conversion]:
    """Raises KnowledgeError saying which row is wrong."""
    for file in knowledge.files("conversions.yaml"):
        for k, row in enumerate(file.data["conversions"]):
            where = f"{file.path}:{line_of(file.path, 'conversions', k)}"
            try:
                found = conversion(row)
            except (KeyError, TypeError) as error:
                raise KnowledgeError(f"a conversion lacks or garbles {error}", where, "see the head of the file for its keys") from error
            wrong = [name for name in (found.becomes, *sorted(found.event_types)) if name not in types]
            if wrong:
                raise KnowledgeError(f"conversion {found.id} names an unknown type {wrong[0]!r}", where, "mend the name")
            yield found


def conversion(row: Mapping[str, Any]) -> Conversion:
    return Conversion(
        id=row["id"],
        becomes=row["becomes"],
        why=row["why"],
        cameo=frozenset(row.get("cameo", ())),
        event_types=frozenset(row.get("event_type", ())),
        condition=row.get("condition", ""),
        examples=tuple(PairExample(**item) for item in row.get("examples") or ()),
        near_misses=tuple(PairExample(**item) for item in row.get("not") or ()),
    )
