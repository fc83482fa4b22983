"""The flow: a report goes in, its claims come out.

reports → parse → find (who, what, when, where, said) → join → Coding
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from dragoman.coding.found import Outcome
from dragoman.coding.join import Join
from dragoman.coding.rooms import Rooms
from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Claim, Coding, Failure, Report, Settings, Span, Text, digest
from dragoman.reading.furniture import Layout, patterns, take_dateline
from dragoman.text import parse_reports

log = logging.getLogger("dragoman")


class Coder:
    """Codes reports with one body of knowledge and one set of settings. Make one and keep it: loading takes about a second.

    >>> coder = Coder()
    >>> claims = coder.code("Norway hosted a Taliban delegation in Oslo on Friday.", published="2022-01-24")

    Raises KnowledgeError when a folder of knowledge (built-in or `settings.knowledge`) is wrong.
    """

    def __init__(self, settings: Settings | None = None, knowledge: Knowledge | None = None) -> None:
        self.settings = settings or Settings()
        overlays = (self.settings.knowledge,) if self.settings.knowledge else ()
        self.knowledge = knowledge or Knowledge.open(*overlays)

    @cached_property
    def rooms(self) -> Rooms:
        return Rooms(self.knowledge, self.settings)

    def code(self, text: str, published: str | dt.date | None = None, title: str = "", **fields: str) -> list[Claim]:
        """The claims of one text, in order. `published` is a date or its ISO form; `fields` are fields of Report (outlet, url, …)."""
        return list(self.coding(make_report(text, published, title, **fields)).claims)

    def coding(self, report: Report) -> Coding:
        """All that coding one report gives: claims, statements, places, and what was left aside and why."""
        return next(self.codings([report]))

    def codings(self, reports: Iterable[Report]) -> Iterator[Coding]:
        """Codings of many reports, streaming, in order; memory does not grow with their number."""
        for report, title, body in parse_reports(reports):
            yield self.join(report, title, body)

    def attempts(self, reports: Iterable[Report]) -> Iterator[Coding | Failure]:
        """As `codings`, but where one report breaks the coder it becomes a Failure and the rest goes on."""
        for report, title, body in parse_reports(reports):
            try:
                coding = self.join(report, title, body)
            except Exception as error:  # a fault of the program in one report must not cost the archive
                log.info("report %s broke the coder", report.id, exc_info=True)
                fault = f"could not be coded: {type(error).__name__}: {error}"
                yield Failure(report.source or report.id, fault, "please report this as a fault")
                continue
            yield coding

    def join(self, report: Report, title: Text | None, body: Text) -> Coding:
        found = [self.rooms.find(report, text, body) for text in (title, body) if text is not None]
        outcomes = [Join(f, self.rooms).run() for f in found]
        floor = self.settings.floor
        return Coding(
            report=report,
            title=title,
            text=body,
            claims=tuple(c for o in outcomes for c in in_order(o) if c.confidence >= floor),
            statements=tuple(s for o in outcomes for s in o.statements),
            toponyms=tuple((f.text.sentence_of(t.head).field, t) for f in found for t in f.toponyms),
            skipped=tuple(s for o in outcomes for s in o.skipped),
        )


def in_order(outcome: Outcome) -> list[Claim]:
    return sorted(outcome.claims, key=lambda c: (c.trigger, c.event_type, c.id))


def filed_from(text: str) -> dict[str, Any]:
    """The fields of a report whose first words are a dateline ("LIMA, June 10 - "): where it was filed from, and that it is no prose.

    Not where they end in a colon, which may be whoever speaks ("THE MINISTER: ").
    """
    layout = Layout()
    take_dateline(text, Span(0, len(text)), layout, patterns(Knowledge.open()))
    told = layout.dateline and not any(f.span.of(text).rstrip().endswith(":") for f in layout.furniture)
    return {"dateline": layout.dateline, "furniture": tuple(layout.furniture)} if told else {}


def make_report(text: str, published: str | dt.date | None = None, title: str = "", **fields: Any) -> Report:
    """A Report from a text; its id is a hash of outlet, url, date of publication and text. Raises UsageError."""
    try:
        date = dt.date.fromisoformat(published) if isinstance(published, str) and published else published or None
    except ValueError as error:
        raise UsageError(f"{published!r} is no date", "published", "write it as 2023-09-29") from error
    origin = "given" if date else ""
    identity = digest(fields.get("outlet", ""), fields.get("url", ""), date or "", text)
    if not fields.keys() & {"dateline", "furniture"}:
        fields |= filed_from(text)
    return Report(id=identity, text=text, title=title, published=date, published_origin=origin, **fields)
