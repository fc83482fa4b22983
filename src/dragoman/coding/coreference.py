"""Whom pronouns, surnames and descriptions refer back to.

Order of preference; the first that decides stands, and where two candidates come close nothing is linked:

1. "I" and "we" inside quoted words are the speaker (his side).
2. A surname is the last person introduced by a full name that ends in it.
3. "he", "she", "it", "they": the subject of the same clause for possessives and reflexives; otherwise the best of the fitting mentions
   (person, body or plural; sex and number where known) in this sentence, the rest of the paragraph and the sentence before, where
   subjects beat objects, objects beat the rest, and each sentence back costs. Inside direct quotes the speaker is never "he".
4. "the minister", "the group", "the country": the one earlier mention that was called so or is of that kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from dragoman.coding.descriptions import Descriptions, Traits
from dragoman.coding.ownership import inherit
from dragoman.coding.told import is_told
from dragoman.lexicon.entities import registry
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces
from dragoman.lexicon.roles import roles
from dragoman.model import Function, Mention, Text

__all__ = ["inherit", "link"]

F = Function
FIRST_PERSON = frozenset(["i", "me", "my", "mine", "we", "us", "our", "ours"])
HE, SHE = frozenset(["he", "him", "his", "himself"]), frozenset(["she", "her", "hers", "herself"])
IT, THEY = frozenset(["it", "its", "itself"]), frozenset(["they", "them", "their", "theirs", "themselves"])
POSSESSIVE = frozenset(["his", "her", "its", "their", "hers", "theirs", "himself", "herself", "itself", "themselves"])
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})
COLLECTIVE = frozenset(
    {"armed_group", "movement", "party", "police", "military", "igo", "government", "ethnic_group", "company", "paramilitary", "media"}
)
CLAUSES = frozenset(
    {F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT, F.ADVERBIAL_CLAUSE, F.PREP_CLAUSE, F.CONJUNCT, F.ROOT, F.RELATIVE_CLAUSE, F.NOUN_CLAUSE}
)
BACK = 2  # sentences before the pronoun's that are searched, where they are in the same paragraph
MARGIN = 1.0  # how far the best candidate must be ahead of the next


@lru_cache(maxsize=4)
def coreference_words(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    """The word lists of languages/en/coreference.yaml by name, all layers together."""
    lists: dict[str, set[str]] = {}
    for file in knowledge.files("languages/en/coreference.yaml"):
        for name, listed in file.data.items():
            lists.setdefault(name, set()).update(listed)
    return {name: frozenset(listed) for name, listed in lists.items()}


def link(text: Text, mentions: Sequence[Mention], speakers: Mapping[int, int], knowledge: Knowledge | None = None) -> dict[int, int]:
    """Mention index → index of the mention it refers back to (never itself a pronoun).

    `speakers` maps token indexes inside quoted words to the index of the mention that speaks them.
    """
    return Linker(text, mentions, speakers, knowledge or Knowledge.open()).run()


class Linker(Descriptions):
    """The links of one text."""

    def __init__(self, text: Text, mentions: Sequence[Mention], speakers: Mapping[int, int], knowledge: Knowledge) -> None:
        self.text = text
        self.tokens = text.tokens
        self.mentions = mentions
        self.speakers = speakers
        self.registry = registry(knowledge)
        self.roles = roles(knowledge)
        self.lists = coreference_words(knowledge)
        self.links: dict[int, int] = {}
        self.traits = [self.traits_of(mention) for mention in mentions]
        self.order = sorted(range(len(mentions)), key=lambda k: (mentions[k].head, k))
        self.by_sentence: dict[int, list[int]] = {}
        for k in self.order:
            self.by_sentence.setdefault(self.tokens[mentions[k].head].sentence, []).append(k)

    def run(self) -> dict[int, int]:
        for k in self.order:
            mention = self.mentions[k]
            target = -1
            if mention.kind == "pronoun":
                target = self.pronoun(k)
            elif mention.kind == "unknown":
                target = self.surname(k)
            elif mention.kind == "role" and not mention.owners and not mention.entities:
                target = self.description(k)
            elif mention.kind == "role" and not mention.entities:
                target = self.one_of_theirs(k)
            if target >= 0 and target != k:
                self.links[k] = self.links.get(target, target)
        return self.links

    # ----------------------------------------------------------------------------------------------------------------------------- traits

    def traits_of(self, mention: Mention) -> Traits:
        head = self.tokens[mention.head]
        plural = head.tag in {"NNS", "NNPS"}
        identity = mention.entities[0] if mention.entities else f"#{mention.head}"
        if mention.kind == "pronoun":
            word = head.text.lower()
            return Traits(word in HE | SHE, word in THEY, False, "m" if word in HE else "f" if word in SHE else "", identity)
        if mention.entities:
            kind = self.registry.get(mention.entities[0]).kind
            person = kind == "person"
            names = self.registry.get(mention.entities[0]).names if person else ()
            return Traits(
                person, False, kind in COLLECTIVE, self.sex(mention, [name.split(" ")[0] for name in names]) if person else "", identity
            )
        noun = self.roles.nouns.get(" ".join(pieces(head.text)))
        if noun is not None and head.text.lower() not in {""}:
            return Traits(not noun.body, plural or noun.plural, noun.body and not plural, self.sex(mention, ()), identity)
        person = mention.kind == "unknown" or mention.kind == "role"
        body = head.text in self.roles.body_words
        return Traits(person and not body, plural, body, self.sex(mention, ()), identity)

    def sex(self, mention: Mention, given: Sequence[str]) -> str:
        """ "f" or "m" where a title, a noun or a first name tells; "" otherwise."""
        words = mention.span.of(self.text.content).replace(".", " ").replace(",", " ").split()
        if mention.head and self.tokens[mention.head - 1].text.rstrip(".").lower() in self.lists["short_titles"]:
            words.append(self.tokens[mention.head - 1].text.rstrip("."))
        lower = {word.lower() for word in words}
        feminine = bool(lower & self.lists["feminine"]) or any(w in self.lists["feminine_names"] for w in (*given, *words[:-1]))
        masculine = bool(lower & self.lists["masculine"]) or any(w in self.lists["masculine_names"] for w in (*given, *words[:-1]))
        return "" if feminine == masculine else "f" if feminine else "m"

    # ----------------------------------------------------------------------------------------------------------------------------- links

    def surname(self, k: int) -> int:
        """A single name that ends an earlier full name."""
        word = self.tokens[self.mentions[k].head].text
        target = -1
        for j in self.order:
            if self.mentions[j].head >= self.mentions[k].head:
                break
            other = self.mentions[j]
            kinds = {"role", "unknown", "name"} if self.is_initialled(k) else {"role", "unknown"}
            if (self.tokens[other.head].text == word and other.kind in kinds and j not in self.links) or (
                other.kind == "role" and other.span.of(self.text.content).endswith(" " + word)
            ):
                target = j if target < 0 else target
        return target

    def is_initialled(self, k: int) -> bool:
        """ "HRVP Borrell", "PM Modi": a surname after an office in capitals, where the full name may be known."""
        before = self.mentions[k].span.of(self.text.content).split()[:-1]
        return bool(before) and all(word.isupper() and len(word) > 1 for word in before)

    def pronoun(self, k: int) -> int:
        token = self.tokens[self.mentions[k].head]
        word = token.text.lower()
        speaker = self.speakers.get(token.i, -1)
        if word in FIRST_PERSON:
            return speaker
        if word in self.lists["second_person"]:
            return self.addressed(speaker)
        if word == "it" and self.expletive(token.i):
            return -1
        if word in POSSESSIVE and self.tokens[token.head].lemma.lower() in self.lists["honorifics"]:
            return -1
        if word in POSSESSIVE and (target := self.blamed(k)) >= 0:
            return target
        if word in POSSESSIVE:
            subject = self.clause_subject(token.i)
            if subject >= 0 and subject != k and self.fits(k, subject) and subject != speaker:
                return subject
        scored = sorted(((self.score(k, j), j) for j in self.candidates(k) if j != speaker), key=lambda pair: (-pair[0], -pair[1]))
        if not scored or (word in THEY and self.several_people(k, scored[0][1])):
            return -1
        best, j = scored[0]
        identity = self.identity(j)
        rivals = [score for score, other in scored[1:] if self.identity(other) != identity]
        return j if not rivals or best - rivals[0] >= MARGIN else -1

    def addressed(self, speaker: int) -> int:
        """ "Thank *you*, Minister": where two talk, the one who does not speak; -1 where more do, or nobody else."""
        others = {self.identity(j): j for j in self.speakers.values() if self.identity(j) != self.identity(speaker)} if speaker >= 0 else {}
        return next(iter(others.values())) if len(others) == 1 else -1

    def blamed(self, k: int) -> int:
        """ "sanctions on *Mali* over *its* raids", "thanked *Oman* for *its* help": what is "over" or "for" is of whoever stands before it."""
        prep = self.tokens[self.tokens[self.tokens[self.mentions[k].head].head].head]
        if prep.lemma.lower() not in {"over", "for"} or prep.pos not in {"ADP", "SCONJ"}:
            return -1
        here = self.by_sentence[prep.sentence]
        verb = prep
        for _ in range(4):  # "held *Mali* to account for *its* raids"
            verb = self.tokens[verb.head]
            if verb.pos == "VERB":
                break
        objects = {c for c in self.text.children[verb.i] if self.tokens[c].function is F.OBJECT and c < prep.i}
        objects |= {c for o in objects for c in self.text.children[o] if self.tokens[c].function is F.CONJUNCT and c < prep.i}
        near = [j for j in here if self.mentions[j].head == prep.i - 1 or self.mentions[j].head in objects]
        return next((j for j in reversed(near) if self.fits(k, j)), -1)

    def several_people(self, k: int, j: int) -> bool:
        """ "Merkel phoned Putin … they": two single persons together are nobody we can point at."""
        here = self.tokens[self.mentions[k].head].sentence
        if self.tokens[self.mentions[j].head].sentence == here:
            return False
        people = {self.identity(i) for i in self.by_sentence[here] if self.mentions[i].head < self.mentions[k].head and self.traits[i].person}
        return len(people) > 1

    def expletive(self, i: int) -> bool:
        """ "it is clear that", "it seems", and "it" as an object, which is mostly a thing or a deed: nobody we should point at."""
        token = self.tokens[i]
        if token.function not in SUBJECTS:
            return token.function is not F.POSSESSOR
        verb = self.tokens[token.head]
        return token.function is F.PASSIVE_SUBJECT or verb.lemma in self.lists["expletive_verbs"]

    def clause_subject(self, i: int) -> int:
        """The mention that is the subject of the clause a possessive or reflexive stands in, -1 if it is no single one."""
        here = i
        for _ in range(12):
            here = self.tokens[here].head
            if self.tokens[here].pos in {"VERB", "AUX"}:
                subjects = [c for c in self.text.children[here] if self.tokens[c].function in SUBJECTS]
                if subjects:
                    if i <= subjects[0] or any(self.tokens[c].function is F.CONJUNCT for c in self.text.children[subjects[0]]):
                        return -1
                    return next((k for k in self.by_sentence[self.tokens[i].sentence] if self.mentions[k].head == subjects[0]), -1)
                if self.tokens[here].function not in CLAUSES:
                    return -1
            if self.tokens[here].head == here:
                return -1
        return -1

    def candidates(self, k: int) -> list[int]:
        """Earlier mentions that a pronoun can take up."""
        head = self.mentions[k].head
        sentence = self.text.sentence_of(head)
        found = []
        for index in range(sentence.index, max(-1, sentence.index - BACK - 1), -1):
            other = self.text.sentences[index]
            if other.field is not sentence.field or (other.block != sentence.block and index < sentence.index - 1):
                break
            for j in self.by_sentence.get(index, ()):
                if self.mentions[j].head < head and self.fits(k, j) and not self.same_clause(head, self.mentions[j].head):
                    found.append(j)
        return found

    def fits(self, k: int, j: int) -> bool:
        """Number, kind and sex agree, and the candidate is known or linked."""
        word = self.tokens[self.mentions[k].head].text.lower()
        target = self.links.get(j, j)
        mention, traits = self.mentions[target], self.traits[target]
        if mention.kind == "pronoun":
            return False
        if word in HE | SHE:
            if not traits.person or traits.plural:
                return False
            return not traits.sex or traits.sex == ("m" if word in HE else "f")
        if word in IT:
            return (
                not traits.person
                and not traits.plural
                and (mention.kind == "name" or bool(mention.owners) or traits.collective)
                and (word != "it" or self.is_subject(j) or is_told(self.text, self.mentions[k].head, self.mentions[j].head))
                and not self.only_place(j)
            )
        if self.tokens[mention.head].sentence != self.tokens[self.mentions[k].head].sentence and not self.is_subject(j):
            return False
        return (traits.plural or (traits.collective and bool(mention.entities))) and not self.only_place(j)

    def is_subject(self, j: int) -> bool:
        """Is the mention a subject, itself or as a part of a coordination?"""
        token = self.tokens[self.mentions[j].head]
        while token.function is F.CONJUNCT and self.tokens[token.head].pos in {"NOUN", "PROPN", "PRON"}:
            token = self.tokens[token.head]
        return token.function in SUBJECTS

    def same_clause(self, pronoun: int, other: int) -> bool:
        """Subject and object of one verb are two: "Iran accused it"."""
        a, b = self.tokens[pronoun], self.tokens[other]
        if a.text.lower() in POSSESSIVE:
            return False
        if a.function is F.OBJECT and b.function in SUBJECTS and b.head == self.purposing(a.head):
            return True
        here = a
        while here.function is F.PREP_OBJECT and self.tokens[here.head].pos == "ADP" and here.head != here.i:
            here = self.tokens[self.tokens[here.head].head]
            if here.pos in {"VERB", "AUX"}:
                return b.head == here.i
        return a.head == b.head and self.tokens[a.head].pos in {"VERB", "AUX"}

    def purposing(self, verb: int) -> int:
        """The verb whose subject does what an infinitive says: "the police *jailed* the singers (in order) to silence them", -1 without."""
        clause = self.tokens[verb]
        if clause.tag != "VB" or any(self.tokens[c].function in SUBJECTS for c in self.text.children[verb]):
            return -1
        if clause.function is F.NOUN_CLAUSE and self.tokens[self.tokens[clause.head].head].pos == "ADP":
            return self.tokens[self.tokens[clause.head].head].head  # "in order to"
        told = any(self.tokens[c].function in {F.OBJECT, F.INDIRECT_OBJECT} for c in self.text.children[clause.head])
        if clause.function is F.ADVERBIAL_CLAUSE or (clause.function is F.OPEN_COMPLEMENT and not told):
            return clause.head
        return -1

    def score(self, k: int, j: int) -> float:
        mine, other = self.tokens[self.mentions[k].head], self.tokens[self.mentions[j].head]
        points = 0.0
        while other.function is F.CONJUNCT and self.tokens[other.head].pos in {"NOUN", "PROPN", "PRON"}:
            other = self.tokens[other.head]  # what is coordinated has the function of the first
        if other.function in SUBJECTS:
            points += 4 if self.tokens[other.head].function is not F.RELATIVE_CLAUSE else 2
        elif other.function in {F.OBJECT, F.INDIRECT_OBJECT, F.AGENT}:
            points += 2
        elif other.function is F.POSSESSOR:
            points += 1.5
        elif other.function is F.PREP_OBJECT:
            points += 1
        points -= 2.5 * (mine.sentence - other.sentence)
        if mine.function is F.POSSESSOR and other.sentence == mine.sentence:
            points += 1
        if other.sentence == mine.sentence and other.function in SUBJECTS and self.governs(other.head, mine.i):
            points += 1.5
        if mine.function in SUBJECTS and other.function in SUBJECTS:
            points += 0.5
        if self.traits[self.links.get(j, j)].sex:
            points += 0.25
        if is_told(self.text, self.mentions[k].head, self.mentions[j].head):
            points += 4  # "warned Chad that *it* …": who is told something, or announces it, is whom it is about
        return points

    def governs(self, verb: int, i: int) -> bool:
        """Does the clause of `verb` hold token `i`?"""
        for _ in range(10):
            i = self.tokens[i].head
            if i == verb:
                return True
            if self.tokens[i].head == i:
                return False
        return False
