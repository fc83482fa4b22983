"""Small audits made by hand: labels, claims as records, and what a run and its coders say of seven sentences."""

from __future__ import annotations

from typing import Any

from dragoman.audit.matching import Outcome, Scored


def event(start: int, end: int, kind: str = "CONSULT", **fields: Any) -> dict[str, Any]:
    """A label in the fields of gold."""
    made: dict[str, Any] = {
        "trigger": [start, end], "event_type": kind, "mode": "", "actor": ["NOR/GOV"], "recipient": ["SWE/GOV"], "start": "2024-05-02",
        "end": "2024-05-02", "place": "", "place_country": "", "recency": "news", "modality": "asserted", "speaker": "", "quoted": False,
    }  # fmt: skip
    return made | fields


def record(start: int, end: int, kind: str = "CONSULT", confidence: float = 0.9, **fields: Any) -> dict[str, Any]:
    """A claim as a run has it, right in every field of `event` unless said otherwise."""
    party = {"country": "NOR", "sector": "GOV"}
    made: dict[str, Any] = {
        "trigger": {"start": start, "end": end, "text": ""}, "event_type": kind, "mode": "", "actor": [party],
        "recipient": [{**party, "country": "SWE"}], "date": {"start": "2024-05-02", "end": "2024-05-02"}, "place": None, "recency": "news",
        "modality": "asserted", "attribution": None, "confidence": confidence,
    }  # fmt: skip
    return made | fields


def scored(*rows: tuple[int, str, float, Any, Any, bool], outlets: dict[int, str] | None = None) -> Scored:
    """Outcomes from rows (sentence, stratum, weight, gold or None, coded or None, right); (…, None, None, False) is a sentence without any."""
    outcomes = tuple(
        Outcome(unit, stratum, str(unit), weight, (outlets or {}).get(unit, "Post"), gold, coded, right)
        for unit, stratum, weight, gold, coded, right in rows
        if gold is not None or coded is not None
    )
    units = tuple(dict.fromkeys((unit, stratum, str(unit)) for unit, stratum, *_ in rows))
    return Scored(outcomes, units, {unit: weight for unit, _, weight, *_ in rows}, (), ())
