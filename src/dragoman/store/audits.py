"""Audits in the store's `people.sqlite`: which sentences were drawn and how likely each was, what coders said of them, what was settled.

No words of reports are kept here, only offsets, so that what is forgotten in the store is gone here, too. Labels are never changed: every
saving adds a row, the newest of a coder (or adjudicator) counts.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.people import NAME, opened

LONGEST_NAME, LONGEST_NOTE = 60, 2_000
CODED, SKIPPED = "coded", "skipped"
LABEL, SETTLED = "label", "settled"  # what a row is: a coder's, or an adjudicator's
TABLES = (
    """CREATE TABLE IF NOT EXISTS audits (
  name TEXT PRIMARY KEY, run TEXT NOT NULL, seed INTEGER NOT NULL, design TEXT NOT NULL, made TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS audit_units (
  audit TEXT NOT NULL, number INTEGER NOT NULL, report_id TEXT NOT NULL, content TEXT NOT NULL, field TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, stratum TEXT NOT NULL, probability REAL NOT NULL, outlet TEXT NOT NULL,
  PRIMARY KEY (audit, number))""",
    """CREATE TABLE IF NOT EXISTS audit_labels (
  id INTEGER PRIMARY KEY AUTOINCREMENT, audit TEXT NOT NULL, unit INTEGER NOT NULL, kind TEXT NOT NULL, coder TEXT NOT NULL,
  state TEXT NOT NULL, events TEXT NOT NULL, note TEXT NOT NULL, made TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS audit_labels_of ON audit_labels (audit, kind, coder)",
)
Event = Mapping[str, Any]  # a claim in the fields of gold (docs/records.md), trigger included


@dataclass(frozen=True)
class Unit:
    """One sentence of a sample.

    Attributes:
        number: its place in the order of coding, from 1; random, so that it tells nothing.
        report_id, content: the report, by id and by the SHA-256 of its words. field: text or caption.
        start, end: the sentence, in code points of the text.
        stratum: what it was drawn from. probability: with which it came into the sample (exact, by design).
    """

    number: int
    report_id: str
    content: str
    field: str
    start: int
    end: int
    stratum: str
    probability: float
    outlet: str = ""


@dataclass(frozen=True)
class Audit:
    """A sample of a run. `design` says how it was drawn: strata with their sizes, allocation, reports of the first stage, options."""

    name: str
    run: str
    seed: int
    design: Mapping[str, Any]
    made: str = ""
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Label:
    """What a coder (kind `label`) or an adjudicator (`settled`) says of one sentence: its events, none where there is none."""

    unit: int
    coder: str
    events: tuple[Event, ...] = ()
    state: str = CODED
    note: str = ""
    kind: str = LABEL
    made: str = field(default="", compare=False)


@contextmanager
def tables(folder: Path) -> Iterator[sqlite3.Connection]:
    with opened(folder) as connection:
        for sql in TABLES:
            connection.execute(sql)
        yield connection


def person(name: str) -> str:
    """A coder's name with its spaces made plain. Raises UsageError for one that is none."""
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise UsageError(f"a coder needs a name of 1 to {LONGEST_NAME} characters", repr(name[:80]), "give your name or initials")
    return found


def create(folder: Path, audit: Audit) -> Audit:
    """Keep a new audit with its units. Raises UsageError when there is one of that name, StoreError."""
    name = audit.name
    if not name or len(name) > LONGEST_NAME or not all(letter.isalnum() or letter in "-_." for letter in name) or name.strip(".") == "":
        raise UsageError(f"{name[:80]!r} is no name for an audit", "--name", "use letters, digits, - _ . (it becomes part of an address)")
    made = Audit(name, audit.run, audit.seed, audit.design, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), audit.units)
    with tables(folder) as connection:
        if connection.execute("SELECT 1 FROM audits WHERE name = ?", (name,)).fetchone():
            raise UsageError(f"there is an audit {name!r} already", str(folder), "choose another --name; audits are never drawn anew")
        connection.execute(
            "INSERT INTO audits VALUES (?, ?, ?, ?, ?)", (name, made.run, made.seed, json.dumps(made.design, ensure_ascii=False), made.made)
        )
        connection.executemany(
            "INSERT INTO audit_units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (name, u.number, u.report_id, u.content, u.field, u.start, u.end, u.stratum, u.probability, u.outlet)
                for u in made.units
            ],
        )  # fmt: skip
    return made


