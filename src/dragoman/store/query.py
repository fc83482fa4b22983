"""Asking a store: filters on claims, or SQL over its views."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from dragoman.assembly.tables import TABLES as EVENT_TABLES
from dragoman.errors import UsageError
from dragoman.store.engine import failed, lock_up, open_views
from dragoman.store.manifest import Snapshot
from dragoman.store.rows import written
from dragoman.store.schema import CLAIMS, CODED

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 2_000  # rows in memory at once
WORDS = ("sentence",)  # columns that leave only when asked for
REPORT_COLUMNS = ("outlet", "published", "url", "rights")
FREE = ("text", "name")  # party columns in which a part of the words is enough


@dataclass(frozen=True)
class Filters:
    """What claims must satisfy; empty is anything. Several values of one filter are alternatives, several filters hold together.

    Attributes:
        actor, recipient, speaker: a party: country (RUS), country/sector (RUS/GOV), sector as /MIL, entity id, Wikidata id, or part of a name.
        country: a country among actors or recipients. sector: likewise.
        type, mode, context, quad, recency, modality, outlet, rights: the value, whatever its case.
        place: country (AFG), GeoNames id, or part of a name.
        since, until: days (2021-08-15) or months or years: the event's interval must touch the time between.
        published_since, published_until: the same of the day of publication.
        confidence: at least this.
        text: words in the claim's sentence (or in its trigger, where the store holds no words).
        report: id of a report.
    """

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    recency: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    published_since: str = ""
    published_until: str = ""
    confidence: float = 0.0
    text: str = ""

    def where(self) -> Condition:
        """The condition in SQL and its parameters."""
        parts = conditions(self, condition, RANGES)
        if self.published_until:
            parts.append(("published <> '' AND published <= ?", [last(self.published_until)]))
        if self.text:
            parts.append(("contains(lower(sentence), ?) OR contains(lower(trigger), ?)", [self.text.lower()] * 2))
        return together(parts)


Condition = tuple[str, list[Any]]  # SQL with its parameters


def conditions(filters: Any, one: Callable[[str, str], Condition], ranges: Mapping[str, str]) -> list[Condition]:
    """What the fields of filters (a dataclass) ask for: values of a tuple are alternatives, each as `one` says; `ranges` is SQL of numbers
    and first days by name; `until` is the last day."""
    parts: list[Condition] = []
    for field in fields(filters):
        values = getattr(filters, field.name)
        if isinstance(values, tuple) and values:
            found = [one(field.name, value) for value in values]
            parts.append((" OR ".join(sql for sql, _ in found), [p for _, given in found for p in given]))
    parts += [(sql, [getattr(filters, name)]) for name, sql in ranges.items() if getattr(filters, name)]
    if filters.until:
        parts.append(("date_start <> '' AND date_start <= ?", [last(filters.until)]))
    return parts


def together(parts: Sequence[Condition]) -> Condition:
    """All conditions as one."""
    return " AND ".join(f"({sql})" for sql, _ in parts) or "true", [p for _, given in parts for p in given]


RANGES = {"since": "date_end >= ?", "published_since": "published >= ?", "confidence": "confidence >= ?"}


def last(day: str) -> str:
    """The greatest ISO date that starts with a day, month or year."""
    return day + "9999-99-99"[len(day) :] if len(day) < 10 else day


def condition(name: str, value: str) -> Condition:
    """One value of one filter as SQL."""
    if name in {"actor", "recipient", "speaker"}:
        return party(name, value)
    if name in {"country", "sector"}:
        found = " OR ".join(f"list_contains(string_split({role}_{name}, '; '), ?)" for role in ("actor", "recipient"))
        return found, [value.upper()] * 2
    return plain_condition(name, value)


def plain_condition(name: str, value: str) -> Condition:
    """One value of a filter that asks the same of claims and of events."""
    if name == "context":
        return "list_contains(string_split(lower(contexts), '; '), ?)", [value.lower()]
    if name == "place":
        number = int(value) if value.isdecimal() else -1
        return "place_country = ? OR place_geonameid = ? OR contains(lower(place), ?)", [value, number, value.lower()]
    column = {"type": "event_type", "quad": "quad_category", "report": "report_id"}.get(name, name)
    return f"lower({column}) = ?", [value.lower()]


def party(role: str, value: str) -> Condition:
    """A party by country, country/sector, entity id, Wikidata id or part of its name; country and sector of the same party."""
    country, slash, sector = value.partition("/")
    pairs = f"list_zip(string_split({role}_country, '; '), string_split({role}_sector, '; '))"
    if slash and sector.isupper():
        if not country:
            return f"list_contains(string_split({role}_sector, '; '), ?)", [sector]
        return f"list_contains({pairs}, row(?::VARCHAR, ?::VARCHAR))", [country, sector]
    if len(value) == 3 and value.isupper():
        return f"list_contains(string_split({role}_country, '; '), ?)", [value]
    exact = " OR ".join(f"list_contains(string_split({role}_{name}, '; '), ?)" for name in ("entity", "wikidata"))
    part = " OR ".join(f"contains(lower({role}_{name}), ?)" for name in FREE)
    return f"{exact} OR {part}", [value, value, value.lower(), value.lower()]


def check(filters: Filters) -> None:
    """Raises UsageError for a day that is none, and for times that end before they begin."""
    check_span(filters.since, filters.until, "--since", "--until")
    check_span(filters.published_since, filters.published_until, "--published-since", "--published-until")


def check_span(since: str, until: str, first: str = "--since", second: str = "--until") -> None:
    """Raises UsageError for a day that is none, or a time that ends before it begins."""
    check_day(since, first)
    check_day(until, second)
    if since and until and last(until) < since:
        raise UsageError(f"{until} lies before {since}", f"{first}, {second}", "exchange them")


def check_day(value: str, option: str) -> None:
    """Raises UsageError for what is no day, month or year."""
    first = value + "-01-01"[len(value) - 4 :] if len(value) in {4, 7} else value
    try:
        if value and (len(first) != 10 or not dt.date.fromisoformat(first)):
            raise ValueError
    except ValueError:
        raise UsageError(f"{value!r} is not a day, month or year", option, "write it as 2021-08-15, 2021-08 or 2021") from None


def claims(
    snapshot: Snapshot, filters: Filters, *, run: str = "", revised: bool = False, limit: int | None = None, columns: Sequence[str] = ()
) -> Iterator[pa.RecordBatch]:
    """Claims that satisfy the filters, by day of publication, report and place in it. Raises StoreError.

    `columns` are those of the table `claims` and of its report; without them all but the words that stay unless asked for.
    """
    check(filters)
    where, parameters = filters.where()
    wanted = ", ".join(f'"{name}"' for name in columns or default_columns())
    order = "ORDER BY published, report_id, field, trigger_start, id"
    sql = f"SELECT {wanted} FROM claims WHERE {where} {order}{f' LIMIT {limit:d}' if limit is not None else ''}"
    connection = open_views(snapshot, run, revised, ("claims",))
    yield from batches(connection, sql, parameters, snapshot)


def default_columns(words: bool = False) -> list[str]:
    """Columns of a claim as it leaves the store: no sentence unless asked for."""
    kept = [name for name in CLAIMS.names if name != "record" and (words or name not in WORDS)]
    return [*kept, *REPORT_COLUMNS]


def without_sentences(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Claims as records with the words of their sentences taken out; the offsets stay."""
    import pyarrow as pa

    rows = batch.to_pylist()
    for row in rows:
        record = json.loads(row["record"])
        record["sentence"]["text"] = ""
        row["record"] = written(record)
    return pa.RecordBatch.from_pylist(rows, schema=batch.schema)


