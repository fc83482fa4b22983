"""Names that the registry does not have, by how often they stand in texts: what is worth adding next."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces
from dragoman.model import Mention, Text
from dragoman.who.finder import MentionFinder
from dragoman.who.resolver import UNKNOWN_NAME

PLAIN = re.compile(r"[^\W\d][\w .'’-]*")  # what needs no quotes in a YAML list


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name with how often and in how many texts it stands, whom it was described as, and the first sentence it stands in."""

    name: str
    count: int
    texts: int
    owners: tuple[str, ...]
    sector: str
    sentence: str
    kind: str = "person"

    def as_yaml(self) -> str:
        """An entry to paste into an entity file and complete."""
        slug = "-".join(pieces(self.name)) or "to-be-named"
        name = self.name if PLAIN.fullmatch(self.name) else json.dumps(self.name, ensure_ascii=False)
        sector = f"    sector: {self.sector}\n" if self.sector else ""
        return f"  - id: {slug}\n    kind: {self.kind}\n    names: [{name}]\n{sector}"


def unmatched(texts: Iterable[Text], knowledge: Knowledge | None = None, finder: MentionFinder | None = None) -> list[Unmatched]:
    """Unresolved proper names, most frequent first; of equals in alphabetical order. Streams over the texts."""
    finder = finder or MentionFinder(knowledge or Knowledge.open())
    counts: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    examples: dict[str, tuple[Mention, str]] = {}
    for text in texts:
        here: dict[str, int] = {}
        for mention in finder.find(text):
            if not mention.entities and (mention.kind == "unknown" or mention.why.startswith(UNKNOWN_NAME)):
                name = proper_part(mention, text, finder)
                if finder.localities.country(name):
                    continue  # a town is no actor
                here[name] = here.get(name, 0) + 1
                examples.setdefault(name, (mention, sentence_around(mention, text)))
        counts.update(here)
        spread.update(here.keys())
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return [
        Unmatched(
            name, counts[name], spread[name], examples[name][0].owners, examples[name][0].sector, examples[name][1], kind_of(name, finder)
        )
        for name in ranked
        if name
    ]


def kind_of(name: str, finder: MentionFinder) -> str:
    """A first guess at the kind: "other" for a single word and for what ends like a body ("Front")."""
    words = name.split(" ")
    return "person" if len(words) > 1 and words[-1] not in finder.roles.body_words else "other"


def proper_part(mention: Mention, text: Text, finder: MentionFinder) -> str:
    """The name without title and office before it."""
    last = mention.head
    first = last
    while first > 0 and text.tokens[first - 1].start >= mention.span.start and text.tokens[first - 1].pos in {"PROPN", "PUNCT"}:
        first -= 1
    while first < last and (text.tokens[first].pos == "PUNCT" or text.tokens[first].text.rstrip(".").capitalize() in finder.roles.titles):
        first += 1
    words = [piece for i in range(first, last + 1) for piece in pieces(text.tokens[i].text)[:1]]
    for size in range(len(words) - 1, 0, -1):
        if len(words) == last + 1 - first and any(" ".join(words[k:size]) in finder.roles.nouns for k in range(size)):
            first += size
            break
    return " ".join(text.content[text.tokens[first].start : text.tokens[last].end].split())


def sentence_around(mention: Mention, text: Text) -> str:
    return " ".join(text.sentence_of(mention.head).span.of(text.content).split())
