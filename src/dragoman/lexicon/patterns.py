"""The notation rules are written in, compiled.

A pattern is a plain clause: slots in braces, words as lemmas, `|` between alternatives, `@name` for a set of words, parentheses around
what may be missing:

    verb:      "{recipient} host|receive {actor}"
    verb:      "{actor} pull|move out (of|from {place})"
    verb:      "{actor} urge {recipient} to do"
    verb:      "{actor} hold|conduct joint @exercise (with {recipient})"
    noun:      "{actor} withdrawal (from {place})"
    adjective: "{actor} be ready|willing to do"

`{slot}` must be a party, `{slot?}` must be there but need not be one, `{slot:MIL|REB}` must be a party of one of these sectors,
`{slot:@captive?}` must be one of these words, which may have to follow others ("expel aid|relief {slot:worker|staff?}"). `*` is any noun,
`to do` any infinitive (`to do:use|enter` one of these; `not to do` a denied one), `doing` any gerund (`doing:fight` such a one, `from
doing:enter` after a preposition), `that` any clause, `that {slot} do` a clause whose subject fills the slot (`that {slot} do:attack|shell`
with such a verb). Before the head of a verb or adjective, `will|would` asks for such an auxiliary and `not` for a negation ("{actor}
will|would not allow {recipient?}"); a modal as the head itself ("{recipient} must") stands for any verb under it. A verb pattern also
matches the passive, relative clauses, participles, control and coordination; the first slot of a noun pattern is whoever stands before the
noun ("Iran's", "Iranian"), after its "by" or "of", or is the subject of its light verb.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dragoman.errors import KnowledgeError

ELEMENT = re.compile(
    r"\{(?P<slot>\w+)(?::(?:(?P<sectors>[A-Z|]+)|(?P<words>[@a-z_|-]+)))?(?P<loose>\?)?\}"
    r"|(?P<open>\()|(?P<close>\))|(?P<word>[^\s(){}]+)"
)
PARTICLES = frozenset("up down out off back away over apart aside together forward ahead around".split())
PREPOSITIONS = frozenset(
    "on in by with to from of for at against into about as between among under upon toward towards behind through without within across "
    "near around over onto inside outside beyond before after during despite alongside along past via amongst throughout amid since".split()
)
MODALS = frozenset("will would shall can could must should may might".split())
SLOTS = frozenset({"actor", "recipient", "place"})
MARKS = frozenset({"*", "to", "doing", "that", "not"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a pattern asks for beside its head.

    Attributes:
        kind: subject, object, indirect, owner (before a noun), prep, particle, modifier, object_modifier, infinitive, gerund,
            clause, auxiliary, negation.
        preps: for kind prep, the prepositions.
        words: lemmas that must stand there; empty when a slot or anything may.
        slot: the slot it fills, "" for none.
        party: the slot must be a party.
        sectors: PLOVER sectors one of which that party must have; empty for any.
        modifiers: lemmas one of which must stand before the noun `words` names after a preposition; the gerund's verbs after one;
            "not" before an infinitive.
        optional: may be missing.
    """

    kind: str
    preps: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    slot: str = ""
    party: bool = False
    optional: bool = False
    sectors: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: `form` is verb, noun or adjective; `weight` orders patterns, the more demanding first."""

    source: str
    form: str
    heads: frozenset[str]
    steps: tuple[Step, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a pattern as written."""

    text: str
    slot: str = ""
    loose: bool = False
    optional: bool = False
    sectors: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def step(self, kind: str, preps: frozenset[str] = frozenset()) -> Step:
        """A step that this slot fills."""
        return Step(kind, preps, self.words, self.slot, party=not self.loose, optional=self.optional, sectors=self.sectors)


