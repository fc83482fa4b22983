"""Places compared: may two descriptions be of the same place?"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

CONFLICT, OPEN, COUNTRY, SPOT = -1, 0, 1, 2
WIDE = ("country", "region", "continent", "water")  # granularities that are no spot
EARTH = 6371.0  # kilometres


@dataclass(frozen=True)
class Spot:
    geonameid: int
    country: str
    admin1: str
    granularity: str
    latitude: float | None
    longitude: float | None

    @property
    def known(self) -> bool:
        """Whether it is more than a country or a region of the world."""
        return self.granularity not in WIDE and (self.geonameid > 0 or self.latitude is not None)

    @property
    def province(self) -> bool:
        return self.granularity == "admin1"


class Spots:
    """All places seen, by number; comparisons are remembered. 0 is nowhere."""

    def __init__(self, near: float) -> None:
        self.near = near
        self.spots: list[Spot] = [Spot(0, "", "", "", None, None)]
        self.levels: dict[tuple[int, int], int] = {}

    def add(self, spot: Spot) -> int:
        self.spots.append(spot)
        return len(self.spots) - 1

    def level(self, one: int, other: int) -> int:
        """CONFLICT, OPEN (nothing known of one), COUNTRY (the same country, or the province a city lies in), SPOT (the same place)."""
        if one == 0 or other == 0:
            return OPEN
        key = (one, other) if one <= other else (other, one)
        found = self.levels.get(key)
        if found is None:
            found = self.levels[key] = compared(self.spots[one], self.spots[other], self.near)
        return found

    def closer(self, one: int, other: int) -> int:
        """The one that says more of where it was."""
        return max(one, other, key=lambda n: (self.detail(n), -n))

    def detail(self, number: int) -> int:
        spot = self.spots[number]
        return 0 if number == 0 else 3 if spot.known and not spot.province else 2 if spot.province else 1 if spot.country else 0


def compared(one: Spot, other: Spot, near: float) -> int:
    if one.geonameid and one.geonameid == other.geonameid:
        return SPOT if one.known else COUNTRY
    if one.known and other.known and not (one.province or other.province):
        return SPOT if distance(one, other) <= near else CONFLICT
    if one.country and other.country and one.country != other.country:
        return CONFLICT
    if not one.country or not other.country:
        return OPEN
    if one.known and other.known and one.admin1 and other.admin1:  # at least one is a province
        return COUNTRY if one.admin1 == other.admin1 else CONFLICT
    return COUNTRY


def distance(one: Spot, other: Spot) -> float:
    """Kilometres between two places along the globe; endless where one has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return float("inf")
    a, b, c, d = map(radians, (one.latitude, one.longitude, other.latitude, other.longitude))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
