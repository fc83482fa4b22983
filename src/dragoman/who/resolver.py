"""From a mention to a party: country and sector on a day, as the registry and the words give them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.lexicon.entities import NON_STATE, Entity, Registry, registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import roles
from dragoman.model import Interval, Mention, Party, Text
from dragoman.who.localities import regional
from dragoman.who.phrases import OFFICIAL, PEOPLES
from dragoman.who.terms import BRIDGED, away, role_during, role_on

PLACES = frozenset({"state", "territory", "region"})
ARMED = frozenset({"MIL", "PRM", "REB", "UAF"})
OUTLAWED = frozenset({"REB", "PRM", "CRM", "UAF"})
# a person without an entry who is named in one of these sectors is a public figure by office
PUBLIC = OFFICIAL | {"PTY", "REB", "PRM", "JRN", "REL", "SOC", "ELI"}
# what people are who work for organisations of no state, by the words for their work: "OSCE observers", "Red Cross workers"
SERVING = {"ngo": frozenset({"LAB", "EDU"}), "igo": frozenset({"LAB"})}
# whose kind says what they were also when they are gone
LASTING = PLACES | {"person", "igo", "format", "court"}
BODY_WORD = re.compile(r"\b[A-Z][\w-]+")  # "UN special envoy", "president of the Eurogroup"
UNKNOWN_NAME = "a name the registry does not have"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an entity is on a day. `sure` False where the registry has no role for that day."""

    country: str
    sector: str
    second: str
    why: str
    sure: bool = True


@lru_cache(maxsize=4)
def folded(knowledge: Knowledge) -> dict[str, str]:
    """Dependencies → the state they are counted with, from sectors.yaml."""
    return {code: state for file in knowledge.files("sectors.yaml") for code, state in (file.data.get("folded") or {}).items()}


