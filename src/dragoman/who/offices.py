"""Who holds an office on a day: "President Mills", where the surname alone says too little."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from dragoman.lexicon.entities import Registry
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import RoleNoun, Roles

PARTS = re.compile(r",| and |/|;")  # "prime minister and minister of defence"


class Offices:
    """Looks people up by surname (or short name), the office that stands before it, and a day."""

    def __init__(self, registry: Registry, roles: Roles) -> None:
        self.registry = registry
        self.records = registry.index.entities
        self.roles = roles

    def holders(self, surname: str, office: RoleNoun, day: dt.date) -> list[str]:
        """Ids of the people of a folded surname who hold the office on the day, in the order of the registry."""
        index = self.registry.index
        short = [claim[0] for claim in index.names.get(surname, ()) if claim[1] == "short" and self.records[claim[0]]["kind"] == "person"]
        first = family_names_first(self.registry, self.roles.surname_first).get(surname, ())
        ids = dict.fromkeys([*index.surnames.get(surname, ()), *short, *first])
        return [id for id in ids if self.holds(id, office, day)]

    def holds(self, id: str, office: RoleNoun, day: dt.date) -> bool:
        words = office.words.lower()
        called = {words, self.roles.same_office.get(words, words)}
        return any(
            role.on(day) and role.sector == office.sector and any(same_office(title, called) for title in titles(role.title, self.roles))
            for role in self.registry.get(id).roles
        )


@lru_cache(maxsize=4)
def family_names_first(registry: Registry, countries: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Folded family name → ids of the people of these countries whose name begins with it ("*Wang* Yi")."""
    found: dict[str, tuple[str, ...]] = {}
    for id, record in registry.index.entities.items():
        if record["kind"] != "person" or record["country"] not in countries:
            continue
        for name in dict.fromkeys("".join(pieces(full.split(" ")[0])) for full in (record.get("names") or ())[:1] if " " in full):
            found[name] = (*found.get(name, ()), id)
    return found


@lru_cache(maxsize=20_000)
def parts(title: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in PARTS.split(title.lower()) if part.strip())


def titles(title: str, roles: Roles) -> list[str]:
    """ "Acting president and chancellor" as "president", "chancellor", each under the name its office has everywhere."""
    found = []
    for part in parts(title):
        words = part.split(" ")
        while len(words) > 1 and roles.modifiers.get(words[0]) == "plain" and words[0] != "deputy":
            words = words[1:]
        plain = " ".join(words)
        found.append(roles.same_office.get(plain, plain))
    return found


def same_office(title: str, called: set[str]) -> bool:
    """ "President" is the president (also "of Tatarstan"), not the vice president; "Minister" is any minister."""
    for words in called:
        if title == words or title.startswith((f"{words} of ", f"{words} for ")):
            return True
        if words == "minister" and title.endswith(" minister") and not title.startswith(("deputy ", "prime ", "vice ")):
            return True
    return False
