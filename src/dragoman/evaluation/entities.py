"""Phrases with dates against the registry (docs/records.md, "entities")."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.coding.pipeline import Coder
from dragoman.errors import ReadingError
from dragoman.evaluation.scores import Score, accuracy, best_constant, interval


@dataclass(frozen=True)
class Answer:
    gold: dict[str, Any]
    country: str
    sector: str
    why: str

    @property
    def right(self) -> bool:
        return (self.country, self.sector) == (self.gold["country"], self.gold["sector"])


def load(path: Path) -> list[dict[str, Any]]:
    """Gold lines {"text", "date", "country", "sector"}; raises ReadingError naming the line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({**row, **{key: row[key] for key in ("text", "country", "sector")}})
        except (ValueError, KeyError) as error:
            raise ReadingError(f"not an entity line: {error}", f"{path}:{number}", "give text, date, country and sector") from error
    return rows


def answer(coder: Coder, rows: Sequence[dict[str, Any]]) -> list[Answer]:
    answers = []
    for row in rows:
        given = coder.rooms.who(row["text"], row.get("date", ""), row.get("context", ""), row.get("country_hint", ""))
        answers.append(Answer(row, given["country"], given["sector"], given["why"]))
    return answers


def evaluate(answers: Sequence[Answer]) -> list[Score]:
    """Country, sector, and both right, with intervals over phrases and constant baselines."""
    scores = []
    for name in ("country", "sector"):
        pairs: list[tuple[Hashable, Hashable]] = [(a.gold[name], getattr(a, name)) for a in answers]
        low, high = interval(pairs, accuracy)
        value, constant = best_constant([g for g, _ in pairs])
        scores.append(Score(name, accuracy(pairs), low, high, len(pairs), value, f"always {constant or 'none'}"))

    def both(units: Sequence[Answer]) -> float:
        return sum(a.right for a in units) / len(units) if units else 0.0

    low, high = interval(list(answers), both)
    most = Counter((a.gold["country"], a.gold["sector"]) for a in answers).most_common(1)
    baseline = most[0][1] / len(answers) if most else 0.0
    scores.append(Score("country and sector", both(answers), low, high, len(answers), baseline, "the commonest pair"))
    return scores
