"""Finds the mentions of political entities in a text: one for each noun phrase that names, describes or points at somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.roles import roles
from dragoman.model import Function, Mention, Text
from dragoman.who.choosing import Choice
from dragoman.who.composing import Composer
from dragoman.who.localities import localities, regional
from dragoman.who.matching import Match, Matcher
from dragoman.who.phrases import Composed

F = Function
PREMODIFIERS = frozenset({F.COMPOUND, F.MODIFIER, F.NUMBER, F.DETERMINER, F.CASE, F.PUNCTUATION, F.NOUN_ADVERBIAL})
APART = frozenset({F.APPOSITION, F.RELATIVE_CLAUSE, F.PREPOSITION, F.ADVERBIAL_CLAUSE, F.SUBJECT, F.PASSIVE_SUBJECT})  # outside a noun phrase
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
TRIMMED = frozenset({"DET", "NUM", "PRON", "ADV", "ADP", "CCONJ", "PUNCT", "SYM", "PART", "SCONJ", "INTJ", "AUX", "VERB"})
PRONOUNS = frozenset(
    "he she they him her them his their hers theirs we us our ours i me my mine you your yours it its himself herself themselves itself".split()
)
PARTICLES = frozenset("al el bin ibn ben abu abd ul van von de da del della di der den dos du la le st mac ould of -".split())
LEFTWARD = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
FURTHEST = 12  # tokens a noun phrase is followed to the left without the parser's help


class MentionFinder:
    """Finds mentions with one body of knowledge. Make one and keep it.

    >>> [m.why for m in MentionFinder(Knowledge.open()).find(parse("Norwegian soldiers left."))]
    ["role noun 'soldier' of Norway"]
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.registry = registry(knowledge)
        self.roles = roles(knowledge)
        self.matcher = Matcher(self.registry, self.roles, regional(knowledge))
        self.alone_matcher = Matcher(self.registry, self.roles, regional(knowledge), alone=True)
        self.localities = localities(knowledge)

    def find(self, text: Text, hints: Iterable[str] = (), alone: bool = False, day: dt.date | None = None) -> list[Mention]:
        """Mentions in document order. `hints` are countries (ISO3) known from elsewhere; `alone` reads a phrase given by itself; `day` is
        the day of the text, for offices ("President Mills"): without it a surname needs its country or its full name in the text."""
        choice = Choice(self.registry, self.roles, text, hints, alone, day)
        matches = choice.settle((self.alone_matcher if alone else self.matcher).matches(text))
        return Reading(text, Composer(text, self.registry, self.roles, matches, self.localities, choice.countries, alone), matches).mentions()


