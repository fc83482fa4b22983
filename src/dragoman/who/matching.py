"""Names of the registry and role nouns among the tokens of a text: longest match, written as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.lexicon.entities import Registry
from dragoman.lexicon.entity_index import Claim
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import RoleNoun, Roles
from dragoman.model import Text, Token

NOT_NAMES = frozenset({"AUX", "VERB", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "PART", "INTJ", "ADV", "NUM"})
NOT_ROLES = frozenset({"AUX", "VERB", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "PART", "INTJ", "ADV"})
BREAKS = frozenset(",;:()[]\"?!|…–—")
GENERIC = frozenset({"territory", "region", "other", "ethnic_group"})
TITLE_CASE_FROM = 4  # "Nato", "Unesco": acronyms of four letters and more are also written like words


@dataclass(slots=True)
class Match:
    """Tokens `first` to `last`, both included. `claims` are those whose spelling fits; `role` where the words are a role noun.

    `before` and `after` are the pieces joined by a hyphen on either side ("anti" Taliban, Saudi "led").
    """

    first: int
    last: int
    claims: list[Claim] = field(default_factory=list)
    role: RoleNoun | None = None
    before: str = ""
    after: str = ""
    entities: tuple[str, ...] = ()
    use: str = ""
    why: str = ""
    used: bool = False


class Matcher:
    """Finds all names and role nouns of a registry and a language in a text."""

    def __init__(self, registry: Registry, roles: Roles) -> None:
        self.names = registry.index.names
        self.name_lengths = registry.index.lengths
        self.records = registry.index.entities
        self.roles = roles

    def matches(self, text: Text) -> list[Match]:
        """Matches in document order, none overlapping."""
        flat: list[str] = []
        owner: list[int] = []
        for token in text.tokens:
            for piece in pieces(token.text):
                flat.append(piece)
                owner.append(token.i)
        found: list[Match] = []
        k = 0
        name_lengths, role_lengths = self.name_lengths, self.roles.lengths
        while k < len(flat):
            here = flat[k]
            names, role_sizes = name_lengths.get(here), role_lengths.get(here)
            if names is None and role_sizes is None:
                k += 1
                continue
            match, size = self.longest(text.tokens, flat, owner, k, names or (), role_sizes or ())
            if match is None:
                k += 1
                continue
            found.append(match)
            k += size
        return found

    def longest(
        self, tokens: Sequence[Token], flat: Sequence[str], owner: Sequence[int], k: int, names: Sequence[int], role_sizes: Sequence[int]
    ) -> tuple[Match | None, int]:
        if k and owner[k - 1] == owner[k] and "-" not in tokens[owner[k]].text:
            return None, 0
        sizes = sorted({*names, *role_sizes}, reverse=True) if role_sizes and names else (names or role_sizes)
        for size in sizes:
            end = k + size
            if end > len(flat) or not self.whole(tokens, owner, k, end):
                continue
            key = " ".join(flat[k:end]) if size > 1 else flat[k]
            first, last = owner[k], owner[end - 1]
            claims = [c for c in self.names.get(key, ()) if written(c[2], tokens, owner, k)] if size in names else []
            if claims and size > 1 and self.composes(flat, k, end, tokens[last]):
                claims = [c for c in claims if self.records[c[0]]["kind"] not in GENERIC]
            role = self.roles.nouns.get(key) if size in role_sizes else None
            if role is not None and not fits_role(role, tokens, owner, k, end):
                role = None
            if claims or role is not None:
                return Match(first, last, claims, role, joined_before(tokens, flat, owner, k), joined_after(tokens, flat, owner, end)), size
        return None, 0

    def composes(self, flat: Sequence[str], k: int, end: int, last: Token) -> bool:
        """"NATO forces", "foreign ministers": words whose parts say it all, whoever lists them as a name."""
        if not last.text.islower() or flat[end - 1] not in self.roles.nouns:
            return False
        return " ".join(flat[k:end]) in self.roles.nouns or " ".join(flat[k : end - 1]) in self.names

    @staticmethod
    def whole(tokens: Sequence[Token], owner: Sequence[int], k: int, end: int) -> bool:
        """The pieces lie in one sentence, without a comma between, and end with a token (or before a hyphen in it)."""
        first, last = owner[k], owner[end - 1]
        if end < len(owner) and owner[end] == last and "-" not in tokens[last].text:
            return False
        if first == last:
            return True
        if tokens[first].sentence != tokens[last].sentence or last - first > 2 * (end - k):
            return False
        return not any(tokens[i].text in BREAKS for i in range(first + 1, last))


def written(marks: str, tokens: Sequence[Token], owner: Sequence[int], k: int) -> bool:
    """Is the name that starts at piece `k` written with capitals where it has them?"""
    if len(marks) == 1:
        return written_alone(marks, tokens[owner[k]])
    for offset, mark in enumerate(marks):
        if mark != "l":
            text = tokens[owner[k + offset]].text
            if text.islower() and owner[k] == owner[k + offset] - offset:
                return False
    return True


def written_alone(mark: str, token: Token) -> bool:
    word = token.text
    if mark == "l":
        return True
    if mark == "C":
        return any(c.isupper() for c in word) and token.pos not in NOT_NAMES
    letters = [c for c in word if c.isalpha()]
    if all(c.isupper() for c in letters):
        return len(letters) > 1 and (token.pos not in NOT_NAMES or "." in word or not token.lemma.islower())
    if "-" in word:
        return word[0].isupper() and word[1:2].isupper()
    return len(letters) >= TITLE_CASE_FROM and word[0].isupper() and word[1:].islower() and token.pos == "PROPN"


def fits_role(role: RoleNoun, tokens: Sequence[Token], owner: Sequence[int], k: int, end: int) -> bool:
    """A role noun is a noun, and has the capitals it needs (MP, Christian)."""
    last = tokens[owner[end - 1]]
    if last.pos in NOT_ROLES and not (role.body and role.plural and last.tag in {"VBN", "JJ"}):
        return False
    if last.pos == "ADJ" and last.tag != "JJ" and end - k == 1:
        return False
    for offset, mark in enumerate(role.marks):
        text = tokens[owner[min(k + offset, end - 1)]].text
        if mark == "U" and not text[:2].isupper():
            return False
        if mark == "C" and text.islower():
            return False
    return True


def joined_before(tokens: Sequence[Token], flat: Sequence[str], owner: Sequence[int], k: int) -> str:
    """The piece joined by a hyphen before piece `k`."""
    if not k:
        return ""
    if owner[k - 1] == owner[k]:
        return flat[k - 1]
    first = owner[k]
    return flat[k - 1] if first - owner[k - 1] == 2 and tokens[first - 1].text == "-" else ""


def joined_after(tokens: Sequence[Token], flat: Sequence[str], owner: Sequence[int], end: int) -> str:
    """The piece joined by a hyphen after the piece before `end`."""
    if end >= len(flat):
        return ""
    if owner[end] == owner[end - 1]:
        return flat[end]
    last = owner[end - 1]
    return flat[end] if owner[end] - last == 2 and tokens[last + 1].text == "-" else ""
