"""The joining of one text: what the five rooms found becomes claims and statements, in one fixed order.

statements → coreference → arguments → modality and recency → date → place → parties on that date → type shift → claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.coding.authority import Authority, doers
from dragoman.coding.binding import VISIT, Binder
from dragoman.coding.cast import Cast
from dragoman.coding.completing import Completer
from dragoman.coding.confidence import Evidence
from dragoman.coding.found import Bound, Found, Outcome
from dragoman.coding.holders import Holders
from dragoman.coding.repeats import repeated
from dragoman.coding.rooms import Rooms
from dragoman.coding.shifts import Deed, absorbed, shift
from dragoman.lexicon.events import VERBAL
from dragoman.model import Attribution, Claim, Located, Magnitude, Modality, Party, Reading, digest

# deeds done to persons only
KEPT = frozenset({"COOPERATE"})  # what lies ahead where it is promised
PERSONAL = frozenset({("COERCE", "arrest"), ("SANCTION", "convict"), ("ASSAULT", "abduct"), ("ASSAULT", "torture"), ("ASSAULT", "beat")})


class Join:
    """One text being joined. Made for a text, run once."""

    def __init__(self, found: Found, rooms: Rooms) -> None:
        self.found = found
        self.rooms = rooms
        self.text = found.text
        self.outcome = Outcome()
        self.clock = rooms.clock(found)
        self.promised: set[int] = set()
        self.cast = Cast(found, rooms)
        self.said = rooms.statements(found, self.cast.mentions, self.cast.party_at, self.cast.antecedent)

    def run(self) -> Outcome:
        self.outcome.statements = list(self.said.statements)
        binder = Binder(self.found, self.rooms, self.cast, self.said, self.outcome)
        bound = [b for frame in self.found.frames if (b := binder.bind(frame)) is not None]
        bound = binder.without_repeats(Completer(self.found, self.cast, self.outcome).complete(bound))
        bound += binder.learned(bound)
        governed = {b.reading.content for b in bound if b.reading.event_type in VERBAL and b.reading.content >= 0}
        contexts = self.rooms.contexts.of_text(self.text)
        self.promised = {i for b in bound if b.reading.event_type == "AGREE" for i in self.promise(b)}
        deeds: list[Deed] = []
        kept_bound: list[Bound] = []
        for b in bound:
            claim = self.claim(b, b.frame.head in governed, contexts.at(self.text.tokens[b.frame.head].sentence))
            if claim is not None:
                deeds.append(Deed(b.frame, claim))
                kept_bound.append(b)
        holders = Holders(kept_bound, deeds, self.cast, self.rooms.affairs)
        for k, b in enumerate(kept_bound):
            if lent := holders.of(k):
                again = self.claim(b, b.frame.head in governed, contexts.at(self.text.tokens[b.frame.head].sentence), lent)
                deeds[k] = Deed(b.frame, again) if again is not None else deeds[k]
        authority = Authority(deeds, self.cast, self.rooms.listings)
        silent = {k: lent for k in range(len(deeds)) if (lent := authority.of(k))}
        for k, lent in silent.items():
            b = kept_bound[k]
            again = self.claim(b, b.frame.head in governed, contexts.at(self.text.tokens[b.frame.head].sentence), lent)
            deeds[k] = Deed(b.frame, again) if again is not None else deeds[k]
        for k, b in enumerate(kept_bound):
            if aimed := doers(b, deeds[k].claim, deeds, self.found.grammar):
                again = self.claim(b, b.frame.head in governed, contexts.at(self.text.tokens[b.frame.head].sentence), aimed=aimed)
                deeds[k] = Deed(b.frame, again) if again is not None else deeds[k]
        gone = {**repeated(deeds, self.text), **absorbed(self.rooms.codebook, deeds, self.text)}
        for k, why in gone.items():
            binder.skip(deeds[k].frame, why)
        kept = [deed for k, deed in enumerate(deeds) if k not in gone]
        claims = self.rooms.settled([deed.claim for deed in kept], [deed.frame.head for deed in kept], self.text)
        self.outcome.claims = [self.rooms.with_sectors(claim) for claim in claims]
        return self.outcome

    def claim(
        self, b: Bound, governed: bool, contexts: tuple[str, ...], lent: tuple[Party, ...] = (), aimed: tuple[Party, ...] = ()
    ) -> Claim | None:
        rooms, text, head = self.rooms, self.text, b.frame.head
        reading = b.reading
        modality, why_modality = rooms.modality(head, text)
        rule = rooms.codebook.rules.get(reading.rule)
        if rule is not None and rule.asserted:
            modality, why_modality = Modality.ASSERTED, "the rule's own words are the act"
        if head in self.promised and modality is Modality.ASSERTED and reading.event_type in KEPT:
            modality, why_modality, governed = Modality.FUTURE, "promised", True
        mode = reading.mode or (self.content_mode(reading, head) if rule is not None and rule.by_content else "")
        typed = shift(rooms.codebook, reading.event_type, mode, modality, governed, own=self.speaks_of_own(b))
        if not typed.event_type:
            return None
        recency, why_recency = self.clock.at(head)
        date, date_text, why_date = rooms.date(head, self.found, recency, typed.modality, typed.event_type)
        places = reading.slot("place")
        heads = tuple(h for k in (*b.actors, *b.recipients) for h in (self.cast.mentions[k].head,))
        place, why_place = rooms.place(head, places, heads, typed.event_type, recency, self.found, reading.content)
        on = date if date.start else self.cast.on_publication
        actors = self.cast.on_day(b.actors, on, place)
        recipients = aimed or self.cast.on_day(b.recipients, on, place, actors)
        if (typed.event_type, typed.mode) in PERSONAL:
            recipients = tuple(self.as_person(p, b) for p in recipients)
        actors, recipients = rooms.stands_for_state(typed.event_type, actors, recipients)
        recipients = tuple(p for p in recipients if not any(same(p, a) for a in actors))
        recipients = recipients or self.hosts(reading, head, typed.mode, actors, place)
        actors, recipients = somebodies(actors, bool(recipients)), somebodies(recipients, bool(actors))
        ruler = (rule.ruler if rule is not None else "") or rooms.codebook.types[typed.event_type].ruler(typed.mode)
        actors = actors or tuple(replace(p, sector=ruler) if ruler == "JUD" and p.sector == "GOV" else p for p in lent)
        if not actors and place is not None and ruler and typed.event_type == reading.event_type:
            actors = tuple(rooms.ruler(place, ruler))
        if not actors and place is not None and rooms.codebook.types[typed.event_type].people_act:
            actors = tuple(rooms.people(place))
        if not actors and not recipients:
            return None
        event_type, mode = typed.event_type, typed.mode
        kind = rooms.codebook.types[event_type]
        if reading.reciprocal and event_type == reading.event_type:
            everyone = tuple(dict.fromkeys((*actors, *recipients)))
            if kind.requires_recipient:
                actors, recipients = (actors, recipients) if actors and recipients else (everyone[:1], everyone[1:])
            else:
                actors, recipients = everyone, ()
            if event_type == "CONSULT":
                actors, recipients, mode = visit(actors, place, mode)
        sentence = text.sentence_of(head)
        attribution = self.attribution(b, event_type, actors)
        why = tuple(w for w in (typed.why, b.why, why_modality, why_recency, why_date, why_place) if w)
        weight = max((p.weight for p in rule.patterns), default=0) if rule is not None else 0
        noun = text.tokens[head].pos in {"NOUN", "PROPN"}
        confidence = rooms.calibration.confidence(Evidence(weight, noun, typed.modality, actors, recipients, bool(b.why), b.probability))
        return Claim(
            id=digest(
                self.found.report.id, sentence.field, b.frame.trigger, event_type, mode, typed.modality,
                [(p.span, p.country, p.sector) for p in (*actors, *recipients)], date,
            ),
            report_id=self.found.report.id,
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
            date=date,
            date_text=date_text,
            place=place,
            recency=recency,
            modality=typed.modality,
            attribution=attribution,
            magnitude=rooms.magnitudes.of(head, text, self.found.grammar) if event_type in rooms.counted else Magnitude(),
            confidence=confidence,
            coder="rules" if b.probability is None else "model",
            rule=reading.rule,
            sentence=sentence.index,
            why=why,
        )  # fmt: skip

    def hosts(self, reading: Reading, head: int, mode: str, actors: Sequence[Party], place: Located | None) -> tuple[Party, ...]:
        """The state a visitor comes to, where only a town of it is named: "visited *Nagoya*"."""
        if reading.event_type != "CONSULT" or mode != VISIT or not actors:
            return ()
        named = (*reading.slot("recipient"), *self.found.grammar.objects(head))
        towns = [t for t in self.found.toponyms if t.head in named and t.place is not None]
        seen = [Located(t.span, t.span.of(self.text.content), t.place) for t in towns if t.place is not None] or ([place] if place else [])
        return tuple(p for at in seen[:1] for p in self.rooms.ruler(at) if p.country not in {a.country for a in actors})

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
