"""What the API answers, as schemas: rows after the tables of the store, pages of rows, problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, create_model

from dragoman.assembly.tables import EVENT_CLAIM, EVENT_PARTY, EVENTS, MEANINGS
from dragoman.store.schema import CLAIMS, REPORTS, STATEMENTS, meaning

TYPES: dict[pa.DataType, type] = {pa.string(): str, pa.int64(): int, pa.float64(): float, pa.bool_(): bool}
LEFT_OUT = {"record", "text"}  # the whole record comes with one claim, the text with one report
SHOWN = ("outlet", "published", "url", "rights")  # of its report, in rows of claims and statements
CLAIM_COLUMNS = (*(name for name in CLAIMS.names if name not in LEFT_OUT), *SHOWN, "title", "event_id", "status")
STATEMENT_COLUMNS = (*(name for name in STATEMENTS.names if name not in LEFT_OUT), *SHOWN, "title")
REPORT_COLUMNS = (
    "id", "revises", "title", "published", "outlet", "agency", "author", "url", "language", "rights", "characters", "content_sha256",
)  # fmt: skip
MORE = {
    "event_id": "Event the claim is part of.",
    "status": MEANINGS["event_claim"]["status"],
    "outlet": "Who published the report.",
    "published": "Day of publication of the report (ISO), empty when unknown.",
    "url": "Where the report was published.",
    "rights": "What may be done with the report's words.",
    "title": "Title of the report.",
}


def row_model(name: str, columns: Mapping[str, tuple[type, str]], doc: str) -> type[BaseModel]:
    """A model of a row; every value may be missing."""
    made: dict[str, Any] = {column: (kind | None, Field(description=said)) for column, (kind, said) in columns.items()}
    found: type[BaseModel] = create_model(name, __doc__=doc, **made)
    return found


def of(schema: pa.Schema, meanings: Mapping[str, str]) -> dict[str, tuple[type, str]]:
    return {column.name: (TYPES[column.type], meanings[column.name]) for column in schema}


def coded(table: str, schema: pa.Schema, names: tuple[str, ...]) -> dict[str, tuple[type, str]]:
    kinds = {column.name: TYPES[column.type] for column in schema}
    return {name: (kinds.get(name, str), MORE[name] if name in MORE and name not in kinds else meaning(table, name)) for name in names}


Event = row_model("Event", of(EVENTS, MEANINGS["events"]), "An event: what one or more reports say happened.")
EventParty = row_model("EventParty", of(EVENT_PARTY, MEANINGS["event_party"]), "A party of an event.")
EventClaim = row_model("EventClaim", of(EVENT_CLAIM, MEANINGS["event_claim"]), "Which claim is part of which event.")
Claim = row_model("Claim", coded("claims", CLAIMS, CLAIM_COLUMNS), "A claim: what one report says happened.")
Statement = row_model("Statement", coded("statements", STATEMENTS, STATEMENT_COLUMNS), "A statement: who says what in a report.")
Report = row_model("Report", coded("reports", REPORTS, REPORT_COLUMNS), "A report, without its words.")


class Open(BaseModel):
    """An object with further fields, described in the documents it names."""

    model_config = ConfigDict(extra="allow")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="Always about:blank: the status says the kind.")
    title: str
    status: int
    detail: str = Field(description="What, where, and how to mend it.")


class Listed(BaseModel):
    """A page of rows. `snapshot`: the state of the store they come from; give it back as `snapshot` to be told when it has changed."""

    snapshot: str
    total: int = Field(description="Rows on all pages.")
    next: str | None = Field(description="Address of the next page; null on the last.")


def paged(item: type[BaseModel]) -> type[BaseModel]:
    found: type[BaseModel] = create_model(f"{item.__name__}Page", __base__=Listed, items=(list[item], Field()))  # type: ignore[valid-type]
    return found


class ReviewShown(BaseModel):
    """What the newest review of a claim says. `fixed`: fields that are wrong with their right values; null where nobody said what is right."""

    claim_id: str | None = Field(description="The claim it belongs to now; null where nothing is coded of these words any more.")
    report_id: str
    field: str
    start: int
    end: int
    verdict: Literal["right", "corrected", "wrong", "taken back"]
    coded: dict[str, Any] = Field(description="The claim as it was coded then, in the fields of gold (docs/records.md).")
    fixed: dict[str, Any]
    reviewer: str
    note: str
    made: str


class ReviewPage(Listed):
    """Reviews, oldest first."""

    items: list[ReviewShown]


class Waiting(BaseModel):
    """A claim in the queue of those to review."""

    id: str
    confidence: float
    claim: Open
    sentence: str | None
    report_id: str
    outlet: str | None
    published: str | None
    title: str | None
    event_id: str | None


class Queue(Listed):
    """Claims that wait for a review, least confident first."""

    items: list[Waiting]


class ClaimWhole(BaseModel):
    """A claim with all its spans (docs/records.md, "Claim")."""

    snapshot: str
    claim: Open
    sentence: str
    report: Report  # type: ignore[valid-type]
    event_id: str | None
    status: str | None
    review: ReviewShown | None


class EventWhole(BaseModel):
    """An event with its parties, its claims (whole records with report and status) and what changed."""

    snapshot: str
    event: Event  # type: ignore[valid-type]
    former: bool = Field(description="True where the id asked for is a former one, merged into this event.")
    parties: list[EventParty]  # type: ignore[valid-type]
    claims: list[Open]
    changes: list[Open]


class ReportWhole(BaseModel):
    """A report with its words (empty in a store without words), its claims and statements as records (docs/records.md)."""

    snapshot: str
    report: Report  # type: ignore[valid-type]
    text: str
    furniture: str
    captions: str
    claims: list[Open]
    statements: list[Open]
    reviews: list[ReviewShown]


class EntityRow(BaseModel):
    """An entity with its events in this store."""

    entity: str
    name: str
    events: int
    as_actor: int


class Dated(BaseModel):
    """A role held, or a contested fact, between two dates ("" where unknown)."""

    what: str
    by: str
    start: str
    end: str


class EntityWhole(BaseModel):
    snapshot: str
    id: str
    name: str
    kind: str
    country: str
    sector: str
    wikidata: str
    names: list[str]
    roles: list[Dated]
    facts: list[Dated]
    events: int
    statements: list[Open] = Field(description="The last twenty things it said.")


class RegionRow(BaseModel):
    """A region as the knowledge lists it."""

    name: str
    countries: list[str]
    events: int


class WatchLine(BaseModel):
    """A line of the watchlist: events told of in each week, by outlets that published in three quarters of the weeks."""

    key: str = Field(description="AFG, AFG-RUS, or an entity id: what `watch` takes.")
    name: str
    kind: str = Field(description="country, pair, or the entity's kind of the registry.")
    href: str = Field(description="Its page.")
    values: list[int | None] = Field(description="Events of each week, oldest first; null where nothing was read.")
    now: int | None = Field(description="Of this week, the last.")
    low: float = Field(description="The usual: 5 % point of a Poisson count with the mean of the weeks before.")
    high: float = Field(description="Its 95 % point.")
    unusual: bool = Field(description="This week lies outside, with at least five events.")
    sources_changed: bool = Field(description="Outlets tell of it this week that did not in the weeks before.")


class WatchlistShown(BaseModel):
    """Lines that were asked for, and the busiest pairs and actors."""

    snapshot: str
    weeks: list[str] = Field(description="The day on which each week begins, oldest first.")
    watched: list[WatchLine]
    pairs: list[WatchLine]
    actors: list[WatchLine]


class WatchWeek(BaseModel):
    week: str = Field(description="The day on which it begins.")
    value: int | None
    events: list[str]


class WatchLineWhole(BaseModel):
    """A line with the events behind every figure."""

    snapshot: str
    line: WatchLine
    weeks: list[WatchWeek]


class Measured(BaseModel):
    """Figures with their intervals and the ids of the events behind each (docs/measures.md)."""

    snapshot: str
    measure: Open


class Node(BaseModel):
    id: str
    name: str
    weight: int
    href: str


class Edge(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    weight: int
    quad: str = Field(description="vc and mc: verbal and material cooperation; vk and mk: verbal and material conflict.")
    href: str


class Network(BaseModel):
    """Who deals with whom in a region."""

    nodes: list[Node]
    edges: list[Edge]


class Outlet(BaseModel):
    outlet: str | None
    country: str
    ownership: str
    reports: int
    first: str | None
    last: str | None


class About(BaseModel):
    """A store: what made it, what it covers, what failed."""

    snapshot: str
    version: str
    words: bool = Field(description="False for a store that keeps no words.")
    note: str = Field(description="What a reader of its events must know; empty where they are up to date.")
    reports: int
    claims: int
    events: int
    runs: list[Open]
    failures: list[Open]
    rights: dict[str, int] = Field(description="Number of reports by what may be done with their words.")


class Given(BaseModel):
    """A review of a claim."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["right", "corrected", "wrong", "taken back"]
    fixed: dict[str, Any] = Field(
        default_factory=dict,
        max_length=12,
        description="For corrected: fields of gold with their right values; null where you cannot say what is right.",
    )
    reviewer: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=2000)
