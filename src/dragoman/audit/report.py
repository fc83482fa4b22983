"""An audit as sections of text, tables and plots; written as Markdown, as a page, or shown in the reading room."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman import __version__
from dragoman.audit import figures
from dragoman.audit.agreement import Agreement
from dragoman.audit.estimates import Estimate
from dragoman.audit.results import Confusion, Results

MOST_OUTLETS = 25
SHORT = {"VERBAL COOPERATION": "verbal coop.", "MATERIAL COOPERATION": "material coop.", "VERBAL CONFLICT": "verbal conflict",
         "MATERIAL CONFLICT": "material conflict"}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Cells are text; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """An SVG drawing with a name for its file."""

    name: str
    svg: str
    caption: str


@dataclass(frozen=True)
class Section:
    heading: str
    parts: tuple[str | Table | Figure, ...]


def share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.2f} to {high:.2f}"


def sections(found: Results) -> list[Section]:
    """All sections, in order."""
    made = [
        Section("How it was done", (methods(found), *warnings(found), sample(found))),
        Section("Agreement of the coders", agreed(found)),
        Section("Precision and recall", (estimates(found.overall, "All event types together."),)),
        Section("Fields of claims whose type is right", (estimates(found.fields, "A place counts where there is one or one was coded."),)),
        Section("By event type", (pairs("type", found.types), plot("types", "Precision and recall by event type", found.types))),
        Section("What is taken for what", (confusion(found.quads, "Quad categories"), confusion(found.confusion, "Event types"))),
    ]
    if found.reliability is not None:
        made.append(Section("Does the confidence hold?", reliability(found)))
    outlets = sorted(found.outlets, key=lambda row: -(row[1].n + row[2].n))[:MOST_OUTLETS]
    made.append(Section("By outlet", (pairs("outlet", outlets),)))
    return made


def methods(found: Results) -> str:
    """The paragraph that a paper's appendix needs."""
    a, design = found.audit, found.audit.design
    empty = design["empty"]
    strata = design["strata"]
    phases = (
        f"in two phases ({empty['looked_at']:,} of {empty['reports']:,} reports, then sentences of those)"
        if empty["looked_at"] < empty["reports"]
        else f"from all {empty['sentences']:,} of them"
    )
    drawn = sum(s["drawn"] for s in strata)
    who = f"{len(found.coders)} coders" if len(found.coders) > 1 else "one coder"
    outlets = "the outlet shown" if design.get("show_outlet") else "the outlet hidden"
    counts = ", ".join(f"{number} {how}" for how, number in found.answers.counts.items())
    other = f" The labels are applied here to run {found.run}; weights are those of the sample." if found.run != a.run else ""
    return (
        f"From run {a.run} of the store (snapshot {design['snapshot']}, {design['reports']:,} reports, {design['claims']:,} claims) a "
        f"probability sample of {len(a.units)} sentences was drawn (seed {a.seed}, Dragoman {__version__}): {drawn} of "
        f"{sum(s['size'] for s in strata):,} sentences with claims, stratified by the rarest event type in the sentence and band of "
        f"confidence ({len(strata)} {'stratum' if len(strata) == 1 else 'strata'}, allocated by the root of their size), and "
        f"{empty['drawn']} sentences without a claim {phases}; "
        f"within strata systematically from a list by outlet. {who.capitalize()} coded them from the sentence in its context, the date of "
        f"publication and the codebook, {outlets}, without seeing any machine-coded value or each other's labels. "
        f"{len(found.scored.units)} sentences have an answer ({counts or 'none'}). Shares are weighted by the inverse of the exact "
        "inclusion probabilities (Hájek), raised within strata for sentences without an answer; intervals are Wilson's with Kish's effective "
        "number of cases, and percentiles of a stratified rescaled bootstrap (Rao and Wu). An event is found when a claim of its type has "
        "its trigger at the same words or near them within the sentence; claims and events that are future, hypothetical or negated count like "
        f"others unless it says asserted. Titles are not part of the audit.{other}"
    )


