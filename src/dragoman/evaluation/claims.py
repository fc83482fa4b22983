"""Claims against gold claims, as docs/records.md defines it ("claims"). Works on records, so that any coder's output can be scored."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ReadingError
from dragoman.evaluation.scores import Score, best_constant, f1, interval, macro_f1

NEAR = 100  # characters between trigger starts that may still be the same predicate
SAME_COUNTRY = {"IGO": "UNO"}  # counted as one
Gold = Mapping[str, Any]
Predicted = Mapping[str, Any]


def load(path: Path) -> list[dict[str, Any]]:
    """Gold lines: {"report": {...}, "claims": [...]}. Raises ReadingError with the line number."""
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        if line.strip():
            try:
                lines.append(json.loads(line))
            except ValueError as error:
                raise ReadingError(f"not valid JSON: {error}", f"{path}:{number}", "each line must be one JSON object") from error
    return lines


def accepted(gold: Gold, name: str) -> list[Any]:
    """All values of a gold field that count as right, the annotated one first."""
    return [gold.get(name), *gold.get("accept", {}).get(name, [])]


def audited(line: Mapping[str, Any], records: Sequence[Predicted]) -> list[Predicted]:
    """The predictions that a gold line can judge: those in the sentences it names (`audited`, docs/audit.md), all where it names none."""
    if "audited" not in line:
        return list(records)
    spans = [sentence["span"] for sentence in line["audited"]]
    return [record for record in records if any(start <= record["trigger"]["start"] < end for start, end in spans)]


@dataclass(frozen=True)
class Pair:
    gold: Gold
    predicted: Predicted


@dataclass(frozen=True)
class Matched:
    """One report's outcome: pairs, gold claims missed (optional ones left out), false claims, unasserted claims that match nothing."""

    report_id: str
    pairs: tuple[Pair, ...]
    missed: tuple[Gold, ...]
    false: tuple[Predicted, ...]
    apart: tuple[Predicted, ...]
    gold: tuple[Gold, ...]
    published: str


def match(report: Mapping[str, Any], golds: Sequence[Gold], predictions: Sequence[Predicted]) -> Matched:
    """Pair claims one to one, best first: overlapping triggers before near ones, more fields right before fewer, nearer before farther."""
    candidates = []
    for g, gold in enumerate(golds):
        for p, predicted in enumerate(predictions):
            fit = closeness(gold, predicted, report["text"])
            if fit is not None:
                candidates.append((*fit, g, p))
    taken_gold: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for *_, g, p in sorted(candidates):
        if g not in taken_gold and p not in taken:
            taken_gold.add(g)
            taken.add(p)
            pairs.append(Pair(golds[g], predictions[p]))
    left = [p for k, p in enumerate(predictions) if k not in taken]
    return Matched(
        report_id=str(report.get("id", "")),
        pairs=tuple(pairs),
        missed=tuple(g for k, g in enumerate(golds) if k not in taken_gold and not g.get("optional")),
        false=tuple(p for p in left if p["modality"] == "asserted"),
        apart=tuple(p for p in left if p["modality"] != "asserted"),
        gold=tuple(golds),
        published=str(report.get("published", "")),
    )


def closeness(gold: Gold, predicted: Predicted, text: str) -> tuple[int, int, int] | None:
    """(0 when triggers overlap else 1, wrong fields, distance of starts), smaller is better; None when the two cannot match."""
    if predicted["event_type"] not in accepted(gold, "event_type"):
        return None
    start, end = gold["trigger"]
    other = predicted["trigger"]
    overlap = start < other["end"] and other["start"] < end
    distance = abs(start - other["start"])
    between = text[min(start, other["start"]) : max(start, other["start"])]
    if not overlap and (distance > NEAR or "\n" in between):
        return None
    checks = (countries_right(gold, predicted, "actor"), countries_right(gold, predicted, "recipient"), field_right(gold, predicted, "mode"))
    return (0 if overlap else 1, sum(not c for c in checks), distance)


