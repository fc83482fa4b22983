"""What assembly is given and what it gives: plain Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from dragoman.assembly.rules import Rules
from dragoman.assembly.tables import TABLES

CURRENT, SUPERSEDED, DENIAL, COPY = range(4)
STATUS = ("current", "superseded", "denial", "copy")


def no_words(ids: list[str]) -> list[str]:
    """The texts of reports in a store that keeps none."""
    return [""] * len(ids)


def empty() -> dict[str, pa.Table]:
    return {name: schema.empty_table() for name, schema in TABLES.items()}


@dataclass(frozen=True)
class Given:
    """What there is to assemble.

    Attributes:
        reports: id, outlet, agency, published, content_sha256, replaced (true where a later version has taken its place).
        claims: the columns of a claim's flat row, and `sentence`; only of the newest coding of each report.
        denials: claim_id, entity, country (of whoever denies), content (what is denied), places in it (geonameids) and claims in it (`inside`,
            ids), several joined by "; ".
        rules, kind_of: how to compare; the kind of a registry entity ("" unknown).
        sketches: report id → sketch of its text (copies.sketch); b"" or nothing where it has no words.
        words: report ids → their texts, "" where there is none.
        previous: the tables as they were last time.
        run: the newest run.
    """

    reports: pa.Table
    claims: pa.Table
    rules: Rules
    kind_of: Callable[[str], str]
    denials: pa.Table | None = None
    sketches: Mapping[str, bytes] = field(default_factory=dict)
    words: Callable[[list[str]], list[str]] = no_words
    previous: Mapping[str, pa.Table] = field(default_factory=empty)
    run: str = ""
