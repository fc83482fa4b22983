"""Options that choose claims or events of a store, the same words for every command: query, events, export, alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.taking import Chosen, Command, Option, one, several, takes

if TYPE_CHECKING:
    from dragoman.store.manifest import Snapshot

OPTIONS: Mapping[str, Option] = {
    "actor": several("RUS, RUS/GOV, /MIL, an entity id, or part of a name. May be repeated."),
    "recipient": several("Likewise."),
    "speaker": several("Likewise: who is quoted."),
    "country": several("A country (ISO3) among actors or recipients."),
    "sector": several("A sector (GOV, MIL, …) among actors or recipients."),
    "type": several("Event type: CONSULT, ASSAULT, …"),
    "mode": several("Mode: visit, aerial, …"),
    "context": several("Context: diplomatic, military, …"),
    "quad": several('Quad category: "verbal cooperation", …'),
    "place": several("Where: a country (ISO3), GeoNames id, or part of a name."),
    "outlet": several("Who published it."),
    "recency": several("news or background."),
    "modality": several("asserted, future, hypothetical or negated."),
    "rights": several("Rights of the report."),
    "report": several("Id of a report."),
    "since": one("The event lies on or after this day, month or year."),
    "until": one("The event lies on or before this day, month or year."),
    "published_since": one("Published on or after."),
    "published_until": one("Published on or before."),
    "confidence": (Annotated[float, typer.Option(min=0, max=1, help="At least this confidence (0 to 1).")], 0.0),
}
TIMES = ("since", "until", "published_since", "published_until")


def filtered(*without: str, **helps: str) -> Callable[[Command], Command]:
    """Give a command all filters but some, in the place of its parameter `chosen`; `helps` says of single ones what it says otherwise."""
    said = {name: (several if OPTIONS[name][1] is None else one)(help) for name, help in helps.items()}
    return takes({name: said.get(name, option) for name, option in OPTIONS.items() if name not in without})


def asked(chosen: Chosen) -> dict[str, Any]:
    """The filters that were given, as the store takes them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in chosen.items() if value}


def check(filters: Any, snapshot: Snapshot, knowledge: str | None = None, later: bool = False) -> None:
    """Raises UsageError for values that can match nothing, with those there are; `later`: what a store lacks today may come."""
    from dragoman.cli import settings
    from dragoman.lexicon.folder import Knowledge
    from dragoman.store.values import check_values

    folder = settings.load(knowledge).knowledge
    check_values(filters, snapshot, Knowledge.open(*([folder] if folder else [])), later)