def countries(codes: Iterable[str]) -> frozenset[str]:
    """The set of countries of party codes such as RUS/GOV; UNO and IGO count as one, an unknown country as ""."""
    return frozenset(SAME_COUNTRY.get(c, c) for c in (code.split("/")[0] for code in codes))


def codes(parties: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{p['country']}/{p['sector']}" for p in parties]


def countries_right(gold: Gold, predicted: Predicted, role: str) -> bool:
    return countries(codes(predicted[role])) in [countries(value) for value in accepted(gold, role)]


def sectors_right(gold: Gold, predicted: Predicted) -> bool:
    """Sectors of actors and recipients both exactly right, as sets."""
    for role in ("actor", "recipient"):
        found = frozenset(p["sector"] for p in predicted[role])
        if found not in [frozenset(code.split("/")[1] for code in value) for value in accepted(gold, role)]:
            return False
    return True


def field_right(gold: Gold, predicted: Predicted, name: str) -> bool:
    return predicted[name] in accepted(gold, name)


def speaker_code(predicted: Predicted) -> str:
    attribution = predicted.get("attribution")
    return codes([attribution["speaker"]])[0] if attribution else ""


def days(start: str, end: str) -> tuple[dt.date, dt.date] | None:
    if not start and not end:
        return None
    return dt.date.fromisoformat(start or end), dt.date.fromisoformat(end or start)


def date_agreement(gold: Gold, predicted: tuple[str, str]) -> float:
    """Days in common over days in the union, best over accepted dates; a date where gold has none is wrong, none where it has none right."""
    best = 0.0
    for start in accepted(gold, "start"):
        for end in accepted(gold, "end"):
            best = max(best, jaccard(days(start or "", end or ""), days(*predicted)))
    return best


def jaccard(a: tuple[dt.date, dt.date] | None, b: tuple[dt.date, dt.date] | None) -> float:
    if a is None or b is None:
        return float(a is b)
    common = (min(a[1], b[1]) - max(a[0], b[0])).days + 1
    union = (a[1] - a[0]).days + 1 + (b[1] - b[0]).days + 1 - max(common, 0)
    return max(common, 0) / union if union > 0 else 0.0


def date_exact(gold: Gold, predicted: tuple[str, str]) -> bool:
    return predicted[0] in accepted(gold, "start") and predicted[1] in accepted(gold, "end")


def predicted_dates(predicted: Predicted) -> tuple[str, str]:
    return predicted["date"]["start"], predicted["date"]["end"]


def place_country(predicted: Predicted) -> str:
    return str(predicted["place"]["country"]) if predicted["place"] else ""


def pairs_of(units: Sequence[Matched]) -> list[Pair]:
    return [pair for unit in units for pair in unit.pairs]


def share(test: Callable[[Pair], float | bool]) -> Callable[[Sequence[Matched]], float]:
    def measure(units: Sequence[Matched]) -> float:
        pairs = pairs_of(units)
        return sum(float(test(p)) for p in pairs) / len(pairs) if pairs else 0.0

    return measure


def counts(units: Sequence[Matched], right: Callable[[Pair], bool]) -> tuple[int, int, int]:
    """Right pairs, predictions that count, gold claims that count. An optional gold claim counts only when found."""
    pairs = pairs_of(units)
    true = sum(right(p) for p in pairs)
    predicted = len(pairs) + sum(len(u.false) for u in units)
    return true, predicted, len(pairs) + sum(len(u.missed) for u in units)


def with_parties(pair: Pair) -> bool:
    return countries_right(pair.gold, pair.predicted, "actor") and countries_right(pair.gold, pair.predicted, "recipient")


def modality_pairs(units: Sequence[Matched]) -> list[tuple[Hashable, Hashable]]:
    return [settled(p, "modality", p.predicted["modality"]) for p in pairs_of(units)]


def settled(pair: Pair, name: str, predicted: Hashable) -> tuple[Hashable, Hashable]:
    """(gold, predicted) where any accepted value counts as the gold one."""
    return (predicted if predicted in accepted(pair.gold, name) else pair.gold[name]), predicted


def constant(units: Sequence[Matched], name: str) -> tuple[float, str]:
    golds = [p.gold for p in pairs_of(units)]
    values = sorted({str(g[name]) for g in golds})
    scored = [(sum(v in accepted(g, name) for g in golds) / len(golds), v) for v in values] if golds else [(0.0, "")]
    return max(scored)


def evaluate(units: Sequence[Matched]) -> list[Score]:
    """All scores of records.md, with intervals over reports and constant baselines."""
    scores = []
    for label, right in (("type", lambda p: True), ("type with parties' countries", with_parties)):
        for part, name in enumerate(("precision", "recall", "F1")):
            measure = _part(right, part)
            scores.append(_score(f"{label} {name}", units, measure, counts(units, right)[1 if part == 0 else 2]))
    n = len(pairs_of(units))
    scores.append(_score("sector exact", units, share(lambda p: sectors_right(p.gold, p.predicted)), n))
    for name in ("mode", "recency"):
        scores.append(_score(name, units, share(_field(name)), n, constant(units, name)))
    always = best_constant([g for g, _ in modality_pairs(units)], macro_f1)
    scores.append(_score("modality accuracy", units, share(_field("modality")), n, constant(units, "modality")))
    scores.append(_score("modality macro F1", units, lambda u: macro_f1(modality_pairs(u)), n, always))
    scores.append(
        _score("speaker", units, share(lambda p: speaker_code(p.predicted) in accepted(p.gold, "speaker")), n, constant(units, "speaker"))
    )
    placed = [Matched(u.report_id, tuple(p for p in u.pairs if has_place(p)), (), (), (), (), "") for u in units]
    right_place = share(lambda p: place_country(p.predicted) in accepted(p.gold, "place_country"))
    scores.append(_score("place country", placed, right_place, len(pairs_of(placed)), constant(placed, "place_country")))
    published = {id(p): u.published for u in units for p in u.pairs}
    always_date = [(p.gold, (published[id(p)], published[id(p)])) for p in pairs_of(units)]
    agree = sum(date_agreement(g, d) for g, d in always_date) / n if n else 0.0
    exact = sum(date_exact(g, d) for g, d in always_date) / n if n else 0.0
    name = "the publication date"
    measure_agree = share(lambda p: date_agreement(p.gold, predicted_dates(p.predicted)))
    scores.append(_score("date agreement", units, measure_agree, n, (agree, name)))
    scores.append(_score("date exact", units, share(lambda p: date_exact(p.gold, predicted_dates(p.predicted))), n, (exact, name)))
    return scores


def has_place(pair: Pair) -> bool:
    return bool(pair.gold["place_country"] or place_country(pair.predicted))


def _part(right: Callable[[Pair], bool], part: int) -> Callable[[Sequence[Matched]], float]:
    return lambda units: f1(*counts(units, right))[part]


def _field(name: str) -> Callable[[Pair], bool]:
    return lambda pair: field_right(pair.gold, pair.predicted, name)


def _score(
    name: str, units: Sequence[Matched], measure: Callable[[Sequence[Matched]], float], n: int, baseline: tuple[float, str] | None = None
) -> Score:
    low, high = interval(units, measure)
    if baseline is None:
        return Score(name, measure(units), low, high, n)
    return Score(name, measure(units), low, high, n, baseline[0], f"always {baseline[1] or 'none'}")


def by_type(units: Sequence[Matched]) -> list[tuple[str, int, int, int]]:
    """(type, found, missed, false) per event type, by name."""
    found = Counter(p.predicted["event_type"] for p in pairs_of(units))
    missed = Counter(g["event_type"] for u in units for g in u.missed)
    false = Counter(p["event_type"] for u in units for p in u.false)
    return [(t, found[t], missed[t], false[t]) for t in sorted({*found, *missed, *false})]
