"""Claims as flat rows for CSV, Parquet, pandas and R: one row a claim, plain types, several parties joined by "; "."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

JOIN = "; "
PARTY_FIELDS = ("text", "name", "entity", "wikidata", "country", "sector")
TEXT, WHOLE, REAL, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
SCHEMA = pa.schema(
    [
        *((name, TEXT) for name in ("id", "report_id", "event_type", "mode", "contexts", "quad_category")),
        ("intensity", REAL),
        ("cameo", TEXT),
        ("trigger", TEXT), ("trigger_start", WHOLE), ("trigger_end", WHOLE),
        *((f"actor_{name}", TEXT) for name in PARTY_FIELDS),
        *((f"recipient_{name}", TEXT) for name in PARTY_FIELDS),
        ("date_start", TEXT), ("date_end", TEXT), ("date_granularity", TEXT), ("date_basis", TEXT),
        ("date_ongoing", TRUTH), ("date_text", TEXT),
        ("place", TEXT), ("place_text", TEXT), ("place_geonameid", WHOLE), ("place_country", TEXT), ("place_admin1", TEXT),
        ("latitude", REAL), ("longitude", REAL), ("place_granularity", TEXT),
        ("recency", TEXT), ("modality", TEXT),
        *((f"speaker_{name}", TEXT) for name in PARTY_FIELDS),
        ("cue", TEXT), ("quoted", TRUTH), ("medium", TEXT),
        *((f"{kind}_{part}", WHOLE if part != "text" else TEXT) for kind in ("killed", "injured", "size") for part in ("low", "high", "text")),
        ("field", TEXT), ("confidence", REAL), ("coder", TEXT), ("rule", TEXT),
    ]
)  # fmt: skip


def row(record: Mapping[str, Any]) -> dict[str, Any]:
    """One claim record as a flat row with exactly the columns of SCHEMA."""
    flat: dict[str, Any] = {name: record[name] for name in ("id", "report_id", "event_type", "mode", "quad_category", "intensity", "cameo")}
    flat["contexts"] = JOIN.join(record["contexts"])
    flat |= {"trigger": record["trigger"]["text"], "trigger_start": record["trigger"]["start"], "trigger_end": record["trigger"]["end"]}
    for role in ("actor", "recipient"):
        flat |= parties(role, record[role])
    flat |= {f"date_{name}": record["date"][name] for name in ("start", "end", "granularity", "basis", "ongoing", "text")}
    flat |= place(record["place"])
    attribution = record["attribution"]
    flat |= parties("speaker", [attribution["speaker"]] if attribution else [])
    flat |= {"cue": attribution["cue"]["text"] if attribution else "", "medium": attribution["medium"] if attribution else ""}
    flat["quoted"] = attribution["quoted"] if attribution else None
    for kind, value in record["magnitude"].items():
        for part in ("low", "high", "text"):
            flat[f"{kind}_{part}"] = value[part] if value else None
    return flat | {name: record[name] for name in ("recency", "modality", "field", "confidence", "coder", "rule")}


def parties(role: str, found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {f"{role}_{name}": JOIN.join(str(p[name]) for p in found) for name in PARTY_FIELDS}


def place(found: Mapping[str, Any] | None) -> dict[str, Any]:
    if found is None:
        empty = dict.fromkeys(("place", "place_text", "place_country", "place_admin1", "place_granularity"), "")
        return empty | {"place_geonameid": None, "latitude": None, "longitude": None}
    return {
        "place": found["name"],
        "place_text": found["text"],
        "place_geonameid": found["geonameid"] or None,
        "place_country": found["country"],
        "place_admin1": found["admin1"],
        "latitude": found["latitude"],
        "longitude": found["longitude"],
        "place_granularity": found["granularity"],
    }


def table(records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Claim records as an Arrow table (`.to_pandas()` for a data frame)."""
    return pa.Table.from_pylist([row(record) for record in records], schema=SCHEMA)
