"""One confidence for both coders: the chance that a claim is right, from what it rests on.

The features and their weights are data (`knowledge/calibration.yaml`), fitted on real reports; see docs/confidence.md for the fit and
its reliability table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Modality, Party

DEMANDING = 5  # pattern weight from which a rule asks for more than a verb and its parties


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on. `probability` is the learned coder's own, None for a rule."""

    weight: int
    noun: bool
    modality: Modality
    actors: Sequence[Party]
    recipients: Sequence[Party]
    inferred: bool
    probability: float | None = None


def features(evidence: Evidence) -> Iterator[tuple[str, float]]:
    """Names with values; a feature that is not there has value 0 and is left out."""
    if evidence.actors and evidence.recipients:
        yield "both parties", 1.0
    elif evidence.actors:
        yield "actor only", 1.0
    else:
        yield "recipient only", 1.0
    if evidence.modality is Modality.ASSERTED:
        yield "asserted", 1.0
    if evidence.weight >= DEMANDING:
        yield "demanding pattern", 1.0
    if evidence.noun:
        yield "noun trigger", 1.0
    if evidence.inferred:
        yield "inferred party", 1.0
    if any(not p.country for p in (*evidence.actors, *evidence.recipients)):
        yield "unknown country", 1.0
    if evidence.probability is not None:
        yield "learned", 1.0


class Calibration:
    """The fitted function."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.bias = 0.0
        self.model_floor = 0.5
        self.claims_floor = 0.95
        self.weights: dict[str, float] = {}
        for file in knowledge.files("calibration.yaml"):
            self.bias = float(file.data["bias"])
            self.model_floor = float(file.data["model_floor"])
            self.claims_floor = float(file.data.get("claims_floor", self.claims_floor))
            self.weights.update({name: float(value) for name, value in file.data["weights"].items()})

    def confidence(self, evidence: Evidence) -> float:
        """A probability between 0 and 1."""
        score = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features(evidence))
        return 1.0 / (1.0 + math.exp(-score))
