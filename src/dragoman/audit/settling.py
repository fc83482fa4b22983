"""From what coders said to one answer for each sentence: what was settled, else what all agree on; the rest stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dragoman.audit.agreement import Labels, align, same
from dragoman.errors import UsageError
from dragoman.store.audits import CODED, Audit, Event, Label, Unit


@dataclass(frozen=True)
class Answer:
    """What is right of a sentence, and how that is known: settled, agreed, or one coder."""

    unit: Unit
    events: tuple[Event, ...]
    how: str


@dataclass(frozen=True)
class Answers:
    """Answers by sentence; sentences on which coders differ, those only skipped, those nobody has seen."""

    found: Mapping[int, Answer]
    differ: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def settle(audit: Audit, labels: Labels, settled: Mapping[int, Label], coder: str = "") -> Answers:
    """One answer for each sentence where there is one. With `coder`, what this one says alone. Raises UsageError for an unknown coder."""
    if coder and coder not in labels:
        raise UsageError(f"{coder!r} has coded nothing in this audit", "--coder", f"coders are {', '.join(labels) or 'none yet'}")
    chosen = {coder: labels[coder]} if coder else labels
    found: dict[int, Answer] = {}
    differ: list[int] = []
    skipped: list[int] = []
    waiting: list[int] = []
    for unit in audit.units:
        given = [chosen[name][unit.number] for name in sorted(chosen) if unit.number in chosen[name]]
        coded = [label for label in given if label.state == CODED]
        decided = None if coder else settled.get(unit.number)
        if decided is not None and decided.state == CODED:
            found[unit.number] = Answer(unit, decided.events, "settled")
        elif coded and all(alike(coded[0], other) for other in coded[1:]):
            found[unit.number] = Answer(unit, coded[0].events, "agreed" if len(coded) > 1 else "one coder")
        else:
            (differ if coded else skipped if given else waiting).append(unit.number)
    counts: dict[str, int] = {}
    for answer in found.values():
        counts[answer.how] = counts.get(answer.how, 0) + 1
    return Answers(found, tuple(differ), tuple(skipped), tuple(waiting), dict(sorted(counts.items())))


def alike(a: Label, b: Label) -> bool:
    """Whether two coders say the same of a sentence."""
    if len(a.events) != len(b.events):
        return False
    return all(len(slot) == 2 and same(slot["a"], slot["b"]) for slot in align({"a": a.events, "b": b.events}))


def disagreements(audit: Audit, labels: Labels) -> list[int]:
    """Sentences that two coders or more have coded differently, settled or not."""
    return list(settle(audit, labels, {}).differ)
