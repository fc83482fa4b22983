"""Quotations joined with parties: who says what, where they stand, and whose voice any word of the text is.

A quotation's speaker is still a token; here it becomes a party on the day of publication. What the outlet itself reads into somebody's
aims ("seeks to forge ties", "in a bid to") becomes a statement of the outlet: speaker None, position "aim".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.coding.positions import Positions, is_self, load, position_of
from dragoman.coding.speakers import Antecedent, PartyOf, nobody, speaker_of
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.roles import roles
from dragoman.model import Field, Function, Mention, Party, Quotation, Span, Statement, Text, digest

F = Function
DEFAULT = Knowledge.open()


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement with what the joining needs of it: the speaker's token (-1 none), and the tokens of its content."""

    statement: Statement
    speaker_head: int
    tokens: frozenset[int]
    quoted: tuple[Span, ...] = ()

    @property
    def speaker(self) -> Party | None:
        return self.statement.speaker

    @property
    def cue(self) -> Span:
        return self.statement.cue

    @property
    def content(self) -> tuple[Span, ...]:
        return self.statement.content

    @property
    def medium(self) -> str:
        return self.statement.medium

    @property
    def id(self) -> str:
        return self.statement.id

    def quotes(self, span: Span) -> bool:
        """Do these words stand in the speaker's own words?"""
        return any(quoted.overlaps(span) for quoted in self.quoted)


@dataclass
class Joined:
    """All statements of a text, in the order of the cues, and whose voice each token is."""

    voices: list[Voice] = field(default_factory=list)
    innermost: dict[int, Voice] = field(default_factory=dict)

    @property
    def statements(self) -> list[Statement]:
        return [voice.statement for voice in self.voices]

    def at(self, i: int) -> Voice | None:
        """The innermost statement whose content covers token `i`; None where the outlet speaks for itself."""
        return self.innermost.get(i)

    def speaker_at(self, i: int) -> Statement | None:
        voice = self.innermost.get(i)
        return voice.statement if voice is not None else None


def join(
    quotations: Sequence[Quotation],
    text: Text,
    mentions: Sequence[Mention],
    party_of: PartyOf,
    report_id: str = "",
    knowledge: Knowledge = DEFAULT,
    antecedent: Antecedent = nobody,
) -> Joined:
    """Statements of a text. `party_of(i)` is the party that the mention at or over token `i` stands for on the day of publication,
    coreference followed; None when there is none. `antecedent(i)` is the mention it refers to, known or not."""
    words = load(knowledge)
    public = roles(knowledge).public
    aims = [*aim_quotations(text, words)]
    taken = {aim.cue_head for aim in aims}
    found = sorted([*(q for q in quotations if q.cue_head not in taken), *aims], key=lambda q: (q.cue.start, q.content[0].start))
    index = Index(text)
    covered = [index.tokens(q.content) for q in found]
    named = Named(mentions)
    heads = sorted((q.cue_head, n) for n, q in enumerate(found))
    joined = Joined()
    for k, quotation in enumerate(found):
        tokens = covered[k]
        inner = [found[n] for n in within(heads, tokens) if n != k]
        is_aim = quotation.why == AIM
        own = own_tokens(tokens, quotation, inner, index, text)
        position, why = ("aim", AIM) if is_aim else position_of(quotation, text, own, inner, words)
        head, speaker = (-1, None) if is_aim else speaker_of(quotation.speaker, text, party_of, words, antecedent, public)
        sentence = text.sentence_of(quotation.cue_head)
        statement = Statement(
            id=digest(report_id, sentence.field, quotation.cue, quotation.content),
            report_id=report_id,
            field=sentence.field,
            speaker=speaker,
            cue=quotation.cue,
            content=quotation.content,
            kind=quotation.kind,
            medium=quotation.medium,
            position=position,
            about=about(quotation, named, speaker, party_of),
            why="; ".join(part for part in (quotation.why, why) if part),
        )
        joined.voices.append(Voice(statement, head, tokens, quoted_spans(quotation, text)))
    joined.innermost = innermost(joined.voices)
    return joined


def own_tokens(tokens: frozenset[int], outer: Quotation, inner: Sequence[Quotation], index: Index, text: Text) -> list[int]:
    """The content without what it reports others to say."""
    others = [q for q in inner if not is_self(text, outer, q)]
    return sorted(tokens.difference(*(index.tokens(q.content) for q in others)))


AIM = "the outlet's reading of an aim"


def within(heads: Sequence[tuple[int, int]], tokens: frozenset[int]) -> list[int]:
    """The numbers of the quotations whose cue stands among these tokens; `heads` are (cue, number) in order."""
    if not tokens:
        return []
    first, last = bisect_left(heads, (min(tokens), -1)), bisect_left(heads, (max(tokens) + 1, -1))
    return [n for head, n in heads[first:last] if head in tokens]


