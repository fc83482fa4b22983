"""What an audit says of a run: agreement of the coders, precision, recall, fields, confusion, confidence, outlets."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.audit import agreement, frame, matching
from dragoman.audit.agreement import NONE, Agreement, Words
from dragoman.audit.estimates import Estimate, Estimator
from dragoman.audit.matching import Outcome, Scored
from dragoman.audit.settling import Answers, settle
from dragoman.errors import UsageError
from dragoman.evaluation import claims
from dragoman.evaluation.claims import Pair
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.store import audits, manifest
from dragoman.store.audits import SETTLED, Audit

BINS = 5
NO_OUTLET = "(outlet unknown)"


@dataclass(frozen=True)
class Confusion:
    """Weights of pairs (what is right, what was coded), with "none" for nothing; labels in order."""

    labels: tuple[str, ...]
    weights: Mapping[tuple[str, str], float]

    def record(self) -> list[dict[str, Any]]:
        return [{"right": right, "coded": coded, "weight": round(weight, 3)} for (right, coded), weight in self.weights.items()]


@dataclass(frozen=True)
class Bin:
    """Claims of about one confidence: mean confidence and the share of them that are right."""

    low: float
    high: float
    confidence: float
    right: Estimate


@dataclass(frozen=True)
class Reliability:
    """How the confidence holds: bins, the weighted mean distance from the truth (expected calibration error), and the Brier score."""

    bins: tuple[Bin, ...]
    error: float
    brier: float


@dataclass(frozen=True)
class Results:
    """All of it. `overall`: precision, recall, F1, with and without parties; `types`: for each type precision and recall."""

    audit: Audit
    run: str
    coders: Mapping[str, int]
    answers: Answers
    scored: Scored
    agreements: tuple[Agreement, ...]
    words: Words
    overall: tuple[Estimate, ...]
    fields: tuple[Estimate, ...]
    types: tuple[tuple[str, Estimate, Estimate], ...]
    outlets: tuple[tuple[str, Estimate, Estimate], ...]
    confusion: Confusion
    quads: Confusion
    reliability: Reliability | None

    def record(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "audit": self.audit.name,
            "run": self.run,
            "drawn_from": self.audit.run,
            "sentences": len(self.audit.units),
            "answered": len(self.scored.units),
            "answers": dict(self.answers.counts),
            "not_settled": len(self.answers.differ),
            "skipped": len(self.answers.skipped),
            "waiting": len(self.answers.waiting),
            "gone": len(self.scored.gone),
            "strata_without_answer": list(self.scored.unseen),
            "coders": dict(self.coders),
            "agreement": [a.record() for a in self.agreements],
            "words": dict(self.words.__dict__),
            "overall": [e.record() for e in self.overall],
            "fields": [e.record() for e in self.fields],
            "types": [{"type": name, "precision": p.record(), "recall": r.record()} for name, p, r in self.types],
            "outlets": [{"outlet": name, "precision": p.record(), "recall": r.record()} for name, p, r in self.outlets],
            "confusion": self.confusion.record(),
            "quads": self.quads.record(),
            "reliability": None
            if self.reliability is None
            else {
                "error": round(self.reliability.error, 4),
                "brier": round(self.reliability.brier, 4),
                "bins": [{"confidence": round(b.confidence, 4), **b.right.record()} for b in self.reliability.bins],
            },
        }


def coded(outcome: Outcome) -> bool:
    return outcome.coded is not None


def there(outcome: Outcome) -> bool:
    return outcome.gold is not None


def right(outcome: Outcome) -> bool:
    return outcome.right


def asserted(side: Mapping[str, Any] | None) -> bool:
    """Whether an event or claim is there and is told as a fact: neither future nor hypothetical nor negated."""
    return side is not None and side["modality"] == "asserted"


def pair(outcome: Outcome) -> Pair:
    assert outcome.gold is not None
    assert outcome.coded is not None
    return Pair(outcome.gold, outcome.coded)


def with_parties(outcome: Outcome) -> bool:
    return outcome.right and claims.with_parties(pair(outcome))


def sectors(role: str) -> Callable[[Pair], bool]:
    def check(found: Pair) -> bool:
        wanted = frozenset(code.split("/")[1] for code in found.gold[role])
        return frozenset(party["sector"] for party in found.predicted[role]) == wanted

    return check


def placed(outcome: Outcome) -> bool:
    return outcome.right and claims.has_place(pair(outcome))


FIELDS: dict[str, Callable[[Pair], bool]] = {
    "mode": lambda p: claims.field_right(p.gold, p.predicted, "mode"),
    "actor country": lambda p: claims.countries_right(p.gold, p.predicted, "actor"),
    "actor sector": sectors("actor"),
    "recipient country": lambda p: claims.countries_right(p.gold, p.predicted, "recipient"),
    "recipient sector": sectors("recipient"),
    "date": lambda p: claims.date_exact(p.gold, claims.predicted_dates(p.predicted)),
    "place country": lambda p: claims.place_country(p.predicted) in claims.accepted(p.gold, "place_country"),
    "recency": lambda p: claims.field_right(p.gold, p.predicted, "recency"),
    "modality": lambda p: claims.field_right(p.gold, p.predicted, "modality"),
    "speaker": lambda p: claims.speaker_code(p.predicted) in claims.accepted(p.gold, "speaker"),
}


def results(folder: Path, name: str, *, run: str = "", coder: str = "", knowledge: Knowledge | None = None) -> Results:
    """What an audit says of its run, or of another one. Raises UsageError for an unknown audit, run or coder; StoreError.

    Args:
        run: id, start of an id, first or last; "" for the run the sample was drawn from. coder: score against what this one says alone.
    """
    audit = audits.read(folder, name)
    labels = audits.labels(folder, name)
    answers = settle(audit, labels, audits.labels(folder, name, SETTLED).get("", {}), coder)
    given = frame.source(manifest.read(folder), run or audit.run)
    try:
        scored = matching.score(audit, answers, given)
    finally:
        given.close()
    quads = quads_of(knowledge or Knowledge.open())
    return Results(
        audit=audit,
        run=given.run,
        coders={coder: len(found) for coder, found in labels.items()},
        answers=answers,
        scored=scored,
        agreements=tuple(agreement.agreements(labels, quads)),
        words=agreement.spans(labels),
        **measured(scored, quads),
    )


def quads_of(knowledge: Knowledge) -> dict[str, str]:
    return {name: kind.quad_category for name, kind in Codebook.load(knowledge).types.items()}


def measured(scored: Scored, quads: Mapping[str, str]) -> dict[str, Any]:
    """The parts of results that compare with a run."""
    made = Estimator(scored)
    return {
        "overall": overall(made),
        "fields": tuple(made.share(name, placed if name == "place country" else right, on_pair(check)) for name, check in FIELDS.items()),
        "types": by(made, kinds(scored.outcomes), type_of),
        "outlets": by(made, sorted({o.outlet for o in scored.outcomes}), lambda o, _: o.outlet, NO_OUTLET),
        "confusion": confusion(scored.outcomes, lambda kind: kind),
        "quads": confusion(scored.outcomes, lambda kind: quads.get(kind, kind)),
        "reliability": reliability(made),
    }


def on_pair(check: Callable[[Pair], bool]) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.right and check(pair(outcome))


def overall(made: Estimator) -> tuple[Estimate, ...]:
    return (
        made.share("precision", coded, right),
        made.share("recall", there, right),
        made.f1("F1", lambda o: True, right),
        made.share("precision with the parties' countries", coded, with_parties),
        made.share("recall with the parties' countries", there, with_parties),
        made.f1("F1 with the parties' countries", lambda o: True, with_parties),
        made.share("precision of asserted claims", lambda o: asserted(o.coded), right),
        made.share("recall of asserted events", lambda o: asserted(o.gold), right),
    )


def kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return sorted({str(side["event_type"]) for o in outcomes for side in (o.gold, o.coded) if side is not None})


def type_of(outcome: Outcome, side: str) -> str:
    found = outcome.gold if side == "gold" else outcome.coded
    return str(found["event_type"]) if found is not None else ""


def by(
    made: Estimator, names: Sequence[str], key: Callable[[Outcome, str], str], empty: str = ""
) -> tuple[tuple[str, Estimate, Estimate], ...]:
    """Precision and recall for each value of a key."""
    found = []
    for name in names:
        precision = made.share("precision", lambda o, n=name: coded(o) and key(o, "coded") == n, right)  # type: ignore[misc]
        recall = made.share("recall", lambda o, n=name: there(o) and key(o, "gold") == n, right)  # type: ignore[misc]
        found.append((name or empty, precision, recall))
    return tuple(found)


def confusion(outcomes: Sequence[Outcome], name: Callable[[str], str]) -> Confusion:
    """Weights by what is right and what was coded."""
    found: dict[tuple[str, str], float] = {}
    for o in outcomes:
        key = tuple(name(type_of(o, side)) if type_of(o, side) else NONE for side in ("gold", "coded"))
        found[key[0], key[1]] = found.get((key[0], key[1]), 0.0) + o.weight
    labels = sorted({label for key in found for label in key} - {NONE})
    return Confusion((*labels, NONE), dict(sorted(found.items())))


def reliability(made: Estimator) -> Reliability | None:
    """Claims in five bins of about equal number by their confidence; None where the run coded nothing in the sentences."""
    import numpy as np

    confident = sorted(o.confidence for o in made.outcomes if coded(o))
    if not confident:
        return None
    edges = sorted({float(edge) for edge in np.quantile(confident, np.linspace(0, 1, BINS + 1)[1:-1])})
    bins, total, error = [], sum(o.weight for o in made.outcomes if coded(o)), 0.0
    for k, (low, high) in enumerate(zip([0.0, *edges], [*edges, 1.0], strict=True)):
        last = k == len(edges)

        def inside(o: Outcome, low: float = low, high: float = high, last: bool = last) -> bool:
            return coded(o) and low <= o.confidence and (o.confidence < high or last)

        here = [o for o in made.outcomes if inside(o)]
        if here:
            weight = sum(o.weight for o in here)
            mean = sum(o.weight * o.confidence for o in here) / weight
            share = made.share(f"{here[0].confidence:.2f}", inside, right)
            bins.append(Bin(min(o.confidence for o in here), max(o.confidence for o in here), mean, share))
            error += weight / total * abs(mean - (share.value or 0.0))
    brier = sum(o.weight * (o.confidence - o.right) ** 2 for o in made.outcomes if coded(o)) / total
    return Reliability(tuple(bins), error, brier)


def dumped(found: Results) -> str:
    return json.dumps(found.record(), ensure_ascii=False, indent=1)


def check_answers(found: Results) -> None:
    """Raises UsageError where nothing has been coded yet."""
    if not found.scored.units:
        mend = f"open the reading room: dragoman audit code STORE {found.audit.name}"
        if found.answers.differ:
            mend = "coders differ everywhere: settle it on the audit's page, or name one with --coder"
        raise UsageError("there are no answers to score yet", found.audit.name, mend)
