"""Words out of the rows, and back in: stores without words, shareable copies, and what is blacked out when somebody is forgotten.

Offsets, hashes and URLs stay when words go. `why` goes, too (it quotes), and does not come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from dragoman.exports.records import MASK
from dragoman.store.rows import Record, claim_row, statement_row

OFFSETS = {"text": ("text_start", "text_end", "start", "end"), "medium": ("medium_start", "medium_end")}
BLOT = "█"


def without_words(table: str, row: Record) -> Record:
    """A row of any table without sentences and span texts."""
    return changed(table, row, strip, drop_why=True)


def with_words(table: str, row: Record, title: str, text: str) -> Record:
    """A row with its words taken from the report again; rows that have words, and masked names, stay as they are."""
    if table == "reports":
        return {**row, "title": title, "text": text}
    content = title if row["field"] == "title" else text

    def fill(words: str, span: tuple[int, int] | None) -> str:
        return content[slice(*span)] if span and not words else words

    return changed(table, row, fill)


def strip(words: str, span: tuple[int, int] | None) -> str:
    del span
    return MASK if words == MASK else ""


def changed(table: str, row: Record, change: Callable[[str, tuple[int, int] | None], str], drop_why: bool = False) -> Record:
    """A row whose every text of the report went through `change(words, span)`; what is derived from them follows."""
    if table == "reports":
        return {**row, "title": change(row["title"], None), "text": change(row["text"], None)}
    if table == "places":
        return {**row, "text": change(row["text"], (row["start"], row["end"]))}
    record = through(json.loads(row["record"]), change)
    if drop_why:
        record.pop("why", None)
    return claim_row(record) if table == "claims" else statement_row(record)


def through(value: Any, change: Callable[[str, tuple[int, int] | None], str]) -> Any:
    """A record with `change` applied to every `text` and `medium`, wherever it lies."""
    if isinstance(value, list):
        return [through(item, change) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: through(item, change) for key, item in value.items()}
    for key, names in OFFSETS.items():
        if isinstance(made.get(key), str):
            made[key] = change(made[key], offsets(made, names))
    if "entity" in made and not made["entity"] and made.get("text") == "":
        made["name"] = ""  # a name that is not the registry's is the report's
    return made


def offsets(record: Record, names: Iterable[str]) -> tuple[int, int] | None:
    """The first pair of offsets a record has under these names. (A date's `start` and `end` are days, not offsets.)"""
    found = [record[name] for name in names if isinstance(record.get(name), int)]
    return (found[0], found[1]) if len(found) >= 2 else None


def blotter(pattern: Any) -> Callable[[str, tuple[int, int] | None], str]:
    """A change that blacks out what a pattern finds, letter for letter, so that offsets hold."""
    return lambda words, _: pattern.sub(lambda found: BLOT * len(found.group()), words)
