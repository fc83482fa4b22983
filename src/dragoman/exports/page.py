"""Codings as one self-contained HTML page: every claim's words marked in the text, and a table of all claims. No scripts, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from dragoman.exports.records import claim_records
from dragoman.exports.writers import span
from dragoman.model import Coding, Field, Span

COLOURS = {
    "VERBAL COOPERATION": "vc", "MATERIAL COOPERATION": "mc", "VERBAL CONFLICT": "vk", "MATERIAL CONFLICT": "mk",
}  # fmt: skip
ROLES = ("trigger", "actor", "recipient", "date", "place", "cue")
STYLE = """
:root { color-scheme: light dark; --ink:#1a1a1a; --soft:#5d6470; --line:#d9dce1; --page:#fff; --card:#f7f8fa; --accent:#0b5cad;
  --vc:#1b7f4d; --mc:#0b5cad; --vk:#a65a00; --mk:#b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink:#e8e8e8; --soft:#a3abb8; --line:#3a3f47; --page:#15171a; --card:#1e2125; --accent:#7db7f0;
  --vc:#67c596; --mc:#7db7f0; --vk:#e5a457; --mk:#f28b82; } }
* { box-sizing: border-box; }
body { margin:0 auto; max-width:1180px; padding:1.5rem; background:var(--page); color:var(--ink); font:16px/1.6 Georgia, 'Times New Roman', serif; }
h1 { font-size:1.6rem; line-height:1.25; margin:.2rem 0 .4rem; } h2 { font-size:1.25rem; line-height:1.3; margin:2.5rem 0 .2rem; }
.meta, .legend, table, .what, nav { font-family: system-ui, sans-serif; font-size:.85rem; }
.meta, .legend { color:var(--soft); margin:.1rem 0 1rem; }
nav ol { columns: 2 24rem; padding-left:1.2rem; } a { color:var(--accent); }
p { max-width:46rem; margin:.8rem 0; overflow-wrap:anywhere; } p.caption { font-style:italic; color:var(--soft); } p.furniture { color:var(--soft); font-size:.85rem; }
mark { background:none; color:inherit; border-bottom:1px dotted var(--soft); }
mark.trigger { font-weight:bold; border-bottom:3px solid var(--accent); } mark.trigger.vc { border-color:var(--vc); } mark.trigger.mc { border-color:var(--mc); }
mark.trigger.vk { border-color:var(--vk); border-bottom-style:dashed; } mark.trigger.mk { border-color:var(--mk); border-bottom-style:double; }
mark.actor, mark.recipient { border-bottom:2px solid var(--soft); } mark.recipient { border-bottom-style:dashed; }
mark.date, mark.place { border-bottom:2px dotted var(--soft); } mark.cue { font-style:italic; }
mark sup { font:600 .65rem system-ui, sans-serif; color:var(--accent); margin-left:.1rem; }
.scroll { overflow-x:auto; } table { border-collapse:collapse; width:100%; margin:.5rem 0 1rem; }
th, td { text-align:left; vertical-align:top; padding:.35rem .6rem; border-bottom:1px solid var(--line); } th { color:var(--soft); font-weight:600; }
td.n { color:var(--accent); font-weight:600; } td .code { color:var(--soft); white-space:nowrap; } .tag { font-size:.75rem; color:var(--soft); }
b.vc { color:var(--vc); } b.mc { color:var(--mc); } b.vk { color:var(--vk); } b.mk { color:var(--mk); }
"""


def page(codings: Sequence[Coding], title: str, note: str = "", mask: bool = True) -> str:
    """The page. Text of reports is escaped: markup in a report shows as text."""
    body = "\n".join(report_section(number, coding, mask) for number, coding in enumerate(codings, 1))
    contents = "\n".join(
        f'<li><a href="#r{number}">{escape(c.report.title or c.report.id)}</a> <span class="tag">{escape(c.report.outlet)}</span></li>'
        for number, c in enumerate(codings, 1)
    )
    claims = sum(len(c.claims) for c in codings)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title><style>{STYLE}</style></head>
<body><header><h1>{escape(title)}</h1><p class="meta">{len(codings)} reports, {claims} claims. {escape(note)}</p>
<p class="legend">In the text: <mark class="trigger">the deed</mark>, <mark class="actor">actor</mark>, <mark class="recipient">recipient</mark>,
<mark class="date">date or place</mark>, <mark class="cue">word that reports</mark>; the small number leads to the line of the table.</p></header>
<nav aria-label="Reports"><ol>{contents}</ol></nav>
<main>{body}</main></body></html>
"""


def report_section(number: int, coding: Coding, mask: bool) -> str:
    report = coding.report
    records = claim_records(coding, mask)
    dated = report.published.isoformat() if report.published else "date unknown"
    meta = " · ".join(part for part in (report.outlet, report.agency, dated, report.rights) if part)
    return f"""<article id="r{number}"><h2>{marked(report.title, records, Field.TITLE) or escape(report.id)}</h2><p class="meta">{escape(meta)}</p>
{paragraphs(coding, records)}
{table(records, number)}</article>"""


def paragraphs(coding: Coding, records: Sequence[dict[str, Any]]) -> str:
    """The report's paragraphs as they stand, captions and furniture told apart."""
    report = coding.report
    parts = []
    start = 0
    for piece in report.text.split("\n\n"):
        end = start + len(piece)
        if piece.strip():
            inside = Span(start, end)
            kind = "text"
            if any(caption.overlaps(inside) for caption in report.captions):
                kind = "caption"
            elif any(f.kind != "mark" and f.span.covers(trimmed(piece, start)) for f in report.furniture):
                kind = "furniture"
            shown = escape(piece) if kind == "furniture" else marked(report.text, records, Field.TEXT, inside)
            parts.append(f'<p class="{kind}">{shown}</p>')
        start = end + 2
    return "\n".join(parts)


def trimmed(piece: str, start: int) -> Span:
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip()))


