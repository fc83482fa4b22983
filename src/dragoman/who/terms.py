"""Which role of an entity counts on a day: changes, two offices at once, short gaps between two offices.

On a day of change the later role counts. Of two roles at once:

1. an office at home before one for a body of no state (a part-time envoy of the UN), unless that body stands in the text;
2. where one is of the state and the other against it (in arms, or in opposition), the one that surely began later: a man who leaves the
   government to fight it, or a rebel who joins it;
3. an office in government before any other; then the one that began later.

A gap of up to BRIDGED days between two offices of the state counts with the earlier one: the day between two cabinets makes nobody a former
minister.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from itertools import pairwise

from dragoman.lexicon.entities import NON_STATE, Entity, Role
from dragoman.who.phrases import OFFICIAL

BRIDGED = 60  # days


def away(entity: Entity, role: Role) -> bool:
    """Is it a role for a body of no state of somebody who is of a state?"""
    return role.country in NON_STATE and entity.country not in NON_STATE


def opposed(one: Role, other: Role) -> bool:
    """One is of the state, the other against it."""
    return against(one) != against(other) and any(role.sector in OFFICIAL and not against(role) for role in (one, other))


def against(role: Role) -> bool:
    return role.sector == "REB" or role.second == "OPP"


def begun(role: Role) -> dt.date:
    return role.start.first if role.start else dt.date.min


def surely_begun(role: Role, day: dt.date) -> bool:
    return role.start is None or role.start.last <= day


def active_on(entity: Entity, day: dt.date) -> list[Role]:
    """The roles of a day; on a day of change only the later one."""
    active = [role for role in entity.roles if role.on(day)]
    return [role for role in active if role.end is None or day < role.end.first] or active


def role_on(entity: Entity, day: dt.date, named: Container[str] = ()) -> Role | None:
    """The role that counts on a day. `named` are the codes of the bodies of no state that the text names."""
    active = active_on(entity, day)
    if not active:
        return bridge(entity, day)
    at_home = any(role.sector in OFFICIAL and not away(entity, role) for role in active)

    def rank(role: Role) -> tuple[bool, bool, bool, dt.date]:
        fits = (role.country in named) if away(entity, role) else not any(away(entity, other) and other.country in named for other in active)
        superseded = any(opposed(role, other) and begun(role) < begun(other) and surely_begun(other, day) for other in active)
        return (fits or not at_home, not superseded, role.sector == "GOV", begun(role))

    return max(active, key=rank)


def bridge(entity: Entity, day: dt.date) -> Role | None:
    """The office before a short gap between two offices of a person; None in any other gap."""
    if entity.kind != "person":
        return None
    before = [role for role in entity.roles if role.end is not None and role.end.last < day and role.sector in OFFICIAL]
    after = [role for role in entity.roles if role.start is not None and role.start.first > day]
    if not before or not after:
        return None
    last = max(before, key=lambda role: role.end.last if role.end else day)
    following = min(after, key=begun)
    gap = (begun(following) - last.end.last).days if last.end else BRIDGED + 1
    return last if gap <= BRIDGED and following.sector in OFFICIAL else None


def role_during(entity: Entity, start: dt.date, end: dt.date, named: Container[str] = ()) -> Role | None:
    """The role held for most of a time; of equals the earlier. For a day, the role on that day."""
    if end <= start:
        return role_on(entity, start, named)
    edges = {start, end + dt.timedelta(1)}
    for role in entity.roles:
        edges.update(day for day in (role.start.first if role.start else start, role.end.first if role.end else start) if start < day <= end)
    held: dict[Role, int] = {}
    for first, following in pairwise(sorted(edges)):
        role_then = role_on(entity, first, named)
        if role_then is not None:
            held[role_then] = held.get(role_then, 0) + (following - first).days
    return max(held, key=held.__getitem__) if held else None
