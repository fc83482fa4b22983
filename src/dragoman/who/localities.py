"""Countries of places and people that are no entities of their own: "Mumbai police", "Texan farmers", "residents of Mariupol"."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces, shape
from dragoman.lexicon.places import Gazetteer, fold, read_gazetteer
from dragoman.lexicon.roles import roles

DIVISION = 1_000_000  # a first division of a country or a region counts like a town of so many people
SMALLEST = 50_000  # people a town needs to give its country away
SPELLED = 4  # letters another spelling or the bare name of a divided region needs
AHEAD = 3  # how many times the next country's bearers of the name
PLACE_KINDS = frozenset({"city", "admin1", "region", "island"})
OTHER_BEARERS = frozenset({"surname", "country"})


class Localities:
    """Looks up towns and divisions by name."""

    def __init__(self, gazetteer: Gazetteer, sides: Sequence[str] = ()) -> None:
        self.gazetteer = gazetteer
        self.sides = tuple(sides)
        self.known: dict[str, dict[str, int]] = {}

    def country(self, name: str, near: Container[str] = ()) -> str:
        """The ISO3 code of the country a place name is in, "" where it is unknown or two countries compete and none is `near`."""
        weights = self.weights(name)
        nearby = {code: weight for code, weight in weights.items() if code in near}
        ranked = sorted((nearby or weights).items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < SMALLEST or (len(ranked) > 1 and ranked[0][1] < AHEAD * ranked[1][1]):
            return ""
        return ranked[0][0]

    def weights(self, name: str) -> dict[str, int]:
        """Country → people behind the name there."""
        found = self.known.get(name)
        if found is None:
            found = self.bearers(fold(name))
            if not found and len(name) >= SPELLED and " " not in name:
                for side in self.sides:  # "Kivu" where there are a North and a South Kivu
                    for code, weight in self.bearers(fold(f"{side} {name}")).items():
                        found[code] = max(found.get(code, 0), weight)
            self.known[name] = found
        return found

    def bearers(self, name: str) -> dict[str, int]:
        """Country → people behind a folded name. Spellings that are nobody's first one count where nothing else has the name."""
        found: dict[str, int] = {}
        rows = self.gazetteer.find(name)
        shared = any(row.kind in OTHER_BEARERS for row in rows)
        spelled = len(name) >= SPELLED and not any(row.rank for row in rows)
        for row in rows:
            weight = row.population if row.kind == "city" else DIVISION
            if row.kind in PLACE_KINDS and row.country and (row.rank or spelled) and (not shared or row.population > DIVISION):
                found[row.country] = max(found.get(row.country, 0), weight)
        return found


@lru_cache(maxsize=4)
def localities(knowledge: Knowledge) -> Localities:
    return Localities(read_gazetteer(knowledge), sorted(roles(knowledge).sides))


@lru_cache(maxsize=4)
def regional(knowledge: Knowledge, language: str = "en") -> Mapping[str, tuple[str, str]]:
    """Folded adjective or noun of a part of a country → (ISO3, how it is written), from languages/<code>/regional.yaml."""
    found: dict[str, tuple[str, str]] = {}
    for file in knowledge.files(f"languages/{language}/regional.yaml"):
        for country, words in (file.data or {}).items():
            for word in words:
                found[" ".join(pieces(word))] = (country, shape(word))
    return found
