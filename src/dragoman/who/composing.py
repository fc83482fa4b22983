"""Matches inside a noun phrase put together: whose soldiers, which office, whose name."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.lexicon.entities import Registry
from dragoman.lexicon.roles import RoleNoun, Roles
from dragoman.model import Function, Mention, Text
from dragoman.who.localities import Localities
from dragoman.who.matching import Match

F = Function
BETWEEN = frozenset({"and", "or", ",", "&", "the", "'s", "'", "as", "well", "both", "/", "-"})
OF = frozenset({"of", "from", "for", "in", "with", "within"})
PEOPLES = frozenset({"ethnic_group", "religion"})  # peoples and faiths live in many states
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "SPY", "JUD", "COP"})
OPEN = frozenset({"", "GOV"})  # sectors of persons' nouns that give way to the body they speak for or lead
ABROAD = frozenset(
    {"ambassador", "embassy", "envoy", "consulate", "consul", "mission", "diplomat", "attaché", "representative", "special envoy"}
)
MINISTERIAL = frozenset({"minister", "ministry", "secretary", "department"})
NO_TITLES = frozenset({"CVL", "REF", "CRM", "UAF", "UNK", "AGR", "LAB", ""})  # nobody is addressed by these, in capitals
REACH = 7  # tokens after "of" within which the owner must stand


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

    def owners(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.entities[0] for group in self.groups for m in group))


class Composer:
    """Composes the matches of one text. `owner` maps a token to the match that covers it."""

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

    # ------------------------------------------------------------------------------------------------------------------------------ roles

    def role_phrase(self, match: Match, first: int, head: int) -> Composed:
        """A role noun with what stands before it (from token `first`) and after it."""
        role = match.role
        assert role is not None
        made = Composed(head, first, match.last, "role", role=role, sector=role.sector, second=role.second, person=not role.body, match=match)
        before = self.units(first, match.first - 1)
        made.consumed += before
        for unit in before:
            unit.used = True
        self.from_bodies(made, before)
        self.from_words(made, first, match.first)
        if match.before == "ex":
            made.sector, made.second = ("ELI", "") if made.sector in OFFICIAL else (made.sector, made.second)
        made.groups = self.coordinated([unit for unit in before if self.owns(unit, made)])
        if not made.groups and (place := self.place_before(first, match.first)):
            made.groups = [(place,)]
        self.from_after(made, match.last + 1)
        match.used = True
        return made

    def place_before(self, first: int, until: int) -> Match | None:
        """A town or division before the noun: "*Mumbai* police"."""
        i = until - 1
        while i >= first:
            if i not in self.covering and self.placelike(i):
                start = i
                while start > first and start - 1 not in self.covering and self.placelike(start - 1):
                    start -= 1
                return self.place(start, i)
            i -= 1
        return None

    def placelike(self, i: int) -> bool:
        """A capital that starts no sentence, or a proper noun."""
        token = self.tokens[i]
        if token.pos == "PROPN":
            return True
        opens = i == 0 or self.tokens[i - 1].sentence != token.sentence
        return token.pos in {"ADJ", "NOUN"} and token.text[:1].isupper() and (not opens or self.alone)

    def place(self, first: int, last: int) -> Match | None:
        """The state that a place name belongs to, as an owner."""
        name = self.text.content[self.tokens[first].start : self.tokens[last].end]
        if not name[:1].isupper() or name in self.roles.given_names or name in self.roles.never:
            return None
        state = self.states.get(self.places.country(name, self.near), "")
        return Match(first, last, entities=(state,), use="place", why=f"a place in {state}") if state else None

    def from_bodies(self, made: Composed, before: Sequence[Match]) -> None:
        """ "union spokesman", "militia leader": a person who speaks for or leads a body has its sector."""
        body = next((unit for unit in reversed(before) if unit.role is not None and not unit.entities), None)
        if body is None or body.role is None or made.role is None or made.role.body:
            return
        self.take_sector(made, body.role)

    def take_sector(self, made: Composed, body: RoleNoun) -> None:
        """ "head of *the army*", "*union* leader": a noun without a sector of its own takes that of the body."""
        if made.sector in OPEN and body.sector not in OPEN and made.role is not None and made.role.words not in MINISTERIAL:
            made.sector, made.second = body.sector, body.second

    def from_words(self, made: Composed, first: int, until: int) -> None:
        """Modifiers: former, opposition, rebel, ruling; also one that the parser has left outside ("ousted" read as a verb)."""
        while first > 0 and self.roles.modifiers.get(self.tokens[first - 1].text.lower(), "plain") != "plain":
            first -= 1
        for i in range(first, until):
            effect = self.roles.modifiers.get(self.tokens[i].text.lower(), "")
            if not effect or effect == "plain" or (i in self.covering and self.covering[i].entities):
                continue
            self.modify(made, effect)

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
            made.second = "GOV"

    def owns(self, unit: Match, made: Composed) -> bool:
        """Is the phrase the unit's own? Not where it is only backed by it, or against it."""
        if not unit.entities:
            return False
        if made.role is not None and made.role.words in self.roles.relational and self.possesses(unit):
            return False
        if unit.after in self.roles.led:
            return True
        if unit.after in self.roles.sponsored:
            return False
        if unit.before in self.roles.not_of:
            return unit.before == "pro" and self.records[unit.entities[0]]["kind"] in {"person", "government"}
        return True

    def possesses(self, unit: Match) -> bool:
        """Is the unit a possessor ("Chad's")?"""
        return unit.last + 1 < len(self.tokens) and self.tokens[unit.last + 1].text in {"'s", "'"}

    def coordinated(self, units: Sequence[Match]) -> list[tuple[Match, ...]]:
        """Owners in groups: "Russian and Belarusian" are two groups, "Russian Wagner" is one."""
        groups: list[list[Match]] = []
        for unit in units:
            if groups and self.joined(groups[-1][-1], unit):
                groups.append([unit])
            elif groups:
                groups[-1].append(unit)
            else:
                groups.append([unit])
        return [tuple(group) for group in groups]

    def joined(self, left: Match, right: Match) -> bool:
        words = [self.tokens[i].text.lower() for i in range(left.last + 1, right.first)]
        return bool(words) and all(word in BETWEEN for word in words) and any(word in {"and", "or", ",", "&", "as", "/"} for word in words)

    def itself(self, match: Match, first: int) -> Match | None:
        """ "the YPG *militia*": a name before a singular noun for what it is. The name's match, or None."""
        before = self.covering.get(match.first - 1)
        if (
            before is None
            or not before.entities
            or before.last != match.first - 1
            or before.first < first
            or match.role is None
            or match.role.plural
        ):
            return None
        kinds = self.roles.points_to.get(match.role.words.lower(), frozenset())
        fits = before.use in {"name", "short"} and self.records[before.entities[0]]["kind"] in kinds - {"state"}
        return before if fits and not before.after and not before.before else None

    def bare(self, match: Match, first: int) -> bool:
        """A noun that is an actor only with an article, an adjective or an owner: "in force"."""
        if match.role is None or match.role.words.lower() not in self.roles.needs_determiner or match.first > first or match.role.plural:
            return False
        if not self.tokens[match.last].text.islower() or match.last > match.first:
            return False
        here = self.tokens[match.first]
        left = self.tokens[match.first - 1] if match.first else here
        return not (left.i != here.i and left.pos in {"DET", "ADJ", "NUM", "PART", "PRON"}) and not any(
            self.tokens[c].function in {F.DETERMINER, F.POSSESSOR} for c in self.text.children[here.i]
        )

    # ------------------------------------------------------------------------------------------------------------------------------ after

    def from_after(self, made: Composed, k: int) -> None:
        """ "of Chad", "from Gaza", "of the Russian army", "in Oslo" after the noun."""
        while k + 1 < len(self.tokens) and (self.tokens[k].text == "-" or self.tokens[k].text.lower() in self.roles.modifiers):
            k += 1
        if k >= len(self.tokens) or self.tokens[k].text.lower() not in OF or self.tokens[k].sentence != self.tokens[made.head].sentence:
            return
        prep = self.tokens[k].text.lower()
        if made.role is not None and made.role.words in self.roles.relational:
            return
        homeless = all(self.records[unit.entities[0]]["kind"] in PEOPLES for group in made.groups for unit in group)
        if prep in {"with", "in", "within", "from", "for"} and not homeless:
            return
        if prep == "in" and (made.sector == "MIL" or (made.role and made.role.words in ABROAD)):
            return
        if prep == "from" and made.sector == "MIL" and self.tokens[made.head].function in {F.OBJECT, F.PASSIVE_SUBJECT}:
            return
        found = self.owner_after(k + 1)
        if not found:
            return
        entity, body = found
        led = body is not None and prep in {"of", "for", "from", "with"} and made.role is not None and not made.role.body
        if led and body is not None and body.role is not None and made.role is not None:
            self.take_sector(made, body.role)
        if entity is None or (prep == "in" and self.records[entity.entities[0]]["kind"] not in {"state", "territory"}):
            return
        if prep in {"with", "for"} and self.records[entity.entities[0]]["kind"] == "state" and (made.role and made.role.words in ABROAD):
            return
        groups = self.coordinated([entity, *self.more_owners(entity)])
        made.groups = groups if not made.groups else made.groups + groups if len(groups) == 1 else made.groups
        if made.groups is not groups and len(made.groups) > 1:
            made.groups = [tuple(unit for group in made.groups for unit in group)]
        if prep in {"of", "for"} or (prep == "from" and body is not None):
            for group in groups:
                made.consumed += group
                for unit in group:
                    unit.used = True
            if body is not None:
                body.used = True
            made.last = max(made.last, *(unit.last for group in groups for unit in group), body.last if body else 0)

    def owner_after(self, k: int) -> tuple[Match | None, Match | None] | None:
        """The first entity and the role noun of the noun phrase that starts at token `k`: "the (Russian) (army)"."""
        entity: Match | None = None
        body: Match | None = None
        sentence = self.tokens[k].sentence if k < len(self.tokens) else -1
        i, end = k, min(k + REACH, len(self.tokens))
        while i < end and self.tokens[i].sentence == sentence:
            unit = self.covering.get(i)
            if unit is not None:
                if unit.entities and entity is None and unit.after not in self.roles.sponsored and unit.before not in self.roles.not_of:
                    entity = unit
                elif not unit.entities and unit.role is not None:
                    body = unit
                i = unit.last + 1
                continue
            if self.tokens[i].pos not in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV"} and self.tokens[i].text not in {"-", "'s", "."}:
                break
            if self.tokens[i].pos == "PROPN" and entity is None:
                last = i
                while last + 1 < end and self.tokens[last + 1].pos == "PROPN" and last + 1 not in self.covering:
                    last += 1
                entity = self.place(i, last)
                i = last + 1
                if entity is None and body is None and self.tokens[last].function is not F.COMPOUND:
                    break
                continue
            if self.tokens[i].pos == "NOUN" and entity is None and body is None and self.tokens[i].function is not F.COMPOUND:
                break
            i += 1
        return (entity, body) if entity or body else None

    def more_owners(self, entity: Match) -> list[Match]:
        """Conjuncts of an owner after "of": "of Russia *and China*"."""
        found: list[Match] = []
        here = entity
        while True:
            i = here.last + 1
            while i < len(self.tokens) and i - here.last <= 3 and self.tokens[i].text.lower() in BETWEEN:
                i += 1
            after = self.covering.get(i)
            if after is None or i == here.last + 1 or not after.entities or self.tokens[i].sentence != self.tokens[entity.first].sentence:
                return found
            if self.tokens[after.last].function not in {F.CONJUNCT, F.PREP_OBJECT, F.APPOSITION} or after.use == "adjective":
                return found
            found.append(after)
            here = after

    # ------------------------------------------------------------------------------------------------------------------------------ names

    def name_phrase(self, match: Match, first: int, head: int) -> Composed:
        """A name of the registry with titles, offices and adjectives before it."""
        record = self.records[match.entities[0]]
        if record["kind"] in {"state", "territory"} and match.use in {"people", "adjective", "regional"} and self.is_people(match):
            made = Composed(head, first, match.last, "role", sector="CVL", person=True, why=match.why, match=match)
            match.used = True
            made.groups = [(match,)]
            return made
        place = match.use in {"capital", "byword"} or (match.use in {"name", "script"} and record["kind"] in {"state", "territory", "region"})
        made = Composed(head, first, match.last, "name", match.entities, place=place, why=match.why, name_first=match.first, match=match)
        made.person = record["kind"] == "person"
        self.before_name(made, first, match.first)
        match.used = True
        return made

    def is_people(self, match: Match) -> bool:
        """ "Russians", "the Dutch": the noun for the people, not the adjective of something else."""
        token = self.tokens[match.last]
        if match.use == "regional":
            return token.tag in {"NNS", "NNPS"} or (token.pos in {"NOUN", "PROPN"} and token.text.endswith("s"))
        if match.use == "people":
            return token.function not in {F.COMPOUND, F.MODIFIER}
        return token.pos in {"NOUN", "PROPN"} and token.tag in {"NNS", "NNPS"}

    def before_name(self, made: Composed, first: int, until: int) -> None:
        """ "Russian Foreign Minister" before "Sergei Lavrov": owners and sector, in case the registry does not know his role that day."""
        before = self.units(first, until - 1)
        made.consumed += before
        for unit in before:
            unit.used = True
        titled = next((unit for unit in reversed(before) if unit.role is not None and not unit.entities), None)
        if titled is not None and titled.role is not None and (made.entities or self.is_title(titled)):
            made.role, made.sector, made.second = titled.role, titled.role.sector, titled.role.second
        self.from_words(made, first, until)
        made.groups = [tuple(unit for unit in before if self.owns(unit, made))] if any(self.owns(unit, made) for unit in before) else []

    def is_title(self, match: Match) -> bool:
        """Is the role noun before an unknown name an office, and not a part of the name ("Refugee Crisis", "Executive Order")?"""
        if match.role is None or self.tokens[match.last].text.islower():
            return True
        return not match.role.body and match.role.sector not in NO_TITLES

    def unknown_phrase(self, name_first: int, first: int, head: int) -> Composed:
        """A proper name that the registry does not have, with what stands before it."""
        made = Composed(head, first, head, "unknown", why="a name the registry does not have", name_first=name_first)
        self.before_name(made, first, name_first)
        if head > name_first and self.tokens[head].text in self.roles.body_words:
            inside = [unit for unit in self.units(name_first, head) if unit.entities]
            made.groups = made.groups or ([tuple(inside)] if inside else [])
            for unit in inside:
                unit.used = True
        self.finish_unknown(made)
        return made

    def finish_unknown(self, made: Composed) -> None:
        """A person introduced by an office, or as somebody's, is described: kind role."""
        made.person = self.tokens[made.head].text not in self.roles.body_words
        if made.sector or made.groups:
            made.kind = "role"

    # --------------------------------------------------------------------------------------------------------------------------- mentions

    def mentions(self, made: Composed) -> list[Mention]:
        """The composed phrase as mentions: one for each group of owners, all with the same head."""
        groups: Sequence[tuple[Match, ...]] = made.groups or [()]
        if len(groups) > 1 and (made.kind == "name" or any(len(group) > 1 for group in groups[:-1]) or not made.role):
            groups = [tuple(unit for group in groups for unit in group)]
        found = []
        for k, group in enumerate(groups):
            first, last = made.first, made.last
            if len(groups) > 1:
                first, last = self.share(made, groups, k)
            owners = tuple(dict.fromkeys(unit.entities[0] for unit in group))
            why = made.why or self.why(made, owners)
            found.append(
                Mention(self.text.span(first, last), made.head, made.kind, made.entities, owners, made.sector, made.second, made.place, why)
            )
        return found

    def share(self, made: Composed, groups: Sequence[tuple[Match, ...]], k: int) -> tuple[int, int]:
        """The words of the k-th of several owners: its own, and for the one next to the noun the noun as well."""
        unit = groups[k][0]
        if unit.first > made.head:  # "ministers of Russia and China"
            return (made.first, unit.last) if k == 0 else (unit.first, groups[k][-1].last)
        return (unit.first, made.last) if k == len(groups) - 1 else (unit.first, groups[k][-1].last)

    def why(self, made: Composed, owners: Sequence[str]) -> str:
        words = f"role noun {made.role.words!r}" if made.role else "description"
        names: Mapping[str, str] = {id: self.records[id].get("names", [id])[0] for id in owners}
        return f"{words} of {', '.join(names[id] for id in owners)}" if owners else words
