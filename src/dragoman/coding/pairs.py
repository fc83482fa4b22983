"""Words for two who are not named again: "the two countries", "both allies", "the two states' armies".

They are the two countries that the words before tell of: those of this sentence, else of the sentences before one by one. Where a third
country is told of as well, it must stand far behind the two. Otherwise nobody is filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from dragoman.model import Function, Mention, Text

TWO = frozenset({"two", "both"})
BACK = 8  # sentences that are searched
BEHIND = 2  # how many times a third country must be named less often than the second


class Pairs:
    """The two of one text. `nouns` are lemmas that two may be called by; `country` tells a mention's ISO3 code ("" without)."""

    def __init__(
        self,
        text: Text,
        mentions: Sequence[Mention],
        nouns: Collection[str],
        country: Callable[[Mention], str],
        belongs: Callable[[str, str], bool],
    ) -> None:
        self.text = text
        self.mentions = mentions
        self.nouns = nouns
        self.country = country
        self.belongs = belongs

    def resolved(self, states: Callable[[str], str], skip: Collection[int]) -> list[Mention]:
        """The mentions, with two in the place of each "the two …" that can be resolved: the first in its place, the second at the end,
        so that indexes stay right. `states` maps a code to the id of its state; mentions in `skip` refer back to somebody else."""
        found, more = list(self.mentions), []
        for k, mention in enumerate(self.mentions):
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

    def is_two(self, head: int) -> bool:
        """Is it a plural noun for two of the list?"""
        token = self.text.tokens[head]
        if token.lemma.lower() not in self.nouns or token.tag not in {"NNS", "NNPS"}:
            return False
        return any(self.text.tokens[c].text.lower() in TWO for c in self.text.children[head])

    def owner_is_two(self, head: int) -> bool:
        return any(self.text.tokens[c].function is Function.POSSESSOR and self.is_two(c) for c in self.text.children[head])

    def group(self, mention: Mention) -> str:
        """The body both belong to ("the two *NATO* allies"), "" without."""
        return mention.owners[0] if mention.owners else ""

    def sides(self, mention: Mention, group: str) -> list[str]:
        """The two countries meant, most named first; empty where the words before do not tell."""
        here = self.text.sentence_of(mention.head)
        named: Counter[str] = Counter()
        for index in range(here.index, max(-1, here.index - BACK - 1), -1):
            if self.text.sentences[index].field is not here.field:
                break
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
