"""Material weight: aid, cooperation and coercion that one country gives another."""

from __future__ import annotations

from typing import Any

import numpy as np

from dragoman.measures import bootstrap
from dragoman.measures.basis import Basis
from dragoman.measures.engagement import Cut

Row = dict[str, Any]


def weight(basis: Basis, cut: Cut) -> dict[str, list[Row]]:
    """For each kind of `measures.yaml` (aid, cooperation, coercion) who gave it to whom, most first.

    Events are counted, not money or men: the words of a report rarely give comparable sums. Intervals are by bootstrap over reports.
    """
    return {kind: given(basis, cut, entries) for kind, entries in basis.grouping.material.items()}


def given(basis: Basis, cut: Cut, entries: tuple[tuple[str, str], ...]) -> list[Row]:
    """Who gave one kind to whom: a row for each directed pair, with its interval and events."""
    wanted = " OR ".join(f"(event_type = '{type}' AND mode = {repr(mode) if mode else 'mode'})" for type, mode in entries)
    found = basis.rows(f"""
        SELECT actor, recipient, list(number ORDER BY start NULLS FIRST, number) AS events, max(start) AS last
        FROM region_links WHERE {wanted} GROUP BY actor, recipient ORDER BY len(events) DESC, actor, recipient""")
    rows = []
    events = [np.array(row["events"], dtype=np.int64) for row in found]
    for row, numbers, drawn in zip(found, events, cut.sums(events), strict=True):
        low, high = bootstrap.interval(drawn)
        bounds = {"n": len(numbers), "low": low, "high": high, "last": row["last"].isoformat() if row["last"] else None}
        rows.append({"actor": row["actor"], "recipient": row["recipient"], **bounds, "events": cut.named(numbers)})
    return rows
