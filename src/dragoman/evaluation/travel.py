"""Official trips against coded visits (docs/records.md, "travel")."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ReadingError
from dragoman.evaluation.scores import Score, interval

TOLERANCE = dt.timedelta(days=2)
COLUMNS = ("traveller", "role", "start", "end", "country", "locale")


@dataclass(frozen=True)
class Trip:
    traveller: str
    country: str
    start: dt.date
    end: dt.date
    locale: str


def load(path: Path) -> list[Trip]:
    """Trips of a CSV file with a header. Raises ReadingError naming the line."""
    with path.open(encoding="utf8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise ReadingError(f"there is no column {missing[0]!r}", f"{path}:1", f"the columns are {', '.join(COLUMNS)}")
        try:
            return [
                Trip(r["traveller"], r["country"], dt.date.fromisoformat(r["start"]), dt.date.fromisoformat(r["end"]), r["locale"])
                for r in reader
            ]
        except ValueError as error:
            raise ReadingError(f"not a date: {error}", f"{path}:{reader.line_num}", "write dates as 2021-05-25") from error


def load_claims(path: Path) -> list[dict[str, Any]]:
    """Coded claims, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]


def countries(claim: Mapping[str, Any]) -> set[str]:
    return {p["country"] for role in ("actor", "recipient") for p in claim[role]}


def found(trip: Trip, claims: Iterable[Mapping[str, Any]], traveller: str = "USA") -> Mapping[str, Any] | None:
    """The first CONSULT claim with the traveller's country that lies in the trip's country, or is a visit with it, in time."""
    for claim in claims:
        if claim["event_type"] != "CONSULT" or traveller not in countries(claim) or not in_time(trip, claim["date"]):
            continue
        there = claim["place"] is not None and claim["place"]["country"] == trip.country
        if there or (claim["mode"] == "visit" and trip.country in countries(claim)):
            return claim
    return None


def in_time(trip: Trip, date: Mapping[str, str]) -> bool:
    if not date["start"] or not date["end"]:
        return False
    start, end = dt.date.fromisoformat(date["start"]), dt.date.fromisoformat(date["end"])
    return start - TOLERANCE <= trip.end and trip.start <= end + TOLERANCE


def evaluate(trips: Sequence[Trip], claims: Sequence[Mapping[str, Any]]) -> tuple[list[Score], list[Trip]]:
    """The share of trips found, with its interval, and the trips that were not."""
    hits = [found(trip, claims) is not None for trip in trips]

    def share(units: Sequence[bool]) -> float:
        return sum(units) / len(units) if units else 0.0

    low, high = interval(hits, share)
    return [Score("trips found", share(hits), low, high, len(hits))], [t for t, hit in zip(trips, hits, strict=True) if not hit]
