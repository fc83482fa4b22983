"""Every central type of Dragoman, frozen. Read this first. (Over 400 lines on purpose: all types stand in one place.)

The rooms that *find* (who, what, when, where, said) produce `Mention`, `Frame`, `TimeExpression`, `Toponym` and `Quotation`, each from a
`Text` and knowledge alone. `coding/` *joins* them into `Claim` and `Statement`. All offsets are code points; ends are exclusive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum


def digest(*parts: object) -> str:
    """A short content hash of its parts, in order; the same on every machine. Ids of reports, claims and statements are made with it."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:16]


class Field(StrEnum):
    """Which part of a report the words stand in. Caption offsets count in the text, title offsets in the title."""

    TITLE = "title"
    TEXT = "text"
    CAPTION = "caption"


class Recency(StrEnum):
    NEWS = "news"
    BACKGROUND = "background"


class Modality(StrEnum):
    ASSERTED = "asserted"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in code points of `Report.text` (or, where the field is the title, of `Report.title`)."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def of(self, content: str) -> str:
        return content[self.start : self.end]


# ------------------------------------------------------------------------------------------------------------------------------- reports


@dataclass(frozen=True, slots=True)
class Furniture:
    """Words of a file that are not the report's own prose: `kind` is byline, dateline, heading, credit, footer, note, button, …"""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """One published text. Never changed after reading; `id` is a hash of outlet, url, published and text."""

    id: str
    text: str
    title: str = ""
    published: dt.date | None = None
    published_origin: str = ""  # given, json-ld, meta tag, time element, feed, mail, metadata, dateline, byline, url, file name
    outlet: str = ""
    agency: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    rights: str = ""
    retrieved: str = ""
    revises: str = ""
    source: str = ""  # the file or feed it was read from
    furniture: tuple[Furniture, ...] = ()
    captions: tuple[Span, ...] = ()
    dateline: str = ""  # the place a report was filed from, as written


# ---------------------------------------------------------------------------------------------------------------------------------- text


class Function(StrEnum):
    """Grammatical functions, in our own names, so that no room depends on one parser's labels."""

    ROOT = "root"
    SUBJECT = "subject"
    PASSIVE_SUBJECT = "passive_subject"
    CLAUSAL_SUBJECT = "clausal_subject"
    OBJECT = "object"
    INDIRECT_OBJECT = "indirect_object"
    AGENT = "agent"  # the "by" of a passive; its noun is a PREP_OBJECT below it
    PREPOSITION = "preposition"
    PREP_OBJECT = "prep_object"
    PREP_CLAUSE = "prep_clause"  # "for *holding* talks"
    POSSESSOR = "possessor"
    MODIFIER = "modifier"  # adjective before a noun
    COMPOUND = "compound"
    APPOSITION = "apposition"
    CONJUNCT = "conjunct"
    COORDINATOR = "coordinator"
    RELATIVE_CLAUSE = "relative_clause"
    NOUN_CLAUSE = "noun_clause"  # participle or infinitive on a noun: "troops *stationed* there", "a plan *to leave*"
    ADVERBIAL_CLAUSE = "adverbial_clause"
    CLAUSE_COMPLEMENT = "clause_complement"  # "said that he *left*"
    OPEN_COMPLEMENT = "open_complement"  # "agreed *to send*"
    PREDICATE = "predicate"  # "is *unacceptable*", "is a *member*"
    AUXILIARY = "auxiliary"
    PASSIVE_AUXILIARY = "passive_auxiliary"
    NEGATION = "negation"
    PARTICLE = "particle"
    ADVERB = "adverb"
    NOUN_ADVERBIAL = "noun_adverbial"  # "*days* after", "last *Friday*"
    SUBORDINATOR = "subordinator"
    DETERMINER = "determiner"
    NUMBER = "number"
    CASE = "case"
    PUNCTUATION = "punctuation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `i` and `head` are indexes into `Text.tokens` (a root is its own head); `pos` is a Universal POS tag, `tag` a Penn tag."""

    i: int
    start: int
    end: int
    text: str  # curly quotes and odd spaces made plain; the report's own words are at [start, end)
    lemma: str
    pos: str
    tag: str
    function: Function
    head: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `[first, last)` of a `Text`, in block (paragraph) number `block`."""

    index: int
    first: int
    last: int
    span: Span
    block: int
    field: Field


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed title or body. `children[i]` are the indexes of the tokens whose head is `i`, in order."""

    content: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    children: tuple[tuple[int, ...], ...]

    def span(self, first: int, last: int) -> Span:
        """The span from token `first` to token `last`, both included."""
        return Span(self.tokens[first].start, self.tokens[last].end)

    def sentence_of(self, i: int) -> Sentence:
        return self.sentences[self.tokens[i].sentence]


