"""Made to choose: the event type between two given parties, where `code` might rather keep silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.coding.modality import modality_of
from dragoman.coding.shifts import shift
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Frame, Reading, Text
from dragoman.text.grammar import Grammar
from dragoman.what.features import Pair
from dragoman.what.learned import NONE, LearnedCoder

BOTH, ONE = 2, 1  # how many of the two parties a rule binds


@dataclass(frozen=True)
class Choice:
    event_type: str
    abstained: bool
    coder: str


def by_rules(pair: Pair, text: Text, frames: Sequence[Frame], codebook: Codebook, knowledge: Knowledge) -> tuple[str, int]:
    """The type of the reading that binds most of the pair, and how many it binds; ("", 0) when no rule fires in the sentence."""
    ranked = []
    for frame in frames:
        if text.tokens[frame.head].sentence != pair.sentence:
            continue
        for place, reading in enumerate(frame.readings):
            score = binding(pair, reading) + (1 if frame.head in pair.recipient else 0)
            ranked.append((-score, place, abs(frame.head - min(pair.actor | pair.recipient, default=0)), frame, reading))
    if not ranked:
        return "", 0
    ranked.sort(key=lambda row: row[:3])
    score, _, _, frame, reading = ranked[0]
    modality, _ = modality_of(frame.head, text, knowledge)
    typed = shift(codebook, reading.event_type, reading.mode, modality, governed=False)
    return typed.event_type or reading.event_type, -score


def binding(pair: Pair, reading: Reading) -> int:
    actor, recipient = set(reading.slot("actor")), set(reading.slot("recipient"))
    if reading.reciprocal:
        everyone = actor | recipient
        return bool(pair.actor & everyone) + bool(pair.recipient & everyone)
    return bool(pair.actor & actor) + bool(pair.recipient & recipient)


def choose(
    pair: Pair, text: Text, frames: Sequence[Frame], codebook: Codebook, knowledge: Knowledge, learned: LearnedCoder | None, use: str, floor: float
) -> Choice:
    """`use`: rules, model or both. Both: the learned coder, which sees what the rules bind, unless a rule binds both parties and it is unsure."""
    ruled, bound = by_rules(pair, text, frames, codebook, knowledge)
    if use == "rules" or learned is None:
        return Choice(ruled or "ACCUSE", bound < BOTH, "rules")
    prediction = learned.predict(pair, text, Grammar(text), frames, allow_none=False)
    if use == "both" and bound >= BOTH and prediction.probability < floor:
        return Choice(ruled, False, "rules")
    none = prediction.probabilities.get(NONE, 0.0)
    return Choice(prediction.event_type, max(prediction.probability, none) < floor or none > prediction.probability, "model")
