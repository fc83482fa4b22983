"""The cast of one text: its mentions with coreference followed, and the parties they are on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from dragoman.coding import ownership
from dragoman.coding.anyone import is_anyone
from dragoman.coding.arguments import Arguments
from dragoman.coding.found import Found
from dragoman.coding.listed import groups, spread
from dragoman.coding.pairs import Pairs
from dragoman.coding.rooms import Rooms
from dragoman.coding.voices import Voices
from dragoman.lexicon.entities import NON_STATE
from dragoman.model import Function, Interval, Located, Mention, Party, Span, Token
from dragoman.who.phrases import PEOPLES

TOWARDS = frozenset({"against", "to", "for", "with", "about", "over"})  # "countries *against* Chad" are not of Chad
DESCRIBED = frozenset({Function.PREPOSITION, Function.POSSESSOR, Function.RELATIVE_CLAUSE})
NOT_OURS = frozenset({"", "PTY", "REB", "PRM", "CRM", "UAF"})
ARMED = frozenset({"MIL", "PRM", "REB"})
LONGEST_LIST = 8  # members of a list that are climbed
EVERYWHERE = frozenset({"IMG", "ISM"})  # country codes of groups and peoples that no one state has


class Cast(Voices):
    """Who is who in one text."""

    def __init__(self, found: Found, rooms: Rooms) -> None:
        self.found = found
        self.rooms = rooms
        self.text = found.text
        published = found.report.published
        self.on_publication = Interval(published, published, "day", "publication") if published else Interval(None, None)
        self.parties: dict[tuple[int, Interval, tuple[str, ...]], Party | None] = {}
        self.mentions, self.links = rooms.refer(found)
        self.mentions = [replace(m, kind="unknown", owners=()) if self.is_thing(m) else m for m in self.mentions]
        self.mentions += self.first_of_two()
        self.groups = groups(self.text, self.mentions, self.is_state, rooms.words("joining"))
        self.mentions = self.with_publisher()
        self.mentions = self.with_addressed()
        self.mentions = spread(self.text, self.mentions, self.groups)
        self.mentions = self.with_pairs()
        self.arguments = Arguments(
            self.text, found.grammar, self.mentions, self.links, lambda m: rooms.power.fills(m, self.text), rooms.codebook.sets
        )

    def is_thing(self, mention: Mention) -> bool:
        """A capitalised name that says what thing it is: "the Chadian Revolution", nobody who could act."""
        token = self.text.tokens[mention.head]
        if mention.kind != "role" or mention.entities or mention.sector or token.tag not in {"NNP", "NNPS"}:
            return False
        return token.text.lower() in self.rooms.words("thing_names")

    def first_of_two(self) -> list[Mention]:
        """ "*The Secretary* and Foreign Minister Mori met": two people in what looks like one with two offices, where the first office has
        been somebody else's in the text."""
        found = []
        for k, mention in enumerate(self.mentions):
            words = mention.span.of(self.text.content)
            office, joined, _ = words.partition(" and ")
            first = next((t.i for t in self.tokens_in(mention) if t.start == mention.span.start), 0)
            if not joined or not mention.entities or mention.kind != "name" or not first or self.text.tokens[first - 1].text.lower() != "the":
                continue
            for other in self.mentions[:k]:
                theirs = other.span.of(self.text.content)
                if other.entities and other.entities != mention.entities and theirs.startswith(office + " "):
                    span = Span(mention.span.start, mention.span.start + len(office))
                    found.append(replace(other, span=span, head=mention.head, why=f"{office!r} is {theirs!r}"))
                    break
        return found

    def tokens_in(self, mention: Mention) -> list[Token]:
        sentence = self.text.sentence_of(mention.head)
        return [t for t in self.text.tokens[sentence.first : sentence.last] if mention.span.start <= t.start < mention.span.end]

    def with_pairs(self) -> list[Mention]:
        """ "The two countries" as the two that the words before tell of (see pairs.py)."""
        registry = self.rooms.resolver.registry
        meetings = {self.text.tokens[f.head].sentence for f in self.found.frames if f.readings[0].event_type == "CONSULT"}
        pairs = Pairs(self.text, self.mentions, self.rooms.pair_nouns, self.state_of, self.belongs, meetings)
        found = pairs.resolved(lambda code: state.id if (state := registry.state(code)) is not None else "", self.links)
        seconds = {found[k].head: k for k in range(len(self.mentions), len(found))}
        links = {k: target for k, target in self.links.items() if found[k] is self.mentions[k]}
        for j, target in self.links.items():  # "the two countries … *they*" are both
            if (second := seconds.get(self.mentions[target].head, -1)) >= 0:
                links[len(found)] = second
                found.append(self.mentions[j])
        self.links = links
        return found

    def is_state(self, mention: Mention) -> bool:
        """Does a mention name a state itself?"""
        return bool(mention.entities) and self.rooms.resolver.registry.get(mention.entities[0]).kind == "state"

    def state_of(self, mention: Mention) -> str:
        """The state a mention acts for or belongs to on the day of publication, "" for none and for a mere place."""
        if not (mention.entities or mention.owners) or not self.rooms.power.acts(mention, self.text):
            return ""
        code = self.rooms.resolver.standing((*mention.entities, *mention.owners)[0], self.on_publication).country
        return "" if code in NON_STATE else code

    def belongs(self, group: str, code: str) -> bool:
        """Is a state a member of an organisation? True as well for a group whose members are not known."""
        entity = self.rooms.resolver.registry.get(group)
        return not entity.members or any(member.code == code for member in entity.members)

    def party_at(self, i: int) -> Party | None:
        """The party a token stands for on the day of publication, through coreference."""
        found = self.arguments.parties(i, deep=False)
        return self.party(found[0], self.on_publication) if found else None

    def antecedent(self, i: int) -> Mention | None:
        """The mention a token stands for, coreference followed, whether or not it is a party."""
        found = self.arguments.parties(i, deep=False)
        return self.mentions[self.links.get(found[0], found[0])] if found else None

    def party(self, k: int, on: Interval, hints: tuple[str, ...] = ()) -> Party | None:
        key = (k, on, hints)
        if key not in self.parties:
            target = self.links.get(k, k)
            party = self.localised(self.rooms.resolver.party(self.mentions[target], self.text, on, hints), hints)
            party = self.as_listed(self.as_described(self.as_forces(party, target, on), target, on, hints), target)
            if party is not None and target != k:
                span = self.mentions[k].span
                party = Party(
                    span, span.of(self.text.content), party.entity, party.name, party.wikidata, party.country, party.sector,
                    party.sector_2, party.private, f"{party.why}; refers back to {party.text!r}",
                )  # fmt: skip
            self.parties[key] = party
        return self.parties[key]

    @staticmethod
    def localised(party: Party | None, hints: tuple[str, ...]) -> Party | None:
        """A group or people of no one state counts to the country it acts in, where words tell which (IS in Syria: SYR)."""
        if party is None or party.country not in EVERYWHERE or not hints:
            return party
        return replace(party, country=hints[0], why=f"{party.why}; acts here in {hints[0]}")

    def as_forces(self, party: Party | None, k: int, on: Interval) -> Party | None:
        """Officials of a people that has no state of its own are what its forces are, where the text tells of these in arms and of an
        armed group of that country ("*Kurdish officials* … Kurdish militias … the YPG")."""
        owners = self.mentions[k].owners
        if party is None or party.sector != "GOV" or not owners or not party.country or party.entity:
            return party
        if any(self.rooms.resolver.registry.get(owner).kind not in PEOPLES for owner in owners):
            return party
        own = any(m.kind == "role" and m.sector in ARMED and set(owners) <= set(m.owners) for m in self.mentions)
        rebels = own and any(
            m.entities and (s := self.rooms.resolver.standing(m.entities[0], on)).sector == "REB" and s.country == party.country
            for m in self.mentions
        )  # fmt: skip
        return replace(party, sector="REB", why=f"{party.why}; their people are in arms there") if rebels else party

    def as_listed(self, party: Party | None, k: int) -> Party | None:
        """ "Individuals such as those *designated* today": of whom only a listing is told."""
        words, sector = self.rooms.listed
        if party is None or party.sector or not sector or self.mentions[k].kind != "role":
            return party
        told = [self.text.tokens[i].lemma.lower() for i in self.found.grammar.subtree(self.mentions[k].head)]
        return replace(party, sector=sector, why=f"{party.why}; listed") if words.intersection(told) else party

    def as_described(self, party: Party | None, k: int, on: Interval, hints: tuple[str, ...]) -> Party | None:
        """ "A Dutch citizen, *the bishop* Piet Hofstra": what stands beside a citizen tells his sector."""
        later = self.described_as.get(k, -1)
        if party is None or later < 0 or party.sector not in {"", "CVL"} or self.mentions[k].kind != "role":
            return party
        other = self.rooms.resolver.party(self.mentions[later], self.text, on, hints)
        if other is None or other.sector in {"", "CVL"} or other.country not in {"", party.country}:
            return party
        return replace(party, sector=other.sector, sector_2=other.sector_2, why=f"{party.why}; {other.text!r}")

    def on_day(self, mentions: Sequence[int], on: Interval, place: Located | None, against: Sequence[Party] = ()) -> tuple[Party, ...]:
        """The parties of mentions on a day. `against` is the other side, in whose country somebody it fights is not at home."""
        foes = frozenset(p.country for p in against)
        return tuple(dict.fromkeys(p for k in mentions if (p := self.party(k, on, self.hints(k, place, foes))) is not None))

    def hints(self, k: int, place: Located | None, foes: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Whose "the police" or "rebels" are where nobody says so: of the place in their own phrase ("the court *in Kilis*"), of the place
        of the deed, else of the country the text is mostly about (for a group that fights in known countries: of the most named of these)."""
        mention = self.mentions[self.links.get(k, k)]
        if not self.is_placeless(mention):
            return ()
        if self.own_country and self.is_our_office(mention):
            return (self.own_country,)
        own = [
            t.place.country for t in self.found.toponyms
            if t.place is not None and t.head > mention.head and self.in_phrase(t.head, mention.head)
        ]  # fmt: skip
        if beside := self.listed_beside(mention):
            return tuple(own[:1]) or beside
        if is_anyone(mention, self.text, self.rooms.words("anyone_modifiers"), self.rooms.words("anyone_nouns")):
            return tuple(own[:1])
        if self.text.tokens[mention.head].lemma.lower() in self.rooms.words("from_afar"):
            return tuple(own[:1])  # "a *drone* struck Kyiv": whoever sent it need not be there
        here = (place.place.country,) if place is not None and place.place.country and k not in self.links else ()
        if foes and here and here[0] in foes and self.homes(mention):
            here = ()
        if place is not None and self.is_destination(place, mention):
            here = ()
        backers = {self.code(j)[0] for j in self.inside(mention)}  # "Iranian-backed fighters" are not of Iran
        rest = self.main_country
        if rest == (self.own_country,) and mention.sector in NOT_OURS:
            rest = ()  # "the parties", "terrorists" of whom a ministry writes are not those of its own country
        if homes := self.homes(mention):
            rest = tuple(sorted((code for code in homes if self.countries[code]), key=lambda code: -self.countries[code]))
        elif mention.sector == "GOV" and self.text.tokens[mention.head].lemma.lower() in self.rooms.resolver.roles.relational:
            rest = ()  # "its allies" are others
        backers |= self.under_sanctions.get(mention.head, set())  # whom Japan sanctions is not of Japan
        return tuple(dict.fromkeys(code for code in (*own, *here, *rest) if code and code not in backers))[:1]

    def listed_beside(self, mention: Mention) -> tuple[str, ...]:
        """ "Japan sanctioned two Malian banks *and a general*": of the country of who stands before him in such a list; () in any other."""
        i, steps = mention.head, 0
        if i not in self.under_measures:
            return ()
        while self.text.tokens[i].function is Function.CONJUNCT and steps < LONGEST_LIST:
            i, steps = self.text.tokens[i].head, steps + 1
            for k in self.at_head.get(i, ()):
                if not self.is_placeless(self.mentions[k]) and (code := self.code(k)[0]):
                    return (code,)
        return ()

    @cached_property
    def at_head(self) -> dict[int, list[int]]:
        """Mentions by their head."""
        found: dict[int, list[int]] = {}
        for k, mention in enumerate(self.mentions):
            found.setdefault(mention.head, []).append(k)
        return found

    @cached_property
    def under_measures(self) -> frozenset[int]:
        """Heads of those that sanctions, expulsions and the like are aimed at."""
        readings = (r for f in self.found.frames for r in f.readings if r.event_type == "SANCTION")
        return frozenset(h for r in readings for h in r.slot("recipient"))

    @cached_property
    def under_sanctions(self) -> dict[int, set[str]]:
        """Heads of those that sanctions in the narrow sense are imposed on, with the countries that impose them."""
        found: dict[int, set[str]] = {}
        for r in (r for f in self.found.frames for r in f.readings if r.rule in self.rooms.listings):
            for head in r.slot("recipient"):
                found.setdefault(head, set()).update(self.code(k)[0] for k in self.arguments.slot(r.slot("actor")))
        return found

    def is_destination(self, place: Located, mention: Mention) -> bool:
        """ "Deported migrants *to Niger*": a place that somebody is moved to is not where he is from."""
        before = [t for t in self.text.tokens if t.start < place.span.start and t.sentence == self.text.tokens[mention.head].sentence][-2:]
        return any(t.lemma.lower() in TOWARDS and t.i > mention.head for t in before)

    def is_our_office(self, mention: Mention) -> bool:
        """ "The *Secretary* raised …" in a ministry's release: the one office of that name is that of whoever publishes it."""
        head = self.text.tokens[mention.head]
        definite = any(self.text.tokens[c].text.lower() == "the" for c in self.text.children[mention.head])
        described = any(self.text.tokens[c].function in DESCRIBED for c in self.text.children[mention.head])
        words = mention.span.of(self.text.content).lower()
        return words in self.rooms.words("our_offices") and head.tag in {"NN", "NNP"} and definite and not described

    def homes(self, mention: Mention) -> tuple[str, ...]:
        """The countries in which the group or people that is named lives or fights, as the registry has them; () for all others."""
        return self.rooms.resolver.registry.get(mention.entities[0]).homes if mention.entities else ()

    def in_phrase(self, i: int, head: int) -> bool:
        """Does a token stand in the phrase of a noun, with no verb of a clause between ("a government *the US* backs" is not of the US)
        and not beside it ("IS, *Sinai* Province and others")?"""
        for _ in range(8):
            token = self.text.tokens[i]
            if token.function is Function.APPOSITION or token.head == i or (token.pos == "ADP" and token.lemma.lower() in TOWARDS):
                return False
            i = token.head
            if i == head:
                return True
            if self.text.tokens[i].pos in {"VERB", "AUX"}:
                return False
        return False

    def inside(self, mention: Mention) -> list[int]:
        """Other names within the words of a mention."""
        return [
            j for j in range(len(self.mentions))
            if self.mentions[j].kind == "name" and self.mentions[j].head != mention.head and mention.span.covers(self.mentions[j].span)
        ]  # fmt: skip

    def is_placeless(self, mention: Mention) -> bool:
        """A role noun without an owner, or whoever belongs to a group or people of no one state."""
        owners = (*mention.entities[:1], *mention.owners)
        if not owners:
            return mention.kind == "role"
        return all(self.rooms.resolver.standing(owner, self.on_publication).country in EVERYWHERE | {""} for owner in owners)

    def who(self, k: int) -> str:
        """An identity of whoever a mention stands for: the registry's, else that of its antecedent in this text."""
        target = self.links.get(k, k)
        mention = self.mentions[target]
        for _ in range(3):  # "a Dutch citizen, *the engineer Piet Hofstra*"
            before = self.same_as.get(target, -1)
            if mention.entities or before < 0:
                break
            target, mention = before, self.mentions[before]
        return mention.entities[0] if mention.entities else f"#{target}" if mention.kind != "pronoun" else ""

    @cached_property
    def same_as(self) -> dict[int, int]:
        """Descriptions that stand beside another of the same person (mention → the one before it)."""
        return ownership.descriptions(self.text, self.mentions)

    @cached_property
    def described_as(self) -> dict[int, int]:
        """The other way round: mention → the description beside it."""
        return {before: later for later, before in self.same_as.items()}

    def code(self, k: int) -> tuple[str, str]:
        party = self.party(k, self.on_publication)
        return (party.country, party.sector) if party is not None else ("", "")

    def fits(self, mentions: Sequence[int], sectors: frozenset[str]) -> bool:
        return any(party is not None and party.sector in sectors for party in (self.party(k, self.on_publication) for k in mentions))
