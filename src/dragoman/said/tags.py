"""Source tags at the end of a sentence ("…, Radio North reported."): whatever the parser made of them, the sentence before is the content."""

from __future__ import annotations

from dragoman.model import Function, Sentence, Text
from dragoman.said.draft import Draft
from dragoman.said.grammar import QUOTES, own_subject, without

F = Function
FINITE = frozenset({"VBD", "VBZ", "VBP"})
CLAUSAL = FINITE | {"MD", "VB"}
BARRED = FINITE | {"MD", "WDT", "WP", "WRB"}
LONGEST = 16  # words from the comma to the verb
AFTER = frozenset({F.OBJECT, F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT, F.PREDICATE})


def close_with_tags(text: Text, drafts: list[Draft]) -> None:
    """Give each tag the sentence before it, and take the tag out of the contents of the other drafts of its sentence (in place)."""
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(text.tokens[draft.head].sentence, []).append(draft)
    for index, near in by_sentence.items():
        last = max(near, key=lambda draft: draft.head)
        sentence = text.sentences[index]
        comma = tag_start(text, sentence, last)
        if comma <= sentence.first:
            continue
        last.content, last.why = [(sentence.first, comma - 1)], "tag at the end of the sentence"
        for draft in near:
            if draft is not last and draft.content:
                draft.content = without(draft.content, (comma, sentence.last - 1))


def tag_start(text: Text, sentence: Sentence, draft: Draft) -> int:
    """The comma before ", Radio North reported on Monday."; -1 when the draft is no such tag."""
    v = draft.head
    tokens = text.tokens
    if not draft.around or "clause" not in draft.takes or tokens[v].tag not in FINITE or own_subject(text, v) >= v:
        return -1
    if any(tokens[i].tag in FINITE or tokens[i].tag == "MD" or tokens[i].text in QUOTES for i in range(v + 1, sentence.last)):
        return -1
    if any(c > v and tokens[c].function in AFTER for c in text.children[v]) and not draft.medium:
        return -1
    for i in range(v - 1, max(sentence.first, v - LONGEST), -1):
        token = tokens[i]
        if token.text == ",":
            told = any(t.tag in CLAUSAL for t in tokens[sentence.first : i])  # a clause, not just "In May, …"
            told = told and tokens[i + 1].pos not in {"CCONJ", "SCONJ"}
            return i if told and any(t.pos in {"NOUN", "PROPN", "PRON"} for t in tokens[i + 1 : v]) else -1
        if token.tag in BARRED or (token.pos == "CCONJ" and i == v - 1):
            return -1
    return -1
