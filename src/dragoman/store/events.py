"""Events in a store: assembled from the claims of the newest runs, kept beside them, committed by one line of the manifest."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dragoman.assembly.assemble import assemble
from dragoman.assembly.copies import sketch
from dragoman.assembly.given import Given, empty
from dragoman.assembly.rules import rules
from dragoman.assembly.tables import TABLES
from dragoman.exports.flat import JOIN, SCHEMA
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.model import digest
from dragoman.store.engine import connect, scan
from dragoman.store.files import StoreError, damaged, sha256, sync_folder, unwritable, write
from dragoman.store.manifest import Line, Segment, Snapshot, fold
from dragoman.store.packs import sources
from dragoman.store.schema import COLUMNS

FOLDER = "events"
SKETCHES = pa.schema([("report_id", pa.string()), ("sketch", pa.string())])  # texts already looked at (in base64), for the next time
STATED = "statements"
# A claim whose trigger lies on the cue of a statement that denies, with what is denied: its words, the places and the claims in it.
DENIALS = """
SELECT c.id AS claim_id, c.report_id, any_value(s.speaker_entity) AS entity, any_value(s.speaker_country) AS country,
  any_value(coalesce(s.content, '')) AS content,
  coalesce(string_agg(DISTINCT CAST(p.geonameid AS VARCHAR), '; ' ORDER BY CAST(p.geonameid AS VARCHAR)), '') AS places,
  coalesce(string_agg(DISTINCT i.id, '; ' ORDER BY i.id), '') AS inside
FROM claims c JOIN denying s ON s.report_id = c.report_id AND s.field = c.field AND c.trigger_start < s.cue_end AND s.cue_start < c.trigger_end
LEFT JOIN places p ON p.report_id = c.report_id AND p.field = s.field AND p.geonameid > 0
  AND p.start >= s.content_start AND p."end" <= s.content_end
LEFT JOIN claims i ON i.report_id = c.report_id AND i.field = s.field AND i.id <> c.id
  AND i.trigger_start >= s.content_start AND i.trigger_end <= s.content_end
