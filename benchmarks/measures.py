"""Figures of the measures over generated events: `python -m benchmarks.measures [events]` (a million without a number).

A million events of 120 countries over five years, told by 250,000 reports of 40 outlets; one or two reports each, some events with several
actors, some without a recipient. Everything lies in Parquet files, as in a store. Each measure is timed from opening the views to its last row.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.assembly.tables import EVENT_CLAIM, EVENTS
from dragoman.lexicon import measuring, outlets, regions
from dragoman.lexicon.folder import Knowledge
from dragoman.measures.basis import Basis, prepare
from dragoman.measures.panel import panel
from dragoman.measures.region import region
from dragoman.measures.relation import relation
from dragoman.measures.relations import relations
from dragoman.measures.scope import Period, Scope
from dragoman.store.schema import CLAIMS, REPORTS, STATEMENTS

DAYS = 5 * 365
FIRST = np.datetime64("2019-01-01")
EMPTY: dict[Any, Any] = {pa.string(): "", pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): False}
VIEWS = ("reports", "claims", "events", "event_claim", "statements")


def table(schema: pa.Schema, rows: int, given: dict[str, Any]) -> pa.Table:
    """A table of a schema: columns as given, the others empty."""
    columns = []
    for column in schema:
        values = given.get(column.name)
        columns.append(pa.array(values, column.type) if values is not None else pa.repeat(pa.scalar(EMPTY[column.type], column.type), rows))
    return pa.Table.from_arrays(columns, schema=schema)


def ids(prefix: str, numbers: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, Any]:
    return np.char.add(prefix, np.char.zfill(numbers.astype(str), 15))


def generate(folder: Path, events: int) -> None:
    """Tables of a made-up world as Parquet files."""
    knowledge = Knowledge.open()
    chance = np.random.default_rng(5)
    codes = np.array(sorted(regions.load_numbers(knowledge)))[:120]
    grouping = measuring.load(knowledge)
    count = max(10, events // 4)
    names = np.array(["Reuters", *(outlet.name for outlet in list(outlets.load(knowledge).by_id.values())[::11])])
    day = FIRST + np.sort(chance.integers(0, DAYS, count))
    report = ids("r", np.arange(count))
    published = {"id": report, "published": day.astype(str), "outlet": names[chance.integers(0, len(names), count)]}
    pq.write_table(table(REPORTS, count, published), folder / "reports.parquet")
    told = chance.integers(0, count, events)
    happened = (day[told] - chance.integers(0, 3, events)).astype(str)
    one, other, third = (codes[(chance.zipf(1.4, events) - 1 + chance.integers(0, 40, events)) % len(codes)] for _ in range(3))
    several, alone = chance.random(events) < 0.15, chance.random(events) < 0.1
    actors = np.where(several, np.char.add(np.char.add(one, "; "), third), one)
    recipients = np.where(alone, "", other)
    type = np.array(grouping.types)[chance.integers(0, len(grouping.types), events)]
    event = ids("e", np.arange(events))
    modality = np.where(chance.random(events) < 0.9, "asserted", "future")
    columns = {
        "event_id": event, "event_type": type, "quad_category": [grouping.quad_of[name] for name in type],
        "intensity": chance.normal(0, 5, events).round(1), "actor_countries": actors, "recipient_countries": recipients,
        "actors": actors, "recipients": recipients, "date_start": happened, "date_end": happened, "granularity": ["day"] * events,
        "recency": ["news"] * events, "modality": modality, "place_country": other, "belief": chance.random(events),
    }  # fmt: skip
    pq.write_table(table(EVENTS, events, columns), folder / "events.parquet")
    second = np.flatnonzero(chance.random(events) < 0.3)
    of = np.concatenate([np.arange(events), second])
    claim = ids("c", np.arange(len(of)))
    by = np.concatenate([told, chance.integers(0, count, len(second))])
    evidence = {"event_id": event[of], "claim_id": claim, "report_id": report[by], "source_group": claim, "status": ["current"] * len(of)}
    pq.write_table(table(EVENT_CLAIM, len(of), evidence), folder / "event_claim.parquet")
    claims = {"id": claim, "report_id": report[by], "recency": ["news"] * len(of), "modality": modality[of]}
    pq.write_table(table(CLAIMS, len(of), claims), folder / "claims.parquet")
    said = events // 5
    speaker, about = codes[chance.integers(0, len(codes), said)], codes[chance.integers(0, len(codes), said)]
    position = np.array(["for", "against", "asks", "unclear"])[chance.integers(0, 4, said)]
    statements = {"id": ids("s", np.arange(said)), "report_id": report[chance.integers(0, count, said)], "speaker_country": speaker}
    statements |= {"about_country": about, "about_name": about, "position": position}
    pq.write_table(table(STATEMENTS, said, statements), folder / "statements.parquet")


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    for name in VIEWS:
        made.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder / name}.parquet')")
    return made


def timed(what: str, work: Callable[[], int]) -> None:
    """The middle of three; processor time beside it, which other work on the machine does not lengthen."""
    spent = []
    for _ in range(3):
        start, used = time.perf_counter(), time.process_time()
        rows = work()
        spent.append((time.perf_counter() - start, time.process_time() - used))
    seconds, processor = sorted(spent)[1]
    print(f"{what:<46} {rows:>9,} rows {seconds:6.2f} s, {processor:5.2f} s of processors", flush=True)


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    knowledge = Knowledge.open()
    with tempfile.TemporaryDirectory(prefix="dragoman-measures-") as made:
        folder = Path(made)
        generate(folder, events)

        def ready(**given: Any) -> Basis:
            return prepare(opened(folder), knowledge, **given)

        print(f"{events:,} events, {events // 4:,} reports")
        timed("basis alone", lambda: len(ready().countries))
        timed("relations of all pairs", lambda: relations(ready()).num_rows)
        timed("relations of all pairs without one outlet", lambda: relations(ready(scope=Scope(without=("Reuters",)))).num_rows)
        timed("relation of one pair", lambda: len(relation(ready(), "AFG", "ARE")["directions"]))
        timed("panel by month, 20 countries", lambda: panel(ready(), Period.MONTH, sorted(ready().countries)[:20]).table.num_rows)
        timed("panel by quarter, all pairs", lambda: panel(ready(), Period.QUARTER).table.num_rows)
        timed("region of five members", lambda: len(region(ready(), "Central Asia")["engagement"]["pairs"]))
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
