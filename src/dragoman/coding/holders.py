"""Who holds, tries or frees a person, where a claim leaves it out and another claim about the same person has it.

The actor may have come from the place of that other claim, so this is settled when the claims are made, not before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dragoman.coding.cast import Cast
from dragoman.coding.found import Bound
from dragoman.coding.shifts import Deed
from dragoman.model import Party


class Holders:
    """The acts of authority in one text. `affairs` are kinds (type, mode) of acts that one authority does to one person."""

    def __init__(self, bound: Sequence[Bound], deeds: Sequence[Deed], cast: Cast, affairs: Sequence[Collection[tuple[str, str]]]) -> None:
        self.bound = bound
        self.deeds = deeds
        self.affairs = affairs
        self.held = [{cast.who(k) for k in b.recipients} - {""} for b in bound]

    def of(self, k: int) -> tuple[Party, ...]:
        """The actors for deed `k`, from the nearest deed about the same person; empty when it has its own or nobody is known."""
        claim = self.deeds[k].claim
        if claim.actors:
            return ()
        kin = {kind for affair in self.affairs if (claim.event_type, claim.mode) in affair for kind in affair}
        here = self.deeds[k].frame.head
        near = [
            (abs(deed.frame.head - here), deed.claim.actors)
            for j, deed in enumerate(self.deeds)
            if deed.claim.actors and (deed.claim.event_type, deed.claim.mode) in kin and self.held[j] & self.held[k]
        ]
        return min(near, key=lambda pair: pair[0])[1] if near else ()
