"""Made to choose: the event type between two given parties, where `code` might rather keep silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.coding.modality import modality_of
from dragoman.coding.shifts import shift
from dragoman.lexicon.conversions import filed
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Frame, Modality, Text
from dragoman.text.grammar import Grammar
from dragoman.what.features import Pair, best_reading, binding, dependency_path, head_of
from dragoman.what.learned import NONE, LearnedCoder

BOTH = 2  # parties a rule must bind to be sure
UNSURE = 0.6  # share of the floor below which the learned coder gives way to such a rule


@dataclass(frozen=True)
class Choice:
    event_type: str
    abstained: bool
    coder: str


@dataclass(frozen=True)
class Ruling:
    """What the rules make of a pair: the type after the table of shifts ("" where none fires), how many they bind, and the modality.

    `filed` is the type that collections made from CAMEO give it, "" where it is the same.
    """

    event_type: str
    bound: int
    modality: Modality
    filed: str = ""

    def names(self) -> tuple[str, ...]:
        """As features of the learned coder."""
        if not self.event_type:
            return ("ruled:none",)
        return (f"ruled:{self.event_type}", f"ruled:{self.event_type}:{self.bound}", f"ruled:{self.event_type}/{self.modality.value}")


def by_rules(pair: Pair, text: Text, frames: Sequence[Frame], codebook: Codebook, knowledge: Knowledge) -> Ruling:
    """The reading that binds most of the pair, its type shifted by its modality."""
    here = [frame for frame in frames if text.tokens[frame.head].sentence == pair.sentence]
    actor, recipient = head_of(pair.actor, text), head_of(pair.recipient, text)
    path = dependency_path(actor, recipient, text) if actor >= 0 and recipient >= 0 else []
    best = best_reading(pair, here, path, text)
    if best is None:
        return Ruling("", 0, Modality.ASSERTED)
    frame, reading, _ = best
    modality, _ = modality_of(frame.head, text, knowledge)
    typed = shift(codebook, reading.event_type, reading.mode, modality, governed=False)
    other = filed(codebook.conversions, reading.event_type, reading.cameo, modality.value)
    return Ruling(typed.event_type or reading.event_type, len(binding(pair, reading)[0]), modality, other)


def choose(
    pair: Pair,
    text: Text,
    frames: Sequence[Frame],
    codebook: Codebook,
    knowledge: Knowledge,
    learned: LearnedCoder | None,
    use: str,
    floor: float,
) -> Choice:
    """`use`: rules, model or both. Both: the learned coder (it sees what rules bind); where it is unsure, a rule that binds both parties.

    Where rules have a say, the type is the one that collections made from CAMEO would file the act under (`conversions.yaml`).
    """
    ruling = by_rules(pair, text, frames, codebook, knowledge)
    ruled, bound = ruling.filed or ruling.event_type, ruling.bound
    if use == "rules" or learned is None:
        return Choice(ruled or "ACCUSE", bound < BOTH, "rules")
    prediction = learned.predict(pair, text, Grammar(text), frames, ruling.names(), allow_none=False)
    if use == "both" and bound >= BOTH and prediction.probability < UNSURE * floor:
        return Choice(ruled, False, "rules")
    none = prediction.probabilities.get(NONE, 0.0)
    agreed = use == "both" and ruling.filed and prediction.event_type == ruling.event_type
    return Choice(
        ruling.filed if agreed else prediction.event_type, max(prediction.probability, none) < floor or none > prediction.probability, "model"
    )
