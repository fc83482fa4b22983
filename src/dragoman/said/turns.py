"""Transcripts ("MR LUND: …") and headlines with a colon ("Berg: …", "…: Berg"): the speaker stands beside a colon."""

from __future__ import annotations

import re

from dragoman.model import Function, Text
from dragoman.said.cues import Cues
from dragoman.said.draft import Draft
from dragoman.said.grammar import QUOTES
from dragoman.said.phrases import names_speaker
from dragoman.said.quotes import Block

F = Function
LABEL = re.compile(r"\s*(?:[A-Z][A-Z.'’\-]*[A-Z.](?: \(?[A-Z][A-Z.'’\-]*\)?){0,6}|[QA])\s?:(?=\s)")
LONGEST_NAME = 7


def turn_drafts(text: Text, blocks: list[Block]) -> list[Draft]:
    """The turns of a transcript. A turn lasts, over paragraphs, until the next label; one label alone makes no transcript."""
    labels = [LABEL.match(text.content, block.start, block.end) for block in blocks]
    if sum(label is not None for label in labels) < 2:
        return single_turn(text, blocks, labels)
    drafts: list[Draft] = []
    for block, label in zip(blocks, labels, strict=True):
        first, last = text.sentences[block.sentences[0]].first, text.sentences[block.sentences[-1]].last - 1
        if label is not None:
            colon = next((i for i in range(first, last + 1) if text.tokens[i].end >= label.end()), -1)
            if colon > first:
                drafts.append(Draft((colon, colon), colon, colon - 1, [(colon + 1, last)], why="transcript", direct=True))
                continue
        if drafts and not block.title:
            drafts[-1].content.append((first, last))
    return drafts


def single_turn(text: Text, blocks: list[Block], labels: list[re.Match[str] | None]) -> list[Draft]:
    for block, label in zip(blocks, labels, strict=True):
        if label is not None and not block.title and text.content[label.end() : block.end].strip():
            first, last = text.sentences[block.sentences[0]].first, text.sentences[block.sentences[-1]].last - 1
            colon = next((i for i in range(first, last + 1) if text.tokens[i].end >= label.end()), -1)
            if colon > first:
                return [Draft((colon, colon), colon, colon - 1, [(colon + 1, last)], why="transcript", direct=True)]
    return []


def headline_drafts(text: Text, block: Block, cues: Cues) -> list[Draft]:
    """A title with one colon or dash and a speaker on one side of it."""
    first, last = text.sentences[block.sentences[0]].first, text.sentences[block.sentences[-1]].last - 1
    marks = [i for i in range(first + 1, last) if text.tokens[i].text in {":", "–", "—", "-"} and text.tokens[i].pos in {"PUNCT", "SYM"}]
    for mark in marks:
        before, after = range(first, mark), range(mark + 1, last + 1)
        spoken = text.tokens[mark + 1].text in QUOTES | {"'"} and not any(text.tokens[i].pos in {"VERB", "AUX", "PUNCT"} for i in before)
        if text.tokens[mark].text == ":" and (spoken or is_name(text, before, cues)):
            return [Draft((mark, mark), mark, speaker_in(text, before), [(mark + 1, last)], why="headline")]
        if is_name(text, after, cues):
            return [Draft((mark, mark), mark, speaker_in(text, after), [(first, mark - 1)], why="headline")]
    return []


def is_name(text: Text, span: range, cues: Cues) -> bool:
    """A short noun phrase whose last noun can speak."""
    if not 0 < len(span) <= LONGEST_NAME or any(text.tokens[i].pos in {"VERB", "AUX", "PUNCT", "NUM"} for i in span):
        return False
    return names_speaker(text, speaker_in(text, span), cues)


def speaker_in(text: Text, span: range) -> int:
    """The head of a short noun phrase: its last noun before a preposition."""
    stop = next((i for i in span if text.tokens[i].pos == "ADP" and i > span.start), span.stop)
    nouns = [i for i in range(span.start, stop) if text.tokens[i].pos in {"NOUN", "PROPN", "PRON"}]
    return nouns[-1] if nouns else stop - 1
