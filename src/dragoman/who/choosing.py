"""Which of the entities that claim a name is meant, from the rest of the report; and surnames of people named in full elsewhere in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from dragoman.lexicon.entities import NON_STATE, Registry
from dragoman.lexicon.entity_index import Claim
from dragoman.lexicon.folding import pieces, sound
from dragoman.lexicon.roles import Roles
from dragoman.model import Function, Text, Token
from dragoman.who.matching import Match
from dragoman.who.offices import Offices

F = Function
NAMED_LIKE_PEOPLE = frozenset({"armed_group", "movement", "party", "company", "media", "ngo"})
DISTINCT = 6  # letters a short name needs to be known without its body
BORNE = 3  # persons of the registry who bear a first name, for it to tell that somebody is named
REMEMBERED = dt.timedelta(days=3653)  # how long after leaving office a leader is known by his surname
FEW = 1  # bearers of a leader's surname abroad with whom he is still known by it
SHORTEST = 9  # letters a full name needs to be known by its sound


@lru_cache(maxsize=4)
def first_names(registry: Registry) -> frozenset[str]:
    """First names that several persons of the registry bear, folded."""
    found: Counter[str] = Counter()
    for record in registry.index.entities.values():
        if record["kind"] == "person":
            found.update({"".join(pieces(name.split(" ")[0])) for name in record.get("names") or () if " " in name})
    return frozenset(name for name, times in found.items() if times >= BORNE)


class Choice:
    """What one text tells about whose name is whose. `hints` are countries (ISO3) known from elsewhere; `alone` for a phrase by itself;
    `day` the day it was written, None where that is unknown."""

    def __init__(
        self, registry: Registry, roles: Roles, text: Text, hints: Iterable[str] = (), alone: bool = False, day: dt.date | None = None
    ) -> None:
        self.registry = registry
        self.records = registry.index.entities
        self.roles = roles
        self.text = text
        self.hints = tuple(hints)
        self.alone = alone
        self.day = day
        self.offices = Offices(registry, roles)
        self.countries: Counter[str] = Counter()
        self.bodies: set[str] = set()  # codes of no state (UNO, EUR, IGO …) whose bodies the text names
        self.full_names: dict[str, int] = {}
        self.surnames: dict[str, list[str]] = {}
        self.by_last: dict[int, Match] = {}
        self.by_first: dict[int, Match] = {}

    def settle(self, matches: Sequence[Match]) -> list[Match]:
        """The matches with their entities chosen; matches that name nobody after all are left out."""
        for match in matches:
            self.by_last[match.last] = self.by_first[match.first] = match
            self.count(match)
        self.countries.update(dict.fromkeys(self.hints, 3))
        kept = [match for match in matches if self.choose(match)]
        kept = [match for match in kept if not self.is_surname(match)]
        otherwise = self.spelled_otherwise({i for match in kept if match.entities for i in range(match.first, match.last + 1)})
        renamed = {i for match in otherwise for i in range(match.first, match.last + 1)}
        kept = [match for match in kept if match.first not in renamed]
        taken = renamed.union(i for match in kept for i in range(match.first, match.last + 1))
        kept += otherwise + self.bare_surnames(taken)
        kept.sort(key=lambda match: match.first)
        return kept

    def count(self, match: Match) -> None:
        """Countries and full names that need no context."""
        for id, use, _ in match.claims[:1]:
            record = self.records[id]
            if record.get("ambiguous") == "true" or use == "short" or self.plain(match):
                return
            if record["country"] and record["country"] not in NON_STATE:
                self.countries[record["country"]] += 2 if record["kind"] == "state" else 1
            elif record["country"]:
                self.bodies.add(record["country"])
        if match.last > match.first:
            for id, use, _ in match.claims:
                if use == "name" and self.records[id]["kind"] == "person":
                    self.full_names[id] = match.first
                    surname = pieces(self.text.tokens[match.last].text)
                    if surname and len(surname[-1]) > 1:
                        self.surnames.setdefault(surname[-1], []).append(id)

    def choose(self, match: Match) -> bool:
        """Fill in entities, use and why. False when the words are neither a name nor a role noun here."""
        holder = self.office_holder(match)
        if holder:
            match.entities, match.use, match.why, match.role = (holder,), "name", self.as_holder(holder, match), None
            return True
        ranked = sorted((rank, k) for k, claim in enumerate(match.claims) if (rank := self.rank(match, claim)) is not None)
        if not ranked:
            match.claims = []
            return match.role is not None
        best = [match.claims[k] for _, k in ranked]
        if self.anybodys(match, best) or self.direction(match, best):
            match.claims = []
            return match.role is not None
        match.entities = tuple(dict.fromkeys(claim[0] for claim in best))
        match.use = best[0][1]
        match.why = self.reason(best[0])
        if match.role is not None and best[0][1] in {"short", "byword", "capital"}:
            match.entities, match.use, match.why = (), "", ""
        elif match.use not in {"name", "short"} or self.records[match.entities[0]]["kind"] != "person":
            match.role = None
        return True

    def direction(self, match: Match, best: Sequence[Claim]) -> bool:
        """ "*Far-right* lawmakers", "the *far-right* AfD": a movement of no country in small letters before a noun or name says of what kind
        that is, not whose."""
        record = self.records[best[0][0]]
        if record["kind"] != "movement" or record["country"] not in NON_STATE or not self.text.tokens[match.first].text.islower():
            return False
        last, after = self.text.tokens[match.last], self.text.tokens[min(match.last + 1, len(self.text.tokens) - 1)]
        if after.i == last.i or after.sentence != last.sentence or after.pos not in {"NOUN", "PROPN", "ADJ"}:
            return False
        return last.pos == "ADJ" or last.head > last.i

    def office_holder(self, match: Match) -> str:
        """The one person of this surname who holds the office before it on the day: "Prime Minister Montenegro". "" where none or several do,
        where the text names him in full, or where somebody else's country stands before the office."""
        if self.day is None or match.first != match.last or not match.first:
            return ""
        before = self.by_last.get(match.first - 1)
        token = self.text.tokens[match.first]
        if before is None or before.role is None or before.role.body or before.role.plural or not token.text[:1].isupper():
            return ""
        if self.text.tokens[before.last].sentence != token.sentence:
            return ""
        parts = pieces(token.text)
        if not parts or parts[-1] in self.surnames or self.goes_on(token):
            return ""
        held = self.offices.holders(parts[-1], before.role, self.day)
        owner = self.by_last.get(before.first - 1) or self.by_last.get(before.first - 2)
        if owner is not None and owner.claims and held:
            whose = {self.records[claim[0]]["country"] for claim in owner.claims if self.records[claim[0]]["kind"] == "state"}
            held = [id for id in held if not whose or self.records[id]["country"] in whose]
        near = [id for id in held if self.records[id]["country"] in self.countries]
        held = near if len(held) > 1 else held
        return held[0] if len(held) == 1 else ""

    def as_holder(self, id: str, match: Match) -> str:
        role = self.by_last[match.first - 1].role
        return f"surname of {self.records[id].get('names', [id])[0]}, {role.words if role else 'in office'} then"

    def anybodys(self, match: Match, best: Sequence[Claim]) -> bool:
        """ "Supreme Court", "National Assembly": a name that is a role noun too, or that several countries have, needs its country near."""
        if best[0][1] not in {"name", "short"}:
            return False
        homes = {self.records[claim[0]]["country"] for claim in best}
        generic = match.role is not None and best[0][2].replace("C", "").replace("l", "") == ""
        if not generic and len(homes) == 1:
            return False
        kinds = {self.records[claim[0]]["kind"] for claim in best}
        if not generic and kinds & {"state", "person"}:
            return False
        return not any(home in self.countries for home in homes) and not (generic and len(homes) == 1 and homes <= NON_STATE)

    def reason(self, claim: Claim) -> str:
        id, use, _ = claim
        said = {"short": "short name", "people": "its people", "byword": "byword", "capital": "capital"}.get(use, use)
        return f"{said} of {self.records[id].get('names', [id])[0]}"

    def said_after(self, match: Match, kind: str) -> bool:
        """ "The PTI *news agency*": the noun right after a name says which of its bearers is meant."""
        after = self.by_first.get(match.last + 1)
        return after is not None and after.role is not None and kind in self.roles.points_to.get(after.role.words.lower(), ())

    def rank(self, match: Match, claim: Claim) -> tuple[int, int, int, int] | None:
        """How far a claim is from being meant, smaller first; None when it is not."""
        id, use, _ = claim
        record = self.records[id]
        country = record["country"]
        near = country in self.countries
        single = match.first == match.last
        person = record["kind"] == "person"
        if single and person and (self.other_person(match) or self.goes_on(self.text.tokens[match.first])):
            return None
        if single and record["kind"] in NAMED_LIKE_PEOPLE and self.somebodys_surname(match):
            return None
        if person and use == "short" and not near and self.well_known(record, match):
            near = True
        if single and (self.given_name(match) or (not near and not person and self.plain(match))):
            return None
        if use == "short" and not (id in self.full_names or near or self.alone or self.held(id, match)):
            return None
        if record.get("ambiguous") == "true" and not (near or self.alone or (country in NON_STATE and match.last > match.first)):
            return None
        order = 0 if use in {"name", "adjective", "people", "script", "regional"} else 1 if use == "short" else 2
        if use == "short" and id in self.full_names:
            order = -1
        said = len(match.claims) > 1 and self.said_after(match, record["kind"])
        return (order, not said, -self.countries[country] if country not in NON_STATE else 0, record["kind"] != "state")

    def plain(self, match: Match) -> bool:
        """ "Male", "Olaf": an ordinary word or first name, unless it is written as the name is (Malé, OLAF)."""
        word = self.text.tokens[match.first].text
        return match.first == match.last and word.isascii() and not word.isupper() and word.lower() in self.roles.plain_words

    def introduced(self, match: Match) -> bool:
        """A title or an office stands before the name: "Mr Obi", "President Obi"."""
        if not match.first:
            return False
        before = self.text.tokens[match.first - 1]
        if before.text.rstrip(".") in self.roles.titles:
            return True
        role = self.by_last.get(match.first - 1)
        return role is not None and role.role is not None and not role.role.body

    def well_known(self, record: Mapping[str, Any], match: Match) -> bool:
        """A leading person of a body of no state, whose short name nobody else has: "Guterres". Otherwise his body must be named.

        Of a state, whoever leads it, or did so lately, where all known bearers of the name are of this state: "Merkel"."""
        if self.led(record, match):
            return True
        codes = {record["country"], *(role.get("country", "") for role in record.get("roles") or ())} & NON_STATE
        if not codes:
            return False
        alone = len({claim[0] for claim in match.claims}) == 1 and len(self.text.tokens[match.first].text) >= DISTINCT
        return alone or bool(codes & self.bodies)

    def led(self, record: Mapping[str, Any], match: Match) -> bool:
        """Whether somebody holds a leading office of a state on the day, or did in the ten years before, and his surname is rare
        among those known abroad, none of whom leads a state."""
        token, day = self.text.tokens[match.first], self.day
        named = token.pos == "PROPN" or (token.tag == "NN" and token.function is F.SUBJECT)  # "*Trump* tore it up"
        if day is None or not named or not token.text.istitle() or self.plain(match) or token.text in self.roles.given_names:
            return False
        if match.first and self.text.tokens[match.first - 1].tag in {"DT", "JJ"}:
            return False  # "the Moon"
        bearers = {claim[0] for claim in match.claims}.union(self.registry.index.surnames.get("".join(pieces(token.text)), ()))
        abroad = [id for id in bearers if self.records[id]["country"] != record["country"]]
        return self.leads(record["id"], day) and len(abroad) <= FEW and not any(self.leads(id, day) for id in abroad)

    def leads(self, id: str, day: dt.date) -> bool:
        """Whether somebody holds a leading office on the day, or did in the ten years before."""
        return any(
            (role.start is None or role.start.first <= day) and (role.end is None or day <= role.end.last + REMEMBERED)
            for role in self.registry.get(id).roles
            if role.title in self.roles.leading
        )

    def somebodys_surname(self, match: Match) -> bool:
        """The name of a body after somebody's first name: "Omar Hamas"."""
        token, before = self.text.tokens[match.first], self.text.tokens[match.first - 1]
        if not match.first or match.first - 1 in self.by_last or before.sentence != token.sentence or before.pos != "PROPN":
            return False
        return before.head == token.i and "".join(pieces(before.text)) in first_names(self.registry)

    def other_person(self, match: Match) -> bool:
        """Another first name stands before the surname: "Jenna Bush"."""
        if not match.first or self.introduced(match):
            return False
        token, before = self.text.tokens[match.first], self.text.tokens[match.first - 1]
        if before.pos != "PROPN" or before.sentence != token.sentence or match.first - 1 in self.by_last:
            return False
        if not before.text[:1].isupper() or before.text.rstrip(".") in self.roles.titles | self.roles.never:
            return False
        return before.head == token.i or (before.function is F.COMPOUND and before.head == token.head)

    def given_name(self, match: Match) -> bool:
        """A country's name that is somebody's first name here: "Jordan Pickford"."""
        token = self.text.tokens[match.first]
        if token.text not in self.roles.given_names or match.first + 1 >= len(self.text.tokens):
            return False
        after = self.text.tokens[match.first + 1]
        if after.pos != "PROPN" or not after.text[:1].isupper() or token.function is not F.COMPOUND or after.sentence != token.sentence:
            return False
        known = any(last >= after.i and other.first <= after.i for last, other in self.by_last.items())
        return not known and after.text not in self.roles.body_words and "".join(pieces(after.text)) not in self.roles.nouns

    def is_surname(self, match: Match) -> bool:
        """A role noun that is somebody's surname here: "Tom Farmer"."""
        if (
            match.entities
            or match.role is None
            or match.first != match.last
            or match.role.words not in self.roles.also_names
            or not match.first
        ):
            return False
        token, before = self.text.tokens[match.first], self.text.tokens[match.first - 1]
        if not token.text[:1].isupper() or before.pos != "PROPN" or not before.text[:1].isupper() or before.sentence != token.sentence:
            return False
        return match.first - 1 not in self.by_last and before.text.rstrip(".") not in self.roles.titles and before.head == token.i

    def spelled_otherwise(self, taken: set[int]) -> list[Match]:
        """Full names in another transliteration than the registry's; they stand for their surname elsewhere in the text too."""
        found = []
        i, tokens = 0, self.text.tokens
        while i < len(tokens):
            last = i
            while last < len(tokens) and self.proper(last, taken, tokens[i].sentence):
                last += 1
            if last - i > 1:
                parts = [part for k in range(i, last) for part in pieces(tokens[k].text)]
                ids = self.registry.index.sounds.get(sound(parts), []) if sum(map(len, parts)) >= SHORTEST else []
                if len(ids) == 1:
                    name = self.records[ids[0]].get("names", ids)[0]
                    found.append(Match(i, last - 1, entities=(ids[0],), use="name", why=f"another spelling of {name}"))
                    self.full_names[ids[0]] = i
                    self.surnames.setdefault(parts[-1], []).append(ids[0])
            i = max(last, i + 1)
        return found

    def proper(self, i: int, taken: set[int], sentence: int) -> bool:
        token = self.text.tokens[i]
        if i in taken or token.sentence != sentence:
            return False
        return (token.pos == "PROPN" and token.text[:1].isupper() and token.text not in self.roles.titles) or token.text in {
            "-",
            "al",
            "el",
            "bin",
        }

    def bare_surnames(self, taken: set[int]) -> list[Match]:
        """Surnames of people whose full names are elsewhere in the text, or who are introduced by an office of a country in it."""
        found = []
        for token in self.text.tokens:
            if token.pos != "PROPN" or token.i in taken or not token.text[:1].isupper():
                continue
            parts = pieces(token.text)
            match = Match(token.i, token.i, use="name")
            ids = self.surnames.get(parts[-1], []) if parts else []
            said = "named in full elsewhere"
            if holder := self.office_holder(match):
                match.entities, match.why = (holder,), self.as_holder(holder, match)
                found.append(match)
                continue
            if parts and not ids and (self.alone or self.introduced(match)):
                ids, said = self.introduced_people(parts[-1], match), "introduced by office"
            if ids and not self.other_person(match) and not self.goes_on(token):
                name = self.records[ids[0]].get("names", ids)[0]
                match.entities, match.why = tuple(dict.fromkeys(ids)), f"surname of {name}, {said}"
                found.append(match)
        return found

    def introduced_people(self, surname: str, match: Match) -> list[str]:
        """People of this surname from the countries of the text; first those who ever held the office it is introduced by."""
        ids = [id for id in self.registry.index.surnames.get(surname, ()) if self.records[id]["country"] in self.countries]
        return sorted(ids, key=lambda id: (not self.held(id, match), -self.countries[self.records[id]["country"]]))

    def held(self, id: str, match: Match) -> bool:
        """Did this person ever hold the office that stands before the match?"""
        role = self.by_last.get(match.first - 1)
        words = set(role.role.words.split()) if role is not None and role.role is not None else set()
        roles = self.records[id].get("roles") or ()
        return bool(words) and any(words <= set(held.get("title", "").lower().split()) for held in roles)

    def goes_on(self, token: Token) -> bool:
        """The name does not end here: "Powell Corporation"."""
        after = self.text.tokens[token.i + 1] if token.i + 1 < len(self.text.tokens) else token
        return after.i != token.i and token.function is F.COMPOUND and after.pos == "PROPN" and token.head == after.i