class Named:
    """The mentions that name or describe somebody, in order of the words."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = sorted((m for m in mentions if m.kind != "pronoun"), key=lambda m: m.span)
        self.starts = [m.span.start for m in self.mentions]

    def inside(self, span: Span) -> list[Mention]:
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        return [m for m in self.mentions[first:last] if m.span.end <= span.end]


class Index:
    """Tokens by offset."""

    def __init__(self, text: Text) -> None:
        self.starts = [token.start for token in text.tokens]

    def tokens(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(i for span in spans for i in range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)))


def innermost(voices: Sequence[Voice]) -> dict[int, Voice]:
    """Token → the smallest content over it. Where nobody is named inside what somebody says ("it is feared that", said X), X says it."""
    found: dict[int, Voice] = {}
    for voice in sorted(voices, key=lambda v: -len(v.tokens)):
        for i in voice.tokens:
            if voice.speaker_head >= 0 or i not in found:
                found[i] = voice
    return found


def about(quotation: Quotation, named: Named, speaker: Party | None, party_of: PartyOf) -> tuple[Party, ...]:
    """The parties named in the content, each once, without the speaker."""
    found: dict[tuple[str, str, str], Party] = {}
    for content in quotation.content:
        for mention in named.inside(content):
            party = party_of(mention.head)
            if party is not None and (speaker is None or key(party) != key(speaker)):
                found.setdefault(key(party), party)
    return tuple(found.values())


def key(party: Party) -> tuple[str, str, str]:
    return party.entity or party.text, party.country, party.sector


def quoted_spans(quotation: Quotation, text: Text) -> tuple[Span, ...]:
    """The content that stands in the speaker's own words."""
    if quotation.kind == "direct":
        return quotation.content
    if quotation.kind == "indirect":
        return ()
    content = text.content
    return tuple(span for span in quotation.content if content[max(0, span.start - 1) : span.start] in MARKS)


MARKS = frozenset("\"“„«‟'‘")


def speakers(quotations: Sequence[Quotation], text: Text) -> Mapping[int, int]:
    """Token index → token index of whoever speaks it in his own words, innermost first: for "I", "we", "our" inside quotation marks."""
    index = Index(text)
    found: dict[int, int] = {}
    spoken = [(index.tokens(quoted_spans(q, text)), q.speaker) for q in quotations if q.kind != "indirect" and q.speaker >= 0]
    for tokens, speaker in sorted(spoken, key=lambda pair: -len(pair[0])):
        found.update(dict.fromkeys(tokens, speaker))
    return found


# ----------------------------------------------------------------------------------------------------------------------------------- aims


def aim_quotations(text: Text, words: Positions) -> Iterable[Quotation]:
    """The outlet's readings of aims: "seeks to", "in a bid to", "aimed at"."""
    for token in text.tokens:
        lemma = token.lemma.lower()
        found = None
        if token.pos == "VERB" and lemma in words.aim_verbs:
            found = aim_of_verb(text, token.i)
        elif token.pos == "NOUN" and lemma in words.aim_nouns and token.function is F.PREP_OBJECT:
            found = aim_of_noun(text, token.i, words)
        if found is None and token.tag == "VBN" and token.text.lower() in words.aim_participles and token.function is F.NOUN_CLAUSE:
            found = aim_of_participle(text, token.i, words.aim_participles[token.text.lower()])
        if found is not None:
            cue, head, goal = found
            first, last = reach(text, goal)
            yield Quotation(text.span(*cue), head, -1, (text.span(max(first, cue[1] + 1), last),), "indirect", "", AIM)


Aim = tuple[tuple[int, int], int, int]  # tokens of the cue, its head, the head of what is aimed at


def aim_of_verb(text: Text, v: int) -> Aim | None:
    if text.sentence_of(v).field is Field.TITLE and text.tokens[v].tag == "VB":
        return None
    for c in text.children[v]:
        to = infinitive(text, c)
        if to >= 0 and c > v:
            return (v, to), v, c
    return None


def aim_of_noun(text: Text, n: int, words: Positions) -> Aim | None:
    prep = text.tokens[n].head
    if text.tokens[prep].lemma.lower() not in words.aim_prepositions:
        return None
    for c in text.children[n]:
        to = infinitive(text, c)
        if to >= 0:
            return (prep, to), n, c
        if text.tokens[c].text.lower() == "of":
            goal = next((k for k in text.children[c] if text.tokens[k].function is F.PREP_CLAUSE), -1)
            if goal >= 0:
                return (prep, c), n, goal
    return None


def aim_of_participle(text: Text, v: int, particle: str) -> Aim | None:
    for c in text.children[v]:
        to = infinitive(text, c)
        if particle == "to" and to >= 0:
            return (v, to), v, c
        if text.tokens[c].text.lower() == particle:
            goal = next((k for k in text.children[c] if text.tokens[k].function in {F.PREP_CLAUSE, F.PREP_OBJECT}), -1)
            if goal >= 0:
                return (v, c), v, goal
    return None


def infinitive(text: Text, v: int) -> int:
    """The "to" of an infinitive that completes the word above it, -1 otherwise."""
    if text.tokens[v].function not in {F.OPEN_COMPLEMENT, F.NOUN_CLAUSE, F.CLAUSE_COMPLEMENT, F.ADVERBIAL_CLAUSE}:
        return -1
    return next((c for c in text.children[v] if text.tokens[c].tag == "TO"), -1)


def reach(text: Text, i: int) -> tuple[int, int]:
    """First and last token of what hangs on `i`, without a mark at the end."""
    first = last = i
    while text.children[first] and text.children[first][0] < first:
        first = text.children[first][0]
    while text.children[last] and text.children[last][-1] > last:
        last = text.children[last][-1]
    while last > first and text.tokens[last].pos == "PUNCT":
        last -= 1
    return first, last
