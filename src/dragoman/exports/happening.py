"""What is exported: an event (or a claim in an event's columns) with its parties and its evidence, and the pairs of parties it makes.

The writers of the other formats take a stream of these and give back a Tally; none holds more of the stream than one item.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any

from dragoman.exports.records import MASK
from dragoman.lexicon.cameo import FILE, cameo
from dragoman.lexicon.folder import Knowledge

JOIN = "; "
LINE_ENDS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
UNKNOWN_DAY = "without a date"
TOO_WIDE = "with a date wider than --longest"
NO_CODE = "without a CAMEO code"
NO_PARTY = "without a party"


@dataclass(frozen=True, slots=True)
class Participant:
    """One party of an event. `entity` and `wikidata` are "" for one that the registry does not have; `kind` is the registry's."""

    name: str = ""
    country: str = ""
    sector: str = ""
    entity: str = ""
    wikidata: str = ""
    kind: str = ""

    @property
    def masked(self) -> bool:
        return self.name == MASK


NOBODY = Participant()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim that an event stands on. Offsets are code points of the report's text, -1 where there are none (title, no claim at hand)."""

    claim_id: str
    report_id: str
    outlet: str = ""
    url: str = ""
    published: str = ""
    status: str = "current"
    field: str = ""
    confidence: float | None = None
    trigger: int = -1
    actor: int = -1
    recipient: int = -1
    characters: int | None = None
    actor_text: str = ""
    recipient_text: str = ""
    place_text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: its row (the columns of assembly.tables.EVENTS), parties, evidence; `together`: its actors act towards each other."""

    row: Mapping[str, Any]
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    together: bool = False

    @property
    def contexts(self) -> tuple[str, ...]:
        return split(self.row.get("contexts"))

    def newest_first(self) -> list[Evidence]:
        """Evidence that counts, before what is superseded or denies; then by day of publication."""
        return sorted(self.evidence, key=lambda e: (e.status not in {"current", "copy"}, e.published or "9999", e.report_id, e.claim_id))


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass
class Tally:
    """What a writer did: events that went in, rows or features that came out, and why events were left out."""

    events: int = 0
    rows: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def said(self, where: str = "", noun: str = "event") -> str:
        """Rows and events, `where` they are, and what was left out; `noun` is what an event is here."""
        parts = [f"{counted(number, noun)} {why}" for why, number in sorted(self.left.items())]
        return f"{counted(self.rows, 'row')} of {counted(self.events, noun)}{where}" + (f"; left out: {', '.join(parts)}" if parts else "")


@dataclass(frozen=True)
class Options:
    """What a user may choose: `longest` days that a format with one day may shorten to the first, a BOM, the nodes of a network, words."""

    knowledge: Knowledge = field(default_factory=Knowledge.open)
    version: str = ""
    longest: int = 7
    bom: bool = False
    network: str = "countries"
    words: bool = True


Writer = Callable[[Iterable[Happening], IO[bytes], Options], Tally]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a format that has one source and one target. `turned`: the mirror image of a row before."""

    source: Participant
    target: Participant
    turned: bool = False


def split(text: object) -> tuple[str, ...]:
    return tuple(str(text).split(JOIN)) if text else ()


def participants(row: Mapping[str, Any], role: str) -> tuple[Participant, ...]:
    """Parties from the joined columns of a row; columns of unequal length give what can be told of each."""
    names, countries, sectors = (split(row.get(name)) for name in (f"{role}s", f"{role}_countries", f"{role}_sectors"))
    return tuple(
        Participant(*(at(values, k) for values in (names, countries, sectors))) for k in range(max(map(len, (names, countries, sectors))))
    )


def at(values: Sequence[str], index: int) -> str:
    return values[index] if index < len(values) else ""


@lru_cache(maxsize=8)
def types_that(knowledge: Knowledge, what: str) -> frozenset[str]:
    """PLOVER types that are "mirrored" or act "together" (knowledge/exchange/cameo.yaml)."""
    return frozenset(name for file in knowledge.files(FILE) for name in file.data.get(what, ()))


