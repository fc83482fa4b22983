"""Whose a role noun is that does not say so itself: "its troops", "the army", "police".

In order: a possessive that has been linked ("Chad … *its* troops"); the one country of the sentence; the one country of the sentence
before in the same paragraph; the country that dominates the report. Where two countries compete nothing is filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.lexicon.entities import NON_STATE, Registry, registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import RoleNoun, Roles, roles
from dragoman.model import Function, Mention, Text

F = Function
LEADING = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT, F.POSSESSOR, F.AGENT})
BESIDE = ([","], [",", "the"], [",", "a"], [",", "an"])  # words between two descriptions of one person
DOMINANT = 3  # mentions the leading country of a report needs, and how many times the next one's
SERVICES = frozenset({"JUD", "COP"})
EXAMPLE_REACH = 8  # tokens from "allies" to "particularly"
SERVICE_BACK = 6  # sentences
DEFINITE = frozenset({"the", "these", "those"})


def inherit(text: Text, mentions: Sequence[Mention], links: Mapping[int, int], knowledge: Knowledge | None = None) -> list[Mention]:
    """The mentions in the same order, role nouns of state offices and forces with owners filled in where the text tells them."""
    knowledge = knowledge or Knowledge.open()
    return Owners(text, mentions, links, registry(knowledge), roles(knowledge)).run()


def descriptions(text: Text, mentions: Sequence[Mention]) -> dict[int, int]:
    """Mentions that describe or name the person described right before them ("a Dutch citizen, *the engineer*"), mention → the one
    before."""
    by_head = {mention.head: k for k, mention in enumerate(mentions)}
    found: dict[int, int] = {}
    for k, mention in enumerate(mentions):
        token = text.tokens[mention.head]
        before = mentions[k - 1] if k else mention
        between = text.content[before.span.end : mention.span.start].split()
        # "a citizen, the engineer Piet Hofstra": whatever the parser makes of it
        named = between == [",", "the"] and token.i + 1 < len(text.tokens) and text.tokens[token.i + 1].pos == "PROPN"
        if mention.kind == "pronoun" or (token.function is not F.APPOSITION and not named):
            continue
        if mentions[by_head.get(token.head, k)].kind == "role" and token.head in by_head:
            found[k] = by_head[token.head]
        elif before.kind == "role" and between in BESIDE and text.tokens[before.head].tag in {"NN", "NNP"} and k:
            found[k] = k - 1
    return found


class Owners:
    """Ownership in one text."""

    def __init__(self, text: Text, mentions: Sequence[Mention], links: Mapping[int, int], entities: Registry, nouns: Roles) -> None:
        self.text = text
        self.found = list(mentions)
        self.top = ""
        self.links = links
        self.registry = entities
        self.nouns = nouns
        self.descriptions = descriptions(text, mentions)
        self.by_sentence: dict[int, Counter[str]] = {}
        self.leading: set[tuple[int, str]] = set()  # (sentence, country) where the country's own mention is a subject or a possessor
        for mention in mentions:
            code = self.country(mention)
            if code:
                token = text.tokens[mention.head]
                self.by_sentence.setdefault(token.sentence, Counter())[code] += 1
                if token.function in LEADING:
                    self.leading.add((token.sentence, code))

    def country(self, mention: Mention) -> str:
        for id in (*mention.entities[:1], *mention.owners):
            code = self.registry.get(id).country
            if code and code not in NON_STATE:
                return code
        return ""

    def run(self) -> list[Mention]:
        by_head = {mention.head: k for k, mention in enumerate(self.found)}
        dominant = self.dominant()
        for k, mention in enumerate(self.found):
            if mention.kind != "role" or mention.owners or mention.entities:
                continue
            owners, why = self.possessor(mention, by_head)
            if not owners:
                owners, why = self.shared(mention, by_head)
            if not owners:
                owners, why = self.for_example(mention)
            if not owners and k not in self.links and self.definite(mention):
                owners, why = self.same_service(k)
            if not owners and k not in self.links and self.definite(mention):
                owners, why = self.around(mention, dominant)
            if owners:
                self.found[k] = replace(mention, owners=owners, why=f"{mention.why}; {why}")
        return self.found

    def possessor(self, mention: Mention, by_head: Mapping[int, int]) -> tuple[tuple[str, ...], str]:
        """ "its", "the country's": the owner of what the possessive refers back to."""
        noun = self.noun(mention)
        if noun is not None and noun.words in self.nouns.relational:
            return (), ""
        for c in self.text.children[mention.head]:
            if self.text.tokens[c].tag == "WP$" and (owners := self.whose(mention.head, by_head)):
                return owners, f"'whose' is {self.registry.get(owners[0]).name}"
            if self.text.tokens[c].function is F.POSSESSOR and by_head.get(c, -1) in self.links:
                source = self.found[self.links[by_head[c]]]
                owners = source.entities[:1] or tuple(id for id in source.owners if self.registry.get(id).kind in {"state", "territory"})
                if owners:
                    return tuple(owners), f"{self.text.tokens[c].text!r} is {self.registry.get(owners[0]).name}"
        return (), ""

    def whose(self, i: int, by_head: Mapping[int, int]) -> tuple[str, ...]:
        """ "Ukraine, *whose army* fought in Kursk": the noun that the relative clause stands at."""
        for _ in range(4):
            token = self.text.tokens[i]
            if token.function is F.RELATIVE_CLAUSE:
                source = by_head.get(token.head, -1)
                return (self.found[source].entities[:1] or self.found[source].owners[:1]) if source >= 0 else ()
            i = token.head
        return ()

    def shared(self, mention: Mention, by_head: Mapping[int, int]) -> tuple[tuple[str, ...], str]:
        """ "Chad's president and *foreign minister*", "a U.S. citizen, *the pastor*": what it is coordinated with or explains is somebody's."""
        token = self.text.tokens[mention.head]
        other = by_head.get(token.head, -1)
        if token.function is F.APPOSITION and (other < 0 or self.found[other].kind != "role"):
            other = self.descriptions.get(self.found.index(mention), -1)
            if other >= 0 and self.found[other].owners:
                return self.found[other].owners, f"the same as {self.found[other].span.of(self.text.content)!r}"
        if other < 0 or token.function not in {F.CONJUNCT, F.APPOSITION} or self.found[other].kind != "role":
            return (), ""
        own = any(self.text.tokens[c].function is F.DETERMINER for c in self.text.children[mention.head])
        if token.function is F.CONJUNCT and (own or self.found[other].sector != mention.sector):
            return (), ""
        return self.found[other].owners, f"shares the owner of {self.text.tokens[token.head].text!r}"

    def for_example(self, mention: Mention) -> tuple[tuple[str, ...], str]:
        """ "Its allies, *particularly the United States*": others of whom one state is named."""
        token = self.text.tokens[mention.head]
        noun = self.nouns.nouns.get(" ".join(pieces(token.text)))
        if noun is None or noun.words not in self.nouns.relational or token.tag not in {"NNS", "NNPS"}:
            return (), ""
        sentence = self.text.sentence_of(mention.head)
        for i in range(mention.head + 1, min(mention.head + EXAMPLE_REACH, sentence.last)):
            if self.text.tokens[i].text.lower() in self.nouns.exemplary:
                named = [m for m in self.found if m.entities and i < m.head <= i + 3 and self.registry.get(m.entities[0]).kind == "state"]
                return (
                    (named[0].entities[:1], f"{self.text.tokens[i].text} {named[0].span.of(self.text.content)}")
                    if len(named) == 1
                    else ((), "")
                )
        return (), ""

    def same_service(self, k: int) -> tuple[tuple[str, ...], str]:
        """ "A Peruvian court … *the prosecution*": of the country whose courts (or police) were told of last, in this paragraph."""
        mention = self.found[k]
        if mention.sector not in SERVICES:
            return (), ""
        here = self.text.sentence_of(mention.head)
        for other in reversed(self.found[:k]):
            there = self.text.sentence_of(other.head)
            if there.block != here.block or here.index - there.index > SERVICE_BACK:
                return (), ""
            if other.kind == "role" and other.sector == mention.sector and other.owners:
                states = tuple(id for id in other.owners if self.registry.get(id).kind == "state")
                if states:
                    return states[:1], f"as {other.span.of(self.text.content)!r} before"
        return (), ""

    def definite(self, mention: Mention) -> bool:
        """ "the army", "police", "troops": not "an army", "three soldiers", "his lawyer"."""
        head = self.text.tokens[mention.head]
        noun = self.noun(mention)
        if noun is None or noun.words not in self.nouns.of_the_country:
            return False
        left = [
            self.text.tokens[c] for c in self.text.children[head.i] if self.text.tokens[c].function in {F.DETERMINER, F.POSSESSOR, F.NUMBER}
        ]
        if any(token.function is not F.DETERMINER or token.text.lower() not in DEFINITE for token in left):
            return False
        one_each = noun.body and noun.sector in {"GOV", "LEG", "JUD"} and head.text.lower() != noun.words  # "governments" are of many countries
        return bool(left) or (noun.plural and not one_each)

    def noun(self, mention: Mention) -> RoleNoun | None:
        """The role noun a mention consists of, without modifiers; None where it has a name or more words."""
        words = pieces(mention.span.of(self.text.content))
        return self.nouns.nouns.get(" ".join(words))

    def around(self, mention: Mention, dominant: str) -> tuple[tuple[str, ...], str]:
        sentence = self.text.sentence_of(mention.head)
        here = self.by_sentence.get(sentence.index, Counter())
        if len(here) == 1 and (self.top == next(iter(here)) or (sentence.index, next(iter(here))) in self.leading):
            return self.owner(next(iter(here)), "the one country of the sentence")
        if not here and sentence.index:
            before = self.by_sentence.get(sentence.index - 1, Counter())
            leads = len(before) == 1 and (self.top == next(iter(before)) or (sentence.index - 1, next(iter(before))) in self.leading)
            if leads and self.text.sentences[sentence.index - 1].block == sentence.block:
                return self.owner(next(iter(before)), "the one country of the sentence before")
        return self.owner(dominant, "the country the report is about") if dominant and not here else ((), "")

    def owner(self, code: str, why: str) -> tuple[tuple[str, ...], str]:
        state = self.registry.state(code)
        return ((state.id,), why) if state is not None else ((), "")

    def dominant(self) -> str:
        """The country with most mentions, where it stands out."""
        total: Counter[str] = Counter()
        for counts in self.by_sentence.values():
            total.update(counts)
        ranked = total.most_common(2)
        self.top = ranked[0][0] if ranked else ""
        if not ranked or ranked[0][1] < DOMINANT or (len(ranked) > 1 and ranked[0][1] < DOMINANT * ranked[1][1]):
            return ""
        return ranked[0][0]
