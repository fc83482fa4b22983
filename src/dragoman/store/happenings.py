"""Events and claims of a store as a stream of `Happening`s for the writers in `exports/`: filtered, in order of day, a batch at a time.

Only the ids of what was asked for are held; rows, parties and evidence are read for some thousands at once, so that memory does not grow
with the store.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dragoman.assembly.tables import EVENTS
from dragoman.errors import UsageError
from dragoman.exports.flat import PARTY_FIELDS
from dragoman.exports.happening import JOIN, Evidence, Happening, Participant, participants, split
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.store.query import Filters, check

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 10_000  # events in memory at once
ROLES = ("actor", "recipient")
PLAIN = tuple(name for name in EVENTS.names if name != "headline")
OF_REPORT = ("outlet", "rights", "report")  # filters on the reports of an event
COUNTED = ("claims", "reports", "sources", "independent_sources")


@dataclass(frozen=True)
class Wanted:
    """What a format needs beside the rows, and which words may leave: sentences only when asked for, none at all where not `words`."""

    parties: bool = True
    evidence: bool = True
    offsets: bool = False
    sentences: bool = False
    words: bool = True
    knowledge: Knowledge = Knowledge()  # noqa: RUF009 - frozen


def events(connection: duckdb.DuckDBPyConnection, filters: Filters, wanted: Wanted) -> Iterator[Happening]:
    """Events by first day and id. The connection has the views events, event_party, event_claim, claims, and reports for evidence.

    Raises UsageError for a filter that events do not know.
    """
    check(filters)
    if filters.speaker:
        raise UsageError("events have no speaker", "--speaker", "ask for --what claims")
    same = ", ".join(
        f"e.{role}s AS {role}_name, e.{role}_countries AS {role}_country, e.{role}_sectors AS {role}_sector, "
        f"'' AS {role}_text, '' AS {role}_entity, '' AS {role}_wikidata"
        for role in ROLES
    )
    more = "headline AS sentence, '' AS trigger, first_seen AS published"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW asked AS SELECT e.*, {same}, {more} FROM events e")
    actors, recipients = (named(values, wanted.knowledge) for values in (filters.actor, filters.recipient))
    where, parameters = replace(filters, actor=actors, recipient=recipients, outlet=(), rights=(), report=()).where()
    for name in OF_REPORT:
        if values := getattr(filters, name):
            column = {"outlet": "c.outlet", "rights": "r.rights", "report": "c.report_id"}[name]
            marks = ", ".join("?" * len(values))
            told = f"SELECT c.event_id FROM event_claim c LEFT JOIN shown r ON r.id = c.report_id WHERE lower({column}) IN ({marks})"
            where += f" AND event_id IN ({told})"
            parameters += [value.lower() for value in values]
    ids = connection.sql(f"SELECT event_id FROM asked WHERE {where} ORDER BY date_start, event_id", params=parameters).to_arrow_table()
    for _ in batches(connection, ids):
        yield from event_batch(connection, wanted)


def named(values: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    """Ids of the registry as the names they stand under in the columns of events."""
    known = registry(knowledge)
    return tuple(known.get(value).name if value in known else value for value in values)


def batches(connection: duckdb.DuckDBPyConnection, ids: pa.Table) -> Iterator[int]:
    """Lay some thousands of ids (a table with the column event_id) at a time into the table `batch(event_id, n)`; gives their number."""
    for start in range(0, ids.num_rows, AT_ONCE):
        part = ids.slice(start, AT_ONCE)
        part = part.append_column("n", pa.array(range(part.num_rows)))
        connection.register("part", part)
        connection.execute("CREATE OR REPLACE TEMP TABLE batch AS SELECT * FROM part")
        connection.unregister("part")
        yield part.num_rows


def event_batch(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Iterator[Happening]:
    """The events of the table `batch`, in its order."""
    names = EVENTS.names if wanted.sentences and wanted.words else PLAIN
    columns = ", ".join(f'e."{name}"' for name in names)
    rows = fetched(connection, f"SELECT {columns} FROM events e JOIN batch USING (event_id) ORDER BY n")
    parties = party_lists(connection, wanted) if wanted.parties or not wanted.words else {}
    evidence = evidence_lists(connection, wanted) if wanted.evidence else {}
    together = set(mutual(connection, wanted.knowledge)) if wanted.parties else set()
    for row in rows:
        id = row["event_id"]
        row.setdefault("headline", "")
        sides = {role: in_order(participants(row, role), parties.get((id, role), ())) for role in ROLES}
        if not wanted.words:
            sides = {role: tuple(map(without_words, found)) for role, found in sides.items()}
        for role, found in sides.items() if parties else ():
            joined(row, role, found)
        yield Happening(row, sides["actor"], sides["recipient"], tuple(evidence.get(id, ())), id in together)


def joined(row: dict[str, Any], role: str, parties: Sequence[Participant]) -> None:
    """The joined columns of a row as its parties now are: a store without words keeps the registry's names with the parties alone."""
    row[f"{role}s"] = JOIN.join(party.name for party in parties)
    row[f"{role}_countries"] = JOIN.join(party.country for party in parties)
    row[f"{role}_sectors"] = JOIN.join(party.sector for party in parties)


def fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    table: pa.Table = connection.sql(sql).to_arrow_table()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def party_lists(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> dict[tuple[str, str], list[Participant]]:
    """Event and role → parties, of the batch."""
    sql = "SELECT p.* FROM event_party p JOIN batch USING (event_id) ORDER BY n, role, name, entity, country, sector"
    found: dict[tuple[str, str], list[Participant]] = defaultdict(list)
    for row in fetched(connection, sql):
        found[row["event_id"], row["role"]].append(known_party(row, wanted.knowledge))
    return found


def in_order(shown: Sequence[Participant], known: Sequence[Participant]) -> tuple[Participant, ...]:
    """Parties with all that is known of them, in the order of the event's own columns, as far as those tell."""
    if len(shown) != len(known):
        return tuple(known or shown)
    left = list(known)
    found = []
    for party in shown:
        same = next((k for k in left if (k.name, k.country, k.sector) == (party.name, party.country, party.sector)), None)
        if same is None:
            return tuple(known)
        left.remove(same)
        found.append(same)
    return tuple(found)


def without_words(party: Participant) -> Participant:
    """A party without its name where that is the report's word and not the registry's."""
    return party if party.entity or party.masked else replace(party, name="")


def known_party(row: Mapping[str, Any], knowledge: Knowledge) -> Participant:
    """A party with what the registry knows of it."""
    entity, known = row["entity"] or "", registry(knowledge)
    kind, wikidata = (known.get(entity).kind, known.get(entity).wikidata) if entity in known else ("", "")
    return Participant(row["name"] or "", row["country"] or "", row["sector"] or "", entity, row.get("wikidata") or wikidata, kind)


def evidence_lists(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> dict[str, list[Evidence]]:
    """Event → its claims, of the batch, oldest report first."""
    record = ", k.record" if wanted.offsets else ""
    sql = (
        f"SELECT c.event_id, c.claim_id, c.report_id, c.outlet, c.status, k.* EXCLUDE (id, report_id, outlet) FROM event_claim c "
        f"JOIN batch USING (event_id) LEFT JOIN (SELECT {claim_columns('k')}, k.outlet{record} FROM claims k) k "
        "ON k.id = c.claim_id AND k.report_id = c.report_id ORDER BY n, published, c.report_id, c.claim_id"
    )
    rows = fetched(connection, sql)
    about = report_facts(connection, "SELECT DISTINCT report_id FROM event_claim JOIN batch USING (event_id)")
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row["event_id"]].append(evidence_of(row, about, wanted))
    return found


def claim_columns(table: str) -> str:
    names = ("id", "report_id", "published", "url", "field", "confidence", "trigger_start", "actor_text", "recipient_text", "place_text")
    return ", ".join(f"{table}.{name}" for name in names)


def report_facts(connection: duckdb.DuckDBPyConnection, ids: str) -> dict[str, tuple[str, int | None]]:
    """Report → language, length in characters."""
    sql = f"SELECT r.id, r.language, r.characters FROM reports r WHERE r.id IN ({ids})"
    return {row["id"]: (row["language"] or "", row["characters"]) for row in fetched(connection, sql)}


def evidence_of(row: Mapping[str, Any], about: Mapping[str, tuple[str, int | None]], wanted: Wanted) -> Evidence:
    language, characters = about.get(row["report_id"], ("", None))
    offsets = dict.fromkeys(ROLES, -1)
    if wanted.offsets and row.get("record"):
        record = json.loads(row["record"])
        offsets = {role: record[role][0]["start"] if record[role] else -1 for role in ROLES}
    texts = {name: (row[name] or "") if wanted.words else "" for name in ("actor_text", "recipient_text", "place_text")}
    return Evidence(
        claim_id=row["claim_id"],
        report_id=row["report_id"],
        outlet=row["outlet"] or "",
        url=row["url"] or "",
        published=row["published"] or "",
        status=row.get("status") or "current",
        field=row["field"] or "",
        confidence=row["confidence"],
        trigger=-1 if row["trigger_start"] is None else row["trigger_start"],
        actor=offsets["actor"],
        recipient=offsets["recipient"],
        characters=characters,
        language=language,
        **texts,
    )


@lru_cache(maxsize=4)
def mutual_rules(knowledge: Knowledge) -> frozenset[str]:
    """Ids of the rules whose parties all act."""
    rules = (rule for file in knowledge.files("events") if isinstance(file.data, dict) for rule in file.data.get("rules") or ())
    return frozenset(rule["id"] for rule in rules if rule.get("reciprocal") == "yes")


def mutual(connection: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> Iterator[str]:
    """Events of the batch whose best claim a rule coded that makes all parties act ("they clashed")."""
    sql = "SELECT event_id, k.rule FROM events e JOIN batch USING (event_id) JOIN claims k ON k.id = e.headline_claim"
    rules = mutual_rules(knowledge)
    yield from (row["event_id"] for row in fetched(connection, sql) if row["rule"] in rules)


def compared(connection: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """What `dragoman compare` needs of every event: types, countries, days, modality, and whether its actors act towards each other."""
    names = ("event_id", "event_type", "quad_category", "actor_countries", "recipient_countries", "date_start", "date_end", "modality")
    columns = ", ".join(f"e.{name}" for name in names)
    sql = f"SELECT {columns}, k.rule FROM events e LEFT JOIN claims k ON k.id = e.headline_claim ORDER BY e.event_id"
    rules = mutual_rules(knowledge)
    for batch in connection.sql(sql).to_arrow_reader(AT_ONCE):
        yield from ({**row, "together": row["rule"] in rules} for row in batch.to_pylist())


def claims(connection: duckdb.DuckDBPyConnection, filters: Filters, wanted: Wanted) -> Iterator[Happening]:
    """Claims as events of one claim each, by first day and id. The connection has the views claims and reports."""
    check(filters)
    where, parameters = filters.where()
    ids = connection.sql(f"SELECT id AS event_id FROM claims WHERE {where} ORDER BY date_start, id", params=parameters).to_arrow_table()
    record = "" if wanted.offsets else " EXCLUDE (record)"
    for _ in batches(connection, ids):
        about = report_facts(connection, "SELECT DISTINCT report_id FROM claims JOIN batch ON id = event_id") if wanted.evidence else {}
        for row in fetched(connection, f"SELECT k.*{record} FROM claims k JOIN batch ON k.id = event_id ORDER BY n"):
            yield claim_happening(row, about, wanted)


def claim_happening(row: dict[str, Any], about: Mapping[str, tuple[str, int | None]], wanted: Wanted) -> Happening:
    sides = {role: claim_parties(row, role, wanted) for role in ROLES}
    made: dict[str, Any] = {name: row.get(name) for name in EVENTS.names}
    made |= {"event_id": row["id"], "former_ids": "", "granularity": row["date_granularity"], "disputed": False, "dispute": ""}
    made |= {"headline": row["sentence"] if wanted.sentences and wanted.words else "", "headline_claim": row["id"]}
    made |= {"first_seen": row["published"], "last_changed": row["published"], **dict.fromkeys(COUNTED, 1)}
    for role, parties in sides.items():
        joined(made, role, parties)
    evidence = (evidence_of({**row, "claim_id": row["id"]}, about, wanted),) if wanted.evidence else ()
    return Happening(made, sides["actor"], sides["recipient"], evidence, row["rule"] in mutual_rules(wanted.knowledge))


def claim_parties(row: Mapping[str, Any], role: str, wanted: Wanted) -> tuple[Participant, ...]:
    columns: dict[str, Sequence[str]] = {name: split(row[f"{role}_{name}"]) for name in PARTY_FIELDS}
    found = []
    for k in range(max(map(len, columns.values()))):
        party = {name: values[k] if k < len(values) else "" for name, values in columns.items()}
        known = known_party({**party, "name": party["name"] or party["text"]}, wanted.knowledge)
        found.append(known if wanted.words else without_words(known))
    return tuple(found)
