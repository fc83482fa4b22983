"""A phrase asked by itself: `dragoman who "Burkina Faso's displaced" --date 2023-05-01`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from dragoman.lexicon.entities import NON_STATE, Entity
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.places import fold
from dragoman.model import Interval, Mention, Text
from dragoman.text import parse
from dragoman.who.finder import MentionFinder
from dragoman.who.power import Power, power_of
from dragoman.who.resolver import PLACES, Resolver


@dataclass(frozen=True, slots=True)
class Answer:
    """Country and sector of a phrase on a day, "" when unknown; a country named as such has no sector, unless it acts in the context."""

    country: str = ""
    sector: str = ""
    sector_2: str = ""
    entity: str = ""
    name: str = ""
    why: str = ""


@lru_cache(maxsize=4)
def rooms(knowledge: Knowledge) -> tuple[MentionFinder, Resolver]:
    return MentionFinder(knowledge), Resolver(knowledge)


def ask(text: str, date: str = "", context: str = "", country_hint: str = "", knowledge: Knowledge | None = None) -> Answer:
    """Who a phrase is. `date` is an ISO day, month or year or ""; `context` is text around the phrase; `country_hint` an ISO3 code.

    Raises ValueError for a date that is none.
    """
    known = knowledge or Knowledge.open()
    finder, resolver = rooms(known)
    on = interval(date)
    day = on.start if on else None
    surroundings = parse(context)
    around = finder.find(surroundings, [country_hint] if country_hint else [], day=day) if context else []
    near = countries(around, resolver, on)
    hints = [country_hint] if country_hint else [code for code, _ in near.most_common(1)]
    parsed = parse(text.strip())
    mention = main_mention(finder.find(parsed, [*hints, *near], alone=True, day=day), parsed)
    if mention is None or mention.kind == "unknown":
        code = country_of_place(parsed, finder, [*hints, *near])
        if code:
            return Answer(code, why="a place there")
    if mention is None:
        return Answer(hints[0] if country_hint else "", why="no name and no role noun that is known")
    mention = people_of(mention, parsed, finder)
    party = resolver.party(mention, parsed, on, hints, context)
    if party is None:
        return Answer(why="a pronoun by itself is nobody")
    sector, second, why = party.sector, party.sector_2, party.why
    entity = resolver.registry.get(party.entity) if party.entity else None
    if (
        entity is not None
        and (entity.kind in PLACES or is_territory(entity, finder))
        and mention.why.split(" of ")[0] in {"name", "adjective", "script"}
    ):
        if acts(entity, around, surroundings, power_of(known)):
            return Answer(party.country, sector or "GOV", second, party.entity, party.name, f"{why}; it acts in the context")
        second = resolver.standing(entity.id, on).second
        sector, second, why = ("PRE" if second == "PRE" else ""), "", f"{mention.why}: named as such"
    return Answer(party.country, sector, second, party.entity, party.name, why)


def acts(entity: Entity, around: list[Mention], text: Text, power: Power) -> bool:
    """Does a state, region or territory do something, or is something done to those who rule it, in the text around?"""
    named = [m for m in around if m.kind == "name" and m.entities[:1] == (entity.id,) and not m.why.startswith(("adjective", "people"))]
    return any(power.acts(replace(m, place=True, why="capital"), text) for m in named)  # judged as strictly as a town


def country_of_place(text: Text, finder: MentionFinder, near: list[str]) -> str:
    """The country of a phrase that is the name of a town or division, "" for any other."""
    words = [token for token in text.tokens if token.pos != "DET"]
    name = text.content[words[0].start : words[-1].end] if words else ""
    return finder.localities.country(name, near) if name[:1].isupper() else ""


def is_territory(entity: Entity, finder: MentionFinder) -> bool:
    """A government listed under the bare name of its territory: "Greenland"."""
    rows = finder.localities.gazetteer.find(fold(entity.name)) if entity.kind == "government" else ()
    return any(row.kind in {"country", "admin1", "region", "island"} for row in rows)


def interval(date: str) -> Interval | None:
    """An ISO year, month or day as an interval; None for ""."""
    if not date:
        return None
    padded = date + "-01-01"[len(date) - 4 :] if len(date) in {4, 7} else date
    day = dt.date.fromisoformat(padded[:10])
    return Interval(day, day, "day", "stated")


def countries(mentions: list[Mention], resolver: Resolver, on: Interval | None) -> Counter[str]:
    found: Counter[str] = Counter()
    for mention in mentions:
        for id in (*mention.entities[:1], *mention.owners[:1]):
            code = resolver.standing(id, on).country
            if code and code not in NON_STATE:
                found[code] += 1
    return found


def people_of(mention: Mention, text: Text, finder: MentionFinder) -> Mention:
    """ "Norwegian bird-watchers": a country's adjective before an unknown noun for persons is some of its people."""
    last = next((token for token in reversed(text.tokens) if token.pos in {"NOUN", "PROPN"}), None)
    if last is None or mention.kind != "name" or len(mention.entities) != 1 or last.start < mention.span.end or last.tag not in {"NNS", "NNPS"}:
        return mention
    entity = finder.registry.get(mention.entities[0])
    if entity.kind not in PLACES or not last.text.lower().endswith(tuple(sorted(finder.roles.person_endings))):
        return mention
    span = text.span(next(t.i for t in text.tokens if t.end > mention.span.start), last.i)
    return Mention(span, last.i, "role", (), (entity.id,), "CVL", why=f"people of {entity.name}, by the ending of the noun")


def main_mention(mentions: list[Mention], text: Text) -> Mention | None:
    """The mention that is the phrase: not one after a preposition or before a noun; then the longest; of equals the first."""
    usable = [m for m in mentions if m.kind in {"name", "role"}] or [m for m in mentions if m.kind == "unknown"]
    if not usable:
        return None
    outer = [m for m in usable if not inner(m, text)] or usable
    best = max(outer, key=lambda m: (m.span.end - m.span.start, text.tokens[m.head].head == m.head, -m.span.start))
    return next(m for m in outer if m.head == best.head)  # of two owners the first


def inner(mention: Mention, text: Text) -> bool:
    """Part of somebody else's phrase: "gunmen in *Nigeria*"."""
    first = next(token.i for token in text.tokens if token.end > mention.span.start)
    while first and text.tokens[first - 1].pos in {"DET", "ADJ", "ADV", "NUM", "PUNCT"}:  # "senators from *the far-right* Vox"
        first -= 1
    return first > 0 and text.tokens[first - 1].pos in {"ADP", "SCONJ"}