def elements(source: str, sets: Mapping[str, frozenset[str]], where: str) -> list[Element]:
    found: list[Element] = []
    depth = 0
    for match in ELEMENT.finditer(source):
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        elif match["slot"]:
            if match["slot"] not in SLOTS:
                raise KnowledgeError(f'unknown slot "{{{match["slot"]}}}" in "{source}"', where, f"slots are {', '.join(sorted(SLOTS))}")
            sectors = frozenset(match["sectors"].split("|")) if match["sectors"] else frozenset()
            words = words_of(match["words"], sets, where) if match["words"] else frozenset[str]()
            found.append(Element(match[0], match["slot"], bool(match["loose"]), depth > 0, sectors, words))
        else:
            found.append(Element(match["word"], optional=depth > 0))
    if depth:
        raise KnowledgeError(f'parentheses do not match in "{source}"', where, "close what is opened")
    return found


def words_of(text: str, sets: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    """The lemmas an alternation stands for, sets put in, -ize also as -ise."""
    found: set[str] = set()
    for piece in text.split("|"):
        if piece.startswith("@"):
            if piece[1:] not in sets:
                raise KnowledgeError(f'there is no set "{piece}"', where, "add it to languages/en/sets.yaml")
            found |= sets[piece[1:]]
        else:
            found.add(piece)
    found |= {w[:-3] + "ise" for w in found if w.endswith("ize")}
    found |= {w[:-7] + "isation" for w in found if w.endswith("ization")}
    return frozenset(found)


def compile_pattern(source: str, form: str, sets: Mapping[str, frozenset[str]], where: str = "") -> Pattern:
    """One pattern compiled. Raises KnowledgeError saying where the pattern stands and how to mend it."""
    parts = elements(source, sets, where)
    steps: list[Step] = []
    k = 0
    if parts and parts[0].slot:
        steps.append(parts[0].step("owner" if form == "noun" else "subject"))
        k = 1
    before, k = before_head(parts, k, form)
    steps += before
    if form == "adjective" and k < len(parts) and parts[k].text == "be":
        k += 1
    run = bare_run(parts, k, form)
    if not run:
        raise KnowledgeError(f'no head word in "{source}"', where, 'write a clause such as "{actor} attack {recipient}"')
    head = run[-1] if form == "noun" else run[0]
    steps += [Step("modifier", words=words_of(p.text, sets, where)) for p in run if p is not head]
    k += len(run)
    steps += Tail(parts[k:], sets, where).steps()
    return Pattern(source, form, words_of(head.text, sets, where), tuple(steps), sum(map(demand, steps)))


def demand(step: Step) -> int:
    """How much a step asks for; the sum orders the patterns of a head."""
    if step.optional:
        return 0
    if step.words or step.modifiers:
        return 4 if step.words else 5  # a denied infinitive before one with given verbs
    return 3 if step.sectors else 2 if step.party else 1


def before_head(parts: list[Element], k: int, form: str) -> tuple[list[Step], int]:
    """Auxiliaries and `not` before the head of a verb or adjective."""
    found: list[Step] = []
    while form != "noun" and k + 1 < len(parts) and not parts[k + 1].slot:
        words = frozenset(parts[k].text.split("|"))
        if words == {"not"}:
            found.append(Step("negation", words=words))
        elif words <= MODALS:
            found.append(Step("auxiliary", words=words))
        else:
            break
        k += 1
    return found, k


def bare_run(parts: list[Element], k: int, form: str) -> list[Element]:
    """The head (for a noun with the words that must stand before it)."""
    run: list[Element] = []
    while k < len(parts) and not parts[k].slot and not parts[k].optional and parts[k].text.split(":")[0] not in MARKS:
        if run and (form != "noun" or set(parts[k].text.split("|")) <= PREPOSITIONS):
            break
        run.append(parts[k])
        k += 1
    return run


@dataclass
class Tail:
    """What follows the head of a pattern, read left to right."""

    parts: list[Element]
    sets: Mapping[str, frozenset[str]]
    where: str

    def steps(self) -> list[Step]:
        found: list[Step] = []
        k = 0
        while k < len(self.parts):
            step, k = self.step(k)
            if step.kind == "object" and found and found[-1].kind == "object" and found[-1].slot:
                before = found[-1]
                found[-1] = replace(before, kind="indirect")
            found.append(step)
        return found

    def step(self, k: int) -> tuple[Step, int]:
        part = self.parts[k]
        following = self.parts[k + 1] if k + 1 < len(self.parts) else None
        if part.slot:
            return part.step("object"), k + 1
        if part.text == "that" and following is not None and following.slot:
            verb = self.parts[k + 2].text if k + 2 < len(self.parts) else ""
            words = words_of(verb[3:], self.sets, self.where) if verb.startswith("do:") else frozenset()
            return replace(following.step("clause"), words=words), k + 3  # past the "do" that closes it
        if part.text == "not" and following is not None and following.text == "to":
            step, after = self.step(k + 1)
            return replace(step, modifiers=frozenset({"not"})), after
        if part.text == "to" and following is not None and following.text.split(":")[0] == "do":
            words = words_of(following.text[3:], self.sets, self.where) if ":" in following.text else frozenset()
            return Step("infinitive", words=words, optional=part.optional), k + 2
        if part.text.split(":")[0] in {"doing", "that"}:
            words = words_of(part.text[6:], self.sets, self.where) if part.text.startswith("doing:") else frozenset[str]()
            return Step("gerund" if part.text != "that" else "clause", words=words, optional=part.optional), k + 1
        if part.text == "*":
            return Step("object", optional=part.optional), k + 1
        alternatives = frozenset(part.text.split("|"))
        same = following is not None and (following.optional or not part.optional)
        if following is not None and not following.slot and set(following.text.split("|")) <= PREPOSITIONS:
            same = False  # "give *in* to {recipient}": the first of two is a particle
        if alternatives <= PARTICLES or (alternatives <= PREPOSITIONS | PARTICLES and not same):
            return Step("particle", words=alternatives, optional=part.optional), k + 1
        if alternatives <= PREPOSITIONS | PARTICLES and following is not None:
            return self.prep(alternatives, part, k)
        return self.literal_object(k)

    def prep(self, preps: frozenset[str], part: Element, k: int) -> tuple[Step, int]:
        following = self.parts[k + 1]
        if following.slot:
            return replace(following.step("prep", preps), optional=part.optional), k + 2
        if following.text.split(":")[0] == "doing":
            verbs = words_of(following.text[6:], self.sets, self.where) if ":" in following.text else frozenset[str]()
            return Step("prep", preps, words=frozenset({"doing"}), optional=part.optional, modifiers=verbs), k + 2
        if following.text == "*":
            return Step("prep", preps, optional=part.optional), k + 2
        run = k + 2
        while run < len(self.parts) and self.is_word(self.parts[run], part.optional):
            run += 1
        noun = words_of(self.parts[run - 1].text, self.sets, self.where)
        before = frozenset[str]().union(*(words_of(p.text, self.sets, self.where) for p in self.parts[k + 1 : run - 1]))
        return Step("prep", preps, words=noun, optional=part.optional, modifiers=before), run

    @staticmethod
    def is_word(part: Element, optional: bool) -> bool:
        """A bare word that goes on a run of them: neither slot, preposition, particle nor clause mark."""
        alternatives = set(part.text.split("|"))
        marks = {"to", "doing", "that", "*"}
        return not part.slot and part.optional == optional and not alternatives & marks and not alternatives <= PREPOSITIONS | PARTICLES

    def literal_object(self, k: int) -> tuple[Step, int]:
        """A noun that must be the object, or a word that must stand before that noun: "hold *joint* exercise", "expel *aid* {slot:worker}"."""
        part = self.parts[k]
        following = self.parts[k + 1] if k + 1 < len(self.parts) else None
        words_ahead = following is not None and following.slot and following.words and following.optional == part.optional
        if following is not None and (words_ahead or self.is_word(following, part.optional)):
            return Step("object_modifier", words=words_of(part.text, self.sets, self.where), optional=part.optional), k + 1
        return Step("object", words=words_of(part.text, self.sets, self.where), optional=part.optional), k + 1
