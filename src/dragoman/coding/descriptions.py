"""Descriptions that point back: "the minister", "the group", "the Shabaab recruiter"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.lexicon.entities import Registry
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import Roles
from dragoman.model import Function, Mention, Text, Token

F = Function
DEFINITE = frozenset(["the", "this", "that", "these", "those"])
UNKNOWN_NAME = "a name the registry does not have"  # how the finder says so
DESCRIBED_BACK = 8  # sentences back for "the minister"


@dataclass(slots=True)
class Traits:
    """What a mention can be taken up by: person, body, or many; `sex` "f", "m" or ""."""

    person: bool
    plural: bool
    collective: bool
    sex: str
    identity: str


class Descriptions:
    """What a description needs of the links of one text; `links` grows while they are made."""

    text: Text
    tokens: Sequence[Token]
    mentions: Sequence[Mention]
    registry: Registry
    roles: Roles
    links: dict[int, int]
    traits: list[Traits]
    order: list[int]

    def identity(self, k: int) -> str:
        return self.traits[self.links.get(k, k)].identity

    def only_place(self, j: int) -> bool:
        """A country or city after "in" or "to" is where, not who."""
        mention = self.mentions[j]
        token = self.tokens[mention.head]
        return (
            mention.place
            and token.function is F.PREP_OBJECT
            and self.tokens[token.head].lemma.lower() in {"in", "at", "to", "from", "near", "into"}
        )

    def is_definite(self, i: int) -> bool:
        """ "the minister", also where the article is shared or a title stands for it: "the President and Foreign Minister"."""
        if any(self.tokens[c].text.lower() in DEFINITE for c in self.text.children[i]):
            return True
        token = self.tokens[i]
        shared = (
            token.function is F.CONJUNCT and token.head < i and not any(self.tokens[c].function is F.DETERMINER for c in self.text.children[i])
        )
        return shared and token.text[:1].isupper() and self.is_definite(token.head)

    def description(self, k: int) -> int:
        """ "the minister", "the group": the one earlier mention that was called so, or is an entity of that kind."""
        mention = self.mentions[k]
        head = self.tokens[mention.head]
        capital = head.tag == "NNP" and len(mention.span.of(self.text.content).split()) == 1  # "Congress" is some congress told of
        if not (capital or self.is_definite(head.i)) or self.has_more(mention):
            return -1
        noun = self.roles.nouns.get(" ".join(pieces(head.text)))
        lemma = noun.words.lower() if noun is not None else head.lemma.lower()
        kinds = self.roles.points_to.get(lemma, frozenset())
        earlier = [j for j in self.order if self.mentions[j].head < mention.head]
        earlier = [j for j in earlier if head.sentence - self.tokens[self.mentions[j].head].sentence <= DESCRIBED_BACK]
        for answers in (self.called, self.holds):  # what the report calls him beats what the registry knows of him
            best: dict[str, int] = {}
            for j in earlier:
                again = self.links[j] if j in self.links and self.mentions[j].kind == "role" else j  # called so again, not long ago
                if called := answers(again, lemma, kinds, mention):
                    best[called] = j
            for reach in (DESCRIBED_BACK, 1, 0):
                best = (
                    {i: j for i, j in best.items() if head.sentence - self.tokens[self.mentions[j].head].sentence <= reach}
                    if len(best) > 1
                    else best
                )
            if best:
                return next(iter(best.values())) if len(best) == 1 else -1
        return -1

    def one_of_theirs(self, k: int) -> int:
        """ "Shabaab suspect Ole Nordmann … *the Shabaab recruiter*": the one person of a group who has been named before."""
        mention = self.mentions[k]
        if not self.is_definite(mention.head) or not self.alone_of_group(k):
            return -1
        named: dict[str, int] = {}
        for j in self.order:
            other = self.mentions[j]
            if other.head >= mention.head:
                break
            if other.owners == mention.owners and other.why.startswith(UNKNOWN_NAME) and self.alone_of_group(j):
                named.setdefault(other.span.of(self.text.content).split(" ")[-1], j)
        return next(iter(named.values())) if len(named) == 1 else -1

    def alone_of_group(self, k: int) -> bool:
        """A single person of a group that is no state and no office of one."""
        mention, traits = self.mentions[k], self.traits[k]
        if len(mention.owners) != 1 or not traits.person or traits.plural:
            return False
        return self.registry.get(mention.owners[0]).kind in {"armed_group", "movement", "paramilitary"}

    def has_more(self, mention: Mention) -> bool:
        """ "the minister of health", "the group that": described further, so not only pointing back."""
        return any(
            self.tokens[c].function in {F.PREPOSITION, F.RELATIVE_CLAUSE, F.POSSESSOR, F.APPOSITION} for c in self.text.children[mention.head]
        )

    def called(self, j: int, lemma: str, kinds: frozenset[str], mention: Mention) -> str:
        """Who mention `j` is, where it was called by this noun or is an entity of the kind the noun points to; "" otherwise."""
        other = self.mentions[j]
        if other.kind == "pronoun" or not (other.entities or other.owners):
            return ""
        if other.entities and self.registry.get(other.entities[0]).kind in kinds:
            return "" if self.only_place(j) and "state" not in kinds else self.identity(j)
        if "state" in kinds and other.owners and self.registry.get(other.owners[0]).kind == "state":
            return other.owners[0]
        if other.owners and self.registry.get(other.owners[0]).kind in kinds - {"state"}:
            return other.owners[0]  # "Al-Shabaab fighters … *the group*"
        if self.traits[j].plural != (self.tokens[mention.head].tag in {"NNS", "NNPS"}):
            return ""
        said = {token.lemma.lower() for token in self.tokens[self.token_at(other) : other.head + 1]}
        return self.identity(j) if lemma in said else ""

    def holds(self, j: int, lemma: str, kinds: frozenset[str], mention: Mention) -> str:
        """Who mention `j` is, where the registry knows him under this title."""
        other = self.mentions[j]
        if not other.entities or not self.traits[j].person or self.tokens[mention.head].tag in {"NNS", "NNPS"}:
            return ""
        titled = any(lemma in role.title.lower().split() for role in self.registry.get(other.entities[0]).roles[-1:])
        return self.identity(j) if titled else ""

    def token_at(self, mention: Mention) -> int:
        """The first token of a mention."""
        i = mention.head
        while i > 0 and self.tokens[i - 1].start >= mention.span.start:
            i -= 1
        return i