class Resolver:
    """Parties on a day, with one body of knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.registry: Registry = registry(knowledge)
        self.roles = roles(knowledge)
        self.folded = folded(knowledge)
        self.regional = regional(knowledge)

    def party(self, mention: Mention, text: Text, on: Interval | None = None, hints: Sequence[str] = (), context: str = "") -> Party | None:
        """The party a mention is on a day (the first of the interval); None for a pronoun, which is nobody by itself.

        `hints` are ISO3 codes for a role noun that says not whose it is, best first; `context` is what stands around a phrase asked by itself.
        """
        if mention.kind == "pronoun":
            return None
        if mention.entities:
            return self.named(mention, text, on, context)
        return self.described(mention, text, on, hints)

    # ------------------------------------------------------------------------------------------------------------------------------ names

    def named(self, mention: Mention, text: Text, on: Interval | None, context: str = "") -> Party:
        entity, standing = self.best(mention, on, (text.content, context))
        said = mention.why
        if entity.id != mention.entities[0]:  # of several people of one name the one who holds an office
            said = said.replace(self.registry.get(mention.entities[0]).name, entity.name)
        sector, second, why = standing.sector, standing.second, standing.why
        if mention.sector and (not standing.sure or not sector) and entity.kind not in PLACES:
            sector, second, why = mention.sector, mention.sector_2, f"{why}; the words give {mention.sector}"
        if mention.sector == "ELI" and sector == "PTY" and entity.kind == "person":
            sector, why = "ELI", f"{why}; the words call the office held before"
        country = standing.country
        if mention.owners and (not country or (country in NON_STATE and (entity.kind in PEOPLES or text.tokens[mention.head].text.islower()))):
            country = self.country_of(mention.owners, on) or country
        return Party(
            mention.span,
            mention.span.of(text.content),
            entity.id,
            entity.name,
            entity.wikidata,
            country,
            sector,
            second,
            False,
            f"{said}: {why}",
        )

    def best(self, mention: Mention, on: Interval | None, around: Sequence[str] = ()) -> tuple[Entity, Standing]:
        """Of several people of one name, one who holds an office that day; else the first."""
        found = [(self.registry.get(id), self.standing(id, on, around)) for id in mention.entities]
        for entity, standing in found:
            if standing.sure and standing.sector != "ELI":
                return entity, standing
        return found[0]

    def standing(self, id: str, on: Interval | None, around: Sequence[str] = ()) -> Standing:
        """Country and sector of an entity on a day. `around` are the words among which it stands, for those who serve two bodies at once."""
        entity = self.registry.get(id)
        country = self.fold(entity.country)
        if entity.kind in PEOPLES and country in NON_STATE:
            country = self.homeland(entity) or country
        if entity.kind == "state":
            second = entity.second or ("PRE" if country != entity.country else "")  # a state whose code is folded is partially recognised
            return Standing(country, "GOV", second, f"{entity.name}, a state, acts through its government")
        if not entity.roles:
            sector = entity.sector or ("GOV" if entity.kind in {"territory", "government", "ministry", "igo", "format"} and country else "")
            return Standing(
                country, sector, entity.second, f"{entity.name} is {country or 'of no country'}/{sector or 'unknown'}", bool(sector)
            )
        start = on.start or on.end if on else None
        if start is None:
            return self.undated(entity, country)
        named = self.bodies(entity, around)
        role = role_during(entity, start, on.end or start, named) if on else None
        if role is None:
            return self.out_of_office(entity, country, start)
        why = f"{role.title or role.sector} {role.dates()}"
        if role.end is not None and role.end.last < start:
            why += f", and within {BRIDGED} days another office"
        if on and on.end and on.end != start:
            for other in dict.fromkeys((role_on(entity, start, named), role_on(entity, on.end, named))):
                if other is not None and other.sector != role.sector:
                    why += f", most of the time meant; a part of it falls into another role ({other.title or other.sector}, {other.dates()})"
        return Standing(self.fold(role.country or entity.country), role.sector or entity.sector, role.second, why)

    def bodies(self, entity: Entity, around: Sequence[str]) -> frozenset[str]:
        """The codes of no state under which a person serves whose bodies stand in the words around: "AU" or "African Union" for an AU envoy."""
        found = set()
        for role in entity.roles:
            if not away(entity, role) or role.country in found:
                continue
            for word in BODY_WORD.findall(role.title):
                claims = self.registry.index.names.get(" ".join(pieces(word)), ())
                called = {word, *(name for claim in claims for name in self.registry.get(claim[0]).names if self.of_no_state(claim[0]))}
                if any(re.search(rf"\b{re.escape(name)}\b", words) for name in called for words in around):
                    found.add(role.country)
        return frozenset(found)

    def of_no_state(self, id: str) -> bool:
        return self.registry.get(id).country in NON_STATE

    def undated(self, entity: Entity, country: str) -> Standing:
        running = [role for role in entity.roles if role.end is None]
        if running:
            role = running[-1]
            return Standing(self.fold(role.country or entity.country), role.sector, role.second, f"no date; {role.title} {role.dates()}")
        sectors = {role.sector for role in entity.roles}
        sector = entity.roles[-1].sector if len(sectors) == 1 else ""
        return Standing(country, sector, "", "no date, and all roles have ended", False)

    def out_of_office(self, entity: Entity, country: str, day: dt.date) -> Standing:
        """Before, between and after the roles."""
        past = [role for role in entity.roles if role.end is not None and role.end.last < day]
        if not past:
            first = entity.roles[0]
            return Standing(
                country, entity.sector, entity.second, f"before the first known role ({first.title}, {first.dates()})", bool(entity.sector)
            )
        last = max(past, key=lambda role: role.end.last if role.end else day)
        after = len(past) == len(entity.roles)
        if after and entity.kind not in LASTING and last.sector in OFFICIAL:  # a fallen regime, a dissolved party
            sector = entity.sector or ("PTY" if entity.kind in {"party", "movement"} else "ELI")
            return Standing(country, sector, "", f"its last role is over: {last.title or last.sector}, {last.dates()}")
        if entity.kind != "person" or not any(role.sector in OFFICIAL for role in past):
            return Standing(
                country,
                entity.sector or last.sector,
                last.second,
                f"{'after' if after else 'between'} roles; last {last.title}, {last.dates()}",
                after,
            )
        homes = [self.fold(role.country or entity.country) for role in past if (role.country or entity.country) not in NON_STATE]
        why = f"{'left his last office' if after else 'between offices'}: {last.title}, {last.dates()}"
        return Standing(country if country not in NON_STATE or not homes else homes[-1], "ELI", "", why, after)

    def homeland(self, entity: Entity) -> str:
        """The one state that regional.yaml counts a people with, "" for a people of many."""
        return next((self.regional[key][0] for name in entity.names if (key := " ".join(pieces(name))) in self.regional), "")

    def fold(self, code: str) -> str:
        return self.folded.get(code, code)

    # -------------------------------------------------------------------------------------------------------------------------- described

    def described(self, mention: Mention, text: Text, on: Interval | None, hints: Sequence[str]) -> Party:
        sector, second = mention.sector, mention.sector_2
        country = self.country_of(mention.owners, on)
        why = mention.why
        if not sector and mention.owners and why.startswith(UNKNOWN_NAME) and text.tokens[mention.head].tag == "NNPS":
            sector = "CVL"
        for owner in mention.owners:
            sector, second, said = self.under(owner, sector, second, on)
            why += said
        if not country and hints and mention.kind == "role":
            country = hints[0]
            why += "; the country is that of the context"
        private = self.private(mention, text, sector)
        return Party(mention.span, mention.span.of(text.content), "", "", "", country, sector, second, private, why)

    def country_of(self, owners: Sequence[str], on: Interval | None) -> str:
        """The first state among the owners, else the first code of no state; a person counts for his country, a people for none."""
        codes = [self.standing(owner, on).country for owner in owners if self.registry.get(owner).kind not in PEOPLES]
        codes += [code for owner in owners if (code := self.standing(owner, on).country) not in NON_STATE]
        return next((code for code in codes if code and code not in NON_STATE), next((code for code in codes if code), ""))

    def under(self, owner: str, sector: str, second: str, on: Interval | None) -> tuple[str, str, str]:
        """The sector of a role noun under an owner: Hamas officials are what Hamas is, Chad's soldiers stay soldiers."""
        entity, standing = self.registry.get(owner), self.standing(owner, on)
        if standing.second == "PRE" and not second:
            second = "PRE"
        if entity.kind in PLACES:
            return sector, second, ""
        theirs = standing.sector
        if entity.kind in PEOPLES and sector != "REL":
            stateless = entity.kind == "ethnic_group" and standing.country in NON_STATE  # "Kurdish militias"; not "Hutu", "Shiite militias"
            if sector == "MIL" or (sector == "PRM" and stateless):
                return "REB", second, "; armed and of no state"
            return sector or "CVL", second, ""
        new = sector
        if sector == "ELI" and theirs in OUTLAWED:
            new = theirs  # a former rebel held no office of a state
        elif entity.kind in {"ngo", "igo"} and sector in SERVING[entity.kind]:
            new = theirs or sector
        elif entity.kind == "person":
            new = theirs if theirs in OUTLAWED and sector in ARMED | {"GOV", ""} else sector or theirs
        elif sector == "REB" and entity.kind == "party" and not ever_armed(entity):
            new = theirs or "PTY"  # "party militants", and fighters of whom the acronym is not the party's
        elif theirs in OUTLAWED:
            new = theirs if sector in ARMED | {"GOV", "COP", ""} else sector
        elif theirs == "GOV":
            new = sector or "GOV"
            if sector == "REB" and entity.kind in {"movement", "armed_group", "party"}:
                new = "MIL"
        elif theirs in {"MIL", "SPY"} and sector == "COP":
            new = theirs  # an officer of the army
        elif theirs == "ELI" and sector in {"GOV", "COP", "SPY"}:
            new = theirs  # of a regime that has fallen; soldiers are told of as they were in its time
        elif theirs and sector in {"GOV", "", "PTY", "BUS"}:
            new = theirs
            second = second or standing.second
        return new, second, f"; under {entity.name} ({standing.why})" if new != sector else ""

    def private(self, mention: Mention, text: Text, sector: str) -> bool:
        """A named person without an entry who holds no public office."""
        head = text.tokens[mention.head]
        if not mention.why.startswith(UNKNOWN_NAME) and mention.kind != "unknown":
            return False
        before = [text.tokens[c] for c in text.children[mention.head] if c < mention.head]
        called = any(t.text.rstrip(".") in self.roles.public or t.lemma.lower() in self.roles.public for t in before)
        return sector not in PUBLIC and not called and head.text not in self.roles.body_words


def ever_armed(entity: Entity) -> bool:
    """Has the registry a time at which it was in arms?"""
    return any(sector in ARMED for sector in (entity.sector, *(role.sector for role in entity.roles)))
