"""Who is told of what is new, by any address of the `apprise` library; what could not be told is kept and tried again.

`begin` and `end` stand around an update and its telling: what one that was broken off between them had brought is told by the next.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.feeds.digest import SHOWN, News, changes, line
from dragoman.store.people import NAME, has_table, opened, reading

DAYS = 7  # that a message is tried again
TABLE = """CREATE TABLE IF NOT EXISTS untold (
  query TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, since TEXT NOT NULL)"""


@dataclass(frozen=True)
class Message:
    """What one address is to be told for one saved query; `since`: when it was first to be told (ISO, UTC)."""

    query: str
    address: str
    title: str
    body: str
    since: str


@dataclass(frozen=True)
class Said:
    """What became of a message, in words, and whether somebody was not told."""

    words: str
    failed: bool


def messages(news: News) -> list[Message]:
    """What is to be told: for each saved query that found enough, one message an address."""
    made = []
    for found in news.queries:
        if not found.telling:
            continue
        title = f"{found.name}: {len(found.events)} new" + (", more than usual" if found.more else "")
        body = "\n".join(line(row) for row in found.events[:SHOWN])
        made += [Message(found.name, address, title, body, news.when) for address in found.notify]
    return made


def send(store: Path, news: News) -> Iterator[Said]:
    """Tell what is new, and before it what could not be told at earlier updates. What fails is kept for a week. Raises StoreError."""
    waiting = untold(store)
    left = []
    for message in [*waiting, *messages(news)]:
        where = message.address.partition("://")[0]
        late = message in waiting
        if not known(message.address):
            yield Said(f"{message.query}: {where}://… is no address that can be told", True)
        elif deliver(message):
            yield Said(f"{message.title}; told by {where}{', late' if late else ''}", False)
        elif age(message, news.when) >= DAYS:
            yield Said(f"{message.query}: telling by {where} has failed for {DAYS} days and is given up ({message.title})", True)
        else:
            left.append(message)
            yield Said(f"{message.query}: telling by {where} failed; the next update tries again", True)
    if left or waiting:
        keep(store, left)


def known(address: str) -> bool:
    """Whether the address is of a form that can be told."""
    import apprise

    library = logging.getLogger("apprise")  # it would say the same in its own words
    level = library.level
    library.setLevel(logging.CRITICAL + 1)
    try:
        return bool(apprise.Apprise().add(address))
    finally:
        library.setLevel(level)


def deliver(message: Message) -> bool:
    import apprise

    teller = apprise.Apprise()
    teller.add(message.address)
    return bool(teller.notify(body=message.body, title=message.title))


def age(message: Message, now: str) -> int:
    """Days since a message was first to be told."""
    return (dt.datetime.fromisoformat(now) - dt.datetime.fromisoformat(message.since)).days


def untold(store: Path) -> list[Message]:
    """What could not be told so far, oldest first."""
    if not (store / NAME).is_file():
        return []
    with reading(store) as connection:
        if not has_table(connection, "untold"):
            return []
        rows = connection.execute("SELECT query, address, title, body, since FROM untold ORDER BY rowid").fetchall()
    return [Message(*row) for row in rows]


def keep(store: Path, left: list[Message]) -> None:
    """Keep just these for the next update."""
    with opened(store) as connection:
        connection.execute(TABLE)
        connection.execute("DELETE FROM untold")
        connection.executemany("INSERT INTO untold VALUES (?, ?, ?, ?, ?)", [(m.query, m.address, m.title, m.body, m.since) for m in left])


BEGUN = "CREATE TABLE IF NOT EXISTS telling (begun TEXT NOT NULL, before TEXT NOT NULL)"


def begin(store: Path) -> frozenset[str]:
    """Hashes of the changes that are told already: all the store has written down, or, where an earlier update did not come to its end, those
    from before that. Raises StoreError."""
    now = changes(store)
    with opened(store) as connection:
        connection.execute(BEGUN)
        row = connection.execute("SELECT before FROM telling").fetchone()
        if row is None:
            when = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO telling VALUES (?, ?)", (when, " ".join(sorted(now))))
    return now if row is None else frozenset(row[0].split())


def end(store: Path) -> None:
    """All that an update brought is told, or kept to be told. Raises StoreError."""
    with opened(store) as connection:
        connection.execute(BEGUN)
        connection.execute("DELETE FROM telling")
