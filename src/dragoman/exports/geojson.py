"""Events as GeoJSON (RFC 7946): a FeatureCollection, one feature an event, a point [longitude, latitude] or null where no place is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from dragoman.exports.happening import Happening, Options, Tally

PLACED = ("latitude", "longitude")


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """One feature a line, so that large files can be read line by line, too."""
    del options
    tally = Tally()
    out.write(b'{"type": "FeatureCollection", "features": [')
    for event in events:
        out.write((b",\n" if tally.rows else b"\n") + json.dumps(feature(event.row), ensure_ascii=False).encode())
        tally.events += 1
        tally.rows += 1
    out.write(b"\n]}\n")
    return tally


def feature(row: Mapping[str, Any]) -> dict[str, Any]:
    point = [row.get("longitude"), row.get("latitude")]
    placed = all(isinstance(value, int | float) for value in point)
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": {"type": "Point", "coordinates": point} if placed else None,
        "properties": {name: value for name, value in row.items() if name not in PLACED},
    }
