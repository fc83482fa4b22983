"""A comparison of two sets of events as a table for people, as CSV, as JSON; and its units one by one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from dragoman.exports.happening import counted
from dragoman.exports.tabular import as_text
from dragoman.exports.terminal import plain
from dragoman.exports.writers import safe

PARTS = ("matched", "only_a", "only_b")
UNIT = ("status", "label", "source", "target", "date_a", "date_b", "event_a", "event_b")


def groups(found: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Mapping[str, int]]]]:
    return [(name.removeprefix("by_"), values) for name, values in found.items() if name.startswith("by_")]


def as_table(found: Mapping[str, Any]) -> str:
    lines = []
    for letter in ("a", "b"):
        item = found[letter]
        lines.append(f"{letter.upper()}: {plain(item['set'])}: {item['events']:,} events, {item['compared']:,} pairs of countries compared")
        lines += [f"   left aside: {number:,} {why}" for why, number in item["left_aside"].items()]
    what = f"same countries{' in either order' if found['undirected'] else ''} and {found['by']}, at most {counted(found['days'], 'day')} apart"
    lines.append(f"From {found['first'] or '…'} to {found['last'] or '…'}; {what}")
    for name, values in groups(found):
        lines += ["", f"{name:<20} {'both':>9} {'only A':>9} {'only B':>9} {'A in B':>7} {'B in A':>7}"]
        lines += [row(plain(key), counts) for key, counts in values.items()]
        lines.append(row("all", {part: found[part] for part in PARTS}))
    return "\n".join(lines) + "\n"


def row(key: str, counts: Mapping[str, int]) -> str:
    both, a, b = (counts[part] for part in PARTS)
    return f"{key:<20} {both:>9,} {a:>9,} {b:>9,} {share(both, a):>7} {share(both, b):>7}"


def share(both: int, only: int) -> str:
    """How much of one set the other has."""
    return f"{both / (both + only):.0%}" if both + only else "-"


def as_csv(found: Mapping[str, Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("group", "key", *PARTS))
    writer.writerow(("all", "all", *(found[part] for part in PARTS)))
    for name, values in groups(found):
        writer.writerows((name, safe(key), *(counts[part] for part in PARTS)) for key, counts in values.items())
    return text.getvalue()


def as_json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Mapping[str, Any]], str]] = {"table": as_table, "csv": as_csv, "json": as_json}


def write_units(units: Iterable[tuple[str, ...]], out: IO[bytes]) -> None:
    """One row a match, or an event that one set alone has (columns UNIT)."""
    with as_text(out) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(UNIT)
        writer.writerows([safe(cell) for cell in unit] for unit in units)
