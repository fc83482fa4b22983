"""Whose a role noun is, as the noun phrase says: "Polish", "Poland's", "of Poland", "Warsaw", "from Łódź"; and who only backs it."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.lexicon.entities import NON_STATE
from dragoman.model import Function
from dragoman.who.matching import Match
from dragoman.who.phrases import OFFICIAL, PEOPLES, Composed, Phrases

F = Function
BETWEEN = frozenset({"and", "or", ",", "&", "the", "'s", "'", "as", "well", "both", "/", "-"})
OF = frozenset({"of", "from", "for", "in", "with", "within", "on"})
SENT = OFFICIAL | {"", "SOC"}  # sectors of those whom organisations send
BODIES_OF_STATES = frozenset({"government", "region", "ministry", "parliament", "court", "agency"})
WITHIN = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV"})  # what may stand in a noun phrase before its name
REACH = 7  # tokens after "of" within which the owner must stand


class Owners(Phrases):
    """Finds the owners of a role noun before and after it."""

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
        if self.alone and token.pos == "VERB":
            return token.text[:1].isupper()
        return token.pos in {"ADJ", "NOUN"} and token.text[:1].isupper() and (not opens or self.alone)

    def place(self, first: int, last: int) -> Match | None:
        """The state that a place name belongs to, as an owner."""
        name = self.text.content[self.tokens[first].start : self.tokens[last].end]
        if not name[:1].isupper() or name in self.roles.never:
            return None
        if name.lower() in self.roles.plain_words and self.places.country(name) not in self.near:
            return None
        if name in self.roles.given_names and not self.before_role(last):
            return None
        state = self.states.get(self.places.country(name, self.near), "")
        return Match(first, last, entities=(state,), use="place", why=f"a place in {state}") if state else None

    def before_role(self, last: int) -> bool:
        """ "*Houston* police": right before a role noun in small letters no first name stands."""
        match = self.covering.get(last + 1)
        return match is not None and match.role is not None and self.tokens[match.last].text.islower()

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

    def sent(self, units: list[Match], made: Composed) -> list[Match]:
        """ "The UN's *Syria* envoy": the country between an organisation and somebody it sends is where he is sent, not whose he is."""
        if made.sector not in SENT or len(units) < 2:
            return units
        kept = units[:1]
        for unit in units[1:]:
            body, country = self.records[kept[-1].entities[0]], self.records[unit.entities[0]]
            beside = not self.joined(kept[-1], unit) and unit.use in {"name", "short", "capital"} and not self.possesses(unit)
            if not (body["kind"] == "igo" and body["country"] in NON_STATE and country["kind"] in {"state", "territory"} and beside):
                kept.append(unit)
        return kept

    def backs(self, unit: Match) -> bool:
        """Does the unit only do something to whoever the phrase names: "*Iran*-backed militias", "*UN*-listed companies"?"""
        return bool(unit.entities) and unit.after in self.roles.sponsored and not self.alone

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

    def from_after(self, made: Composed, k: int) -> None:
        """ "of Chad", "from Gaza", "of the Russian army", "in Oslo" after the noun."""
        while k + 1 < len(self.tokens) and (self.tokens[k].text == "-" or self.tokens[k].text.lower() in self.roles.modifiers):
            k += 1
        if k >= len(self.tokens) or self.tokens[k].text.lower() not in OF or self.tokens[k].sentence != self.tokens[made.head].sentence:
            return
        prep = self.tokens[k].text.lower()
        if made.role is not None and made.role.words in self.roles.relational:
            return
        homeless = all(self.homeless(unit) for group in made.groups for unit in group)
        if prep in {"with", "in", "within", "from", "for", "on"} and not homeless:
            return
        if prep == "on":  # "gunmen *on the island of* Papua"; not "experts on Iran"
            if not any(token.lemma.lower() in self.roles.lands for token in self.tokens[k + 1 : k + REACH]):
                return
            prep = "in"
        if prep == "in" and (made.sector == "MIL" or (made.role and made.role.words in self.roles.abroad)):
            return
        if prep == "from" and made.sector == "MIL" and self.tokens[made.head].function in {F.OBJECT, F.PASSIVE_SUBJECT}:
            return
        found = self.owner_after(k + 1)
        if not found:
            return
        entity, body = found
        if entity is not None and body is None and prep not in {"in", "within"} and self.possesses(entity):
            entity = self.owned_by(entity)  # "the head of Chile's *Carabineros*"
        if entity is None and body is None:
            return  # "thanked the minister for *Oman's help*": the owner of what comes after
        led = body is not None and prep in {"of", "for", "from", "with"} and made.role is not None and not made.role.body
        if led and body is not None and body.role is not None and made.role is not None:
            self.take_sector(made, body.role)
        if entity is not None and prep == "in":
            entity = self.whereabouts(entity)
        if entity is None:
            return
        if (
            prep in {"with", "for"}
            and self.records[entity.entities[0]]["kind"] == "state"
            and (made.role and made.role.words in self.roles.abroad)
        ):
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

    def homeless(self, unit: Match) -> bool:
        """Peoples, faiths and armed groups of no one state count where they are: "Islamic State militants *in Mosul*"."""
        record = self.records[unit.entities[0]]
        return record["kind"] in PEOPLES or (record["kind"] in {"armed_group", "movement"} and record["country"] in NON_STATE)

    def whereabouts(self, entity: Match) -> Match | None:
        """The state somebody is in who is in a state, a region that the registry has as its government ("gunmen in *Texas*"), or one of a
        state's bodies; None for anything else ("believers in Obama")."""
        record = self.records[entity.entities[0]]
        if record["kind"] in {"state", "territory"}:
            return entity
        if record["kind"] not in BODIES_OF_STATES:
            return None
        name = self.text.content[self.tokens[entity.first].start : self.tokens[entity.last].end]
        code = record["country"] if record["country"] in self.states else self.places.country(name, self.near)
        state = self.states.get(code, "")
        return Match(entity.first, entity.last, entities=(state,), use="place", why=f"a place in {state}") if state else None

    def owned_by(self, entity: Match) -> Match | None:
        """The body that a possessor has right after it: "Russia's *State Duma*", "Italy's far-right *Lega*". None for anything else."""
        i = entity.last + 2
        while i < min(entity.last + REACH, len(self.tokens)) and i not in self.covering and self.describes(i):
            i += 1
        after = self.covering.get(i)
        if after is None or not after.entities or self.records[after.entities[0]]["kind"] in {"state", "territory", "region", "person"}:
            return None
        entity.used = True
        return after

    def describes(self, i: int) -> bool:
        """Can the token stand in a noun phrase before its noun? "Ruling" can, whatever the parser makes of it."""
        token = self.tokens[i]
        if token.pos in WITHIN or token.text in {"-", "'s", "."}:
            return True
        return token.function is F.MODIFIER and token.text.lower() in self.roles.modifiers  # not "the president of Tunisia *sacked* …"

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
            if not self.describes(i):
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
            if self.tokens[i].pos == "NOUN" and entity is None and body is None and self.tokens[i].function not in {F.COMPOUND, F.MODIFIER}:
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
