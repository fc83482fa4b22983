"""Fit the confidence of claims on coded gold: `python -m training.calibrate GOLD.jsonl [--write]`.

Every claim coded on the gold reports is right (it matches a gold claim) or false; a logistic regression over `confidence.features` tells
how likely a claim with these features is right. Printed: the reliability of confidences that were predicted for each report by a fit
without that report (leave one report out). `--write` puts the fit on all reports into knowledge/calibration.yaml.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from dragoman.coding.confidence import Calibration, Evidence, features
from dragoman.coding.pipeline import Coder
from dragoman.evaluation import claims as measure
from dragoman.exports.records import claim_records
from dragoman.lexicon.files import BUILT_IN
from dragoman.reading.jsonl import report

STRENGTH = 0.5  # inverse of the L2 penalty: few reports, so a strong one
BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


class Recorder(Calibration):
    """Notes the features of each claim and gives its number as its confidence."""

    def __init__(self, inner: Calibration) -> None:
        self.model_floor, self.claims_floor = inner.model_floor, inner.claims_floor
        self.noted: list[dict[str, float]] = []

    def confidence(self, evidence: Evidence) -> float:
        self.noted.append(dict(features(evidence)))
        return float(len(self.noted) - 1)


@dataclass(frozen=True)
class Case:
    """A coded claim: which report it stands in, its features, whether it is right."""

    report: str
    features: dict[str, float]
    right: bool


def cases(gold: Path) -> list[Case]:
    coder = Coder()
    recorder = Recorder(coder.rooms.calibration)
    coder.rooms.calibration = recorder
    found = []
    for number, line in enumerate(measure.load(gold), 1):
        coding = coder.coding(report(line["report"], f"{gold}:{number}", coder.knowledge))
        # confidences are numbers of claims here: keep them whole
        numbers = {c.id: int(c.confidence) for c in coding.claims}
        records = [r for r in claim_records(coding) if r["field"] != "title"]
        unit = measure.match(line["report"], line["claims"], records)
        found += [Case(unit.report_id, recorder.noted[numbers[p.predicted["id"]]], True) for p in unit.pairs]
        found += [Case(unit.report_id, recorder.noted[numbers[p["id"]]], False) for p in unit.false]
    return found


def fit(found: Sequence[Case], names: Sequence[str]) -> tuple[np.ndarray, float]:
    matrix = np.array([[case.features.get(name, 0.0) for name in names] for case in found])
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(matrix, [case.right for case in found])
    return model.coef_[0], float(model.intercept_[0])


def predict(found: Sequence[Case], names: Sequence[str], weights: np.ndarray, bias: float) -> np.ndarray:
    matrix = np.array([[case.features.get(name, 0.0) for name in names] for case in found])
    result: np.ndarray = 1 / (1 + np.exp(-(matrix @ weights + bias)))
    return result


def reliability(confidences: np.ndarray, right: np.ndarray) -> list[str]:
    lines = ["confidence   claims  mean conf.  right"]
    for low, high in zip(BINS, BINS[1:], strict=False):
        here = (confidences >= low) & (confidences < high)
        if here.any():
            lines.append(f"{low:.1f} to {min(high, 1):.1f}   {here.sum():6}  {confidences[here].mean():10.2f}  {right[here].mean():5.2f}")
    error = float(np.mean((confidences - right) ** 2))
    base = float(np.mean((right.mean() - right) ** 2))
    return [*lines, f"Brier score {error:.3f} (always {right.mean():.2f}: {base:.3f})"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = cases(options.gold)
    names = sorted({name for case in found for name in case.features})
    held_out, right = [], []
    for name in sorted({case.report for case in found}):
        train, test = [c for c in found if c.report != name], [c for c in found if c.report == name]
        held_out += list(predict(test, names, *fit(train, names)))
        right += [float(c.right) for c in test]
    print("\n".join(reliability(np.array(held_out), np.array(right))))
    weights, bias = fit(found, names)
    for name, weight in zip(names, weights, strict=True):
        print(f"{weight:+.2f}  {name}")
    if options.write:
        write(names, weights, bias, Calibration(Coder().knowledge))


def write(names: Sequence[str], weights: np.ndarray, bias: float, old: Calibration) -> None:
    lines = [
        "# How sure a claim is: a logistic function of what it rests on, fitted on real reports (training/calibrate.py, docs/confidence.md).",
        "# probability = 1 / (1 + exp(-(bias + sum of weight × value of the features it has)))",
        "# model_floor: below this probability of its own the learned coder abstains when asked for the type between two given parties",
        "# claims_floor: below this one it makes no claim of a verb that no rule has read (how it was chosen: docs/confidence.md)",
        f'model_floor: "{old.model_floor}"',
        f'claims_floor: "{old.claims_floor}"',
        f'bias: "{bias:.3f}"',
        "weights:",
        *(f'  {name}: "{weight:.3f}"' for name, weight in zip(names, weights, strict=True)),
    ]
    (BUILT_IN / "calibration.yaml").write_text("\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
