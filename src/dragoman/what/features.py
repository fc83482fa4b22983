"""What the learned coder looks at: the words between and around two parties, the path that ties them, and what the rules make of it.

The parties themselves are masked, so that the coder learns deeds and not countries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dragoman.model import Frame, Function, Reading, Text
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
    """What the rules make of the sentence: types by how well they bind the two parties, and the best of them."""
    here = [frame for frame in frames if text.tokens[frame.head].sentence == pair.sentence]
    seen = set()
    for frame in here:
        form = verb_form(frame.head, text)
        for reading in frame.readings:
            bound, swapped = binding(pair, reading)
            names = [f"bind{bound or '-'}:{reading.event_type}", f"bind{bound or '-'}:{reading.event_type}/{form}"]
            names += [f"swap:{reading.event_type}"] if swapped else []
            names += [f"fp:{reading.event_type}", f"fp:{reading.event_type}/{form}"] if frame.head in on_path else []
            names += [f"inR:{reading.event_type}"] if frame.head in pair.recipient else []
            for name in names:
                if name not in seen:
                    seen.add(name)
                    yield name
    best = best_reading(pair, here, on_path, text)
    if best is not None:
        frame, reading, score = best
        yield f"best:{reading.event_type}"
        yield f"best:{reading.event_type}:{score}"
        yield f"best:{reading.event_type}/{verb_form(frame.head, text)}"
        yield f"rule:{reading.rule}"
    chain = [frame.readings[0].event_type for frame in sorted(here, key=lambda f: (depth(f.head, text), f.head)) if frame.head in on_path]
    if chain:
        yield "chain:" + ">".join(chain[:3])


def best_reading(pair: Pair, frames: Sequence[Frame], on_path: Collection[int], text: Text) -> tuple[Frame, Reading, int] | None:
    """The reading that binds most of the pair; of equals the one on the path between them, then the highest in the tree."""
    ranked = []
    for frame in frames:
        for place, reading in enumerate(frame.readings):
            bound, _ = binding(pair, reading)
            score = 2 * len(bound) + (frame.head in on_path) + (frame.head in pair.recipient)
            score -= 2 * bool(reading.sectors)  # whether a condition on sectors holds is not known here
            ranked.append((-score, depth(frame.head, text), place, frame.head, frame, reading))
    if not ranked:
        return None
    score, _, _, _, frame, reading = min(ranked, key=lambda row: row[:4])
    return frame, reading, -score


def binding(pair: Pair, reading: Reading) -> tuple[str, bool]:
    """Which of the pair a reading binds in its place ("", "A", "R", "AR"), and whether it binds one in the other's place."""
    actors, recipients = set(reading.slot("actor")), set(reading.slot("recipient"))
    if reading.reciprocal:
        actors = recipients = actors | recipients
    bound = ("A" if pair.actor & actors else "") + ("R" if pair.recipient & recipients else "")
    return bound, not reading.reciprocal and bool(pair.actor & recipients or pair.recipient & actors)


def verb_form(head: int, text: Text) -> str:
    """The form a predicate stands in, as far as words at hand tell: its auxiliary, an infinitive, a negation, a participle, a noun."""
    token = text.tokens[head]
    if token.pos in {"NOUN", "PROPN", "ADJ"}:
        return "noun" if token.pos != "ADJ" else "adj"
    marks = {text.tokens[c].lemma.lower() for c in text.children[head] if text.tokens[c].function in {F.AUXILIARY, F.NEGATION}}
    for mark in ("not", "never", "will", "would", "may", "might", "could", "should", "must", "can", "to"):
        if mark in marks or (mark == "not" and "n't" in marks):
            return mark
    return "ing" if token.tag == "VBG" and not marks else "plain"