def warnings(found: Results) -> list[str]:
    """What a reader must know before using a figure."""
    said = []
    if found.answers.differ:
        said.append(f"{len(found.answers.differ)} sentences on which the coders differ are not settled and count as unanswered.")
    if found.answers.waiting:
        said.append(f"{len(found.answers.waiting)} sentences have not been coded yet: figures are preliminary.")
    if found.answers.skipped:
        said.append(f"{len(found.answers.skipped)} sentences were skipped.")
    if found.scored.unseen:
        said.append(f"Nothing is known of strata without any answer: {', '.join(found.scored.unseen)}.")
    if found.scored.gone:
        said.append(f"{len(found.scored.gone)} sentences are of reports that this run has not coded, or that are no longer in the store.")
    if len(found.coders) < 2:
        said.append("Only one coder: there is no measure of agreement.")
    return [f"Note: {words}" for words in said]


def sample(found: Results) -> Table:
    design, empty = found.audit.design, found.audit.design["empty"]
    rows = [(s["name"], f"{s['size']:,}", str(s["drawn"]), f"{s['drawn'] / s['size']:.4f}") for s in design["strata"]]
    if empty["drawn"]:
        chance = next(u.probability for u in found.audit.units if u.stratum == "no claim")
        looked = "" if empty["looked_at"] == empty["reports"] else f" of {empty['looked_at']:,} reports"
        rows.append(("no claim", f"{empty['sentences']:,}{looked}", str(empty["drawn"]), f"{chance:.4f}"))
    return Table(("stratum", "sentences", "drawn", "probability"), tuple(rows), "The sample.")


def agreed(found: Results) -> tuple[str | Table, ...]:
    if not found.agreements:
        return ("No sentence has been coded by two coders.",)
    rows = tuple((a.field, alpha(a), between(a.low, a.high), share(a.share), str(a.n)) for a in found.agreements)
    w = found.words
    words = (
        f"Words: of {w.events} events marked by either of two coders, {2 * w.shared} were marked by both (F1 {w.f1:.2f}); where both marked "
        f"one, their triggers share {100 * w.overlap:.0f} % of their characters and are equal in {100 * w.exact:.0f} %."
    )
    caption = "Krippendorff's alpha (nominal), intervals by bootstrap over sentences; – where all judgements are one value."
    return Table(("field", "alpha", "95 % interval", "agreement", "n"), rows, caption), words


def alpha(a: Agreement) -> str:
    return share(a.alpha)


def estimates(rows: Sequence[Estimate], caption: str) -> Table:
    cells = tuple(
        (e.name, share(e.value), between(e.low, e.high) if "F1" not in e.name else "", between(e.boot_low, e.boot_high), str(e.n),
         f"{e.effective:.1f}") for e in rows
    )  # fmt: skip
    return Table(("measure", "value", "95 % (Wilson)", "95 % (bootstrap)", "n", "effective n"), cells, caption)


def pairs(name: str, rows: Sequence[tuple[str, Estimate, Estimate]]) -> Table:
    cells = tuple(
        (key, share(p.value), between(p.low, p.high), str(p.n), share(r.value), between(r.low, r.high), str(r.n)) for key, p, r in rows
    )  # fmt: skip
    return Table((name, "precision", "95 %", "claims", "recall", "95 %", "events"), cells, "Intervals are Wilson's with the effective n.")


def plot(name: str, title: str, rows: Sequence[tuple[str, Estimate, Estimate]]) -> Figure:
    return Figure(name, figures.dots(title, rows), title)


def confusion(found: Confusion, what: str) -> Table:
    """Rows are what is right, columns what was coded; cells are weighted counts."""
    columns = tuple(SHORT.get(label, label) for label in found.labels)
    rows = []
    for label in found.labels:
        cells = [found.weights.get((label, other), 0.0) for other in found.labels]
        rows.append((SHORT.get(label, label), *(f"{cell:.0f}" if cell >= 0.5 else f"{cell:.1f}" if cell else "" for cell in cells)))
    return Table(("right \\ coded", *columns), tuple(rows), f"{what}: estimated numbers in the whole run; rows are right, columns coded.")


