"""The codebook as a readable document: each type, its modes, its borders, each rule with its examples and near misses."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dragoman.lexicon.events import Codebook, EventType, Rule, Shift

STYLE = "body{max-width:50rem;margin:auto;padding:1.5rem;font:16px/1.6 Georgia,serif}code{font-size:.9em}h2{margin-top:3rem}li{margin:.2rem 0}"


def markdown(codebook: Codebook) -> str:
    """The whole codebook as Markdown, types in alphabetical order."""
    lines = [
        "# The codebook of Dragoman",
        "",
        "Generated from `knowledge/events/` by `dragoman codebook`. Types, modes and scores follow PLOVER (2021); definitions, rules and",
        "examples are our own words. Every example below is run by `make check`.",
        "",
        f"{len(codebook.types)} event types, {len(codebook.rules)} rules.",
        "",
    ]
    for name in sorted(codebook.types):
        lines += type_lines(codebook.types[name], codebook)
    lines += ["## What acts become when they are not done", ""]
    for row in codebook.shifts:
        lines += shift_lines(row)
    return "\n".join(lines) + "\n"


def type_lines(kind: EventType, codebook: Codebook) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    needs = "needs a recipient" if kind.requires_recipient else "may stand without a recipient"
    yield f"{kind.definition} ({kind.quad_category.lower()}, score {kind.score:g}, CAMEO {kind.cameo}; {needs})"
    yield ""
    if kind.modes:
        yield "| mode | score | meaning | CAMEO |"
        yield "|---|---|---|---|"
        for mode in kind.modes:
            yield f"| {mode.name} | {mode.score:g} | {mode.definition} | {', '.join(mode.cameo)} |"
        yield ""
    if kind.boundaries:
        yield "**Borders**"
        yield ""
        for border in kind.boundaries:
            yield f"- *{border.get('text', '')}* is {border.get('is', '')}: {border.get('why', '')}"
        yield ""
    for rule in codebook.rules.values():
        if rule.event_type == kind.name:
            yield from rule_lines(rule)


def rule_lines(rule: Rule) -> Iterator[str]:
    marks = [rule.mode, f"CAMEO {rule.cameo}" if rule.cameo else "", "all who take part are actors" if rule.reciprocal else ""]
    yield f"### {rule.id}"
    yield ""
    if any(marks):
        yield ", ".join(mark for mark in marks if mark)
        yield ""
    for pattern in rule.patterns:
        yield f"- {pattern.form}: `{pattern.source}`"
    for example in rule.examples:
        other = f" ({example.event_type})" if example.event_type != rule.event_type else ""
        yield f"- codes{other}: {example.text}"
    for near_miss in rule.near_misses:
        yield f"- leaves alone: {near_miss}"
    yield ""


def shift_lines(row: Shift) -> Iterator[str]:
    becomes = row.becomes or "dropped"
    what = f"{row.event_type} {row.mode}".strip()
    yield f"- {what}, {row.condition}: **{f'{becomes} {row.becomes_mode}'.strip()}**"


def html(codebook: Codebook) -> str:
    """The same as one self-contained HTML page."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown(codebook))
    title = escape("The codebook of Dragoman")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'
