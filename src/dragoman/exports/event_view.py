"""Events for the eye in a terminal: one row a happening, and one happening with all that is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dragoman.exports.terminal import NARROW, plain

JOIN = "; "
Row = Mapping[str, Any]
NUMBERS = ("killed", "injured", "size")
WORDS = {"killed": "killed", "injured": "injured", "size": "taking part"}
FIELDS = {
    "event_type": "type", "actor_countries": "countries of the actors", "recipient_countries": "countries of the recipients",
    "date_start": "first day", "date_end": "last day", "place_country": "country of the place", "dispute": "disputed",
    "killed_low": "killed, at least", "killed_high": "killed, at most", "injured_low": "injured, at least", "injured_high": "injured, at most",
    "size_low": "taking part, at least", "size_high": "taking part, at most",
}  # fmt: skip
SIGNS = {"new": "+", "withdrawn": "-", "changed": "~", "corrected": "!", "merged": ">", "split": "<"}


def print_events(shown: Console, rows: Sequence[Row], headlines: bool = False) -> None:
    """Events as a table; two lines an event where it is narrow."""
    if shown.width < NARROW:
        for row in rows:
            shown.print(summary(row))
        return
    made = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, expand=True)
    shares = (("id", 16), ("when", 12), ("who", 20), ("what", 18), ("to whom", 18), ("where", 12))
    for name, share in shares:
        made.add_column(name, overflow="fold", ratio=share, no_wrap=name == "id", min_width=16 if name == "id" else None)
    for name, width in (("reports", 7), ("sources", 7), ("belief", 6)):
        made.add_column(name, justify="right", width=width)
    for row in rows:
        cells = (Text(row["event_id"], style="dim"), Text(span(row)), parties(row, "actor"), what(row), parties(row, "recipient"), where(row))
        made.add_row(*cells, str(row["reports"]), str(row["independent_sources"]), f"{row['belief']:.2f}")
    if rows:
        shown.print(made)
    if headlines:
        for row in rows:
            shown.print(Text(f"{row['event_id']}: ", style="dim").append(plain(row["headline"] or "(no words)")))


def summary(row: Row) -> Text:
    """One event in two lines."""
    made = Text("• ").append_text(parties(row, "actor") or Text("(nobody named)", style="dim")).append(" – ").append_text(what(row))
    if row["recipient_countries"] or row["recipients"]:
        made.append(" → ").append_text(parties(row, "recipient"))
    rest = [
        Text(span(row)),
        *([where(row)] if row["place"] or row["place_country"] else []),
        Text(evidence(row)),
        Text(row["event_id"], style="dim"),
    ]
    return made.append("\n  ").append_text(Text(" · ", style="dim").join(rest))


def evidence(row: Row) -> str:
    reports = "1 report" if row["reports"] == 1 else f"{row['reports']} reports"
    sources = "1 independent source" if row["independent_sources"] == 1 else f"{row['independent_sources']} independent sources"
    return f"{reports}, {sources}, belief {row['belief']:.2f}"


def what(row: Row) -> Text:
    made = Text(f"{row['event_type']} {row['mode']}".rstrip())
    if row["modality"] != "asserted":
        made.append(f" {row['modality']}", style="italic")
    told = numbers(row)
    if told:
        made.append(f" ({told})")
    if row["dispute"]:
        made.append(f" disputed: {row['dispute']}", style="yellow")
    return made


def numbers(row: Row) -> str:
    """Numbers of an event or a claim: "13 killed, 2–5 injured"."""
    found = []
    for kind in NUMBERS:
        low, high = row[f"{kind}_low"], row[f"{kind}_high"]
        if low is not None or high is not None:
            size = (
                str(low)
                if low == high
                else f"{low}–{high}"
                if low is not None and high is not None
                else f"at least {low}"
                if high is None
                else f"up to {high}"
            )
            found.append(f"{size} {WORDS[kind]}")
    return ", ".join(found)


def parties(row: Row, role: str) -> Text:
    """Parties of an event's row: names with their countries and sectors."""
    names, countries, sectors = (str(row[column] or "").split(JOIN) for column in (f"{role}s", f"{role}_countries", f"{role}_sectors"))
    if len(names) < len(countries):
        names = [""] * len(countries)
    return listed(zip(names, countries, sectors, strict=False))


def claim_parties(row: Row, role: str) -> Text:
    """Parties of a claim's row."""
    columns = (str(row[f"{role}_{name}"] or "").split(JOIN) for name in ("name", "country", "sector"))
    return listed(zip(*columns, strict=False))


def listed(found: Any) -> Text:
    made = []
    for name, country, sector in found:
        code = "/".join(part for part in (country or ("?" if sector else ""), sector) if part)
        if name and code:
            made.append(Text(f"{plain(name)} ").append(code, style="dim"))
        elif name or code:
            made.append(Text(plain(name) or code))
    return Text(", ").join(made)


def where(row: Row) -> Text:
    return Text(f"{plain(row['place'])} " if row["place"] else "").append(row["place_country"] or "", style="dim")


def span(row: Row) -> str:
    start, end = str(row["date_start"] or ""), str(row["date_end"] or "")
    return "unknown" if not start and not end else start if start == end else f"{start or '…'} – {end or '…'}"


