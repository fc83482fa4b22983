"""Events, parties and claims made for the tests of exports and imports, and a connection that shows them as a store does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.assembly.tables import EVENT_CLAIM, EVENT_PARTY, EVENTS
from dragoman.exports.flat import SCHEMA as CLAIM_COLUMNS

COUNTS = {"claims": 1, "reports": 1, "sources": 1, "independent_sources": 1}
PARTY = tuple[str, str, str, str]  # name, country, sector, entity
NORWAY, TOGO, GHANA = (
    ("Norway", "NOR", "GOV", "norway"),
    ("Togo", "TGO", "GOV", "togo"),
    ("Ghana", "GHA", "GOV", "ghana"),
)


def event(id: str, event_type: str, actors: Sequence[PARTY], recipients: Sequence[PARTY] = (), **more: Any) -> dict[str, Any]:
    """An event that happened on 2 March 2022 unless told otherwise, with its parties under `_parties`."""
    row: dict[str, Any] = dict.fromkeys(EVENTS.names, "")
    whole = {name: None for name, type_ in zip(EVENTS.names, EVENTS.types, strict=True) if type_ in (pa.int64(), pa.float64())}
    row |= whole | COUNTS | {"event_id": id, "event_type": event_type, "quad_category": "VERBAL COOPERATION", "intensity": 2.5}
    row |= {"date_start": "2022-03-02", "date_end": "2022-03-02", "granularity": "day", "date_ongoing": False, "disputed": False}
    row |= {"recency": "news", "modality": "asserted", "belief": 0.8, "confidence": 0.7, "headline_claim": f"c-{id}"}
    row |= {"first_seen": "2022-03-03", "last_changed": "2022-03-04"}
    for role, parties in (("actor", actors), ("recipient", recipients)):
        row[f"{role}s"] = "; ".join(name for name, _, _, _ in parties)
        row[f"{role}_countries"] = "; ".join(country for _, country, _, _ in parties)
        row[f"{role}_sectors"] = "; ".join(sector for _, _, sector, _ in parties)
    return row | more | {"_parties": {"actor": actors, "recipient": recipients}}


OSLO = {
    "place": "Oslo", "place_geonameid": 3143244, "place_country": "NOR", "place_admin1": "Oslo", "latitude": 59.91273, "longitude": 10.74609,
    "place_granularity": "city",
}  # fmt: skip
FIGHT = {"quad_category": "MATERIAL CONFLICT", "intensity": -9.0}
UNITED_NATIONS = ("United Nations", "UNO", "GOV", "united-nations")
ROWS = [
    event("visit", "CONSULT", [TOGO], [NORWAY], mode="visit", cameo="043", **OSLO),
    event("meeting", "CONSULT", [NORWAY, GHANA], contexts="economic; diplomatic", headline="Norway and Ghana met."),
    event("clash", "ASSAULT", [("Togo", "TGO", "MIL", "togo"), ("Ghana", "GHA", "MIL", "ghana")], **FIGHT),
    event("raid", "ASSAULT", [TOGO, GHANA], **FIGHT, mode="aerial", killed_low=3, killed_high=5),
    event("aid", "AID", [NORWAY], [TOGO, GHANA], quad_category="MATERIAL COOPERATION", intensity=10.0, contexts="military"),
    event("rally", "PROTEST", [('=HYPERLINK("x")\tMarch\nfor bread', "TGO", "CVL", "")], quad_category="MATERIAL CONFLICT", intensity=-6.5),
    event("month", "ACCUSE", [UNITED_NATIONS], [TOGO], date_end="2022-03-31", granularity="month", mode="allege"),
    event("undated", "ACCUSE", [NORWAY], [TOGO], date_start="", date_end="", granularity=""),
    event("masked", "COERCE", [("Norway", "NOR", "COP", "norway")], [("[private person]", "NOR", "CVL", "")], mode="arrest", cameo="173"),
    event("faceless", "COERCE", [], [], mode="cyber"),
]  # fmt: skip
RULES = {"clash": "assault-clash"}


def claim(row: dict[str, Any], rule: str) -> dict[str, Any]:
    """The one claim of an event, in a report published the day after."""
    made: dict[str, Any] = {
        name: None if type_ != pa.string() else "" for name, type_ in zip(CLAIM_COLUMNS.names, CLAIM_COLUMNS.types, strict=True)
    }
    made |= {name: row[name] for name in row if name in made}
    made |= {"id": f"c-{row['event_id']}", "report_id": f"r-{row['event_id']}", "date_granularity": row["granularity"], "field": "text"}
    made |= {
        "trigger": "met",
        "trigger_start": 30,
        "trigger_end": 33,
        "confidence": 0.7,
        "coder": "rules",
        "rule": rule,
        "place_text": row["place"],
    }
    for role, parties in row["_parties"].items():
        for at, name in enumerate(("name", "country", "sector", "entity")):
            made[f"{role}_{name}"] = "; ".join(party[at] for party in parties)
        made[f"{role}_text"] = "; ".join(f"the {party[0]}" for party in parties)
        made[f"{role}_wikidata"] = "; ".join("" for _ in parties)
    actor = [{"start": 4}] if row["actors"] else []
    made["record"] = f'{{"actor": [{"{" + chr(34) + "start" + chr(34) + ": 4}" if actor else ""}], "recipient": []}}'
    return made | {"sentence": row["headline"]} | report(row)


def report(row: dict[str, Any]) -> dict[str, str]:
    return {"outlet": "Fjord Post", "published": "2022-03-03", "url": f"https://example.org/{row['event_id']}", "rights": "", "title": "News"}


def connection(rows: Sequence[dict[str, Any]] = ROWS, rules: dict[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """What `open_views` gives for a store of these events."""
    given = RULES if rules is None else rules
    tables = {
        "events": pa.Table.from_pylist([{name: row[name] for name in EVENTS.names} for row in rows], schema=EVENTS),
        "event_party": pa.Table.from_pylist(
            [
                {"event_id": row["event_id"], "role": role, "name": name, "country": country, "sector": sector, "entity": entity}
                for row in rows
                for role, parties in row["_parties"].items()
                for name, country, sector, entity in parties
            ],
            schema=EVENT_PARTY,
        ),
        "event_claim": pa.Table.from_pylist(
            [
                {
                    "event_id": id,
                    "claim_id": f"c-{id}",
                    "report_id": f"r-{id}",
                    "outlet": "Fjord Post",
                    "source_group": f"s-{id}",
                    "status": "current",
                }
                for id in (row["event_id"] for row in rows)
            ],
            schema=EVENT_CLAIM,
        ),
        "claims": pa.Table.from_pylist([claim(row, given.get(row["event_id"], "")) for row in rows or ROWS]).slice(0, len(rows)),
        "reports": pa.Table.from_pylist([{"id": f"r-{row['event_id']}", "language": "en", "characters": 900} for row in rows or ROWS]),
        "shown": pa.Table.from_pylist([{"id": f"r-{row['event_id']}", **report(row)} for row in rows or ROWS]),
    }
    opened = duckdb.connect(":memory:")
    for name, table in tables.items():
        opened.register(f"{name}_rows", table)
        opened.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_rows")
    return opened
