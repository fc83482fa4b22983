"""Who a clause is told to, or announced by: the likeliest "it" of the clause ("warned *Chad* that *it* …", "a *French* plan for *it* to …")."""

from __future__ import annotations

from dragoman.model import Function, Text

F = Function
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})


def is_told(text: Text, pronoun: int, other: int) -> bool:
    """Is the token `other` told, or does it announce, what the clause says whose subject (or its owner) the pronoun is?"""
    mine, listener = text.tokens[pronoun], text.tokens[other]
    verb = mine.head if mine.function in SUBJECTS else text.tokens[mine.head].head if mine.function is F.POSSESSOR else -1
    if verb < 0:
        return False
    clause = text.tokens[verb]
    if listener.head == clause.head and text.tokens[clause.head].pos == "NOUN" and other < pronoun:
        return clause.function in {F.CLAUSE_COMPLEMENT, F.NOUN_CLAUSE}  # "a French announcement that it would leave"
    teller = listener.head if listener.function in {F.OBJECT, F.INDIRECT_OBJECT} else -1
    if listener.function is F.PREP_OBJECT and text.tokens[listener.head].lemma == "to":
        teller = text.tokens[listener.head].head
    return teller >= 0 and verb != teller and clause.function is F.CLAUSE_COMPLEMENT and clause.head == teller