def marked(content: str, records: Sequence[dict[str, Any]], field: Field, within: Span | None = None) -> str:
    """Text with the words of every claim marked; where marks overlap the first in ROLES order stays."""
    bounds = within or Span(0, len(content))
    chosen: list[tuple[Span, str, str]] = []
    for role in ROLES:
        for number, record in enumerate(records, 1):
            if (record["field"] == "title") != (field is Field.TITLE):
                continue
            for found in words_of(record, role):
                if bounds.covers(found) and found.start < found.end and not any(found.overlaps(other) for other, _, _ in chosen):
                    label = f"<sup>{number}</sup>" if role == "trigger" else ""
                    style = f"{role} {COLOURS.get(record['quad_category'], '')}".strip() if role == "trigger" else role
                    chosen.append((found, style, label))
    out, at = [], bounds.start
    for found, style, label in sorted(chosen):
        out.append(escape(content[at : found.start]))
        out.append(f'<mark class="{style}">{escape(content[found.start : found.end])}{label}</mark>')
        at = found.end
    return "".join([*out, escape(content[at : bounds.end])])


def words_of(record: dict[str, Any], role: str) -> Iterator[Span]:
    if role in {"actor", "recipient"}:
        for party in record[role]:
            yield Span(party["start"], party["end"])
    elif role == "cue":
        if record["attribution"]:
            yield Span(record["attribution"]["cue"]["start"], record["attribution"]["cue"]["end"])
    elif role != "date" and record[role]:
        yield Span(record[role]["start"], record[role]["end"])


def table(records: Sequence[dict[str, Any]], number: int) -> str:
    if not records:
        return '<p class="meta">No claim was coded in this report.</p>'
    rows = "".join(row(k, record) for k, record in enumerate(records, 1))
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("", "who", "what", "to whom", "when", "where", "according to", "conf."))
    return f"<div class='scroll'><table><caption class='tag'>Claims of report {number}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def row(number: int, record: dict[str, Any]) -> str:
    mode = f" {escape(record['mode'])}" if record["mode"] else ""
    flags = [record["recency"]] if record["recency"] == "background" else []
    flags += [record["modality"]] if record["modality"] != "asserted" else []
    flags += [record["field"]] if record["field"] != "text" else []
    colour = COLOURS.get(record["quad_category"], "")
    what = f'<b class="{colour}">{escape(record["event_type"])}</b>{mode} “{escape(record["trigger"]["text"])}” <span class="tag">{", ".join(flags)}</span>'
    place = record["place"]
    where = f'{escape(place["text"])} <span class="code">{escape(place["country"])}</span>' if place else ""
    speaker = parties([record["attribution"]["speaker"]]) if record["attribution"] else ""
    cells = (parties(record["actor"]), what, parties(record["recipient"]), escape(span(record["date"])), where, speaker)
    return f'<tr><td class="n">{number}</td>{"".join(f"<td>{cell}</td>" for cell in cells)}<td>{record["confidence"]:.2f}</td></tr>'


def parties(found: Sequence[dict[str, Any]]) -> str:
    return "; ".join(
        f'{escape(p["text"])} <span class="code">{escape(p["country"] or "?")}/{escape(p["sector"] or "?")}</span>' for p in found
    )
