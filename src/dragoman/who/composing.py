"""Matches inside a noun phrase put together: whose soldiers, which office, whose name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.model import Function, Mention
from dragoman.who.matching import Match
from dragoman.who.owners import Owners
from dragoman.who.phrases import OFFICIAL, Composed

F = Function
ORGANISATIONS = frozenset({"igo"})
NO_TITLES = frozenset({"CVL", "REF", "CRM", "UAF", "UNK", "AGR", "LAB", ""})  # nobody is addressed by these, in capitals


class Composer(Owners):
    """Composes the matches of one text into phrases, and phrases into mentions."""

    # ------------------------------------------------------------------------------------------------------------------------------ roles

    def role_phrase(self, match: Match, first: int, head: int) -> Composed:
        """A role noun with what stands before it (from token `first`) and after it."""
        role = match.role
        assert role is not None
        made = Composed(head, first, match.last, "role", role=role, sector=role.sector, second=role.second, person=not role.body, match=match)
        before = [unit for unit in self.units(first, match.first - 1) if not self.backs(unit)]
        made.consumed += before
        for unit in before:
            unit.used = True
        self.from_bodies(made, before)
        self.from_words(made, first, match.first)
        if "ex" in {match.before, *(unit.before for unit in before)}:  # "ex-minister", "ex-Soviet minister"
            made.sector, made.second = ("ELI", "") if made.sector in OFFICIAL else (made.sector, made.second)
        made.groups = self.coordinated(self.sent([unit for unit in before if self.owns(unit, made)], made))
        if not made.groups and (place := self.place_before(first, match.first)):
            made.groups = [(place,)]
        self.from_after(made, match.last + 1)
        kinds = {self.records[unit.entities[0]]["kind"] for group in made.groups for unit in group if unit.entities}
        if role.words in self.roles.serving and kinds and kinds <= ORGANISATIONS:
            made.sector, made.second = "", ""  # "EU election observers": what the organisation is
        match.used = True
        return made

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
        if made.sector in OFFICIAL and any(unit.before == "ex" for unit in before):  # "ex-Soviet minister"
            made.sector, made.second = "ELI", ""
        shared = self.roles.nouns.get(self.tokens[made.last].text.lower()) if made.kind == "name" and made.match is not None else None
        if shared is not None and before and self.joined(before[-1], made.match or before[-1]):
            made.partners = [unit for unit in before if unit.entities and self.records[unit.entities[0]]["kind"] == "state"]
            before = [unit for unit in before if unit not in made.partners]
            made.role = shared
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
        if made.role is not None and not made.groups and (place := self.place_before(first, name_first)):
            made.groups = [(place,)]  # "*Lagos* Governor Ole Nordmann"
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
        found = [
            Mention(self.text.span(unit.first, unit.last), made.head, "role", (), (unit.entities[0],), made.role.sector, made.role.second,
                    False, f"role noun {made.role.words!r}, shared")
            for unit in made.partners if made.role is not None
        ]  # fmt: skip
        if found:
            made.first = max(made.first, made.partners[-1].last + 2)
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
