"""Readings bound to mentions: which reading of a predicate holds, by whether its slots are parties; and verbs only the learned coder reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from dragoman.coding.candidates import candidates
from dragoman.coding.cast import Cast
from dragoman.coding.choosing import by_rules
from dragoman.coding.found import Bound, Found, Outcome
from dragoman.coding.rooms import Rooms
from dragoman.coding.statements import Joined
from dragoman.lexicon.events import VERBAL
from dragoman.model import Frame, Function, Reading, Skipped, Span
from dragoman.what.features import Pair
from dragoman.what.learned import NONE

VISIT = "visit"
ARMED = frozenset({"MIL", "PRM", "REB", "COP"})
CLOSE = 2  # a reading this much less demanding may take the place of one whose type wants a recipient that is not there


class Binder:
    """Binds the frames of one text."""

    def __init__(self, found: Found, rooms: Rooms, cast: Cast, said: Joined, outcome: Outcome) -> None:
        self.found = found
        self.rooms = rooms
        self.cast = cast
        self.said = said
        self.outcome = outcome
        self.text = found.text
        self.arguments = cast.arguments
        self.telling = rooms.codebook.sets.get("telling", frozenset())

    def bind(self, frame: Frame) -> Bound | None:
        """The first reading whose required slots are parties."""
        if self.is_attribute(frame):
            self.skip(frame, "says who somebody is, not what is done")
            return None
        reasons = []
        bare: Bound | None = None  # a noun without parties, which may still get them from elsewhere
        lacking: Bound | None = None  # a type that needs a recipient, without one: only if nothing else fits
        if self.arguments.goes_along(frame.head):
            self.skip(frame, "only says who goes along")
            return None
        foretold = self.only_foretold(frame)
        for reading in frame.readings:
            if foretold and reading.event_type == "REQUEST":
                reasons.append(f"{reading.rule}: foretold, not asked for")
                continue
            rule = self.rooms.codebook.rules.get(reading.rule)
            hosts = "recipient" if reading.mode == VISIT or (rule is not None and rule.by_capital) else ""
            slots = {name: self.arguments.slot(heads, places=name == hosts) for name, heads in reading.arguments if name != "place"}
            if reading.mode == VISIT and self.is_thing(frame, reading):
                slots["actor"] = []
            if reading.event_type == "ASSAULT" and not slots.get("recipient"):  # "fired *at Riyadh*": a capital that is hit is its state
                slots["recipient"] = self.arguments.slot(reading.slot("recipient"), places=True)
            empty = [name for name in reading.required if name in slots and not slots[name]]
            if empty:
                reasons.append(f"{reading.rule}: no party is the {empty[0]}")
                bare = bare or self.of_those(frame, reading, empty) or self.by_measure(frame, reading, empty, slots)
                continue
            unfit = [name for name, sectors in reading.sectors if slots.get(name) and not self.cast.fits(slots[name], sectors)]
            if unfit:
                reasons.append(f"{reading.rule}: the {unfit[0]} is of another sector")
                continue
            if "place" in reading.required and not any(t.head in reading.slot("place") for t in self.found.toponyms):
                reasons.append(f"{reading.rule}: no place")
                continue
            actors, recipients = slots.get("actor", []), slots.get("recipient", []) or self.from_siblings(frame, reading)
            if reading.event_type in VERBAL and self.text.tokens[frame.head].lemma in self.telling:
                # "told *reporters* that …": who hears it is not whom it is aimed at
                recipients = [k for k in recipients if self.cast.code(k) != ("", "JRN")]
            if self.is_put_by_deed(reading, frame):
                actors = []
            recipients = self.without_own(reading, actors, recipients)
            why = ""
            if not actors:
                actors, why = self.silent_actor(frame, reading)
            if not actors and (kind := self.rooms.codebook.types[reading.event_type]).moved_act:
                actors, why = self.moved(frame, recipients, kind.requires_recipient)
            if reading.from_speaker and not actors:
                reasons.append(f"{reading.rule}: nobody says it")
                continue
            if reading.from_speaker and recipients and not self.is_noun(frame) and self.are_same(actors, recipients):
                reasons.append(f"{reading.rule}: somebody says it of himself")
                continue
            if not actors and not recipients:
                reasons.append(f"{reading.rule}: no party")
                bare = bare or (Bound(frame, reading, (), (), why) if self.is_noun(frame) or self.by_people(reading) else None)
                continue
            found = Bound(frame, reading, tuple(actors), tuple(k for k in recipients if k not in actors), why)
            kind = self.rooms.codebook.types[reading.event_type]
            if lacking is not None and reading.weight < lacking.reading.weight - CLOSE:
                return lacking
            if found.recipients or not kind.requires_recipient or reading.reciprocal:
                return found
            lacking = lacking or found
        found_last = lacking or bare
        if found_last is None:
            self.skip(frame, "; ".join(reasons[:3]))
        return found_last

    def is_attribute(self, frame: Frame) -> bool:
        """ "*Iran-backed* militias", "the internationally *recognised* government", "an *elected* leader": a participle before a noun that
        only says who or what it is."""
        return self.says_who(frame.head)

    def says_who(self, i: int) -> bool:
        token = self.text.tokens[i]
        attributes = self.rooms.codebook.sets.get("attributes", frozenset())
        return token.tag == "VBN" and token.function is Function.MODIFIER and token.head > token.i and token.lemma in attributes

    def from_siblings(self, frame: Frame, reading: Reading) -> list[int]:
        """ "met *with Kenyan officials* to discuss trade": one pattern of a rule fits the purpose, another of the same rule whom it is with."""
        if reading.content < 0 or self.text.tokens[reading.content].tag != "VB":
            return []
        for other in frame.readings:
            if other.rule == reading.rule and other is not reading and (found := self.arguments.slot(other.slot("recipient"))):
                sectors = dict(other.sectors).get("recipient")
                if sectors is None or self.cast.fits(found, sectors):
                    return found
        return []

    def only_foretold(self, frame: Frame) -> bool:
        """ "Turkey's president *is expected* to visit": nobody asks him to."""
        grammar = self.found.grammar
        return (
            self.text.tokens[frame.head].lemma in self.rooms.codebook.sets.get("foretelling", frozenset())
            and grammar.is_passive(frame.head)
            and not grammar.agents(frame.head)
        )

    def is_thing(self, frame: Frame, reading: Reading) -> bool:
        """ "welcomed *the verdict* of a Peruvian court": nobody is received where what is welcomed is neither a person nor a group."""
        received = set(reading.slot("actor")) & set(self.found.grammar.objects(frame.head))
        groups = self.rooms.codebook.sets.get("company", frozenset())
        return bool(received) and all(
            not self.arguments.at(h) and self.text.tokens[h].lemma.lower() not in groups and self.text.tokens[h].pos != "PROPN"
            for h in received
        )

    def is_put_by_deed(self, reading: Reading, frame: Frame) -> bool:
        """ "The *fighting* underscores the need for talks": a deed asks and praises nothing; whoever writes so does."""
        heads = reading.slot("actor")
        if reading.event_type not in {"REQUEST", "SUPPORT", "AGREE"} or reading.reciprocal or self.is_noun(frame) or not heads:
            return False
        return all(h in self.deeds and not self.arguments.at(h) for h in heads)

    def is_judgement(self, reading: Reading, frame: Frame) -> bool:
        """Words that are a judgement by themselves: "it is *time* for …", "must"; not "for *crimes* against …", which only names something."""
        token = self.text.tokens[frame.head]
        if token.pos == "ADJ" and reading.event_type == "REQUEST":  # "it is *vital* that …", but not "talks, which are vital for trade"
            copula = self.text.tokens[token.head]
            subjects = self.found.grammar.below(copula.i, Function.SUBJECT)
            return reading.from_speaker and any(self.text.tokens[s].lemma == "it" for s in subjects)
        return reading.from_speaker and (not self.is_noun(frame) or token.function in {Function.PREDICATE, Function.ROOT})

    @cached_property
    def deeds(self) -> frozenset[int]:
        """Heads of nouns for deeds."""
        frames = (f for f in self.found.frames if f.readings[0].event_type not in VERBAL)
        return frozenset(f.head for f in frames if self.text.tokens[f.head].pos == "NOUN")

    def without_own(self, reading: Reading, actors: Sequence[int], recipients: list[int]) -> list[int]:
        """ "raised *our* concerns", "voiced *Kenya's* worry": whose own thing it is that somebody says is not whom he says it to."""
        if reading.event_type not in VERBAL or reading.reciprocal:
            return recipients
        mine = {self.cast.code(k) for k in actors} - {("", "")}
        direct = set(reading.slot("recipient"))
        return [
            k for k in recipients
            if self.cast.code(k) not in mine
            or (self.cast.mentions[k].head in direct and not self.cast.is_first_person(self.cast.mentions[k]))
        ]  # fmt: skip

    def skip(self, frame: Frame, reason: str) -> None:
        sentence = self.text.sentence_of(frame.head)
        self.outcome.skipped.append(Skipped(frame.trigger, sentence.field, sentence.index, reason))

    def by_people(self, reading: Reading) -> bool:
        """ "*Thousands* took to the streets": people without a name, who are those of the place."""
        crowd = self.rooms.codebook.sets.get("crowd", frozenset())
        kind = self.rooms.codebook.types[reading.event_type]
        return kind.people_act and any(self.text.tokens[h].lemma.lower() in crowd for h in reading.slot("actor"))

    def is_noun(self, frame: Frame) -> bool:
        token = self.text.tokens[frame.head]  # "those *designated*" is as good as a noun
        return token.pos in {"NOUN", "PROPN"} or (token.tag == "VBN" and token.function in {Function.NOUN_CLAUSE, Function.MODIFIER})

    def by_measure(self, frame: Frame, reading: Reading, empty: list[str], slots: dict[str, list[int]]) -> Bound | None:
        """ "*these sanctions* will deny the banks access": whose measure it is may be told elsewhere."""
        if empty != ["actor"] or reading.event_type in VERBAL or not set(reading.slot("actor")) & self.deeds:
            return None
        return Bound(frame, reading, (), tuple(slots.get("recipient", ())), "")

    def of_those(self, frame: Frame, reading: Reading, empty: Sequence[str]) -> Bound | None:
        """ "those *designated* today": people who have no name here, but may have one elsewhere."""
        token = self.text.tokens[frame.head]
        those = token.tag == "VBN" and self.text.tokens[token.head].lemma.lower() in {"those", "these"}
        return Bound(frame, reading, (), (), "") if those and list(empty) == ["recipient"] else None

    def silent_actor(self, frame: Frame, reading: Reading) -> tuple[list[int], str]:
        """A verbal act without a subject of its own is done by whoever says it."""
        if (reading.event_type in VERBAL and not self.told_of(frame.head)) or reading.from_speaker:
            statement = self.said.at(frame.head)
            if statement is not None and statement.speaker_head >= 0:
                found = self.arguments.parties(statement.speaker_head, deep=False)
                if found:
                    return found, "the actor is the speaker"
            elif statement is None and self.cast.voices and (self.is_judgement(reading, frame) or self.is_put_by_deed(reading, frame)):
                return list(self.cast.voices), "the actor is the publisher"
        return [], ""

    def moved(self, frame: Frame, recipients: Sequence[int], for_somebody: bool) -> tuple[list[int], str]:
        """ "*Kenyan troops* were deployed", "*Danish medics* were sent to Mali": where nobody is named who moves them, those who are moved
        act; forces of nobody are of whoever in arms tells of them ("reinforcements were sent, *the army* said"). `for_somebody` is True for
        what is done for a recipient, who then stays one."""
        grammar, head = self.found.grammar, frame.head
        if self.text.tokens[head].pos == "NOUN":
            heads = grammar.prep_objects(head, "of")
        else:
            heads = grammar.objects(head) if grammar.is_passive(head) else ()
        forces = [k for k in self.arguments.slot(heads) if k not in recipients or (not for_somebody and self.cast.code(k)[1] in ARMED)]
        if forces:
            return forces, "the forces that are moved"
        statement = self.said.at(head)
        if for_somebody or not heads or statement is None or statement.speaker_head < 0:
            return [], ""
        tellers = [k for k in self.arguments.parties(statement.speaker_head, deep=False) if self.cast.code(k)[1] in ARMED]
        return tellers, "whoever tells of the forces" if tellers else ""

    def are_same(self, some: Sequence[int], others: Sequence[int]) -> bool:
        """ "The front said *it* was behind the raid": whether they are the very same, by reference."""
        links = self.cast.links
        return {links.get(k, k) for k in some} == {links.get(k, k) for k in others}

    def told_of(self, head: int) -> bool:
        """ "rejected *the request*": an act that somebody else does something with is not done by saying this."""
        token = self.text.tokens[head]
        if token.pos != "NOUN" or token.function not in {Function.OBJECT, Function.PREP_OBJECT}:
            return False
        if self.text.tokens[token.head].lemma in self.rooms.rules.words.light:
            return False
        return any(self.text.tokens[c].text.lower() == "the" for c in self.text.children[head])

    def learned(self, bound: Sequence[Bound]) -> list[Bound]:
        """Verbs that tie two parties together and that no rule has coded, read by the learned coder where it is sure enough."""
        coder, found = self.rooms.learned, self.found
        if coder is None:
            return []
        covered = self.covered(bound)
        more = []
        for v, actors, recipients in candidates(self.text, found.grammar, self.arguments):
            around = (*found.grammar.surface_subjects(v), *found.grammar.objects(v), *found.grammar.below(v, Function.PREDICATE))
            if self.says_who(v) or v in covered or covered.intersection(around):
                continue  # a rule has read the verb, or the deed that it is about ("staged a demonstration", "the raid shocked Egypt")
            pair = Pair(self.text.tokens[v].sentence, self.tokens_of(actors), self.tokens_of(recipients))
            ruling = by_rules(pair, self.text, found.frames, self.rooms.codebook, self.rooms.knowledge)
            prediction = coder.predict(pair, self.text, found.grammar, found.frames, ruling.names())
            trigger, sentence = self.text.span(v, v), self.text.sentence_of(v)
            if self.text.tokens[v].lemma in self.telling and all(self.cast.code(k) == ("", "JRN") for k in recipients):
                continue
            alike = {self.cast.code(k) for k in actors} & {self.cast.code(k) for k in recipients}
            if prediction.event_type == NONE or alike or self.is_told(prediction.event_type, {*actors, *recipients}, bound):
                continue
            if prediction.probability < self.rooms.calibration.claims_floor:
                reason = f"abstained at {prediction.probability:.2f} ({prediction.event_type})"
                self.outcome.skipped.append(Skipped(trigger, sentence.field, sentence.index, reason))
                continue
            reading = Reading(coder.version, prediction.event_type, prediction.mode, "", ())
            why = "learned: " + ", ".join(f"{name} {gain:+.2f}" for name, gain in prediction.strongest)
            more.append(Bound(Frame(trigger, v, (reading,)), reading, tuple(actors), tuple(recipients), why, prediction.probability))
        return more

    def is_told(self, event_type: str, mentions: set[int], bound: Sequence[Bound]) -> bool:
        """Has a rule read an act of this type between these parties in this sentence? What is asked for in it is no second request."""
        sides = {self.cast.code(k)[0] for k in mentions}
        here = {self.text.tokens[self.cast.mentions[k].head].sentence for k in mentions}
        return any(
            b.reading.event_type == event_type and self.text.tokens[b.frame.head].sentence in here
            and sides <= {self.cast.code(k)[0] for k in (*b.actors, *b.recipients)}
            for b in bound
        )  # fmt: skip

    def covered(self, bound: Sequence[Bound]) -> set[int]:
        """The tokens of all triggers."""
        found: set[int] = set()
        for b in bound:
            sentence = self.text.sentence_of(b.frame.head)
            found.update(i for i in range(sentence.first, sentence.last) if b.frame.trigger.covers(self.span_of(i)))
        return found

    def span_of(self, i: int) -> Span:
        return Span(self.text.tokens[i].start, self.text.tokens[i].end)

    def tokens_of(self, mentions: Sequence[int]) -> frozenset[int]:
        spans = [self.cast.mentions[k].span for k in mentions]
        sentence = self.text.sentence_of(self.cast.mentions[mentions[0]].head)
        return frozenset(i for i in range(sentence.first, sentence.last) if any(s.overlaps(self.span_of(i)) for s in spans))

    def without_repeats(self, bound: list[Bound]) -> list[Bound]:
        """One claim per predicate: where triggers overlap, the reading with more parties stays, then the longer trigger."""
        kept: list[Bound] = []
        for b in bound:
            rival = next((k for k, other in enumerate(kept) if other.frame.trigger.overlaps(b.frame.trigger)), -1)
            if rival < 0:
                kept.append(b)
            elif self.undoes(kept[rival], b):
                kept[rival] = replace(kept[rival], recipients=kept[rival].recipients or tuple(k for k in b.recipients if k not in b.actors))
            elif (apart := self.brokered(b, kept[rival])) is not None:
                kept[rival], b = apart
                kept.append(b)
            elif self.rank(b) > self.rank(kept[rival]):
                kept[rival] = b
        return [b for b in kept if not self.presupposed(b, kept)]

    def undoes(self, b: Bound, other: Bound) -> bool:
        """ "*Lifted its ban* on exports to Oman": the measure that is taken back is not taken."""
        noun = self.text.tokens[other.frame.head]
        undone = b.reading.event_type == "CONCEDE" and other.reading.event_type in {"SANCTION", "COERCE"}
        return undone and noun.head == b.frame.head and noun.function in {Function.OBJECT, Function.PASSIVE_SUBJECT}

    def brokered(self, b: Bound, other: Bound) -> tuple[Bound, Bound] | None:
        """ "*a truce brokered* by Oman": the truce is one act, the brokering another, each with its own words; None for any other two."""
        brokering = self.rooms.codebook.sets.get("brokering", frozenset())
        for verb, noun in ((b, other), (other, b)):
            token = self.text.tokens[verb.frame.head]
            clause = token.function is Function.NOUN_CLAUSE and token.lemma in brokering
            if clause and noun.frame.trigger.covers(self.span_of(token.head)):
                return noun, replace(verb, frame=replace(verb.frame, trigger=self.text.span(token.i, token.i)))
        return None

    def presupposed(self, b: Bound, others: Sequence[Bound]) -> bool:
        """A rule whose words are themselves the act ("must", "would never return") says nothing new in another verbal act ("hoped that …")."""
        rule = self.rooms.codebook.rules.get(b.reading.rule)
        token = self.text.tokens[b.frame.head]
        if rule is None or not (rule.speaker or (rule.asserted and token.pos in {"VERB", "AUX"})):
            return False
        near = {token.i, token.head}
        return any(o.reading.content in near for o in others if o.frame.head != token.i and o.reading.event_type in VERBAL)

    def rank(self, b: Bound) -> tuple[int, int]:
        """How many parties, each counted once ("lecturers ended *their* strike"), then how many words."""
        return len({self.cast.links.get(k, k) for k in (*b.actors, *b.recipients)}), b.frame.trigger.end - b.frame.trigger.start
