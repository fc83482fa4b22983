"""Words of time as symbols: every word of a sentence becomes one character, so that a pattern is a plain regular expression over classes.

`knowledge/languages/en/times.yaml` holds the classes and the patterns; this module turns them into tables once per process.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dragoman.errors import KnowledgeError
from dragoman.lexicon.folder import Knowledge
from dragoman.when.named import Named, read_named

Value: TypeAlias = "int | str | Named | dt.date | tuple[int, ...]"

OTHER = "."
FIRST_CHAR = 0x4E00  # one character of the CJK block per class or literal word: never a metacharacter
NOTATION = re.compile(r"[A-Z_]+|'s|'|[a-z]+|\(\?<?[=!:]|[()|?+*$]|[-,:/]|\s+")
CAPITAL_CLASSES = frozenset({"MONTH", "WEEKDAY"})
COMPUTED = ("NN", "NUMBER", "YEAR", "ORDDAY", "ISO", "SLASHED", "CLOCK", "NAMED", "QUARTER", "PUNCT", "REST", "EXPR")
DIGITS = re.compile(r"\d+")
DECADE = re.compile(r"'?(?:(\d{3})0s|([2-9])0s|(\d{3})0's)")
ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[Tt ][\d:.]+[Zz]?)?|(\d{4})(\d{2})(\d{2})")
SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
CLOCK = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:am|pm|a\.m\.|p\.m\.)?|\d{1,2}\.\d{2}(?:am|pm|a\.m\.|p\.m\.)|\d{1,2}(?:am|pm|a\.m\.|p\.m\.)", re.IGNORECASE
)
SHORT_YEAR = re.compile(r"'(\d{2})")
QUARTER = re.compile(r"[Qq]([1-4])|([1-4])[Qq]")
SIGNS = frozenset('.;:!?()[]"…')
YEARS = range(1000, 2200)


@dataclass(frozen=True, slots=True)
class Item:
    """A word (or a piece of a hyphenated one): its symbol's class, what it stands for, and the token it belongs to."""

    kind: str
    value: Value
    token: int
    word: str


@dataclass(frozen=True, slots=True)
class Pattern:
    reads: str
    regex: re.Pattern[str]
    note: str
    only_ask: bool


class Words:
    """The tables of one knowledge: symbols by word, patterns and joins in order, names by first word."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.of: dict[str, tuple[str, Value]] = {}
        self.chars: dict[str, str] = {}
        self.members: dict[str, set[str]] = {name: set() for name in COMPUTED}
        self.named: dict[str, list[tuple[tuple[str, ...], str, Named]]] = {}
        self.patterns: list[Pattern] = []
        self.joins: list[Pattern] = []
        self.sets: dict[str, frozenset[str]] = {}
        for file in knowledge.files("languages/en/times.yaml"):
            self.read(file.data, str(file.path))
        for name, named in read_named(knowledge).items():
            spaced = name.lower().replace("'s", " 's").split()
            pieces = tuple(piece for word in spaced for piece in split_hyphens(word))
            self.named.setdefault(pieces[0], []).append((pieces, name, named))
        for names in self.named.values():
            names.sort(key=lambda entry: -len(entry[0]))
        self.core = frozenset(word for word, (kind, _) in self.of.items() if kind in CORE) | frozenset(self.named)

    def read(self, data: dict[str, object], where: str) -> None:
        words, patterns, joins = data["words"], data["patterns"], data["joins"]
        assert isinstance(words, dict)
        assert isinstance(patterns, list)
        assert isinstance(joins, list)
        for kind, lines in words.items():
            self.members.setdefault(kind, set())
            for line, value in lines.items():
                for word in line.split():
                    self.of[word] = (kind, int(value) if value.lstrip("-").isdigit() else value)
        sets = data.get("sets", {})
        assert isinstance(sets, dict)
        self.sets |= {name: frozenset(listed.split()) for name, listed in sets.items()}
        for entry in (*patterns, *joins):
            for word in NOTATION.findall(entry["pattern"]):
                if word.strip() and (word[0].islower() or word in {"'s", "'", "-", ",", "/"}):
                    self.literal(word)
        for target, entries in ((self.patterns, patterns), (self.joins, joins)):
            target += [Pattern(e["reads"], self.regex(e["pattern"], where), e.get("when", ""), e.get("only", "") == "ask") for e in entries]

    def literal(self, word: str) -> None:
        if word not in self.chars:
            self.chars[word] = chr(FIRST_CHAR + len(self.chars))
            if word in self.of:
                self.members[self.of[word][0]].add(word)

    def char(self, kind: str, word: str) -> str:
        """The character of a word: its own where a pattern names it, else its class's."""
        own = self.chars.get(word)
        if own is not None and (kind in {"", "PUNCT"} or word in self.members.get(kind, ())):
            return own
        if not kind:
            return OTHER
        if kind not in self.chars:
            self.chars[kind] = chr(FIRST_CHAR + len(self.chars))
        return self.chars[kind]

    def regex(self, notation: str, where: str) -> re.Pattern[str]:
        """A pattern in the notation of times.yaml as a regular expression over symbols. Raises KnowledgeError for an unknown class."""
        pieces = []
        for word in NOTATION.findall(notation):
            if word.isspace():
                continue
            if word[0].isupper():
                if word not in self.members:
                    raise KnowledgeError(f"a pattern names the unknown class {word}: {notation}", where, "name a class of `words`")
                pieces.append("[" + self.char(word, "") + "".join(self.chars[m] for m in sorted(self.members[word])) + "]")
            elif word in self.chars:
                pieces.append(self.chars[word])
            else:
                pieces.append(word)
        try:
            return re.compile("".join(pieces).replace("(", "(?:").replace("(?:?", "(?"))
        except re.error as error:
            raise KnowledgeError(f"a pattern cannot be read ({error}): {notation}", where, "mend its brackets") from error

    def items(self, words: Sequence[str], first: int, shown: Sequence[str] | None = None) -> list[Item]:
        """The items of a sentence. `words` lower case, `shown` as written, `first` the index of the first token."""
        items: list[Item] = []
        for k, word in enumerate(words):
            written = shown[k] if shown is not None else word
            if "-" in word and len(word) > 3 and word not in self.of and (pieces := split_hyphens(word))[1:]:
                if ISO.fullmatch(word):
                    items.append(self.item(word, first + k, written))
                    continue
                # "mid-June" is written with a small letter, yet its month has its capital
                items += [self.item(p, first + k, p.capitalize() if written[0].isupper() or j else p) for j, p in enumerate(pieces)]
            else:
                items.append(self.item(word, first + k, written))
        return self.with_names(items, first, shown)

    def item(self, word: str, token: int, written: str) -> Item:
        found = self.of.get(word)
        if found is not None:
            if found[0] in CAPITAL_CLASSES and not written[0].isupper():
                return Item("", 0, token, word)
            return Item(found[0], found[1], token, word)
        head = word[0]
        if head.isdigit() or head in "'q":
            kind, value = computed(word)
            return Item(kind, value, token, word)
        return Item("PUNCT" if head in SIGNS else "", 0, token, "-" if word in {"–", "—", "--"} else word)

    def with_names(self, items: list[Item], first: int, shown: Sequence[str] | None) -> list[Item]:
        if not any(item.word in self.named for item in items):
            return items
        kept: list[Item] = []
        k = 0
        while k < len(items):
            for pieces, name, named in self.named.get(items[k].word, ()):
                part = items[k : k + len(pieces)]
                if tuple(item.word for item in part) == pieces and as_written(name, items[k].token - first, shown):
                    kept.append(Item("NAMED", named, part[0].token, ""))
                    kept += [Item("REST", 0, item.token, "") for item in part[1:]]
                    k += len(pieces)
                    break
            else:
                kept.append(items[k])
                k += 1
        return kept


