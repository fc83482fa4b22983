"""The joining of one text: what the five rooms found becomes claims and statements, in one fixed order.

statements → coreference → arguments → modality and recency → date → place → parties on that date → type shift → claim.
"""

from __future__ import annotations


from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dragoman.coding.arguments import Arguments
from dragoman.coding.candidates import candidates
from dragoman.coding.confidence import Evidence
from dragoman.coding.echoes import Happening, fill
from dragoman.coding.rooms import Rooms
from dragoman.coding.shifts import shift
from dragoman.lexicon.events import VERBAL
from dragoman.model import (
    Attribution,
    Claim,
    Field,
    Frame,
    Interval,
    Located,
    Magnitude,
    Mention,
    Modality,
    Party,
    Quotation,
    Reading,
    Report,
    Skipped,
    Span,
    Statement,
    Text,
    TimeExpression,
    Toponym,
    digest,
)
from dragoman.text.grammar import Grammar
from dragoman.what.features import Pair
from dragoman.what.learned import NONE

MAIN_SHARE = 0.4  # of all mentions of countries, for one to be what the text is about


VISIT = "visit"  # the mode whose recipient may be a place: who travels to Kabul visits those who rule there


@dataclass
class Found:
    """All that the rooms found in one text, before anything is joined."""

    report: Report
    text: Text
    grammar: Grammar
    mentions: Sequence[Mention]
    frames: Sequence[Frame]
    times: Sequence[TimeExpression]
    toponyms: Sequence[Toponym]
    quotations: Sequence[Quotation]


@dataclass
class Outcome:
    """Claims, statements and what was left aside, of one text."""

    claims: list[Claim] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class Bound:
    """A reading whose slots have turned out to be mentions (indexes). `probability` is the learned coder's, None for a rule."""

    frame: Frame
    reading: Reading
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    why: str
    probability: float | None = None


