"""Measures over the store as the reading room holds it: their ground is laid once for a snapshot and a choice of outlets and days."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.measures.basis import Basis, prepare
from dragoman.measures.region import region
from dragoman.measures.relation import relation
from dragoman.measures.scope import Scope
from dragoman.web.filters import Filter
from dragoman.web.library import Holding

AT_ONCE = 2  # measures of one scope worked out at the same time, each on a ground of its own
# the tables that measures ask for, from memory
GROUND = {
    "reports": "held_reports", "claims": "held_claims", "statements": "held_sayings", "events": "held_events",
    "event_claim": "held_event_claim", "event_party": "held_event_party",
}  # fmt: skip


class Grounds:
    """Up to AT_ONCE bases of one scope, lent out one at a time: a connection serves one thread."""

    def __init__(self) -> None:
        self.room = threading.Semaphore(AT_ONCE)
        self.free: list[Basis] = []

    @contextmanager
    def lend(self, held: Holding, scope: Scope, knowledge: Knowledge) -> Iterator[Basis]:
        with self.room:
            basis = self.free.pop() if self.free else laid(held, scope, knowledge)
            try:
                yield basis
            finally:
                self.free.append(basis)


def laid(held: Holding, scope: Scope, knowledge: Knowledge) -> Basis:
    """A basis over the tables in memory. Raises UsageError for a store without events, or a scope without outlets."""
    if not held.snapshot.events:
        folder = str(held.snapshot.folder)
        raise UsageError("the store has no events yet", folder, f"make them with: dragoman assemble {folder}")
    connection = held.connection.cursor()
    for name, table in GROUND.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {table}")
    return prepare(connection, knowledge, scope)


def scope_of(filter: Filter) -> Scope:
    return Scope(since=filter.since, until=filter.until, outlets=filter.outlet)


def measured(held: Holding, knowledge: Knowledge, what: tuple[Any, ...], filter: Filter) -> dict[str, Any]:
    """A measure, ("relation", one, other) or ("region", name), worked out once for a snapshot and a filter. Raises UsageError."""
    scope = (filter.since, filter.until, filter.outlet)

    def make() -> dict[str, Any]:
        grounds: Grounds = held.memory.once(("grounds", *scope), Grounds)
        with grounds.lend(held, scope_of(filter), knowledge) as basis:
            return relation(basis, what[1], what[2]) if what[0] == "relation" else region(basis, what[1])

    found: dict[str, Any] = held.memory.once((*what, *scope), make)
    return found
