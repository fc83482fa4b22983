"""Where a happening took place when its own words do not say, from the text's other happenings, in a fixed order.

1. The same happening told elsewhere with its place: "the operation" is where the attack that began it was.
2. What two say to each other at a meeting is said where they met.
3. Courts act in their own country.
4. Deeds of some types happen at home with whoever does them or suffers them (`happens_at` in the codebook).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.coding.places import UNNAMED
from dragoman.lexicon.events import VERBAL
from dragoman.model import Claim, Interval, Located, Party, Text

Answer = tuple[Located | None, str]
Home = Callable[[str, str, Sequence[Party], Sequence[Party]], Answer]
MEETING = "CONSULT"
REMOTE = "phone"
STATE = frozenset({"GOV", "MIL"})
FARTHEST = 12  # sentences between two mentions of one happening
APART = dt.timedelta(days=31)  # between the dates of two mentions that may still be one happening


@dataclass(frozen=True, slots=True)
class Told:
    """A claim and what comparing it with others needs."""

    claim: Claim
    head: int
    block: int
    actors: frozenset[str]  # countries; unknown ones are left out
    recipients: frozenset[str]
    doers: frozenset[tuple[str, str]]  # country and sector of the actors, a state's government and forces as one

    @property
    def everyone(self) -> frozenset[str]:
        return self.actors | self.recipients


def settle(claims: Sequence[Claim], heads: Sequence[int], text: Text, kin: Mapping[str, frozenset[str]], home: Home) -> list[Claim]:
    """The claims of one text, each with a place where one can be told.

    Args:
        heads: the token of each claim's happening.
        kin: type → the types whose mentions may be the same happening or its opposite (an offensive, its delay).
        home: the country a deed of a type and mode happens in when nothing else is known.
    """
    told = [
        Told(c, h, text.sentence_of(h).block, countries(c.actors), countries(c.recipients), doers(c.actors))
        for c, h in zip(claims, heads, strict=True)
    ]
    stated = [t for t in told if t.claim.place is not None]
    looks: tuple[Callable[[Told], Answer], ...] = (
        lambda one: elsewhere(one, stated, kin),
        lambda one: at_meeting(one, stated),
        lambda one: home(one.claim.event_type, one.claim.mode, one.claim.actors, one.claim.recipients),
    )
    told = [placed(one, looks) for one in told]
    at_home = [t for t in told if t.claim.place is not None]
    return [placed(one, (lambda one: elsewhere(one, at_home, kin),)).claim for one in told]


def placed(one: Told, looks: Sequence[Callable[[Told], Answer]]) -> Told:
    """The claim with the first place that is found; as it is where it has one, or where its words mean one that nobody can tell."""
    if one.claim.place is None and UNNAMED not in one.claim.why:
        for look in looks:
            place, why = look(one)
            if place is not None:
                return replace(one, claim=replace(one.claim, place=place, why=(*one.claim.why, why)))
    return one


def countries(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(p.country for p in parties if p.country)


def doers(parties: Sequence[Party]) -> frozenset[tuple[str, str]]:
    return frozenset((p.country, "" if p.sector in STATE else p.sector) for p in parties if p.country)


def elsewhere(one: Told, stated: Sequence[Told], kin: Mapping[str, frozenset[str]]) -> Answer:
    """The stated place of the nearest mention of what may be the same happening."""
    types = kin.get(one.claim.event_type, frozenset())
    near = [
        t for t in stated
        if t.claim.event_type in types and abs(t.claim.sentence - one.claim.sentence) <= FARTHEST and same_parties(one, t) and same_time(one, t)
    ]  # fmt: skip
    if not near:
        return None, ""
    other = min(near, key=lambda t: (t.claim.event_type != one.claim.event_type, abs(t.head - one.head), t.head))
    return other.claim.place, f"the place of the same happening in {other.claim.trigger_text!r}"


def same_parties(one: Told, other: Told) -> bool:
    """Some country in common, and on no side two known and different ones; those who meet are on no side."""
    if one.claim.event_type == MEETING:
        return len(one.everyone) > 1 and one.everyone == other.everyone and REMOTE not in {one.claim.mode, other.claim.mode}
    if other.claim.event_type == one.claim.event_type:
        others_deed = one.doers and other.doers and one.doers.isdisjoint(other.doers)
        others_loss = one.recipients and other.recipients and one.recipients.isdisjoint(other.recipients)
        if others_deed or others_loss:
            return False
    return not one.everyone.isdisjoint(other.actors if one.actors else other.everyone)


def same_time(one: Told, other: Told) -> bool:
    return apart(one.claim.date, other.claim.date) <= APART


def apart(a: Interval, b: Interval) -> dt.timedelta:
    """The gap between two intervals; none where one is unknown or open on that side."""
    gaps = [later - earlier for later, earlier in ((a.start, b.end), (b.start, a.end)) if later is not None and earlier is not None]
    return max([*gaps, dt.timedelta()])


def at_meeting(one: Told, stated: Sequence[Told]) -> Answer:
    """The place of the meeting whose account the claim stands in: the last one before it in the paragraph, with its speaker among them."""
    if one.claim.event_type not in VERBAL or one.claim.event_type == MEETING or one.claim.recency.value != "news":
        return None, ""
    for t in reversed(stated):
        if t.claim.event_type == MEETING and t.head < one.head and t.block == one.block and t.claim.mode != REMOTE:
            taking_part = one.actors and one.actors <= t.everyone and (not one.recipients or not one.recipients.isdisjoint(t.everyone))
            if taking_part:
                return t.claim.place, f"said at the meeting told of in {t.claim.trigger_text!r}"
    return None, ""
