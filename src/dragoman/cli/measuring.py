"""`dragoman evaluate`: the coder against gold, with intervals and constant baselines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.coding import Knowledge, open_coder
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.coding.pipeline import Coder
    from dragoman.evaluation.scores import Score


class What(StrEnum):
    RELATIONS = "relations"
    CLAIMS = "claims"
    ENTITIES = "entities"
    TRAVEL = "travel"


class Use(StrEnum):
    BOTH = "both"
    RULES = "rules"
    MODEL = "model"


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman evaluate claims gold/claims-dev.jsonl\nExample: dragoman evaluate travel trips.csv claims.jsonl")(
        evaluate
    )


def evaluate(
    what: Annotated[What, typer.Argument(help="What to measure (docs/records.md).")],
    gold: Annotated[Path, typer.Argument(help="The gold file.", show_default=False)],
    coded: Annotated[Path | None, typer.Argument(help="For travel: claims as written by code --format jsonl.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Write what was answered for each row or report here.")] = None,
    use: Annotated[Use, typer.Option(help="For relations: rules alone, the learned coder alone, or both.")] = Use.BOTH,
    show: Annotated[bool, typer.Option("--errors", help="List what was missed and what is false.")] = False,
    knowledge: Knowledge = None,
) -> None:
    """Measure against gold: every score with a 95 % bootstrap interval and beside its best constant baseline."""
    if not gold.is_file():
        raise UsageError("there is no such gold file", str(gold), "check the path")
    coder = open_coder(knowledge)
    measure = {What.RELATIONS: relations, What.CLAIMS: claims, What.ENTITIES: entities, What.TRAVEL: travel}[what]
    scores, rows, details = measure(coder, gold, coded, use.value, show)
    if not rows:
        raise UsageError("there is nothing in this gold file to measure against", str(gold), "docs/records.md tells what gold files hold")
    if jsonl:
        jsonl.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf8")
    if as_json:
        typer.echo(json.dumps({"what": what.value, "scores": [s.record() for s in scores]}, indent=1))
        return
    from dragoman.evaluation.scores import table

    typer.echo(table(f"{what.value}: {gold.name}", scores))
    for line in details:
        typer.echo(line)


Outcome = tuple[Sequence["Score"], list[dict[str, Any]], list[str]]


def relations(coder: Coder, gold: Path, _: Path | None, use: str, show: bool) -> Outcome:
    from dragoman.evaluation import relations as measure

    answers = measure.answer(coder, measure.load(gold), use)
    lines = [f"  {name:<10} right {r:4} of {g:4} in gold, {p:4} predicted" for name, r, p, g in measure.by_root(answers)]
    if show:
        lines += [f"  {a.row.id} gold {a.row.root}, coded {a.event_type}" for a in answers if measure.root(a.event_type) != a.row.root]
    return measure.evaluate(answers, coder.rooms.codebook), [a.record() for a in answers], lines


def claims(coder: Coder, gold: Path, _: Path | None, __: str, show: bool) -> Outcome:
    from dragoman.evaluation import claims as measure
    from dragoman.exports.records import claim_records
    from dragoman.reading.jsonl import report

    units, rows, lines = [], [], []
    for number, line in enumerate(measure.load(gold), 1):
        given = line["report"]
        coding = coder.coding(report(given, f"{gold}:{number}", coder.knowledge))
        records = measure.audited(line, [r for r in claim_records(coding, mask=False) if r["field"] != "title"])
        unit = measure.match(given, line["claims"], records)
        units.append(unit)
        rows.append({"report": given.get("id", ""), "claims": records})
        counts = f"{len(unit.pairs)} found, {len(unit.missed)} missed, {len(unit.false)} false, {len(unit.apart)} unasserted apart"
        lines.append(f"  {unit.report_id}: {counts}")
        if show:
            text = given["text"]
            lines += [f"    missed {g['event_type']}: {text[slice(*g['trigger'])]!r} at {g['trigger'][0]}" for g in unit.missed]
            lines += [f"    false {p['event_type']}: {p['trigger']['text']!r} at {p['trigger']['start']} by {p['rule']}" for p in unit.false]
    lines += [f"  {name:<10} {found} found, {missed} missed, {false} false" for name, found, missed, false in measure.by_type(units)]
    return measure.evaluate(units), rows, lines


def entities(coder: Coder, gold: Path, _: Path | None, __: str, show: bool) -> Outcome:
    from dragoman.evaluation import entities as measure

    answers = measure.answer(coder, measure.load(gold))
    wrong = [a for a in answers if not a.right]
    lines = [
        f"  {a.gold['text']!r} ({a.gold.get('date', '')}): gold {a.gold['country']}/{a.gold['sector']}, got {a.country}/{a.sector}"
        for a in wrong
    ]
    rows = [{**a.gold, "found_country": a.country, "found_sector": a.sector, "why": a.why} for a in answers]
    return measure.evaluate(answers), rows, lines if show else []


def travel(coder: Coder, gold: Path, coded: Path | None, _: str, __: bool) -> Outcome:
    from dragoman.evaluation import travel as measure

    del coder
    if coded is None or not coded.is_file():
        raise UsageError(
            "travel needs a coded file", "evaluate travel GOLD CODED", "make one with: dragoman code REPORTS --format jsonl -o CODED"
        )
    trips, found = measure.load(gold), measure.load_claims(coded)
    scores, missed = measure.evaluate(trips, found)
    rows = [{"traveller": t.traveller, "country": t.country, "start": t.start.isoformat(), "found": t not in missed} for t in trips]
    return scores, rows, [f"  not found: {t.traveller} in {t.locale}, {t.country}, {t.start}" for t in missed]
