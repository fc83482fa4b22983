"""Which language a text is in."""

from __future__ import annotations

import re
from functools import lru_cache

SAMPLE = 4_000  # characters; more does not change the answer
SHORTEST = 40  # below this many letters the guess is not better than a coin
ENGLISH = "en"
CLEAR = 0.7  # log-probability per character by which a language must beat English; names alone stay below it


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language; "" when it is too short to tell. English unless another language is clearly likelier."""
    sample = text[:SAMPLE]
    if sum(c.isalpha() for c in sample) < SHORTEST:
        return ""
    from py3langid import rank

    ranked = rank(sample)
    best, score = ranked[0]
    english = next(value for code, value in ranked if code == ENGLISH)
    return str(best) if score - english > CLEAR * len(sample) else ENGLISH


@lru_cache(maxsize=256)
def code_of(given: str) -> str:
    """The ISO 639-1 code of a language as files name it: "en-US", "eng", "English"; "" for what is none."""
    words = given.strip().lower()
    match = re.match(r"[a-z]{2}(?![a-z])", words)
    if match or not words:
        return match[0] if match else ""
    import pycountry

    try:
        found = pycountry.languages.lookup(words.partition("-")[0])
    except LookupError:
        return ""
    return str(getattr(found, "alpha_2", "") or found.alpha_3)
