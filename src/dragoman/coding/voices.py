"""Whose text it is, and what it is about: who "we" and "you" are in what a government or several of them publish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from dragoman.coding.found import Found
from dragoman.coding.listed import Listed
from dragoman.coding.rooms import Rooms
from dragoman.lexicon.entities import NON_STATE
from dragoman.model import Function, Interval, Mention, Span, Text

MAIN_SHARE = 0.4  # of all mentions of countries, for one to be what the text is about
SIGNED = "are those who sign"
JOINT = 3  # signatories of a joint text at least
BODIES = frozenset({"igo", "format"})
OPENING = 3  # sentences at the beginning of a text


class Voices:
    """The voices of one text, over mentions that whoever inherits keeps (`Cast`)."""

    found: Found
    rooms: Rooms
    text: Text
    on_publication: Interval
    mentions: Sequence[Mention]
    links: Mapping[int, int]
    groups: list[Listed]

    def with_publisher(self) -> list[Mention]:
        """ "We" that nobody in the text has said is whoever publishes it, where the registry has it ("we condemn" in a ministry's release)."""
        publisher = self.rooms.publisher(self.found.report.outlet)
        quoted = [span for voice in self.said_spans() for span in voice]
        signed, since = self.signatories()
        if signed:
            ours = [
                k for k, m in enumerate(self.mentions)
                if m.head > since and m.kind == "pronoun" and self.is_first_person(m) and k not in self.links
                and not any(span.covers(m.span) for span in quoted)
            ]  # fmt: skip
            found = list(self.mentions)
            for k in ours:  # the first in the pronoun's place, the rest after all others, so that links stay right
                m = self.mentions[k]
                why = f"{self.text.tokens[m.head].text!r} {SIGNED}"
                found[k], *more = [replace(s, span=m.span, head=m.head, why=why) for s in signed]
                found += more
            return found
        if not publisher:
            return list(self.mentions)
        return [
            replace(m, kind="name", entities=(publisher,), why=f"{self.text.tokens[m.head].text!r} is the publisher")
            if m.kind == "pronoun" and k not in self.links and self.is_first_person(m) and not any(span.covers(m.span) for span in quoted)
            else m
            for k, m in enumerate(self.mentions)
        ]

    def with_addressed(self) -> list[Mention]:
        """ "We look forward to working with *you*", in a government's message: the one country that it is about."""
        about = self.main_country if self.own_country and self.main_country != (self.own_country,) else ()
        state = self.rooms.resolver.registry.state(about[0]) if about else None
        if state is None:
            return list(self.mentions)
        quoted = [span for voice in self.said_spans() for span in voice]
        you = self.rooms.words("second_person")
        return [
            replace(m, kind="name", entities=(state.id,), why=f"{self.text.tokens[m.head].text!r} is {state.name}, which the text addresses")
            if m.kind == "pronoun" and k not in self.links and self.text.tokens[m.head].text.lower() in you
            and not any(span.covers(m.span) for span in quoted)
            else m
            for k, m in enumerate(self.mentions)
        ]  # fmt: skip

    def signatories(self) -> tuple[list[Mention], int]:
        """Who issues a joint text, and the token it begins after: "*we*, the foreign ministers of Peru, Chile and Cuba", or "this statement was
        issued by the governments of Peru, Chile and Cuba"."""
        for m in self.mentions:
            if m.kind == "pronoun" and self.is_first_person(m):
                beside = [c for c in self.text.children[m.head] if self.text.tokens[c].function is Function.APPOSITION]
                told = {i for c in beside for i in self.found.grammar.all_below(c)}
                named = [n for n in self.mentions if n.head in told and n.kind in {"name", "role"} and (n.entities or n.owners)]
                states = [n for n in named if not self.countries_of([n]) <= NON_STATE - {"EUR"}]  # "the G7 ministers of …" are their states
                if len(self.countries_of(states)) >= JOINT:
                    return states, m.head - 1
        for group in self.groups:  # a member that publishes what the group says
            if self.text.tokens[group.at].sentence < OPENING and self.own_country in self.countries_of(group.members):
                return list(group.members), group.at
        for sentence in self.text.sentences:
            tokens = range(sentence.first, sentence.last)
            if not any(self.text.tokens[i].lemma.lower() in self.rooms.joint_texts for i in tokens):
                continue
            named = [m for m in self.mentions if m.head in tokens and m.kind in {"name", "role"} and (m.entities or m.owners)]
            chained = all(self.follows(one, other) for one, other in pairwise(named))
            signers = self.countries_of(named)
            if chained and (len(signers) >= JOINT or (len(signers) > 1 and self.own_country in signers)):
                return named, sentence.last - 1
        titled = self.named_in_title()
        return ([titled], -1) if titled is not None else ([], 0)

    def named_in_title(self) -> Mention | None:
        """The body whose statement the title says it is ("Statement by the *Arctic Council* on …", "*Quad* Joint Statement"); None without."""
        registry, title = self.rooms.resolver.registry, self.found.report.title
        papers = "|".join(sorted(map(re.escape, self.rooms.joint_texts)))
        said = re.search(rf"\b(?:{papers})s? (?:by|of|from) (?:the )?(.+)|^(?:The )?(.+?) (?:joint )?(?:{papers})\b", title, re.IGNORECASE)
        if said is None:
            return None
        words = re.split(r" (?:on|regarding|concerning|about|marking|following)\b", said[1] or said[2])[0]
        for mention in self.mentions:
            if mention.kind == "name" and mention.entities and registry.get(mention.entities[0]).kind in BODIES:
                if any(words.startswith(name) or name.startswith(f"{words} ") for name in registry.get(mention.entities[0]).names):
                    return mention
        return None

    def countries_of(self, mentions: Sequence[Mention]) -> set[str]:
        """The countries that named mentions stand for on the day of publication."""
        return {self.rooms.resolver.standing((*m.entities, *m.owners)[0], self.on_publication).country for m in mentions} - {""}

    def follows(self, one: Mention, other: Mention) -> bool:
        """Do two mentions stand in one list?"""
        between = self.text.content[one.span.end : other.span.start]
        return other.head == one.head or (len(between) < 60 and ("," in between or " and " in between))

    def said_spans(self) -> list[tuple[Span, ...]]:
        return [q.content for q in self.found.quotations if q.kind != "indirect" and q.speaker >= 0]

    def is_first_person(self, mention: Mention) -> bool:
        return self.text.tokens[mention.head].text.lower() in self.rooms.first_person

    @cached_property
    def voices(self) -> tuple[int, ...]:
        """The mentions that stand for the governments whose text it is: those who sign it, else whoever publishes it (its first "we", else
        its state); empty for the press."""
        signed = [k for k, m in enumerate(self.mentions) if m.why.endswith(SIGNED)]
        if signed:
            return tuple(k for k in signed if self.mentions[k].head == self.mentions[signed[0]].head)
        if not self.own_country:
            return ()
        ours = [k for k, m in enumerate(self.mentions) if self.is_first_person(m) and m.why.endswith("is the publisher")]
        named = [
            k for k, m in enumerate(self.mentions)
            if m.kind == "name" and m.entities and self.rooms.resolver.registry.get(m.entities[0]).kind == "state"
            and self.countries_of([m]) == {self.own_country}
        ]  # fmt: skip
        return (*ours, *named)[:1]

    @cached_property
    def main_country(self) -> tuple[str, ...]:
        """The country the text is mostly about, where one stands out; where it names none or several as much, the one it was filed from."""
        if self.filed_from and (not self.countries or self.countries[self.filed_from] == max(self.countries.values())):
            return (self.filed_from,)
        least = MAIN_SHARE * self.countries.total()
        ranked = sorted((code for code, count in self.countries.items() if count >= least), key=lambda code: (-self.countries[code], code))
        others = [code for code in ranked if code != self.own_country] or ranked  # a ministry's release is about somebody else
        if len(others) > 1 and self.countries[others[0]] == self.countries[others[1]]:
            return ()  # of two that are told of as much neither is what it is about
        return tuple(others[:1])

    @cached_property
    def filed_from(self) -> str:
        """The country of the dateline, "" without one."""
        dateline = self.found.report.dateline
        return str(self.rooms.where(dateline)["country"]) if dateline else ""

    @cached_property
    def own_countries(self) -> frozenset[str]:
        """The countries of those whose text it is; empty for the press."""
        named = [self.mentions[k] for k in self.voices]
        return frozenset(self.countries_of(named) or {self.own_country} - {""})

    @cached_property
    def subject(self) -> int:
        """The first mention of the state that a government's text is about, where it is about one other country alone; -1 without."""
        about = self.main_country
        if not self.own_country or not about or about[0] in self.own_countries:
            return -1
        state = self.rooms.resolver.registry.state(about[0])
        named = [k for k, m in enumerate(self.mentions) if state is not None and m.entities[:1] == (state.id,)]
        return next(iter(named), -1)

    @cached_property
    def own_country(self) -> str:
        """The country of whoever publishes the text, "" for the press."""
        publisher = self.rooms.publisher(self.found.report.outlet)
        return self.rooms.resolver.standing(publisher, self.on_publication).country if publisher else ""

    @cached_property
    def countries(self) -> Counter[str]:
        """How often the text tells of each country."""
        counts: Counter[str] = Counter()
        for mention in self.mentions:
            if self.is_first_person(mention):
                continue  # who speaks is not what it is about
            for owner in (*mention.entities[:1], *mention.owners[:1]):
                counts[self.rooms.resolver.standing(owner, self.on_publication).country] += 1
        for toponym in self.found.toponyms:
            if toponym.place is not None:
                counts[toponym.place.country] += 1
        for code in ("", *NON_STATE):
            counts.pop(code, None)
        return counts
