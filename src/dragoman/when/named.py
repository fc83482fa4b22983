"""Names that stand for times: periods ("the Cold War") and holidays ("Ramadan"), from knowledge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Interval
from dragoman.when import calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Named:
    """A name for a time. A period has a fixed `interval`; a holiday has `on` and comes back every year."""

    name: str
    interval: Interval | None = None
    on: str = ""
    days: int = 1
    table: dict[str, list[dt.date]] = field(default_factory=dict, hash=False, compare=False)

    def in_year(self, year: int) -> Interval | None:
        """The holiday in a Gregorian year, None where the table does not reach."""
        starts = self.starts(year)
        if not starts:
            return None
        start = starts[-1]
        if self.on == "islamic ramadan":
            end = next((d for d in self.table["eid_al_fitr"] if d > start), start + dt.timedelta(days=30)) - calendar.ONE_DAY
            return calendar.of(start, end, "interval")
        if self.days == 1:
            return calendar.day(start)
        return calendar.of(start, start + dt.timedelta(days=self.days - 1), "interval")

    def starts(self, year: int) -> list[dt.date]:
        words = self.on.split()
        if words[0] == "islamic":
            return [d for d in self.table[words[1]] if d.year == year]
        if words[0] in {"easter", "orthodox"}:
            return [calendar.easter(year, words[0] == "orthodox") + dt.timedelta(days=int(words[1]))]
        if len(words) == 3:
            return [calendar.nth_weekday(year, int(words[0]), WEEKDAYS.index(words[1]), words[2])]
        month, number = map(int, words[0].split("-"))
        return [dt.date(year, month, number)]


def edges(written: str, last: bool) -> dt.date:
    """The first or last day of a date known to the day, month or year."""
    numbers = [int(part) for part in written.split("-")]
    whole = calendar.year(numbers[0]) if len(numbers) == 1 else calendar.month(numbers[0], numbers[1])
    if len(numbers) == 3:
        whole = calendar.day(dt.date(*numbers))
    edge = whole.end if last else whole.start
    assert edge is not None
    return edge


@lru_cache(maxsize=4)
def read_named(knowledge: Knowledge) -> dict[str, Named]:
    """All names, by the name as written. Raises KnowledgeError for a date that cannot be read."""
    found: dict[str, Named] = {}
    for file in knowledge.files("periods.yaml"):
        for entry in (entry for group in file.data.values() for entry in group):
            try:
                end = edges(entry["end"], True) if "end" in entry else None
                start = edges(entry["start"], False)
            except (KeyError, ValueError) as error:
                raise KnowledgeError(f"a period without readable dates: {entry}", str(file.path), "write start and end as dates") from error
            whole = calendar.of(start, end, "day" if start == end else "interval", ongoing=end is None)
            found |= {name: Named(entry["names"][0], whole) for name in entry["names"]}
    for file in knowledge.files("holidays.yaml"):
        table = {key: sorted(dt.date.fromisoformat(d) for d in days) for key, days in file.data.get("islamic", {}).items()}
        for entry in file.data["holidays"]:
            holiday = Named(entry["names"][0], None, entry["on"], int(entry.get("days", "1")), table)
            found |= dict.fromkeys(entry["names"], holiday)
    return found
