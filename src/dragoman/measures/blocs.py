"""Counts of one pair by bloc of outlets, beside each other: who tells what of it, and how much each bloc was read."""

from __future__ import annotations

from typing import Any

from dragoman.errors import UsageError
from dragoman.lexicon.measuring import QUADS
from dragoman.measures.basis import Basis


def by_bloc(basis: Basis, one: str, other: str) -> list[dict[str, Any]]:
    """One row for each bloc that was read: its reports and, for both directions, its events by quad category with their ids.

    An event that several blocs tell counts in each of them. Raises UsageError for a basis that is not split.
    """
    if not basis.split:
        raise UsageError("outlets are not split", "by_bloc", f"prepare the basis with split: one of country, ownership, …; got {basis.split!r}")
    read = basis.connection.execute(
        "SELECT bloc, count(*) FROM basis_reports WHERE chosen AND (day IS NULL OR day BETWEEN ? AND ?) GROUP BY 1 ORDER BY 2 DESC, 1",
        [basis.scope.first, basis.scope.last],
    ).fetchall()
    found = basis.rows(
        """SELECT bloc, actor, recipient, quad, event_id FROM basis_links
        WHERE (actor = ? AND recipient = ?) OR (actor = ? AND recipient = ?) ORDER BY start NULLS FIRST, event_id""",
        [one, other, other, one],
    )
    rows = []
    for bloc, reports in read:
        directions = []
        for a, b in ((one, other), (other, one)):
            mine = [row for row in found if (row["bloc"], row["actor"], row["recipient"]) == (bloc, a, b)]
            quads = {quad: [row["event_id"] for row in mine if row["quad"] == quad] for quad in QUADS}
            directions.append({"actor": a, "recipient": b, "quads": {quad: {"n": len(ids), "events": ids} for quad, ids in quads.items()}})
        rows.append({"bloc": bloc, "reports_read": reports, "directions": directions})
    return rows
