"""The joining of one text: what the five rooms found becomes claims and statements, in one fixed order.

statements → coreference → arguments → modality and recency → date → place → parties on that date → type shift → claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dragoman.coding.authority import Authority, doers
from dragoman.coding.binding import VISIT, Binder
from dragoman.coding.cast import Cast
from dragoman.coding.completing import Completer
from dragoman.coding.confidence import Evidence
from dragoman.coding.found import Bound, Found, Outcome
from dragoman.coding.holders import Holders
from dragoman.coding.repeats import repeated
from dragoman.coding.rooms import Rooms
from dragoman.coding.shifts import Deed, Typed, absorbed, shift
from dragoman.lexicon.events import VERBAL, Rule
from dragoman.model import Attribution, Claim, Function, Interval, Located, Magnitude, Modality, Party, Reading, Recency, digest

HEAD = 6  # sentences, with who issued it and "Begin text", in which a release tells of its meeting
RECENT = 14  # days before publication in which the meeting of a release lies
JOINED = frozenset({Function.CONJUNCT, Function.APPOSITION})  # how the later nouns of a list hang on the one before
GIVEN = frozenset({"AID", "COOPERATE", "AGREE"})  # deeds in which things go from one side to the other


@dataclass(frozen=True, slots=True)
class Act:
    """What a predicate tells before its parties are known: the rule that read it, its type after the shifts, and where it lies in time
    and space."""

    rule: Rule | None
    typed: Typed
    recency: Recency
    date: Interval
    date_text: str
    place: Located | None
    why: tuple[str, ...]  # of modality, recency, date and place


class Join:
    """One text being joined. Made for a text, run once."""

    def __init__(self, found: Found, rooms: Rooms) -> None:
        self.found = found
        self.rooms = rooms
        self.text = found.text
        self.outcome = Outcome()
        self.clock = rooms.clock(found)
        self.contexts = rooms.contexts.of_text(self.text)
        self.governed: set[int] = set()  # heads of what another political act promises, asks for, …
        self.promised: set[int] = set()
        self.cast = Cast(found, rooms)
        self.said = rooms.statements(found, self.cast.mentions, self.cast.party_at, self.cast.antecedent)

    def run(self) -> Outcome:
        self.outcome.statements = list(self.said.statements)
        binder = Binder(self.found, self.rooms, self.cast, self.said, self.outcome)
        bound = [b for frame in self.found.frames if (b := binder.bind(frame)) is not None]
        bound = binder.without_repeats(Completer(self.found, self.cast, self.outcome).complete(bound))
        bound += binder.learned(bound)
        self.governed = {b.reading.content for b in bound if b.reading.event_type in VERBAL and b.reading.content >= 0}
        self.promised = {i for b in bound if b.reading.event_type == "AGREE" for i in self.promise(b)}
        told = [(b, claim) for b in bound if (claim := self.claim(b)) is not None]
        kept_bound = [b for b, _ in told]
        deeds = [Deed(b.frame, claim) for b, claim in told]
        self.complete(kept_bound, deeds)
        gone = {**repeated(deeds, self.text), **absorbed(self.rooms.codebook, deeds, self.text)}
        for k, why in gone.items():
            binder.skip(deeds[k].frame, why)
        kept = [deed for k, deed in enumerate(deeds) if k not in gone]
        claims = self.rooms.settled([deed.claim for deed in kept], [deed.frame.head for deed in kept], self.text)
        self.outcome.claims = [self.rooms.with_sectors(claim) for claim in claims]
        return self.outcome

    def complete(self, bound: Sequence[Bound], deeds: list[Deed]) -> None:
        """Give deeds the parties that others of the text lend them, in place: who holds somebody, a silent authority, at whom doers aim."""
        holders = Holders(bound, deeds, self.cast, self.rooms.affairs)
        for k, b in enumerate(bound):
            if lent := holders.of(k):
                deeds[k] = self.again(b, deeds[k], lent=lent)
        authority = Authority(deeds, self.cast, self.rooms.listings)
        silent = {k: lent for k in range(len(deeds)) if (lent := authority.of(k))}
        for k, lent in silent.items():
            deeds[k] = self.again(bound[k], deeds[k], lent=lent)
        for k, b in enumerate(bound):
            aimed = doers(b, deeds[k].claim, deeds, self.found.grammar)
            if aimed is not None:
                deeds[k] = self.again(b, deeds[k], aimed=aimed)

    def again(self, b: Bound, deed: Deed, lent: tuple[Party, ...] = (), aimed: tuple[Party, ...] | None = None) -> Deed:
        """A deed with parties that are lent to it; as it was where that makes no claim."""
        claim = self.claim(b, lent, aimed)
        return Deed(b.frame, claim) if claim is not None else deed

    def claim(self, b: Bound, lent: tuple[Party, ...] = (), aimed: tuple[Party, ...] | None = None) -> Claim | None:
        """The claim of a predicate, None where it makes none. `lent` are actors and `aimed` recipients that other claims tell."""
        rule = self.rooms.codebook.rules.get(b.reading.rule)
        act = self.act(b, rule)
        if act is None:
            return None
        actors, recipients, mode = self.shared(b.reading, act, *self.sides(b, act, lent, aimed))
        if not actors and not recipients:
            return None
        rooms, text, found, reading, head = self.rooms, self.text, self.found, b.reading, b.frame.head
        event_type, modality = act.typed.event_type, act.typed.modality
        kind = rooms.codebook.types[event_type]
        sentence = text.sentence_of(head)
        contexts = self.contexts.at(sentence.index)
        weight = max((p.weight for p in rule.patterns), default=0) if rule is not None else 0
        noun = text.tokens[head].pos in {"NOUN", "PROPN"}
        return Claim(
            id=digest(
                found.report.id, sentence.field, b.frame.trigger, event_type, mode, modality,
                [(p.span, p.country, p.sector) for p in (*actors, *recipients)], act.date,
            ),
            report_id=found.report.id,
            field=sentence.field,
            event_type=event_type,
            mode=mode,
            contexts=contexts if mode not in rooms.codebook.contexts else tuple(sorted({*contexts, mode})),
            quad_category=kind.quad_category,
            intensity=kind.intensity(mode),
            cameo=reading.cameo if event_type == reading.event_type else "",
            trigger=b.frame.trigger,
            trigger_text=b.frame.trigger.of(text.content),
            actors=actors,
            recipients=recipients,
            date=act.date,
            date_text=act.date_text,
            place=act.place,
            recency=act.recency,
            modality=modality,
            attribution=self.attribution(b, event_type, actors),
            magnitude=rooms.magnitudes.of(head, text, found.grammar) if event_type in rooms.counted else Magnitude(),
            confidence=rooms.calibration.confidence(Evidence(weight, noun, modality, actors, recipients, bool(b.why), b.probability)),
            coder="rules" if b.probability is None else "model",
            rule=reading.rule,
            sentence=sentence.index,
            why=tuple(w for w in (act.typed.why, b.why, *act.why) if w),
        )  # fmt: skip

    def act(self, b: Bound, rule: Rule | None) -> Act | None:
        """Modality, type shift, recency, date and place of a predicate; None where the table of shifts drops it."""
        rooms, reading, head = self.rooms, b.reading, b.frame.head
        governed = head in self.governed
        modality, why_modality = rooms.modality(head, self.text)
        if rule is not None and rule.asserted:
            modality, why_modality = Modality.ASSERTED, "the rule's own words are the act"
        if rule is not None and rule.ahead and modality is Modality.ASSERTED:
            modality, why_modality = Modality.FUTURE, "the rule's own words tell of what is to come"
        if head in self.promised and modality is Modality.ASSERTED and reading.event_type in rooms.ahead:
            modality, why_modality, governed = Modality.FUTURE, "promised", True
        mode = reading.mode or (self.content_mode(reading, head) if rule is not None and rule.by_content else "")
        typed = shift(rooms.codebook, reading.event_type, mode, modality, governed, own=self.speaks_of_own(b))
        if not typed.event_type:
            return None
        recency, why_recency = self.clock.at(head)
        date, date_text, why_date = rooms.date(head, self.found, recency, typed.modality, typed.event_type)
        if date.basis == "publication" and self.occasion is not None and self.text.tokens[head].tag == "VBD":
            date, date_text, why_date = *self.occasion, "on the day of the meeting the release is about"
        heads = tuple(h for k in (*b.actors, *b.recipients) for h in (self.cast.mentions[k].head,))
        place, why_place = rooms.place(head, reading.slot("place"), heads, typed.event_type, recency, self.found, reading.content)
        return Act(rule, typed, recency, date, date_text, place, (why_modality, why_recency, why_date, why_place))

    @cached_property
    def occasion(self) -> tuple[Interval, str] | None:
        """The stated day of the meeting that a government's release opens with, and its words: what was said and done is of that day."""
        published = self.found.report.published
        if not self.cast.own_country or published is None:
            return None
        for frame in self.found.frames:
            if frame.readings[0].event_type != "CONSULT" or self.text.sentence_of(frame.head).index >= HEAD:
                continue
            date, words, _ = self.rooms.date(frame.head, self.found, Recency.NEWS, Modality.ASSERTED, "CONSULT")
            if date.basis not in {"stated", "relative"} or date.start is None or date.end is None:
                continue
            recent = 0 < (published - date.end).days <= RECENT and (date.end - date.start).days < RECENT
            return (date, words) if recent else None
        return None

    def sides(
        self, b: Bound, act: Act, lent: tuple[Party, ...], aimed: tuple[Party, ...] | None
    ) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """Actors and recipients on the day of the act; where nobody is named, those who are lent to it or whom its place tells."""
        rooms, typed, place = self.rooms, act.typed, act.place
        kind = rooms.codebook.types[typed.event_type]
        on = act.date if act.date.start else self.cast.on_publication
        if act.rule is not None and act.rule.day_before and on.start is not None and on.start > dt.date.min:
            before = on.start - dt.timedelta(days=1)
            on = Interval(before, before, "day", on.basis)
        actors = self.cast.on_day(b.actors, on, place)
        recipients = self.cast.on_day(b.recipients, on, place, actors) if aimed is None else aimed
        if (typed.event_type, typed.mode) in rooms.to_persons:
            recipients = tuple(self.as_person(p, b) for p in recipients)
        if act.rule is not None and act.rule.people_suffer and typed.event_type == b.reading.event_type:
            recipients = self.sufferers(recipients, b, place)
        actors, recipients = rooms.stands_for_state(typed.event_type, actors, recipients)
        recipients = tuple(p for p in recipients if not any(same(p, a) for a in actors))
        recipients = recipients or self.hosts(b.reading, b.frame.head, typed.mode, actors, place)
        if typed.event_type in GIVEN:
            actors = tuple(p for p in actors if not self.is_ware(p))
            recipients = tuple(p for p in recipients if p.country or not self.is_ware(p)) or recipients
        actors, recipients = somebodies(actors, bool(recipients)), somebodies(recipients, bool(actors))
        ruler = (act.rule.ruler if act.rule is not None else "") or kind.ruler(typed.mode)
        actors = actors or tuple(replace(p, sector=ruler) if ruler == "JUD" and p.sector == "GOV" else p for p in lent)
        if not actors and place is not None and ruler and typed.event_type == b.reading.event_type:
            actors = tuple(rooms.ruler(place, ruler))
        if not actors and place is not None and kind.people_act:
            actors = tuple(rooms.people(place))
        return actors, recipients

    def is_ware(self, party: Party) -> bool:
        """ "Bought *drones* from Iran": arms that are given or sold are no side."""
        arms = self.rooms.codebook.sets.get("arms", frozenset())
        return party.sector == "MIL" and not party.entity and party.text.split(" ")[-1].lower() in arms

    def shared(
        self, reading: Reading, act: Act, actors: tuple[Party, ...], recipients: tuple[Party, ...]
    ) -> tuple[tuple[Party, ...], tuple[Party, ...], str]:
        """Both sides and the mode of an act, those who do something together being actors and recipients as the type has it."""
        event_type, mode = act.typed.event_type, act.typed.mode
        if not (reading.reciprocal and event_type == reading.event_type) or not (actors or recipients):
            return actors, recipients, mode
        everyone = tuple(dict.fromkeys((*actors, *recipients)))
        if self.rooms.codebook.types[event_type].requires_recipient:
            in_order = sorted(everyone, key=lambda p: p.span.start)  # who is named first comes first
            actors, recipients = (actors, recipients) if actors and recipients else (tuple(in_order[:1]), tuple(in_order[1:]))
        else:
            actors, recipients = everyone, ()
        return visit(actors, act.place, mode) if event_type == "CONSULT" else (actors, recipients, mode)

    def hosts(self, reading: Reading, head: int, mode: str, actors: Sequence[Party], place: Located | None) -> tuple[Party, ...]:
        """The state a visitor comes to, where only a town of it is named: "visited *Nagoya*"."""
        if reading.event_type != "CONSULT" or mode != VISIT or not actors:
            return ()
        named = (*reading.slot("recipient"), *self.found.grammar.objects(head))
        towns = [t for t in self.found.toponyms if t.head in named and t.place is not None]
        seen = [Located(t.span, t.span.of(self.text.content), t.place) for t in towns if t.place is not None] or ([place] if place else [])
        return tuple(p for at in seen[:1] for p in self.rooms.ruler(at) if p.country not in {a.country for a in actors})

    def sufferers(self, recipients: tuple[Party, ...], b: Bound, place: Located | None) -> tuple[Party, ...]:
        """Whom a deed is done to that people suffer: "killings in *Darfur*", its people; a state named as where it happens is its people."""
        if self.text.tokens[b.frame.head].pos not in {"NOUN", "PROPN"}:
            return recipients
        if not recipients and place is not None and self.holds(b.frame.head, place):
            return tuple(self.rooms.people(place))
        return tuple(self.as_person(p, b) for p in recipients)

    def holds(self, noun: int, place: Located) -> bool:
        """Whether a place stands in the phrase of a noun or of what it is joined with: "the killings and *the looting in Darfur*"."""
        tokens, joined = self.text.tokens, {noun}
        while tokens[noun].function in JOINED:
            noun = tokens[noun].head
            joined.add(noun)
        sentence = self.text.sentence_of(noun)
        for i in range(sentence.first, sentence.last):
            if not place.span.start <= tokens[i].start < place.span.end:
                continue
            while tokens[i].head != i and tokens[i].pos not in {"VERB", "AUX"}:
                i = tokens[i].head
                if i in joined:
                    return True
        return False

    def promise(self, b: Bound) -> range:
        """The tokens of what a verb promises ("committed *to deepening our ties*"); empty where the promise has no verb."""
        content = b.reading.content
        if content < 0 or self.text.tokens[content].pos != "VERB" or content == b.frame.head:
            return range(0)
        return self.found.grammar.subtree(content)

    def as_person(self, party: Party, b: Bound) -> Party:
        """ "Two *Cuban* painters were jailed": whoever is jailed is a person, not his state."""
        named = {m.span for k in b.recipients if (m := self.cast.mentions[k]).head not in b.reading.slot("recipient") and m.kind == "name"}
        if party.span not in named or party.sector != "GOV":
            return party
        return replace(party, entity="", name="", wikidata="", sector="CVL", sector_2="", why=f"{party.why}; somebody of {party.name}")

    def speaks_of_own(self, b: Bound) -> bool:
        """Whether whoever says it is of the side that does it: "*we* will strike back, the general said"."""
        statement = self.said.speaker_at(b.frame.head)
        speaker = statement.speaker if statement is not None else None
        if speaker is None or not (speaker.country or speaker.sector):
            return False
        own = {self.cast.code(k) for k in b.actors}
        return (speaker.country, speaker.sector) in own or (speaker.country != "" and speaker.country in {country for country, _ in own})

    def content_mode(self, reading: Reading, head: int) -> str:
        """The mode that the words of what is asked, refused or threatened point to; without such words the act's own ("will not meet")."""
        modes = self.rooms.codebook.types[reading.event_type].modes
        for top in (reading.content, head) if reading.content >= 0 else (head,):
            for i in (top, *self.found.grammar.subtree(top)):
                lemma = self.text.tokens[i].lemma.lower()
                for mode in modes:
                    if lemma in mode.words:
                        return mode.name
        return ""

    def attribution(self, b: Bound, event_type: str, actors: Sequence[Party]) -> Attribution | None:
        """Verbal acts speak for themselves; anything else inside a statement carries the statement's speaker."""
        statement = self.said.at(b.frame.head)
        quoted = statement is not None and statement.quotes(b.frame.trigger)
        if event_type in VERBAL and actors:
            content = statement.content if statement is not None else ()
            return Attribution(actors[0], b.frame.trigger, content, quoted)
        if statement is None or statement.speaker is None:
            return None
        return Attribution(statement.speaker, statement.cue, statement.content, quoted, statement.medium, statement.id)


def somebodies(parties: tuple[Party, ...], others: bool) -> tuple[Party, ...]:
    """Without those of whom neither country nor more than "officials" is known, where there are others that are known, on this side or
    (for those of whom nothing is known) on the other one."""
    known = any(p.country for p in parties)
    return tuple(p for p in parties if p.country or not ((known and p.sector in {"", "GOV"}) or (others and not p.sector)))


def same(one: Party, other: Party) -> bool:
    """The same words, or the same entity of the registry in the same office."""
    return one.span == other.span or (one.entity != "" and (one.entity, one.sector) == (other.entity, other.sector))


def visit(everyone: tuple[Party, ...], place: Located | None, mode: str) -> tuple[tuple[Party, ...], tuple[Party, ...], str]:
    """A meeting in the country of one of the parties is a visit to it; otherwise all who meet are actors (PLOVER, CONSULT)."""
    if place is not None and place.place.country and mode in {"", "visit"}:
        hosts = tuple(p for p in everyone if p.country == place.place.country)
        guests = tuple(p for p in everyone if p.country != place.place.country)
        if hosts and guests:
            return guests, hosts, "visit"
    return everyone, (), mode
