"""Words with hyphens that the parser cuts in pieces, made whole again (see mending.py, which runs this last)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.lexicon.folder import Knowledge

if TYPE_CHECKING:
    from dragoman.text.mending import Draft

PIECE_TAGS = frozenset({"NNP", "NN", "IN", "FW", "UH", "JJ", "RB"})
LONGEST_PIECE = 6


def join_hyphens(tokens: list[Draft]) -> list[Draft]:
    """ "counter-terrorism" in three pieces becomes one token where its first piece is a prefix, "sit-in" where its last is a particle."""
    for k in range(1, len(tokens) - 1):
        left, dash, right = tokens[k - 1], tokens[k], tokens[k + 1]
        close = dash.text == "-" and left.end == dash.start and dash.end == right.start
        given = close and k > 1 and is_given_name(tokens[k - 2], left, right)
        if close and (given or is_prefix(left) or is_ending(left, right, k + 1)):
            if given:
                right.pos, right.tag = "PROPN", "NNP"
            right.start, right.text = left.start, left.text + "-" + right.text
            right.lemma = left.text.lower() + "-" + right.lemma
            for token in tokens:
                if token.head in {k - 1, k}:
                    token.head = k + 1
            if right.head in {k - 1, k, k + 1}:
                outer = next((t.head for t in (left, dash) if t.head not in {k - 1, k, k + 1}), k + 1)
                right.head, right.function = outer, left.function if left.head == outer else right.function
            left.dead = dash.dead = True
    return compact(tokens)


def is_given_name(surname: Draft, left: Draft, right: Draft) -> bool:
    """ "Han *Ji-won*": behind another name, a capital piece and a small one that is no English ending ("Vladimir *Putin-era*")."""
    names = surname.pos == left.pos == "PROPN" and surname.text[:1].isupper() and left.text.istitle() and left.start == surname.end + 1
    small = right.text.isalpha() and right.text.islower() and len(right.text) <= LONGEST_PIECE
    return names and small and right.tag in PIECE_TAGS and right.text not in name_endings()


def is_prefix(left: Draft) -> bool:
    """ "un-" but not "UN-"."""
    return left.text.lower() in parts("prefixes") and not (len(left.text) > 1 and left.text.isupper())


def is_ending(left: Draft, right: Draft, place: int) -> bool:
    """ "*walk*-out", "*sit*-in": a noun made of a verb and its particle."""
    return right.text.lower() in parts("endings") and right.pos == "NOUN" and left.head == place


def compact(tokens: list[Draft]) -> list[Draft]:
    if not any(token.dead for token in tokens):
        return tokens
    place: dict[int, int] = {}
    for k, token in enumerate(tokens):
        if not token.dead:
            place[k] = len(place)
    kept = [token for token in tokens if not token.dead]
    for token in kept:
        token.head = place[token.head]
    return kept


@lru_cache(maxsize=1)
def name_endings() -> frozenset[str]:
    """Small words that stand behind the hyphen of a name without belonging to it."""
    return frozenset(word for file in Knowledge.open().files("languages/en/lemmas.yaml") for word in file.data["after_names"])


@lru_cache(maxsize=2)
def parts(which: str) -> frozenset[str]:
    """Parts of hyphenated words (`prefixes`, `endings`) that make one word with what they are tied to."""
    return frozenset(word for file in Knowledge.open().files("languages/en/lemmas.yaml") for word in file.data[which])
