"""The table of type shifts: what an act becomes when it is announced, threatened or told beside a greater one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.coding.clauses import clauses_of
from dragoman.lexicon.events import Codebook, Shift
from dragoman.model import Claim, Frame, Modality, Party, Text

BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Typed:
    """Type, mode and modality of an act after the table; `why` names the row, "" when none applied. `event_type` "" drops the claim."""

    event_type: str
    mode: str
    modality: Modality
    why: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """A claim with the predicate it was made from."""

    frame: Frame
    claim: Claim


def shift(codebook: Codebook, event_type: str, mode: str, modality: Modality, governed: bool, own: bool = False) -> Typed:
    """Apply the first row that fits.

    `governed` is True where the act is the content of another political act ("promised to send"): that act has been coded already, and
    this one stays what it is, with its own modality. `own` is True where the actor himself says it.
    """
    if not governed:
        row = first(codebook.shifts, event_type, mode, modality, own)
        if row is not None:
            becomes_mode = row.becomes_mode or (mode if row.becomes and codebook.types[row.becomes].mode(mode) else "")
            return Typed(row.becomes, becomes_mode, Modality(row.modality), f"shift {row.id}")
    return Typed(event_type, mode, modality)


def first(rows: Sequence[Shift], event_type: str, mode: str, modality: Modality, own: bool) -> Shift | None:
    for row in rows:
        if row.event_type == event_type and row.condition == modality.value and row.mode in {"", mode} and (own or not row.said_by):
            return row
    return None


def absorbed(codebook: Codebook, deeds: Sequence[Deed], text: Text) -> dict[int, str]:
    """Deeds that are only part of a greater one told beside them (index → why): "tanks *rolled in* and shelled the town"."""
    gone: dict[int, str] = {}
    for row in codebook.shifts:
        if row.condition != BESIDE:
            continue
        greater = [d for d in deeds if d.claim.event_type == row.beside and row.beside_mode in {"", d.claim.mode}]
        for k, deed in enumerate(deeds if greater else ()):
            claim = deed.claim
            if (
                claim.event_type == row.event_type
                and row.mode in {"", claim.mode}
                and any(belongs(deed, other, row, text) for other in greater)
            ):
                gone.setdefault(k, f"shift {row.id}")
    return gone


def belongs(deed: Deed, other: Deed, row: Shift, text: Text) -> bool:
    """Whether the two share a party, are equally real, and stand in one clause or in two of which one hangs on the other."""
    ours, theirs = deed.claim, other.claim
    if ours.sentence != theirs.sentence or theirs.modality not in {ours.modality, Modality.ASSERTED}:
        return False
    # forces that "were deployed" are the recipients of an act without actor
    sides = (ours.actors or ours.recipients, theirs.actors) if row.same == "actor" else (ours.recipients, theirs.recipients)
    if not shared(*sides):
        return False
    clauses = clauses_of(text)
    here, there = clauses.of(deed.frame.head), clauses.of(other.frame.head)
    return here == there or clauses.above(here) == there or clauses.above(there) == here


def shared(ours: Sequence[Party], theirs: Sequence[Party]) -> bool:
    """Whether a party of one side is also on the other, by its words or by who it is."""
    return any(
        a.span == b.span or ((a.entity, a.country, a.sector) == (b.entity, b.country, b.sector) != ("", "", "")) for a in ours for b in theirs
    )
