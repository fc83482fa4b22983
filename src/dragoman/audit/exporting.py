"""Labels as a gold file for `evaluate`, and as a table of sentences for design-based corrections of regressions (DSL, PPI)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from dragoman.audit import frame, matching, sampling
from dragoman.audit.results import quads_of
from dragoman.audit.settling import Answers, settle
from dragoman.lexicon.folder import Knowledge
from dragoman.store import audits, manifest
from dragoman.store.audits import SETTLED, Audit
from dragoman.store.gold import REPORT

Row = dict[str, Any]


def answered(folder: Path, name: str, coder: str = "") -> tuple[Audit, Answers]:
    """An audit with its answers. Raises UsageError, StoreError."""
    audit = audits.read(folder, name)
    return audit, settle(audit, audits.labels(folder, name), audits.labels(folder, name, SETTLED).get("", {}), coder)


def gold(folder: Path, name: str, coder: str = "") -> Iterator[Row]:
    """One line a report, as docs/records.md has it, and `audited`: the spans of its sampled sentences with their probabilities. `evaluate`
    scores what is coded in those spans alone, since nobody looked at the rest."""
    audit, answers = answered(folder, name, coder)
    given = frame.source(manifest.read(folder), audit.run)
    try:
        where = matching.places(audit, given)
        by_report: dict[str, list[int]] = {}
        for number in answers.found:
            if number in where:
                by_report.setdefault(where[number], []).append(number)
        for id in sorted(by_report):
            row = frame.texts(given, [id])[id]
            found = sorted((answers.found[number] for number in by_report[id]), key=lambda a: a.unit.start)
            events = sorted((dict(e) for a in found for e in a.events), key=lambda e: (e["trigger"], e["event_type"]))
            report = {key: row[key] for key in REPORT if key != "outlet"} | {"publisher": row["outlet"]}
            spans = [{"span": [a.unit.start, a.unit.end], "probability": a.unit.probability, "how": a.how} for a in found]
            yield {"report": report, "claims": events, "audited": spans}
    finally:
        given.close()


QUADS = {"VERBAL COOPERATION": "vc", "MATERIAL COOPERATION": "mc", "VERBAL CONFLICT": "vk", "MATERIAL CONFLICT": "mk"}
COLUMNS = (
    "report_id", "start", "end", "outlet", "published", "year", "stratum", "sampled", "probability",
    "coded_events", *(f"coded_{short}" for short in QUADS.values()), "coded_types",
    "gold_events", *(f"gold_{short}" for short in QUADS.values()), "gold_types", "how",
)  # fmt: skip


def table(folder: Path, name: str, coder: str = "", run: str = "") -> Iterator[Row]:
    """Every sentence of the reports that were looked at, with what a run coded in it and, where it was answered, what is right.

    `probability` is that of coming into the sample and being answered. `gold_…` is empty where a sentence was not answered; so are stratum
    and probability of such sentences where the run that was audited is not as it was (reports were added since, or it is gone).
    """
    audit, answers = answered(folder, name, coder)
    given = frame.source(manifest.read(folder), run or audit.run)
    quads = {kind: QUADS.get(quad.upper(), "") for kind, quad in quads_of(Knowledge.open()).items()}
    try:
        where = matching.places(audit, given)
        found = {number: answer for number, answer in answers.found.items() if number in where}
        weights, _ = matching.weights(audit, found)
        by_span = {(where[number], a.unit.start, a.unit.end): a for number, a in found.items()}
        full = frame.with_claims(given)
        empty = frame.without_claims(given, full, given.outlets)
        chances = all_chances(audit, weights, given)
        published = dict(given.connection.execute("SELECT id, coalesce(published, '') FROM reports").fetchall())
        for sentence in both(full, empty):
            answer = by_span.pop(sentence.key, None)
            row: Row = {
                "report_id": sentence.report_id, "start": sentence.start, "end": sentence.end, "outlet": sentence.outlet,
                "published": published[sentence.report_id], "year": published[sentence.report_id][:4],
                **counted("coded", [claim.event_type for claim in sentence.claims], quads),
                "sampled": int(answer is not None), "how": answer.how if answer else "",
            }  # fmt: skip
            row["stratum"], row["probability"] = chances(sentence)
            if answer:
                row |= {"stratum": answer.unit.stratum, "probability": round(1 / weights[answer.unit.number], 8)}
                row |= counted("gold", [event["event_type"] for event in answer.events], quads)
            yield {column: row.get(column, "") for column in COLUMNS}
    finally:
        given.close()


def all_chances(audit: Audit, weights: Mapping[int, float], given: frame.Source) -> Callable[[frame.Sentence], tuple[str, float | str]]:
    """The stratum of any sentence of the audited run and its probability of being sampled and answered; ("", "") where nobody knows."""
    known = {unit.stratum: round(1 / weights[unit.number], 8) for unit in audit.units if unit.number in weights}
    sizes = {stratum["name"]: stratum["size"] for stratum in audit.design["strata"]}
    if audit.run not in given.snapshot.runs:
        return lambda sentence: ("", "")
    source = given if given.run == audit.run else frame.source(given.snapshot, audit.run)
    by_name = sampling.strata(frame.with_claims(source), audit.design["asked"] - audit.design["empty"]["drawn"])
    if source is not given:
        source.close()
    if {name: len(items) for name, items in by_name.items()} != sizes:
        return lambda sentence: ("", "")
    names = {sentence.key: name for name, items in by_name.items() for sentence in items}

    def chance(sentence: frame.Sentence) -> tuple[str, float | str]:
        name = names.get(sentence.key, frame.EMPTY)
        return name, known.get(name, "")

    return chance


def both(full: list[frame.Sentence], empty: Iterator[frame.Sentence]) -> Iterator[frame.Sentence]:
    """Sentences with claims and without, in the order of reports."""
    waiting: dict[str, list[frame.Sentence]] = {}
    for sentence in full:
        waiting.setdefault(sentence.report_id, []).append(sentence)
    yield from (sentence for id in sorted(waiting) for sentence in waiting[id])
    yield from empty


def counted(who: str, kinds: list[str], quads: Mapping[str, str]) -> Row:
    """How many events of each quad, and the types."""
    counts = Counter(quads.get(kind, "") for kind in kinds)
    return {
        f"{who}_events": len(kinds), **{f"{who}_{short}": counts[short] for short in QUADS.values()}, f"{who}_types": "; ".join(sorted(kinds)),
    }  # fmt: skip


def write_table(rows: Iterator[Row], out: TextIO) -> int:
    """The table as CSV; returns how many rows. A cell that a spreadsheet would read as a formula is quoted with an apostrophe."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(
            {key: "'" + value if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value for key, value in row.items()}
        )
        count += 1
    return count
