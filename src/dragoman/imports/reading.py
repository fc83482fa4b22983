"""`dragoman import`: files of other data sets as rows of events (or of event_claim, for mentions), with an account of what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from dragoman.assembly.tables import EVENT_CLAIM, EVENTS
from dragoman.exports.happening import counted
from dragoman.imports import acled, gdelt, gdelt_mentions, icews, polecat, ucdp
from dragoman.imports.cells import Fault, Form, Found, rows
from dragoman.imports.rows import BadRow, Cells, Row
from dragoman.imports.twins import Read, folded
from dragoman.lexicon.folder import Knowledge

EXAMPLES = 3  # places named for each reason


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its columns, and how a row of it is read into an event; mentions have rows of their own table instead."""

    form: Form
    read: Callable[[Cells, Knowledge], Read] | None = None
    row: Callable[[Cells, Knowledge], Row] | None = None

    @property
    def schema(self) -> pa.Schema:
        return EVENTS if self.read else EVENT_CLAIM


FORMATS = {
    "gdelt": Format(gdelt.FORM, read=gdelt.read),
    "gdelt-mentions": Format(gdelt_mentions.FORM, row=gdelt_mentions.row),
    "icews": Format(icews.FORM, read=icews.read),
    "polecat": Format(polecat.FORM, read=polecat.read),
    "acled": Format(acled.FORM, read=acled.read),
    "ucdp-ged": Format(ucdp.FORM, read=ucdp.read),
}


@dataclass
class Account:
    """What came of an import: rows seen and rows made, bad rows by reason with the first places, columns the files lacked."""

    what: str = "event"
    seen: int = 0
    made: int = 0
    folded: int = 0
    untyped: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    where: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def fault(self, where: str, reason: str) -> None:
        self.bad[reason] += 1
        if self.bad[reason] <= EXAMPLES:
            self.where.setdefault(reason, []).append(where)

    def lines(self) -> Iterator[str]:
        """The account in words, a line for each thing."""
        twins = f", {counted(self.folded, 'row')} folded into their twins" if self.folded else ""
        yield f"{counted(self.made, self.what)} of {counted(self.seen, 'row')}{twins}, {counted(self.bad.total(), 'bad row')} left out"
        for reason, number in self.bad.most_common():
            yield f"  {number:,}: {reason} ({', '.join(self.where[reason])}{', …' if number > EXAMPLES else ''})"
        if self.untyped:
            yield f"  without a PLOVER type (statements without a deed and the like): {self.untyped:,}"
        if self.missing:
            yield f"  columns that are not there: {', '.join(self.missing[:8])}{', …' if len(self.missing) > 8 else ''}"


def imported(paths: Iterable[Path], name: str, knowledge: Knowledge, account: Account, keep_twins: bool = False) -> Iterator[Row]:
    """Rows with the columns of `FORMATS[name].schema`, file after file, in constant memory. Counts into `account` as it goes.

    Raises ReadingError for a file that is not of this format; a bad row never raises.
    """
    chosen = FORMATS[name]
    counted = [0]
    for path in paths:
        if chosen.row is not None:
            account.what = "mention"
            yield from direct(path, chosen.form, chosen.row, knowledge, account)
            continue
        assert chosen.read is not None
        for row in folded(reads(path, chosen.form, chosen.read, knowledge, account), keep_twins, counted):
            account.made += 1
            account.folded = counted[0]
            account.untyped += not row["event_type"]
            yield row
        account.folded = counted[0]


def found(path: Path, form: Form, account: Account) -> Iterator[Found]:
    for item in rows(path, form, account.missing):
        account.seen += 1
        if isinstance(item, Fault):
            account.fault(item.where, item.reason)
        else:
            yield item


def reads(path: Path, form: Form, read: Callable[[Cells, Knowledge], Read], knowledge: Knowledge, account: Account) -> Iterator[Read]:
    for item in found(path, form, account):
        try:
            yield read(item.cells, knowledge)
        except BadRow as why:
            account.fault(item.where, str(why))


def direct(path: Path, form: Form, make: Callable[[Cells, Knowledge], Row], knowledge: Knowledge, account: Account) -> Iterator[Row]:
    for item in found(path, form, account):
        try:
            row = make(item.cells, knowledge)
        except BadRow as why:
            account.fault(item.where, str(why))
            continue
        account.made += 1
        yield row
