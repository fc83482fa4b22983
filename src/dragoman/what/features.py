"""What the learned coder looks at: the words between and around two parties, the path that ties them, and what the rules make of it.

The parties themselves are masked, so that the coder learns deeds and not countries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dragoman.model import Frame, Function, Text
from dragoman.text.grammar import Grammar

F = Function
LONGEST_PATH = 7
WIDTH = 3  # longest n-gram


@dataclass(frozen=True)
class Pair:
    """Two parties in one sentence as token indexes; `recipient` is empty for an actor alone (and the other way round)."""

    sentence: int
    actor: frozenset[int]
    recipient: frozenset[int]


def features(pair: Pair, text: Text, grammar: Grammar, frames: Sequence[Frame]) -> list[str]:
    """Feature names, each once, in a fixed order."""
    return list(dict.fromkeys(all_features(pair, text, grammar, frames)))


def all_features(pair: Pair, text: Text, grammar: Grammar, frames: Sequence[Frame]) -> Iterator[str]:
    masked = mask(pair, text)
    yield from ngrams(masked)
    actor, recipient = head_of(pair.actor, text), head_of(pair.recipient, text)
    on_path: frozenset[int] = frozenset()
    if actor >= 0 and recipient >= 0:
        path = dependency_path(actor, recipient, text)
        on_path = frozenset(path)
        yield from path_features(path, actor, recipient, text, grammar)
    else:
        yield "alone:A" if actor >= 0 else "alone:R"
    for side, head in (("A", actor), ("R", recipient)):
        if head >= 0:
            yield from governor_features(side, head, text, grammar)
    yield from frame_features(pair, frames, on_path, text)


def mask(pair: Pair, text: Text) -> list[str]:
    """The sentence as lemmas, each party one symbol, other names and numbers without their identity."""
    bounds = text.sentences[pair.sentence]
    masked: list[str] = []
    for i in range(bounds.first, bounds.last):
        symbol = "<A>" if i in pair.actor else "<R>" if i in pair.recipient else ""
        if symbol:
            if not masked or masked[-1] != symbol:
                masked.append(symbol)
            continue
        token = text.tokens[i]
        if token.pos == "PROPN":
            if not masked or masked[-1] != "<N>":
                masked.append("<N>")
        elif token.pos == "NUM":
            masked.append("<#>")
        elif token.pos not in {"PUNCT", "SPACE", "SYM"} or token.text == '"':
            masked.append(token.lemma.lower())
    return masked


def ngrams(masked: Sequence[str]) -> Iterator[str]:
    """N-grams with the zone they stand in: before both parties, between them, after both."""
    marks = [k for k, word in enumerate(masked) if word in {"<A>", "<R>"}]
    first, last = (marks[0], marks[-1]) if marks else (0, len(masked))
    if len(marks) > 1:
        yield f"order:{masked[first]}{masked[last]}"
    for size in range(1, WIDTH + 1):
        for k in range(len(masked) - size + 1):
            gram = " ".join(masked[k : k + size])
            if size == 1:
                zone = "pre" if k < first else "post" if k > last else "mid"
                yield f"{zone}:{gram}"
            yield f"w:{gram}"


def head_of(tokens: Collection[int], text: Text) -> int:
    """The token of a span whose head lies outside it; -1 for an empty span."""
    for i in sorted(tokens):
        head = text.tokens[i].head
        if head == i or head not in tokens:
            return i
    return -1


def dependency_path(a: int, b: int, text: Text) -> list[int]:
    """Token indexes from `a` up to where the two meet and down to `b`, ends included; empty when they lie in different trees."""
    up = [a]
    while text.tokens[up[-1]].head != up[-1]:
        up.append(text.tokens[up[-1]].head)
    place = {i: k for k, i in enumerate(up)}
    down = [b]
    while down[-1] not in place:
        head = text.tokens[down[-1]].head
        if head == down[-1]:
            return []
        down.append(head)
    return [*up[: place[down[-1]] + 1], *reversed(down[:-1])]


def path_features(path: Sequence[int], actor: int, recipient: int, text: Text, grammar: Grammar) -> Iterator[str]:
    if not path:
        yield "path:none"
        return
    inner = [text.tokens[i] for i in path if i not in {actor, recipient}]
    for token in inner:
        yield f"p:{token.lemma.lower()}"
    if len(path) <= LONGEST_PATH:
        yield "path:" + ">".join(f"{t.lemma.lower()}" for t in inner if t.pos != "PROPN")
        yield "shape:" + ">".join(text.tokens[i].function.value for i in path)
    top = min(path, key=lambda i: depth(i, text))
    yield f"top:{text.tokens[top].lemma.lower()}/{text.tokens[top].pos}"
    if text.tokens[top].pos in {"VERB", "AUX"}:
        if grammar.is_passive(top):
            yield "top:passive"
        for c in grammar.below(top, F.AUXILIARY, F.NEGATION, F.PARTICLE):
            yield f"top+{text.tokens[c].lemma.lower()}"


def depth(i: int, text: Text) -> int:
    steps = 0
    while text.tokens[i].head != i:
        i, steps = text.tokens[i].head, steps + 1
    return steps


def governor_features(side: str, head: int, text: Text, grammar: Grammar) -> Iterator[str]:
    """The word a party hangs on, and how."""
    token = text.tokens[head]
    governor = text.tokens[token.head]
    prep = ""
    if governor.pos == "ADP":
        prep, governor = governor.lemma.lower(), text.tokens[governor.head]
    yield f"{side}^{governor.lemma.lower()}"
    yield f"{side}^{token.function.value}:{prep}"
    yield f"{side}^{token.function.value}:{prep}:{governor.lemma.lower()}"
    if governor.pos == "NOUN":
        above = text.tokens[governor.head]
        yield f"{side}^^{above.lemma.lower()}"


def frame_features(pair: Pair, frames: Sequence[Frame], on_path: Collection[int], text: Text) -> Iterator[str]:
    """What the rules make of the sentence: types by how well they bind the two parties."""
    for frame in frames:
        if text.tokens[frame.head].sentence != pair.sentence:
            continue
        seen = set()
        for reading in frame.readings:
            label = f"{reading.event_type}"
            actor = bool(pair.actor & set(reading.slot("actor")))
            recipient = bool(pair.recipient & set(reading.slot("recipient")))
            bound = ("A" if actor else "") + ("R" if recipient else "")
            swapped = bool(pair.actor & set(reading.slot("recipient"))) or bool(pair.recipient & set(reading.slot("actor")))
            for name in (f"bind{bound or '-'}:{label}", f"swap:{label}" if swapped else ""):
                if name and name not in seen:
                    seen.add(name)
                    yield name
            if frame.head in on_path and f"fp:{label}" not in seen:
                seen.add(f"fp:{label}")
                yield f"fp:{label}"
            if frame.head in pair.recipient and f"inR:{label}" not in seen:
                seen.add(f"inR:{label}")
                yield f"inR:{label}"
