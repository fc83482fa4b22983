"""Codings as one self-contained HTML page: every claim's words marked in the text, and a table of all claims. No scripts, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from dragoman.exports.records import claim_records
from dragoman.exports.terminal import code, own_words, span
from dragoman.model import Coding, Field, Furniture, Report, Span

COLOURS = {
    "VERBAL COOPERATION": "vc", "MATERIAL COOPERATION": "mc", "VERBAL CONFLICT": "vk", "MATERIAL CONFLICT": "mk",
}  # fmt: skip
ROLES = ("trigger", "actor", "recipient", "date", "place", "cue")
COLUMNS = ("who", "what", "to whom", "when", "where", "according to", "conf.")
BLANK = re.compile(r"\r?\n[ \t]*\r?\n")  # between paragraphs
EMPTY = ' class="empty"'  # a cell that narrow screens leave out
TITLE_TWICE = "heading"  # furniture that the page shows as its own heading


@cache
def style() -> str:
    return (files("dragoman.exports") / "page.css").read_text(encoding="utf8")


def page(codings: Sequence[Coding], title: str, note: str = "", mask: bool = True) -> str:
    """The page. Text of reports is escaped: markup in a report shows as text."""
    body = "\n".join(report_section(number, coding, mask) for number, coding in enumerate(codings, 1))
    contents = "\n".join(f"<li>{entry(number, c.report)}</li>" for number, c in enumerate(codings, 1))
    nav = f'<nav aria-label="Reports"><ol>{contents}</ol></nav>' if len(codings) > 1 else ""
    claims = sum(len(c.claims) for c in codings)
    quads = " ".join(f'<mark class="trigger {short}">{name.lower()}</mark>' for name, short in COLOURS.items())
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title><style>
{style()}</style></head>
<body><header><h1>{escape(title)}</h1><p class="meta">{counted(len(codings), "report")}, {counted(claims, "claim")}. {escape(note)}</p>
<p class="legend">In the text, the words of a deed are underlined in bold: {quads}. Thin lines mark its <mark class="actor">actor</mark>,
<mark class="recipient">recipient</mark>, <mark class="place">place</mark> and the <mark class="cue">word that reports</mark> it.
The small number leads to the claim in the table.</p></header>
{nav}
<main>{body}</main></body></html>
"""


def counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def entry(number: int, report: Report) -> str:
    tag = f'{escape(report.outlet)}{" · " if report.outlet else ""}<span class="day">{dated(report)}</span>'
    return f'<a href="#r{number}">{escape(report.title or report.id)}</a> <span class="tag">{tag}</span>'


def dated(report: Report) -> str:
    return report.published.isoformat() if report.published else "date unknown"


def report_section(number: int, coding: Coding, mask: bool) -> str:
    report = coding.report
    records = claim_records(coding, mask)
    rights = "" if report.rights in report.text else report.rights
    meta = " · ".join(dict.fromkeys(part for part in (report.outlet, report.agency, dated(report), rights) if part))
    heading = Marker(report.title, records, Field.TITLE, number).marked() or escape(report.id)
    return f"""<article id="r{number}"><h2>{heading}</h2><p class="meta">{escape(meta)}</p>
<div class="prose">
{paragraphs(coding, records, number)}
</div>
{table(records, number)}</article>"""


def paragraphs(coding: Coding, records: Sequence[dict[str, Any]], number: int) -> str:
    """The report's paragraphs, captions and furniture told apart; its heading is left out, being the section's own."""
    report = coding.report
    hidden = [f.span for f in report.furniture if f.kind == "mark"]
    marker = Marker(report.text, records, Field.TEXT, number, hidden)
    parts = []
    breaks = [Span(*match.span()) for match in BLANK.finditer(report.text)]
    for before, after in zip([Span(0, 0), *breaks], [*breaks, Span(len(report.text), 0)], strict=True):
        inside = Span(before.end, after.start)
        piece = inside.of(report.text)
        furniture = next((f for f in report.furniture if f.kind != "mark" and f.span.covers(trimmed(piece, inside.start))), None)
        if not piece.strip() or (furniture is not None and furniture.kind == TITLE_TWICE and report.title):
            continue
        parts.append(f'<p class="{kind_of(furniture, report, inside)}">{marker.marked(inside)}</p>')
    return "\n".join(parts)


