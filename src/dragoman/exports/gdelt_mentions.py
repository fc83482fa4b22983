"""Mentions as GDELT 2.0 has them: 16 tab-separated columns without a header, one row a claim and row of the events file (same numbers)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO

from dragoman.exports.happening import Evidence, Happening, Options, Pair, Tally, dated_pairs, pair_number, tabbed

COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier", "SentenceID",
    "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone",
    "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
WEB, CITATION = 1, 2  # GDELT's types of mentions: found under an address, or only citable


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """The tally counts rows of mentions. What the events file leaves out, this leaves out, too."""
    tally = Tally()
    rows = 0
    for event, pair, day, _ in dated_pairs(events, options, tally, coded=True):
        for item in sorted(event.evidence, key=lambda e: (e.published, e.report_id, e.claim_id)):
            out.write(tabbed(line(event, pair, day, item)))
            rows += 1
    tally.rows = rows
    return tally


def line(event: Happening, pair: Pair, day: dt.date, item: Evidence) -> list[object]:
    """Offsets count in the report's text; -1 for what stands in its title or is not at hand. The sentence's number is not kept: 0."""
    first, second = (item.recipient, item.actor) if pair.turned else (item.actor, item.recipient)
    offsets = [-1, -1, -1] if item.field == "title" else [first, second, item.trigger]
    return [
        pair_number(event, pair), day.strftime("%Y%m%d000000"), item.published.replace("-", "")[:8].ljust(14, "0") if item.published else "",
        WEB if item.url else CITATION, item.outlet, item.url or item.report_id, 0, *offsets, int(item.field != "title"),
        "" if item.confidence is None else round(item.confidence * 100), item.characters, "", "", "",
    ]  # fmt: skip
