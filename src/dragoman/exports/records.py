"""Claims, statements and places as the plain records of the contract (docs/records.md): what is written, field by field."""

from __future__ import annotations

from typing import Any

from dragoman.model import Attribution, Claim, Coding, Field, Interval, Located, Magnitude, Party, Range, Report, Span, Statement, Toponym

MASK = "[private person]"


def span_record(span: Span, content: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(content)}


def party_record(party: Party, mask: bool = True) -> dict[str, Any]:
    """A party; the name of a person who is not a public figure is masked unless asked otherwise."""
    hidden = mask and party.private
    return {
        "start": party.span.start,
        "end": party.span.end,
        "text": MASK if hidden else party.text,
        "entity": party.entity,
        "name": MASK if hidden and party.name else party.name,
        "wikidata": party.wikidata,
        "country": party.country,
        "sector": party.sector,
        "sector_2": party.sector_2,
    }


def interval_record(interval: Interval, words: str) -> dict[str, Any]:
    return {
        "start": interval.start.isoformat() if interval.start else "",
        "end": interval.end.isoformat() if interval.end else "",
        "granularity": interval.granularity,
        "basis": interval.basis,
        "ongoing": interval.ongoing,
        "text": words,
    }


def place_record(located: Located | None) -> dict[str, Any] | None:
    if located is None:
        return None
    place = located.place
    return {
        "start": located.span.start,
        "end": located.span.end,
        "text": located.text,
        "name": place.name,
        "geonameid": place.geonameid,
        "country": place.country,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "granularity": place.granularity,
        "disputed": place.disputed,
    }


def attribution_record(attribution: Attribution | None, content: str, mask: bool = True) -> dict[str, Any] | None:
    if attribution is None:
        return None
    spans = attribution.content
    return {
        "speaker": party_record(attribution.speaker, mask),
        "cue": span_record(attribution.cue, content),
        "content": span_record(Span(spans[0].start, spans[-1].end), content) if spans else None,
        "quoted": attribution.quoted,
        "medium": attribution.medium,
        "statement": attribution.statement,
    }


def range_record(value: Range | None) -> dict[str, Any] | None:
    return None if value is None else {"low": value.low, "high": value.high, "text": value.text}


def magnitude_record(magnitude: Magnitude) -> dict[str, Any]:
    return {
        "killed": range_record(magnitude.killed),
        "injured": range_record(magnitude.injured),
        "size": range_record(magnitude.size),
    }


def claim_record(claim: Claim, report: Report, mask: bool = True) -> dict[str, Any]:
    """A claim as one JSON object (records.md, "Claim")."""
    content = report.title if claim.field is Field.TITLE else report.text
    return {
        "id": claim.id,
        "report_id": claim.report_id,
        "event_type": claim.event_type,
        "mode": claim.mode,
        "contexts": list(claim.contexts),
        "quad_category": claim.quad_category,
        "intensity": claim.intensity,
        "cameo": claim.cameo,
        "trigger": span_record(claim.trigger, content),
        "actor": [party_record(p, mask) for p in claim.actors],
        "recipient": [party_record(p, mask) for p in claim.recipients],
        "date": interval_record(claim.date, claim.date_text),
        "place": place_record(claim.place),
        "recency": claim.recency.value,
        "modality": claim.modality.value,
        "attribution": attribution_record(claim.attribution, content, mask),
        "magnitude": magnitude_record(claim.magnitude),
        "field": claim.field.value,
        "confidence": round(claim.confidence, 4),
        "coder": claim.coder,
        "rule": claim.rule,
        "why": list(claim.why),
    }


def statement_record(statement: Statement, report: Report, mask: bool = True) -> dict[str, Any]:
    """A statement as one JSON object (records.md, "dragoman statements")."""
    content = report.title if statement.field is Field.TITLE else report.text
    return {
        "report_id": statement.report_id,
        "id": statement.id,
        "field": statement.field.value,
        "speaker": None if statement.speaker is None else party_record(statement.speaker, mask),
        "cue": span_record(statement.cue, content),
        "content": [span_record(span, content) for span in statement.content],
        "kind": statement.kind,
        "medium": statement.medium,
        "position": statement.position,
        "about": [party_record(p, mask) for p in statement.about],
    }


def toponym_record(toponym: Toponym, field: Field, report: Report) -> dict[str, Any]:
    """A place mention as one JSON object (records.md, "dragoman places"); an unresolved one keeps its words and empty values."""
    content = report.title if field is Field.TITLE else report.text
    place = toponym.place
    return {
        "report_id": report.id,
        "field": field.value,
        **span_record(toponym.span, content),
        "name": place.name if place else "",
        "geonameid": place.geonameid if place else 0,
        "country": place.country if place else "",
        "admin1": place.admin1 if place else "",
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "granularity": place.granularity if place else "",
    }


def claim_records(coding: Coding, mask: bool = True) -> list[dict[str, Any]]:
    return [claim_record(claim, coding.report, mask) for claim in coding.claims]
