"""Queries that people saved, by name, in the store's `people.sqlite`: filters on events, and whom to tell when there is something new."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.people import NAME, has_table, opened, reading
from dragoman.store.query import Filters

TABLE = """CREATE TABLE IF NOT EXISTS queries (
  name TEXT PRIMARY KEY, filters TEXT NOT NULL, notify TEXT NOT NULL, least INTEGER NOT NULL, saved TEXT NOT NULL)"""


@dataclass(frozen=True)
class Saved:
    """A saved query. `notify`: addresses as the `apprise` library writes them (mailto://…, slack://…, json://…); `least`: new events
    below which nobody is told. `page`: the query string of the reading room's page Events ("" where it was saved by the command); `watched`:
    False for a query that only the page can ask, by region, entity, words or ids: `update` leaves it alone."""

    name: str
    filters: Filters
    notify: tuple[str, ...] = ()
    least: int = 1
    page: str = ""
    watched: bool = True


def save(folder: Path, query: Saved) -> None:
    """Save a query, in the place of one of the same name. Raises UsageError for a name that is none, StoreError."""
    if not query.name.strip() or len(query.name) > 80:
        raise UsageError("a query needs a name of 1 to 80 characters", repr(query.name[:80]), "give one that says what it watches")
    if query.least < 1:
        raise UsageError("the least number of events is 1", str(query.least), "give 1 or more")
    said = {key: value for key, value in asdict(query.filters).items() if value}
    said |= {"page": query.page, "watched": query.watched} if query.page or not query.watched else {}
    row = (query.name, json.dumps(said), json.dumps(query.notify), query.least, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    with opened(folder) as connection:
        connection.execute(TABLE)
        connection.execute("INSERT OR REPLACE INTO queries VALUES (?, ?, ?, ?, ?)", row)


def remove(folder: Path, name: str) -> None:
    """Raises UsageError when there is no such query."""
    with opened(folder) as connection:
        connection.execute(TABLE)
        if not connection.execute("DELETE FROM queries WHERE name = ?", (name,)).rowcount:
            raise UsageError(f"no query is called {name!r}", str(folder), "dragoman alerts list shows those that are saved")


def saved(folder: Path) -> list[Saved]:
    """All saved queries, by name; none where nobody has decided anything."""
    if not (folder / NAME).is_file():
        return []
    with reading(folder) as connection:
        there = has_table(connection, "queries")
        rows = connection.execute("SELECT name, filters, notify, least FROM queries ORDER BY name").fetchall() if there else []
    known = {field.name for field in fields(Filters)}

    def filters_of(said: dict[str, Any]) -> Filters:
        given: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in said.items() if key in known}
        return Filters(**given)

    found = [(name, json.loads(said), tuple(json.loads(notify)), least) for name, said, notify, least in rows]
    return [
        Saved(name, filters_of(said), notify, least, page=str(said.get("page", "")), watched=bool(said.get("watched", True)))
        for name, said, notify, least in found
    ]
