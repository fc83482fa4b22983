"""What a request of the API asks for: the pages' filter, with every field described, over the store as it is."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Query, Request
from pydantic import StringConstraints

from dragoman.errors import UsageError
from dragoman.web import asking
from dragoman.web.filters import LONGEST, MOST, NOT_SELECTING, Filter
from dragoman.web.library import Holding

Sort = Literal["newest", "oldest", "sources", "changed"]  # filters.SORTS
Said = Annotated[str, StringConstraints(max_length=LONGEST)]
MOST_ROWS = 500
DAY = r"^([0-9]{4}(-[0-9]{2}){0,2})?$"
DATE = "Day, month or year: 2021-08-15, 2021-08, 2021."


def filter_of(
    request: Request,
    region: Annotated[str, Query(max_length=LONGEST, description='A named region ("Central Asia") or codes of countries ("AFG,PAK").')] = "",
    since: Annotated[str, Query(pattern=DAY, description=f"The event lies on or after. {DATE}")] = "",
    until: Annotated[str, Query(pattern=DAY, description=f"The event lies on or before. {DATE}")] = "",
    outlet: Annotated[tuple[Said, ...], Query(max_length=MOST, description="Who published a report of it.")] = (),
    country: Annotated[tuple[Said, ...], Query(max_length=MOST, description="ISO 3166 alpha-3, among actors, recipients, or the place.")] = (),
    actor: Annotated[tuple[Said, ...], Query(max_length=MOST, description="RUS, RUS/GOV, /MIL, an entity id, or part of a name.")] = (),
    recipient: Annotated[tuple[Said, ...], Query(max_length=MOST, description="Likewise.")] = (),
    entity: Annotated[tuple[Said, ...], Query(max_length=MOST, description="An entity of the registry, as either.")] = (),
    type: Annotated[tuple[Said, ...], Query(max_length=MOST, description="Event type: CONSULT, ASSAULT, …")] = (),
    mode: Annotated[tuple[Said, ...], Query(max_length=MOST, description="Mode: visit, airstrikes, …")] = (),
    quad: Annotated[tuple[Said, ...], Query(max_length=MOST, description='"verbal cooperation", "material conflict", …')] = (),
    place: Annotated[tuple[Said, ...], Query(max_length=MOST, description="A country, a GeoNames id, or part of a name.")] = (),
    recency: Annotated[tuple[Said, ...], Query(max_length=MOST, description="news (where nothing is said), background, or all.")] = (),
    modality: Annotated[
        tuple[Said, ...], Query(max_length=MOST, description="asserted (where nothing is said), future, hypothetical, negated, or all.")
    ] = (),
    q: Annotated[str, Query(max_length=LONGEST, description="Words in the sentence, the names or the place.")] = "",
    sort: Annotated[Sort, Query(description="Of events all; of the rest newest and oldest.")] = "newest",
    after: Annotated[str, Query(max_length=LONGEST, description="Cursor of the page before; take it from `next`.")] = "",
    event: Annotated[tuple[Said, ...], Query(max_length=MOST_ROWS, description="Ids of events to show alone.")] = (),
    watch: Annotated[
        tuple[Said, ...], Query(max_length=MOST, description="Of the watchlist: AFG, RUS-AFG, an entity id or a name. Selects no events.")
    ] = (),
    snapshot: Annotated[str, Query(max_length=LONGEST, description="The state of the store that you expect; 409 when it has changed.")] = "",
) -> Filter:
    """The filter of a request. Raises UsageError, HTTPException 409 where the store is no longer as the caller expects."""
    del region, since, until, outlet, country, actor, recipient, entity, type, mode, quad, place, recency, modality, q, sort, after, event
    del watch
    made = Filter.of(request.query_params)
    here = asking.now(request).snapshot.digest
    if snapshot and snapshot != here:
        raise HTTPException(409, f"The store has changed since {snapshot[:20]}: it is {here} now. Leave snapshot out to ask it as it is.")
    return made


Asked = Annotated[Filter, Depends(filter_of)]
Limit = Annotated[int | None, Query(ge=1, le=MOST_ROWS, description=f"Rows of a page, {MOST_ROWS} at most.")]


def held_by(request: Request) -> Holding:
    """The store as it is."""
    return asking.now(request)


Held = Annotated[Holding, Depends(held_by)]


def only(filter: Filter, *names: str) -> None:
    """Raises UsageError for a field that says nothing about what is asked for: better than leaving it out of account."""
    always = NOT_SELECTING
    for name, _ in filter.pairs():
        if name not in {*names, *always}:
            raise UsageError(f"{name} says nothing here", name, f"fields are {', '.join(sorted({*names, *always}))}")
    if filter.sort not in {"newest", "oldest"}:
        raise UsageError(f"these have no order {filter.sort!r}", "sort", "orders are newest, oldest")
