"""The tables of a store: their columns, and what each column means. Plain types only, so that R's arrow and pandas read them."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from dragoman.exports.flat import PARTY_FIELDS, REAL, SCHEMA, TEXT, TRUTH, WHOLE

FORMAT = 1  # of the store as a whole; raised when an older program could no longer read it
OLDEST = 1  # the oldest format this program reads
COLUMNS = 1  # of the tables; raised when columns are added, which an older store may lack

REPORTS = pa.schema(
    [
        *((name, TEXT) for name in ("id", "revises", "title", "text", "published", "published_origin", "outlet", "agency", "author")),
        *((name, TEXT) for name in ("url", "language", "rights", "retrieved", "source", "dateline", "furniture", "captions")),
        ("characters", WHOLE),
        ("content_sha256", TEXT),
    ]
)  # fmt: skip
CLAIMS = pa.schema([*SCHEMA, ("sentence", TEXT), ("sentence_start", WHOLE), ("sentence_end", WHOLE), ("record", TEXT)])
STATEMENTS = pa.schema(
    [
        *((name, TEXT) for name in ("id", "report_id", "field")),
        *((f"speaker_{name}", TEXT) for name in PARTY_FIELDS),
        ("cue", TEXT), ("cue_start", WHOLE), ("cue_end", WHOLE),
        ("content", TEXT), ("content_start", WHOLE), ("content_end", WHOLE),
        *((name, TEXT) for name in ("kind", "medium", "position")),
        *((f"about_{name}", TEXT) for name in PARTY_FIELDS),
        ("record", TEXT),
    ]
)  # fmt: skip
PLACES = pa.schema(
    [
        ("report_id", TEXT), ("field", TEXT), ("start", WHOLE), ("end", WHOLE), ("text", TEXT), ("name", TEXT), ("geonameid", WHOLE),
        ("country", TEXT), ("admin1", TEXT), ("latitude", REAL), ("longitude", REAL), ("granularity", TEXT),
    ]
)  # fmt: skip
TABLES = {"reports": REPORTS, "claims": CLAIMS, "statements": STATEMENTS, "places": PLACES}
CODED = ("claims", "statements", "places")  # the tables that coding makes

MEANINGS = {
    "reports": {
        "id": "Id of the report: given with it, else a hash of outlet, URL, date and text.",
        "revises": "Id of the report that this one is a later version of (same URL, other text); empty for a first version.",
        "title": "Title as published.",
        "text": "Text as published; empty in a store without words.",
        "published": "Date of publication (ISO), empty when unknown.",
        "published_origin": "Where the date comes from: given, json-ld, meta tag, time element, feed, mail, metadata, "
        "dateline, byline, url, file name.",
        "outlet": "Who published it.",
        "agency": "News agency it was taken from.",
        "author": "Author as printed.",
        "url": "Where it was published.",
        "language": "Language of the text (ISO 639-1).",
        "rights": "What may be done with the text, as given with it.",
        "retrieved": "When it was fetched.",
        "source": "File (and line) it was read from.",
        "dateline": "Place it was filed from, as printed.",
        "furniture": "Words that are not its own prose: kind:start-end, several joined by '; '.",
        "captions": "Captions: start-end, several joined by '; '.",
        "characters": "Length of the text in code points.",
        "content_sha256": "SHA-256 of title, the character U+001F and text, in UTF-8; puts words back into a store without words.",
    },
    "claims": {
        "id": "Id of the claim: a hash of what is said and its evidence.",
        "report_id": "Report that makes the claim.",
        "event_type": "PLOVER 2021 event type.",
        "mode": "PLOVER mode; empty when none.",
        "contexts": "PLOVER contexts, several joined by '; '.",
        "quad_category": "Verbal or material, cooperation or conflict.",
        "intensity": "PLOVER score of type and mode, from -10 to 10.",
        "cameo": "CAMEO code as text, empty when none.",
        "trigger": "Words that express the event.",
        "trigger_start": "Start of the trigger, in code points of the text (title claims: of the title).",
        "trigger_end": "End of the trigger, exclusive.",
        "date_start": "First day of the event (ISO), empty when unknown.",
        "date_end": "Last day of the event (ISO), empty when unknown.",
        "date_granularity": "Day, week, month, season, year, decade, ….",
        "date_basis": "How the date is known: stated, relative, publication, unknown.",
        "date_ongoing": "True where it still went on when the report was published.",
        "date_text": "Words of the date.",
        "place": "Name of the place where it happened.",
        "place_text": "Words of the place.",
        "place_geonameid": "GeoNames id of the place.",
        "place_country": "Country of the place (ISO 3166 alpha-3; Kosovo XKX).",
        "place_admin1": "First administrative division of the place.",
        "latitude": "Latitude of the place in degrees.",
        "longitude": "Longitude of the place in degrees.",
        "place_granularity": "City, admin1, country, region, ….",
        "recency": "news, or background the report recalls.",
        "modality": "asserted, future, hypothetical or negated.",
        "cue": "Words that report a speaker.",
        "quoted": "True for direct speech; missing where the outlet speaks for itself.",
        "medium": "How it was said (in a written greeting, …).",
        "field": "Part of the report: title, text or caption.",
        "confidence": "Calibrated probability that the claim is coded right (0-1).",
        "coder": "rules or model.",
        "rule": "Rule or model version that coded it.",
        "sentence": "Sentence the claim stands in.",
        "sentence_start": "Start of the sentence.",
        "sentence_end": "End of the sentence, exclusive.",
        "record": "The whole claim as JSON (docs/records.md), with the offsets of every span.",
    },
    "statements": {
        "id": "Id of the statement.",
        "report_id": "Report that holds it.",
        "field": "Part of the report: title, text or caption.",
        "cue": "Words that report the speaker.",
        "cue_start": "Start of the cue.",
        "cue_end": "End of the cue, exclusive.",
        "content": "What was said, several pieces joined by ' … '.",
        "content_start": "Start of the first piece.",
        "content_end": "End of the last piece, exclusive.",
        "kind": "direct, indirect or mixed.",
        "medium": "How it was said.",
        "position": "for, against, asks, warns, hopes, denies, aim, unclear.",
        "record": "The whole statement as JSON.",
    },
    "places": {
        "report_id": "Report that names the place.",
        "field": "Part of the report: title, text or caption.",
        "start": "Start of the words.",
        "end": "End of the words, exclusive.",
        "text": "Words that name the place.",
        "name": "Name of the place; empty when it could not be told which.",
        "geonameid": "GeoNames id; 0 when there is none.",
        "country": "Country (ISO 3166 alpha-3; Kosovo XKX).",
        "admin1": "First administrative division.",
        "latitude": "Latitude in degrees.",
        "longitude": "Longitude in degrees.",
        "granularity": "City, admin1, country, region, ….",
    },
}
PARTY_MEANINGS = {
    "text": "words",
    "name": "name in the registry",
    "entity": "id in the registry",
    "wikidata": "Wikidata id",
    "country": "country on the date of the event (ISO 3166 alpha-3 or a PLOVER code)",
    "sector": "PLOVER sector on the date of the event",
}
RANGE_MEANINGS = {"low": "lowest number the words allow", "high": "highest number the words allow", "text": "words of the number"}
RANGES = {"killed": "People killed", "injured": "People injured", "size": "People taking part"}


def meaning(table: str, column: str) -> str:
    """What a column means, in one sentence. Raises KeyError for a column that nobody described."""
    if column in MEANINGS[table]:
        return MEANINGS[table][column]
    first, _, rest = column.partition("_")
    if first in RANGES:
        return f"{RANGES[first]}: {RANGE_MEANINGS[rest]}."
    several = "" if first == "speaker" else ", several joined by '; '"
    return f"{first.capitalize()}: {PARTY_MEANINGS[rest]}{several}; empty when unknown."


TYPES = {TEXT: "string", WHOLE: "integer", REAL: "number", TRUTH: "boolean"}


def codebook() -> Iterator[dict[str, str]]:
    """One row a column of every table: table, column, type (of a Frictionless Table Schema), meaning."""
    for table, schema in TABLES.items():
        for column in schema:
            yield {"table": table, "column": column.name, "type": TYPES[column.type], "meaning": meaning(table, column.name)}