WHERE c.modality = 'asserted'
GROUP BY ALL ORDER BY 1
"""

Tables = dict[str, pa.Table]
Clean = Callable[[Tables], Tables]


def as_it_is(tables: Tables) -> Tables:
    """Nothing is taken out."""
    return tables


@dataclass(frozen=True)
class Past:
    """Events as they were before: their tables, the sketches of reports, the number of their line."""

    tables: Tables
    sketches: Mapping[str, bytes]
    number: int = 0


def made_of(snapshot: Snapshot) -> str:
    """A hash of all that events are assembled of: what was coded, and of which reports."""
    parts = [segment.sha256 for segment in snapshot.reports.values()]
    parts += [segment.sha256 for coded in snapshot.chosen() for _, segment in sorted(coded.tables.items())]
    return digest(*sorted(parts))


def note(snapshot: Snapshot) -> str:
    """What a reader of events must know: "" where they are up to date, else that they are not and how to mend it."""
    if not snapshot.chosen() or snapshot.events_of == made_of(snapshot):
        return ""
    state = "are older than its claims" if snapshot.events else "have not been assembled"
    return f"the events of {snapshot.folder} {state}; bring them up to date with: dragoman assemble {snapshot.folder}"


def assembled(
    snapshot: Snapshot, knowledge: Knowledge, sketches: Mapping[str, bytes] | None = None, past: Past | None = None, clean: Clean = as_it_is
) -> Line:
    """Assemble the events of a snapshot, write them into its folder and give the line that commits them.

    `sketches` are of reports whose words the store does not keep. Ids go on from the snapshot's events, or from `past`; `clean` takes out of
    the tables what must not be written. Raises StoreError.
    """
    before = past or Past(previous(snapshot), stored_sketches(snapshot))
    known = {**before.sketches, **(sketches or {})}
    known = {**known, **{id: sketch(text) for id, text in texts(snapshot, known) if text}}
    given = gathered(snapshot, knowledge, known, before.tables)
    made = clean(assemble(given))
    rows = sorted((id, value) for id, value in given.sketches.items() if value)
    made["sketches"] = pa.table([[id for id, _ in rows], [base64.b64encode(value).decode() for _, value in rows]], schema=SKETCHES)
    return put(snapshot.folder, made, made_of(snapshot), max(snapshot.events_number, before.number) + 1)


def gathered(snapshot: Snapshot, knowledge: Knowledge, sketches: Mapping[str, bytes], before: Mapping[str, pa.Table]) -> Given:
    """What assembly needs of a store."""
    chosen = snapshot.chosen()
    union = any(coded.columns != COLUMNS for coded in chosen)
    connection = connect()
    names = ("id", "revises", "outlet", "agency", "published", "content_sha256")
    files = [snapshot.path(segment) for segment in snapshot.reports.values()]
    connection.execute(f"CREATE TABLE reports AS {scan('reports', files, True, names)}")
    reports: pa.Table = connection.sql(
        "SELECT *, id IN (SELECT revises FROM reports WHERE revises <> '') AS replaced FROM reports ORDER BY id"
    ).to_arrow_table()  # fmt: skip
    wanted = (*SCHEMA.names, "sentence")
    claims = scan("claims", sources(snapshot, "claims", [coded.tables["claims"] for coded in chosen]), union, wanted)
    table: pa.Table = connection.sql(f"SELECT * FROM ({claims}) WHERE report_id IN (SELECT id FROM reports)").to_arrow_table()
    for name in (STATED, "places"):
        found = scan(name, sources(snapshot, name, [coded.tables[name] for coded in chosen]), union)
        where = " WHERE position = 'denies'" if name == STATED else ""
        connection.execute(f"CREATE TABLE {'denying' if name == STATED else name} AS SELECT * FROM ({found}){where}")
    connection.execute("DELETE FROM places WHERE report_id NOT IN (SELECT report_id FROM denying)")
    connection.register("claims", table.select(["id", "report_id", "field", "trigger_start", "trigger_end", "modality"]))
    denials = connection.sql(DENIALS).to_arrow_table()
    connection.close()
    entities = registry(knowledge)
    present = set(reports["id"].to_pylist())
    return Given(
        reports=reports,
        claims=table,
        rules=rules(knowledge),
        kind_of=lambda id: entities.get(id).kind if id in entities else "",
        denials=denials,
        sketches={id: value for id, value in sketches.items() if id in present},
        words=Texts(snapshot).of,
        previous=before,
        run=chosen[-1].run if chosen else "",
    )


def texts(snapshot: Snapshot, known: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Ids and texts of reports that are not known, segment by segment."""
    if snapshot.words:
        for segment in snapshot.reports.values():
            path = snapshot.path(segment)
            if not all(id in known for id in read(path, ["id"])["id"].to_pylist()):
                found = read(path, ["id", "text"])
                pairs = zip(found["id"].to_pylist(), found["text"].to_pylist(), strict=True)
                yield from ((id, text or "") for id, text in pairs if id not in known)


