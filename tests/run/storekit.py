"""Reports made for the tests of the store, in short sentences of our own, and ways to look at a store."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dragoman.cli import main
from dragoman.store import manifest
from dragoman.store.query import sql

STATES = ("Norway", "Peru", "Kenya", "Jordan", "Vietnam", "Ghana", "Finland", "Chile")
CITIES = ("Oslo", "Lima", "Nairobi", "Amman", "Hanoi", "Accra", "Helsinki", "Santiago")


def report(number: int, **fields: str) -> dict[str, str]:
    """A report that makes some claims, others for each number."""
    one, other = STATES[number % 8], STATES[(number * 3 + 1) % 8]
    text = f"{one} and {other} signed a trade agreement in {CITIES[number % 8]} on Monday. {other} sent {number + 2} envoys to {one}."
    return {
        "url": f"https://example.org/{number}",
        "title": f"{one} and {other} sign agreement number {number}",
        "published": f"2022-03-{number % 28 + 1:02}",
        "publisher": ("Fjord Post", "Andes Wire")[number % 2],
        "language": "en",
        "text": text,
        **fields,
    }


def write(path: Path, reports: Iterable[dict[str, Any]]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(item) + "\n" for item in reports), encoding="utf8")
    return str(path)


def segments(store: Path) -> dict[str, bytes]:
    """Every segment of a store that counts: path → bytes."""
    snapshot = manifest.read(store)
    return {segment.path: snapshot.path(segment).read_bytes() for segment in sorted(snapshot.files(), key=lambda s: s.path)}


def answer(store: Path, statement: str, **options: Any) -> list[dict[str, Any]]:
    return [row for batch in sql(manifest.read(store), statement, **options) for row in batch.to_pylist()]


def whole(store: Path) -> int:
    """The number of reports of a sound store: every segment reads as committed, and no report or claim is there twice."""
    snapshot = manifest.read(store)
    snapshot.check_sizes(snapshot.files())
    for table in ("reports", "claims"):
        ids = Counter(row["id"] for row in answer(store, f"SELECT id FROM {table}", revised=True))
        assert [id for id, times in ids.items() if times > 1] == []
    assert {coded.reports for coded in snapshot.chosen()} == set(snapshot.reports)
    return sum(segment.rows for segment in snapshot.reports.values())


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "dragoman", *words]


def call(*words: str) -> tuple[int, str, str]:
    """The command in this process: exit status, standard output, standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf8", write_through=True), io.StringIO()
    before, sys.argv = sys.argv, ["dragoman", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = before
    out.seek(0)
    return status, out.read(), err.getvalue()


def run(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, check=False, timeout=120, **options)
