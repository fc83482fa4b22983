"""Templates: one environment, escaping on, and what every page may use."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pycountry
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dragoman import __version__
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.phrases import load_codes, load_phrases, say

BUILT = Path(str(files("dragoman.web"))) / "static" / "built"
ENTRY = "src/room.ts"
PAGES = (
    ("/", "Watch"), ("/events", "Events"), ("/regions", "Regions"), ("/entities", "Entities"), ("/review", "Review"), ("/audits", "Audits"),
    ("/codebook", "Codebook"), ("/about", "About"),
)  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PLAIN = frozenset({"GOV", "UNK"})  # sectors that add nothing to the name of a country
MOST_NAMED = 4  # parties in a sentence; of more the rest are counted
QUADS = {"VERBAL COOPERATION": "vc", "MATERIAL COOPERATION": "mc", "VERBAL CONFLICT": "vk", "MATERIAL CONFLICT": "mk"}


@cache
def environment() -> Environment:
    loader = FileSystemLoader(str(files("dragoman.web") / "templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"pages": PAGES, "version": __version__, "script": script()}
    phrases = load_phrases(Knowledge.open())
    made.globals["say"] = lambda event, alone: say(phrases, event["event_type"], event["mode"] or "", event["modality"], alone)
    made.filters |= {"quad": lambda name: QUADS.get(str(name).upper(), ""), "span": days, "underlined": underlined, "counted": counted}
    made.filters |= {"parties": parties, "country": country, "day": shown, "tuple": tuple}
    return made


@cache
def script() -> str:
    """Where the built front end lies; "" where it was not built (`make web`): pages then work as plain HTML."""
    path = BUILT / "manifest.json"
    if not path.is_file():
        return ""
    return f"/static/built/{json.loads(path.read_text(encoding='utf8'))[ENTRY]['file']}"


@cache
def country_names() -> dict[str, str]:
    """Names of countries by code, as the registry calls them; of others as ISO 3166 does; of codes of no country as `phrases.yaml` does."""
    knowledge = Knowledge.open()
    found = {entity.country: entity.name for entity in registry(knowledge) if entity.kind == "state"}
    return {item.alpha_3: item.name.partition(",")[0] for item in pycountry.countries} | found | dict(load_codes(knowledge))


@cache
def sector_names() -> dict[str, str]:
    """Names of sectors by code, those left out that say nothing beside a country."""
    found = {code: item["name"] for file in Knowledge.open().files("sectors.yaml") for code, item in file.data["sectors"].items()}
    return {code: name for code, name in found.items() if code not in PLAIN}


def country(code: str) -> str:
    """The name of a country, or of what a code stands for, by its code; a code that nobody knows stays as it is."""
    return country_names().get(code, code)


def parties(names: str, countries: str, sectors: str = "") -> str:
    """Who takes part, for a sentence: names, else those of their countries and sectors, the last joined by "and"; "" for nobody."""
    split = [(text or "").split("; ") for text in (names, countries, sectors)]
    said = []
    for name, code, sector in zip_longest(*split, fillvalue=""):
        kind = sector_names().get(sector, "")
        said.append(name or (f"{country(code)} ({kind})" if code and kind else country(code) or kind))
    said = list(dict.fromkeys(filter(None, said)))
    if len(said) > MOST_NAMED:
        said = [*said[: MOST_NAMED - 1], f"{len(said) - MOST_NAMED + 1} others"]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))) if said else ""


def days(row: Any) -> str:
    """The days of an event in a few words: "29 Sep 2023", "3–5 May 2021", "Sep 2023", "2023"."""
    first, last = (dt.date.fromisoformat(day) if day else None for day in (row["date_start"], row["date_end"]))
    if first is None or last is None:
        known = first or last
        return f"{'from' if first else 'until'} {shown(known)}" if known else "date unknown"
    if first == last:
        return shown(first)
    after = last + dt.timedelta(days=1)
    if first.day == 1 and after.day == 1:
        if first.month == 1 and after.month == 1:
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{shown(last)}"
    return f"{shown(first)} – {shown(last)}"


def shown(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def underlined(sentence: str, words: str, quad: str = "") -> Markup:
    """A sentence with its trigger underlined; all of it escaped."""
    at = sentence.find(words) if words else -1
    if at < 0:
        return escape(sentence)
    kind = QUADS.get(quad.upper(), "")
    return Markup('{}<mark class="trigger {}">{}</mark>{}').format(sentence[:at], kind, words, sentence[at + len(words) :])


def page(request: Request, name: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A template rendered for a request. Everything from reports is escaped by the template engine."""
    given = {"path": request.url.path, "form_token": request.state.form_token, "read_only": request.state.read_only}
    if context.get("snapshot"):
        here = request.url.include_query_params(snapshot=context["snapshot"]).remove_query_params("token")
        given["permalink"] = str(here.replace(path=quote(request.url.path)))
    return HTMLResponse(environment().get_template(name).render(**given, **context), status_code)
