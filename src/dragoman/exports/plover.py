"""Events as PLOVER JSON, one object a line, with the field names of the PLOVER manual (2021). Events without a first day are left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from dragoman.exports.happening import NO_PARTY, UNKNOWN_DAY, Happening, Options, Participant, Tally, json_line, parsed
from dragoman.lexicon.cameo import QUADS
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge

RESOLUTION = {"building": 5, "base": 5, "city": 4, "admin2": 3, "admin1": 2, "country": 1}


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """`date`, `actor` and `event` are required by PLOVER: events that lack one are left out and counted."""
    tally = Tally()
    for event in events:
        tally.events += 1
        why = "" if event.actors else NO_PARTY
        if parsed(event.row.get("date_start")) is None:
            why = UNKNOWN_DAY
        if why:
            tally.left[why] += 1
            continue
        out.write(json_line(record(event, options)))
        tally.rows += 1
    return tally


def record(event: Happening, options: Options) -> dict[str, Any]:
    """One PLOVER object; optional fields that are unknown are not there."""
    row = event.row
    made: dict[str, Any] = {
        "id": row["event_id"],
        "has_event": True,
        "date": row["date_start"],
        "enddate": row.get("date_end") or None,
        "actor": [entity(party) for party in event.actors],
        "recipient": [entity(party) for party in event.recipients] or None,
        "event": [row["event_type"]],
        "event_loc": location(event, options.knowledge),
        "event_text": [row["headline"]] if options.words and row.get("headline") else None,
        "quad_code": QUADS.index(row["quad_category"]) + 1 if row.get("quad_category") in QUADS else None,
        "event_scale": row.get("intensity"),
        "mode": [row["mode"]] if row.get("mode") else None,
        "context": list(event.contexts) or None,
        "size": size(event),
        "cite_info": cited(event, options),
        "coder": f"dragoman {options.version}".strip(),
        "coded_date": row.get("last_changed") or None,
        "comment": f"{row['modality']}, {row['recency']}" if row.get("modality") and row.get("recency") else None,
    }
    return {name: value for name, value in made.items() if value is not None}


def entity(party: Participant) -> dict[str, str]:
    found = {"code": party.country, "sector": party.sector, "entity_text": party.name, "identifier_id": party.wikidata}
    if party.wikidata:
        found["identifier_text"] = party.name
    return {name: value for name, value in found.items() if value}


def location(event: Happening, knowledge: Knowledge) -> dict[str, Any] | None:
    row = event.row
    if not row.get("place"):
        return None
    kind = row.get("place_granularity") or ""
    found = {
        "resolved_place": row["place"],
        "geonameid": row.get("place_geonameid") or None,
        "lat": row.get("latitude"),
        "lon": row.get("longitude"),
        "city": row["place"] if kind == "city" else None,
        "province": row.get("place_admin1") or None,
        "country": countries(knowledge).names.get(row.get("place_country") or ""),
        "country_code": row.get("place_country") or None,
        "resolution": RESOLUTION.get(kind),
    }
    return {name: value for name, value in found.items() if value is not None}


def size(event: Happening) -> dict[str, int] | None:
    """The lowest numbers, under the manual's names."""
    found = {name: event.row.get(column) for name, column in (("dead", "killed_low"), ("injured", "injured_low"))}
    return {name: value for name, value in found.items() if value is not None} or None


def cited(event: Happening, options: Options) -> dict[str, str] | None:
    first = next(iter(event.newest_first()), None)
    if first is None:
        return None
    found = {
        "citation": first.report_id,
        "url": first.url,
        "language": first.language,
        "publication": first.outlet,
        "coder": "dragoman",
        "codebook": "plover-2021",
        "version": options.version,
    }
    return {name: value for name, value in found.items() if value}
