"""Which language a text is in."""

from __future__ import annotations

SAMPLE = 4_000  # characters; more does not change the answer
SHORTEST = 40  # below this many letters the guess is not better than a coin


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language; "" when it is too short to tell."""
    sample = text[:SAMPLE]
    if sum(c.isalpha() for c in sample) < SHORTEST:
        return ""
    from py3langid import classify

    return str(classify(sample)[0])
