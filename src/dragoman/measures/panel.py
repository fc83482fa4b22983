"""The panel: what each country did towards each other one, period by period; zeros filled in, nothing where nothing was read."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.errors import UsageError
from dragoman.exports.writers import safe
from dragoman.lexicon import regions
from dragoman.lexicon.measuring import QUADS
from dragoman.measures import bootstrap
from dragoman.measures.basis import EXACT, Basis
from dragoman.measures.coverage import coverage, reports_read
from dragoman.measures.scope import LONGEST, Period, label, periods

Pair = tuple[str, str]
NUMBERS = ("cow", "gw")
MISSING = "NA"  # how CSV writes what is not known; R and pandas read it so
MOST = 20_000_000  # rows


@dataclass(frozen=True)
class Panel:
    """The table (columns of docs/measures.md), the coverage it rests on, and what was left out, in words."""

    table: pa.Table
    coverage: dict[str, Any]
    notes: tuple[str, ...]


def quad_column(quad: str) -> str:
    return "n_" + quad.lower().replace(" ", "_")


def panel(
    basis: Basis, by: Period, actors: Sequence[str] = (), pairs: Sequence[Pair] = (), organisations: bool = False, events: bool = False
) -> Panel:
    """One row for each directed pair and period (and bloc, where the basis is split).

    Args:
        by: week (ISO), month, quarter or year.
        actors: all ordered pairs of these; pairs: just these; with neither, every pair of countries with an event in the time read.
        organisations: with neither of both, also pairs with UNO, IGO and the like.
        events: a last column `events`, the ids of the events of each cell, joined by "; ".

    An event counts in the period it begins in, if it is not longer than a period. The counts of a period in which no report of the bloc was
    published are missing (NA), not zero. `intensity_mean` is the mean PLOVER score of the events of a cell, `intensity_low` and `_high` its
    95 % interval by bootstrap over reports (missing where a single report stands behind it). Raises UsageError where nothing was read.
    """
    days = list(periods(*basis.time_read(), by))
    place(basis, by, days)
    wanted = chosen_pairs(basis, actors, pairs, organisations)
    blocs = [bloc for (bloc,) in basis.connection.execute("SELECT DISTINCT bloc FROM basis_reports WHERE chosen ORDER BY 1").fetchall()]
    rows = len(wanted) * len(days) * len(blocs)
    if rows > MOST:
        raise UsageError(f"the panel would have {rows:,} rows", "panel", "name --actors or --pairs, or take longer periods")
    register(basis, by, days, wanted, blocs)
    count(basis)
    return Panel(basis.table(filled(basis, bool(basis.split), events)), coverage(basis), tuple(left_out(basis, by)))


def place(basis: Basis, by: Period, days: Sequence[dt.date]) -> None:
    """`panel_links`: links with the period they begin in, of the time read; longer ones and the undated are left out."""
    start, stop = (f"date_trunc('{by.value}', {end})::DATE" for end in ("start", "stop"))
    basis.connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE panel_links AS SELECT *, {start} AS period FROM basis_links
        WHERE start IS NOT NULL AND stop IS NOT NULL AND ({start} = {stop} OR stop - start < {LONGEST[by]}) AND {start} BETWEEN ? AND ?""",
        [days[0], days[-1]],
    )


def chosen_pairs(basis: Basis, actors: Sequence[str], pairs: Sequence[Pair], organisations: bool) -> list[Pair]:
    """The directed pairs of the panel, in order. Raises UsageError for a code that is no country and that no event has."""
    seen = {tuple(pair) for pair in basis.connection.execute("SELECT DISTINCT actor, recipient FROM panel_links").fetchall()}
    met = {code for pair in seen for code in pair}
    for code in [*actors, *(code for pair in pairs for code in pair)]:
        if code not in basis.countries and code not in met:
            raise UsageError(f"{code!r} is no country", "--actors, --pairs", "give ISO 3166 alpha-3 codes, such as AFG")
    if pairs:
        return sorted(dict.fromkeys(pairs))
    if actors:
        return sorted({(a, b) for a in actors for b in actors if a != b or basis.scope.domestic})
    return sorted((a, b) for a, b in seen if organisations or (a in basis.countries and b in basis.countries))


def register(basis: Basis, by: Period, days: Sequence[dt.date], wanted: Sequence[Pair], blocs: Sequence[str]) -> None:
    """The frame of the panel as tables: `panel_pairs`, `panel_periods` and the numbers of countries."""
    read = reports_read(basis, by)
    numbers = regions.load_numbers(basis.knowledge)
    frame = {
        "panel_pairs": pa.table({"actor": [a for a, _ in wanted], "recipient": [b for _, b in wanted]}),
        "panel_periods": pa.table(
            {
                "bloc": [bloc for bloc in blocs for _ in days],
                "period": pa.array([day for _ in blocs for day in days], pa.date32()),
                "label": [label(day, by) for _ in blocs for day in days],
                "reports_read": pa.array([read.get((bloc, day), 0) for bloc in blocs for day in days], pa.int64()),
            }
        ),
        "panel_numbers": pa.table(
            {"code": list(numbers)} | {key: pa.array([getattr(n, key) for n in numbers.values()], pa.int64()) for key in NUMBERS}
        ),
    }
    for name, table in frame.items():
        basis.connection.register(f"{name}_given", table)
        basis.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_given")
        basis.connection.unregister(f"{name}_given")