def pairs(event: Happening, knowledge: Knowledge) -> Iterator[Pair]:
    """The directed pairs of an event, each once: actor to recipient; among actors where they act together; with mirror images for talks.

    An event with one side known gives that side and nobody; one without parties gives nothing.
    """
    seen: set[tuple[str, ...]] = set()
    for pair in all_pairs(event, knowledge):
        key = tuple(part for side in (pair.source, pair.target) for part in (side.entity or side.name, side.country, side.sector))
        if key not in seen:
            seen.add(key)
            yield pair


def all_pairs(event: Happening, knowledge: Knowledge) -> Iterator[Pair]:
    kind = event.row["event_type"]
    actors, recipients = event.actors, event.recipients
    if actors and recipients:
        yield from (Pair(a, r) for a in actors for r in recipients)
        if kind in types_that(knowledge, "mirrored"):
            yield from (Pair(r, a, True) for a in actors for r in recipients)
    elif len(actors) > 1 and (event.together or kind in types_that(knowledge, "together")):
        yield from (Pair(a, b) for k, a in enumerate(actors) for b in actors[k + 1 :])
        yield from (Pair(b, a, True) for k, a in enumerate(actors) for b in actors[k + 1 :])
    else:
        yield from (Pair(a, NOBODY) for a in actors)
        yield from (Pair(NOBODY, r) for r in recipients)


def number(*parts: object) -> int:
    """A whole number below 2**53 (exact in every reader) made of its parts, the same on every machine."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()[:8], "big") >> 11


def pair_number(event: Happening, pair: Pair) -> int:
    sides = (part for side in (pair.source, pair.target) for part in (side.entity or side.name, side.country, side.sector))
    return number(event.row["event_id"], *sides)


def one_day(row: Mapping[str, Any], longest: int) -> tuple[dt.date | None, str]:
    """The day of an event for formats that have one, or why there is none: dates unknown or wider than `longest` days are not made up."""
    first, last = (parsed(row.get(name)) for name in ("date_start", "date_end"))
    if first is None or last is None:
        return None, UNKNOWN_DAY
    return (first, "") if (last - first).days < longest else (None, TOO_WIDE)


def parsed(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def cameo_of(event: Happening, pair: Pair, knowledge: Knowledge) -> str:
    """The CAMEO code of a row; a mirror image has the code of the other side (a visit paid is a visit received). "" where there is none."""
    terms, row = cameo(knowledge), event.row
    code = terms.code_for(row["event_type"], row.get("mode") or "", event.contexts, row.get("cameo") or "")
    if row["event_type"] in types_that(knowledge, "mirrored") and row.get("mode") == "visit" and code in {"042", "043"}:
        code = "042"  # the actor of a visit is who travels, whoever's words tell of it
    if not pair.turned or not code:
        return code
    return terms.codes[code].mirror or code


def dated_pairs(events: Iterable[Happening], options: Options, tally: Tally, coded: bool) -> Iterator[tuple[Happening, Pair, dt.date, str]]:
    """Rows of the formats with one day, one source and one target: event, pair, day, CAMEO code ("" where not `coded`). Counts into `tally`."""
    for event in events:
        tally.events += 1
        day, why = one_day(event.row, options.longest)
        if day is None:
            tally.left[why] += 1
            continue
        found = list(pairs(event, options.knowledge))
        if not found:
            tally.left[NO_PARTY] += 1
            continue
        for pair in found:
            code = cameo_of(event, pair, options.knowledge) if coded else ""
            if coded and not code:
                tally.left[NO_CODE] += 1
                break
            if coded and pair.turned and pair.source != NOBODY and not mirrored(code, event, options.knowledge):
                continue
            tally.rows += 1
            yield event, pair, day, code


def mirrored(code: str, event: Happening, knowledge: Knowledge) -> bool:
    """Whether a mirror image has a row: where both act (no recipient), or the code is one that has a mirror code."""
    return not event.recipients or bool(cameo(knowledge).codes[code].mirror)


def tabbed(values: Iterable[object]) -> bytes:
    """One line of a tab-separated file without quoting: tabs and line ends in a value become spaces."""
    cells = ["" if value is None else str(value) for value in values]
    line = "\t".join(cells)
    if line.count("\t") != len(cells) - 1 or LINE_ENDS.search(line):
        line = "\t".join(" ".join(cell.split()) for cell in cells)
    return (line + "\n").encode()


def json_line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"