CORE = frozenset({"MONTH", "WEEKDAY", "UNIT", "UNITS", "SEASON", "DAYPART", "DECADE", "DEICTIC", "OVERNIGHT"})


def as_written(name: str, place: int, shown: Sequence[str] | None) -> bool:
    """A name must stand with its capital: "the cold war" is one, "lent" is not Lent."""
    return shown is None or not name[0].isupper() or shown[place][:1].isupper()


def split_hyphens(word: str) -> list[str]:
    """ "mid-june" → "mid", "-", "june"."""
    return [piece for piece in re.split(r"([-–—])", word) if piece] if re.search(r"[-–—]", word) else [word]


def computed(word: str) -> tuple[str, Value]:
    """The class and value of a token with digits."""
    if DIGITS.fullmatch(word):
        number = int(word)
        if len(word) <= 2 and 1 <= number <= 31:
            return "NN", number
        if len(word) == 4 and number in YEARS:
            return "YEAR", number
        if len(word) == 8 and (match := ISO.fullmatch(word)):
            return iso_value(match)
        return ("NUMBER", number) if len(word) <= 3 or word[0] == "0" else ("", 0)  # 0900 is an hour
    if match := DECADE.fullmatch(word):
        short = match[2]
        return "DECADE", 1900 + 10 * int(short) if short else 10 * int(match[1] or match[3])
    if match := ORDINAL.fullmatch(word):
        number = int(match[1])
        return "ORDDAY", number
    if match := ISO.fullmatch(word):
        return iso_value(match)
    if match := SLASHED.fullmatch(word):
        return "SLASHED", (int(match[1]), int(match[2]), full_year(match[3]))
    if CLOCK.fullmatch(word):
        return "CLOCK", word
    if match := SHORT_YEAR.fullmatch(word):
        return "YEAR", full_year(match[1])
    if match := QUARTER.fullmatch(word):
        return "QUARTER", int(match[1] or match[2])
    return "", 0


def full_year(written: str) -> int:
    """ "98" is 1998, "23" is 2023: two digits up to 40 belong to this century."""
    number = int(written)
    return number if len(written) == 4 else number + (2000 if number <= 40 else 1900)


def iso_value(match: re.Match[str]) -> tuple[str, Value]:
    numbers = [int(part) for part in match.groups() if part is not None]
    try:
        return "ISO", dt.date(*numbers)
    except ValueError:
        return "", 0


@lru_cache(maxsize=4)
def read_words(knowledge: Knowledge) -> Words:
    return Words(knowledge)
