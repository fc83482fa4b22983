"""Rows that other data sets write twice, the second time with source and target exchanged, folded back into one event.

Works on a stream: a row waits for its twin among the next WINDOW rows, so that memory stays the same however long the file is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.imports.rows import Row, Side, sides

WINDOW = 2_000  # rows; twins stand next to each other or within one update of a data set
OTHER_HALF = {"paid": "received", "received": "paid"}
Entry = tuple[str, str, Side, Side]


@dataclass
class Read:
    """One row of a file as an event: who did it to whom as the file has it. `key` is "" for a row that has no twin.

    Twins have the same `key` and their sides exchanged; both sides become actors. The two rows of a visit have codes of their own: they
    are turned the same way before, and `half` says which row it was ("paid" or "received"); the sides stay actor and recipient.
    """

    row: Row
    source: Side
    target: Side
    key: str = ""
    half: str = ""
    met: bool = False

    def done(self) -> Row:
        if self.met and not self.half:
            sides(self.row, "actor", [self.source, self.target])
        else:
            sides(self.row, "actor", [self.source])
            sides(self.row, "recipient", [self.target])
        return self.row


def folded(reads: Iterable[Read], keep: bool, folded_rows: list[int]) -> Iterator[Row]:
    """Rows with twins made one; `folded_rows[0]` counts those that went. `keep`: leave every row as it is."""
    waiting: deque[Read] = deque()
    by_key: dict[Entry, Read] = {}
    for item in reads:
        if not item.key or keep:
            item.key = ""
        else:
            twin = by_key.pop(entry(item, other=True), None)
            if twin is not None:
                twin.met = True
                twin.key = ""
                folded_rows[0] += 1
                continue
            by_key.setdefault(entry(item), item)
        waiting.append(item)
        if len(waiting) > WINDOW:
            yield let_go(waiting, by_key)
    while waiting:
        yield let_go(waiting, by_key)


def entry(item: Read, other: bool = False) -> Entry:
    """Under what a row is looked for, or (`other`) its twin."""
    if item.half:
        return item.key, OTHER_HALF[item.half] if other else item.half, item.source, item.target
    return (item.key, "", item.target, item.source) if other else (item.key, "", item.source, item.target)


def let_go(waiting: deque[Read], by_key: dict[Entry, Read]) -> Row:
    first = waiting.popleft()
    if first.key and by_key.get(entry(first)) is first:
        del by_key[entry(first)]
    return first.done()
