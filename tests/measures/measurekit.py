"""A small world of reports, claims and events as Arrow tables, registered on a DuckDB connection as a store would show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.assembly.tables import EVENT_CLAIM, EVENTS
from dragoman.lexicon import measuring
from dragoman.lexicon.folder import Knowledge
from dragoman.store.schema import CLAIMS, REPORTS, STATEMENTS

KNOWLEDGE = Knowledge.open()
EMPTY: dict[Any, Any] = {pa.string(): "", pa.int64(): None, pa.float64(): None, pa.bool_(): False}
SCORES = {"CONSULT": 2.5, "AID": 10.0, "ASSAULT": -9.0, "ACCUSE": -3.0, "COOPERATE": 8.0, "SUPPORT": 5.0, "SANCTION": -6.0, "COERCE": -7.0}


def row(schema: pa.Schema, **given: Any) -> dict[str, Any]:
    return {column.name: EMPTY[column.type] for column in schema} | given


@dataclass
class World:
    """Reports, events and statements made up one by one."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)

    def report(self, published: str, outlet: str = "Reuters", url: str = "") -> str:
        id = f"r{len(self.reports):04}"
        self.reports.append(row(REPORTS, id=id, published=published, outlet=outlet, url=url))
        return id

    def event(self, kind: str, actors: str, recipients: str, day: str, reports: Sequence[str], **more: Any) -> str:
        """An event told by some reports, one claim each. `kind` is a type and perhaps a mode; countries are joined by "; "."""
        id = f"e{len(self.events):05}"
        type, _, mode = kind.partition(" ")
        groups, statuses = more.pop("groups", None), more.pop("statuses", None)
        told = {"recency": more.get("recency", "news"), "modality": more.get("modality", "asserted")}
        told_by = more.pop("told", [told] * len(reports))
        columns = {
            "event_id": id, "event_type": type, "mode": mode, "quad_category": measuring.load(KNOWLEDGE).quad_of[type],
            "intensity": SCORES.get(type, 0.0), "actor_countries": actors, "recipient_countries": recipients, "recipients": recipients,
            "actors": actors, "actor_sectors": "; ".join("GOV" for _ in actors.split("; ")),
            "recipient_sectors": "; ".join("GOV" for _ in recipients.split("; ") if recipients),
            "date_start": day, "date_end": day, "granularity": "day",
            "recency": "news", "modality": "asserted", "claims": len(reports), "reports": len(set(reports)), "belief": 0.8, "confidence": 0.7,
            "headline": f"{actors} {type} {recipients}", "first_seen": day,
        }  # fmt: skip
        self.events.append(row(EVENTS, **columns | more))
        for k, report in enumerate(reports):
            claim = f"c{len(self.claims):05}"
            self.claims.append(row(CLAIMS, id=claim, report_id=report, event_type=type, **told_by[k]))
            group, status = (groups[k] if groups else claim), (statuses[k] if statuses else "current")
            self.evidence.append(row(EVENT_CLAIM, event_id=id, claim_id=claim, report_id=report, source_group=group, status=status))
        return id

    def statement(self, speaker: str, about: str, position: str, report: str, **more: Any) -> str:
        id = f"s{len(self.statements):04}"
        columns = {"speaker_country": speaker, "about_country": about, "about_name": about, "position": position}
        self.statements.append(row(STATEMENTS, id=id, report_id=report, **columns | more))
        return id

    def connection(self) -> duckdb.DuckDBPyConnection:
        made = duckdb.connect()
        tables = {
            "reports": (self.reports, REPORTS), "claims": (self.claims, CLAIMS), "events": (self.events, EVENTS),
            "event_claim": (self.evidence, EVENT_CLAIM), "statements": (self.statements, STATEMENTS),
        }  # fmt: skip
        for name, (rows, schema) in tables.items():
            made.register(name, pa.Table.from_pylist(rows, schema=schema))
        return made