def count(basis: Basis) -> None:
    """`panel_cells`: counts of the cells that have events, with their sources and intervals."""
    quads = ", ".join(f"count(*) FILTER (quad = '{quad}') AS {quad_column(quad)}" for quad in QUADS)
    types = ", ".join(f"count(*) FILTER (event_type = '{name}') AS n_{name}" for name in basis.grouping.types)
    key = "bloc, actor, recipient, period"
    basis.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE panel_counts AS
        SELECT row_number() OVER (ORDER BY {key}) - 1 AS cell, {key}, {quads}, {types}, avg({EXACT}) AS intensity_mean
        FROM panel_links JOIN panel_pairs USING (actor, recipient) GROUP BY {key}""")
    found = basis.connection.execute("SELECT count(*) FROM panel_counts").fetchall()[0]
    cells = int(found[0])
    basis.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE panel_told AS
        SELECT c.cell, l.event_id, l.bloc, l.intensity AS value FROM panel_links l JOIN panel_counts c USING ({key})""")
    low, high = bootstrap.means(basis, bootstrap.pieces(basis, "SELECT * FROM panel_told", cells))
    ends = {"low": pa.array(low, from_pandas=True), "high": pa.array(high, from_pandas=True)}
    bounds = pa.table({"cell": pa.array(range(cells), pa.int64()), **ends})
    basis.connection.register("panel_bounds", bounds)
    basis.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE panel_cells AS
        SELECT c.*, coalesce(s.independent_sources, 0) AS independent_sources, b.low AS intensity_low, b.high AS intensity_high
        FROM panel_counts c JOIN panel_bounds b USING (cell) LEFT JOIN (
            SELECT l.cell, count(DISTINCT e.source_group) AS independent_sources FROM panel_told l
            JOIN ({basis.evidence("SELECT event_id FROM panel_told")}) e ON e.event_id = l.event_id AND e.bloc = l.bloc GROUP BY 1
        ) s USING (cell)""")
    basis.connection.unregister("panel_bounds")


def filled(basis: Basis, split: bool, events: bool) -> str:
    """SQL of the whole panel: every pair, period and bloc, with zeros where something was read and nothing was found."""
    names = ["independent_sources", *map(quad_column, QUADS), *(f"n_{name}" for name in basis.grouping.types)]
    whole = ", ".join(f"CASE WHEN p.reports_read > 0 THEN coalesce(c.{name}, 0) END AS {name}" for name in names)
    intensity = ("intensity_mean", "intensity_low", "intensity_high")
    means = ", ".join(f"CASE WHEN p.reports_read > 0 THEN c.{name} END AS {name}" for name in intensity)
    numbers = ", ".join(f"{alias}.{key} AS {role}_{key}" for role, alias in (("actor", "a"), ("recipient", "r")) for key in NUMBERS)
    ids = """, CASE WHEN p.reports_read > 0 THEN coalesce(
        (SELECT string_agg(event_id, '; ' ORDER BY event_id) FROM panel_told t WHERE t.cell = c.cell), '') END AS events"""
    head = f"q.actor, q.recipient, p.label AS period{', p.bloc' if split else ''}, p.reports_read"
    return f"""
        SELECT {head}, {whole}, {means}, {numbers}{ids if events else ""}
        FROM panel_pairs q CROSS JOIN panel_periods p
        LEFT JOIN panel_cells c ON c.actor = q.actor AND c.recipient = q.recipient AND c.period = p.period AND c.bloc = p.bloc
        LEFT JOIN panel_numbers a ON a.code = q.actor LEFT JOIN panel_numbers r ON r.code = q.recipient
        ORDER BY q.actor, q.recipient, p.period, p.bloc"""


def left_out(basis: Basis, by: Period) -> list[str]:
    """What of the basis the panel does not show, in words."""
    found = basis.connection.execute("SELECT count(DISTINCT event_id) FROM basis_links").fetchall()[0]
    placed = basis.connection.execute("SELECT count(DISTINCT event_id) FROM panel_links").fetchall()[0]
    unseen = basis.connection.execute(
        """SELECT count(DISTINCT l.event_id) FROM panel_links l JOIN panel_pairs USING (actor, recipient)
        JOIN panel_periods p ON p.period = l.period AND p.bloc = l.bloc WHERE p.reports_read = 0"""
    ).fetchall()[0]
    notes = []
    if found[0] > placed[0]:
        notes.append(f"{found[0] - placed[0]} of {found[0]} events have no date, last longer than a {by.value}, or lie outside the time read")
    if unseen[0]:
        notes.append(f"{unseen[0]} events lie in a {by.value} in which no report was read; their cells are NA")
    return notes


def write_csv(table: pa.Table, out: Any) -> None:
    """The panel as CSV on a binary stream, missing values as NA."""
    text = io.TextIOWrapper(out, encoding="utf8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [[MISSING if value is None else safe(value) for value in column.to_pylist()] for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    text.flush()
    text.detach()


def write_parquet(table: pa.Table, out: Any) -> None:
    pq.write_table(table, out, compression="zstd")


def coverage_table(found: dict[str, Any]) -> pa.Table:
    """Coverage as a table: outlet, its seat and owner, and reports in all and in each month."""
    rows = {key: [entry[key] for entry in found["outlets"]] for key in ("outlet", "country", "ownership", "control", "reports")}
    return pa.table(rows | {month: [entry["by_month"][k] for entry in found["outlets"]] for k, month in enumerate(found["months"])})


def write_coverage(found: dict[str, Any], path: Path) -> None:
    """Coverage as CSV beside a panel."""
    with path.open("wb") as out:
        write_csv(coverage_table(found), out)
