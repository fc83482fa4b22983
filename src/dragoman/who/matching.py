"""Names of the registry and role nouns among the tokens of a text: longest match, written as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.lexicon.entities import NON_STATE, Registry
from dragoman.lexicon.entity_index import Claim
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import RoleNoun, Roles
from dragoman.model import Text, Token

CLOSED = frozenset({"AUX", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "PART"})
NOT_NAMES = CLOSED | {"VERB", "INTJ", "ADV", "NUM"}
NOT_ROLES = frozenset({"AUX", "VERB", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "PART", "INTJ", "ADV"})
BREAKS = frozenset(',;:()[]"?!|…–—')
QUOTES = frozenset({'"', "'", "(", "[", ":"})
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

    def __init__(self, registry: Registry, roles: Roles, regional: Mapping[str, tuple[str, str]], alone: bool = False) -> None:
        self.alone = alone
        self.names = registry.index.names
        self.name_lengths = registry.index.lengths
        self.records = registry.index.entities
        self.roles = roles
        self.regional: dict[str, list[Claim]] = {}
        self.regional_lengths: dict[str, list[int]] = {}
        for name, (country, marks) in regional.items():
            id = registry.index.states.get(country, "")
            if id and name not in self.names:
                self.regional[name] = [[id, "regional", marks]]
                parts = name.split(" ")
                lengths = {*self.regional_lengths.get(parts[0], ()), *self.name_lengths.get(parts[0], ()), len(parts)}
                self.regional_lengths[parts[0]] = sorted(lengths, reverse=True)

    def matches(self, text: Text) -> list[Match]:
        """Matches in document order, none overlapping."""
        flat: list[str] = []
        owner: list[int] = []
        for token in text.tokens:
            if "//" in token.text or "@" in token.text:
                continue  # an address, not a name
            for piece in pieces(token.text):
                flat.append(piece)
                owner.append(token.i)
        found: list[Match] = []
        k = 0
        name_lengths, role_lengths = self.name_lengths, self.roles.lengths
        while k < len(flat):
            here = flat[k]
            names, role_sizes = self.regional_lengths.get(here) or name_lengths.get(here), role_lengths.get(here)
            if names is None and role_sizes is None:
                k += 1
                continue
            match, size = self.longest(text.tokens, flat, owner, k, names or (), role_sizes or ())
            if k + 2 < len(flat) and len(flat[k + 1]) == 1 and (match is None or size == 1) and names:
                match, size = self.past_initial(text.tokens, flat, owner, k, names) or (match, size)
            if match is not None and size > 1 and not match.claims and not text.tokens[match.first].text[:1].isupper():
                match, size = self.before_name(text.tokens, flat, owner, k, match, size)
            if match is None:
                k += 1
                continue
            if found and found[-1].last >= match.first and match.last > match.first:
                match.first += 1  # "U.S.-led coalition": the first token is another's
            found.append(match)
            k += size
        return found

    def before_name(
        self, tokens: Sequence[Token], flat: Sequence[str], owner: Sequence[int], k: int, match: Match, size: int
    ) -> tuple[Match | None, int]:
        """A role noun whose last words begin a longer name gives them up: "the opposition *Movement for Progress*"."""
        for offset in range(1, size):
            if not tokens[owner[k + offset]].text[:1].isupper():
                continue
            name, words = self.longest(tokens, flat, owner, k + offset, self.name_lengths.get(flat[k + offset], ()), ())
            if name is not None and offset + words > size:
                return self.longest(tokens, flat, owner, k, (), tuple(n for n in self.roles.lengths.get(flat[k], ()) if n <= offset))[0], offset
        return match, size

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
            claims = (
                [c for c in (self.names.get(key) or self.regional.get(key) or ()) if self.written(c[2], tokens, owner, k)]
                if size in names
                else []
            )
            role = self.roles.nouns.get(key) if size in role_sizes else None
            if role is not None and not self.fits_role(role, tokens, owner, k, end):
                role = None
            if claims and tokens[last].text.islower():
                claims = self.not_composed(claims, flat, k, end)
            if claims or role is not None:
                return Match(first, last, claims, role, joined_before(tokens, flat, owner, k), joined_after(tokens, flat, owner, end)), size
        return None, 0

    def past_initial(
        self, tokens: Sequence[Token], flat: Sequence[str], owner: Sequence[int], k: int, names: Sequence[int]
    ) -> tuple[Match, int] | None:
        """A full name with an initial in it that the registry's has not: "Ole J. Nordmann"."""
        initial = tokens[owner[k + 1]].text
        if not initial[:1].isupper() or owner[k + 1] == owner[k]:
            return None
        for size in names:
            end = k + size + 1
            if size < 2 or end > len(flat) or not self.whole(tokens, owner, k, end):
                continue
            key = " ".join((flat[k], *flat[k + 2 : end]))
            claims = [c for c in self.names.get(key, ()) if self.records[c[0]]["kind"] == "person" and tokens[owner[k + 2]].text[:1].isupper()]
            if claims:
                return Match(owner[k], owner[end - 1], claims), size + 1
        return None

    def not_composed(self, claims: list[Claim], flat: Sequence[str], k: int, end: int) -> list[Claim]:
        """Without names that are only descriptions: "refugees", "NATO forces". Their parts say it all, and say whose they are."""
        if " ".join(flat[k:end]) in self.roles.nouns:
            return []
        noun = self.roles.nouns.get(flat[end - 1])
        if noun is None:
            return claims
        prefix = " ".join(flat[k : end - 1]) in self.names
        kept = []
        for claim in claims:
            record = self.records[claim[0]]
            loose = record["kind"] in GENERIC or (prefix and not record.get("roles") and record.get("sector", "") != noun.sector)
            sort = record["kind"] == "movement" and record["country"] in NON_STATE and not noun.sector  # "far-right groups"
            if not loose or sort or claim[1] not in {"name", "short"}:
                kept.append(claim)
        return kept

    def written(self, marks: str, tokens: Sequence[Token], owner: Sequence[int], k: int) -> bool:
        """Is the name that starts at piece `k` written with capitals where it has them?"""
        if len(marks) == 1:
            token = tokens[owner[k]]
            inside = token.i > 0 and tokens[token.i - 1].sentence == token.sentence and tokens[token.i - 1].text not in QUOTES
            if self.alone or (token.pos not in CLOSED and inside):
                return spelled(marks, token, True)
            return spelled(marks, token, token.pos == "PROPN") and (
                token.pos not in NOT_NAMES or "." in token.text or (marks == "U" and not token.lemma.islower())
            )
        return not any(mark != "l" and tokens[owner[k + offset]].text.islower() for offset, mark in enumerate(marks))

    def fits_role(self, role: RoleNoun, tokens: Sequence[Token], owner: Sequence[int], k: int, end: int) -> bool:
        """A role noun is a noun, and has the capitals it needs (MP, Christian)."""
        last = tokens[owner[end - 1]]
        first = owner[k]
        if last.text[:1].isupper() and first and tokens[first - 1].text.rstrip(".").capitalize() in self.roles.titles:
            return False  # "Ms Porter", "Mr Baker"
        if last.pos in NOT_ROLES and not self.alone and not (role.body and role.plural and last.tag in {"VBN", "JJ"}):
            return False
        if last.pos == "ADJ" and not (role.body and role.plural) and end - k == 1 and not last.text[:1].isupper():
            return False
        for offset, mark in enumerate(role.marks):
            text = tokens[owner[min(k + offset, end - 1)]].text
            if mark == "U" and not text[:2].isupper():
                return False
            if mark == "C" and text.islower():
                return False
        return True

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


def spelled(mark: str, token: Token, surely: bool) -> bool:
    """One piece with its capitals: "Turkey", not "turkey"; "WHO" and "Unesco", not "Who". `surely` where a capital means a name."""
    word = token.text
    if mark == "l":
        return True
    if mark == "C":
        return any(c.isupper() for c in word)
    letters = [c for c in word if c.isalpha()]
    if all(c.isupper() for c in letters):
        return len(word) > 1
    if "-" in word:  # "U.S.-led", "ex-KGB"
        return any(len(part) > 1 and part.isupper() for part in word.replace(".", "").split("-"))
    return len(letters) >= TITLE_CASE_FROM and word[0].isupper() and word[1:].islower() and surely


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
