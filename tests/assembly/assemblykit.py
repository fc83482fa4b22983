"""Reports coded and assembled in memory, without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from dragoman.assembly.assemble import assemble
from dragoman.assembly.copies import sketch
from dragoman.assembly.given import Given, empty
from dragoman.assembly.rules import rules
from dragoman.coding.pipeline import Coder
from dragoman.lexicon.entities import registry
from dragoman.model import Coding, Report
from dragoman.store.rows import coded_rows, content_hash
from dragoman.store.schema import CLAIMS

Tables = dict[str, pa.Table]


def given(reports: Sequence[Report], rows: Sequence[Mapping[str, Any]], coder: Coder, previous: Tables | None = None) -> Given:
    revised = {report.revises for report in reports}
    table = pa.Table.from_pylist([
        {"id": r.id, "outlet": r.outlet, "agency": r.agency, "published": str(r.published or ""),
         "content_sha256": content_hash(r.title, r.text), "replaced": r.id in revised} for r in reports
    ])  # fmt: skip
    texts = {report.id: report.text for report in reports}
    entities = registry(coder.knowledge)
    return Given(
        reports=table,
        claims=pa.Table.from_pylist([dict(row) for row in rows], schema=CLAIMS),
        rules=rules(coder.knowledge),
        kind_of=lambda id: entities.get(id).kind if id in entities else "",
        sketches={id: sketch(text) for id, text in texts.items()},
        words=lambda ids: [texts[id] for id in ids],
        previous=previous or empty(),
        run="run",
    )


def claim_rows(reports: Sequence[Report], coder: Coder) -> list[dict[str, Any]]:
    return [row for coding in coder.codings(reports) for row in coded_rows(coding, True)["claims"]]


def denials(codings: Sequence[Coding]) -> pa.Table:
    """What a store finds in its tables: claims that deny, with what they deny (dragoman.store.events.DENIALS)."""
    made = []
    for coding in codings:
        for statement in (one for one in coding.statements if one.position == "denies" and one.speaker):
            denied = list(statement.content)
            places = {t.place.geonameid for _, t in coding.toponyms if t.place and t.place.geonameid and any(s.covers(t.span) for s in denied)}
            inside = {claim.id for claim in coding.claims if any(span.covers(claim.trigger) for span in denied)}
            for claim in coding.claims:
                if claim.trigger.overlaps(statement.cue) and claim.modality.value == "asserted" and statement.speaker:
                    made.append({
                        "claim_id": claim.id, "entity": statement.speaker.entity, "country": statement.speaker.country,
                        "content": " ".join(span.of(coding.report.text) for span in denied),
                        "places": "; ".join(map(str, sorted(places))), "inside": "; ".join(sorted(inside - {claim.id})),
                    })  # fmt: skip
    names = ("claim_id", "entity", "country", "content", "places", "inside")
    return pa.Table.from_pylist(made, schema=pa.schema([(name, pa.string()) for name in names]))


def assembled(reports: Sequence[Report], coder: Coder, previous: Tables | None = None) -> Tables:
    codings = list(coder.codings(reports))
    found = [row for coding in codings for row in coded_rows(coding, True)["claims"]]
    made: Tables = assemble(replace(given(reports, found, coder, previous), denials=denials(codings)))
    return made


def rows(tables: Tables, table: str = "events") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tables[table].to_pylist()
    return found
