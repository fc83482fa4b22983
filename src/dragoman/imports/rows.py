"""Making rows of events: what every format needs to turn its cells into the columns of assembly.tables.EVENTS."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from dragoman.assembly.tables import EVENTS
from dragoman.exports.happening import JOIN
from dragoman.exports.records import MASK
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.places import fold
from dragoman.lexicon.plover import kinds
from dragoman.model import digest

Row = dict[str, Any]
Cells = Mapping[str, str]
BLANK: Row = {column.name: "" if column.type == pa.string() else None for column in EVENTS} | {"date_ongoing": False, "disputed": False}
NOTHING = frozenset({"", "na", "n/a", "nan", "none", "null", "nil", "-", "\\n", "---", "unspecified"})
COMPACT, ISO = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?"), re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
SHORT, WORDS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?"), re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST = 1700  # years before it are slips of the file


class BadRow(Exception):
    """A row that cannot be an event; the text says why, without the row's own words, so that equal reasons are counted together."""


@dataclass(frozen=True, slots=True)
class Side:
    """One party as a file gives it."""

    name: str = ""
    country: str = ""
    sector: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.country or self.sector)


NOBODY = Side()


def given(text: str | None) -> str:
    """A cell's text, "" for the many ways in which files write nothing."""
    trimmed = " ".join((text or "").split())
    return "" if trimmed.lower() in NOTHING else trimmed


def whole(text: str | None) -> int | None:
    """A whole number, None for none or for what is no number ("3.0" is 3)."""
    number = real(text)
    return round(number) if number is not None and abs(number) < 2**53 else None


def real(text: str | None) -> float | None:
    try:
        number = float(given(text).replace(",", ".") or "nan")
    except ValueError:
        return None
    return number if number - number == 0 else None  # neither nan nor infinite


def day(text: str | None) -> dt.date:
    """A date as files write it: 20220302, 2022-03-02, 2 March 2022, 02-Mar-2022, 15/3/2022. Raises BadRow for none, or one of two readings."""
    words = given(text).removesuffix(".0")
    if not words:
        raise BadRow("no date")
    try:
        if found := COMPACT.fullmatch(words) or ISO.fullmatch(words):
            return sound(int(found[1]), int(found[2]), int(found[3]))
        if found := WORDS.fullmatch(words):
            return sound(int(found[3]), MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
        if found := SHORT.fullmatch(words):
            one, two, year = int(found[1]), int(found[2]), int(found[3])
            if one <= 12 and two <= 12 and one != two:
                raise BadRow("a date with two readings (day or month first)")
            return sound(year, *((one, two) if two > 12 else (two, one)))
    except ValueError:
        pass
    raise BadRow("an unreadable date")


def sound(year: int, month: int, of_month: int) -> dt.date:
    """Raises ValueError for what is no day, or no likely year."""
    if not EARLIEST <= year <= 2200:
        raise ValueError(year)
    return dt.date(year, month, of_month)


def point(latitude: str | None, longitude: str | None) -> tuple[float | None, float | None]:
    """Coordinates, both or none; those that are on no map are none."""
    north, east = real(latitude), real(longitude)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None, None
    return north, east


def sides(row: Row, role: str, parties: list[Side]) -> None:
    """Lay parties into a row's joined columns; a name's own semicolons become commas."""
    kept = [party for party in parties if party]
    row[f"{role}s"] = JOIN.join(party.name.replace(";", ",") for party in kept)
    row[f"{role}_countries"] = JOIN.join(party.country for party in kept)
    row[f"{role}_sectors"] = JOIN.join(party.sector for party in kept)


def dated(row: Row, first: dt.date, last: dt.date | None = None) -> None:
    end = last or first
    if end < first:
        raise BadRow("an end before the start")
    row |= {"date_start": first.isoformat(), "date_end": end.isoformat(), "granularity": "day" if end == first else "interval"}


def seen(row: Row, text: str | None) -> None:
    """When it was first told, as far as a file says; an unreadable day there does not spoil the event."""
    with contextlib.suppress(BadRow):
        row |= dict.fromkeys(("first_seen", "last_changed"), day(text).isoformat())


def typed(row: Row, event_type: str, mode: str, knowledge: Knowledge) -> None:
    """Set type and mode with PLOVER's quad category and score. Raises BadRow for a type that PLOVER has not; an unknown mode is left out."""
    row |= {"event_type": event_type, "mode": mode}
    if not event_type:
        row["mode"] = ""
        return
    kind = kinds(knowledge).get(event_type)
    if kind is None:
        raise BadRow("an event type that PLOVER does not have")
    if mode not in kind.modes:
        row["mode"] = ""
    row |= {"quad_category": kind.quad, "intensity": kind.intensity(mode)}


def new(cells: Cells, column: str, prefix: str) -> Row:
    """A row with nothing in it but an id, news, asserted: what these files hold is told as having happened.

    The id is the set's own with its name before it; in a file without that column, a hash of the row. Raises BadRow for an empty id.
    """
    if column in cells:
        own = given(cells[column]).removesuffix(".0")
        if not own:
            raise BadRow("no id")
    else:
        own = digest(*(part for pair in sorted(cells.items()) for part in pair))
    return BLANK | {"event_id": f"{prefix}:{own}", "recency": "news", "modality": "asserted"}


@lru_cache(maxsize=65536)
def proper(name: str, country: str, knowledge: Knowledge) -> str:
    """A name that a file shouts (GDELT) as the registry writes it, where exactly one entity of that country bears it."""
    if not name.isupper():
        return name
    if name == MASK.upper():
        return MASK
    bearers = [entity for entity in registry(knowledge).search(name) if not country or entity.country == country]
    return bearers[0].name if len(bearers) == 1 else name


@lru_cache(maxsize=65536)
def is_state(name: str, country: str, knowledge: Knowledge) -> bool:
    """Whether a name is that of the state itself (not of its people, a city or an office)."""
    state = registry(knowledge).state(country)
    return state is not None and fold(name) in {fold(known) for known in state.names}


@lru_cache(maxsize=65536)
def home(name: str, knowledge: Knowledge) -> str:
    """The country of a named actor, where all entities that bear the name belong to one state or organisation."""
    found = {entity.country for entity in registry(knowledge).search(name)} if name else set()
    return found.pop() if len(found) == 1 else ""


def folded(text: str | None) -> str:
    return fold(given(text))
