"""A report's text as HTML: the words of its claims marked, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from dragoman.web.view import QUADS

BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
ROLES = ("trigger", "actor", "recipient", "date", "place", "cue")
Record = Mapping[str, Any]


def title(report: Record, claims: Sequence[Record]) -> Markup:
    return marked(report["title"] or report["id"], 0, [c for c in claims if c["field"] == "title"] if report["title"] else [])


def paragraphs(report: Record, claims: Sequence[Record]) -> Markup:
    """The paragraphs with their marks; furniture and captions told apart."""
    text = report["text"] or ""
    found = [claim for claim in claims if claim["field"] != "title"]
    kinds = {**spans(report["furniture"]), **dict.fromkeys(bare(report["captions"]), "caption")}
    parts = []
    for start, end in cut(text):
        kind = next((kind for (a, b), kind in kinds.items() if a <= start and end <= b), "")
        shape = "caption" if kind == "caption" else "furniture" if kind else ""
        parts.append(Markup('<p class="{}">{}</p>').format(shape, marked(text[start:end], start, found)))
    return Markup("\n").join(parts)


def cut(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in [*BLANK.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[at:end].strip():
            yield at, end
        at = match.end() if match else end


def spans(written: str) -> dict[tuple[int, int], str]:
    """Furniture as stored ("byline:0-20; note:…") by its span."""
    found = {}
    for piece in filter(None, (written or "").split("; ")):
        kind, _, where = piece.rpartition(":")
        start, _, end = where.partition("-")
        found[int(start), int(end)] = kind
    return found


def bare(written: str) -> list[tuple[int, int]]:
    return [tuple(map(int, piece.split("-", 1))) for piece in filter(None, (written or "").split("; "))]  # type: ignore[misc]


def words(claim: Record) -> Iterator[tuple[int, int, str]]:
    """The spans of a claim with their roles."""
    yield claim["trigger"]["start"], claim["trigger"]["end"], "trigger"
    for role in ("actor", "recipient"):
        for party in claim[role]:
            yield party["start"], party["end"], role
    place, said = claim["place"], claim["attribution"]
    if place:
        yield place["start"], place["end"], "place"
    if claim["date"].get("text_start") is not None:
        yield claim["date"]["text_start"], claim["date"]["text_end"], "date"
    if said:
        yield said["cue"]["start"], said["cue"]["end"], "cue"


def marked(text: str, offset: int, claims: Sequence[Record]) -> Markup:
    """A piece of text that starts at an offset, with the words of claims marked: where several overlap, the first role of ROLES wins."""
    wanted: list[tuple[int, int, int, str, str, str]] = []
    for claim in claims:
        for start, end, role in words(claim):
            if offset <= start < end <= offset + len(text):
                wanted.append(
                    (ROLES.index(role), start - offset, end - offset, role, claim["id"], QUADS.get(claim["quad_category"].upper(), ""))
                )
    taken: list[tuple[int, int, str, str, str]] = []
    for _, start, end, role, id, quad in sorted(wanted):
        if all(end <= a or b <= start for a, b, *_ in taken):
            taken.append((start, end, role, id, quad))
    parts, at = [], 0
    for start, end, role, id, quad in sorted(taken):
        parts.append(escape(text[at:start]))
        if role == "trigger":
            parts.append(Markup('<mark class="trigger {}" id="c{}">{}</mark>').format(quad, id, text[start:end]))
        else:
            parts.append(Markup('<mark class="{}">{}</mark>').format(role, text[start:end]))
        at = end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)
