"""What a predicate leaves unsaid about its parties, taken from the words around it, in a fixed order.

1. The content of a verbal act: "will continue to engage *with Kenya*", "vowed to fight *the rebels*".
2. The same happening named before: "the operation" (see echoes.py).
3. The other side of the talks a text tells of: in the account of a meeting of two, what one of them asks, offers or praises without
   naming anybody is said to the other; "the two countries" are the two who met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dragoman.coding.cast import Cast
from dragoman.coding.claiming import Claiming
from dragoman.coding.echoes import Echoes, Happening
from dragoman.coding.fights import Fights
from dragoman.coding.found import Bound, Found, Outcome
from dragoman.coding.matters import matters
from dragoman.lexicon.events import VERBAL
from dragoman.model import Frame, Function, Skipped

TOLD = frozenset({"AGREE", "REQUEST", "SUPPORT", "COOPERATE", "THREATEN"})  # types that talks of two may leave without the other's name
AGAINST = frozenset({"ACCUSE", "THREATEN", "REJECT"})  # types that mostly turn against one and the same in one breath
SUFFERED = frozenset({"ASSAULT", "COERCE", "SANCTION"})  # types of deeds that somebody suffers
LIMITING = frozenset({"SANCTION", "COERCE"})  # types that limit what somebody is given
MEANT = frozenset({"AGREE", "REQUEST", "SUPPORT", "AID"})  # types that a government's text may leave without whom they are meant for
MEASURES = frozenset({"AID", "SANCTION", "COERCE", "COOPERATE"})  # types of measures through which somebody acts
EXTENDED = frozenset({"AID", "SUPPORT", "COOPERATE"})  # types of what somebody gives or keeps up
PURPOSE = frozenset({Function.OPEN_COMPLEMENT, Function.ADVERBIAL_CLAUSE, Function.NOUN_CLAUSE})
LISTED = frozenset({Function.CONJUNCT, Function.APPOSITION})  # functions of the later members of a list
OFFICIAL = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
FARTHEST = 8  # sentences between talks and what was said at them


@dataclass(frozen=True)
class Meeting:
    """Talks between two: where they are told, and one mention for each side."""

    head: int
    sides: tuple[tuple[int, str], tuple[int, str]]  # (mention, country)


class Completer:
    """Completes the bound readings of one text."""

    def __init__(self, found: Found, cast: Cast, outcome: Outcome) -> None:
        self.found = found
        self.text = found.text
        self.cast = cast
        self.outcome = outcome

    def complete(self, bound: Sequence[Bound]) -> list[Bound]:
        """The readings with their parties completed; those that stay without any party are left out."""
        sets = self.cast.rooms.codebook.sets
        fights = Fights(self.cast, self.found.grammar, sets)
        bound = [self.from_words(fights.located(b)) for b in bound]
        bound = Claiming(self.cast, self.found.grammar, sets).told(bound)
        answers = [b for b in bound if b.reading.event_type in {"REJECT", "AGREE", "CONCEDE"} and b.actors]
        bound = [self.from_answer(b, answers) for b in bound]
        bound = [self.from_content(b) for b in bound]
        for _ in range(3):  # what has been completed may complete others
            happenings = [self.happening(b) for b in bound]
            echoes = Echoes(happenings, self.text, self.cast.code)
            bound = [self.from_echo(b, own, echoes) for b, own in zip(bound, happenings, strict=True)]
            requests = [b for b in bound if b.reading.event_type == "REQUEST"]
            bound = [self.from_request(b, requests) for b in bound]
        bound = fights.told(bound)
        bound = [self.from_instrument(b, bound) for b in bound]
        bound = [self.from_deed(b, bound) for b in bound]
        bound = [self.from_same_breath(b, bound) for b in bound]
        meetings = [meeting for b in bound if (meeting := self.meeting(b)) is not None]
        kept = []
        for b in bound:
            b = self.from_meeting(b, meetings)
            b = self.from_subject_matter(b)
            if not b.actors and self.names_only(b):
                self.skip(b.frame, f"{b.reading.rule}: nobody does it")
            elif not b.actors and self.is_aim(b):
                self.skip(b.frame, f"{b.reading.rule}: an aim in a list, nobody's support")
            elif b.actors or b.recipients or self.people_do(b):
                kept.append(b)  # who acts or suffers where people without a name do is settled by the place
            else:
                self.skip(b.frame, f"{b.reading.rule}: no party")
        return kept

    def is_aim(self, b: Bound) -> bool:
        """ "schooling, clean water and *support* for mothers": one of several things that are listed, and nobody is told to give it."""
        return b.reading.event_type == "SUPPORT" and self.text.tokens[b.frame.head].function in LISTED

    def people_do(self, b: Bound) -> bool:
        """Is it done by, or to, people who need no name: a strike, "killings in Darfur"?"""
        codebook = self.cast.rooms.codebook
        rule = codebook.rules.get(b.reading.rule)
        noun = self.text.tokens[b.frame.head].pos in {"NOUN", "PROPN"}
        return codebook.types[b.reading.event_type].people_act or (noun and rule is not None and rule.people_suffer)

    def names_only(self, b: Bound) -> bool:
        """ "*displaced* people": who somebody is, and no deed."""
        return self.text.tokens[b.frame.head].function is Function.MODIFIER and b.reading.mode == "expel"

    def skip(self, frame: Frame, reason: str) -> None:
        sentence = self.text.sentence_of(frame.head)
        self.outcome.skipped.append(Skipped(frame.trigger, sentence.field, sentence.index, reason))

    def from_words(self, b: Bound) -> Bound:
        """Parties that stand near a deed in a set construction: whoever receives what a noun says ("*Togo* won the approval of Ghana"), whom
        force is to drive out ("began a campaign to expel *the rebels*"), whose prison somebody leaves ("freed from *Chadian* custody")."""
        grammar, head = self.found.grammar, b.frame.head
        token = self.text.tokens[head]
        receiving = self.cast.rooms.codebook.sets.get("receiving", frozenset())
        if b.actors and not b.recipients and token.function is Function.OBJECT and self.text.tokens[token.head].lemma in receiving:
            return self.with_recipients(b, grammar.subjects(token.head))
        if token.pos == "NOUN" and not b.recipients and b.reading.event_type in SUFFERED:
            b = self.with_sufferers(b)
        if token.pos == "NOUN" and not b.actors and b.reading.event_type in EXTENDED and token.function is Function.OBJECT:
            if self.text.tokens[token.head].lemma in self.cast.rooms.codebook.sets.get("extending", frozenset()):  # "expanded *aid* to Mali"
                others = tuple(k for k in self.cast.arguments.slot(grammar.subjects(token.head)) if k not in b.recipients)
                b = self.changed(b, others, b.recipients, f"whoever {self.text.tokens[token.head].text} it") if others else b
        if b.reading.event_type in LIMITING and not b.recipients:  # "restrictions on aid *to Niger*"
            for noun in (*grammar.objects(head), *grammar.prep_objects(head, "on", "of")):
                b = self.with_recipients(b, grammar.prep_objects(noun, "to", "for", "from", "with"))
        if token.pos == "NOUN" and b.reading.reciprocal and len(b.actors) + len(b.recipients) == 1:
            b = self.with_subject(b)
        if b.reading.event_type == "ASSAULT" and b.recipients and not b.actors and grammar.prep_objects(head, "against"):
            b = self.with_participants(b)
        prep = self.text.tokens[token.head]
        if token.pos == "NOUN" and not b.actors and b.reading.mode == "visit" and prep.lemma.lower() in {"during", "on"}:
            verb = grammar.governing_verb(prep.i)  # "said *during a visit* to Oman": whoever says it is the visitor
            guests = self.cast.arguments.slot(grammar.subjects(verb)) if verb >= 0 else []
            if others := tuple(k for k in guests if k not in b.recipients):
                return self.changed(b, others, b.recipients, "whoever acts during it")
        if token.function is Function.PREP_OBJECT and prep.lemma == "under" and not b.recipients:  # "is *under investigation*"
            b = self.with_recipients(b, grammar.surface_subjects(prep.head))
        if b.reading.event_type == "ASSAULT" and b.actors and not b.recipients:
            for v in self.purposes(head):
                b = self.with_recipients(b, grammar.objects(v))
        if not b.actors and b.recipients and b.reading.mode == "release":
            heads = grammar.prep_objects(head, "from")
            actors = tuple(k for k in self.cast.arguments.slot(heads) if k not in b.recipients)
            if actors:
                return self.changed(b, actors, b.recipients, "whose captivity it was")
        return b

    def with_sufferers(self, b: Bound) -> Bound:
        """ "*The villagers* faced raids and looting": whoever suffers what a noun says."""
        grammar, noun = self.found.grammar, self.text.tokens[b.frame.head]
        while noun.function is Function.CONJUNCT and self.text.tokens[noun.head].pos == "NOUN":
            noun = self.text.tokens[noun.head]
        verb = self.text.tokens[noun.head]
        if noun.function is not Function.OBJECT or verb.lemma not in self.cast.rooms.codebook.sets.get("suffering", frozenset()):
            return b
        others = tuple(k for k in self.cast.arguments.slot(grammar.subjects(verb.i)))
        actors = tuple(k for k in b.actors if k not in others)
        return self.changed(b, actors, others, f"whoever {verb.text} it") if others else b

    def with_subject(self, b: Bound) -> Bound:
        """One side of what two do together, the other being the subject of its verb: "*Oman* seeks cooperation with Qatar"."""
        grammar = self.found.grammar
        verb = grammar.governing_verb(b.frame.head)
        known = (*b.actors, *b.recipients)
        mine = {self.cast.code(k)[0] for k in known}
        if "" in mine:
            return b
        subjects = self.cast.arguments.slot(grammar.subjects(verb)) if verb >= 0 else []
        others = tuple(k for k in subjects if self.cast.code(k)[0] not in mine | {""})
        first, second = (b.actors, others) if b.actors else (others, b.recipients)
        return self.changed(b, first, second, f"the other side is the subject of {self.text.tokens[verb].text!r}") if others else b

    def with_participants(self, b: Bound) -> Bound:
        """Who does something together in a fight: "*Chad* worked with *Niger* in the battle against the rebels"."""
        grammar, token = self.found.grammar, self.text.tokens[b.frame.head]
        prep = self.text.tokens[token.head]
        verb = self.text.tokens[prep.head]
        if token.function is not Function.PREP_OBJECT or prep.lemma not in {"in", "during"}:
            return b
        for _ in range(2):  # the parser often hangs "in the battle" on a noun before it
            verb = verb if verb.pos in {"VERB", "AUX"} else self.text.tokens[verb.head]
        if verb.pos != "VERB":
            return b
        heads = (*grammar.subjects(verb.i), *grammar.objects(verb.i), *grammar.prep_objects(verb.i, "with"))
        actors = tuple(k for k in self.cast.arguments.slot(heads) if k not in b.recipients)
        return self.changed(b, actors, b.recipients, "those who act in it") if actors else b

    def purposes(self, head: int) -> Iterator[int]:
        """The infinitives under a deed, or under the verb that carries it."""
        tokens = self.text.tokens
        top = tokens[head].head if tokens[head].function is Function.OBJECT else head
        for i in self.found.grammar.subtree(top):
            if i > head and tokens[i].tag == "VB" and tokens[i].function in PURPOSE:
                yield i

    def with_recipients(self, b: Bound, heads: Sequence[int]) -> Bound:
        mine = {self.cast.code(k)[0] for k in b.actors}
        others = tuple(k for k in self.cast.arguments.slot(heads) if k not in b.actors)
        if b.recipients or not others or (b.reading.event_type != "ASSAULT" and any(self.cast.code(k)[0] in mine for k in others)):
            return b
        return self.changed(b, b.actors, others, f"recipient {self.text.tokens[heads[0]].text!r}")

    def from_request(self, b: Bound, requests: Sequence[Bound]) -> Bound:
        """What is asked for is done by whoever is asked, for whoever asks; to refuse a request is to refuse it to whoever made it."""
        grammar, head = self.found.grammar, b.frame.head
        if b.reading.event_type == "COOPERATE" and not self.is_official(b.recipients):
            for r in requests:
                if head in (r.reading.content, *grammar.prep_objects(r.frame.head, "for")) and r.actors and (r.recipients or b.actors):
                    actors = r.recipients if self.is_official(r.recipients) else b.actors
                    if not self.is_official(actors):
                        continue
                    return self.changed(b, actors, r.actors, f"asked for by {self.text.tokens[r.frame.head].text!r}")
        for r in requests:  # "Togo appealed *to Mali* to open the border": parsers make it Togo's purpose
            if head == r.reading.content and r.recipients and b.actors == r.actors and self.text.tokens[head].tag == "VB":
                others = () if grammar.is_passive(head) else r.recipients
                return self.changed(b, others, tuple(k for k in b.recipients if k not in others), "whoever is asked") if others else b
        if b.reading.event_type in {"REJECT", "AGREE", "CONCEDE"} and b.actors and not b.recipients:
            for r in requests:
                if b.reading.reciprocal and self.text.tokens[r.frame.head].pos == "VERB":
                    continue  # "agreed that Mali's raids demand an answer": nobody's request is granted
                if r.frame.head in (b.reading.content, *grammar.objects(head)):
                    return self.changed(b, b.actors, tuple(k for k in r.actors if k not in b.actors), "whoever made the request")
        return b

    def from_answer(self, b: Bound, answers: Sequence[Bound]) -> Bound:
        """Whoever refuses or grants a request was asked: "*a Peruvian court* rejected Chile's request"."""
        if b.reading.event_type == "REQUEST" and b.actors and not self.is_official(b.recipients):
            for a in answers:
                if b.frame.head in self.found.grammar.objects(a.frame.head) and not set(a.actors) & set(b.actors):
                    return self.changed(b, b.actors, a.actors, f"whoever {self.text.tokens[a.frame.head].text} it")
        return b

    def is_official(self, mentions: Sequence[int]) -> bool:
        return any(self.cast.code(k)[1] in OFFICIAL for k in mentions)

    def from_content(self, b: Bound) -> Bound:
        """Whom a verbal act without a recipient is about: who does what it is about, or to whom it is done."""
        if b.recipients or b.reading.event_type not in VERBAL or b.reading.reciprocal:
            return b
        mine = {self.cast.code(k)[0] for k in b.actors}
        for heads in matters(b, self.found.grammar):
            others = tuple(k for k in self.cast.arguments.slot(heads) if k not in b.actors and self.cast.code(k)[0] not in mine)
            if others:
                words = self.text.tokens[heads[0]].text
                return self.changed(b, b.actors, others, f"recipient from {words!r} in what is said")
        return b

    def happening(self, b: Bound) -> Happening:
        sentence = self.text.sentence_of(b.frame.head)
        trigger = b.frame.trigger
        words = tuple(i for i in range(sentence.first, sentence.last) if trigger.start <= self.text.tokens[i].start < trigger.end)
        return Happening(b.frame.head, b.reading.event_type, b.actors, b.recipients, b.reading.mode, words, b.reading.reciprocal)

    def from_echo(self, b: Bound, own: Happening, echoes: Echoes) -> Bound:
        if b.reading.reciprocal and (b.actors or len(b.recipients) > 1):
            return b
        filled, source = echoes.fill(own)
        if source < 0:
            return b
        return self.changed(b, filled.actors, filled.recipients, f"parties completed from {self.text.tokens[source].text!r}")

    def from_deed(self, b: Bound, others: Sequence[Bound]) -> Bound:
        """Whoever did what is judged: "Chad raided the town … *the raid* was condemned by Niger"."""
        if b.reading.event_type not in {"ACCUSE", "SUPPORT", "REJECT"} or b.recipients or not b.actors:
            return b
        judged = (*self.found.grammar.objects(b.frame.head), *self.found.grammar.prep_objects(b.frame.head, "of", "over", "about", "for"))
        mine = {self.cast.code(k)[0] for k in b.actors}
        for o in others:
            doers = tuple(k for k in o.actors if self.cast.code(k)[0] not in mine)
            if o.frame.head in judged and doers:
                return self.changed(b, b.actors, doers, f"whoever did what {self.text.tokens[o.frame.head].text!r} says")
        return b

    def from_instrument(self, b: Bound, others: Sequence[Bound]) -> Bound:
        """ "*These sanctions* will deny the banks access", "the aid will feed …": what somebody's measure does, he does."""
        if b.actors or b.reading.event_type in VERBAL or self.text.tokens[b.frame.head].pos != "VERB":
            return b
        if self.cast.rooms.codebook.types[b.reading.event_type].people_act:
            return b  # "these sanctions *demonstrate* that …" is no march
        subjects = self.found.grammar.subjects(b.frame.head)
        for o in others:
            if o.frame.head in subjects and o.actors and o.reading.event_type in MEASURES:
                recipients = b.recipients or tuple(k for k in o.recipients if b.reading.event_type == o.reading.event_type)
                return self.changed(b, o.actors, recipients, f"whose {self.text.tokens[o.frame.head].text} does it")
        return b

    def from_same_breath(self, b: Bound, others: Sequence[Bound]) -> Bound:
        """Whom the same speaker blames or threatens in the same sentence: "a rebuke by Mali, which warned that *Niger* …"."""
        if b.reading.event_type not in AGAINST or b.recipients or not b.actors:
            return b
        sentence = self.text.tokens[b.frame.head].sentence
        mine = {self.cast.code(k) for k in b.actors}
        near = [
            o for o in others
            if o.reading.event_type in AGAINST and o.recipients and self.text.tokens[o.frame.head].sentence == sentence
            and mine & {self.cast.code(k) for k in o.actors}
        ]  # fmt: skip
        if not near:
            return b
        other = min(near, key=lambda o: abs(o.frame.head - b.frame.head))
        recipients = tuple(k for k in other.recipients if k not in b.actors)
        return self.changed(b, b.actors, recipients, f"the same as with {self.text.tokens[other.frame.head].text!r}")

    def meeting(self, b: Bound) -> Meeting | None:
        """Talks whose parties are of exactly two countries."""
        if b.reading.event_type != "CONSULT":
            return None
        sides: dict[str, int] = {}
        for k in (*b.actors, *b.recipients):
            sides.setdefault(self.cast.code(k)[0], k)
        sides.pop("", None)
        if len(sides) != 2:
            return None
        (one, first), (two, second) = sides.items()
        return Meeting(b.frame.head, ((first, one), (second, two)))

    def from_meeting(self, b: Bound, meetings: Sequence[Meeting]) -> Bound:
        """The other side of the nearest talks before, in the same paragraph or in a report of these talks alone, where the act is one side's
        and names nobody else, or only people of its own ("called for the release of *Dutch* citizens")."""
        put = self.text.tokens[b.frame.head].lemma in self.cast.rooms.codebook.sets.get("raising", frozenset())
        raised = b.reading.event_type == "ACCUSE" and put
        if b.reading.event_type not in TOLD and not raised:
            return b
        alone = self.is_readout and len({frozenset(country for _, country in m.sides) for m in meetings}) == 1
        near = [m for m in meetings if m.head < b.frame.head and (alone or self.near(m.head, b.frame.head))]
        if not near:
            return b
        sides = near[-1].sides
        countries = {self.cast.code(k)[0] for k in b.actors}
        if countries == {""} and not b.recipients and self.is_both(b):
            return self.changed(b, tuple(k for k, _ in sides), (), "the two are those who met")
        aimed = {self.cast.code(k)[0] for k in b.recipients}
        victims = aimed == countries or put
        own = b.reading.event_type in {"REQUEST", "ACCUSE"} and victims and not self.is_official(b.recipients)
        if (b.recipients and not own) or len(countries) != 1 or (raised and self.third(b, sides)):
            return b
        other = [k for k, country in sides if country not in countries]
        if len(other) == 1:
            return self.changed(b, b.actors, tuple(other), "said at the talks with the other side")
        return b

    def from_subject_matter(self, b: Bound) -> Bound:
        """What a government says of its own hopes, help and praise in a text about one other country, naming nobody, is for that country."""
        others = self.cast.subject
        if b.recipients or not b.actors or others < 0 or b.reading.event_type not in MEANT or b.reading.reciprocal:
            return b
        if not all(self.cast.code(k)[0] in self.cast.own_countries for k in b.actors) or self.tells_of_others(b):
            return b
        return self.changed(b, b.actors, (others,), "the country that the text is about")

    def tells_of_others(self, b: Bound) -> bool:
        """Does the sentence tell of anybody but those who act and the country the text is about?"""
        sentence = self.text.tokens[b.frame.head].sentence
        codes = {self.cast.code(k)[0] for k, m in enumerate(self.cast.mentions) if self.text.tokens[m.head].sentence == sentence}
        return bool(codes - self.cast.own_countries - {"", self.cast.code(self.cast.subject)[0]})

    @cached_property
    def is_readout(self) -> bool:
        """Is the text the account of talks? They are the first thing it tells of."""
        first = min((self.text.tokens[f.head].sentence for f in self.found.frames), default=-1)
        heads = {f.head for f in self.found.frames if f.readings[0].event_type == "CONSULT"}
        return any(self.text.tokens[h].sentence == first for h in heads)

    def third(self, b: Bound, sides: Sequence[tuple[int, str]]) -> bool:
        """Does the sentence tell of a country that is not at the talks?"""
        sentence = self.text.tokens[b.frame.head].sentence
        here = {self.cast.code(k)[0] for k, m in enumerate(self.cast.mentions) if self.text.tokens[m.head].sentence == sentence}
        return bool(here - {country for _, country in sides} - {""})

    def near(self, before: int, after: int) -> bool:
        one, two = self.text.sentence_of(before), self.text.sentence_of(after)
        return one.block == two.block and two.index - one.index <= FARTHEST

    def is_both(self, b: Bound) -> bool:
        """ "the two countries", "both sides": a plural description with a two in it."""
        for k in b.actors:
            head = self.cast.mentions[k].head
            below = {self.text.tokens[c].lemma.lower() for c in self.text.children[head]}
            if self.text.tokens[head].tag == "NNS" and below & {"two", "both"}:
                return True
        return False

    @staticmethod
    def changed(b: Bound, actors: Sequence[int], recipients: Sequence[int], why: str) -> Bound:
        return replace(b, actors=tuple(actors), recipients=tuple(recipients), why="; ".join(w for w in (b.why, why) if w))
