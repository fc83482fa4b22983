"""Options that choose claims or events of a store, the same words for every command: query, events, export, alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

Several = list[str] | None
Actor = Annotated[Several, typer.Option("--actor", help="RUS, RUS/GOV, /MIL, an entity id, or part of a name. May be repeated.")]
Recipient = Annotated[Several, typer.Option("--recipient", help="Likewise.")]
Speaker = Annotated[Several, typer.Option("--speaker", help="Likewise: who is quoted.")]
Country = Annotated[Several, typer.Option("--country", help="A country (ISO3) among actors or recipients.")]
Sector = Annotated[Several, typer.Option("--sector", help="A sector (GOV, MIL, …) among actors or recipients.")]
Type = Annotated[Several, typer.Option("--type", help="Event type: CONSULT, ASSAULT, …")]
Mode = Annotated[Several, typer.Option("--mode", help="Mode: visit, aerial, …")]
Context = Annotated[Several, typer.Option("--context", help="Context: diplomatic, military, …")]
Quad = Annotated[Several, typer.Option("--quad", help='Quad category: "verbal cooperation", …')]
PlaceName = Annotated[Several, typer.Option("--place", help="Where: a country (ISO3), GeoNames id, or part of a name.")]
Outlet = Annotated[Several, typer.Option("--outlet", help="Who published it.")]
Recency = Annotated[Several, typer.Option("--recency", help="news or background.")]
Modality = Annotated[Several, typer.Option("--modality", help="asserted, future, hypothetical or negated.")]
Since = Annotated[str, typer.Option("--since", help="The event lies on or after this day, month or year.")]
Until = Annotated[str, typer.Option("--until", help="The event lies on or before this day, month or year.")]
PublishedSince = Annotated[str, typer.Option("--published-since", help="Published on or after.")]
PublishedUntil = Annotated[str, typer.Option("--published-until", help="Published on or before.")]
Confidence = Annotated[float, typer.Option("--confidence", help="At least this confidence (0 to 1).")]

# options that take several values, as the filters of the store call them
REPEATED = (
    "actor", "recipient", "speaker", "country", "sector", "type", "mode", "context", "quad", "place", "outlet", "recency", "modality",
    "rights", "report",
)  # fmt: skip


def several(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of a command's options (its `locals()`) the filters with several values that were given, as the store takes them."""
    return {name: tuple(given[name]) for name in REPEATED if given.get(name)}
