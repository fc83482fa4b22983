"""Where and to whom something was said: "in a written greeting", "on Telegram", "told reporters"."""

from __future__ import annotations

from dragoman.model import Function, Text
from dragoman.said.cues import Cues
from dragoman.said.grammar import child, edges

F = Function


def medium_of(text: Text, v: int, takes: frozenset[str], cues: Cues) -> str:
    """The medium named in the phrase of reporting verb `v`, in the report's words; "" when none is."""
    tokens = text.tokens
    for c in text.children[v]:
        token = tokens[c]
        if token.function is F.PREPOSITION and token.lemma.lower() in cues.media_prepositions:
            noun = child(text, c, F.PREP_OBJECT)
            if noun >= 0 and is_medium(text, noun, cues):
                return text.span(c, max(noun, c)).of(text.content)
        hearing = "quote" in takes and token.function in {F.OBJECT, F.INDIRECT_OBJECT} and c > v
        if hearing and (token.lemma.lower() in cues.hearers or token.text in cues.hearers):
            return text.span(v, c).of(text.content) if edges(text, c)[0] > v else ""
    return ""


def is_medium(text: Text, noun: int, cues: Cues) -> bool:
    token = text.tokens[noun]
    return token.lemma.lower() in cues.media or token.text.lower() in cues.media or token.text in cues.platforms
