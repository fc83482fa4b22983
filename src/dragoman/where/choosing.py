"""Choosing: which of the places of one name is meant, by qualifier, country of the report, size and nearness to its other places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import asin, cos, log10, radians, sin, sqrt

from dragoman.lexicon.places import Gazetteer, Row
from dragoman.model import Place
from dragoman.where.context import Context
from dragoman.where.spotting import Spot

EARTH_KM = 6371.0
PEOPLE = 0.7  # a town's worth: this times the logarithm of its people; the worth of other kinds stands beside it
COUNTRY, DIVISION, DIVISION_WITH_CITY, COUNTY, OWN = 5.0, 3.8, 2.8, 2.6, 3.8
CAPITAL, ALTERNATE, LIKE_ITS_COUNTRY = 1.4, -2.2, -3.0
SAME_COUNTRY, SAME_DIVISION = 2.6, 1.6
NEARNESS = ((400.0, 0.4), (120.0, 0.4), (40.0, 0.6))  # what each ring around the report's other places adds
LEAD = 0.8  # over all others of its name, for a town to be a place that others are near to
SMALL_TOWN, UNSUPPORTED = 50_000, 0.25  # a small town needs more than its country: its division, or a place nearby
CLOSE_KM = 120.0
WITNESSES = 1.5  # other mentions of a division that make sure the report is about it
MIDDLING = 0.6  # how well what belongs to no one country fits any report
MANY_PEOPLE = 50_000
CLEAR = 1.0  # a lead over the places of other countries that makes a mention a witness for its country


def distance_km(a: Row, b: Row) -> float:
    """Great-circle distance; infinite where a point is unknown."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return float("inf")
    lat1, lat2 = radians(a.latitude), radians(b.latitude)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def prior(row: Row, rows: Sequence[Row]) -> float:
    """How likely a row is meant before anything is known of the report."""
    if row.kind == "country":
        score = COUNTRY
    elif row.kind == "city":
        score = PEOPLE * log10(row.population + 10) + (CAPITAL if row.capital and row.rank else 0.0)
        if row.capital and any(r.kind == "country" and r.country == row.country and r.rank for r in rows):
            score += LIKE_ITS_COUNTRY  # "Mexico" is the country
    elif row.kind == "admin1":
        twin = any(r.kind == "city" and r.country == row.country and r.admin1 == row.admin1 and r.population >= MANY_PEOPLE for r in rows)
        score = DIVISION_WITH_CITY if twin else DIVISION
    else:
        score = COUNTY if row.kind == "admin2" else OWN
    return score if row.rank else score + ALTERNATE


class Surroundings:
    """What the report's own mentions say of its countries and divisions."""

    def __init__(self, spots: Sequence[Spot], context: Context, home: Sequence[Row] = ()) -> None:
        self.countries: Counter[str] = Counter()
        self.divisions: Counter[tuple[str, str]] = Counter()
        self.by_key: dict[str, Counter[str]] = {}
        self.anchors: list[Row] = []
        for spot in spots:
            self.witness(spot)
        for row in home[:1]:
            self.countries[row.country] += 1.5  # type: ignore[assignment]
            self.divisions[row.country, row.admin1] += 1.5  # type: ignore[assignment]
            self.anchors.append(row)
        if context.country:
            self.countries[context.country] += 1

    def witness(self, spot: Spot) -> None:
        for country in dict.fromkeys(spot.people_of):
            self.countries[country] += 1
        if not spot.rows:
            return
        inside = qualified(spot)
        rows = inside or spot.rows
        ranked = sorted(rows, key=lambda row: -prior(row, rows))
        best = ranked[0]
        rival = next((row for row in ranked if row.country != best.country), None)
        own_name = best.rank or not any(row.rank for row in rows)
        clear = bool(own_name) and (rival is None or prior(best, rows) - prior(rival, rows) >= CLEAR)
        weight = 1.0 if clear and best.kind in {"country", "admin1"} else 0.7 if clear else 0.25
        if best.kind == "city" and best.population < 15_000 and not inside:
            weight *= 0.3
        self.countries[best.country] += weight  # type: ignore[assignment]
        held = self.by_key.setdefault(spot.key, Counter())
        held[best.country] += weight  # type: ignore[assignment]
        if best.admin1 and (clear or inside):
            self.divisions[best.country, best.admin1] += weight  # type: ignore[assignment]
            held[best.country + "/" + best.admin1] += weight  # type: ignore[assignment]
        speaks = best.capital and not spot.located  # "Washington said": its suburbs are no likelier for that
        if inside or (clear and not speaks and best.kind == "city" and (best.population >= MANY_PEOPLE or len(spot.rows) == 1)):
            self.anchors.append(best)

    def score(self, row: Row, spot: Spot, rows: Sequence[Row]) -> float:
        """A row's prior and how well it fits what the other mentions say; a name is no witness for itself."""
        score = prior(row, rows)
        own = self.by_key.get(spot.key, Counter())
        total = sum(self.countries.values()) - sum(n for k, n in own.items() if "/" not in k)
        divisions = sum(self.divisions.values()) - sum(n for k, n in own.items() if "/" in k)
        inside = self.divisions[row.country, row.admin1] - own[row.country + "/" + row.admin1] if row.admin1 and divisions > 0.1 else 0.0
        gaps = [distance_km(row, anchor) for anchor in self.anchors if anchor.index != row.index]
        gap = min(gaps, default=float("inf"))
        if total > 0.1:
            weight = self.countries[row.country] - own[row.country] if row.country else MIDDLING * total
            lone = row.kind == "city" and row.population < SMALL_TOWN and not row.capital and inside < 0.1 and gap > CLOSE_KM
            score += SAME_COUNTRY * weight / total * min(1.0, 0.5 + total / 2) * (UNSUPPORTED if lone else 1.0)
        score += SAME_DIVISION * inside / divisions * min(1.0, inside / WITNESSES) if inside > 0.0 else 0.0
        return score + sum(worth for ring, worth in NEARNESS if gap <= ring)


