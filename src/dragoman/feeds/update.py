"""One update of a store: ask its feeds, add what is new, remember what was dealt with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.feeds import book
from dragoman.feeds.digest import changes
from dragoman.feeds.fetching import Fetched, fetch, reports
from dragoman.feeds.manners import Manners, PoliteAdapter
from dragoman.model import Failure, Report
from dragoman.reading.sources import checked
from dragoman.run.adding import Tally, Tell, Watch, add, nobody
from dragoman.run.inputs import Stream
from dragoman.store import manifest

if TYPE_CHECKING:
    from reader import Entry

SILENT = 7  # days without a new entry after which a feed is said to be silent


@dataclass
class Update:
    """What one update brought. `before`: hashes of the changes that count as told: what the store had written down when it began."""

    when: str
    before: frozenset[str] = frozenset()
    feeds: int = 0
    fetched: Fetched = field(default_factory=Fetched)
    tally: Tally = field(default_factory=Tally)
    silent: list[book.Followed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def update(
    store: Path,
    coder: Coder,
    manners: Manners | None = None,
    *,
    workers: int = 1,
    watch: Watch = nobody,
    tell: Tell = nobody,
    today: dt.date | None = None,
    before: frozenset[str] | None = None,
) -> Update:
    """Ask all feeds of a store and add what is new. Doing it twice adds nothing twice; broken off, the next update goes on.

    `before`: what counts as told (`telling.begin`), where that is not all the store has. An entry counts as dealt with only when the store
    has committed its report: an entry may be read twice, never lost. Raises StoreError, and UsageError when no feed is followed.
    """
    manifest.read(store)
    adapter = PoliteAdapter(manners or Manners())
    made = Update(dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), changes(store) if before is None else before)
    with book.opened(store, adapter) as reader:
        made.feeds = reader.get_feed_counts().total or 0
        if not made.feeds:
            raise UsageError("no feed is followed", str(store), f"dragoman follow add {store} https://…")
        made.fetched = fetch(reader)
        for failure in made.fetched.failures:
            tell(failure)
        seen: list[Entry] = []

        def items() -> Iterator[Report | Failure]:
            for item in checked(reports(reader, adapter, coder.knowledge, seen), None, others=True):
                if isinstance(item, Failure):
                    made.failures.append(item)
                yield item

        made.tally = add(store, Stream(items()), coder, workers=workers, watch=watch, tell=tell)
        for entry in seen:
            reader.mark_entry_as_read(entry)
        made.silent = [feed for feed in book.followed(reader, today or dt.date.today()) if (feed.silent or 0) >= SILENT]
    return made
