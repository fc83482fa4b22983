"""Names as sequences of plain pieces, so that spelling, hyphens, apostrophes and diacritics do not hide one name from another.

"al-Assad", "al Assad" and "Al‑Assad" are all ("al", "assad"); "U.S." is ("us",); "Çavuşoğlu" is ("cavusoglu",).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# letters that Unicode does not take apart into a base letter and a mark
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a", "ي": "ی", "ك": "ک", "ـ": ""}
)
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # U.S., U.N.
PIECE = re.compile(r"\w+")


def fold(word: str) -> str:
    """A word in lower case without diacritics and modifier letters (ʿ, ʻ)."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.lower())
    kept = "".join(c for c in apart if unicodedata.category(c) not in {"Mn", "Lm", "Cf"})
    return kept.translate(LETTERS)


@lru_cache(maxsize=200_000)
def pieces(words: str) -> tuple[str, ...]:
    """The folded pieces of a token or of a whole name."""
    if words.isascii() and words.isalnum():
        return (words.lower(),)
    words = DOTTED.sub(lambda match: match.group().replace(".", ""), words)
    return tuple(
        fold(piece) for piece in PIECE.findall(unicodedata.normalize("NFC", words).replace("ʻ", "").replace("ʿ", "").replace("ʼ", "'"))
    )


VOWELS = str.maketrans({"e": "a", "i": "a", "y": "a", "o": "u", "w": "u", "q": "k"})
SPELLINGS = (("ph", "f"), ("kh", "h"), ("dzh", "j"), ("dj", "j"), ("ck", "k"), ("tch", "ch"), ("sch", "sh"))
REPEATED = re.compile(r"(.)\1+")


def sound(parts: Sequence[str]) -> str:
    """A full name written so that usual transliterations fall together: "Muttaki" and "Muttaqi", "Mohammed" and "Muhammad"."""
    joined = "".join(parts)
    for written, heard in SPELLINGS:
        joined = joined.replace(written, heard)
    return REPEATED.sub(r"\1", joined.translate(VOWELS))


def shape(name: str) -> str:
    """How a name is written, one letter a piece: U all capitals, C capital first, l anything else (also scripts without capitals)."""
    name = DOTTED.sub(lambda match: match.group().replace(".", ""), name)
    marks = []
    for piece in PIECE.findall(name):
        letters = [c for c in piece if c.isalpha()]
        if letters and piece[0].isupper():
            marks.append("U" if len(piece) > 1 and all(c.isupper() for c in letters) else "C")
        else:
            marks.append("l")
    return "".join(marks)
