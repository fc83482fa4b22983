"""The test set assembled and measured: pairs and B-cubed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml
from assemblykit import claim_rows, given, rows
from stories import report

from dragoman.assembly.assemble import assemble
from dragoman.coding.pipeline import Coder
from dragoman.model import Report

HERE = Path(__file__).parent


def read(name: str = "happenings.yaml") -> list[dict[str, str]]:
    """The lines of a set, each with its scenario."""
    data: dict[str, list[dict[str, str]]] = yaml.safe_load((HERE / name).read_text(encoding="utf8"))
    return [{"scenario": scenario, **line} for scenario, lines in data.items() for line in lines]


@dataclass(frozen=True)
class Labelled:
    """One claim of the set: what it is about, and the event it was put into."""

    claim: str
    scenario: str
    truth: str
    event: str
    line: int


def reports(lines: Sequence[dict[str, str]]) -> list[Report]:
    outlets = ("Fjord Post", "Andes Wire", "Lagoon Times", "Steppe Herald", "Delta News")
    return [
        report(line["text"], line["published"], outlets[number % 5], title=line.get("title", ""), id=f"line-{number:03}")
        for number, line in enumerate(lines)
    ]


def labelled(coder: Coder, lines: Sequence[dict[str, str]]) -> tuple[list[Labelled], int]:
    """All claims of a set, and how many lines have none (because coding finds none there)."""
    made = reports(lines)
    found = claim_rows(made, coder)
    tables = assemble(given(made, found, coder))
    event = {row["claim_id"]: row["event_id"] for row in rows(tables, "event_claim") if row["status"] != "denial"}
    claims = []
    empty = 0
    for number, line in enumerate(lines):
        mine = [
            row for row in found
            if row["report_id"] == f"line-{number:03}" and row["event_type"] == line["type"] and line["trigger"] in row["trigger"].casefold()
        ]  # fmt: skip
        empty += not mine
        truth = f"{line['scenario']}-{line['of']}"
        claims += [Labelled(row["id"], line["scenario"], truth, event[row["id"]], number) for row in mine]
    return claims, empty


def pairs(claims: Sequence[Labelled]) -> list[tuple[Labelled, Labelled]]:
    """Pairs of claims of one scenario from different reports."""
    return [(a, b) for a, b in combinations(claims, 2) if a.scenario == b.scenario and a.line != b.line]


def bcubed(claims: Sequence[Labelled]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 over the claims."""
    precision = recall = 0.0
    for one in claims:
        together = {other.claim for other in claims if other.event == one.event}
        same = {other.claim for other in claims if other.truth == one.truth}
        precision += len(together & same) / len(together)
        recall += len(together & same) / len(same)
    p, r = precision / len(claims), recall / len(claims)
    return p, r, 2 * p * r / (p + r)
