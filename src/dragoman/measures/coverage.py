"""What was read: reports per outlet and month. Part of every answer, because a count means nothing without it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dragoman.measures.basis import Basis
from dragoman.measures.scope import LABEL_SQL, Period, label, periods


def coverage(basis: Basis) -> dict[str, Any]:
    """Reports per outlet and month in the scope, and in words what is counted and what was left out.

    `outlets` holds, for each outlet that counts, its seat, latest owner and control, `reports` in all and `by_month` in the order of `months`.
    """
    months = [label(day, Period.MONTH) for day in periods(basis.first, basis.last, Period.MONTH)] if basis.first and basis.last else []
    found = basis.rows(
        f"""SELECT outlet, coalesce({LABEL_SQL[Period.MONTH].format("day")}, '') AS month, count(*) AS n, arg_max(country, day) AS country,
            arg_max(ownership, day) AS ownership, arg_max(control, day) AS control, any_value(country) AS any_country,
            any_value(ownership) AS any_ownership, any_value(control) AS any_control
        FROM basis_reports WHERE chosen AND (day IS NULL OR day BETWEEN ? AND ?) GROUP BY 1, 2 ORDER BY 1, 2""",
        [basis.scope.first, basis.scope.last],
    )
    outlets: dict[str, dict[str, Any]] = {}
    for row in found:
        about = {key: row[key] or row[f"any_{key}"] for key in ("country", "ownership", "control")}
        entry = outlets.setdefault(row["outlet"], {"outlet": row["outlet"], **about, "reports": 0, "by_month": dict.fromkeys(months, 0)})
        entry["reports"] += row["n"]
        if row["month"]:
            entry["by_month"][row["month"]] = row["n"]
    listed = sorted(outlets.values(), key=lambda entry: (-entry["reports"], entry["outlet"]))
    for entry in listed:
        entry["by_month"] = [entry["by_month"][month] for month in months]
    return {
        "scope": basis.scope.words(),
        "first": basis.first.isoformat() if basis.first else None,
        "last": basis.last.isoformat() if basis.last else None,
        "reports": sum(entry["reports"] for entry in listed),
        "months": months,
        "outlets": listed,
        "notes": list(basis.notes),
    }


def summary(found: dict[str, Any], most: int = 5) -> str:
    """Coverage in one sentence for the head of a table."""
    if not found["reports"]:
        return "No report was read in this scope."
    shown = [f"{entry['outlet']} {entry['reports']}" for entry in found["outlets"][:most]]
    rest = len(found["outlets"]) - len(shown)
    silent = sum(not any(entry["by_month"][k] for entry in found["outlets"]) for k in range(len(found["months"])))
    gaps = f"; nothing was read in {silent} of {len(found['months'])} months" if silent else ""
    time = f"{found['first']} to {found['last']}" if found["first"] else "date unknown"
    outlets = f"{', '.join(shown)}{f' and {rest} more' if rest > 0 else ''}"
    return f"{found['reports']} reports of {len(found['outlets'])} outlets, {time} ({outlets}){gaps}. {'; '.join(found['scope'])}."


def reports_read(basis: Basis, unit: Period) -> dict[tuple[str, dt.date], int]:
    """(bloc, first day of the period) → number of reports published in it, in the scope."""
    start = f"date_trunc('{unit.value}', day)::DATE"
    found = basis.connection.execute(
        f"SELECT bloc, {start} AS period, count(*) FROM basis_reports WHERE chosen AND day BETWEEN ? AND ? GROUP BY 1, 2",
        [basis.scope.first, basis.scope.last],
    ).fetchall()
    return {(bloc, period): count for bloc, period, count in found}