def sql(snapshot: Snapshot, statement: str, *, run: str = "", revised: bool = False) -> Iterator[pa.RecordBatch]:
    """Any SELECT over the views of a store (reports, claims, statements, places, events, event_party, event_claim, changes).

    It sees nothing but the store. Raises UsageError, StoreError.
    """
    import duckdb

    connection = open_views(snapshot, run, revised, (*CODED, *EVENT_TABLES))
    lock_up(connection, snapshot.folder)
    try:
        found = connection.extract_statements(statement)
    except duckdb.Error as error:
        raise UsageError(str(error).splitlines()[0], "--sql", "mend the statement") from error
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise UsageError("only one SELECT can be asked", "--sql", "the store is changed by add, recode and forget alone")
    yield from batches(connection, statement, [], snapshot)


def batches(connection: Any, statement: str, parameters: Sequence[Any], snapshot: Snapshot) -> Iterator[pa.RecordBatch]:
    """The result as Arrow batches, the first even when it is empty, so that the columns are known."""
    import duckdb
    import pyarrow as pa

    try:
        reader = connection.sql(statement, params=list(parameters)).to_arrow_reader(AT_ONCE)
        empty = True
        for batch in reader:
            empty = False
            yield batch
        if empty:
            yield pa.RecordBatch.from_pylist([], schema=reader.schema)
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.PermissionException) as error:
        raise UsageError(
            str(error).splitlines()[0], "--sql", "the views are reports, claims, statements, places, " + ", ".join(EVENT_TABLES)
        ) from error
    except (duckdb.Error, OSError) as error:
        raise failed(error, snapshot) from error
    finally:
        connection.close()
