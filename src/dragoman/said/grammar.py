"""Small questions to the grammar of a text that every part of this room asks."""

from __future__ import annotations

from dragoman.model import Function, Text

F = Function
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})
CLAUSES = frozenset({F.ROOT, F.CLAUSE_COMPLEMENT, F.ADVERBIAL_CLAUSE, F.RELATIVE_CLAUSE, F.CLAUSAL_SUBJECT, F.PREP_CLAUSE, F.OTHER})
RELATIVES = frozenset({"who", "which", "that", "whom"})
QUOTES = frozenset({'"', "``", "''"})


def edges(text: Text, i: int) -> tuple[int, int]:
    """First and last token of everything that hangs on token `i` (both included)."""
    children = text.children
    first = last = i
    while children[first] and children[first][0] < first:
        first = children[first][0]
    while children[last] and children[last][-1] > last:
        last = children[last][-1]
    return first, last


def child(text: Text, i: int, function: Function) -> int:
    """The first child of `i` with that function, -1 when there is none."""
    tokens = text.tokens
    for c in text.children[i]:
        if tokens[c].function is function:
            return c
    return -1


def has_to(text: Text, i: int) -> bool:
    """Is the verb an infinitive with "to"?"""
    return any(text.tokens[c].tag == "TO" for c in text.children[i])


def is_passive(text: Text, v: int) -> bool:
    tokens = text.tokens
    if any(tokens[c].function in {F.PASSIVE_SUBJECT, F.PASSIVE_AUXILIARY} for c in text.children[v]):
        return True
    return tokens[v].tag == "VBN" and tokens[v].function is F.NOUN_CLAUSE


def agent(text: Text, v: int) -> int:
    """The noun after the "by" of a passive, -1 when there is none."""
    by = child(text, v, F.AGENT)
    return child(text, by, F.PREP_OBJECT) if by >= 0 else -1


def own_subject(text: Text, v: int) -> int:
    """The subject that the verb itself has, -1 when it has none. A relative pronoun gives way to the noun it stands for."""
    tokens = text.tokens
    for c in text.children[v]:
        if tokens[c].function in SUBJECTS:
            if tokens[c].lemma.lower() in RELATIVES and tokens[v].function is F.RELATIVE_CLAUSE:
                return tokens[v].head
            return c
    return -1


def subject(text: Text, v: int, quoting: frozenset[str] = frozenset(), depth: int = 6) -> int:
    """Who does what the verb says: its own subject, or the one it shares with, or is given by, the verb or noun above it; -1 unknown."""
    found = own_subject(text, v)
    token = text.tokens[v]
    if found >= 0 or depth == 0 or token.head == v:
        return found
    above, function = token.head, token.function
    if function is F.CONJUNCT or function is F.ADVERBIAL_CLAUSE:
        return doer(text, above, quoting, depth)
    if function is F.OPEN_COMPLEMENT or function is F.CLAUSE_COMPLEMENT:
        held = child(text, above, F.OBJECT)
        return held if held >= 0 else subject(text, above, quoting, depth - 1)
    if function is F.NOUN_CLAUSE:
        return -1 if token.tag in {"VBN", "VB"} else above
    if function is F.PREP_CLAUSE:
        governor = text.tokens[above].head
        if text.tokens[governor].lemma in quoting:
            quoted = child(text, governor, F.PASSIVE_SUBJECT)
            return quoted if quoted >= 0 else child(text, governor, F.OBJECT)
        return doer(text, governor, quoting, depth)
    return -1


def doer(text: Text, v: int, quoting: frozenset[str], depth: int) -> int:
    """The subject of a governing verb; for a governing noun, the noun's owner is not known here: -1."""
    return subject(text, v, quoting, depth - 1) if text.tokens[v].pos in {"VERB", "AUX"} else -1


def clause_head(text: Text, i: int) -> int:
    """The verb (or root) of the smallest clause that token `i` stands in."""
    tokens = text.tokens
    while tokens[i].head != i:
        token = tokens[i]
        if token.pos in {"VERB", "AUX"} and (token.function in CLAUSES or (token.function is F.CONJUNCT and own_subject(text, i) >= 0)):
            return i
        i = token.head
    return i


def without(ranges: list[tuple[int, int]], cut: tuple[int, int]) -> list[tuple[int, int]]:
    """Token ranges (ends included) less one range."""
    left = []
    for first, last in ranges:
        if cut[1] < first or cut[0] > last:
            left.append((first, last))
            continue
        if first < cut[0]:
            left.append((first, cut[0] - 1))
        if cut[1] < last:
            left.append((cut[1] + 1, last))
    return left
