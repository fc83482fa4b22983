"""What an update brought, for people (Markdown, HTML) and programs (JSON)."""

from __future__ import annotations

import datetime as dt
import html
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import UsageError
from dragoman.exports.happening import counted
from dragoman.measures.chance import at_least
from dragoman.model import digest
from dragoman.store import manifest
from dragoman.store.engine import open_views
from dragoman.store.files import replace
from dragoman.store.happenings import Wanted, events
from dragoman.store.queries import Saved, saved

if TYPE_CHECKING:
    import duckdb

    from dragoman.feeds.update import Update

Row = dict[str, Any]
SHOWN = 40  # events of a section; JSON has all
WEEKS = 26  # that say what is usual
FEW = 5  # events below which nothing is called more than usual
RARE = 0.01  # probability below which a count is called more than usual
STYLE = "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.55 system-ui,sans-serif}li{margin:.5rem 0;overflow-wrap:anywhere}"
FORMS = (".md", ".html", ".json")
COLUMNS = (
    "event_id", "event_type", "mode", "actors", "actor_countries", "recipients", "recipient_countries",
    "date_start", "date_end", "place", "modality", "recency", "reports",
    "independent_sources", "belief", "disputed", "headline",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a saved query found: its new events, how many a week it usually has, and whether there are more now than chance explains."""

    name: str
    notify: tuple[str, ...]
    least: int
    events: tuple[Row, ...]
    usual: float | None  # None where nothing was there before
    more: bool

    @property
    def telling(self) -> bool:
        return len(self.events) >= self.least


@dataclass(frozen=True)
class News:
    """What is new in a store since an update began."""

    when: str
    reports: int
    claims: int
    new: tuple[Row, ...]
    changed: tuple[Row, ...]  # rows of `changes` with what the event is
    queries: tuple[Found, ...]
    failures: tuple[str, ...]
    silent: tuple[str, ...]
    words: str  # what is told of the coverage


def news(store: Path, update: Update) -> News:
    """What the update brought: events that are new, and what changed in those that were there. Raises StoreError."""
    connection = open_views(manifest.read(store), tables=("claims", "statements", "events", "event_party", "event_claim", "changes"))
    fresh = [dict(zip(CHANGE, row, strict=True)) for row in connection.execute(ALL).fetchall() if digest(*row) not in update.before]
    new = {row["event_id"] for row in fresh if row["what"] == "new"}
    known = {row["event_id"]: row for row in shown(connection, {row["event_id"] for row in fresh})}
    changed = [{**row, "event": known.get(row["event_id"], {})} for row in fresh if row["event_id"] not in new]
    languages = dict(connection.execute("SELECT language, count(*) FROM reports GROUP BY language").fetchall())
    others = sum(count for language, count in languages.items() if language not in {"en", ""})
    return News(
        when=update.when,
        reports=update.tally.coded,
        claims=update.tally.claims,
        new=tuple(row for id, row in known.items() if id in new),
        changed=tuple(changed),
        queries=tuple(ask(connection, query, known, new) for query in saved(store) if query.watched),
        failures=tuple(f"{f.source}: {f.reason}" for f in (*update.fetched.failures, *(f for f in update.failures if f.fatal))),
        silent=tuple(f"{feed.url}: nothing new for {feed.silent} days" for feed in update.silent),
        words=f"English only: {counted(others, 'report')} in other languages {'is' if others == 1 else 'are'} kept and not coded.",
    )


CHANGE = ("event_id", "what", "field", "old", "new", "run", "when")
ALL = "SELECT " + ", ".join(f'"{name}"' for name in CHANGE) + " FROM changes"


def changes(store: Path) -> frozenset[str]:
    """Hashes of the changes a store has written down so far."""
    connection = open_views(manifest.read(store), tables=("changes",))
    return frozenset(digest(*row) for row in connection.execute(ALL).fetchall())


def shown(connection: duckdb.DuckDBPyConnection, ids: set[str]) -> Iterator[Row]:
    """Events by most independent sources, then day."""
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM events WHERE event_id IN (SELECT unnest(?)) "
        "ORDER BY recency DESC, modality, independent_sources DESC, reports DESC, date_start DESC, event_id"
    )
    for row in connection.execute(query, [sorted(ids)]).fetchall():
        yield dict(zip(COLUMNS, row, strict=True))


def ask(connection: duckdb.DuckDBPyConnection, query: Saved, known: dict[str, Row], new: set[str]) -> Found:
    """What a saved query finds among the new events, against what it found in the weeks before."""
    matching = {item.row["event_id"]: item.row for item in events(connection, query.filters, Wanted(parties=False, evidence=False))}
    here = [known[id] for id in known if id in new and id in matching]
    last = max((row["first_seen"] for row in matching.values() if row["first_seen"]), default="")
    before, weeks = usual(last, [row["first_seen"] for id, row in matching.items() if id not in new and row["first_seen"]])
    k = len(here)
    chance = float(at_least(np.array([k]), np.array([k + before]), np.array([1 / (1 + weeks)]))[0]) if weeks and k else 1.0
    return Found(query.name, query.notify, query.least, tuple(here), before / weeks if weeks else None, k >= FEW and chance < RARE)


def usual(last: str, days: Sequence[str]) -> tuple[int, int]:
    """How many events fell into the weeks before the last day, and how many such weeks there are, 26 at most."""
    if not last or not days:
        return 0, 0
    end = dt.date.fromisoformat(last)
    ages = [(end - dt.date.fromisoformat(day)).days // 7 for day in days]
    weeks = min(WEEKS, max(ages) + 1)
    return sum(age < WEEKS for age in ages), weeks


def form_of(path: Path) -> str:
    """The form a file's name asks for. Raises UsageError."""
    if path.suffix not in FORMS:
        raise UsageError(f"{path.name} says no form", "--digest", f"let the name end in {', '.join(FORMS)}")
    return path.suffix


def check_target(path: Path) -> None:
    """Raises UsageError for a digest that could not be written, before anything is fetched."""
    form_of(path)
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageError("there is no such folder, or it may not be written", f"--digest {path}", "make it, or name another")


def write(news: News, path: Path) -> None:
    """Write a digest, whole or not at all. Raises UsageError, StoreError."""
    text = {".md": markdown, ".html": page, ".json": as_json}[form_of(path)](news)
    replace(path, text.encode())


def as_json(news: News) -> str:
    return json.dumps(asdict(news), ensure_ascii=False, indent=1, default=str) + "\n"


def sections(news: News) -> Iterator[tuple[str, list[str]]]:
    """Headings with their lines."""
    for found in news.queries:
        count = len(found.events)
        more = "; more than usual" if found.more else "; too few to call it more than usual" if 0 < count < FEW else ""
        usual = "nothing before to compare with" if found.usual is None else f"usually {found.usual:.1f} a week"
        yield f"{found.name}: {count} new ({usual}{more})", [line(row) for row in found.events[:SHOWN]]
    told = [row for row in news.new if row["recency"] == "news" and row["modality"] == "asserted"]
    yield f"New events: {len(told)}", [line(row) for row in told[:SHOWN]] + rest(len(told))
    changed = [change(row) for row in news.changed]
    yield f"Changed: {len(changed)}", changed[:SHOWN] + rest(len(changed))
    yield f"Failed: {len(news.failures)}", list(news.failures)
    yield f"Silent feeds: {len(news.silent)}", list(news.silent)


def rest(count: int) -> list[str]:
    return [f"… and {count - SHOWN} more"] if count > SHOWN else []


def line(row: Row) -> str:
    """An event in one line, with its sentence."""
    deed = " ".join(part for part in (row["event_type"], row["mode"]) if part)
    whom = f" → {who(row, 'recipient')}" if who(row, "recipient") else ""
    when = " to ".join(dict.fromkeys(day for day in (row["date_start"], row["date_end"]) if day)) or "date unknown"
    where = f", {row['place']}" if row["place"] else ""
    sources = f"{counted(row['reports'], 'report')}, {row['independent_sources']} independent"
    disputed = ", disputed" if row["disputed"] else ""
    said = f": “{' '.join(row['headline'].split())}”" if row["headline"] else ""
    return f"{who(row, 'actor') or 'nobody named'}{whom}: {deed} ({when}{where}; {sources}{disputed}){said}"


def who(row: Row, role: str) -> str:
    """The parties of a role by name, or by country where they have none; "" for nobody."""
    names, countries = ((row[f"{role}{column}"] or "").split("; ") for column in ("s", "_countries"))
    found = [name or country for name, country in zip_longest(names, countries, fillvalue="")]
    return ", ".join(dict.fromkeys(filter(None, found)))


def change(row: Row) -> str:
    event = row["event"]
    when = f"({event['date_start'] or 'date unknown'})" if event else ""
    what = f"{who(event, 'actor') or 'nobody named'}: {event['event_type']} {when}" if event else row["event_id"]
    name = row["field"].replace("_", " ")
    values = f", {name}: {row['old'].strip('; ') or '-'} → {row['new'].strip('; ') or '-'}" if row["field"] else ""
    return f"{row['what']}: {what}{values}"


def top(news: News) -> str:
    return f"{counted(news.reports, 'report')} added, {counted(news.claims, 'claim')}. {news.words}"


def markdown(news: News) -> str:
    """Markdown; what reports say cannot become markup of its own."""
    parts = [f"# What is new, {news.when[:10]}", top(news)]
    for heading, lines in sections(news):
        if lines or "new (" in heading:
            parts.append("\n".join([f"## {escaped(heading)}", "", *(f"- {escaped(found)}" for found in lines)]).rstrip())
    return "\n\n".join(parts) + "\n"


def escaped(words: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|!" else c for c in words)


def page(news: News) -> str:
    parts = [f"<h1>What is new, {news.when[:10]}</h1><p>{html.escape(top(news))}</p>"]
    for heading, lines in sections(news):
        if lines or "new (" in heading:
            items = "".join(f"<li>{html.escape(found)}</li>" for found in lines)
            parts.append(f"<h2>{html.escape(heading)}</h2><ul>{items}</ul>")
    body = "\n".join(parts)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}"><title>What is new</title><style>{STYLE}</style>'
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'