class Texts:
    """The texts of some reports of a snapshot, looked up together."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.where: dict[str, Segment] = {}

    def of(self, ids: list[str]) -> list[str]:
        if not self.snapshot.words or not ids:
            return [""] * len(ids)
        if not self.where:
            for segment in self.snapshot.reports.values():
                self.where.update(dict.fromkeys(read(self.snapshot.path(segment), ["id"])["id"].to_pylist(), segment))
        found: dict[str, str] = {}
        wanted = set(ids)
        for segment in dict.fromkeys(self.where[id] for id in ids):
            table = read(self.snapshot.path(segment), ["id", "text"])
            pairs = zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True)
            found.update({id: text or "" for id, text in pairs if id in wanted})
        return [found[id] for id in ids]


def previous(snapshot: Snapshot) -> dict[str, pa.Table]:
    """The tables of events as they were; empty ones where there are none."""
    found = empty()
    if {"events", "event_claim"} <= set(snapshot.events):
        for name, schema in TABLES.items():
            if name in snapshot.events:
                found[name] = read(snapshot.path(snapshot.events[name])).cast(schema)
    return found


def stored_sketches(snapshot: Snapshot) -> dict[str, bytes]:
    if "sketches" not in snapshot.events:
        return {}
    table = read(snapshot.path(snapshot.events["sketches"]))
    pairs = zip(table["report_id"].to_pylist(), table["sketch"].to_pylist(), strict=True)
    return {id: base64.b64decode(value) for id, value in pairs}


def read(path: Path, columns: Iterable[str] | None = None) -> pa.Table:
    """Raises StoreError for a file that is damaged or gone."""
    try:
        return pq.read_table(path, columns=list(columns) if columns else None, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, str(error).splitlines()[0]) from error


def put(target: Path, tables: Mapping[str, pa.Table], of: str, number: int) -> Line:
    """Write tables into a folder of their own, named by number and content, and give the line that commits them."""
    contents = {name: encoded(table) for name, table in tables.items()}
    folder = f"{FOLDER}/{number:06}-{digest(*(digest(name, content.hex()) for name, content in sorted(contents.items())))[:8]}"
    segments = {}
    try:
        (target / folder).mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            path = target / folder / f"{name}.parquet"
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            write(beside, content)
            beside.replace(path)
            segments[name] = Segment(f"{folder}/{name}.parquet", tables[name].num_rows, len(content), sha256(path)).line()
        sync_folder(target / folder)
        sync_folder(target / FOLDER)
    except OSError as error:
        raise unwritable(error, target / folder) from error
    return {"what": "events", "number": number, "of": of, "tables": segments}


def encoded(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), out, compression="zstd", write_page_checksum=True)
    content: bytes = out.getvalue().to_pybytes()
    return content


def again(snapshot: Snapshot, lines: Sequence[Line], knowledge: Knowledge, clean: Clean = as_it_is, same_words: bool = True) -> list[Line]:
    """The line of events for a store that is about to have these lines: its ids go on. None for a store without events.

    Without `same_words` texts are looked at afresh.
    """
    if not snapshot.events:
        return []
    past = Past(previous(snapshot), stored_sketches(snapshot) if same_words else {}, snapshot.events_number)
    return [assembled(fold(snapshot.folder, lines), knowledge, past=past, clean=clean)]


def copied(snapshot: Snapshot, target: Snapshot) -> list[Line]:
    """The line of events for a copy without words, their tables written to it."""
    if not snapshot.events:
        return []
    tables = {name: bare(name, read(snapshot.path(segment))) for name, segment in snapshot.events.items() if name in TABLES}
    return [put(target.folder, tables, made_of(target) if not note(snapshot) else "", snapshot.events_number)]


def bare(table: str, rows: pa.Table) -> pa.Table:
    """A table of events without the words of reports: headlines, and names that are not the registry's."""
    if table == "events":
        rows = with_column(rows, "headline", [""] * rows.num_rows)
        for column in ("actors", "recipients"):  # parallel to countries and sectors; event_party has the names that may stay
            rows = with_column(rows, column, [JOIN.join("" for _ in (value or "").split(JOIN)) for value in rows[column].to_pylist()])
        return rows
    if table == "event_party":
        return with_column(rows, "name", pc.if_else(pc.equal(rows["entity"], ""), "", rows["name"]))
    if table == "changes":
        for column in ("old", "new"):
            rows = with_column(rows, column, pc.if_else(pc.is_in(rows["field"], pa.array(["actors", "recipients"])), "", rows[column]))
    return rows


def with_column(rows: pa.Table, name: str, values: Any) -> pa.Table:
    made = values if isinstance(values, pa.ChunkedArray) else pa.array(values, pa.string())
    return rows.set_column(rows.column_names.index(name), rows.schema.field(name), made)


__all__ = ["Past", "StoreError", "again", "assembled", "bare", "copied", "made_of", "note", "previous", "put"]