def kind_of(furniture: Furniture | None, report: Report, inside: Span) -> str:
    if furniture is not None:
        return "furniture"
    return "caption" if any(caption.overlaps(inside) for caption in report.captions) else "text"


def trimmed(piece: str, start: int) -> Span:
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip()))


class Marker:
    """A title or body with the words of every claim marked; where marks overlap the first in ROLES order stays.

    `hidden` are spans that the page does not show: Markdown's own characters.
    """

    def __init__(self, content: str, records: Sequence[dict[str, Any]], field: Field, number: int, hidden: Sequence[Span] = ()) -> None:
        self.content = content
        self.hidden = sorted(hidden)
        self.number = number
        self.chosen: list[tuple[Span, str, str]] = []
        shown = [(k, r) for k, r in enumerate(records, 1) if (r["field"] == "title") == (field is Field.TITLE)]
        taken = bytearray(len(content) + 1)
        for role in ROLES:
            for k, record in shown:
                for found in words_of(record, role):
                    if found.start < found.end and not any(taken[found.start : found.end]):
                        taken[found.start : found.end] = b"\1" * (found.end - found.start)
                        self.chosen.append((found, *self.look(record, role, k)))
        self.chosen.sort()

    def look(self, record: dict[str, Any], role: str, k: int) -> tuple[str, str]:
        """The style of a mark and the number behind it."""
        if role != "trigger":
            return role, ""
        label = f'<sup><a href="#r{self.number}c{k}" aria-label="claim {k}">{k}</a></sup>'
        return f"trigger {COLOURS.get(record['quad_category'], '')}".strip(), label

    def marked(self, within: Span | None = None) -> str:
        bounds = within or Span(0, len(self.content))
        out, at = [], bounds.start
        for found, look, label in self.chosen:
            if not bounds.covers(found):
                continue
            out.append(self.plain(at, found.start))
            out.append(f'<mark class="{look}">{self.plain(found.start, found.end)}{label}</mark>')
            at = found.end
        return "".join([*out, self.plain(at, bounds.end)])

    def plain(self, start: int, end: int) -> str:
        """The words of a span, escaped, without what is hidden."""
        out = []
        for span_ in self.hidden:
            if span_.end > start and span_.start < end:
                out.append(self.content[start : max(start, span_.start)])
                start = max(start, min(end, span_.end))
        return escape("".join([*out, self.content[start:end]]))


def words_of(record: dict[str, Any], role: str) -> Iterator[Span]:
    """The spans a claim has for a role, in the text it stands in; a date is kept in words only and has none."""
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
    rows = "".join(row(k, record, number) for k, record in enumerate(records, 1))
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", *COLUMNS))
    caption = f'<caption class="tag">Claims of report {number}</caption>'
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def row(k: int, record: dict[str, Any], number: int) -> str:
    mode = f" {escape(record['mode'])}" if record["mode"] else ""
    flags = [record["recency"]] if record["recency"] == "background" else []
    flags += [record["modality"]] if record["modality"] != "asserted" else []
    flags += [record["field"]] if record["field"] != "text" else []
    tag = f' <span class="tag">{", ".join(flags)}</span>' if flags else ""
    colour = COLOURS.get(record["quad_category"], "")
    what = f'<b class="{colour}">{escape(record["event_type"])}</b>{mode} “{escape(record["trigger"]["text"])}”{tag}'
    place = record["place"]
    where = f'{escape(place["name"] or place["text"])} <span class="code">{escape(place["country"])}</span>' if place else ""
    speaker = (
        ""
        if record["attribution"] is None
        else '<span class="tag">the actor</span>'
        if own_words(record)
        else parties([record["attribution"]["speaker"]])
    )
    conf = f"{record['confidence']:.2f}"
    cells = (parties(record["actor"]), what, parties(record["recipient"]), days(record["date"]), where, speaker, conf)
    shown = "".join(f'<td data-label="{name}"{"" if cell else EMPTY}><div>{cell}</div></td>' for name, cell in zip(COLUMNS, cells, strict=True))
    return f'<tr id="r{number}c{k}"><td class="n">{k}</td>{shown}</tr>'


def days(date: dict[str, Any]) -> str:
    """An interval whose days do not break across lines."""
    return " – ".join(f'<span class="day">{escape(day)}</span>' for day in span(date).split(" – "))


def parties(found: Sequence[dict[str, Any]]) -> str:
    return "; ".join(f'{escape(p["text"])} <span class="code">{escape(code(p))}</span>' for p in found)
