"""Events as FollowTheMoney entities, one JSON object a line: Person, Organization, PublicBody, Company, LegalEntity, and Event.

Parties come before the first event that involves them, each once. Persons who are masked have no entity.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import IO, Any

from dragoman.exports.happening import Happening, Options, Participant, Tally, json_line
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge
from dragoman.model import digest

UNKNOWN_KIND = "LegalEntity"
EU = {"EUR": "eu"}


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """The tally counts entities. Remembers the ids that are written, so that memory grows with the number of parties, not of events."""
    tally = Tally()
    written: set[str] = set()
    for event in events:
        tally.events += 1
        involved = []
        for party in (*event.actors, *event.recipients):
            if party.masked or not party.name:
                continue
            made = party_entity(party, options.knowledge)
            involved.append(made["id"])
            if made["id"] not in written:
                written.add(made["id"])
                out.write(json_line(made))
                tally.rows += 1
        out.write(json_line(event_entity(event, list(dict.fromkeys(involved)), options)))
        tally.rows += 1
    return tally


def party_entity(party: Participant, knowledge: Knowledge) -> dict[str, Any]:
    id = f"dragoman-{party.entity}" if party.entity else f"dragoman-name-{digest(party.name, party.country, party.sector)}"
    land = country(party.country, knowledge)
    schema = schemata(knowledge).get(party.kind, UNKNOWN_KIND)
    found = {"name": party.name, "country": land, "wikidataId": party.wikidata, "sector": party.sector}
    return {"id": id, "schema": schema, "properties": properties(found.items())}


def event_entity(event: Happening, involved: list[str], options: Options) -> dict[str, Any]:
    """Event has no direction between those involved: its name and notes say it in words."""
    row = event.row
    kind = f"{row['event_type']} {row.get('mode') or ''}".strip() or "event"
    actors, recipients = (", ".join(p.name for p in side if p.name) for side in (event.actors, event.recipients))
    told = [e for e in event.newest_first() if e.status in {"current", "copy"}]
    values: list[tuple[str, object]] = [
        ("name", f"{kind}: {actors or 'unknown'}{' → ' + recipients if recipients else ''}"),
        ("startDate", row.get("date_start")),
        ("endDate", row.get("date_end")),
        ("location", row.get("place")),
        ("country", country(row.get("place_country") or "", options.knowledge)),
        ("description", row.get("headline") if options.words else ""),
        ("recordId", row["event_id"]),
        *(("keywords", word) for word in dict.fromkeys([row["event_type"], row.get("mode"), row.get("quad_category"), *event.contexts])),
        *(("notes", f"{role}: {names}") for role, names in (("actors", actors), ("recipients", recipients)) if names),
        ("notes", f"modality: {row.get('modality')}; reports: {row.get('reports')}; independent sources: {row.get('independent_sources')}"),
        *(("involved", id) for id in involved),
        *(("sourceUrl", item.url) for item in told),
        *(("publisher", item.outlet) for item in told),
        ("modifiedAt", row.get("last_changed")),
    ]
    return {"id": f"dragoman-event-{row['event_id']}", "schema": "Event", "properties": properties(values)}


def properties(values: Iterable[tuple[str, object]]) -> dict[str, list[str]]:
    """FollowTheMoney's form: every property a list of texts, each once, none empty."""
    made: dict[str, list[str]] = {}
    for name, value in values:
        if value not in (None, "") and str(value) not in made.get(name, []):
            made.setdefault(name, []).append(str(value))
    return made


def country(iso3: str, knowledge: Knowledge) -> str:
    """FollowTheMoney's two small letters; "" for what is no state."""
    return EU.get(iso3) or countries(knowledge).iso2.get(iso3, "").lower()


@lru_cache(maxsize=4)
def schemata(knowledge: Knowledge) -> dict[str, str]:
    """Kind of entity → schema."""
    files = knowledge.files("exchange/followthemoney.yaml")
    return {kind: schema for file in files for kind, schema in file.data["schemata"].items()}
