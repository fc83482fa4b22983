"""What the grammar around a time says: the tense it stands in, and whether a number is a year or a word a month."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.model import Function, Text, Token
from dragoman.when.words import Item, Words

F = Function
AUXILIARIES = frozenset({F.AUXILIARY, F.PASSIVE_AUXILIARY})
COMPLEMENTS = frozenset({F.OPEN_COMPLEMENT, F.CLAUSE_COMPLEMENT, F.NOUN_CLAUSE})
CLIMB = 12  # heads from a time up to its verb
GUARDED = frozenset({"year", "month", "weekday", "decade"})


def tense_at(text: Text, i: int, words: Words) -> str:
    """ "past", "future" or "" for the clause a token stands in. Plans and duties count as future."""
    tokens, future = text.tokens, words.sets["future"]
    token = below_it = tokens[i]
    for _ in range(CLIMB):
        if token.lemma in words.sets["commits"] and is_infinitive(text, below_it):
            return "future"  # "promised *to leave in May*"
        if said_then(text, i, token):
            return "past"
        if (
            (token.lemma in future or token.text.lower() in future)
            and token.tag in {"JJ", "VBN", "VBG", "VBP", "VBZ", "VBD"}
            and token.pos != "AUX"
        ):
            return "future"
        if token.pos in {"VERB", "AUX"}:
            said = tense_of_verb(text, token, future)
            if said:
                return said
        if token.head == token.i:
            return ""
        below_it, token = token, tokens[token.head]
    return ""


def is_infinitive(text: Text, token: Token) -> bool:
    """Whether a verb completes the one above it with "to"."""
    return token.function in COMPLEMENTS and any(text.tokens[c].tag == "TO" for c in text.children[token.i])


def said_then(text: Text, i: int, verb: Token) -> bool:
    """Whether a time stands right on a past verb: "hoped on Monday that …" is when the hoping was, whatever was hoped for."""
    token = text.tokens[i]
    if token.function is not F.PREPOSITION and text.tokens[token.head].function is F.PREPOSITION:
        token = text.tokens[token.head]
    straight = token.function is F.NOUN_ADVERBIAL or (token.function is F.PREPOSITION and token.lemma == "on")
    return straight and token.head == verb.i and verb.tag == "VBD" and any(c.function is F.CLAUSE_COMPLEMENT for c in below(text, verb.i))


def below(text: Text, i: int) -> list[Token]:
    return [text.tokens[c] for c in text.children[i]]


def tense_of_verb(text: Text, verb: Token, future: frozenset[str]) -> str:
    """The tense of one verb group, "" where it only follows the verb above it (infinitives, participles) or is present."""
    helpers = [text.tokens[c] for c in text.children[verb.i] if text.tokens[c].function in AUXILIARIES]
    if any(h.tag == "MD" and h.text.lower() in future for h in helpers) or (verb.tag == "MD" and verb.text.lower() in future):
        return "future"
    if verb.lemma in future and verb.tag in {"VBG", "VBN"} and helpers:
        return "future"
    if verb.tag == "VBD" or any(h.tag == "VBD" or (h.lemma == "have" and h.tag != "VBG") for h in helpers):
        return "past"
    return ""


class Guard:
    """Keeps out numbers that are not years, names that are not months, newspapers that are not days."""

    def __init__(self, text: Text, words: Words) -> None:
        self.text = text
        self.sets = words.sets

    def accepts(self, reads: str, items: Sequence[Item], start: int, end: int) -> bool:
        tokens = self.text.tokens
        if any(item.kind == "EDGE" and tokens[item.token].pos == "VERB" for item in items[start:end]):  # "will close in August"
            return False
        if reads not in GUARDED:
            return True
        last = tokens[items[end - 1].token]
        after = tokens[last.i + 1] if last.i + 1 < len(tokens) and tokens[last.i + 1].sentence == last.sentence else None
        first = tokens[items[start].token]
        before = tokens[first.i - 1] if first.i > 0 and tokens[first.i - 1].sentence == first.sentence else None
        kinds = {item.kind for item in items[start:end]}
        if reads == "year" and end - start == 1:
            return self.is_year(last, before, after)
        if reads == "month" and not kinds & {"YEAR", "PART", "LAST", "NEXT", "THIS", "PAST"}:
            return self.is_month(items[end - 1], last, before, after)
        if reads == "weekday":
            return not (after is not None and after.text[0].isupper() and after.text.lower() in self.sets["titles"])
        return not (reads == "decade" and before is not None and before.tag == "PRP$")

    def is_year(self, year: Token, before: Token | None, after: Token | None) -> bool:
        previous = before.text.lower() if before is not None else ""
        following = after.text.lower() if after is not None else ""
        if previous in self.sets["number_before"] or following in self.sets["number_after"]:
            return False
        head = self.text.tokens[year.head]
        number = int("".join(c for c in year.text if c.isdigit()))
        apostrophe = year.text.startswith("'")
        if year.head > year.i and head.pos in {"NOUN", "PROPN"} and year.function in {F.NUMBER, F.COMPOUND, F.MODIFIER}:
            if not 1900 <= number <= 2100 and not apostrophe:
                return False
            if head.tag in {"NN", "NNP"}:
                return True
            determined = before is not None and before.tag in {"DT", "PRP$", "POS"}
            return head.text.lower() in self.sets["plural_events"] or (number % 100 != 0 and determined)
        if previous in self.sets["year_before"] or before is None:
            return before is not None or following in {",", ":", "-"}
        return 1900 <= number <= 2100 and year.function in {F.PREP_OBJECT, F.NOUN_ADVERBIAL, F.CONJUNCT, F.APPOSITION} and number % 1000 != 0

    def is_month(self, item: Item, month: Token, before: Token | None, after: Token | None) -> bool:
        named = after is not None and after.pos == "PROPN" and after.text[0].isupper() and month.head == after.i
        previous = before.text.lower() if before is not None else ""
        if named and previous not in self.sets["weak_month_openers"]:
            return False
        if before is not None and before.pos == "PROPN" and month.function in {F.COMPOUND, F.APPOSITION} and before.text[0].isupper():
            return item.word not in self.sets["weak_months"]
        if item.word not in self.sets["weak_months"]:
            return True
        if after is not None and (after.tag.startswith("VB") or after.tag == "MD"):
            return False
        if month.tag == "MD" or (before is not None and before.function is F.AGENT):
            return False
        return previous in self.sets["weak_month_openers"]
