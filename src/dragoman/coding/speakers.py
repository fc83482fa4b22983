"""Whoever makes a statement: a party, whoever a document or spokesman speaks for, else the words that name the speaker, as they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dragoman.coding.positions import Positions
from dragoman.model import Function, Mention, Party, Span, Text

F = Function
OWNER_PREPOSITIONS = frozenset({"of", "by", "from", "for", "in", "at"})
BEFORE_NOUN = frozenset({F.COMPOUND, F.MODIFIER, F.POSSESSOR, F.NUMBER, F.CASE})
UNKNOWN = "no party is known by these words"
PartyOf = Callable[[int], Party | None]
Antecedent = Callable[[int], Mention | None]


def nobody(i: int) -> Mention | None:
    return None


def speaker_of(
    i: int, text: Text, party_of: PartyOf, words: Positions, antecedent: Antecedent = nobody, public: frozenset[str] = frozenset()
) -> tuple[int, Party | None]:
    """The speaker's token and party. A document or a spokesman without a party of its own speaks for its owner ("the ministry's
    statement"), in its own words; whoever is no party at all keeps the words alone. None only where nobody is named. `public` are titles and
    callings whose bearers are no private persons."""
    if i < 0:
        return -1, None
    party = party_of(i)
    if party is not None:
        return i, party
    span = phrase(text, i)
    for owner in owners(text, i, words):
        party = party_of(owner)
        if party is not None:
            return owner, replace(party, span=span, text=span.of(text.content), why=f"{party.why}; speaks for {party.text!r}")
    meant = antecedent(i)
    if text.tokens[i].pos == "PRON" and meant is None:
        return i, Party(span, span.of(text.content), why=UNKNOWN)
    head = i if meant is None else meant.head
    name = "" if text.tokens[head].pos != "PROPN" else (phrase(text, head) if meant is None else meant.span).of(text.content)
    why = UNKNOWN if meant is None or meant.head == i else f"{UNKNOWN}; refers back to {meant.span.of(text.content)!r}"
    return i, Party(span, span.of(text.content), name=name, private=bool(name) and is_person(text, head, words, public), why=why)


def owners(text: Text, i: int, words: Positions) -> list[int]:
    """Whoever the words of a document or the mouth of an office are: its possessor, its adjective, the noun in its phrase."""
    found = []
    for c in text.children[i]:
        token = text.tokens[c]
        if token.function is F.POSSESSOR:  # "his biographer" does not speak for him
            found += [c] if text.tokens[i].lemma.lower() in words.speaks_for else []
        elif token.function in {F.APPOSITION, F.COMPOUND, F.MODIFIER}:
            found.append(c)
        elif token.function is F.PREPOSITION and token.lemma.lower() in OWNER_PREPOSITIONS:
            found += [k for k in text.children[c] if text.tokens[k].function is F.PREP_OBJECT]
    return found


def phrase(text: Text, i: int) -> Span:
    """A noun with the words before it that belong to it, without an article."""
    first = i
    for c in sorted((c for c in text.children[i] if c < i), reverse=True):
        if text.tokens[c].function not in BEFORE_NOUN:
            break
        first = min(first, leftmost(text, c))
    while first < i and text.tokens[first].function in {F.DETERMINER, F.PUNCTUATION, F.CASE}:
        first += 1
    return text.span(first, i)


def leftmost(text: Text, i: int) -> int:
    while text.children[i] and text.children[i][0] < i:
        i = text.children[i][0]
    return i


def is_person(text: Text, head: int, words: Positions, public: frozenset[str]) -> bool:
    """Is a name that nobody knows a private person's? With a title or alone and without an article; the name of a paper has one."""
    before = [text.tokens[c] for c in text.children[head] if c < head]
    name = text.tokens[head].text
    if any(t.function is F.DETERMINER for t in before) or text.tokens[head].tag == "NNPS" or (name.isupper() and len(name) > 1):
        return False  # a label in capitals ("MR HOLM:") is whoever speaks for an office there
    if any(t.text.rstrip(".") in public or t.lemma.lower() in public for t in before):
        return False
    titled = any(t.text.lower().rstrip(".") in words.titles for t in before)
    return titled or text.tokens[head].text.lower() not in words.bodies
