"""Copies that may be shared, and putting words back into a store that has none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Report
from dragoman.store import manifest
from dragoman.store.events import again, copied
from dragoman.store.files import StoreError
from dragoman.store.manifest import Snapshot
from dragoman.store.rewriting import plain_lines, through
from dragoman.store.rows import Record, content_hash
from dragoman.store.store import Writer, init, writing
from dragoman.store.words import with_words, without_words


def shareable(snapshot: Snapshot, target: Path, version: str) -> None:
    """A new store at `target` without any sentence, span text, title or local path. Raises StoreError."""
    init(target, False, version)

    def change(table: str, rows: list[Record]) -> list[Record]:
        bare = [without_words(table, row) for row in rows]
        return [{**row, "source": ""} for row in bare] if table == "reports" else bare

    with writing(target) as writer:
        lines = through(snapshot, target, change)
        plain = [{key: value for key, value in line.items() if key != "details"} for line in plain_lines(snapshot)]
        made = [manifest.header(False, version), *plain[1:], *lines]
        writer.replace_all([*made, *copied(snapshot, manifest.fold(target, made))])


def restore(writer: Writer, reports: Iterable[Report], knowledge: Knowledge | None = None) -> tuple[int, int]:
    """Put words back into a store that has none, from reports with the same content hash. Returns how many have them now, of how many.

    Once all have them, the store keeps words from then on. With `knowledge` its events are assembled again. Raises StoreError.
    """
    snapshot = writer.snapshot
    if snapshot.words:
        raise StoreError("this store has its words", str(snapshot.folder), "restore is for stores made with --no-text or export --shareable")
    with closing(sqlite3.connect(writer.scratch / "words.sqlite")) as found:  # on disk: memory does not grow with the archive
        found.execute("CREATE TABLE words (hash TEXT PRIMARY KEY, title TEXT, text TEXT)")
        given = ((content_hash(report.title, report.text), report.title, report.text) for report in reports)
        found.executemany("INSERT OR IGNORE INTO words VALUES (?, ?, ?)", given)
        filling = Filling(found)
        lines = through(snapshot, writer.folder, filling.change)
    header = {**snapshot.header, "words": filling.filled == filling.seen}
    lines = [header, *plain_lines(snapshot)[1:], *lines]
    writer.replace_all([*lines, *(again(snapshot, lines, knowledge) if knowledge else ())])
    return filling.filled, filling.seen


class Filling:
    """The change that puts words back; it goes through a segment's reports first and keeps their words for what was coded of them."""

    def __init__(self, found: sqlite3.Connection) -> None:
        self.found = found
        self.words: dict[str, tuple[str, str]] = {}
        self.filled = self.seen = 0

    def change(self, table: str, rows: list[Record]) -> list[Record]:
        if table == "reports":
            self.words = {}
            for row in rows:
                words = self.found.execute("SELECT title, text FROM words WHERE hash = ?", [row["content_sha256"]]).fetchone()
                if words is not None or row["text"]:
                    self.words[row["id"]] = words or (row["title"], row["text"])
            self.seen += len(rows)
            self.filled += len(self.words)
        key = "id" if table == "reports" else "report_id"
        return [with_words(table, row, *self.words[row[key]]) if row[key] in self.words else row for row in rows]
