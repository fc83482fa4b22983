"""The codebook as a readable document: each type, its modes, its borders, each rule with its examples and near misses."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dragoman.lexicon.conversions import Conversion
from dragoman.lexicon.events import LAST, Codebook, EventType, Rule, Shift

ORDER = (
    "Where several rules read the same words, the one whose pattern asks for most is tried first; of two that ask for as much, the one whose "
    "type has the lower precedence; the first whose required slots turn out to be parties is taken."
)
STYLE = "body{max-width:50rem;margin:auto;padding:1.5rem;font:16px/1.6 Georgia,serif}code{font-size:.9em}h2{margin-top:3rem}li{margin:.2rem 0}"


def markdown(codebook: Codebook) -> str:
    """The whole codebook as Markdown, types in alphabetical order."""
    predicates = len({(pattern.form, head) for rule in codebook.rules.values() for pattern in rule.patterns for head in pattern.heads})
    lines = [
        "# The codebook of Dragoman",
        "",
        "Generated from `knowledge/events/` by `dragoman codebook`. Types, modes and scores follow PLOVER (2021); definitions, rules and",
        "examples are our own words. Every sentence below is run by `dragoman knowledge check`. How a type is decided: docs/what.md.",
        "",
        f"{len(codebook.types)} event types, {len(codebook.rules)} rules for {predicates} predicates (verbs, nouns, adjectives).",
        "",
        ORDER,
        "",
        "| type | quad category | score | recipient | rules |",
        "|---|---|---|---|---|",
    ]
    for name in sorted(codebook.types):
        lines.append(overview(codebook.types[name], codebook))
    lines.append("")
    for name in sorted(codebook.types):
        lines += type_lines(codebook.types[name], codebook)
    lines += ["## What acts become when they are not done, or are told beside a greater one", ""]
    lines += ["The first row whose type and condition fit decides. An act of the last type of a row stays what it is otherwise.", ""]
    for row in codebook.shifts:
        lines += shift_lines(row)
    lines += ["## Filed elsewhere by CAMEO's codes", ""]
    lines += ["For `dragoman evaluate relations` with rules; `dragoman code` does not look here.", ""]
    for conversion in codebook.conversions:
        lines += conversion_lines(conversion)
    return "\n".join(lines).rstrip() + "\n"


def overview(kind: EventType, codebook: Codebook) -> str:
    rules = sum(rule.event_type == kind.name for rule in codebook.rules.values())
    needs = "required" if kind.requires_recipient else "optional"
    return f"| [{kind.name}](#{kind.name.lower()}) | {kind.quad_category.lower()} | {kind.score:g} | {needs} | {rules} |"


def type_lines(kind: EventType, codebook: Codebook) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    yield kind.definition
    yield ""
    needs = "needs a recipient" if kind.requires_recipient else "may stand without a recipient"
    rank = f"; precedence {kind.precedence}" if kind.precedence != LAST else ""
    yield f"{kind.quad_category.capitalize()}, score {kind.score:g}; {needs}{rank}."
    yield ""
    if kind.covers:
        yield f"CAMEO: {', '.join(kind.covers)}."
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
            named = border.get("is", "")
            beside = f" beside {kind.name}" if border.get("beside") == "yes" else ""
            yield f"- *{border.get('text', '')}* is {f'not {kind.name}' if named in {'', 'none'} else named}{beside}: {border.get('why', '')}"
        yield ""
    for rule in codebook.rules.values():
        if rule.event_type == kind.name:
            yield from rule_lines(rule)


def rule_lines(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}"
    yield ""
    said = "; ".join(mark for mark in marks(rule) if mark)
    if said:
        yield said
        yield ""
    for pattern in rule.patterns:
        yield f"- {pattern.form}: `{pattern.source}`"
    if rule.unless:
        yield f"- not beside: {', '.join(sorted(rule.unless))}"
    if rule.unless_object:
        yield f"- not of: {', '.join(sorted(rule.unless_object))}"
    for example in rule.examples:
        other = f" ({example.event_type})" if example.event_type != rule.event_type else ""
        yield f"- codes{other}: {example.text}"
    for near_miss in rule.near_misses:
        yield f"- leaves alone: {near_miss}"
    yield ""


def marks(rule: Rule) -> list[str]:
    """What a rule says beside its patterns, in words."""
    return [
        f"mode {rule.mode}" if rule.mode else "",
        f"CAMEO {rule.cameo}" if rule.cameo else "",
        "all who take part are actors" if rule.reciprocal else "",
        "the mode is told by what is asked, refused or threatened" if rule.by_content else "",
        "the actor is whoever says it" if rule.speaker else "",
        "holds whatever stands around it" if rule.asserted else "",
        "only where nothing is said of what is to be done" if rule.alone else "",
    ]


def shift_lines(row: Shift) -> Iterator[str]:
    """One row of the table with its reason and its sentences."""
    what = f"{row.event_type} {row.mode}".strip()
    beside = f"beside {row.beside} {row.beside_mode}".strip()
    condition = {"beside": beside, "words": "by the words that govern it"}.get(row.condition, row.condition)
    said = ", said by the actor" if row.said_by else ""
    becomes = f"becomes {row.becomes} {row.becomes_mode}".strip() if row.becomes else "is dropped"
    yield f"- **{row.id}**: {what}, {condition}{said}, {becomes}. {row.why}"
    yield from (f"  - codes: {example.text}" for example in row.examples)
    yield from (f"  - leaves alone: {text}" for text in row.near_misses)
    yield ""


def conversion_lines(row: Conversion) -> Iterator[str]:
    what = f"CAMEO {', '.join(sorted(row.cameo))}" if row.cameo else f"{row.condition} {', '.join(sorted(row.event_types))}"
    yield f"- **{row.id}**: {what} is filed under {row.becomes}. {row.why}"
    yield from (f"  - files: {example.text}" for example in row.examples)
    yield from (f"  - leaves alone: {example.text}" for example in row.near_misses)
    yield ""


def html(codebook: Codebook) -> str:
    """The same as one self-contained HTML page."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown(codebook))
    title = escape("The codebook of Dragoman")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'
