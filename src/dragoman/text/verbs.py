"""Mends of verbs that the parser puts in the wrong place of a clause (see mending.py, which runs them)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.model import Function

if TYPE_CHECKING:
    from dragoman.text.mending import Draft

F = Function
PAST = frozenset({"VBD", "VBN"})
OPENING = frozenset({F.SUBORDINATOR, F.SUBJECT, F.PASSIVE_SUBJECT, F.AUXILIARY, F.PASSIVE_AUXILIARY})
HYPHEN = "-"


def verb_behind_participle(tokens: list[Draft]) -> None:
    """ "Rockets fired from Chad *hit* a town": of two past forms, the first without object, the second is the verb, the first tells of the
    noun before it."""
    for v, verb in enumerate(tokens):
        p = verb.head
        participle = tokens[p]
        loose = verb.function is F.ADVERBIAL_CLAUSE or (verb.function is F.CONJUNCT and not any(t.tag == "CC" for t in tokens[p:v]))
        if verb.tag != "VBD" or not loose or p >= v or participle.tag != "VBD" or p == 0:
            continue
        subject = p - 1
        alone = tokens[subject].head == p and tokens[subject].function is F.SUBJECT
        objects = any(t.head == p and t.function in {F.OBJECT, F.AUXILIARY} for t in tokens[:v])
        opened = any(t.head == v and (t.function in OPENING or t.tag == "WRB") for t in tokens) or tokens[v - 1].text == ","
        prep = tokens[p + 1].function is F.PREPOSITION and tokens[p + 1].head == p
        if not alone or objects or opened or not prep:
            continue
        verb.function, verb.head = participle.function, v if participle.head == p else participle.head
        participle.tag, participle.function, participle.head = "VBN", F.NOUN_CLAUSE, subject
        tokens[subject].head = v
        for k, token in enumerate(tokens):
            if token.head == p and k > v:
                token.head = v
        return


def verb_before_number(tokens: list[Draft]) -> None:
    """ "Chad test-*fired* two missiles": a past form that stands before a noun's article or number does not describe the noun."""
    for v, verb in enumerate(tokens):
        n = verb.head
        if verb.tag not in PAST or verb.function is not F.MODIFIER or n <= v + 1:
            continue
        if not any(tokens[k].head == n and tokens[k].function in {F.DETERMINER, F.NUMBER} for k in range(v + 1, n)):
            continue
        s = v - 1
        if s > 1 and tokens[s].text == HYPHEN:
            s -= 2  # past the first half of "test-fired"
        if s < 0 or tokens[s].pos not in {"PROPN", "NOUN"} or tokens[s].head not in {v, n}:
            continue
        noun = tokens[n]
        verb.pos, verb.tag, verb.function = "VERB", "VBD", noun.function
        verb.head = v if noun.head == n else noun.head
        noun.head, noun.function = v, F.OBJECT
        for k, token in enumerate(tokens):
            if token.head == n and k < s:
                token.head = s
            elif token.head == n and (s < k < v or (k > n and token.function is F.PREPOSITION)):
                token.head = v
        tokens[s].head, tokens[s].function = v, F.SUBJECT
        return


def verb_after_aside(tokens: list[Draft]) -> None:
    """ "The leader, *jailed* in May, *called* on voters …": of two participles on the noun of a verbless sentence the second is its verb."""
    n = next((k for k, token in enumerate(tokens) if token.head == k), -1)
    if n < 0 or tokens[n].pos not in {"NOUN", "PROPN"} or tokens[-1].text != ".":
        return
    loose = [k for k, t in enumerate(tokens) if t.head == n and k > n and t.tag in PAST and t.function is F.NOUN_CLAUSE]
    if (
        len(loose) < 2
        or any(tokens[k - 1].text != "," for k in loose[:2])
        or any(t.head == n and t.function in {F.SUBJECT, F.PASSIVE_SUBJECT} for t in tokens)
    ):
        return
    v = loose[1]
    for k, token in enumerate(tokens):
        if token.head == n and k > v:
            token.head = v
    tokens[v].head, tokens[v].function, tokens[v].tag = v, F.ROOT, "VBD"
    tokens[n].head, tokens[n].function = v, F.SUBJECT


def verb_between_nouns(tokens: list[Draft]) -> None:
    """ "The Omani ruler *dissolved* parliament.": in a sentence without a verb a past form right behind one noun and before another is it."""
    n = next((k for k, token in enumerate(tokens) if token.head == k), -1)
    if n < 0 or tokens[n].pos != "NOUN" or tokens[-1].text != "." or any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in tokens):
        return
    v = next((k for k in range(n) if tokens[k].tag == "VBN" and tokens[k].function is F.MODIFIER and tokens[k].head == n), 0)
    s = v - 1
    if s < 0 or tokens[s].pos != "NOUN" or tokens[s].function is not F.COMPOUND or tokens[s].head != n:
        return
    for k, token in enumerate(tokens):
        if token.head == n and k < s:
            token.head = s
        elif token.head == n and k > n and token.function in {F.PREPOSITION, F.PUNCTUATION, F.NOUN_ADVERBIAL, F.ADVERB}:
            token.head = v
    verb, noun = tokens[v], tokens[n]
    verb.pos, verb.tag, verb.function, verb.head = "VERB", "VBD", F.ROOT, v
    noun.head, noun.function = v, F.OBJECT
    tokens[s].head, tokens[s].function = v, F.SUBJECT
