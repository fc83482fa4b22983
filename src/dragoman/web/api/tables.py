"""The tables of the API under a filter: events, claims, statements, reports."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from dragoman.assembly.tables import EVENTS
from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.regions import find_region
from dragoman.store.query import last
from dragoman.web.api.answering import Table, plain
from dragoman.web.api.asked import only
from dragoman.web.api.shapes import CLAIM_COLUMNS, REPORT_COLUMNS, STATEMENT_COLUMNS
from dragoman.web.filters import NOT_SELECTING, SORTS, Filter, marks
from dragoman.web.library import Holding, Row

NEWEST = {"newest": "DESC", "oldest": "ASC"}
PLAIN = ("q", "since", "until", "outlet", "sort", "after", "snapshot")  # of reports and statements these speak of the words, not of events
CLAIM_SQL = {**plain("c", CLAIM_COLUMNS), "event_id": "e.event_id", "status": "e.status"}
Condition = tuple[str, list[Any]]


def events(filter: Filter, knowledge: Knowledge) -> Table:
    where, parameters = filter.where(knowledge)
    return Table("events", plain("held_events", EVENTS.names), "held_events", where, tuple(parameters), SORTS[filter.sort])


def claims(filter: Filter, knowledge: Knowledge) -> Table:
    """Claims of the events that a filter selects; an outlet's are those that it published itself."""
    if filter.sort not in NEWEST:
        raise UsageError(f"claims have no order {filter.sort!r}", "sort", f"orders are {', '.join(NEWEST)}")
    inside, parameters = filter.where(knowledge)
    where = f"e.event_id IN (SELECT event_id FROM held_events WHERE {inside})"
    if filter.outlet:
        where += f" AND lower(r.outlet) IN ({marks(filter.outlet)})"
        parameters = [*parameters, *(value.lower() for value in filter.outlet)]
    order = f"r.published {NEWEST[filter.sort]}, e.claim_id"
    tied = "held_event_claim e JOIN held_claims k ON k.id = e.claim_id JOIN held_reports r ON r.id = e.report_id"
    light = Table("claims", {"id": "e.claim_id", "report_id": "e.report_id"}, tied, where, tuple(parameters), order)
    source = f"claims c JOIN ({tied}) ON e.claim_id = c.id"
    return Table("claims", CLAIM_SQL, source, where, tuple(parameters), order, light, claims_picked)


def claims_picked(held: Holding, picked: list[Row]) -> list[Row]:
    """Claims with all their columns, in the order in which they were picked."""
    if not picked:
        return []
    ids = [row["id"] for row in picked]
    source = f"{held.near('claims', [row['report_id'] for row in picked])} c JOIN held_event_claim e ON e.claim_id = c.id"
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in CLAIM_SQL.items())
    rows = {row["id"]: row for row in held.rows(f"SELECT {columns} FROM {source} WHERE c.id IN ({marks(ids)})", ids)}
    return [rows[id] for id in ids]


def statements(filter: Filter, knowledge: Knowledge) -> Table:
    """Statements by speaker (actor), by whom they are about (recipient), either (entity, country, region), words, outlet and day published."""
    only(filter, *PLAIN, "region", "country", "actor", "recipient", "entity")
    parts: list[Condition] = said_on(filter)
    countries = [code.upper() for code in filter.country] + ([] if not filter.region else list(find_region(knowledge, filter.region).countries))
    if countries:
        parts.append(any_of([within(f"{who}_country", code) for code in countries for who in ("speaker", "about")]))
    for values, sides in ((filter.actor, ("speaker",)), (filter.recipient, ("about",)), (filter.entity, ("speaker", "about"))):
        if values:
            parts.append(any_of([party(side, value) for value in values for side in sides]))
    parts += [("contains(lower(coalesce(content, '')), ?)", [word]) for word in filter.q.lower().split()]
    order = f"s.published {NEWEST[filter.sort]}, s.report_id, s.cue_start, s.id"
    return table("statements", STATEMENT_COLUMNS, "statements s", "s", parts, order)


def reports(filter: Filter, knowledge: Knowledge) -> Table:
    """Reports by day published, outlet and words of the title; with any other field, those behind the events that it selects."""
    only(filter, *(field.name for field in fields(Filter)))
    parts = said_on(filter)
    parts += [("contains(lower(coalesce(r.title, '')), ?)", [word]) for word in filter.q.lower().split()]
    rest = replace(filter, q="", since="", until="", outlet=(), snapshot="")
    if any(getattr(rest, field.name) for field in fields(Filter) if field.name not in NOT_SELECTING):
        inside, parameters = rest.where(knowledge)
        chosen = f"SELECT event_id FROM held_events WHERE {inside}"
        parts.append((f"r.id IN (SELECT report_id FROM held_event_claim WHERE event_id IN ({chosen}))", parameters))
    return table("reports", REPORT_COLUMNS, "held_reports r", "r", parts, f"r.published {NEWEST[filter.sort]}, r.id")


def table(name: str, columns: tuple[str, ...], source: str, alias: str, parts: list[Condition], order: str) -> Table:
    where = " AND ".join(f"({sql})" for sql, _ in parts) or "true"
    return Table(name, plain(alias, columns), source, where, tuple(value for _, given in parts for value in given), order)


def said_on(filter: Filter) -> list[Condition]:
    """Conditions on the day of publication and the outlet."""
    parts: list[Condition] = []
    if filter.since:
        parts.append(("published >= ?", [filter.since]))
    if filter.until:
        parts.append(("published <> '' AND published <= ?", [last(filter.until)]))
    if filter.outlet:
        parts.append((f"lower(outlet) IN ({marks(filter.outlet)})", [value.lower() for value in filter.outlet]))
    return parts


def any_of(parts: list[Condition]) -> Condition:
    return " OR ".join(f"({sql})" for sql, _ in parts), [value for _, given in parts for value in given]


def within(column: str, value: str) -> Condition:
    """One of the values joined in a column."""
    return f"list_contains(string_split({column}, '; '), ?)", [value]


def party(side: str, value: str) -> Condition:
    """Whoever speaks or is spoken of, as the filter writes parties."""
    country, slash, sector = value.partition("/")
    if slash and sector.isupper():
        parts = [within(f"{side}_{name}", given) for name, given in (("country", country), ("sector", sector)) if given]
        return " AND ".join(sql for sql, _ in parts), [given for _, values in parts for given in values]
    if len(value) == 3 and value.isupper():
        return within(f"{side}_country", value)
    return any_of([within(f"{side}_entity", value), (f"contains(lower(coalesce({side}_name, '')), ?)", [value.lower()])])
