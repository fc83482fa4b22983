"""What a coder of an audit sees of a sentence and says of it: words with numbers, a form of events, and that form read back.

Nothing here asks for claims: the coder is blind to what the machine coded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from dragoman.errors import UsageError
from dragoman.lexicon.events import Codebook
from dragoman.store.audits import Event, Unit
from dragoman.web import correcting
from dragoman.web.marking import cut

WORD = re.compile(r"\w+(?:[’'.\-,]\w+)*")
NUMBERS = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")
ASKED = ("trigger", "event_type", "mode", "actor", "recipient", "start", "end", "place_country", "recency", "modality", "speaker")
LABELS = {**correcting.LABELS, "trigger": "Words", "place_country": "Country of the place"}
HINTS = {
    **correcting.HINTS,
    "trigger": "their numbers (5 or 5-7), or the words; 0 for no event",
    "event_type": "the beginning is enough",
    "mode": "from the codebook, or empty",
    "start": "2021-08-15, 2021-08 or 2021; empty when unknown",
    "end": "empty: the same as the first day, month or year",
    "place_country": "RUS; empty when the text does not say",
}
NO_EVENT = {"0", "-", "none"}
MOST = 12  # events of one sentence
NEEDED = ("event_type", "recency", "modality")


@dataclass(frozen=True)
class Shown:
    """A sentence as it is shown: title, day and outlet ("" where hidden), its words with numbers, and the text around it."""

    title: str
    published: str
    outlet: str
    sentence: Markup
    around: Markup
    whole: Markup


def shown(unit: Unit, report: Mapping[str, Any], show_outlet: bool) -> Shown:
    text = report["text"] or ""
    pieces = [(start, end) for start, end in cut(text)]
    here = next((k for k, (start, end) in enumerate(pieces) if start <= unit.start < end), 0)
    near = pieces[max(0, here - 1) : here + 2]
    return Shown(
        title=report["title"] or "",
        published=report["published"] or "",
        outlet=(report["outlet"] or "") if show_outlet else "",
        sentence=numbered(text[unit.start : unit.end]),
        around=prose(text, near, unit),
        whole=prose(text, pieces, unit),
    )


def numbered(sentence: str) -> Markup:
    """The sentence with a number before each word; escaped."""
    parts, at = [], 0
    for k, match in enumerate(WORD.finditer(sentence), 1):
        parts += [escape(sentence[at : match.start()]), Markup('<span class="w" data-word="{}"><sup>{}</sup>{}</span>').format(k, k, match[0])]
        at = match.end()
    return Markup("").join([*parts, escape(sentence[at:])])


def prose(text: str, pieces: Sequence[tuple[int, int]], unit: Unit) -> Markup:
    """Paragraphs with the sentence marked; escaped."""
    parts = []
    for start, end in pieces:
        a, b = max(start, unit.start), min(end, unit.end)
        if a < b:
            parts.append(Markup('<p>{}<mark class="asked">{}</mark>{}</p>').format(text[start:a], text[a:b], text[b:end]))
        else:
            parts.append(Markup("<p>{}</p>").format(text[start:end]))
    return Markup("\n").join(parts)


def filled(events: Sequence[Event], sentence: str, unit: Unit) -> list[dict[str, str]]:
    """Events as the form shows them; one empty block where there is none."""
    made = []
    for event in events:
        block = {name: correcting.written(event.get(name)) for name in ASKED if name != "trigger"}
        block["trigger"] = by_number(sentence, event["trigger"][0] - unit.start, event["trigger"][1] - unit.start)
        made.append(block)
    return made or [dict.fromkeys(ASKED, "")]


def by_number(sentence: str, start: int, end: int) -> str:
    """A span as numbers of words; the words themselves where it does not begin and end with words."""
    words = [(match.start(), match.end()) for match in WORD.finditer(sentence)]
    first = next((k for k, word in enumerate(words, 1) if word[0] == start), 0)
    last = next((k for k, word in enumerate(words, 1) if word[1] == end), 0)
    if not first or not last:
        return sentence[start:end]
    return str(first) if first == last else f"{first}-{last}"


def blocks(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The blocks of a sent form as text, those without anything left out."""
    count = int(form.get("count", "1")) if form.get("count", "1").isascii() and form.get("count", "1").isdigit() else 1
    made = [{name: " ".join(form.get(f"{name}-{k}", "").split()) for name in ASKED} for k in range(min(count, MOST))]
    return [block for block in made if any(block.values())]


def read(given: Sequence[Mapping[str, str]], sentence: str, unit: Unit, book: Codebook) -> list[dict[str, Any]]:
    """The events a form tells; none where it says that there is none. Raises UsageError that says what to mend, and in which event."""
    if len(given) == 1 and given[0]["trigger"].lower() in NO_EVENT and not given[0]["event_type"]:
        return []
    if not given:
        raise UsageError("nothing is said", LABELS["trigger"], "say which words tell an event, or 0 for no event")
    return [event(block, number, sentence, unit, book) for number, block in enumerate(given, 1)]


def event(block: Mapping[str, str], number: int, sentence: str, unit: Unit, book: Codebook) -> dict[str, Any]:
    try:
        start, end = trigger(block["trigger"], sentence)
        typed = {**block, "event_type": completed(block["event_type"], book)}
        for name in NEEDED:
            if not typed[name]:
                raise UsageError("nothing is said", LABELS[name], f"say which; words {sentence[start:end]!r} are an event")
        typed["end"] = typed["end"] or typed["start"]
        made: dict[str, Any] = {name: correcting.read(name, typed[name], book) for name in ASKED if name != "trigger"}
        if made["start"] and made["end"] and made["start"] > made["end"]:
            raise UsageError(f"{made['end']} lies before {made['start']}", LABELS["end"], "mend one of the two days")
        modes = tuple(mode.name for mode in book.types[made["event_type"]].modes)
        if made["mode"] and made["mode"] not in modes:
            raise UsageError(f"{made['event_type']} has no mode {made['mode']!r}", LABELS["mode"], f"it has {', '.join(modes) or 'none'}")
    except UsageError as error:
        raise UsageError(f"event {number}: {error.what}", error.where, error.mend) from error
    return {"trigger": [unit.start + start, unit.start + end], **made, "place": "", "quoted": False}


def completed(text: str, book: Codebook) -> str:
    """An event type from its beginning, where that is enough."""
    found = [name for name in book.types if name.startswith(text.upper())] if text else []
    return found[0] if len(found) == 1 else text


def trigger(text: str, sentence: str) -> tuple[int, int]:
    """The span of words in the sentence, from their numbers or from themselves. Raises UsageError."""
    words = [(match.start(), match.end()) for match in WORD.finditer(sentence)]
    match = NUMBERS.fullmatch(text)
    if match:
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(words):
            raise UsageError(f"there are no words {text}", LABELS["trigger"], f"the sentence has words 1 to {len(words)}")
        return words[first - 1][0], words[last - 1][1]
    pattern = r"\s+".join(map(re.escape, text.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", sentence) or re.search(pattern, sentence, re.IGNORECASE) if text else None
    if found is None:
        raise UsageError(f"{text!r} does not stand in the sentence", LABELS["trigger"], "give the numbers of the words, such as 5-7")
    return found.start(), found.end()
