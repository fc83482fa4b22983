"""One act told in several words is one claim: "*took part* in the third *session* of the *consultations*", "*consider* it *unacceptable*".

Of two claims of one type in one sentence, the one whose words stand inside the other's noun phrase or complement goes, unless it has
parties of its own that the other lacks.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.coding.shifts import Deed
from dragoman.lexicon.entities import NON_STATE
from dragoman.model import Function, Party, Text

NOMINAL = frozenset({"NOUN", "PROPN", "ADP", "ADJ", "ADV", "PRON", "NUM", "DET"})
ENDED = frozenset({"SUPPORT", "COOPERATE"})
ENDING = frozenset({"SANCTION", "COERCE", "REJECT", "CONCEDE"})
DEPTH = 6  # words between the two at most


def repeated(deeds: Sequence[Deed], text: Text) -> dict[int, str]:
    """Deeds that only repeat another (index → why)."""
    gone: dict[int, str] = {}
    for k, inner in enumerate(deeds):  # "restrictions on *aid* to Niger": what is limited is not given
        for other in deeds:
            limited = inner.claim.event_type == "AID" and other.claim.event_type in {"SANCTION", "COERCE"} and other is not inner
            limited = limited and text.tokens[other.frame.head].pos == "NOUN" and other.claim.sentence == inner.claim.sentence
            if limited and hangs_on(inner.frame.head, other.frame.head, text):
                gone.setdefault(k, f"what {other.claim.trigger_text!r} limits")
    for k, inner in enumerate(deeds):
        for other in deeds:
            if other.claim.sentence == inner.claim.sentence and is_ended(inner, other, text):
                gone.setdefault(k, f"what {other.claim.trigger_text!r} puts an end to")
    for k, inner in enumerate(deeds):
        for other in deeds:
            if other is inner or other.claim.event_type != inner.claim.event_type or other.claim.sentence != inner.claim.sentence:
                continue
            if other.claim.coder == "model" != inner.claim.coder:
                continue  # what a rule has read stands
            if (
                other.claim.modality == inner.claim.modality
                and (is_its_content(inner.frame.head, other.frame.head, text) or hangs_on(inner.frame.head, other.frame.head, text))
                and (is_its_content(inner.frame.head, other.frame.head, text) or adds_nothing(inner, other))
            ):
                gone.setdefault(k, f"the same act as {other.claim.trigger_text!r}")
    return gone


def is_ended(inner: Deed, other: Deed, text: Text) -> bool:
    """ "Tore up the nuclear *deal*", "banned the *sale* of wine", "lifted a ban on *imports*": what is ended is no deed of its own."""
    kind, end = inner.claim.event_type, other.claim.event_type
    allowed = kind in {"COOPERATE", "AID"} and end == "AGREE" and not inner.claim.actors  # "approved a *sale*": it is still to come
    undone = kind in {"SANCTION", "COERCE"} and end == "CONCEDE"  # "the *ban* on maize was lifted"
    if not (allowed or undone or (kind in ENDED and end in ENDING)) or text.tokens[inner.frame.head].pos != "NOUN":
        return False
    noun = text.tokens[inner.frame.head]
    if noun.function is Function.PREP_OBJECT and kind == "COOPERATE" and text.tokens[noun.head].lemma in {"on", "of"}:
        noun = text.tokens[text.tokens[noun.head].head]  # "a ban *on imports*"
    if noun.function is Function.PREP_OBJECT and kind == "AID" and end == "AGREE" and text.tokens[noun.head].lemma == "in":
        return other.frame.head in {text.tokens[noun.head].head, text.tokens[text.tokens[noun.head].head].head}  # "announced $60m *in aid*"
    return noun.head == other.frame.head and noun.function in {Function.OBJECT, Function.PASSIVE_SUBJECT}


def is_its_content(inner: int, outer: int, text: Text) -> bool:
    """Whether a noun is the object of what a verb goes on or begins to do: "will continue to build *ties*" is one promise."""
    noun = text.tokens[inner]
    verb = text.tokens[noun.head]
    return noun.function is Function.OBJECT and verb.function is Function.OPEN_COMPLEMENT and verb.head == outer


def hangs_on(inner: int, outer: int, text: Text) -> bool:
    """Whether a noun or adjective hangs on another word through nouns and prepositions alone, or is the predicate of its complement."""
    i = inner
    if text.tokens[i].pos not in {"NOUN", "PROPN", "ADJ"}:
        return False
    for step in range(DEPTH):
        head = text.tokens[i].head
        if head == outer:
            return True
        if head == i:
            return False
        copula = text.tokens[head].lemma == "be" and step == 0
        if text.tokens[head].pos not in NOMINAL and not copula:
            return False
        i = head
    return False


def adds_nothing(inner: Deed, outer: Deed) -> bool:
    """No party of the inner claim is of a state that the outer one lacks. Bodies of states ("the Moscow format") add none."""
    known = {p.country for p in sides(outer)} | NON_STATE | {""}
    return all(p.country in known for p in sides(inner))


def sides(deed: Deed) -> tuple[Party, ...]:
    return (*deed.claim.actors, *deed.claim.recipients)
