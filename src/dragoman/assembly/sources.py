"""Who is behind a claim: the independent source it counts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.assembly.columns import Ints
from dragoman.model import digest

Row = Mapping[str, Any]
MASK = "[private person]"


def report_sources(reports: Sequence[Row], text: Ints) -> list[str]:
    """The source of each report: the agency it was taken from, else its outlet, else itself; all copies of one text have one.

    `text` is the number of the first report with the same words, for each report; `reports` have id, outlet, agency.
    """
    agency: dict[int, str] = {}
    for number, row in enumerate(reports):
        name = plain(row["agency"])
        if name:
            agency.setdefault(int(text[number]), name)
    found = []
    for number in range(len(reports)):
        first = int(text[number])
        row = reports[first]
        outlet = plain(row["outlet"])
        found.append(f"agency:{agency[first]}" if first in agency else f"outlet:{outlet}" if outlet else f"report:{row['id']}")
    return found


def plain(name: str | None) -> str:
    """A name without differences of case and spaces."""
    return " ".join((name or "").casefold().split())


def speaker_source(entity: str | None, name: str | None) -> str:
    """Somebody who is quoted, as a source; "" for nobody in particular. A name that the registry does not have is not written out."""
    if entity:
        return f"speaker:{entity}"
    return f"speaker:~{digest(plain(name))[:8]}" if name and name != MASK else ""
