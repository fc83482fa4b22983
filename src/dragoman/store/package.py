"""A snapshot as a Frictionless data package: CSV tables, a codebook of their columns, and what made them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dragoman.assembly.tables import MEANINGS as EVENT_MEANINGS
from dragoman.assembly.tables import TABLES as EVENT_TABLES
from dragoman.store.engine import open_views
from dragoman.store.files import StoreError, unwritable
from dragoman.store.manifest import Snapshot
from dragoman.store.output import as_csv
from dragoman.store.query import batches
from dragoman.store.schema import TABLES, TYPES, codebook, meaning
from dragoman.store.telling import cite, methods

WORDS = {
    "reports": ("title", "text"),
    "claims": (
        "sentence", "trigger", "date_text", "place_text", "cue", "medium", "killed_text", "injured_text", "size_text", "actor_text",
        "recipient_text", "speaker_text",
    ),
    "statements": ("cue", "content", "medium", "speaker_text", "about_text"),
    "places": ("text",),
}  # fmt: skip
LEFT_OUT = {"record", "source"}  # repeated in the other columns; paths of somebody's disk
KEYS = {"reports": "id", "claims": "id", "statements": "id", "places": ""}


def columns(table: str, words: bool) -> list[str]:
    hidden = LEFT_OUT if words else LEFT_OUT.union(WORDS[table])
    return [name for name in TABLES[table].names if name not in hidden]


def package(snapshot: Snapshot, target: Path, words: bool = False) -> Path:
    """Write the package to a new folder; returns the path of its `datapackage.json`. No words of reports unless asked. Raises StoreError."""
    if target.exists() and any(target.iterdir()):
        raise StoreError("there is something in this folder", str(target), "give the path of a new folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
        resources = [table_resource(snapshot, target, table, words) for table in TABLES]
        held = [table for table in EVENT_TABLES if table in snapshot.events]
        resources += [event_resource(snapshot, target, table, words) for table in held]
        resources.append(codebook_resource(target, words, held))
        (target / "runs.json").write_text(json.dumps(runs(snapshot), indent=1, ensure_ascii=False) + "\n", encoding="utf8")
        resources.append(
            {"name": "runs", "path": "runs.json", "format": "json", "mediatype": "application/json", **measure(target / "runs.json")}
        )
        described = {
            "name": f"dragoman-{snapshot.digest}",
            "title": "Political event data coded with Dragoman",
            "description": methods(snapshot),
            "version": snapshot.digest,
            "keywords": ["event data", "PLOVER", "CAMEO"],
            "resources": resources,
        }
        path = target / "datapackage.json"
        path.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
        (target / "citation.bib").write_text(cite(snapshot) + "\n", encoding="utf8")
    except OSError as error:
        raise unwritable(error, target) from error
    return path


def table_resource(snapshot: Snapshot, target: Path, table: str, words: bool) -> dict[str, Any]:
    """One table as CSV, and its entry with a Table Schema."""
    kept = columns(table, words)
    path = target / f"{table}.csv"
    order = "id" if KEYS[table] else 'report_id, field, "start", "end"'
    listed = ", ".join(f'"{name}"' for name in kept)
    with path.open("wb") as out:
        as_csv(batches(open_views(snapshot), f"SELECT {listed} FROM {table} ORDER BY {order}", [], snapshot), out)
    types = {column.name: TYPES[column.type] for column in TABLES[table]}
    schema: dict[str, Any] = {"fields": [{"name": n, "type": types[n], "description": meaning(table, n)} for n in kept], "missingValues": [""]}
    if KEYS[table]:
        schema["primaryKey"] = KEYS[table]
    if table != "reports":
        schema["foreignKeys"] = [{"fields": "report_id", "reference": {"resource": "reports", "fields": "id"}}]
    return {"name": table, "path": path.name, "profile": "tabular-data-resource", **FORM, "schema": schema, **measure(path)}


FORM = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}


def event_resource(snapshot: Snapshot, target: Path, table: str, words: bool) -> dict[str, Any]:
    """One table of events as CSV, and its entry with a Table Schema."""
    columns = event_columns(table, words)
    path = target / f"{table}.csv"
    listed = ", ".join(f'"{name}"' for name in columns)
    with path.open("wb") as out:
        as_csv(batches(open_views(snapshot, tables=(table,)), f"SELECT {listed} FROM {table} ORDER BY ALL", [], snapshot), out)
    types = {column.name: TYPES[column.type] for column in EVENT_TABLES[table]}
    fields = [{"name": name, "type": types[name], "description": EVENT_MEANINGS[table][name]} for name in columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table == "events":
        schema["primaryKey"] = "event_id"
    elif table != "changes":  # which also tells of events that are no more
        schema["foreignKeys"] = [{"fields": "event_id", "reference": {"resource": "events", "fields": "event_id"}}]
    return {"name": table, "path": path.name, "profile": "tabular-data-resource", **FORM, "schema": schema, **measure(path)}


def event_columns(table: str, words: bool) -> list[str]:
    return [name for name in EVENT_TABLES[table].names if words or name != "headline"]


def codebook_resource(target: Path, words: bool, held: Sequence[str] = ()) -> dict[str, Any]:
    path = target / "codebook.csv"
    with path.open("w", encoding="utf8", newline="") as out:
        writer = csv.DictWriter(out, ("table", "column", "type", "meaning"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in codebook() if row["column"] in columns(row["table"], words))
        for table in held:
            types = {column.name: TYPES[column.type] for column in EVENT_TABLES[table]}
            for name in event_columns(table, words):
                writer.writerow({"table": table, "column": name, "type": types[name], "meaning": EVENT_MEANINGS[table][name]})
    schema = {"fields": [{"name": name, "type": "string"} for name in ("table", "column", "type", "meaning")]}
    return {"name": "codebook", "path": path.name, "profile": "tabular-data-resource", **FORM, "schema": schema, **measure(path)}


def runs(snapshot: Snapshot) -> dict[str, Any]:
    """The run manifests: what made the data, from which inputs, with what result. Inputs go by name and digest, without their folders."""
    adds = []
    for line in snapshot.adds:
        details = snapshot.folder / str(line.get("details", ""))
        read = [json.loads(item) for item in details.read_text(encoding="utf8").splitlines()] if details.is_file() else []
        inputs = [{"file": Path(item["input"]).name, "sha256": item["sha256"]} for item in read if "input" in item]
        failures = [{**item["failure"], "source": Path(item["failure"]["source"]).name} for item in read if "failure" in item]
        adds.append({key: value for key, value in line.items() if key not in {"what", "details"}} | {"inputs": inputs, "failures": failures})
    return {"snapshot": snapshot.digest, "runs": list(snapshot.runs.values()), "adds": adds}


def measure(path: Path) -> dict[str, Any]:
    with path.open("rb") as content:
        return {"bytes": path.stat().st_size, "hash": "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()}