class Join:
    """One text being joined. Made for a text, run once."""

    def __init__(self, found: Found, rooms: Rooms) -> None:
        self.found = found
        self.rooms = rooms
        self.text = found.text
        self.outcome = Outcome()
        self.clock = rooms.clock(found)
        self.published = found.report.published
        self.on_publication = Interval(self.published, self.published, "day", "publication") if self.published else Interval(None, None)
        self.parties: dict[tuple[int, Interval, tuple[str, ...]], Party | None] = {}

    def run(self) -> Outcome:
        rooms, found = self.rooms, self.found
        self.mentions, self.links = rooms.refer(found)
        self.mentions = self.with_publisher()
        self.arguments = Arguments(self.text, found.grammar, self.mentions, self.links, lambda m: rooms.power.fills(m, self.text))
        self.said = rooms.statements(found, self.mentions, self.party_at)
        self.outcome.statements = list(self.said.statements)
        bound = self.without_repeats(self.completed([b for frame in found.frames if (b := self.bind(frame)) is not None]))
        bound += self.learned(bound)
        governed = {b.reading.content for b in bound if b.reading.event_type in VERBAL and b.reading.content >= 0}
        contexts = rooms.contexts.of_text(self.text)
        for b in bound:
            claim = self.claim(b, b.frame.head in governed, contexts.at(self.text.tokens[b.frame.head].sentence))
            if claim is not None:
                self.outcome.claims.append(claim)
        return self.outcome

    def with_publisher(self) -> list[Mention]:
        """"We" that nobody in the text has said is whoever publishes it, where that is in the registry ("we condemn" in a ministry's release)."""
        publisher = self.rooms.publisher(self.found.report.outlet)
        if not publisher:
            return list(self.mentions)
        quoted = [span for voice in self.said_spans() for span in voice]
        return [
            replace(m, kind="name", entities=(publisher,), why=f"{self.text.tokens[m.head].text!r} is the publisher")
            if m.kind == "pronoun" and k not in self.links and self.is_first_person(m) and not any(span.covers(m.span) for span in quoted)
            else m
            for k, m in enumerate(self.mentions)
        ]

    def said_spans(self) -> list[tuple[Span, ...]]:
        return [q.content for q in self.found.quotations if q.kind != "indirect" and q.speaker >= 0]

    def is_first_person(self, mention: Mention) -> bool:
        return self.text.tokens[mention.head].text.lower() in self.rooms.first_person

    # --------------------------------------------------------------------------------------------------------------------------- binding

    def bind(self, frame: Frame) -> Bound | None:
        """The first reading whose required slots are parties."""
        reasons = []
        bare: Bound | None = None  # a noun without parties, which may still get them from elsewhere
        lacking: Bound | None = None  # a type that needs a recipient, without one: only if nothing else fits
        for reading in frame.readings:
            hosts = "recipient" if reading.mode == VISIT else ""
            slots = {name: self.arguments.slot(heads, places=name == hosts) for name, heads in reading.arguments if name != "place"}
            empty = [name for name in reading.required if name in slots and not slots[name]]
            if empty:
                reasons.append(f"{reading.rule}: no party is the {empty[0]}")
                continue
            unfit = [name for name, sectors in reading.sectors if slots.get(name) and not self.fits(slots[name], sectors)]
            if unfit:
                reasons.append(f"{reading.rule}: the {unfit[0]} is of another sector")
                continue
            if "place" in reading.required and not any(t.head in reading.slot("place") for t in self.found.toponyms):
                reasons.append(f"{reading.rule}: no place")
                continue
            actors, recipients = slots.get("actor", []), slots.get("recipient", [])
            why = ""
            if not actors:
                actors, why = self.silent_actor(frame, reading)
            if reading.from_speaker and not actors:
                reasons.append(f"{reading.rule}: nobody says it")
                continue
            if not actors and not recipients:
                reasons.append(f"{reading.rule}: no party")
                bare = bare or (Bound(frame, reading, (), (), why) if self.is_noun(frame) else None)
                continue
            found = Bound(frame, reading, tuple(actors), tuple(k for k in recipients if k not in actors), why)
            kind = self.rooms.codebook.types[reading.event_type]
            if found.recipients or not kind.requires_recipient or reading.reciprocal:
                return found
            lacking = lacking or found
        found_last = lacking or bare
        if found_last is None:
            self.skip(frame, "; ".join(reasons[:3]))
        return found_last

    def skip(self, frame: Frame, reason: str) -> None:
        sentence = self.text.sentence_of(frame.head)
        self.outcome.skipped.append(Skipped(frame.trigger, sentence.field, sentence.index, reason))

    def is_noun(self, frame: Frame) -> bool:
        return self.text.tokens[frame.head].pos in {"NOUN", "PROPN"}

    def completed(self, bound: Sequence[Bound]) -> list[Bound]:
        """Happenings named again get what they leave unsaid from the words that brought them up; those that stay without party go."""
        happenings = [Happening(b.frame.head, b.reading.event_type, b.actors, b.recipients) for b in bound]
        kept = []
        for b, happening in zip(bound, happenings, strict=True):
            filled, source = fill(happening, happenings, self.text, self.code) if not (b.reading.reciprocal and b.actors) else (happening, -1)
            if source >= 0:
                why = f"parties completed from {self.text.tokens[source].text!r}"
                b = replace(b, actors=filled.actors, recipients=filled.recipients, why="; ".join(w for w in (b.why, why) if w))
            if b.actors or b.recipients:
                kept.append(b)
            else:
                self.skip(b.frame, f"{b.reading.rule}: no party")
        return kept

    def code(self, k: int) -> tuple[str, str]:
        party = self.party(k, self.on_publication)
        return (party.country, party.sector) if party is not None else ("", "")

    def fits(self, mentions: Sequence[int], sectors: frozenset[str]) -> bool:
        return any(party is not None and party.sector in sectors for party in (self.party(k, self.on_publication) for k in mentions))

    def silent_actor(self, frame: Frame, reading: Reading) -> tuple[list[int], str]:
        """A verbal act without a subject of its own is done by whoever says it."""
        if reading.event_type in VERBAL or reading.from_speaker:
            statement = self.said.at(frame.head)
            if statement is not None and statement.speaker_head >= 0:
                found = self.arguments.parties(statement.speaker_head, deep=False)
                if found:
                    return found, "the actor is the speaker"
        return [], ""

    def learned(self, bound: Sequence[Bound]) -> list[Bound]:
        """Verbs that tie two parties together and that no rule has coded, read by the learned coder where it is sure enough."""
        coder, found = self.rooms.learned, self.found
        if coder is None:
            return []
        covered = {i for b in bound for i in range(len(self.text.tokens)) if b.frame.trigger.covers(self.span_of(i))} if bound else set()
        more = []
        for v, actors, recipients in candidates(self.text, found.grammar, self.arguments):
            if v in covered:
                continue
            pair = Pair(self.text.tokens[v].sentence, self.tokens_of(actors), self.tokens_of(recipients))
            prediction = coder.predict(pair, self.text, found.grammar, found.frames)
            trigger, sentence = self.text.span(v, v), self.text.sentence_of(v)
            if prediction.event_type == NONE:
                continue
            if prediction.probability < self.rooms.floor:
                reason = f"abstained at {prediction.probability:.2f} ({prediction.event_type})"
                self.outcome.skipped.append(Skipped(trigger, sentence.field, sentence.index, reason))
                continue
            reading = Reading(coder.version, prediction.event_type, prediction.mode, "", ())
            why = "learned: " + ", ".join(f"{name} {gain:+.2f}" for name, gain in prediction.strongest)
            more.append(Bound(Frame(trigger, v, (reading,)), reading, tuple(actors), tuple(recipients), why, prediction.probability))
        return more

    def span_of(self, i: int) -> Span:
        return Span(self.text.tokens[i].start, self.text.tokens[i].end)

    def tokens_of(self, mentions: Sequence[int]) -> frozenset[int]:
        spans = [self.mentions[k].span for k in mentions]
        sentence = self.text.sentence_of(self.mentions[mentions[0]].head)
        return frozenset(i for i in range(sentence.first, sentence.last) if any(s.overlaps(self.span_of(i)) for s in spans))

    def without_repeats(self, bound: list[Bound]) -> list[Bound]:
        """One claim per predicate: where triggers overlap, the reading with more parties stays, then the longer trigger."""
        kept: list[Bound] = []
        for b in bound:
            rival = next((k for k, other in enumerate(kept) if other.frame.trigger.overlaps(b.frame.trigger)), -1)
            if rival < 0:
                kept.append(b)
            elif self.rank(b) > self.rank(kept[rival]):
                kept[rival] = b
        return kept

    def rank(self, b: Bound) -> tuple[int, int]:
        """How many parties, each counted once ("lecturers ended *their* strike"), then how many words."""
        return len({self.links.get(k, k) for k in (*b.actors, *b.recipients)}), b.frame.trigger.end - b.frame.trigger.start

    # ------------------------------------------------------------------------------------------------------------------------ one claim

    def claim(self, b: Bound, governed: bool, contexts: tuple[str, ...]) -> Claim | None:
        rooms, text, head = self.rooms, self.text, b.frame.head
        reading = b.reading
        modality, why_modality = rooms.modality(head, text)
        rule = rooms.codebook.rules.get(reading.rule)
        if rule is not None and rule.asserted:
            modality, why_modality = Modality.ASSERTED, "the rule's own words are the act"
        mode = reading.mode or (self.content_mode(reading, head) if rule is not None and rule.by_content else "")
        typed = shift(rooms.codebook, reading.event_type, mode, modality, governed)
        if not typed.event_type:
            return None
        recency, why_recency = self.clock.at(head)
        date, date_text, why_date = rooms.date(head, self.found, recency, typed.modality)
        places = reading.slot("place")
        heads = tuple(h for k in (*b.actors, *b.recipients) for h in (self.mentions[k].head,))
        place, why_place = rooms.place(head, places, heads, typed.event_type, recency, self.found)
        on = date if date.start else self.on_publication
        actors, recipients = self.on_day(b.actors, on, place), self.on_day(b.recipients, on, place)
        recipients = tuple(p for p in recipients if p not in actors)
        if not actors and place is not None and rooms.codebook.types[typed.event_type].ruler_acts(typed.mode):
            actors = tuple(rooms.ruler(place))
        if not actors and not recipients:
            return None
        event_type, mode = typed.event_type, typed.mode
        if place is None:
            place, why_place = rooms.home(event_type, actors, recipients)
        if reading.reciprocal and event_type == reading.event_type:
            actors, recipients = tuple(dict.fromkeys((*actors, *recipients))), ()
            if event_type == "CONSULT":
                actors, recipients, mode = visit(actors, place, mode)
        kind = rooms.codebook.types[event_type]
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
            contexts=contexts,
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

    def party_at(self, i: int) -> Party | None:
        """The party a token stands for on the day of publication, through coreference."""
        found = self.arguments.parties(i, deep=False)
        return self.party(found[0], self.on_publication) if found else None

    def party(self, k: int, on: Interval, hints: tuple[str, ...] = ()) -> Party | None:
        key = (k, on, hints)
        if key not in self.parties:
            target = self.links.get(k, k)
            party = self.rooms.resolver.party(self.mentions[target], self.text, on, hints)
            if party is not None and target != k:
                span = self.mentions[k].span
                party = Party(
                    span, span.of(self.text.content), party.entity, party.name, party.wikidata, party.country, party.sector,
                    party.sector_2, party.private, f"{party.why}; refers back to {party.text!r}",
                )  # fmt: skip
            self.parties[key] = party
        return self.parties[key]

    def on_day(self, mentions: Sequence[int], on: Interval, place: Located | None) -> tuple[Party, ...]:
        return tuple(dict.fromkeys(p for k in mentions if (p := self.party(k, on, self.hints(k, place))) is not None))

    def hints(self, k: int, place: Located | None) -> tuple[str, ...]:
        """Whose "the police" or "rebels" are where nobody says so: of the place in their own phrase ("the court *in Kilis*"), of the place
        of the deed, else of the country the text is mostly about."""
        mention = self.mentions[self.links.get(k, k)]
        if mention.kind != "role" or mention.entities:
            return ()
        phrase = self.found.grammar.subtree(mention.head)
        own = [t.place.country for t in self.found.toponyms if t.place is not None and mention.head < t.head <= phrase[-1]]
        here = (place.place.country,) if place is not None and place.place.country else ()
        return tuple(dict.fromkeys(code for code in (*own, *here, *self.main_country) if code))[:1]

    @cached_property
    def main_country(self) -> tuple[str, ...]:
        counts: Counter[str] = Counter()
        for mention in self.mentions:
            for owner in (*mention.entities[:1], *mention.owners[:1]):
                counts[self.rooms.resolver.standing(owner, self.on_publication).country] += 1
        for toponym in self.found.toponyms:
            if toponym.place is not None:
                counts[toponym.place.country] += 1
        counts.pop("", None)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return (ranked[0][0],) if ranked and ranked[0][1] >= MAIN_SHARE * counts.total() else ()


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


def visit(everyone: tuple[Party, ...], place: Located | None, mode: str) -> tuple[tuple[Party, ...], tuple[Party, ...], str]:
    """A meeting in the country of one of the parties is a visit to it; otherwise all who meet are actors (PLOVER, CONSULT)."""
    if place is not None and place.place.country and mode in {"", "visit"}:
        hosts = tuple(p for p in everyone if p.country == place.place.country)
        guests = tuple(p for p in everyone if p.country != place.place.country)
        if hosts and guests:
            return guests, hosts, "visit"
    return everyone, (), mode
