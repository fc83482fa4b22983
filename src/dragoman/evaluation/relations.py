"""The event type between two given parties (docs/records.md, "relations"): the project's own coder made to choose."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.coding.pipeline import Coder
from dragoman.errors import ReadingError
from dragoman.evaluation.scores import Score, accuracy, best_constant, interval, macro_f1
from dragoman.lexicon.events import Codebook
from dragoman.model import Report, Text
from dragoman.text import parse_reports
from dragoman.what.features import Pair

YIELD = frozenset({"CONCEDE", "RETREAT"})
QUADS = {
    "AGREE": "1", "CONSULT": "1", "SUPPORT": "1", "COOPERATE": "2", "AID": "2", "YIELD": "2", "REQUEST": "3", "ACCUSE": "3", "REJECT": "3",
    "THREATEN": "3", "PROTEST": "4", "SANCTION": "4", "MOBILIZE": "4", "COERCE": "4", "ASSAULT": "4",
}  # fmt: skip
COLUMNS = ("id", "sentence", "actor", "recipient", "gold_root", "gold_quad")


@dataclass(frozen=True)
class Row:
    id: str
    sentence: str
    actor: str
    recipient: str
    root: str
    quad: str


@dataclass(frozen=True)
class Answer:
    """What the coder chose for a row; `event_type` is one of PLOVER's 16, `abstained` where `code` would have kept silent."""

    row: Row
    event_type: str
    abstained: bool
    coder: str

    def record(self) -> dict[str, Any]:
        return {"id": self.row.id, "event_type": self.event_type, "abstained": self.abstained, "coder": self.coder}


def load(path: Path) -> list[Row]:
    """Rows of a relations file (tab-separated with a header). Raises ReadingError naming the line."""
    with path.open(encoding="utf8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t")
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise ReadingError(f"there is no column {missing[0]!r}", f"{path}:1", f"the columns are {', '.join(COLUMNS)}")
        return [Row(*(row[c] or "" for c in COLUMNS)) for row in reader]


def root(event_type: str) -> str:
    return "YIELD" if event_type in YIELD else event_type


def quad(root_name: str, codebook: Codebook) -> str:
    """The file's own convention; types a user has added by their quad category."""
    if root_name in QUADS or root_name not in codebook.types:
        return QUADS.get(root_name, "")
    order = ("VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")
    return str(order.index(codebook.types[root_name].quad_category) + 1)


def answer(coder: Coder, rows: Sequence[Row], use: str = "both") -> list[Answer]:
    """Choose a type for every row. `use`: rules, model or both."""
    reports = (Report(id=row.id, text=row.sentence) for row in rows)
    answers = []
    for row, (_, _, text) in zip(rows, parse_reports(reports), strict=True):
        event_type, abstained, by = coder.rooms.choose(text, pair(row, text), use)
        answers.append(Answer(row, event_type, abstained, by))
    return answers


def pair(row: Row, text: Text) -> Pair:
    """The given parties as tokens, in the sentence that holds most of them; a party that is not in the text is left empty."""
    actor, recipient = spans(row.actor, row.sentence), spans(row.recipient, row.sentence)
    a = tokens(nearest(actor, recipient), text)
    r = tokens(nearest(recipient, actor), text) - a
    counts: dict[int, int] = {}
    for i in a | r:
        counts[text.tokens[i].sentence] = counts.get(text.tokens[i].sentence, 0) + 1
    sentence = max(counts, key=lambda s: (counts[s], -s)) if counts else 0
    return Pair(sentence, a, r)


def spans(words: str, sentence: str) -> list[tuple[int, int]]:
    """Where the words stand in the sentence, as whole words first; empty when they do not."""
    found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", sentence)] if words else []
    return found or [m.span() for m in re.finditer(re.escape(words), sentence)] if words else []


def nearest(mine: list[tuple[int, int]], other: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The occurrence that does not lie inside the other party's words, first one first."""
    for span in mine:
        if not any(o[0] <= span[0] and span[1] <= o[1] and o != span for o in other):
            return span
    return mine[0] if mine else None


def tokens(span: tuple[int, int] | None, text: Text) -> frozenset[int]:
    return frozenset() if span is None else frozenset(t.i for t in text.tokens if t.start < span[1] and span[0] < t.end)


def evaluate(answers: Sequence[Answer], codebook: Codebook) -> list[Score]:
    """Macro F1 over the roots in gold, accuracy, and macro F1 over the quads, with intervals over rows and constant baselines."""
    roots = [(a.row.root, root(a.event_type)) for a in answers]
    quads = [(a.row.quad, quad(root(a.event_type), codebook)) for a in answers]
    scores = []
    for name, pairs, measure in (("roots macro F1", roots, macro_f1), ("accuracy", roots, accuracy), ("quads macro F1", quads, macro_f1)):
        low, high = interval(pairs, measure)
        baseline, constant = best_constant([g for g, _ in pairs], measure)
        scores.append(Score(name, measure(pairs), low, high, len(pairs), baseline, f"always {constant}"))
    return scores


def by_root(answers: Sequence[Answer]) -> list[tuple[str, int, int, int]]:
    """(root, right, predicted, gold) per root."""
    pairs = [(a.row.root, root(a.event_type)) for a in answers]
    names = sorted({g for g, _ in pairs})
    return [(n, sum(g == p == n for g, p in pairs), sum(p == n for _, p in pairs), sum(g == n for g, _ in pairs)) for n in names]
