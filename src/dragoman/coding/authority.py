"""Who represses, frees or sanctions where the words leave it out, and the rest of the report makes it plain.

1. The same hand: a measure without a doer is by the one authority that the report names for such measures: for repression and release an
   authority of the country whose people suffer it ("Chad arrested the editor … two reporters *were jailed*"), for listings and other
   sanctions whoever is the only one that imposes them on anybody ("Canada sanctioned the general … the *listed* firms").
2. At home: repression of people of the country the report is mostly about, whose government the report blames or calls upon, is that
   government's ("Chad must free the editor … reporters *were jailed*"); not where the repressed are the publisher's own people.

Where two countries come into question nobody is filled in. It is settled when the claims are made, for a place may have told already.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from dragoman.coding.cast import Cast
from dragoman.coding.found import Bound
from dragoman.coding.shifts import Deed
from dragoman.lexicon.events import VERBAL
from dragoman.model import Claim, Party
from dragoman.text.grammar import Grammar

OFFICIAL = frozenset({"GOV", "JUD", "COP", "MIL", "SPY", "LEG", "PRM"})
BLAMES = frozenset({"ACCUSE", "REQUEST", "THREATEN", "SANCTION"})
CONVICTION = "convict"


class Authority:
    """The silent authorities of one text. `listings` are ids of rules for sanctions that one hand imposes on many."""

    def __init__(self, deeds: Sequence[Deed], cast: Cast, listings: Collection[str]) -> None:
        self.deeds = deeds
        self.cast = cast
        self.listings = listings

    def of(self, k: int) -> tuple[Party, ...]:
        """The actor of deed `k`; empty where it has its own or the report does not make it plain."""
        claim = self.deeds[k].claim
        if claim.actors or not claim.recipients:
            return ()
        if claim.rule in self.listings:
            return self.same_lister(k)
        homes = {p.country for p in claim.recipients}
        if not self.is_repression(claim) or len(homes) != 1 or "" in homes or any(p.sector in {"GOV", "MIL"} for p in claim.recipients):
            return ()
        home = next(iter(homes))
        return self.same_hand(k, home) or self.blamed(claim, home)

    @staticmethod
    def is_repression(claim: Claim) -> bool:
        return claim.event_type == "COERCE" or (claim.event_type, claim.mode) in {("RETREAT", "release"), ("SANCTION", CONVICTION)}

    def same_lister(self, k: int) -> tuple[Party, ...]:
        here = self.deeds[k].frame.head
        near = [
            (abs(d.frame.head - here), d.claim.actors) for d in self.deeds
            if d.claim.actors and d.claim.event_type == "SANCTION" and d.claim.mode != CONVICTION
        ]  # fmt: skip
        homes = {p.country for p in self.deeds[k].claim.recipients}
        hands = {p.country for _, actors in near for p in actors}
        if len(hands) != 1 or hands & (homes | {""}):
            return ()
        return min(near, key=lambda pair: pair[0])[1]

    def same_hand(self, k: int, home: str) -> tuple[Party, ...]:
        here = self.deeds[k].frame.head
        near = [
            (abs(d.frame.head - here), p) for d in self.deeds for p in d.claim.actors
            if self.is_repression(d.claim) and p.sector in OFFICIAL
            and (not d.claim.recipients or {r.country for r in d.claim.recipients} & {home, ""})
        ]  # fmt: skip
        if not near or {p.country for _, p in near} != {home}:
            return ()
        return (min(near, key=lambda pair: pair[0])[1],)

    def blamed(self, claim: Claim, home: str) -> tuple[Party, ...]:
        if self.cast.main_country != (home,) or home == self.cast.own_country:
            return ()
        accused = [
            p for d in self.deeds if d.claim.event_type in BLAMES for p in d.claim.recipients if p.country == home and p.sector in OFFICIAL
        ]
        state = self.cast.rooms.resolver.registry.state(home)
        if not accused or state is None:
            return ()
        why = f"nobody is named; {state.name} is blamed for what is done to its people"
        spans = {p.span for p in claim.recipients}
        other = next((p for p in accused if p.span not in spans), None)
        if other is None:
            return ()
        return (replace(other, entity=state.id, name=state.name, wikidata=state.wikidata, sector="GOV", sector_2="", private=False, why=why),)


JUDGES = frozenset({"ACCUSE", "REJECT", "REQUEST"})
SUFFERED = frozenset({"ASSAULT", "COERCE", "SANCTION"})  # types of deeds that somebody suffers
JUDGED_BY = ("of", "over", "about", "for", "at", "by", "to", "against")
DERIVED = "recipient from"  # in a claim's why: the recipient only stood near what is said


def doers(b: Bound, claim: Claim, deeds: Sequence[Deed], grammar: Grammar) -> tuple[Party, ...] | None:
    """Whoever does the deed that a claim condemns or asks for ("demanded the release of *two Dutch reporters*": of who holds them), where
    the claim's own words name nobody, or only the victims. The deed may have got its actor from its place or the rest of the report.
    None where the claim stays as it is; nobody () where only the victims are named of what is condemned."""
    if claim.event_type not in JUDGES or not claim.actors:
        return None
    if any(p.sector in OFFICIAL for p in claim.recipients) and DERIVED not in b.why:
        return None
    head = b.frame.head
    judged = {*grammar.objects(head), *grammar.prep_objects(head, *JUDGED_BY), b.reading.content}
    judged |= {h for o in tuple(judged) if o >= 0 for h in grammar.with_conjuncts((o,))}
    mine = {p.country for p in claim.actors}
    told = [d.claim for d in deeds if d.frame.head in judged and d.frame.head != head and d.claim.event_type not in VERBAL]
    for deed in told:
        others = tuple(p for p in deed.actors if p.country not in mine | {""})
        if others:
            return others
    suffered = {p.span for deed in told if deed.event_type in SUFFERED for p in deed.recipients if p.sector not in OFFICIAL}
    only = claim.event_type == "ACCUSE" and claim.recipients and all(p.span in suffered for p in claim.recipients)
    return () if only else None
