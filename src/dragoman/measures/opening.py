"""A store opened for measuring."""

from __future__ import annotations

from pathlib import Path

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.measures.basis import Basis, prepare
from dragoman.measures.scope import Scope
from dragoman.store import manifest
from dragoman.store.engine import open_views

VIEWS = ("reports", "claims", "statements", "events", "event_party", "event_claim")


def open_basis(
    store: str | Path, scope: Scope | None = None, *, knowledge: Knowledge | None = None, split: str = "", seed: int = 1, draws: int = 200
) -> Basis:
    """The basis of all measures over a store. Raises StoreError for no store, UsageError for one without events or for a wrong scope.

    >>> basis = open_basis("news", Scope(since="2021-08", without=("RUS/state",)))   # doctest: +SKIP
    """
    snapshot = manifest.read(Path(store))
    if not snapshot.events:
        raise UsageError("the store has no events yet", str(store), f"make them with: dragoman assemble {store}")
    connection = open_views(snapshot, tables=VIEWS)
    return prepare(connection, knowledge or Knowledge.open(), scope, split=split, seed=seed, draws=draws)
