"""The rooms that find, opened once a process and asked through one door; and the parts of the joining that need knowledge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dragoman.coding import provisional
from dragoman.coding.choosing import choose
from dragoman.coding.confidence import Calibration
from dragoman.coding.contexts import ContextFinder
from dragoman.coding.magnitudes import MagnitudeFinder
from dragoman.coding.modality import modality_of
from dragoman.coding.recency import is_background
from dragoman.errors import KnowledgeError
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Located, Mention, Party, Quotation, Recency, Report, Settings, Text
from dragoman.said import find as find_quotations
from dragoman.text.grammar import Grammar
from dragoman.what import RuleFinder
from dragoman.what.features import Pair
from dragoman.what.learned import WEIGHTS, LearnedCoder
from dragoman.when.finding import find as find_times
from dragoman.who import MentionFinder, Resolver

if TYPE_CHECKING:
    from dragoman.coding.join import Found

COUNTED = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE"})  # types whose claims carry numbers of killed, hurt, or people


class Rooms:
    """Everything coding asks, over one body of knowledge."""

    counted = COUNTED

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        self.knowledge = knowledge
        self.settings = settings
        self.codebook = Codebook.load(knowledge)
        self.rules = RuleFinder(self.codebook)
        self.mentions = MentionFinder(knowledge)
        self.resolver = Resolver(knowledge)
        self.contexts = ContextFinder(self.codebook)
        self.magnitudes = MagnitudeFinder(knowledge)
        self.calibration = Calibration(knowledge)
        self.floor = self.calibration.model_floor

    @cached_property
    def learned(self) -> LearnedCoder | None:
        """The learned coder; None where the package was built without weights."""
        return LearnedCoder() if (WEIGHTS / "types.npz").is_file() else None

    def find(self, report: Report, text: Text, body: Text) -> Found:
        """What each room finds in a text, none knowing the others."""
        from dragoman.coding.join import Found

        grammar = Grammar(text)
        return Found(
            report=report,
            text=text,
            grammar=grammar,
            mentions=self.mentions.find(text),
            frames=self.rules.find(text, grammar),
            times=find_times(text, report.published, self.knowledge),
            toponyms=[],
            quotations=find_quotations(text, self.knowledge),
        )

    def modality(self, head: int, text: Text) -> tuple[Any, str]:
        return modality_of(head, text, self.knowledge)

    def recency(self, head: int, found: Found) -> tuple[Recency, str]:
        return is_background(head, found.text, found.times, found.report.published, self.knowledge)

    def speakers(self, quotations: Sequence[Quotation], text: Text, mentions: Sequence[Mention]) -> Mapping[int, int]:
        """Token index inside what is said → index of the speaker's mention, the innermost quotation last and so winning."""
        by_head = {m.head: k for k, m in reversed(list(enumerate(mentions)))}
        spans = sorted(
            ((s.end - s.start, s, by_head[q.speaker]) for q in quotations if q.speaker in by_head for s in q.content), key=lambda row: -row[0]
        )
        found: dict[int, int] = {}
        for _, span, mention in spans:
            for token in text.tokens:
                if span.start <= token.start and token.end <= span.end:
                    found[token.i] = mention
        return found

    def link(self, text: Text, mentions: Sequence[Mention], speakers: Mapping[int, int]) -> Mapping[int, int]:
        return provisional.link(text, mentions, speakers)

    def statements(self, found: Found, party_at: Callable[[int], Party | None]) -> Any:
        return provisional.SaidAt(found.quotations, found, party_at)

    def date(self, head: int, found: Found, background: bool) -> Any:
        return provisional.date_of(head, found, background)

    def place(self, head: int, places: Sequence[int], heads: Sequence[int], found: Found) -> tuple[Located | None, str]:
        return None, ""

    def check(self) -> list[KnowledgeError]:
        return []

    def who(self, text: str, date: str = "", context: str = "", country_hint: str = "") -> dict[str, Any]:
        from dataclasses import asdict

        from dragoman.who.asking import ask

        return asdict(ask(text, date, context, country_hint, self.knowledge))

    def choose(self, text: Text, pair: Pair, use: str) -> tuple[str, bool, str]:
        """The type between two given parties (docs/records.md, "relations"), whether `code` would abstain, and which coder chose."""
        frames = self.rules.find(text)
        chosen = choose(pair, text, frames, self.codebook, self.knowledge, self.learned, use, self.floor)
        return chosen.event_type, chosen.abstained, chosen.coder
