"""From the words that fill a slot to the mentions that are its parties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dragoman.model import Function, Mention, Span, Text
from dragoman.text.grammar import Grammar

F = Function
# "dozens *of soldiers*", "a group *of migrants*", "members *of the party*": the party is what follows "of".
CARRIERS = frozenset({"NOUN", "NUM", "DET", "PRON", "ADJ"})
OWNER_PREPS = ("from", "in")


class Arguments:
    """Which mentions stand behind a head token. `links` maps mention index → antecedent mention index (coreference); `acts` tells
    whether a mention that can be a place is somebody here ("Kabul said") or only where something happens ("pulled out of Kabul").
    `sets` are word sets: `voicing` papers say what whoever has done one of the verbs `issuing` to them says;
    whoever has done one of `brokering` to a thing is no side of it."""

    def __init__(
        self,
        text: Text,
        grammar: Grammar,
        mentions: Sequence[Mention],
        links: Mapping[int, int],
        acts: Callable[[Mention], bool],
        sets: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        sets = sets or {}
        self.accompanying = sets.get("accompanying", frozenset())
        self.voicing, self.issuing = sets.get("voicing", frozenset()), sets.get("issuing", frozenset())
        self.brokering = sets.get("brokering", frozenset())
        self.text = text
        self.grammar = grammar
        self.mentions = mentions
        self.links = links
        self.acts = acts
        self.by_head: dict[int, list[int]] = {}
        for k, mention in enumerate(mentions):
            self.by_head.setdefault(mention.head, []).append(k)
        for k, mention in enumerate(mentions):  # "Iran's supreme *leader* Ali Khamenei": one mention, whose name stands beside its office
            token = text.tokens[mention.head]
            office = text.tokens[token.head]
            if token.function is F.APPOSITION and mention.span.covers(Span(office.start, office.end)) and office.i not in self.by_head:
                self.by_head[office.i] = [k]

    def usable(self, k: int) -> bool:
        """A mention that names or describes somebody, itself or through its antecedent."""
        mention = self.mentions[self.links.get(k, k)]
        return mention.kind in {"name", "role"} and (not self.mentions[k].place or self.acts(self.mentions[k]))

    def at(self, head: int) -> list[int]:
        """Mentions whose own head is this token."""
        return [k for k in self.by_head.get(head, ()) if self.usable(k)]

    def parties(self, head: int, deep: bool = True, top: bool = True) -> list[int]:
        """Mention indexes for a slot's head: the head itself, else what it is made of or belongs to.

        "U.S. officials" is itself a mention; "the U.S. *withdrawal*" belongs to one; "hundreds of *soldiers*" is made of one.
        """
        found = self.at(head)
        token = self.text.tokens[head]
        if found and token.function is F.APPOSITION and not any(self.mentions[k].owners or self.mentions[k].entities for k in found):
            found = self.at(token.head) or found  # "the front (PLF), a designated *group* that …"
        if found or not deep:
            return found
        governor = self.text.tokens[token.head]
        if token.text.lower() == "those" and token.function is F.PREP_OBJECT and governor.lemma.lower() in {"as", "like"}:
            return self.at(governor.head)  # "firms such as *those* that were listed"
        if token.pos in CARRIERS or token.pos == "PROPN":
            # "the clash between Chad and Niger", but not "the diversion of a flight between Chad and Niger"
            by = [k for o in self.grammar.prep_objects(head, *(("by", "between") if top else ("by",))) for k in self.at(o)]
            if not by and token.function is F.OBJECT and not self.grammar.is_passive(token.head):  # "condemned *the launch* | *by Peru*"
                by = [k for o in self.grammar.prep_objects(token.head, "by") if o > head for k in self.at(o)]
            third = self.grammar.go_betweens(head, self.brokering)
            clauses = self.grammar.below(head, F.NOUN_CLAUSE) if top else ()
            by = by or [k for v in clauses for a in self.grammar.agents(v) if a not in third for k in self.at(a)]
            if by:
                return by  # "the arrest of reporters *by Oman*": whoever does it
            of = [k for o in self.grammar.prep_objects(head, "of") for k in self.at(o)]
            owners = [k for o in self.grammar.noun_owners(head) if o not in third for k in self.at(o)]
            if owners or of:
                return owners or of
            if issuers := self.issuers(head):
                return issuers
            for prep in OWNER_PREPS[: 1 if governor.lemma.lower() == "by" else None]:  # "killed by a mine *in Mali*": only where
                others = [k for o in self.grammar.prep_objects(head, prep) for k in self.at(o)]
                if others:
                    return others
            return [k for o in self.grammar.prep_objects(head, "of") for k in self.parties(o, top=False)]
        if token.pos in {"VERB", "AUX"}:
            return [k for s in self.grammar.subjects(head) for k in self.at(s)]
        return []

    def issuers(self, noun: int) -> list[int]:
        """Whoever speaks through a paper: "*the senate* passed a motion that condemns …", "a letter was sent by *Chad* urging …"."""
        token = self.text.tokens[noun]
        if token.lemma.lower() not in self.voicing:
            return []
        while token.function is F.PREP_OBJECT and self.text.tokens[token.head].head != token.head:  # "voted *in favour of a motion*"
            token = self.text.tokens[self.text.tokens[token.head].head]
        if token.i == noun and token.function not in {F.OBJECT, F.PASSIVE_SUBJECT}:
            return []
        verb = token.i if token.i != noun else token.head
        if self.text.tokens[verb].pos != "VERB" or self.text.tokens[verb].lemma not in self.issuing:
            return []
        return [k for s in self.grammar.subjects(verb) for k in self.at(s)]

    def slot(self, heads: Sequence[int], places: bool = False) -> list[int]:
        """Mention indexes for all heads of a slot, in order, each once. With `places`, a city stands for those who rule it."""
        found: list[int] = []
        given: list[int] = []  # heads that have given parties
        for head in heads:
            if any(self.inside(head, other) for other in given):
                continue  # "praised Kenya's help *for Somalia*": only whose it is
            token = self.text.tokens[head]
            if token.function is F.CONJUNCT and not self.at(head) and self.at(token.head) and token.head in heads:
                continue  # "attacks on Chad as well as *raids by Libya*": another deed, not another victim
            before = len(found)
            named = self.by_head.get(head, []) if places else []
            here = [k for k in named if self.mentions[k].kind == "name" and self.mentions[k].place]
            found += [k for k in here or self.parties(head) if k not in found]
            found += [k for h in self.companions(head) for k in self.at(h) if k not in found]
            if len(found) > before and not self.at(head):
                given.append(head)
        return found

    def companions(self, noun: int) -> tuple[int, ...]:
        """Who goes along: "Chad, *along with Niger*", "Chad, *joined by Niger*"."""
        joined = [a for v in self.grammar.below(noun, F.NOUN_CLAUSE) if self.goes_along(v) for a in self.grammar.agents(v)]
        return (*self.grammar.companions(noun), *joined)

    def goes_along(self, verb: int) -> bool:
        """ "Chad, *joined* by Niger, …": a participle that only says who goes along."""
        token = self.text.tokens[verb]
        aside = token.function is F.NOUN_CLAUSE and token.tag == "VBN" and self.text.tokens[verb - 1].text == ","
        return aside and token.lemma in self.accompanying

    def inside(self, i: int, noun: int) -> bool:
        """Does a token stand under a preposition of a noun?"""
        prep = False
        for _ in range(6):
            token = self.text.tokens[i]
            prep = prep or token.function is F.PREP_OBJECT
            if token.head == noun:
                return prep
            if token.head == i or token.pos in {"VERB", "AUX"}:
                return False
            i = token.head
        return False
