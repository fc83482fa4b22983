"""Attributions made by nouns and adjectives: "Berg's claim that …", "the council's position is that …", "is confident that …"."""

from __future__ import annotations

from dragoman.model import Function, Text
from dragoman.said.cues import Cues
from dragoman.said.draft import Draft
from dragoman.said.grammar import child, edges, has_to, is_passive, own_subject, subject

F = Function
OWNER_PREPOSITIONS = frozenset({"by", "from", "among", "of"})
UNOWNED = frozenset({"says", "wants"})  # "reports that", "fears that" report even where nobody is named; an "idea" does not
BE = "be"


def noun_draft(text: Text, n: int, cues: Cues) -> Draft | None:
    """The attribution made by noun `n`; None when it has no content, or when nobody is named and the noun needs somebody."""
    cue = cues.nouns[text.tokens[n].lemma.lower()]
    ranges, why = noun_content(text, n, cue.takes)
    if not ranges:
        return None
    speaker = owner(text, n, cues)
    if speaker < 0 and not UNOWNED & set(cue.kinds):
        return None
    if speaker < 0 and not why.endswith("clause"):
        return None
    return Draft((n, n), n, speaker, ranges, why=f"noun with {why}")


def noun_content(text: Text, n: int, takes: frozenset[str]) -> tuple[list[tuple[int, int]], str]:
    tokens = text.tokens
    for c in text.children[n]:
        token = tokens[c]
        if c < n:
            continue
        if token.function in {F.NOUN_CLAUSE, F.CLAUSE_COMPLEMENT, F.RELATIVE_CLAUSE}:
            if has_to(text, c):
                if "to" in takes and token.function is not F.RELATIVE_CLAUSE:
                    return [edges(text, c)], "infinitive"
            elif "clause" in takes and full_clause(text, c):
                return [edges(text, c)], "clause"
        elif token.function is F.PREPOSITION and token.lemma.lower() in takes and token.lemma.lower() in {"for", "of"}:
            last = edges(text, c)[1]
            if last > c:
                return [(c + 1, last)], "phrase"
    above = tokens[tokens[n].head]
    if tokens[n].function is F.SUBJECT and above.lemma == BE and "clause" in takes:
        clause = child(text, above.i, F.CLAUSE_COMPLEMENT)
        if clause > above.i:
            return [edges(text, clause)], "clause"
    return [], ""


def full_clause(text: Text, c: int) -> bool:
    """A that-clause in which "that" is not itself subject or object (the parser may say so of a preposition: its tag tells)."""
    tokens = text.tokens
    for k in text.children[c]:
        token = tokens[k]
        word = token.lemma.lower()
        if token.function is F.SUBORDINATOR and word in {"that", "whether", "if"}:
            return True
        if word == "that" and token.tag == "IN" and own_subject(text, c) not in {-1, k}:
            return True
    return False


def owner(text: Text, n: int, cues: Cues) -> int:
    """Whose the noun is: possessor, nationality before it, a by- or from-phrase, the subject of a light verb; -1 unknown."""
    tokens = text.tokens
    possessor = child(text, n, F.POSSESSOR)
    if possessor >= 0:
        return possessor
    for c in text.children[n]:
        token = tokens[c]
        if c < n and token.function in {F.COMPOUND, F.MODIFIER} and token.text[0].isupper() and c > text.sentence_of(n).first:
            return c
        if c < n and token.function is F.COMPOUND and token.pos == "PROPN":
            return c
        if c > n and token.function is F.PREPOSITION and token.lemma.lower() in OWNER_PREPOSITIONS:
            noun = child(text, c, F.PREP_OBJECT)
            if noun >= 0 and (token.lemma.lower() != "of" or tokens[noun].pos == "PROPN"):
                return noun
    above = tokens[tokens[n].head]
    if tokens[n].function is F.OBJECT and above.lemma in cues.light and not is_passive(text, above.i):
        return subject(text, above.i)
    if tokens[n].function is F.PREP_OBJECT and above.lemma == "with" and tokens[above.head].pos == "VERB":
        return subject(text, above.head)  # "surprised everybody with a claim that"
    return -1


def adjective_draft(text: Text, a: int, cues: Cues) -> Draft | None:
    """“is confident that”, “was ready to”."""
    takes = cues.adjectives[text.tokens[a].lemma.lower()].takes
    be = text.tokens[a].head
    if text.tokens[a].function is not F.PREDICATE or text.tokens[be].pos not in {"AUX", "VERB"}:
        return None
    speaker = subject(text, be)
    if speaker < 0 or text.tokens[speaker].text.lower() in {"it", "there", "this", "that"}:
        return None
    for holder in (a, be):
        for c in text.children[holder]:
            token = text.tokens[c]
            if c < a or token.function not in {F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT}:
                continue
            wanted = "to" if has_to(text, c) else "clause"
            if wanted in takes:
                return Draft((a, a), a, speaker, [edges(text, c)], why=f"adjective with {wanted}")
    return None
