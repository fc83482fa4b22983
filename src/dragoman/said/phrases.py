"""Attributions made by phrases and adverbs: "according to", "in Berg's view", "citing two officials", "reportedly"."""

from __future__ import annotations

from dragoman.model import Function, Text
from dragoman.said.cues import Cues, Phrase
from dragoman.said.draft import Draft
from dragoman.said.grammar import child, clause_head, edges, subject, without

F = Function


def phrase_draft(text: Text, i: int, cues: Cues) -> Draft | None:
    """A fixed phrase that begins at token `i`."""
    token = text.tokens[i]
    if not token.text.islower() and (i > text.sentence_of(i).first or len(cues.phrases[token.text.lower()][-1].words) == 1):
        return None  # "Per" may be a name
    for phrase in cues.phrases.get(text.tokens[i].text.lower(), ()):
        last = i + len(phrase.words) - 1
        if matches(text, i, phrase) and last + 1 < len(text.tokens):
            speaker = child(text, last, F.PREP_OBJECT)
            if speaker < 0:
                speaker = noun_after(text, last)
            if speaker < 0:
                return None
            span = (i, max(edges(text, i)[1], edges(text, speaker)[1]))
            return Draft((i, last), i, speaker, matrix(text, i, span), why=f"“{' '.join(phrase.words)}”")
    return None


def matches(text: Text, i: int, phrase: Phrase) -> bool:
    tokens = text.tokens
    return i + len(phrase.words) <= len(tokens) and all(tokens[i + k].text.lower() == word for k, word in enumerate(phrase.words))


def noun_after(text: Text, i: int) -> int:
    """The head of the noun phrase right after token `i`, for where the parser did not hang it there."""
    end = text.sentence_of(i).last
    for k in range(i + 1, min(end, i + 8)):
        token = text.tokens[k]
        if token.pos in {"NOUN", "PROPN", "PRON"} and token.function not in {F.COMPOUND, F.POSSESSOR, F.MODIFIER}:
            return k
    return -1


def owned_draft(text: Text, noun: int, cues: Cues) -> Draft | None:
    """“in Berg's view”: the clause is the owner's."""
    token = text.tokens[noun]
    owner = child(text, noun, F.POSSESSOR)
    prep = text.tokens[token.head]
    if owner < 0 or token.function is not F.PREP_OBJECT or prep.lemma.lower() not in cues.owned_prepositions:
        return None
    if prep.i + 6 < noun:
        return None
    return Draft((prep.i, noun), prep.i, owner, matrix(text, prep.i, edges(text, prep.i)), why="owner of a view")


def adverb_draft(text: Text, i: int) -> Draft | None:
    """“reportedly”: somebody says so, nobody is named."""
    if text.tokens[i].function is not F.ADVERB:
        return None
    above = text.tokens[i].head
    if text.tokens[above].pos not in {"VERB", "AUX"}:
        ranges = [edges(text, above)]
    else:
        ranges = [edges(text, clause_head(text, above))]
    return Draft((i, i), i, -1, without(ranges, (i, i)), why="adverb of hearsay")


def citing_draft(text: Text, v: int, cues: Cues, reported: dict[int, Draft]) -> Draft | None:
    """“…, citing two officials”: the officials say the clause; “…, citing high costs”: the subject gives the costs as a reason."""
    token = text.tokens[v]
    held = child(text, v, F.OBJECT)
    if token.function is not F.ADVERBIAL_CLAUSE or held < 0:
        return None
    above = token.head
    if not names_speaker(text, held, cues):
        speaker = subject(text, above)
        return Draft((v, v), v, speaker, [edges(text, held)], why="reason cited") if speaker >= 0 else None
    reporter = reported.get(above) or reported.get(text.tokens[above].head)
    if reporter is not None and reporter.content:
        ranges = without(reporter.content, edges(text, v))
    else:
        ranges = without([edges(text, clause_head(text, above))], edges(text, v))
    return Draft((v, v), v, held, ranges, why="source cited")


def names_speaker(text: Text, i: int, cues: Cues) -> bool:
    """Is the noun somebody who can speak: a name, or a role or document known to speak?"""
    token = text.tokens[i]
    return token.pos == "PROPN" or token.lemma.lower() in cues.speakers or token.text.lower() in cues.speakers


def matrix(text: Text, i: int, cut: tuple[int, int]) -> list[tuple[int, int]]:
    """The clause that the phrase at token `i` belongs to, without the phrase."""
    return without([edges(text, clause_head(text, i))], cut)
