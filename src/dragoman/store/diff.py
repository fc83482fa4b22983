"""Two runs over the same reports: which claims came, went and changed, with their sentences."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.files import rows_of
from dragoman.store.manifest import Snapshot
from dragoman.store.rows import Record

PARTY = ("entity", "country", "sector")
STEP = 0.05  # a change of confidence alone below this is none


@dataclass(frozen=True)
class Change:
    """One claim that came (`old` None), went (`new` None) or changed; `fields` are what changed, name → (old, new)."""

    report_id: str
    old: Record | None
    new: Record | None
    fields: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def what(self) -> str:
        return "came" if self.old is None else "went" if self.new is None else "changed"

    @property
    def sentence(self) -> str:
        record = self.new or self.old or {}
        words: str = record["sentence"]["text"]
        return words

    def line(self) -> Record:
        """As a plain record."""
        fields = {name: {"old": old, "new": new} for name, old, new in self.fields}
        return {"what": self.what, "report_id": self.report_id, "sentence": self.sentence, "fields": fields, "old": self.old, "new": self.new}


def diff(snapshot: Snapshot, old: str, new: str) -> Iterator[Change]:
    """Changes from one run to another, report by report, over the reports that both have coded. Raises StoreError, UsageError.

    Goes segment by segment: memory does not grow with the store.
    """
    names = [name for name in snapshot.reports if (name, old) in snapshot.coded and (name, new) in snapshot.coded]
    if not names:
        mend = f"code them all with the present knowledge: dragoman recode {snapshot.folder}"
        raise UsageError(f"runs {old} and {new} have no reports in common", str(snapshot.folder), mend)
    for name in names:
        before, after = (grouped(rows_of(snapshot.path(snapshot.coded[name, run].tables["claims"]))) for run in (old, new))
        for report in dict.fromkeys([*before, *after]):
            yield from changes(report, before.get(report, []), after.get(report, []))


def grouped(rows: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(row["report_id"], []).append(json.loads(row["record"]))
    return found


def changes(report: str, before: Sequence[Record], after: Sequence[Record]) -> list[Change]:
    """Changes in one report. Claims are paired by trigger, type and parties, then by what of these still fits, closest first."""
    left, right = list(before), list(after)
    pairs: list[tuple[Record, Record]] = []
    for key in (identity, place_and_type, place):
        waiting: dict[Any, list[Record]] = {}
        for record in right:
            waiting.setdefault(key(record), []).append(record)
        rest = []
        for record in left:
            same = waiting.get(key(record))
            if same:
                found = same.pop(0)
                right.remove(found)
                pairs.append((record, found))
            else:
                rest.append(record)
        left = rest
    made = [Change(report, old, new, fields) for old, new in pairs if (fields := differences(old, new))]
    made += [Change(report, old, None) for old in left] + [Change(report, None, new) for new in right]
    return sorted(made, key=lambda c: where(c.new or c.old or {}))


def where(record: Record) -> tuple[bool, int, str]:
    return record["field"] != "title", record["trigger"]["start"], record["id"]


def place(record: Record) -> tuple[Any, ...]:
    return record["field"], record["trigger"]["start"], record["trigger"]["end"]


def place_and_type(record: Record) -> tuple[Any, ...]:
    return (*place(record), record["event_type"])


def identity(record: Record) -> tuple[Any, ...]:
    return (*place_and_type(record), spans(record["actor"]), spans(record["recipient"]))


def spans(parties: Sequence[Record]) -> tuple[tuple[int, int], ...]:
    return tuple((party["start"], party["end"]) for party in parties)


def differences(old: Record, new: Record) -> tuple[tuple[str, Any, Any], ...]:
    """What differs in meaning: not the reasons, not the rule alone, not a shade of confidence."""
    pairs = [(name, one, other) for (name, one), (_, other) in zip(said(old), said(new), strict=True) if one != other]
    if not pairs and abs(old["confidence"] - new["confidence"]) >= STEP:
        pairs = [("confidence", old["confidence"], new["confidence"])]
    return tuple(pairs)


def said(record: Record) -> Iterator[tuple[str, Any]]:
    for name in ("event_type", "mode", "contexts", "cameo", "recency", "modality"):
        yield name, record[name]
    for role in ("actor", "recipient"):
        yield role, [party(found) for found in record[role]]
    yield "speaker", party(record["attribution"]["speaker"]) if record["attribution"] else ""
    yield "date", " to ".join(dict.fromkeys([record["date"]["start"], record["date"]["end"]]))
    yield "place", (record["place"]["name"] or record["place"]["country"]) if record["place"] else ""
    for name, value in record["magnitude"].items():
        yield name, [value["low"], value["high"]] if value else []


def party(found: Record) -> str:
    code = f"{found['country'] or '?'}/{found['sector'] or '?'}"
    return f"{found['text'] or found['entity'] or found['start']} [{code}]"


def count(found: Counter[str], claims: tuple[int, int]) -> str:
    return f"{found['came']} claims came, {found['went']} went, {found['changed']} changed ({claims[0]} before, {claims[1]} after)"
