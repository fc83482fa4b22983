"""Quotation marks laid over what grammar found: each quoted stretch goes to the cue it belongs to, or to the last speaker."""

from __future__ import annotations

from dragoman.model import Function, Sentence, Text
from dragoman.said.draft import Draft
from dragoman.said.grammar import QUOTES, SUBJECTS
from dragoman.said.quotes import Block, Region

F = Function
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SHORTEST_SPEECH = 3
SENTENCES_BACK = 3


def attach(text: Text, blocks: list[Block], quoted: list[Region], drafts: list[Draft]) -> list[Draft]:
    """Give each quoted stretch to a draft (changed in place) or make a draft for it; the new drafts are returned."""
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(text.tokens[draft.head].sentence, []).append(draft)
    made: list[Draft] = []
    last: Draft | None = None
    previous: Region | None = None
    for region in quoted:
        owner = None
        if previous is not None and previous.goes_on and last is not None:
            owner = last
            add(owner, region)
        if owner is None:
            owner = inside(text, region, by_sentence)
        if owner is None and is_speech(text, region):
            owner = beside(text, region, by_sentence)
            if owner is None and opens_sentence(text, region):
                owner = follow(text, region, last, previous, by_sentence, made)
            elif owner is not None:
                add(owner, region)
        if owner is not None:
            last, previous = owner, region
    return made


def add(draft: Draft, region: Region) -> None:
    draft.content.append((region.first, region.last))
    draft.quoted.append(region)


def near(text: Text, region: Region, by_sentence: dict[int, list[Draft]]) -> list[Draft]:
    first, last = text.tokens[region.first].sentence, text.tokens[region.last].sentence
    found = []
    if last + 1 < len(text.sentences) and goes_on_small(text, region, text.sentences[last + 1]):
        last += 1
    for sentence in range(first, last + 1):
        found += by_sentence.get(sentence, [])
    return [draft for draft in found if not region.first <= draft.head <= region.last]


def goes_on_small(text: Text, region: Region, following: Sentence) -> bool:
    """“”Who is there?“ a guard asked.”: the parser ends the sentence at the mark, the small letter says that it goes on."""
    here = text.sentence_of(region.last)
    word = text.tokens[following.first].text
    return here.block == following.block and region.last >= here.last - 2 and word[:1].islower()


def inside(text: Text, region: Region, by_sentence: dict[int, list[Draft]]) -> Draft | None:
    """The draft (innermost) whose content grammar already found there. Every draft that covers it is part quoted; one that it
    outgrows is extended to the whole speech."""
    owner: Draft | None = None
    length = region.last - region.first + 1
    for draft in near(text, region, by_sentence):
        overlap = draft.overlap(region)
        if overlap == 0:
            continue
        if overlap < length and "quote" not in draft.takes and overlap < 0.5 * length:
            continue
        if overlap < length:
            draft.content.append((region.first, region.last))
        draft.quoted.append(region)
        if owner is None or draft.size() < owner.size():
            owner = draft
    return owner


def is_speech(text: Text, region: Region) -> bool:
    """More than a title or a word held at arm's length: a finite verb, or the mark of a sentence inside."""
    tokens = text.tokens[region.first : region.last + 1]
    if len(tokens) == 1:
        return tokens[0].tag == "UH"
    if any(token.tag in FINITE for token in tokens) or tokens[-1].text in {".", "!", "?", ",", "…", "--"}:
        return True
    return len(tokens) >= SHORTEST_SPEECH and opens_sentence(text, region)


def opens_sentence(text: Text, region: Region) -> bool:
    first = text.sentence_of(region.first).first
    return all(token.text in QUOTES or token.pos == "PUNCT" for token in text.tokens[first : region.first])


def beside(text: Text, region: Region, by_sentence: dict[int, list[Draft]]) -> Draft | None:
    """The nearest cue outside the marks in the first or last sentence of the stretch; one that has no content yet before others."""
    best, best_rank = None, (2, 0)
    for draft in near(text, region, by_sentence):
        if "quote" not in draft.takes:
            continue
        after = draft.head > region.last
        distance = draft.head - region.last if after else region.first - draft.head
        busy = bool(draft.content) and not draft.quoted
        rank = (int(busy), distance)
        if rank < best_rank:
            best, best_rank = draft, rank
    if best is not None and best.content and not best.quoted and best_rank[1] > 3:
        return None
    return best


def follow(
    text: Text, region: Region, last: Draft | None, previous: Region | None, by_sentence: dict[int, list[Draft]], made: list[Draft]
) -> Draft:
    """A quoted sentence without a cue of its own: it goes on from the speech before it, or is the last speaker's, or the one's the
    sentence before is about."""
    here = text.tokens[region.first].sentence
    if last is not None and previous is not None:
        reached = max(text.tokens[previous.last].sentence, text.tokens[last.head].sentence)
        if here <= reached + 1:
            add(last, region)
            return last
    for back in range(here - 1, max(-1, here - 1 - SENTENCES_BACK), -1):
        before = [draft for draft in by_sentence.get(back, []) if draft.content and draft.speaker >= 0]
        if before:
            source = min(before, key=lambda draft: (draft.head, draft.cue))
            new = Draft(source.cue, source.head, source.speaker, [], medium="", why="last speaker")
            break
    else:
        speaker = subject_before(text, here)
        new = Draft((region.first, region.first), region.first, speaker, [], why="subject of the sentence before" if speaker >= 0 else "no cue")
    add(new, region)
    made.append(new)
    return new


def subject_before(text: Text, sentence: int) -> int:
    """The subject of the main clause of the sentence before, in the same paragraph, when it is a name or a person's pronoun."""
    if sentence == 0 or text.sentences[sentence - 1].block != text.sentences[sentence].block:
        return -1
    before = text.sentences[sentence - 1]
    for token in text.tokens[before.first : before.last]:
        if token.function in SUBJECTS and text.tokens[token.head].function is F.ROOT:
            return token.i if token.pos == "PROPN" or token.text.lower() in {"he", "she", "they", "i", "we"} else -1
    return -1