def names(folder: Path) -> list[str]:
    """Names of all audits, oldest first."""
    if not (folder / NAME).is_file():
        return []
    with tables(folder) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM audits ORDER BY rowid")]


def read(folder: Path, name: str) -> Audit:
    """Raises UsageError when there is no such audit, StoreError."""
    found = None
    if (folder / NAME).is_file():
        with tables(folder) as connection:
            found = connection.execute("SELECT name, run, seed, design, made FROM audits WHERE name = ?", (name,)).fetchone()
            sql = "SELECT number, report_id, content, field, first, last, stratum, probability, outlet FROM audit_units WHERE audit = ?"
            units = tuple(Unit(*row) for row in connection.execute(f"{sql} ORDER BY number", (name,)))
    if found is None:
        there = ", ".join(names(folder)) or "there are none"
        raise UsageError(f"no audit is called {name!r}", str(folder), f"audits: {there}. Draw one with: dragoman audit sample {folder}")
    return Audit(found[0], found[1], found[2], json.loads(found[3]), found[4], units)


def save(folder: Path, audit: str, label: Label) -> None:
    """Add what somebody says of a sentence. Raises UsageError, StoreError."""
    if len(label.note) > LONGEST_NOTE:
        raise UsageError("the note is too long", "note", f"at most {LONGEST_NOTE} characters")
    if label.state not in {CODED, SKIPPED} or label.kind not in {LABEL, SETTLED}:
        raise UsageError(f"there is no state {label.state[:20]!r}", "state", f"say {CODED} or {SKIPPED}")
    row = (audit, label.unit, label.kind, person(label.coder), label.state, json.dumps([dict(e) for e in label.events], ensure_ascii=False))
    with tables(folder) as connection:
        if not connection.execute("SELECT 1 FROM audit_units WHERE audit = ? AND number = ?", (audit, label.unit)).fetchone():
            raise UsageError(f"the audit has no sentence {label.unit}", audit, "take a number from its page")
        connection.execute(
            "INSERT INTO audit_labels (audit, unit, kind, coder, state, events, note, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, label.note.strip(), dt.datetime.now(dt.UTC).isoformat(timespec="seconds")),
        )


def labels(folder: Path, audit: str, kind: str = LABEL) -> dict[str, dict[int, Label]]:
    """What counts now: coder → sentence → label, coders by name. For adjudications all under "" (the newest of anyone counts)."""
    found: dict[str, dict[int, Label]] = {}
    if not (folder / NAME).is_file():
        return found
    with tables(folder) as connection:
        sql = "SELECT unit, coder, events, state, note, kind, made FROM audit_labels WHERE audit = ? AND kind = ? ORDER BY id"
        for unit, coder, events, *rest in connection.execute(sql, (audit, kind)):
            label = Label(unit, coder, tuple(json.loads(events)), *rest)
            found.setdefault(coder if kind == LABEL else "", {})[unit] = label
    return {coder: dict(sorted(found[coder].items())) for coder in sorted(found)}


def forget(folder: Path, gone: Callable[[str, str], bool], blot: Callable[[str], str]) -> None:
    """Take out what was said of reports that are forgotten (by id and hash), and black out names in notes."""
    if not (folder / NAME).is_file():
        return
    with tables(folder) as connection:
        rows: Sequence[Any] = connection.execute("SELECT audit, number, report_id, content FROM audit_units").fetchall()
        for audit, number, report_id, content in rows:
            if gone(report_id, content):
                connection.execute("DELETE FROM audit_labels WHERE audit = ? AND unit = ?", (audit, number))
        for id, note, events in connection.execute("SELECT id, note, events FROM audit_labels").fetchall():
            if (blot(note), blot(events)) != (note, events):
                connection.execute("UPDATE audit_labels SET note = ?, events = ? WHERE id = ?", (blot(note), blot(events), id))