class Reading:
    """One text being read: noun phrases first, then whatever matches the parser left outside them."""

    def __init__(self, text: Text, composer: Composer, matches: Sequence[Match]) -> None:
        self.text = text
        self.tokens = text.tokens
        self.composer = composer
        self.covering = composer.covering
        self.roles = composer.roles
        self.matches = matches
        self.made: dict[int, list[Composed]] = {}
        self.pronouns: list[Mention] = []

    def mentions(self) -> list[Mention]:
        lefts = self.left_edges()
        for token in self.tokens:
            match = self.covering.get(token.i)
            if match is not None and match.last != token.i and not self.inside_head(match, token.i):
                continue
            if token.pos == "PRON" and match is None:
                if token.text.lower() in PRONOUNS:
                    why = "pronoun"
                    self.pronouns.append(Mention(self.text.span(token.i, token.i), token.i, "pronoun", why=why))
            elif token.function not in PREMODIFIERS and not self.premodifying_conjunct(token.i) and (match or token.pos in NOMINAL):
                self.noun_phrase(token.i, self.trimmed(lefts[token.i], token.i))
        self.titles()
        self.appositions()
        self.strangers()
        for match in self.matches:
            if not match.used:
                self.loose(match)
        every = [made for i in sorted(self.made) for made in self.made[i]]
        every.sort(key=lambda made: made.match is not None and bool(made.match.before))  # "U.S.-Peru": of one token, the first name first
        found = [mention for made in every for mention in self.composer.mentions(made)]
        return sorted([*found, *self.pronouns], key=lambda mention: (mention.span, mention.head))

    def inside_head(self, match: Match, i: int) -> bool:
        """Is `i` the syntactic head of a match of several words that ends later ("*members* of parliament")?"""
        return not match.first <= self.tokens[i].head <= match.last or self.tokens[i].head == i

    def left_edges(self) -> list[int]:
        """For each token the leftmost token of its subtree that is joined to it without a gap of other phrases."""
        lefts = list(range(len(self.tokens)))
        for token in reversed(self.tokens):  # children to the left come later in this order
            for child in self.text.children[token.i]:
                if child < token.i and self.tokens[child].function not in APART:
                    lefts[token.i] = min(lefts[token.i], child)
        for token in self.tokens:  # deepen: the left edge of the left edge
            edge = lefts[token.i]
            while lefts[edge] < edge:
                edge = lefts[edge]
            lefts[token.i] = edge
        return lefts

    def trimmed(self, first: int, head: int) -> int:
        """Without articles, numbers and quantifiers at the left edge."""
        while first < head and first not in self.covering and self.tokens[first].pos in TRIMMED:
            if self.roles.modifiers.get(self.tokens[first].text.lower(), "plain") != "plain":
                break
            if self.composer.alone and self.tokens[first].pos == "VERB" and self.tokens[first].text[:1].isupper():
                break  # a name the parser does not know: "Jharkhand police"
            first += 1
        return first

    def premodifying_conjunct(self, i: int) -> bool:
        """ "Russian *and Belarusian* soldiers": the conjunct of an adjective stands for the noun after it."""
        token = self.tokens[i]
        while token.function is F.CONJUNCT and token.head != token.i:
            token = self.tokens[token.head]
        return token.i != i and token.function in PREMODIFIERS and token.head > i

    # ----------------------------------------------------------------------------------------------------------------------- noun phrases

    def noun_phrase(self, head: int, first: int) -> None:
        match = self.covering.get(head)
        token = self.tokens[head]
        if self.composer.alone and match is not None and token.i == len(self.tokens) - 1:
            first = self.leftmost(first)
        if match is not None:
            if not match.used:
                first = min(first, match.first)
                self.head_unit(match, first, head)
        elif token.pos == "PROPN" and token.text[:1].isupper() and token.text not in self.roles.never and len(token.text) > 1:
            name_first = self.name_start(head, first)
            if self.tokens[name_first].text not in self.roles.never:
                self.keep(self.composer.unknown_phrase(name_first, min(first, name_first), head))
        else:
            self.units_of(first, head - 1)

    def head_unit(self, match: Match, first: int, head: int) -> None:
        if match.entities:
            if self.as_name(match, first, head):
                self.keep(self.composer.name_phrase(match, first, head))
                return
            self.units_of(first, match.last)
            return
        itself = self.composer.itself(match, first)
        if itself is not None:
            made = self.composer.name_phrase(itself, first, head)
            made.last, match.used = match.last, True
            made.consumed.append(itself)
            self.keep(made)
            return
        if self.composer.bare(match, first):
            match.used = True
            return
        made = self.composer.role_phrase(match, first, head)
        start = self.name_start(match.first, first) if self.tokens[match.last].pos == "PROPN" else match.first
        if start < match.first and not made.groups:  # "Free Soil Movement": a name that says what it is
            made.why = f"a name the registry does not have, a {made.role.words}" if made.role else ""
            made.kind = "unknown"
            made.name_first = start
        self.keep(made)

    def as_name(self, match: Match, first: int, head: int) -> bool:
        """An adjective that heads no people ("is Russian") stays with the loose matches."""
        before = self.tokens[match.first - 1] if match.first > first else None
        stray = before is not None and before.pos == "PROPN" and before.i not in self.covering and before.text[:1].isupper()
        if (
            match.use in {"people", "adjective", "regional"}
            and before is not None
            and stray
            and before.text.lower() not in self.roles.modifiers
        ):
            return False  # the tail of an unknown name: "Channel Turk"
        return (
            match.use not in {"adjective", "regional"}
            or self.tokens[match.last].pos in {"PROPN", "NOUN"}
            or self.tokens[match.last].tag in {"NNS", "NNPS"}
        )

    def name_start(self, head: int, first: int) -> int:
        """Where the unbroken run of proper nouns that ends at `head` begins."""
        start = head
        k = head - 1
        while k >= first and self.tokens[k].sentence == self.tokens[head].sentence:
            token = self.tokens[k]
            other = self.covering.get(k)
            if other is not None and ((other.entities and other.use != "short") or other.role is not None):
                break
            if token.text.rstrip(".") in self.roles.titles or token.text in self.roles.never:
                break
            if token.pos == "PROPN" and token.text[:1].isupper():
                start = k
            elif token.text.lower() not in PARTICLES and token.text != "'":
                break
            k -= 1
        return start

    def units_of(self, first: int, last: int) -> None:
        """What stands before a noun that is nobody: "the *Turkish army* attack", "*U.S.* withdrawal"."""
        units = [unit for unit in self.composer.units(first, last) if not unit.used]
        while units:
            unit = units.pop()
            if unit.used or self.opposed(unit):
                continue
            if unit.role is not None and not unit.entities:
                begins = self.after_possessor(first, unit)
                self.keep(self.composer.role_phrase(unit, self.trimmed(begins, unit.first), self.head_of(unit)))
            else:
                self.keep(self.composer.name_phrase(unit, unit.first, self.head_of(unit)))

    def opposed(self, match: Match) -> bool:
        """ "*Anti-government* protests" are no government's."""
        return match.role is not None and not match.entities and match.before in self.roles.not_of

    def after_possessor(self, first: int, unit: Match) -> int:
        """Where the phrase of a noun inside another begins: "the Hungarian cabinet's *media* law" is of a cabinet, not of its media."""
        head = self.head_of(unit)
        for i in range(unit.first - 1, first, -1):
            owner = self.tokens[i - 1]
            whole = self.covering.get(i - 1)
            possessive = self.tokens[i].text in {"'s", "'"} and owner.function is F.POSSESSOR
            if possessive and whole is not None and self.tokens[head].function is F.COMPOUND:
                body = whole.role is not None or (whole.entities and self.registry_kind(whole) not in {"state", "territory"})
                return i + 1 if body and owner.head == self.tokens[head].head else first
        return first

    def registry_kind(self, match: Match) -> str:
        return str(self.composer.records[match.entities[0]]["kind"])

    def head_of(self, match: Match) -> int:
        """The token of a match whose head lies outside it."""
        for i in range(match.last, match.first - 1, -1):
            if not match.first <= self.tokens[i].head <= match.last or self.tokens[i].head == i:
                return i
        return match.last

    def loose(self, match: Match) -> None:
        """A match that no noun phrase took up: what stands next to it on the left is read as its phrase."""
        if match.used or self.opposed(match):
            return
        if match.role is not None and not match.entities:
            first = self.leftmost(match.first)
            self.keep(self.composer.role_phrase(match, self.trimmed(first, match.first), self.head_of(match)))
        else:
            self.keep(self.composer.name_phrase(match, match.first, self.head_of(match)))

    def leftmost(self, first: int) -> int:
        """Where the words begin that may stand before a noun, whatever the parser has made of them."""
        start = first
        while first > 0 and start - first < FURTHEST and self.goes_left(first - 1):
            first -= 1
        return first

    def goes_left(self, i: int) -> bool:
        token = self.tokens[i]
        if token.sentence != self.tokens[min(i + 1, len(self.tokens) - 1)].sentence:
            return False
        other = self.covering.get(i)
        if other is not None:
            return not other.used or self.composer.alone
        return token.pos in LEFTWARD or token.text in {"'s", "'", "-"} or token.text.lower() in self.roles.led

    def keep(self, made: Composed) -> None:
        """Add a phrase; what it takes up that was met earlier ("*Somalia*'s prime minister") is no mention of its own any more."""
        for unit in made.consumed:
            for i in range(unit.first, unit.last + 1):
                if i in self.made:
                    self.made[i] = [other for other in self.made[i] if other.match is not unit]
                    if not self.made[i]:
                        del self.made[i]
        self.made.setdefault(made.head, []).append(made)

    def drop(self, made: Composed) -> None:
        """Take a phrase back."""
        self.made[made.head] = [other for other in self.made[made.head] if other is not made]
        if not self.made[made.head]:
            del self.made[made.head]

    # ------------------------------------------------------------------------------------------------------------------------ appositions

    def titles(self) -> None:
        """An office right before a name that the parser has cut in two: "his lawyer Ole | Nordmann"."""
        for made in [m for i in sorted(self.made) for m in self.made[i]]:
            if made.kind != "role" or made.match is None or made.role is None or made.role.body or made.role.plural:
                continue
            last = made.match.last
            while last + 1 < len(self.tokens) and self.tokens[last + 1].pos == "PROPN" and self.tokens[last + 1].text[:1].isupper():
                last += 1
            for named in self.made.get(last, ()) if last > made.match.last else ():
                if named.kind == "name" and named.person and named.name_first == made.match.last + 1 and named.first == named.name_first:
                    named.groups, named.first = named.groups or made.groups, made.first
                    if not named.sector:
                        named.sector, named.second, named.role = made.sector, made.second, made.role
                    named.consumed.append(made.match)
                    self.drop(made)
                if named.kind == "unknown" and named is not made and self.tokens[last].sentence == self.tokens[made.head].sentence:
                    named.groups, named.sector, named.second, named.role = made.groups, made.sector, made.second, made.role
                    named.kind, named.name_first, named.first = "role", made.match.last + 1, made.match.last + 1
                    named.why = f"a name the registry does not have, {made.role.words}"

    def appositions(self) -> None:
        """A name and its description beside it are one mention, under the head the grammar gives."""
        for i in list(self.made):
            for a in self.text.children[i]:
                if self.tokens[a].function is F.APPOSITION and a in self.made and i in self.made:
                    host, guest = self.made[i][0], self.made[a][0]
                    if self.merge(host, guest):
                        del self.made[a]

    def strangers(self) -> None:
        """A name the registry does not have after a noun it does not know, with a nationality: "the *Danish* rapper *Lars Mogensen*"."""
        for i in list(self.made):
            token = self.tokens[i]
            named = self.made[i][0] if i in self.made else None
            if named is None or named.kind != "unknown" or named.name_first >= i or not named.person or token.function is not F.APPOSITION:
                continue
            noun = self.tokens[token.head]
            if noun.pos != "NOUN" or noun.i != named.name_first - 1 or noun.i in self.made:
                continue
            units = [self.covering[c] for c in self.text.children[noun.i] if self.tokens[c].function is F.MODIFIER and c in self.covering]
            units = [unit for unit in units if unit.entities and unit.last < noun.i and self.registry_kind(unit) == "state"]
            if len(units) == 1:
                named.groups, named.kind, named.sector = [(units[0],)], "role", "CVL"
                named.first = units[0].first
                named.why = f"a name the registry does not have, a {noun.text} of a country"
                named.head = noun.i
                del self.made[i]
                named.consumed.append(units[0])
                self.keep(named)

    def merge(self, host: Composed, guest: Composed) -> bool:
        described = guest.kind == "role" and not guest.entities and guest.role is not None and guest.name_first < 0
        if host.kind == "role" and host.name_first < 0 and host.role is not None:
            bracket = any(self.tokens[i].text == "(" for i in range(host.last + 1, guest.first))
            last = host.last if bracket else max(host.last, guest.last)
            if guest.entities and guest.person == host.person:
                host.entities, host.kind, host.why = guest.entities, "name", guest.why
                host.last, host.name_first = last, guest.name_first
                return True
            if guest.kind == "unknown" and host.person and guest.person:
                host.last, host.name_first = last, guest.name_first
                return True
            return False
        if not described or (host.place and host.kind == "name"):
            return False
        if host.kind == "name" and host.person != guest.person:
            return False
        host.groups = host.groups or guest.groups
        if not host.sector:
            host.sector, host.second, host.role = guest.sector, guest.second, guest.role
        if host.kind == "unknown" and (host.sector or host.groups):
            host.kind = "role"
            host.why = f"a name the registry does not have, {guest.role.words if guest.role else ''}"
        return True
