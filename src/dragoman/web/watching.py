"""What Watch shows around the watchlist: the honest strip, and what the cards of events say."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.outlets import UNKNOWN
from dragoman.lexicon.outlets import load as load_outlets
from dragoman.web import asking
from dragoman.web.filters import marks
from dragoman.web.library import Holding, Row

MENTIONED = 12  # background events under a card
SILENT = 2  # days after which an outlet that publishes daily is said to be silent


def strip(held: Holding, knowledge: Knowledge) -> list[dict[str, Any]]:
    """What was read, in one line: reports, independent ones, languages, control by states, silence, failures."""
    if "strip" not in held.memory:
        reports = held.rows("SELECT id, outlet, published, language FROM held_reports")
        copies = held.rows("SELECT count(DISTINCT report_id) AS n FROM held_event_claim WHERE status = 'copy'")[0]["n"]
        languages = Counter(row["language"] or "en" for row in reports)
        others = sum(n for code, n in languages.items() if code != "en")
        days = [row["published"] for row in reports if row["published"]]
        read = len(reports) - others
        parts = [said(f"{read:,} reports read, {read - copies:,} independent")]
        parts.append(said("English only" + (f": {others:,} in other languages are kept and not read" if others else "")))
        parts += control(reports, knowledge)
        parts += silence(reports, max(days, default=""))
        failed = sum(len(coded.failures) for coded in held.snapshot.chosen())
        failed += sum(int(line.get("counts", {}).get("failed", 0)) for line in held.snapshot.adds)
        if failed:
            parts.append(said(f"{failed:,} inputs failed", True))
        held.memory["strip"] = parts
    found: list[dict[str, Any]] = held.memory["strip"]
    return found


def said(text: str, warn: bool = False) -> dict[str, Any]:
    return {"text": text, "warn": warn}


def control(reports: Sequence[Row], knowledge: Knowledge) -> list[dict[str, Any]]:
    """The share of reports whose outlet a state owns or controls, as far as outlets are known."""
    outlets = load_outlets(knowledge)
    kinds: Counter[str] = Counter()
    for (outlet, day), n in Counter((row["outlet"], row["published"]) for row in reports).items():
        found = outlets.find(outlet or "")
        kinds[outlets.bloc("ownership", outlet or "", found, dt.date.fromisoformat(day) if day else None)] += n
    known = kinds.total() - kinds[UNKNOWN]
    if not known:
        return [said("who owns the outlets is not known")]
    rest = f" of {known:,} whose outlet is known" if kinds[UNKNOWN] else ""
    return [said(f"{100 * kinds['state'] / known:.0f} % from state outlets{rest}")]


def silence(reports: Sequence[Row], last: str) -> list[dict[str, Any]]:
    """Outlets that published on most days of the last four weeks before they fell silent."""
    if not last:
        return []
    end = dt.date.fromisoformat(last)
    days: dict[str, set[dt.date]] = {}
    for row in reports:
        if row["published"] and row["outlet"] and (end - dt.date.fromisoformat(row["published"])).days <= 28:
            days.setdefault(row["outlet"], set()).add(dt.date.fromisoformat(row["published"]))
    silent = sorted(
        ((end - max(found)).days, outlet) for outlet, found in days.items() if len(found) >= 10 and (end - max(found)).days >= SILENT
    )
    return [said(f"{outlet} silent {count} days", True) for count, outlet in reversed(silent)][:3]


def last_day(held: Holding) -> dt.date | None:
    """The day of the newest report: what "this week" means in this store."""
    sql = "SELECT max(published) AS day FROM held_reports WHERE published <> ''"
    found: str | None = held.memory.once("last day", lambda: held.rows(sql)[0]["day"])
    return dt.date.fromisoformat(found) if found else None


def states(held: Holding, since: str, ids: Sequence[str]) -> dict[str, str]:
    """Badges of events: what happened to them on or after a day: NEW, CHANGED, WITHDRAWN."""
    names = {"new": "NEW", "changed": "CHANGED", "corrected": "CHANGED", "merged": "CHANGED", "split": "CHANGED", "withdrawn": "WITHDRAWN"}
    if not ids:
        return {}
    where = f'event_id IN ({marks(ids)}) AND "when" >= ?'
    rows = held.rows(f"SELECT event_id, what FROM held_changes WHERE {where} ORDER BY what <> 'withdrawn', what <> 'new'", [*ids, since])
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["event_id"], names.get(row["what"], ""))
    return found


def told_by_states(held: Holding, rows: Sequence[Row], knowledge: Knowledge) -> dict[str, int]:
    """How many reports of each event come from outlets that a state owned when they were published."""
    outlets = load_outlets(knowledge)
    ids = [row["event_id"] for row in rows]
    if not ids:
        return {}
    found: Counter[str] = Counter()
    sql = (
        "SELECT DISTINCT c.event_id, c.report_id, r.outlet, r.published FROM held_event_claim c "
        f"JOIN held_reports r ON r.id = c.report_id WHERE c.event_id IN ({marks(ids)})"
    )
    for row in held.rows(sql, ids):
        known = outlets.find(row["outlet"] or "")
        day = dt.date.fromisoformat(row["published"]) if row["published"] else None
        found[row["event_id"]] += outlets.bloc("ownership", row["outlet"] or "", known, day) == "state"
    return dict(found)


def gather_background(held: Holding) -> bool:
    """Makes the table held_background: the background events of each report."""
    with held.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE TABLE held_background AS SELECT DISTINCT c.report_id, e.event_id, e.date_start "
            "FROM held_event_claim c JOIN held_events e USING (event_id) WHERE e.recency = 'background'"
        )
    return True


def background(held: Holding, ids: Sequence[str]) -> dict[str, list[Row]]:
    """For each event what its reports mention as background, latest first."""
    if not ids:
        return {}
    held.memory.once("background", lambda: gather_background(held))
    pairs = held.rows(
        "SELECT DISTINCT a.event_id AS event, b.event_id AS other, b.date_start FROM held_event_claim a "
        "JOIN held_background b ON b.report_id = a.report_id AND b.event_id <> a.event_id "
        f"WHERE a.event_id IN ({marks(ids)}) ORDER BY b.date_start DESC, other",
        ids,
    )
    rows = {row["event_id"]: row for row in asking.by_id(held, sorted({row["other"] for row in pairs}))}
    found: dict[str, list[Row]] = {}
    for row in pairs:
        if len(found.setdefault(row["event"], [])) < MENTIONED:
            found[row["event"]].append(rows[row["other"]])
    return found
