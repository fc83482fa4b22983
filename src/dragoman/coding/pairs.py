"""Words for two who are not named again: "the two countries", "both allies", "the two states' armies".

They are the two countries that the words before tell of: those of this sentence, else of the sentences before one by one. Where a third
country is told of as well, it must stand far behind the two. Otherwise nobody is filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from dragoman.model import Function, Mention, Text

SUBJECTS = frozenset({Function.SUBJECT, Function.PASSIVE_SUBJECT})
THEY = frozenset({"they", "both"})
MET_BACK = 6  # sentences from "they" back to those who met
TWO = frozenset({"two", "both"})
BACK = 8  # sentences that are searched
BEHIND = 2  # how many times a third country must be named less often than the second


class Pairs:
    """The two of one text. `nouns` are lemmas that two may be called by; `country` tells a mention's ISO3 code ("" without);
    `meetings` are indexes of sentences that tell of one."""

    def __init__(
        self,
        text: Text,
        mentions: Sequence[Mention],
        nouns: Collection[str],
        country: Callable[[Mention], str],
        belongs: Callable[[str, str], bool],
        meetings: Collection[int] = (),
    ) -> None:
        self.text = text
        self.mentions = mentions
        self.nouns = nouns
        self.country = country
        self.belongs = belongs
        self.meetings = meetings

    def resolved(self, states: Callable[[str], str], skip: Mapping[int, int]) -> list[Mention]:
        """The mentions, with two in the place of each "the two …" that can be resolved: the first in its place, the second at the end,
        so that indexes stay right. `states` maps a code to the id of its state; mentions in `skip` refer back to somebody else."""
        found: list[Mention] = list(self.mentions)
        more: list[Mention] = []
        for k, mention in enumerate(self.mentions):
            conferring = self.text.tokens[mention.head].sentence in self.meetings  # "*they* discussed trade": rather those who met
            if (mention.kind == "pronoun" or self.are_those(mention)) and (k not in skip or conferring):
                met = self.who_met(mention, skip, [*found, *more])
                if met:
                    words = mention.span.of(self.text.content)
                    both = [replace(m, span=mention.span, head=mention.head, why=f"{words!r} are the two who met") for m in met]
                    found[k] = both[0]
                    more.append(both[1])
                if met or mention.kind == "pronoun":
                    continue
            if mention.kind != "role" or mention.entities or k in skip:
                continue
            owned = self.is_two(mention.head) is False and self.owner_is_two(mention.head)
            if not owned and not self.is_two(mention.head):
                continue
            sides = self.sides(mention, self.group(mention))
            ids = [states(code) for code in sides]
            if len(ids) != 2 or not all(ids):
                continue
            words = mention.span.of(self.text.content)
            why = f"{words!r} are the two told of before"
            both = [
                replace(mention, owners=(id,), why=f"{mention.why}; {why}") if owned
                else replace(mention, kind="name", entities=(id,), owners=(), sector="", place=False, why=why)
                for id in ids
            ]  # fmt: skip
            found[k] = both[0]
            more.append(both[1])
        return found + more

    def who_met(self, mention: Mention, links: Mapping[int, int], found: Sequence[Mention]) -> list[Mention]:
        """ "The minister met his Omani counterpart. *They* agreed …": those who met in a sentence before of this paragraph or the last, where
        they are of exactly two countries. `found` are the mentions with earlier ones of this kind resolved."""
        token = self.text.tokens[mention.head]
        if (token.text.lower() not in THEY and mention.kind == "pronoun") or token.function not in SUBJECTS:
            return []
        here = self.text.sentence_of(mention.head)
        for index in range(here.index - 1, max(-1, here.index - MET_BACK - 1), -1):
            sentence = self.text.sentences[index]
            if here.block - sentence.block > 1 or sentence.field is not here.field:
                break
            named = [
                (m, found[links.get(k, k)]) for k, m in enumerate(found)
                if sentence.first <= m.head < sentence.last and found[links.get(k, k)].kind in {"name", "role"}
            ]  # fmt: skip
            joint = [pair for pair in named if self.is_joint(pair[0].head)]
            if index not in self.meetings and not joint:
                continue
            sides: dict[str, Mention] = {}
            for other, meant in joint or named:
                side = self.country(meant) or (*meant.owners, *meant.entities, "")[0]
                if side and self.acts(other.head):
                    sides.setdefault(side, meant)
            if len(sides) == 2:
                return list(sides.values())
        return []

    def are_those(self, mention: Mention) -> bool:
        """ "The ministers", "the leaders", with nothing that says whose."""
        token = self.text.tokens[mention.head]
        words = mention.span.of(self.text.content).lower().split()
        definite = any(self.text.tokens[c].text.lower() == "the" for c in self.text.children[mention.head])
        plain = len(words) == 1 and not mention.owners and not mention.entities
        return mention.kind == "role" and plain and definite and token.lemma.lower() in self.nouns and token.tag in {"NNS", "NNPS"}

    def is_joint(self, head: int) -> bool:
        """A subject of two or more: "*Peru's president* and *Chile's* agreed"."""
        token = self.text.tokens[head]
        if token.function is Function.CONJUNCT:
            return self.text.tokens[token.head].function in SUBJECTS
        joined = any(self.text.tokens[c].function is Function.CONJUNCT for c in self.text.children[head])
        return token.function in SUBJECTS and (joined or sum(m.head == head for m in self.mentions) > 1)

    def acts(self, head: int) -> bool:
        """Is a mention a subject or whoever a subject does something with?"""
        token = self.text.tokens[head]
        while token.function is Function.CONJUNCT:
            token = self.text.tokens[token.head]
        if token.function is Function.PREP_OBJECT:
            return self.text.tokens[token.head].lemma.lower() in {"with", "to", "between", "by"}
        return token.function in SUBJECTS | {Function.OBJECT}

    def is_two(self, head: int) -> bool:
        """Is it a plural noun for two of the list?"""
        token = self.text.tokens[head]
        if token.lemma.lower() not in self.nouns or token.tag not in {"NNS", "NNPS"}:
            return False
        return any(self.text.tokens[c].text.lower() in TWO for c in self.text.children[head])

    def owner_is_two(self, head: int) -> bool:
        return any(self.text.tokens[c].function is Function.POSSESSOR and self.is_two(c) for c in self.text.children[head])

    def group(self, mention: Mention) -> str:
        """The body both belong to ("the two *NATO* allies"), "" without: "*our* two countries" belong to neither."""
        ours = any(
            self.text.tokens[c].function is Function.POSSESSOR and self.text.tokens[c].pos == "PRON" for c in self.text.children[mention.head]
        )
        return mention.owners[0] if mention.owners and not ours else ""

    def sides(self, mention: Mention, group: str) -> list[str]:
        """The two countries meant, most named first; empty where the words before do not tell."""
        here = self.text.sentence_of(mention.head)
        named: Counter[str] = Counter()
        for index in range(here.index, max(-1, here.index - BACK - 1), -1):
            if self.text.sentences[index].field is not here.field:
                break
            together = self.together(index, mention, group)
            if len(together) == 2:
                return sorted(together)
            for other in self.mentions:
                token = self.text.tokens[other.head]
                if token.sentence != index or other.head >= mention.head or other.kind not in {"name", "role"}:
                    continue
                code = self.country(other)
                if code and (not group or self.belongs(group, code)):
                    named[code] += 1
            if len(named) >= 2:
                ranked = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))
                if len(ranked) == 2 or ranked[1][1] >= BEHIND * ranked[2][1]:
                    return sorted(code for code, _ in ranked[:2])
        return []

    def together(self, index: int, mention: Mention, group: str) -> set[str]:
        """The countries that are named side by side as the subject of a sentence ("*France and Germany* criticised Poland")."""
        found: set[str] = set()
        for other in self.mentions:
            token = self.text.tokens[other.head]
            if token.sentence != index or other.head >= mention.head or other.kind not in {"name", "role"}:
                continue
            coordinated = token.function is Function.CONJUNCT or any(
                self.text.tokens[c].function is Function.CONJUNCT for c in self.text.children[token.i]
            )
            while token.function is Function.CONJUNCT and token.head != token.i:
                token = self.text.tokens[token.head]
            code = self.country(other)
            if coordinated and code and token.function in SUBJECTS and (not group or self.belongs(group, code)):
                found.add(code)
        return found
