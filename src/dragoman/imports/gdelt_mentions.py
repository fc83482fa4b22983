"""GDELT 2.0 mentions: which source told of which event. They become rows of event_claim, not of events."""

from __future__ import annotations

from dragoman.exports.gdelt_mentions import COLUMNS
from dragoman.imports.cells import Form
from dragoman.imports.rows import BadRow, Cells, Row, given
from dragoman.lexicon.folder import Knowledge
from dragoman.model import digest

FORM = Form("GDELT mentions", COLUMNS, ("GLOBALEVENTID", "MentionIdentifier"), {len(COLUMNS): COLUMNS, len(COLUMNS) - 1: COLUMNS[:-1]}, {})


def row(cells: Cells, knowledge: Knowledge) -> Row:
    """One row. Each source stands for itself: what copies what, GDELT does not say. Raises BadRow."""
    del knowledge
    event, outlet, address = (given(cells.get(name)) for name in ("GLOBALEVENTID", "MentionSourceName", "MentionIdentifier"))
    if not event.isdecimal():
        raise BadRow("no id")
    if not address and not outlet:
        raise BadRow("no source")
    report = address or outlet
    return {
        "event_id": f"gdelt:{event}",
        "claim_id": digest(event, report, given(cells.get("SentenceID")), given(cells.get("ActionCharOffset"))),
        "report_id": report,
        "outlet": outlet,
        "source_group": outlet or address,
        "status": "current",
    }
