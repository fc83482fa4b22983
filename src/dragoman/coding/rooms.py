"""The rooms that find, opened once a process and asked through one door; and the parts of the joining that need knowledge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from dragoman.coding import coreference, ownership, statements
from dragoman.coding.choosing import choose
from dragoman.coding.confidence import Calibration
from dragoman.coding.contexts import ContextFinder
from dragoman.coding.dates import date_of
from dragoman.coding.magnitudes import MagnitudeFinder
from dragoman.coding.modality import modality_of
from dragoman.coding.places import place_of
from dragoman.coding.recency import Clock
from dragoman.coding.whereabouts import settle
from dragoman.errors import KnowledgeError
from dragoman.lexicon.entities import Entity
from dragoman.lexicon.entity_check import check as check_entities
from dragoman.lexicon.events import VERBAL, Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.world_check import check as check_world
from dragoman.model import Claim, Interval, Located, Mention, Modality, Party, Place, Recency, Report, Settings, Text, Toponym
from dragoman.said import find as find_quotations
from dragoman.text import parse
from dragoman.text.grammar import Grammar
from dragoman.what import RuleFinder
from dragoman.what.features import Pair
from dragoman.what.learned import WEIGHTS, LearnedCoder
from dragoman.when.finding import find as find_times
from dragoman.where import Context
from dragoman.where import find as find_toponyms
from dragoman.who import MentionFinder, Power, Resolver

if TYPE_CHECKING:
    from dragoman.coding.found import Found

ENTERED = frozenset({"ASSAULT", "MOBILIZE", "COERCE", "RETREAT"})  # types whose object, where it is a place, is where they happen
COUNTED = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE"})  # types whose claims carry numbers of killed, hurt, or people


class Rooms:
    """Everything coding asks, over one body of knowledge."""

    counted = COUNTED

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        self.knowledge = knowledge
        self.settings = settings
        self.codebook = Codebook.load(knowledge)
        self.rules = RuleFinder(self.codebook)
        self.mentions = MentionFinder(knowledge)
        self.resolver = Resolver(knowledge)
        self.power = Power(knowledge)
        self.contexts = ContextFinder(self.codebook)
        self.magnitudes = MagnitudeFinder(knowledge)
        self.calibration = Calibration(knowledge)
        self.floor = self.calibration.model_floor

    @cached_property
    def learned(self) -> LearnedCoder | None:
        """The learned coder; None where the package was built without weights."""
        return LearnedCoder() if (WEIGHTS / "types.npz").is_file() else None

    def find(self, report: Report, text: Text, body: Text) -> Found:
        """What each room finds in a text, none knowing the others."""
        from dragoman.coding.found import Found

        grammar = Grammar(text)
        return Found(
            report=report,
            text=text,
            grammar=grammar,
            mentions=self.mentions.find(text, day=report.published),
            frames=self.rules.find(text, grammar),
            times=find_times(text, report.published, self.knowledge),
            toponyms=self.toponyms(report, text, body),
            quotations=find_quotations(text, self.knowledge),
        )

    def toponyms(self, report: Report, text: Text, body: Text) -> list[Toponym]:
        """Place mentions; a title is read with its body's places around it."""
        context = Context(dateline=report.dateline, worldview=self.settings.worldview, words="" if text is body else body.content[:2000])
        return find_toponyms(text, context, self.knowledge)

    def modality(self, head: int, text: Text) -> tuple[Any, str]:
        return modality_of(head, text, self.knowledge)

    def clock(self, found: Found) -> Clock:
        """News or background, for all heads of one text."""
        return Clock(found.text, found.times, found.report.published, self.knowledge)

    def speakers(self, found: Found) -> Mapping[int, int]:
        """Token index inside somebody's own words → index of the speaker's mention."""
        by_head = {m.head: k for k, m in reversed(list(enumerate(found.mentions)))}
        tokens = statements.speakers(found.quotations, found.text)
        return {i: by_head[speaker] for i, speaker in tokens.items() if speaker in by_head}

    def refer(self, found: Found) -> tuple[Sequence[Mention], Mapping[int, int]]:
        """The mentions with what they take over from others ("its troops"), and mention → antecedent."""
        links = coreference.link(found.text, found.mentions, self.speakers(found), self.knowledge)
        return ownership.inherit(found.text, found.mentions, links, self.knowledge), links

    def statements(
        self,
        found: Found,
        mentions: Sequence[Mention],
        party_at: Callable[[int], Party | None],
        antecedent: Callable[[int], Mention | None],
    ) -> statements.Joined:
        return statements.join(found.quotations, found.text, mentions, party_at, found.report.id, self.knowledge, antecedent)

    def date(self, head: int, found: Found, recency: Recency, modality: Modality, event_type: str) -> tuple[Interval, str, str]:
        """The interval of a happening, the words it was read from, and why."""
        background, future = recency is Recency.BACKGROUND, modality is Modality.FUTURE
        return date_of(
            head, found.text, found.times, found.report.published, background=background, future=future, announced=event_type in VERBAL
        )

    def place(
        self, head: int, named: Sequence[int], heads: Sequence[int], event_type: str, recency: Recency, found: Found, content: int = -1
    ) -> tuple[Located | None, str]:
        """Where a happening took place, and why. `named` are the heads a rule gives as its place, `heads` its parties' heads."""
        return place_of(
            head,
            heads,
            found.text,
            found.toponyms,
            place_heads=named,
            object_is_place=event_type in ENTERED,
            event_type=event_type,
            background=recency is Recency.BACKGROUND,
            content=content,
        )

    def words(self, name: str) -> frozenset[str]:
        """A word list of languages/en/coreference.yaml, empty where there is none."""
        return coreference.coreference_words(self.knowledge).get(name, frozenset())

    @cached_property
    def first_person(self) -> frozenset[str]:
        return coreference.coreference_words(self.knowledge).get("first_person", frozenset())

    @cached_property
    def pair_nouns(self) -> frozenset[str]:
        """Nouns for two who were told of before: "the two *countries*"."""
        return coreference.coreference_words(self.knowledge).get("pair_nouns", frozenset())

    @cached_property
    def for_state(self) -> frozenset[tuple[str, str, str]]:
        """(type, slot, sector) of bodies that act for their whole state towards another one, from `parties.yaml`, all layers together."""
        listed = [entry.split() for file in self.knowledge.files("parties.yaml") for entry in file.data.get("for_state") or ()]
        return frozenset((words[0], words[1], words[2]) for words in listed)

    def stands_for_state(
        self, event_type: str, actors: tuple[Party, ...], recipients: tuple[Party, ...]
    ) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """Both sides, with GOV for those who deal with another country for their state ("a Greek *court* was asked by Chile to …")."""
        sides = {"actor": (actors, recipients), "recipient": (recipients, actors)}
        done = []
        for slot, (side, other) in sides.items():
            abroad = {p.country for p in other if p.country}
            done.append(tuple(
                replace(p, sector="GOV", why=f"{p.why}; for its state towards another")
                if (event_type, slot, p.sector) in self.for_state and abroad and p.country and p.country not in abroad else p
                for p in side
            ))  # fmt: skip
        return done[0], done[1]

    @cached_property
    def by_deed(self) -> Mapping[tuple[str, str], str]:
        """(type, slot) → sector of whoever is there and of whom nothing more is known, from `parties.yaml`, all layers together."""
        listed = [entry.split() for file in self.knowledge.files("parties.yaml") for entry in file.data.get("by_deed") or ()]
        return {(words[0], words[1]): words[2] for words in listed}

    @cached_property
    def listed(self) -> tuple[frozenset[str], str]:
        """Lemmas of being listed, and the sector of those of whom only that is told, from `parties.yaml`; later layers go first."""
        words: set[str] = set()
        sector = ""
        for file in self.knowledge.files("parties.yaml"):
            words.update(file.data.get("listed", {}).get("words", ()))
            sector = file.data.get("listed", {}).get("sector", sector)
        return frozenset(words), sector

    def with_sectors(self, claim: Claim) -> Claim:
        """A claim with what its deed tells of its parties: nobody named who does it, or a sector that no word gives."""
        unnamed = self.by_deed.get((claim.event_type, "nobody"), "")
        if unnamed and not claim.actors and claim.recipients:
            why = "nobody is named who does it"
            return replace(claim, actors=(Party(claim.trigger, claim.trigger_text, sector=unnamed, why=why),))
        sector = self.by_deed.get((claim.event_type, "recipient"), "")
        if not sector or all(p.sector for p in claim.recipients):
            return claim
        told = tuple(p if p.sector else replace(p, sector=sector, why=f"{p.why}; as mostly in {claim.event_type}") for p in claim.recipients)
        return replace(claim, recipients=told)

    @cached_property
    def joint_texts(self) -> frozenset[str]:
        """What states issue together: nouns."""
        return coreference.coreference_words(self.knowledge).get("joint_texts", frozenset())

    @lru_cache(maxsize=256)  # noqa: B019 - rooms live as long as the process
    def publisher(self, outlet: str) -> str:
        """The id of the registry's entity of this name that may speak for itself as "we"; "" for none and for the press."""
        found = [entity for entity in self.resolver.registry.search(outlet) if outlet] or self.owner_of(outlet)
        return next((entity.id for entity in found if entity.kind not in {"media", "person"}), "")

    def owner_of(self, outlet: str) -> list[Entity]:
        """ "Ministry of Foreign Affairs of Kenya" is not in the registry, Kenya is."""
        mentions = self.mentions.find(parse(outlet), alone=True) if outlet else []
        ids = [id for m in mentions if m.kind == "role" and m.sector == "GOV" for id in m.owners[:1]]
        return [self.resolver.registry.get(id) for id in ids]

    @cached_property
    def whereabouts(self) -> dict[str, Any]:
        """{same_happening: {type: types}, at_home: sectors} of `whereabouts.yaml`; later layers go first."""
        found: dict[str, Any] = {}
        for file in self.knowledge.files("whereabouts.yaml"):
            found |= file.data
        kin = {name: frozenset(types.split()) for name, types in found["same_happening"].items()}
        return {"same_happening": kin, "at_home": frozenset(found["at_home"].split())}

    def settled(self, claims: Sequence[Claim], heads: Sequence[int], text: Text) -> list[Claim]:
        """The claims of a text, those without a place of their own with the one that the others or their type give them."""
        return settle(claims, heads, text, self.whereabouts["same_happening"], self.home)

    def home(self, event_type: str, mode: str, actors: Sequence[Party], recipients: Sequence[Party]) -> tuple[Located | None, str]:
        """The country in which a deed of this type happens where no place is named: that of whoever it is done to, or of who does it."""
        sides = {"actor": actors, "recipient": recipients}
        asked = [(party, "court") for party in actors if party.sector in self.whereabouts["at_home"]]
        for entry in self.codebook.types[event_type].happens_at:
            of_mode, _, side = entry.rpartition(" ")
            if of_mode in {"", mode} and len({party.country for party in sides[side]}) == 1:  # done to several countries it has no one place
                asked += [(party, side) for party in sides[side]]
        for party, side in asked:
            state = self.resolver.registry.state(party.country) if party.country else None
            if state is not None:
                where = Place(state.name, country=state.country, granularity="country")
                return Located(party.span, party.text, where), f"no place is named: the country of the {side}"
        return None, ""

    @cached_property
    def affairs(self) -> tuple[frozenset[tuple[str, str]], ...]:
        """Kinds of acts (type, mode) that one authority does to one person, from `parties.yaml`, all layers together."""
        listed = [affair for file in self.knowledge.files("parties.yaml") for affair in file.data["affairs"]]
        return tuple(frozenset((kind.partition(" ")[0], kind.partition(" ")[2]) for kind in affair) for affair in listed)

    @cached_property
    def listings(self) -> frozenset[str]:
        """Ids of rules for sanctions that one hand imposes on many, from `parties.yaml`, all layers together."""
        return frozenset(rule for file in self.knowledge.files("parties.yaml") for rule in file.data.get("listings") or ())

    @cached_property
    def to_persons(self) -> frozenset[tuple[str, str]]:
        """Deeds (type, mode) that are done to persons only, from `parties.yaml`, all layers together."""
        listed = [kind for file in self.knowledge.files("parties.yaml") for kind in file.data.get("to_persons") or ()]
        return frozenset((kind.partition(" ")[0], kind.partition(" ")[2]) for kind in listed)

    @cached_property
    def ahead(self) -> frozenset[str]:
        """Types whose deeds lie ahead where they are promised, from `shifts.yaml`, all layers together."""
        return frozenset(kind for file in self.knowledge.files("shifts.yaml") for kind in file.data.get("promised") or ())

    def ruler(self, place: Located, sector: str = "GOV") -> list[Party]:
        """The state a place lies in, as the silent actor of what only a state does there; none where the place is disputed or unknown."""
        state = self.resolver.registry.state(place.place.country) if not place.place.disputed else None
        if state is None:
            return []
        why = f"nobody is named; {place.text!r} lies in {state.name}"
        return [Party(place.span, place.text, state.id, state.name, state.wikidata, state.country, sector, why=why)]

    def people(self, place: Located) -> list[Party]:
        """The people of a place, where a deed that only people do or suffer names nobody; none where the place is disputed or unknown."""
        state = self.resolver.registry.state(place.place.country) if not place.place.disputed else None
        if state is None:
            return []
        return [Party(place.span, place.text, country=state.country, sector="CVL", why=f"nobody is named; people in {place.text!r}")]

    def check(self) -> list[KnowledgeError]:
        """What is wrong in the files of knowledge, beside the rules' examples."""
        return [*check_entities(self.knowledge), *check_world(self.knowledge)]

    def who(self, text: str, date: str = "", context: str = "", country_hint: str = "") -> dict[str, Any]:
        from dataclasses import asdict

        from dragoman.who.asking import ask

        return asdict(ask(text, date, context, country_hint, self.knowledge))

    def choose(self, text: Text, pair: Pair, use: str) -> tuple[str, bool, str]:
        """The type between two given parties (docs/records.md, "relations"), whether `code` would abstain, and which coder chose."""
        frames = self.rules.find(text)
        chosen = choose(pair, text, frames, self.codebook, self.knowledge, self.learned, use, self.floor)
        return chosen.event_type, chosen.abstained, chosen.coder

    def when(self, text: str, published: str = "") -> dict[str, Any]:
        import datetime as dt

        from dragoman.when.asking import ask

        return ask(text, dt.date.fromisoformat(published) if published else None, self.knowledge)

    def where(self, text: str, context: str = "") -> dict[str, Any]:
        from dragoman.where.asking import ask

        return ask(text, context, self.knowledge)
