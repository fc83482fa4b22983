"""Governments of no one country: "other governments", "the international community", "host countries", "neighbouring states".

They are parties of their own, with country "". Whatever country stands near, or is what the text is about, is not theirs: more often than
not they are everybody but it.
"""

from __future__ import annotations

from collections.abc import Set

from dragoman.model import Function, Mention, Text

F = Function
BEFORE = frozenset({F.MODIFIER, F.DETERMINER, F.COMPOUND, F.OTHER})


def is_anyone(mention: Mention, text: Text, modifiers: Set[str], nouns: Set[str]) -> bool:
    """Is a role noun without an owner a government of no one country? `modifiers` ("other", "host") are words that make any noun for
    governments one, `nouns` ("international community") are so by themselves."""
    if mention.kind != "role" or mention.entities or mention.owners or mention.sector not in {"GOV", "IGO"}:
        return False
    words = mention.span.of(text.content).lower().split()
    lemma = text.tokens[mention.head].lemma.lower()
    if lemma in nouns or text.tokens[mention.head].text.lower() in nouns or " ".join(words) in nouns or " ".join(words[-2:]) in nouns:
        return True
    around = {text.tokens[c].text.lower() for c in text.children[mention.head] if c < mention.head and text.tokens[c].function in BEFORE}
    return bool(modifiers & (around | set(words[:-1])))
