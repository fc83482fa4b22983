"""Numbers of one happening over time and over sources: what is current, what has been corrected, what is in dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

KINDS = ("killed", "injured", "size")


@dataclass(frozen=True)
class Told:
    """One number as one claim tells it. `tellers`: whose number it is (speaker, agency, outlet); `published`: ISO day, "" unknown."""

    claim: int
    event: int
    kind: str
    low: int | None
    high: int | None
    published: str
    report: int
    tellers: tuple[str, ...]
    group: str  # the independent source

    @property
    def value(self) -> tuple[int | None, int | None]:
        return self.low, self.high


def superseded(told: Sequence[Told]) -> set[int]:
    """Claims whose number the same teller has since replaced by another one in a later publication.

    A speaker's later number replaces his earlier one whoever prints it; an outlet's or an agency's replaces its own.
    """
    gone: set[int] = set()
    newest: dict[tuple[int, str, str], str] = {}
    for item in told:
        for teller in item.tellers:
            key = (item.event, item.kind, teller)
            newest[key] = max(newest.get(key, ""), item.published)
    values: dict[tuple[int, str, str], set[tuple[int | None, int | None]]] = {}
    for item in told:
        for teller in item.tellers:
            if item.published == newest[item.event, item.kind, teller]:
                values.setdefault((item.event, item.kind, teller), set()).add(item.value)
    for item in told:
        for teller in item.tellers:
            key = (item.event, item.kind, teller)
            if item.published and item.published < newest[key] and item.value not in values[key]:
                gone.add(item.claim)
    return gone


def disputed(told: Sequence[Told]) -> dict[int, set[str]]:
    """Events with numbers of independent sources that cannot all be true: event → kinds. `told` is what is current."""
    ranges: dict[tuple[int, str], dict[str, list[tuple[int, float]]]] = {}
    for item in told:
        bounds = (item.low or 0, float("inf") if item.high is None else float(item.high))
        ranges.setdefault((item.event, item.kind), {}).setdefault(item.group, []).append(bounds)
    found: dict[int, set[str]] = {}
    for (event, kind), groups in ranges.items():
        if len(groups) > 1 and not agree(groups):
            found.setdefault(event, set()).add(kind)
    return found


def agree(groups: Mapping[str, Sequence[tuple[int, float]]]) -> bool:
    """Whether one number fits something of what every source says (a source may also give numbers of a part)."""
    for candidate in {low for values in groups.values() for low, _ in values}:
        if all(any(low <= candidate <= high for low, high in values) for values in groups.values()):
            return True
    return False


def extremes(told: Sequence[Told]) -> Iterator[tuple[int, str, int | None, int | None]]:
    """Lowest and highest number of each event and kind: (event, kind, low, high)."""
    found: dict[tuple[int, str], list[Told]] = {}
    for item in told:
        found.setdefault((item.event, item.kind), []).append(item)
    for (event, kind), items in found.items():
        lows = [item.low for item in items if item.low is not None]
        highs = [item.high if item.high is not None else item.low for item in items]
        known = [high for high in highs if high is not None]
        yield event, kind, min(lows, default=None), max(known, default=None)
