"""The learned coder: a multinomial logistic regression over named features, as plain arrays.

It reads a pair of parties (or one alone) that no rule ties together. Weights are made by `training/` from sentences written for it; the
model card lies beside them. Probabilities are softmax(W·x + b); a feature that is there has its inverse document frequency log(N/n) as
value, and a sentence's values are scaled to length 1, so that long sentences do not weigh more than short ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from dragoman.model import Frame, Text
from dragoman.text.grammar import Grammar
from dragoman.what.features import Pair, features

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
NONE = "NONE"


@dataclass(frozen=True)
class Prediction:
    """The best type with its probability and mode, all probabilities by label, and the features that spoke most for it."""

    event_type: str
    mode: str
    probability: float
    probabilities: dict[str, float]
    strongest: tuple[tuple[str, float], ...]


class Linear:
    """One softmax layer: `weights` (features × labels), `bias` (labels), `idf` (features), feature names by row."""

    def __init__(self, folder: Path, name: str) -> None:
        meta = json.loads((folder / f"{name}.json").read_text(encoding="utf8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            self.weights = arrays["weights"].astype(np.float32)
            self.bias = arrays["bias"].astype(np.float32)
            self.idf = arrays["idf"].astype(np.float32)
        self.labels: list[str] = meta["labels"]
        self.rows: dict[str, int] = {feature: k for k, feature in enumerate(meta["features"])}

    def scores(self, names: Sequence[str]) -> tuple[np.ndarray, list[int], np.ndarray]:
        """Scores by label, the rows of the known features, and their values."""
        rows = [self.rows[name] for name in names if name in self.rows]
        values = self.idf[rows]
        length = float(np.sqrt((values * values).sum()))
        values = values / length if length else values
        return self.bias + values @ self.weights[rows], rows, values

    def probabilities(self, names: Sequence[str]) -> np.ndarray:
        scores, _, _ = self.scores(names)
        odds = np.exp(scores - scores.max())
        result: np.ndarray = odds / odds.sum()
        return result


class LearnedCoder:
    """Types and modes for pairs of parties. Raises FileNotFoundError where the package was built without weights."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self.folder = folder
        self.types = Linear(folder, "types")
        self.modes = Linear(folder, "modes")

    @cached_property
    def version(self) -> str:
        """A hash over the weights; part of each run's identity."""
        digest = hashlib.sha256()
        for name in ("types.json", "types.npz", "modes.json", "modes.npz"):
            digest.update((self.folder / name).read_bytes())
        return digest.hexdigest()[:12]

    def predict(
        self, pair: Pair, text: Text, grammar: Grammar, frames: Sequence[Frame], more: Sequence[str] = (), allow_none: bool = True
    ) -> Prediction:
        """The type between two parties; without `allow_none` one of the event types is chosen in any case. `more`: further features."""
        names = [*features(pair, text, grammar, frames), *more]
        found = self.types.probabilities(names)
        probabilities = {label: float(p) for label, p in zip(self.types.labels, found, strict=True)}
        choices = [label for label in self.types.labels if allow_none or label != NONE]
        best = max(choices, key=lambda label: (probabilities[label], label))
        return Prediction(best, self.mode(best, names), probabilities[best], probabilities, self.strongest(best, names))

    def mode(self, event_type: str, names: Sequence[str]) -> str:
        found = self.modes.probabilities(names)
        options = [(float(found[k]), label) for k, label in enumerate(self.modes.labels) if label.split(":")[0] == event_type]
        return max(options)[1].split(":")[1] if options else ""

    def strongest(self, label: str, names: Sequence[str], most: int = 5) -> tuple[tuple[str, float], ...]:
        """The features that raise this label most above the mean of all labels."""
        column = self.types.labels.index(label)
        _, rows, values = self.types.scores(names)
        by_row = {self.types.rows[name]: name for name in names if name in self.types.rows}
        gains = [
            (float(value * (self.types.weights[r, column] - self.types.weights[r].mean())), by_row[r])
            for r, value in zip(rows, values, strict=True)
        ]
        return tuple((name, round(gain, 3)) for gain, name in sorted(gains, key=lambda g: (-g[0], g[1]))[:most])