# --------------------------------------------------------------------------------------------------------------------------------- found


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name, describe or point at a political entity.

    Attributes:
        span: the words, without a leading article.
        head: token index of the syntactic head.
        kind: "name" (a registry name or demonym), "role" (a role noun: "soldiers", "Russian officials"), "pronoun",
            or "unknown" (a proper name that the registry does not have).
        entities: ids of the entities named, best first; for a role noun, of the person it is known to be ("Russian Foreign Minister
            Sergei Lavrov" is one mention with Lavrov's id).
        owners: ids of the entities a role noun belongs to ("Russian" in "Russian officials"), in order of the words.
        sector, sector_2: PLOVER sector of the role noun; "" for names (their roles are dated and looked up on the day).
        place: True where the same words can also be a place.
        why: how it was found.
    """

    span: Span
    head: int
    kind: str
    entities: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    sector: str = ""
    sector_2: str = ""
    place: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of days with what is known of it; `start`/`end` None when unknown."""

    start: dt.date | None
    end: dt.date | None
    granularity: str = ""  # day, week, month, quarter, season, year, decade, century, interval, ""
    basis: str = "unknown"  # stated, relative, publication, unknown
    ongoing: bool = False


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression and the interval it names. `head` is the token that ties it to the grammar.

    `relation` is "" for a plain time, "after"/"before"/"since"/"until"/"during" when the words order one happening by another; `anchor`
    is then the token index of the other happening's word ("shortly after U.S. troops *left*"), -1 when the anchor is the interval itself.
    """

    span: Span
    head: int
    interval: Interval
    relation: str = ""
    anchor: int = -1
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map. `geonameid` 0 when GeoNames has none; latitude/longitude None when unknown; `granularity` is city, admin1,
    country, region, water, mountain, base, building, …; `disputed` says whose claims meet there."""

    name: str
    geonameid: int = 0
    country: str = ""
    admin1: str = ""
    latitude: float | None = None
    longitude: float | None = None
    granularity: str = ""
    disputed: str = ""


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place mention; `place` None when it is a toponym that could not be resolved."""

    span: Span
    head: int
    place: Place | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """An attribution as found: who is quoted is still a token, resolved to a party in coding.

    Attributes:
        cue: the words that report ("said", "according to").
        cue_head: token index of the cue's head.
        speaker: token index of the speaker's head noun or pronoun; -1 when nobody is named.
        content: spans of what was said.
        kind: direct, indirect or mixed.
        medium: "in a written greeting", "on Telegram", "" …
        why: how it was found.
    """

    cue: Span
    cue_head: int
    speaker: int
    content: tuple[Span, ...]
    kind: str
    medium: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way a rule reads a predicate.

    `arguments` maps a slot (actor, recipient, place) to the token indexes of the heads that fill it; slots in `required` must turn out to
    be parties. `content` is the head of the infinitive, gerund, clause or noun that says what is asked, promised, threatened; -1 without.
    """

    rule: str
    event_type: str
    mode: str
    cameo: str
    arguments: tuple[tuple[str, tuple[int, ...]], ...]
    required: tuple[str, ...] = ()
    sectors: tuple[tuple[str, frozenset[str]], ...] = ()  # slot → PLOVER sectors one of which its party must have
    content: int = -1
    reciprocal: bool = False  # all parties act: "X and Y met"
    from_speaker: bool = False  # the actor is whoever says it
    weight: int = 0  # how demanding the pattern is

    def slot(self, name: str) -> tuple[int, ...]:
        for key, heads in self.arguments:
            if key == name:
                return heads
        return ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A political predicate in the text with its readings, most specific first. `head` is the token that carries tense and negation."""

    trigger: Span
    head: int
    readings: tuple[Reading, ...]


# -------------------------------------------------------------------------------------------------------------------------------- joined


@dataclass(frozen=True, slots=True)
class Party:
    """A mention as it acts on a date. `country` and `sector` are "" when unknown; a state acting through its government is GOV."""

    span: Span
    text: str
    entity: str = ""
    name: str = ""
    wikidata: str = ""
    country: str = ""
    sector: str = ""
    sector_2: str = ""
    private: bool = False  # a person who is not a public figure: masked in what leaves the program
    why: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    speaker: Party
    cue: Span
    content: tuple[Span, ...]
    quoted: bool
    medium: str = ""
    statement: str = ""  # the Statement's id, "" for a verbal act that speaks for itself


@dataclass(frozen=True, slots=True)
class Range:
    """A number as the words give it: "at least 13" is low 13, high None; `text` the words."""

    low: int | None
    high: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Magnitude:
    killed: Range | None = None
    injured: Range | None = None
    size: Range | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """The place of a claim: the words and what they resolve to."""

    span: Span
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says happened. Built once, whole, in coding."""

    id: str
    report_id: str
    field: Field
    event_type: str
    mode: str
    contexts: tuple[str, ...]
    quad_category: str
    intensity: float
    cameo: str
    trigger: Span
    trigger_text: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: Interval
    date_text: str
    place: Located | None
    recency: Recency
    modality: Modality
    attribution: Attribution | None
    magnitude: Magnitude
    confidence: float
    coder: str  # rules or model
    rule: str  # rule id or model version
    sentence: int
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what. `speaker` None when the words name nobody ("it was reported")."""

    id: str
    report_id: str
    field: Field
    speaker: Party | None
    cue: Span
    content: tuple[Span, ...]
    kind: str
    medium: str
    position: str  # for, against, asks, warns, hopes, denies, aim, unclear
    about: tuple[Party, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A predicate that was seen and not coded, and why: "no party", "no rule", "abstained at 0.31", …"""

    trigger: Span
    field: Field
    sentence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Coding:
    """All that coding one report gives."""

    report: Report
    title: Text | None
    text: Text
    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...]
    toponyms: tuple[tuple[Field, Toponym], ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set, here or in `dragoman.toml`.

    Attributes:
        floor: claims below this confidence are not written (0–1).
        knowledge: extra folder of knowledge laid over the built-in one, "" for none.
        worldview: whose view decides the country code of disputed territory (see docs/where.md).
        mask_private: mask the names of persons who are not public figures in what is written out.
    """

    floor: float = 0.0
    knowledge: str = ""
    worldview: str = "un"
    mask_private: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that was left out, or (not `fatal`) was coded with something missing: which, why, and how to mend it."""

    source: str
    reason: str
    mend: str = ""
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """What made a set of claims."""

    version: str
    knowledge: str  # content hash
    model: str  # content hash of the learned coder's weights, "" without
    settings: Settings = field(default_factory=Settings)
    inputs: tuple[str, ...] = ()
    reports: int = 0
    claims: int = 0
    failures: tuple[Failure, ...] = ()
