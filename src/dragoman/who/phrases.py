"""A noun phrase while it is being put together: its parts, and what modifiers and bodies in it say about the sector."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from dragoman.lexicon.entities import Registry
from dragoman.lexicon.roles import RoleNoun, Roles
from dragoman.model import Function, Text
from dragoman.who.localities import Localities
from dragoman.who.matching import Match

PEOPLES = frozenset({"ethnic_group", "religion"})  # peoples and faiths live in many states
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "SPY", "JUD", "COP"})
WIDE = 20  # words between a verb and its subject
OPEN = frozenset({"", "GOV"})  # sectors of persons' nouns that give way to the body they speak for or lead


@dataclass(slots=True)
class Composed:
    """One or more mentions that share a head, while they are being made. `groups` are owners, one group per mention."""

    head: int
    first: int
    last: int
    kind: str
    entities: tuple[str, ...] = ()
    groups: list[tuple[Match, ...]] = field(default_factory=list)
    role: RoleNoun | None = None
    sector: str = ""
    second: str = ""
    place: bool = False
    person: bool = False
    why: str = ""
    name_first: int = -1
    match: Match | None = None
    consumed: list[Match] = field(default_factory=list)
    partners: list[Match] = field(default_factory=list)  # owners before a force that the registry has by name: "*Indian* and Chinese troops"


class Phrases:
    """The matches of one text by token, and the words around them. `near` are countries the text is about; `alone` for a bare phrase."""

    def __init__(
        self,
        text: Text,
        registry: Registry,
        roles: Roles,
        matches: Sequence[Match],
        places: Localities,
        near: Container[str] = (),
        alone: bool = False,
    ) -> None:
        self.alone = alone
        self.states = registry.index.states
        self.places = places
        self.near = near
        self.text = text
        self.tokens = text.tokens
        self.records = registry.index.entities
        self.roles = roles
        self.covering: dict[int, Match] = {i: match for match in matches for i in range(match.first, match.last + 1)}

    def units(self, first: int, last: int) -> list[Match]:
        """Matches that lie in the tokens `first` to `last`, in order."""
        found: list[Match] = []
        i = first
        while i <= last:
            match = self.covering.get(i)
            if match is None or match.first < first or match.last > last:
                i += 1
                continue
            found.append(match)
            i = match.last + 1
        return found

    def from_bodies(self, made: Composed, before: Sequence[Match]) -> None:
        """ "union spokesman", "militia leader": a person who speaks for or leads a body has its sector."""
        body = next((unit for unit in reversed(before) if unit.role is not None and not unit.entities), None)
        if body is None or body.role is None or made.role is None:
            return
        if made.role.words in self.roles.yields:
            made.sector, made.second = body.role.sector or made.sector, body.role.second
        if made.role.body:
            return
        self.take_sector(made, body.role)

    def take_sector(self, made: Composed, body: RoleNoun) -> None:
        """ "head of *the army*", "*union* leader": a noun without a sector of its own takes that of the body."""
        if made.role is not None and made.role.words in self.roles.kin:
            made.sector, made.second = ("ELI", "") if body.sector in {"GOV", "ELI"} else (made.sector, made.second)
            return
        if made.sector in OPEN and body.sector not in OPEN and made.role is not None and made.role.words not in self.roles.ministerial:
            made.sector, made.second = body.sector, body.second

    def from_words(self, made: Composed, first: int, until: int) -> None:
        """Modifiers: former, opposition, rebel, ruling; also one that the parser has left outside ("ousted" read as a verb)."""
        while first > 0 and self.roles.modifiers.get(self.tokens[first - 1].text.lower(), "plain") != "plain":
            if self.has_subject(first - 1):
                break  # "soldiers *ousted* Togo's president"
            first -= 1
        for i in range(first, until):
            effect = self.roles.modifiers.get(self.tokens[i].text.lower(), "")
            if not effect or effect == "plain" or (i in self.covering and self.covering[i].entities):
                continue
            self.modify(made, effect)

    def has_subject(self, i: int) -> bool:
        return any(t.head == i and t.function is Function.SUBJECT for t in self.tokens[max(0, i - WIDE) : i])

    def modify(self, made: Composed, effect: str) -> None:
        if effect == "former":
            if made.sector in OFFICIAL:
                made.sector, made.second = "ELI", ""
        elif effect == "opposition":
            made.second = "OPP"
            if made.sector in {"GOV", ""}:
                made.sector = "PTY"
            elif made.sector == "MIL":
                made.sector, made.second = "REB", ""
        elif effect == "rebel":
            if made.sector in {"", "MIL", "GOV", "UAF", "PRM", "PTY"}:
                made.sector, made.second = "REB", ""
        elif effect == "ruling" and made.sector == "PTY":
            made.sector, made.second = "GOV", "PTY"  # as PLOVER counts the parties that govern
