"""Ids of events: they stay while evidence comes and goes.

A new event is called by a hash of its earliest claim. An event's id goes on to the event that now has most of its claims (of equally
many, to the one with its earliest claim). An event that inherits several keeps the id of the oldest; the others become former ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.assembly.columns import Ints
from dragoman.model import digest

JOIN = "; "


@dataclass(frozen=True)
class Previous:
    """Events as they were: ids, former ids and days first seen by number; `event` and `claim` say which claim was in which."""

    ids: Sequence[str]
    former: Sequence[str]
    seen: Sequence[str]
    event: Ints
    claim: Ints  # number of the claim among the present ones


@dataclass
class Names:
    """By number of a present event: its id, former ids. `heirs`: number of a previous event → numbers of present ones with its claims."""

    ids: list[str]
    former: list[tuple[str, ...]]
    heirs: dict[int, list[int]]


def named(count: int, event_of: Ints, earliest: Sequence[str], previous: Previous) -> Names:
    """Names of `count` events; `event_of` is the event of each present claim (-1 none), `earliest` the id of each event's earliest claim."""
    took: dict[int, list[int]] = {}  # present → previous ones whose id comes to it
    heirs: dict[int, list[int]] = {}
    if len(previous.event):
        now = event_of[previous.claim]
        there = now >= 0
        old, new, claim = previous.event[there], now[there], previous.claim[there]
        coded, many = np.unique(old * max(count, 1) + new, return_counts=True)
        first_claim = np.full(len(coded), np.iinfo(np.int64).max)
        np.minimum.at(first_claim, np.searchsorted(coded, old * max(count, 1) + new), claim)
        order = np.lexsort((first_claim, -many, coded // max(count, 1)))
        for number in order.tolist():
            was, becomes = divmod(int(coded[number]), max(count, 1))
            if was not in heirs:
                took.setdefault(becomes, []).append(was)
            heirs.setdefault(was, []).append(becomes)
    used = set(previous.ids).union(*(one.split(JOIN) for one in previous.former if one))
    ids, former = [], []
    for number in range(count):
        mine = sorted(took.get(number, ()), key=lambda was: (previous.seen[was] or "9999", previous.ids[was]))
        if mine:
            ids.append(previous.ids[mine[0]])
            old_names = [name for was in mine for name in (previous.former[was].split(JOIN) if previous.former[was] else ())]
            former.append(tuple(sorted({*old_names, *(previous.ids[was] for was in mine[1:])})))
        else:
            ids.append(fresh(earliest[number], used))
            former.append(())
    return Names(ids, former, heirs)


def fresh(claim: str, used: set[str]) -> str:
    """An id made of a claim's that nobody bears or bore."""
    found, number = digest("event", claim), 1
    while found in used:
        number += 1
        found = digest("event", claim, number)
    used.add(found)
    return found
