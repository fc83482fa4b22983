"""Events on the map: discs as wide as what is unknown of the place, and the borders that somebody disputes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pycountry

from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.web.library import Row

KILOMETRES = {"city": 12, "building": 5, "base": 8, "admin2": 40, "admin1": 120, "region": 250, "country": 400, "water": 300, "mountain": 100}
UNKNOWN = 150


def located(events: Iterable[Row], knowledge: Knowledge) -> dict[str, Any]:
    """Discs of the places of events (or of rows with `n` events), each place once; and pairs of countries with a disputed border."""
    discs: dict[tuple[float, float], dict[str, Any]] = {}
    for row in events:
        if row["latitude"] is None or row["longitude"] is None:
            continue
        key = (row["latitude"], row["longitude"])
        disc = discs.setdefault(
            key,
            {
                "latitude": key[0],
                "longitude": key[1],
                "kilometres": KILOMETRES.get(row["place_granularity"] or "", UNKNOWN),
                "name": row["place"] or row["place_country"],
                "count": 0,
                "href": f"/events?place={row['place_geonameid'] or row['place_country']}",
            },
        )
        disc["count"] += row.get("n", 1)
    return {"discs": list(discs.values()), "disputed": [list(pair) for pair in disputed(knowledge)]}


@lru_cache(maxsize=4)
def disputed(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Pairs of countries (ISO 3166 numeric) that both claim a territory, or one of which claims what the other controls."""
    known = registry(knowledge)
    pairs: set[tuple[str, str]] = set()
    for entity in known:
        sides = {fact.by for fact in entity.facts if fact.fact in {"claimed_by", "controlled_by"} and fact.by in known}
        numbers = sorted(filter(None, {numeric(known.get(side).country) for side in sides}))
        pairs |= {(a, b) for a in numbers for b in numbers if a < b}
    return tuple(sorted(pairs))


def numeric(code: str) -> str:
    found = pycountry.countries.get(alpha_3=code)
    return str(found.numeric) if found else ""