def qualified(spot: Spot) -> tuple[Row, ...]:
    """The rows that lie in the place named behind the name; none when no row does."""
    if not spot.inside:
        return ()
    countries = {row.country for row in spot.inside if row.kind == "country"}
    divisions = {(row.country, row.admin1) for row in spot.inside if row.kind in {"admin1", "admin2"}}
    exact = tuple(row for row in spot.rows if (row.country, row.admin1) in divisions and row.kind != "admin1")
    return exact or tuple(row for row in spot.rows if row.country in countries and row.kind != "country")


def choose(spots: Sequence[Spot], context: Context, home: Sequence[Row] = ()) -> None:
    """Sets `chosen` and `why` of every spot. A qualifier given once holds for every mention of that name in the report."""
    around = Surroundings(spots, context, home)
    explicit: dict[str, Row] = {}
    for spot in spots:
        rows = qualified(spot)
        if rows:
            spot.chosen = max(rows, key=lambda row: (around.score(row, spot, rows), -row.index))
            spot.why.append(f"the {spot.chosen.name} in {spot.chosen.admin1 or spot.chosen.country}, named behind it")
            explicit.setdefault(spot.key, spot.chosen)
    around.anchors += leaders([s for s in spots if s.rows and s.chosen is None and s.key not in explicit], around)
    for spot in spots:
        if spot.chosen is not None or not spot.rows:
            continue
        if spot.key in explicit and not spot.division:
            spot.chosen = explicit[spot.key]
            spot.why.append("as named in full elsewhere in the report")
            continue
        rows = tuple(r for r in spot.rows if r.kind in {"admin1", "admin2", "region"}) if spot.division else ()
        rows = rows or spot.rows
        spot.chosen = max(rows, key=lambda row: (around.score(row, spot, rows), row.population, -row.index))
        others = len({(row.country, row.admin1) for row in rows})
        spot.why.append("the only place of that name" if others == 1 else f"likeliest of {others} by size, the report's country and nearness")


def leaders(spots: Sequence[Spot], around: Surroundings) -> list[Row]:
    """The towns that lead clearly over all others of their names: what else is named is likely near to them."""
    found: list[Row] = []
    for spot in {spot.key: spot for spot in spots}.values():
        ranked = sorted(((around.score(row, spot, spot.rows), row.index, row) for row in spot.rows), reverse=True)
        best, behind = ranked[0][2], ranked[1][0] if len(ranked) > 1 else 0.0
        if best.kind == "city" and ranked[0][0] - behind >= LEAD and (spot.located or not best.capital):
            found.append(best)
    return found


def as_place(row: Row, gazetteer: Gazetteer, worldview: str, building: str = "") -> Place:
    """A row as the model has it; the country of disputed land by the worldview asked for."""
    country, disputed = owner(row, gazetteer, worldview)
    name = f"{row.name} {building}" if building else row.name
    grain = "building" if building else row.kind
    admin1 = "" if row.kind == "country" else row.admin1
    return Place(name, row.geonameid, country, admin1, row.latitude, row.longitude, grain, disputed)


def owner(row: Row, gazetteer: Gazetteer, worldview: str) -> tuple[str, str]:
    """The country a place is in by a worldview, and who claims it ("" undisputed). A town shares the standing of its division ("Kerch" of
    Crimea); a town of a disputed state ("Taipei") is disputed only for those who do not hold it to be one."""
    state = gazetteer.disputed_states.get(row.country)
    names = (row.name,) if row.kind in {"country", "admin1"} else (row.name, row.admin1)
    for name in names:
        views = gazetteer.disputed.get(name)
        if views is not None and (row.kind == "country" or (views is not state and views.get("un", "") in {row.country, ""})):
            return views.get(worldview, views.get("un", row.country)), views["claims"]
    if state is None or state.get(worldview, row.country) == row.country:
        return row.country, ""
    return state[worldview], state["claims"]
