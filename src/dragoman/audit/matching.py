"""What a run coded in the sampled sentences, against what is right there: by report and span, so that any run can be scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.audit import frame
from dragoman.audit.frame import EMPTY, Source
from dragoman.audit.settling import Answer, Answers
from dragoman.evaluation import claims
from dragoman.store.audits import Audit, Event

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """One event that is there (`gold`), one that was coded, or both.

    `right`: both are there and of one type (evaluate's way of matching, within the sentence). Both and not right: the words of the triggers
    overlap and the types differ. `weight`: of the sentence.
    """

    unit: int
    stratum: str
    cluster: str
    weight: float
    outlet: str
    gold: Event | None
    coded: Record | None
    right: bool

    @property
    def confidence(self) -> float:
        return float(self.coded["confidence"]) if self.coded else 0.0


@dataclass(frozen=True)
class Scored:
    """All outcomes of an audit against a run; `units`: answered sentences as (number, stratum, cluster), those without outcomes among them.

    `gone`: sentences whose report the run did not code or the store no longer has. `unseen`: strata without any answer.
    """

    outcomes: tuple[Outcome, ...]
    units: tuple[tuple[int, str, str], ...]
    weights: Mapping[int, float]
    gone: tuple[int, ...]
    unseen: tuple[str, ...]


def weights(audit: Audit, answers: Mapping[int, Answer]) -> tuple[dict[int, float], tuple[str, ...]]:
    """The weight of each answered sentence, 1 / probability, raised in every stratum by drawn / answered; and strata without an answer."""
    drawn: dict[str, int] = {}
    answered: dict[str, int] = {}
    for unit in audit.units:
        drawn[unit.stratum] = drawn.get(unit.stratum, 0) + 1
        answered[unit.stratum] = answered.get(unit.stratum, 0) + (unit.number in answers)
    found = {
        unit.number: drawn[unit.stratum] / answered[unit.stratum] / unit.probability for unit in audit.units if unit.number in answers
    }  # fmt: skip
    return found, tuple(name for name in sorted(drawn) if not answered[name])


def places(audit: Audit, given: Source) -> dict[int, str]:
    """The report of each sentence as the run knows it: by id, else by its words (a report added again may bear another id)."""
    by_content = {content: id for id, content in reversed(given.contents.items())}
    found = {unit.number: unit.report_id if unit.report_id in given.outlets else by_content.get(unit.content, "") for unit in audit.units}
    return {number: id for number, id in found.items() if id}


def score(audit: Audit, answers: Answers, given: Source) -> Scored:
    """Outcomes of all answered sentences."""
    where = places(audit, given)
    found = {number: answer for number, answer in answers.found.items() if number in where}
    gone = tuple(number for number in answers.found if number not in where)
    weighed, unseen = weights(audit, found)
    coded = frame.records(given, where.values())
    texts = frame.texts(given, sorted({where[number] for number in found}))
    phases = audit.design.get("empty", {})
    two_phases = phases.get("looked_at", 0) < phases.get("reports", 0)
    outcomes: list[Outcome] = []
    units = []
    for number, answer in found.items():
        unit = answer.unit
        inside = [r for r in coded.get(where[number], ()) if unit.start <= r["trigger"]["start"] < unit.end]
        cluster = unit.report_id if two_phases and unit.stratum == EMPTY else str(number)
        units.append((number, unit.stratum, cluster))
        for gold, record, right in matched(answer.events, inside, texts[where[number]]):
            outcomes.append(Outcome(number, unit.stratum, cluster, weighed[number], unit.outlet, gold, record, right))
    return Scored(tuple(outcomes), tuple(units), weighed, gone, unseen)


def matched(golds: Sequence[Event], coded: Sequence[Record], report: Mapping[str, Any]) -> list[tuple[Event | None, Record | None, bool]]:
    """Events and claims of one sentence in pairs: first of one type, as `evaluate claims` pairs them; then those that share words."""
    found = claims.match(report, golds, coded)
    made: list[tuple[Event | None, Record | None, bool]] = [(pair.gold, pair.predicted, True) for pair in found.pairs]
    left = [gold for gold in golds if not any(gold is pair.gold for pair in found.pairs)]
    over = [record for record in coded if not any(record is pair.predicted for pair in found.pairs)]
    pairs = []
    for g, gold in enumerate(left):
        for c, record in enumerate(over):
            shared = min(gold["trigger"][1], record["trigger"]["end"]) - max(gold["trigger"][0], record["trigger"]["start"])
            if shared > 0:
                pairs.append((-shared, g, c))
    taken: dict[int, int] = {}
    for _, g, c in sorted(pairs):
        if g not in taken and c not in taken.values():
            taken[g] = c
    made += [(left[g], over[c], False) for g, c in sorted(taken.items())]
    made += [(gold, None, False) for g, gold in enumerate(left) if g not in taken]
    return made + [(None, record, False) for c, record in enumerate(over) if c not in taken.values()]
