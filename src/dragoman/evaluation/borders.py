"""What proves itself beside the rules: the borders between types, the table of shifts, and the filing by CAMEO's codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dragoman.coding.pipeline import Coder, make_report
from dragoman.errors import KnowledgeError
from dragoman.evaluation.examples import PUBLISHED, why_unlike
from dragoman.evaluation.relations import Row, pair
from dragoman.lexicon.conversions import Conversion, PairExample
from dragoman.lexicon.events import EventType, Shift
from dragoman.model import Claim, Modality, Report, Text
from dragoman.text import parse_reports

NOTHING = frozenset({"", "none"})
BORDER_KEYS = frozenset({"text", "is", "why", "beside"})


def border_failures(coder: Coder, types: Sequence[EventType]) -> list[KnowledgeError]:
    """Sentences on the border to another type that come out as neither or as both.

    `is` names the type the sentence must be coded as (none: not as the type it stands under); `beside: yes` allows its own type as well.
    """
    todo = [(kind, border) for kind in types for border in kind.boundaries]
    found = [
        KnowledgeError(f"a border of {kind.name} has a wrong key or lacks one", where(kind), f"keys are {', '.join(sorted(BORDER_KEYS))}")
        for kind, border in todo
        if not {"text", "is", "why"} <= set(border) <= BORDER_KEYS
    ]
    codings = coder.codings(make_report(border["text"], PUBLISHED) for _, border in todo)
    for (kind, border), coding in zip(todo, codings, strict=True):
        reason = why_off(kind, border, coding.claims)
        if reason:
            found.append(KnowledgeError(f"border of {kind.name}: {reason}: {border['text']!r}", where(kind), "mend the rules or the border"))
    return found


def where(kind: EventType) -> str:
    return f"events/{kind.name.lower()}/type.yaml"


def why_off(kind: EventType, border: Mapping[str, str], claims: Iterable[Claim]) -> str:
    real = [c for c in claims if c.modality is Modality.ASSERTED or c.event_type == border["is"]]
    coded = ", ".join(f"{c.event_type} by {c.rule}" for c in real) or "nothing"
    if border["is"] not in NOTHING and not any(c.event_type == border["is"] for c in real):
        return f"is not {border['is']} (coded: {coded})"
    own = border["is"] != kind.name and border.get("beside") != "yes"
    return f"is still {kind.name} (coded: {coded})" if own and any(c.event_type == kind.name for c in real) else ""


def shift_failures(coder: Coder, rows: Sequence[Shift]) -> list[KnowledgeError]:
    """Rows of the table of shifts that do not do to their examples what they say, or do it to their near misses."""
    found = []
    for row in rows:
        at, mend = "shifts.yaml", "mend the row or its examples"
        if not (row.examples and row.near_misses and row.why):
            found.append(KnowledgeError(f"shift {row.id} lacks an example, a near miss or a reason", at, "give it one"))
        for example in row.examples:
            claims = coder.code(example.text, example.published or PUBLISHED)
            typed = [c for c in claims if c.event_type == example.event_type]
            if not any(why_unlike(example, claim) == "" for claim in typed):
                found.append(KnowledgeError(f"shift {row.id} does not make {example.event_type}: {example.text!r}", at, mend))
        for text in row.near_misses:
            claims = coder.code(text, PUBLISHED)
            if not any(c.event_type == row.event_type and row.mode in {"", c.mode} for c in claims):
                found.append(KnowledgeError(f"shift {row.id} changes its near miss: {text!r}", at, mend))
    return found


def conversion_failures(coder: Coder, rows: Sequence[Conversion]) -> list[KnowledgeError]:
    """Rows of the filing by CAMEO's codes that do not hold for their examples, or hold for their near misses."""
    todo = [(row, example, True) for row in rows for example in row.examples]
    todo += [(row, example, False) for row in rows for example in row.near_misses]
    texts = [text for _, _, text in parse_reports(Report(id=str(k), text=example.text) for k, (_, example, _) in enumerate(todo))]
    found = []
    for (row, example, wanted), text in zip(todo, texts, strict=True):
        is_so = chosen(coder, example, text) == row.becomes
        if is_so is not wanted:
            says = "does not hold for" if wanted else "holds for its near miss"
            found.append(KnowledgeError(f"conversion {row.id} {says} {example.text!r}", "conversions.yaml", "mend the row or its examples"))
    return found


def chosen(coder: Coder, example: PairExample, text: Text) -> str:
    row = Row("", example.text, example.actor, example.recipient, "", "")
    return coder.rooms.choose(text, pair(row, text), "rules")[0]