def print_event(shown: Console, event: Row, parties_of: Sequence[Row], claims: Sequence[Row], changes: Sequence[Row]) -> None:
    """An event, then every claim side by side: who tells it, in which words, with which numbers; then what has changed."""
    shown.print(Text(f"{event['event_id']}", style="bold").append(f"  {event['quad_category']}", style="dim"))
    shown.print(summary(event))
    if event["former_ids"]:
        shown.print(Text(f"  formerly {event['former_ids']}", style="dim"))
    for role in ("actor", "recipient"):
        mine = [row for row in parties_of if row["role"] == role]
        if mine:
            shown.print(Text(f"  {role}: ").append_text(listed((row["name"], row["country"], row["sector"]) for row in mine)))
    who_says(shown, claims)
    shown.print()
    told = sorted(claims, key=lambda row: (row["source_group"], row["published"] or "", row["report_id"]))
    for group, claims_of in groupby(told, key=lambda row: row["source_group"]):
        shown.print(Text(source(group), style="bold"))
        for row in claims_of:
            shown.print(claim_lines(row))
    if changes:
        shown.print(Text("\nChanges", style="bold"))
        for row in changes:
            shown.print(change_line(row))


def source(group: str) -> str:
    kind, _, name = group.partition(":")
    return f"{kind} {name}" if not name.startswith("~") else f"{kind} not in the registry ({name[1:]})"


def who_says(shown: Console, claims: Sequence[Row]) -> None:
    """Which numbers are told by whom, where anybody tells any."""
    for kind in NUMBERS:
        found: dict[str, list[str]] = {}
        for row in claims:
            low, high = row[f"{kind}_low"], row[f"{kind}_high"]
            if (low is not None or high is not None) and row["status"] != "denial":
                value = numbers({f"{k}_{part}": (row[f"{k}_{part}"] if k == kind else None) for k in NUMBERS for part in ("low", "high")})
                state = f" ({row['status']})" if row["status"] == "superseded" else ""
                found.setdefault(f"{value}{state}", []).append(f"{source(row['source_group'])}, {row['published'] or 'date unknown'}")
        for value, tellers in found.items():
            shown.print(Text(f"  {value}: ").append("; ".join(dict.fromkeys(tellers)), style="dim"))


def claim_lines(row: Row) -> Text:
    """One claim: status, when and where it was published, what it says, in which sentence."""
    head = " · ".join(part for part in (row["published"] or "date unknown", row["outlet"], plain(row["title"] or "")) if part)
    made = Text("  ").append(row["status"], style="" if row["status"] == "current" else "italic").append(f"  {head}", style="dim")
    deed = claim_parties(row, "actor") or Text("(nobody named)", style="dim")
    deed = Text("    ").append_text(deed).append(f" – {row['event_type']} {row['mode']}".rstrip())
    if row["modality"] != "asserted":
        deed.append(f" {row['modality']}", style="italic")
    recipients = claim_parties(row, "recipient")
    if recipients:
        deed.append(" → ").append_text(recipients)
    told = numbers(row)
    rest = [span(row), row["place"] or "", told, f"confidence {row['confidence']:.2f}", row["claim_id"]]
    deed.append(" · " + " · ".join(part for part in rest if part), style="dim")
    speaker = claim_parties(row, "speaker")
    if speaker:
        deed.append(" · according to ", style="dim").append_text(speaker)
    made.append("\n").append_text(deed)
    if row["sentence"]:
        made.append(f"\n    “{plain(row['sentence'])}”")
    return made


def print_changes(shown: Console, rows: Sequence[Row]) -> None:
    """Changes by the day they came with, an event a line with what has changed of it below, and how many events of each kind."""
    counts: Counter[str] = Counter()
    for when, of_day in groupby(rows, key=lambda row: row["when"] or "date unknown"):
        shown.print(Text(f"with reports until {when}", style="bold"))
        for (kind, _), found in groupby(of_day, key=lambda row: (row["what"], row["event_id"])):
            told = list(found)
            counts[kind] += 1
            shown.print(changed_event(kind, told[0]), soft_wrap=True)
            for row in told:
                if row["field"]:
                    shown.print(Text(f"    {difference(row)}"), soft_wrap=True)
    said = ", ".join(f"{counts[kind]} {kind}" for kind in SIGNS if counts[kind])
    shown.print(Text(said or "nothing has changed", style="dim"))


def changed_event(kind: str, row: Row) -> Text:
    """What kind of change, of which event: who did what to whom, when, where."""
    made = Text(f"{SIGNS.get(kind, '?')} {kind}: ")
    if not row.get("event_type"):
        return made.append("an event that is there no longer").append(f"  {row['event_id']}", style="dim")
    made.append_text(parties(row, "actor") or Text("(nobody named)", style="dim")).append(f" – {row['event_type']} {row['mode']}".rstrip())
    if row["modality"] != "asserted":
        made.append(f" {row['modality']}", style="italic")
    if row["recipient_countries"] or row["recipients"]:
        made.append(" → ").append_text(parties(row, "recipient"))
    rest = [span(row), *([where(row).plain.strip()] if row["place"] or row["place_country"] else [])]
    return made.append(f" · {' · '.join(rest)}").append(f"  {row['event_id']}", style="dim")


def difference(row: Row) -> str:
    """One field before and now, in words."""
    if row["field"] == "event_id":
        return f"from {row['old']}"
    name = FIELDS.get(row["field"], row["field"].replace("_", " "))
    one, other = (", ".join(part or "?" for part in plain(value).split(JOIN)) if value else "none" for value in (row["old"], row["new"]))
    return f"{name}: {one} → {other}"


def change_line(row: Row) -> Text:
    """One change of an event that is shown anyway."""
    told = f" {difference(row)}" if row["field"] else ""
    return Text(f"{SIGNS.get(row['what'], '?')} {row['when'] or 'date unknown'} {row['what']}{told}")
