"""Who killed or hurt somebody, where the words tell it by the fight he fell in.

1. With whom it was: "two soldiers were killed in clashes *with Tuareg rebels*", "died in an ambush *by bandits*".
2. What happened when: "three miners were wounded when *the police* opened fire".
3. Whom he fought: "six soldiers died fighting *the rebels*".

The other way round, a fight of which the words name one side only was with those who fell in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.coding.cast import Cast
from dragoman.coding.found import Bound
from dragoman.model import Function, Token
from dragoman.text.grammar import Grammar

F = Function
DURING = ("in", "during", "amid", "at")
AGAINST = ("with", "against", "by", "from", "between", "involving")
OF_BOTH = ("with", "by", "between", "involving")
OFFICIAL = frozenset({"GOV", "MIL", "COP", "SPY"})
WHEN = frozenset({"when", "as", "after"})
PARTS = frozenset({"of"})  # "an exchange *of fire* with": the other side may hang on what the noun is made of


class Fights:
    """The fights of one text. Of `sets`: `fights` are nouns for them, `wars` those that are called by where they are fought,
    `waging` verbs whose subject is a side, `fired` weapons that come from afar."""

    def __init__(self, cast: Cast, grammar: Grammar, sets: Mapping[str, frozenset[str]]) -> None:
        self.cast = cast
        self.grammar = grammar
        self.tokens: Sequence[Token] = grammar.tokens
        self.nouns, self.wars, self.waging, self.weapons = (sets.get(name, frozenset()) for name in ("fights", "wars", "waging", "fired"))

    def told(self, bound: Sequence[Bound]) -> list[Bound]:
        """The bound readings, those who killed or hurt put in where the fight tells, and those who fell where the fight lacks a side."""
        found = list(bound)
        for k, b in enumerate(found):
            if b.reading.event_type != "ASSAULT" or b.actors or not b.recipients:
                continue
            for foes, why in (
                self.fired_from(b),
                self.other_side(b),
                self.attackers(b, bound),
                self.by_clause(b, bound),
                self.fought(b, bound),
            ):
                others = self.apart(foes, b.recipients)
                if others:
                    found[k] = replace(b, actors=others, why="; ".join(w for w in (b.why, why) if w))
                    break
        return [self.completed(b, found) for b in found]

    def located(self, b: Bound) -> Bound:
        """ "Brazil offered to mediate in *the Ukraine war*": a war that is called by one country's or place's name is fought there; nobody
        who speaks of it is a side."""
        b = self.without_bystanders(self.between(b))
        if b.reading.event_type != "ASSAULT":
            return b
        named = [k for k in (*b.actors, *b.recipients) if self.names_war(k)]
        if len(named) != 1:
            return b
        if self.tokens[self.cast.mentions[named[0]].head].head != b.frame.head:  # "the Yemen war killed …": nobody's deed
            return replace(b, actors=tuple(k for k in b.actors if k not in named))
        reading = replace(b.reading, reciprocal=False)
        return replace(b, reading=reading, actors=(), recipients=tuple(named), why="; ".join(w for w in (b.why, "where it is fought") if w))

    def between(self, b: Bound) -> Bound:
        """ "A *truce* brokered by Oman *between* Chad and Niger": of those between whom it is."""
        if b.actors or b.recipients or b.reading.event_type != "RETREAT":
            return b
        for v in self.grammar.below(b.frame.head, F.NOUN_CLAUSE):
            near = (v, *self.grammar.agents(v))  # the parser hangs it on either
            if sides := self.cast.arguments.slot([h for i in near for h in self.grammar.prep_objects(i, "between")]):
                return replace(b, actors=tuple(sides), why="; ".join(w for w in (b.why, "between whom it is") if w))
        return b

    def without_bystanders(self, b: Bound) -> Bound:
        """ "China sided with Russia in *the war*": the subject of a verb that wages nothing is no side of what is fought."""
        head = b.frame.head
        verb = self.grammar.governing_verb(head)
        war = b.reading.event_type == "ASSAULT" and self.tokens[head].lemma.lower() in self.wars
        if not war or not b.reading.reciprocal or verb < 0 or self.tokens[verb].lemma in self.waging:
            return b
        speakers = {self.cast.mentions[k].head for k in self.cast.arguments.slot(self.grammar.subjects(verb))}
        inside = self.grammar.subtree(head)
        actors = tuple(k for k in b.actors if (h := self.cast.mentions[k].head) not in speakers or h in inside)
        return replace(b, reading=replace(b.reading, reciprocal=len(actors) > 1), actors=actors)

    def names_war(self, k: int) -> bool:
        mention = self.cast.mentions[k]
        token = self.tokens[mention.head]
        war = self.tokens[token.head]
        if token.function is not F.COMPOUND or token.pos != "PROPN" or war.lemma.lower() not in self.wars:
            return False
        if any(self.tokens[c].function is F.POSSESSOR for c in self.grammar.children[war.i]) or len(self.grammar.noun_owners(war.i)) > 1:
            return False
        if any(self.grammar.prep_objects(war.i, prep) for prep in ("in", "on", "against", "between")):
            return False  # "the *US* war in Afghanistan"
        return mention.kind == "name" and (mention.place or self.cast.is_state(mention))

    def apart(self, foes: Sequence[int], fallen: Sequence[int]) -> tuple[int, ...]:
        """Those who are not of the side that suffers: not alike, nor authorities of one and the same state."""
        own = {self.cast.code(k) for k in fallen}
        states = {country for country, sector in own if sector in OFFICIAL}
        return tuple(
            k for k in dict.fromkeys(foes)
            if k not in fallen and (code := self.cast.code(k)) not in own and not (code[0] in states and code[1] in OFFICIAL)
        )  # fmt: skip

    def fights(self, head: int) -> list[int]:
        """The nouns for fights in which the deed of `head` happens."""
        return self.among(self.grammar.prep_objects(head, *DURING))

    def among(self, heads: Sequence[int]) -> list[int]:
        """The nouns for fights among these, or of which they are a part: "three days of *fighting*"."""
        near = (m for n in heads for m in (n, *self.grammar.prep_objects(n, *PARTS)))
        return [n for n in near if self.tokens[n].lemma.lower() in self.nouns]

    def killing(self, head: int) -> list[int]:
        """The nouns for fights that are said to kill: "*clashes* with rebels left nine soldiers dead"."""
        subjects = () if self.grammar.is_passive(head) else self.grammar.subjects(head)
        return self.among(subjects)

    def fired_from(self, b: Bound) -> tuple[list[int], str]:
        """ "*Rockets fired from Chad* hit a town": of where they were fired."""
        head = b.frame.head
        weapons = [n for n in (*self.grammar.subjects(head), *self.grammar.objects(head)) if self.tokens[n].lemma.lower() in self.weapons]
        fired = [v for n in weapons for v in self.grammar.below(n, F.NOUN_CLAUSE) if self.tokens[v].tag == "VBN"]
        fired += [head] if weapons and self.grammar.is_passive(head) else []
        places = [p for v in fired for p in self.grammar.prep_objects(v, "from")]
        return self.cast.arguments.slot(places, places=True), "where it was fired"

    def other_side(self, b: Bound) -> tuple[list[int], str]:
        within = [(n, AGAINST) for n in self.fights(b.frame.head)] + [(n, OF_BOTH) for n in self.killing(b.frame.head)]
        for n, preps in within:
            made_of = [m for m in self.grammar.prep_objects(n, *PARTS) if not self.cast.arguments.at(m)]
            for noun in (n, *made_of):
                heads = self.grammar.prep_objects(noun, *preps)
                if foes := self.cast.arguments.slot(heads):
                    return foes, f"the other side of the {self.tokens[n].text}"
        return [], ""

    def attackers(self, b: Bound, bound: Sequence[Bound]) -> tuple[list[int], str]:
        """Whose the attack is that is told elsewhere: "claimed *the ambush* in which four soldiers died"."""
        fights = {*self.fights(b.frame.head), *self.killing(b.frame.head)}
        lenders = [o for o in bound if o.frame.head in fights and o.reading.event_type == "ASSAULT" and not o.reading.reciprocal]
        return [k for o in lenders for k in o.actors], "whose attack it was"

    def by_clause(self, b: Bound, bound: Sequence[Bound]) -> tuple[list[int], str]:
        for o in bound:
            token = self.tokens[o.frame.head]
            if o.reading.event_type != "ASSAULT" or not o.actors or token.function is not F.ADVERBIAL_CLAUSE or token.head != b.frame.head:
                continue
            below = self.grammar.children[token.i]
            opened = any(self.tokens[c].text.lower() in WHEN for c in below if c < token.i)
            first = min((c for c in below if self.tokens[c].text.lower() in WHEN), default=token.i)
            later = self.tokens[first - 1].pos in {"NOUN", "ADV"}  # "killed *days* after …", "*long* after"
            if opened and not later:
                return list(o.actors), f"those who {token.text} then"
        return [], ""

    def fought(self, b: Bound, bound: Sequence[Bound]) -> tuple[list[int], str]:
        for o in bound:
            token = self.tokens[o.frame.head]
            clause = token.function in {F.OPEN_COMPLEMENT, F.ADVERBIAL_CLAUSE, F.PREP_CLAUSE}
            above = self.tokens[token.head].head if token.function is F.PREP_CLAUSE else token.head
            if o.reading.event_type == "ASSAULT" and token.tag == "VBG" and clause and above == b.frame.head and o.recipients:
                if set(o.actors) <= set(b.recipients):
                    return list(o.recipients), "whom they fought"
        return [], ""

    def completed(self, b: Bound, bound: Sequence[Bound]) -> Bound:
        """A fight, or an attack at which somebody fell, with the side it does not name: those who fell."""
        if b.reading.event_type != "ASSAULT" or (b.actors and b.recipients) or len(b.actors) > 1 or len(b.recipients) > 1:
            return b
        head = b.frame.head
        for o in bound:
            if o is b or o.reading.event_type != "ASSAULT" or not o.recipients or not o.actors:
                continue
            if head in self.fights(o.frame.head) and set(o.actors) & {*b.actors, *b.recipients}:
                named = b.actors or b.recipients
                sides = (o.recipients, b.recipients) if b.recipients and not b.reading.reciprocal else (named, o.recipients)
                return replace(b, actors=sides[0], recipients=sides[1], why="; ".join(w for w in (b.why, "with those who fell") if w))
            token = self.tokens[head]
            if b.actors and token.function is F.ADVERBIAL_CLAUSE and token.head == o.frame.head and set(o.actors) == set(b.actors):
                return replace(b, recipients=o.recipients, why="; ".join(w for w in (b.why, "who fell then") if w))
        return b
