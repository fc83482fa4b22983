"""The fields of a claim that a reviewer can correct: as text in a form, and read back with every mistake said."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from dragoman.errors import UsageError
from dragoman.lexicon.events import Codebook
from dragoman.model import Modality, Recency
from dragoman.store.gold import FIELDS

LABELS = {
    "event_type": "Type", "mode": "Mode", "actor": "Actors", "recipient": "Recipients", "start": "First day", "end": "Last day",
    "place": "Place", "place_country": "Its country", "recency": "Recency", "modality": "Modality", "speaker": "According to",
    "quoted": "Direct speech",
}  # fmt: skip
HINTS = {
    "actor": "RUS/GOV, several with a comma", "recipient": "likewise", "start": "2021-08-15, 2021-08 or 2021", "end": "likewise",
    "place_country": "RUS", "speaker": "RUS/GOV, empty for the outlet itself",
}  # fmt: skip
CODE = re.compile(r"[A-Z]{0,3}/[A-Z]{0,3}")
COUNTRY = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
CHOICES = {"recency": tuple(map(str, Recency)), "modality": tuple(map(str, Modality)), "quoted": ("yes", "no")}
SEVERAL = ("actor", "recipient")
LONGEST = 200


def written(value: Any) -> str:
    """A value of gold as a form shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def read(name: str, text: str, book: Codebook) -> Any:
    """A field's text as its value in gold. Raises UsageError that says what is wrong with it."""
    text = " ".join(text.split())
    if name not in FIELDS:
        raise UsageError("there is no such field", name[:40], f"fields are {', '.join(FIELDS)}")
    if len(text) > LONGEST:
        raise UsageError("too long", LABELS[name], f"at most {LONGEST} characters")
    if name in SEVERAL:
        return [party(name, part) for part in re.split(r"[,;]", text) if part.strip()]
    if name == "speaker":
        return party(name, text) if text else ""
    if name in {"start", "end"}:
        return day(name, text)
    if name == "event_type":
        return among(name, text.upper(), tuple(book.types))
    if name in CHOICES:
        found = among(name, text.lower(), CHOICES[name])
        return found == "yes" if name == "quoted" else found
    if name == "place_country" and text and not COUNTRY.fullmatch(text.upper()):
        raise UsageError(f"{text!r} is no code of a country", LABELS[name], "write ISO 3166 alpha-3, such as RUS, or leave it empty")
    return text.upper() if name == "place_country" else text.lower() if name == "mode" else text


def party(name: str, text: str) -> str:
    found = text.strip().upper()
    found = found if "/" in found else f"{found}/"
    if not CODE.fullmatch(found):
        raise UsageError(f"{text.strip()!r} is no party", LABELS[name], "write country/sector, such as RUS/GOV; leave out what is not known")
    return found


def among(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise UsageError(f"{text!r} is none of its values", LABELS[name], f"values are {', '.join(choices)}")
    return text


def day(name: str, text: str) -> str:
    """A day; of a month or a year its first or last one."""
    if not text:
        return ""
    match = DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, number = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        month = month or (1 if name == "start" else 12)
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
        return dt.date(year, month, number or (1 if name == "start" else last)).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is no day", LABELS[name], "write it as 2021-08-15, 2021-08 or 2021, or leave it empty") from None


def corrections(coded: Mapping[str, Any], given: Mapping[str, str], wrong: set[str], book: Codebook) -> dict[str, Any]:
    """Fields that differ from what was coded, with their right values; None for those said to be wrong without one. Raises UsageError."""
    fixed: dict[str, Any] = {}
    for name in FIELDS:
        text = " ".join(given.get(name, written(coded[name])).split())
        if name in wrong and text == written(coded[name]):
            fixed[name] = None
        elif text != written(coded[name]):
            value = read(name, text, book)
            if value != coded[name]:
                fixed[name] = value
    whole = {**coded, **fixed}
    if whole["start"] and whole["end"] and whole["start"] > whole["end"]:
        raise UsageError(f"{whole['end']} lies before {whole['start']}", LABELS["end"], "mend one of the two days")
    kind = book.types.get(whole["event_type"])
    modes = tuple(mode.name for mode in kind.modes) if kind else ()
    if {"event_type", "mode"} & set(fixed) and whole["mode"] and kind and whole["mode"] not in modes:
        listed = f"it has {', '.join(modes)}; or leave it empty" if modes else "leave it empty"
        raise UsageError(f"{whole['event_type']} has no mode {whole['mode']!r}", LABELS["mode"], listed)
    return fixed