def reliability(found: Results) -> tuple[str | Table | Figure, ...]:
    curve = found.reliability
    assert curve is not None
    rows = tuple((f"{b.low:.2f} to {b.high:.2f}", share(b.confidence), share(b.right.value), between(b.right.low, b.right.high), str(b.right.n))
                 for b in curve.bins)  # fmt: skip
    words = f"Mean distance of confidence from the share that is right: {curve.error:.3f}. Brier score: {curve.brier:.3f}."
    table = Table(("confidence", "mean", "right", "95 %", "claims"), rows, "Claims in bins of about equal number.")
    return table, words, Figure("reliability", figures.reliability(curve), "Reliability of the confidence")


def markdown(found: Results, out: Path | None = None) -> str:
    """A Markdown section. Plots are written as SVG files beside `out` and linked; left out without one."""
    lines = [f"## Audit {found.audit.name}", ""]
    for section in sections(found):
        lines += [f"### {section.heading}", ""]
        for part in section.parts:
            if isinstance(part, str):
                lines += [plain(part), ""]
            elif isinstance(part, Table):
                lines += [*table_lines(part), ""]
            elif out is not None:
                file = out.with_name(f"{out.stem}-{part.name}.svg")
                file.write_text(part.svg.replace("currentColor", "#16191d") + "\n", encoding="utf8")
                lines += [f"![{plain(part.caption)}]({file.name})", ""]
    return "\n".join(lines).rstrip() + "\n"


def plain(words: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    for letter in ("\\", "`", "*", "_", "[", "]", "|"):
        words = words.replace(letter, "\\" + letter)
    return " ".join(words.replace("&", "&amp;").replace("<", "&lt;").split())


def table_lines(table: Table) -> list[str]:
    rule = "|" + "|".join("---" if k == 0 else "--:" for k in range(len(table.columns))) + "|"
    rows = ["| " + " | ".join(map(plain, cells)) + " |" for cells in (table.columns, *table.rows)]
    return [*([plain(table.caption), ""] if table.caption else []), rows[0], rule, *rows[1:]]


def page(found: Results) -> str:
    """One HTML file that needs nothing else."""
    parts: list[Any] = []
    for section in sections(found):
        parts.append(f"<h2>{html.escape(section.heading)}</h2>")
        for part in section.parts:
            if isinstance(part, str):
                parts.append(f"<p>{html.escape(part)}</p>")
            elif isinstance(part, Table):
                parts.append(table_html(part))
            else:
                parts.append(f"<figure>{part.svg}</figure>")
    title = html.escape(f"Audit {found.audit.name}")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{CSS}</style></head><body><h1>{title}</h1>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def table_html(table: Table) -> str:
    def row(cells: Sequence[str], tag: str, scope: str) -> str:
        first = f'<th scope="{scope}">{html.escape(cells[0])}</th>'
        extra = ' scope="col"' if tag == "th" else ""
        return f"<tr>{first}{''.join(f'<{tag}{extra}>{html.escape(cell)}</{tag}>' for cell in cells[1:])}</tr>"

    body = "".join(row(cells, "td", "row") for cells in table.rows)
    return (
        f"<div><table><caption>{html.escape(table.caption)}</caption><thead>{row(table.columns, 'th', 'col')}</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


CSS = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16191d;font-variant-numeric:tabular-nums}"
    "h2{font-size:1.1rem;margin-top:2rem}div{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem}"
    "caption{text-align:left;color:#5a626d}th,td{padding:.25rem .8rem .25rem 0;border-bottom:1px solid #dfe2e6;text-align:right}"
    "th:first-child{text-align:left}th{font-weight:500;color:#5a626d}figure{margin:1rem 0}"
)
