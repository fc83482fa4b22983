"""Claims for the eye in a terminal: a table where it is wide enough, two lines a claim where it is not."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from typing import IO, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

NARROW = 100  # columns below which a table of seven would only be folds
UNSEEN = 150  # columns where nobody is looking: a file or a pipe
JOINERS = "\u200c\u200d"  # the only invisible characters that words of some scripts need
COLUMNS = (("who", 20), ("what", 24), ("to whom", 18), ("when", 14), ("where", 13), ("according to", 18))


def console(out: IO[str] | None = None) -> Console:
    """A console on a stream (standard output without one): as wide as the terminal or $COLUMNS says, else of a fixed width."""
    shown = Console(file=out, highlight=False)
    return shown if shown.is_terminal or "COLUMNS" in os.environ else Console(file=out, highlight=False, width=UNSEEN)


def harmless(words: str) -> str:
    """Words without the control characters that could steer a terminal or turn its text around; line ends stay."""
    return "".join(c if c == "\n" or c in JOINERS or unicodedata.category(c)[0] != "C" else " " for c in words)


def plain(words: str) -> str:
    """Words of a report on one line, harmless."""
    return " ".join(harmless(words).split())


def print_claims(shown: Console, records: Sequence[Mapping[str, Any]], heading: str = "") -> None:
    """Claims of one report under its heading."""
    if heading:
        shown.print(Text(plain(heading), style="bold"))
    if not records:
        shown.print(Text("  no claims", style="dim"))
    elif shown.width < NARROW:
        for record in records:
            shown.print(lines(record), soft_wrap=False)
    else:
        shown.print(table(records))
    shown.print()


def table(records: Sequence[Mapping[str, Any]]) -> Table:
    """Who, what, to whom, when, where, according to whom, confidence: always in the same columns, so that reports stand aligned."""
    made = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, expand=True)
    for name, share in COLUMNS:
        made.add_column(name, overflow="fold", ratio=share)
    made.add_column("conf.", justify="right", width=5)
    for record in records:
        when = Text(span(record["date"]))
        if record["recency"] == "background":
            when.append(" background", style="dim")
        cells = (parties(record["actor"]), what(record), parties(record["recipient"]), when, where(record["place"]), speaker(record))
        made.add_row(*cells, f"{record['confidence']:.2f}")
    return made


def lines(record: Mapping[str, Any]) -> Text:
    """One claim in two lines: the deed, then when, where and according to whom."""
    deed = Text("• ").append_text(parties(record["actor"]) or Text("(nobody named)", style="dim")).append(" – ").append_text(what(record))
    if record["recipient"]:
        deed.append(" → ").append_text(parties(record["recipient"]))
    rest = [Text(span(record["date"]) + (", background" if record["recency"] == "background" else ""))]
    rest += [where(record["place"])] if record["place"] else []
    rest += [Text("according to ").append_text(speaker(record))] if record["attribution"] else []
    rest += [Text(f"{record['confidence']:.2f}")]
    return deed.append("\n  ").append_text(Text(" · ", style="dim").join(rest))


def what(record: Mapping[str, Any]) -> Text:
    mode = f" {record['mode']}" if record["mode"] else ""
    made = Text(f"{record['event_type']}{mode} ").append(f"({plain(record['trigger']['text'])})", style="dim")
    return made if record["modality"] == "asserted" else made.append(f" {record['modality']}", style="italic")


def parties(found: Sequence[Mapping[str, Any]]) -> Text:
    return Text(", ").join(Text(f"{plain(p['text'])} ").append(code(p), style="dim") for p in found)


def code(party: Mapping[str, Any]) -> str:
    """Country and sector of a party, "?" for what is unknown; country alone where no sector is known."""
    return f"{party['country'] or '?'}/{party['sector']}" if party["sector"] else str(party["country"] or "?")


def speaker(record: Mapping[str, Any]) -> Text:
    """Who says so; nothing where the outlet does, and a short word where the actor speaks for itself."""
    if record["attribution"] is None:
        return Text()
    return Text("the actor", style="dim") if own_words(record) else parties([record["attribution"]["speaker"]])


def own_words(record: Mapping[str, Any]) -> bool:
    """Whether the speaker of a claim is its actor, as in "Iran accused …"."""
    said = record["attribution"]["speaker"]
    return any((p["start"], p["end"]) == (said["start"], said["end"]) for p in record["actor"])


def where(place: Mapping[str, Any] | None) -> Text:
    if place is None:
        return Text()
    return Text(f"{plain(place['name'] or place['text'])} ").append(place["country"], style="dim")


def span(date: Mapping[str, Any]) -> str:
    """An interval as people write it: a day, a month (2023-09), a year, or from – to."""
    start, end = str(date["start"]), str(date["end"])
    if not start and not end:
        return "unknown"
    if start == end:
        return start
    if date["granularity"] == "month" and start[:7] == end[:7]:
        return start[:7]
    if date["granularity"] == "year" and start[:4] == end[:4]:
        return start[:4]
    return f"{start or '…'} – {end or '…'}"
