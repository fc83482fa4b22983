"""Where a speaker stands (for, against, asks, warns, hopes, denies, unclear), by the rules of `positions.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Quotation, Text

PART = "languages/en/positions.yaml"
POSITIONS = ("for", "against", "asks", "warns", "hopes", "denies", "aim", "unclear")
REACH = 4  # words before a word of the content in which a negation turns it round
DEFAULT = Knowledge.open()


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, the cue to look at in it, and the position it must get."""

    text: str
    cue: str
    position: str


@dataclass(frozen=True, slots=True)
class Positions:
    """The rules as tables: cue → position, content word → position, phrases with theirs; and how aims are put."""

    cues: Mapping[str, str]
    content: Mapping[str, str]
    phrases: tuple[tuple[tuple[str, ...], str], ...]
    turning: frozenset[str]
    opposite: Mapping[str, str]
    questioners: frozenset[str]
    speaks_for: frozenset[str]
    titles: frozenset[str]
    bodies: frozenset[str]
    aim_verbs: frozenset[str]
    aim_nouns: frozenset[str]
    aim_prepositions: frozenset[str]
    aim_participles: Mapping[str, str]
    examples: tuple[Example, ...]
    near_misses: tuple[str, ...]


@lru_cache(maxsize=8)
def load(knowledge: Knowledge = DEFAULT) -> Positions:
    """The rules for English; where two rules claim a word the first has it. Raises KnowledgeError for an unknown position."""
    data: dict[str, Any] = {}
    for file in knowledge.files(PART):
        data.update(file.data)
    if not data:
        raise KnowledgeError("there are no rules for positions", PART, "restore the file")
    cues: dict[str, str] = {}
    content: dict[str, str] = {}
    phrases: list[tuple[tuple[str, ...], str]] = []
    examples: list[Example] = []
    for rule in data["rules"]:
        position = rule["position"]
        if position not in POSITIONS:
            raise KnowledgeError(f"“{position}” is no position", PART, f"use {', '.join(POSITIONS)}")
        for word in rule.get("cues", ()):
            cues.setdefault(word, position)
        for word in rule.get("content", ()):
            content.setdefault(word, position)
        phrases += [(tuple(phrase.split()), position) for phrase in rule.get("phrases", ())]
        examples += [Example(e["text"], e["cue"], e.get("position", position)) for e in (*rule["examples"], *rule["not"])]
    aims = data["aims"]
    examples += [Example(e["text"], e["cue"], "aim") for e in aims["examples"]]
    return Positions(
        cues, content, tuple(phrases), frozenset(data["turning"]), data["opposite"],
        frozenset(data["questioners"]), frozenset(data["speaks_for"]), frozenset(data["titles"]), frozenset(data["bodies"]),
        frozenset(aims["verbs"]), frozenset(aims["nouns"]),
        frozenset(aims["prepositions"]), aims["participles"], tuple(examples), tuple(aims["not"]),
    )  # fmt: skip


def position_of(quotation: Quotation, text: Text, tokens: Sequence[int], inner: Iterable[Quotation], words: Positions) -> tuple[str, str]:
    """The position of one quotation and why. `tokens` are the tokens of its content, `inner` the quotations inside it.

    The cue decides; a neutral cue leaves it to what the speaker says of himself ("said he hoped"), then to the words of the content.
    """
    if quotation.speaker >= 0 and text.tokens[quotation.speaker].text in words.questioners:
        return "unclear", "whoever asks takes no position"
    cue = text.tokens[quotation.cue_head].lemma.lower()
    denied = is_turned(text, quotation.cue_head, words)
    found = carried(text, quotation.cue_head, words)
    if found:
        return (words.opposite.get(found, "unclear"), f"“{cue}”, negated") if denied else (found, f"“{cue}”")
    for other in inner:
        found = carried(text, other.cue_head, words)
        if found and is_self(text, quotation, other) and not is_turned(text, other.cue_head, words):
            return found, f"“{text.tokens[other.cue_head].lemma}” of the speaker's own"
    return by_content(text, tokens, words)


def carried(text: Text, head: int, words: Positions) -> str:
    """The position a reporting word carries by itself or with a word that hangs on it ("call for"); "" for a neutral one."""
    lemma = text.tokens[head].lemma.lower()
    for c in text.children[head]:
        found = words.cues.get(f"{lemma} {text.tokens[c].lemma.lower()}")
        if found:
            return found
    return words.cues.get(lemma, "")


def is_self(text: Text, outer: Quotation, inner: Quotation) -> bool:
    """Does the inner quotation's speaker stand for the outer one's? "Lund said *he* hoped", "*We* hope, Lund said"."""
    if inner.speaker < 0:
        return False
    token = text.tokens[inner.speaker]
    return inner.speaker == outer.speaker or token.text.lower() in {"we", "i", "he", "she", "they", "it"}


def by_content(text: Text, tokens: Sequence[int], words: Positions) -> tuple[str, str]:
    """The first word or phrase of the content that carries a position; negation before it turns for and against round."""
    lower = [text.tokens[i].text.lower() for i in tokens]
    for phrase, position in words.phrases:
        for k in range(len(lower) - len(phrase) + 1):
            if tuple(lower[k : k + len(phrase)]) == phrase:
                return turned(position, lower[max(0, k - REACH) : k], " ".join(phrase), words)
    for k, i in enumerate(tokens):
        lemma = text.tokens[i].lemma.lower()
        found = words.content.get(lemma) or words.content.get(lower[k])
        if found is not None:
            return turned(found, lower[max(0, k - REACH) : k], lower[k], words)
    return "unclear", "no rule speaks"


def turned(position: str, before: Sequence[str], word: str, words: Positions) -> tuple[str, str]:
    if words.turning.intersection(before):
        return words.opposite.get(position, "unclear"), f"“{word}”, negated"
    return position, f"“{word}” in the content"


def is_turned(text: Text, head: int, words: Positions) -> bool:
    return any(text.tokens[c].text.lower() in words.turning for c in text.children[head] if c < head)
