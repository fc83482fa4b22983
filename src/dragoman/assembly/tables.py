"""The tables of events: their columns, and what each column means. Plain types only; several values are one text joined by "; "."""

from __future__ import annotations

import pyarrow as pa

TEXT, WHOLE, REAL, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()

EVENTS = pa.schema(
    [
        *((name, TEXT) for name in ("event_id", "former_ids", "event_type", "mode", "contexts", "quad_category")),
        ("intensity", REAL),
        ("cameo", TEXT),
        *((name, TEXT) for name in ("actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors")),
        ("date_start", TEXT), ("date_end", TEXT), ("granularity", TEXT), ("date_ongoing", TRUTH),
        ("place", TEXT), ("place_geonameid", WHOLE), ("place_country", TEXT), ("place_admin1", TEXT),
        ("latitude", REAL), ("longitude", REAL), ("place_granularity", TEXT),
        ("recency", TEXT), ("modality", TEXT),
        *((f"{kind}_{part}", WHOLE) for kind in ("killed", "injured", "size") for part in ("low", "high")),
        ("claims", WHOLE), ("reports", WHOLE), ("sources", WHOLE), ("independent_sources", WHOLE),
        ("belief", REAL), ("confidence", REAL),
        ("disputed", TRUTH), ("dispute", TEXT),
        ("headline", TEXT), ("headline_claim", TEXT),
        ("first_seen", TEXT), ("last_changed", TEXT),
    ]
)  # fmt: skip
EVENT_PARTY = pa.schema([(name, TEXT) for name in ("event_id", "role", "entity", "name", "country", "sector")])
EVENT_CLAIM = pa.schema([(name, TEXT) for name in ("event_id", "claim_id", "report_id", "outlet", "source_group", "status")])
CHANGES = pa.schema([(name, TEXT) for name in ("event_id", "what", "field", "old", "new", "run", "when")])
TABLES = {"events": EVENTS, "event_party": EVENT_PARTY, "event_claim": EVENT_CLAIM, "changes": CHANGES}

MEANINGS = {
    "events": {
        "event_id": "Id of the event; stays as evidence comes in.",
        "former_ids": "Ids of events that were merged into this one.",
        "event_type": "PLOVER 2021 event type.",
        "mode": "PLOVER mode; empty when none.",
        "contexts": "PLOVER contexts of its claims.",
        "quad_category": "Verbal or material, cooperation or conflict.",
        "intensity": "PLOVER score of type and mode, from -10 to 10.",
        "cameo": "CAMEO code as text, empty when none.",
        "actors": "Names of the actors.",
        "actor_countries": "Countries of the actors on the date (ISO 3166 alpha-3 or a PLOVER code), in their order.",
        "actor_sectors": "PLOVER sectors of the actors on the date, in their order.",
        "recipients": "Names of the recipients.",
        "recipient_countries": "Countries of the recipients, in their order.",
        "recipient_sectors": "Sectors of the recipients, in their order.",
        "date_start": "First day (ISO), empty when unknown.",
        "date_end": "Last day (ISO), empty when unknown.",
        "granularity": "Of the date: day, week, month, season, year, decade, ….",
        "date_ongoing": "True where it still went on at the last report.",
        "place": "Name of the place.",
        "place_geonameid": "GeoNames id of the place.",
        "place_country": "Country of the place (ISO 3166 alpha-3; Kosovo XKX).",
        "place_admin1": "First administrative division of the place.",
        "latitude": "Latitude in degrees.",
        "longitude": "Longitude in degrees.",
        "place_granularity": "City, admin1, country, region, ….",
        "recency": "news where any claim tells it as news, else background.",
        "modality": "asserted where any current claim asserts it, else future, hypothetical or negated.",
        "killed_low": "People killed: lowest number of the current claims.",
        "killed_high": "People killed: highest number of the current claims.",
        "injured_low": "People injured: lowest number of the current claims.",
        "injured_high": "People injured: highest number of the current claims.",
        "size_low": "People taking part: lowest number of the current claims.",
        "size_high": "People taking part: highest number of the current claims.",
        "claims": "Number of claims.",
        "reports": "Number of reports.",
        "sources": "Number of outlets.",
        "independent_sources": "Number of independent sources: copies of one wire, and outlets quoting one speaker, count as one.",
        "belief": "Belief that it happened as told, from number, confidence and independence of sources (docs/events.md has the formula).",
        "confidence": "Confidence of its best claim (0-1).",
        "disputed": "True where claims deny it or differ in blame or numbers.",
        "dispute": "What they differ in: denied, killed, injured, size, actor.",
        "headline": "Sentence of its best claim; empty in a store without words.",
        "headline_claim": "Id of that claim.",
        "first_seen": "Day of publication of its first report.",
        "last_changed": "Day of publication of the last report that changed it.",
    },
    "event_party": {
        "event_id": "The event.",
        "role": "actor or recipient.",
        "entity": "Id in the registry; empty when unknown.",
        "name": "Name.",
        "country": "Country on the date.",
        "sector": "PLOVER sector on the date.",
    },
    "event_claim": {
        "event_id": "The event.",
        "claim_id": "A claim about it.",
        "report_id": "The claim's report.",
        "outlet": "Who published the report.",
        "source_group": "The independent source the claim counts to: claims of one event with the same value count once.",
        "status": "current, superseded (a later report corrects it), denial, or copy (the same words in another report).",
    },
    "changes": {
        "event_id": "The event.",
        "what": "new, changed, merged, split, withdrawn or corrected.",
        "field": "Column of events that changed; empty for the whole event.",
        "old": "Its value before.",
        "new": "Its value after.",
        "run": "Run that coded the claims.",
        "when": "Day of publication of the latest report in the store at that time.",
    },
}
