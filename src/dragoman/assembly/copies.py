"""The same report twice: texts that are equal, nearly equal, or one the other cut short.

Candidates are found by MinHash sketches of three-word shingles (Broder 1997; `rensa`), 96 values in 24 bands of 4, and then compared
exactly. Two texts are the same report where at least `SHARE` of all their shingles are common, or where nearly all of the shorter one's
(`INSIDE`) stand in the longer, and their days of publication are at most `DAYS` apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from dragoman.assembly.columns import NEVER, Ints, distinct

WORD = re.compile(r"\w+")
VALUES, BANDS, SEED = 96, 24, 1
SHARE, INSIDE = 0.7, 0.85
SHORTEST = 6  # shingles below which only equal texts are the same
DAYS = 10
AT_ONCE = 2_000  # pairs compared together

Words = Callable[[list[int]], list[str]]


def shingles(text: str) -> list[str]:
    words = WORD.findall(text.casefold())
    return [" ".join(three) for three in zip(words, words[1:], words[2:], strict=False)] or [" ".join(words)]


def sketch(text: str) -> bytes:
    """A text as 384 bytes that allow to estimate how much of it two texts share; b"" for a text without words."""
    import rensa

    if not WORD.search(text):
        return b""
    made = rensa.RMinHash(VALUES, SEED)
    made.update(shingles(text))
    return np.array(made.digest(), dtype="<u4").tobytes()


def groups(sketches: Sequence[bytes], hashes: Sequence[str], published: Ints, words: Words) -> Ints:
    """The number of the first report with the same text, for each report. Reports are given by day of publication, then id.

    `hashes` are of title and text, for reports whose words are not there; `words` gives the texts of reports by their numbers, "" for none:
    candidates are then taken by their sketches alone.
    """
    parent = list(range(len(sketches)))

    def root(report: int) -> int:
        while parent[report] != report:
            parent[report] = parent[parent[report]]
            report = parent[report]
        return report

    pairs = [pair for pair in (*equal(hashes), *alike(sketches)) if close(published, *pair)]
    for first in range(0, len(pairs), AT_ONCE):
        some = [(one, other) for one, other in pairs[first : first + AT_ONCE] if root(one) != root(other)]
        wanted = sorted({number for one, other in some if hashes[one] != hashes[other] for number in (one, other)})
        known = {number: frozenset(shingles(text)) for number, text in zip(wanted, words(wanted), strict=True)}
        for one, other in some:
            if root(one) != root(other):
                if hashes[one] == hashes[other] or same(known[one], known[other], sketches[one], sketches[other]):
                    earlier, later = sorted((root(one), root(other)))
                    parent[later] = earlier
    return np.array([root(report) for report in range(len(parent))], dtype=np.int64)


def close(published: Ints, one: int, other: int) -> bool:
    days = int(published[one]), int(published[other])
    return NEVER in days or abs(days[0] - days[1]) <= DAYS


def same(one: frozenset[str], other: frozenset[str], sketch: bytes, second: bytes) -> bool:
    """Whether two texts are one; by their sketches where the words are not there."""
    if min(len(one), len(other)) <= 1 and ("" in one or "" in other):
        values = (np.frombuffer(sketch, dtype="<u4"), np.frombuffer(second, dtype="<u4"))
        return float((values[0] == values[1]).mean()) >= SHARE
    common = len(one & other)
    if common == len(one) == len(other):
        return True
    smaller = min(len(one), len(other))
    return smaller >= SHORTEST and (common >= SHARE * len(one | other) or common >= INSIDE * smaller)


def equal(hashes: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of neighbours with the same title and text."""
    last: dict[str, int] = {}
    found = []
    for number, value in enumerate(hashes):
        if value in last:
            found.append((last[value], number))
        if value:
            last[value] = number
    return found


def alike(sketches: Sequence[bytes]) -> list[tuple[int, int]]:
    """Pairs of reports that share a band of their sketches: each with the one before it in the same bucket."""
    there = [number for number, value in enumerate(sketches) if value]
    if not there:
        return []
    table = np.frombuffer(b"".join(sketches[number] for number in there), dtype="<u4").reshape(len(there), VALUES)
    rows = np.array(there, dtype=np.int64)
    size = VALUES // BANDS
    found: list[Ints] = []
    for band in range(BANDS):
        part = np.ascontiguousarray(table[:, band * size : (band + 1) * size]).view(f"S{4 * size}").ravel()
        order = np.argsort(part, kind="stable")
        equal = part[order][1:] == part[order][:-1]
        found.append(rows[order[:-1][equal]] * len(sketches) + rows[order[1:][equal]])
    pairs = distinct(np.concatenate(found))
    return [(int(pair // len(sketches)), int(pair % len(sketches))) for pair in pairs]
