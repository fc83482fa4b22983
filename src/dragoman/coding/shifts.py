"""The table of type shifts: what an act becomes when it is announced, refused or only talked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.lexicon.events import Codebook, Shift
from dragoman.model import Modality


@dataclass(frozen=True, slots=True)
class Typed:
    """Type, mode and modality of an act after the table; `why` names the row, "" when none applied. `event_type` "" drops the claim."""

    event_type: str
    mode: str
    modality: Modality
    why: str = ""


def shift(codebook: Codebook, event_type: str, mode: str, modality: Modality, governed: bool) -> Typed:
    """Apply the first row that fits.

    `governed` is True where the act is the content of another political act ("promised to send"): that act has been coded already, and
    this one stays what it is, with its own modality.
    """
    if not governed:
        row = first(codebook.shifts, event_type, mode, modality)
        if row is not None:
            becomes_mode = row.becomes_mode or (mode if row.becomes and codebook.types[row.becomes].mode(mode) else "")
            return Typed(row.becomes, becomes_mode, Modality(row.modality), f"shift {row.id}")
    return Typed(event_type, mode, modality)


def first(rows: Sequence[Shift], event_type: str, mode: str, modality: Modality) -> Shift | None:
    for row in rows:
        if row.event_type == event_type and row.condition == modality.value and row.mode in {"", mode}:
            return row
    return None
