"""The place of a claim: from the place words that belong to its trigger, by the same nearness as its date (docs/where.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dragoman.coding.clauses import Clauses, clauses_of, distance_up
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function, Located, Text, Token, Toponym
from dragoman.where.words import read_place_words

F = Function
FINE = ("building", "base", "crossing", "city", "mountain", "island", "water", "admin2", "admin1", "region", "country", "continent")
GROUNDS = frozenset({"base", "building", "crossing"})
STEPS = 6
ENOUGH = 3  # mentions that make a place the one a report plays in
DEFAULT = Knowledge.open()

UNNAMED = "its words say where, but not which place they mean"  # then nothing else is guessed

Answer = tuple[Located | None, str]


@dataclass(frozen=True, slots=True)
class Asked:
    head: int
    text: Text
    clauses: Clauses
    toponyms: Sequence[Toponym]
    parties: frozenset[int]
    background: bool
    event_type: str


def place_of(
    head: int,
    argument_heads: Sequence[int],
    text: Text,
    toponyms: Sequence[Toponym],
    *,
    place_heads: Sequence[int] = (),
    object_is_place: bool = False,
    event_type: str = "",
    background: bool = False,
    content: int = -1,
) -> Answer:
    """Where the happening of token `head` took place, and why; None when the words do not say.

    Args:
        argument_heads: token indexes of the heads of its parties; a party is not a place unless a locative preposition governs it.
        place_heads: token indexes a rule names as its place; they go before everything else.
        object_is_place: for control and entry ("seized Kabul", "entered Afrin"), the object is the place.
        event_type: the PLOVER type: what was said has only a place said with it, an attack is where its target is, other acts without
            words of their own are where the report plays (types in place_words.yaml).
        content: the token of what is threatened, promised or given up, whose place is the act's for the types that are about a deed to come.
        background: background takes only places of its own paragraph, never the report's main place.
    """
    asked = Asked(head, text, clauses_of(text), toponyms, frozenset(argument_heads), background, event_type)
    words = word_sets()
    said, target, several = event_type in words["said_types"], event_type in words["target_types"], several_targets(asked)
    carries = event_type in words["carried_types"]
    looks: tuple[tuple[bool, Callable[[], Toponym | None], str], ...] = (
        (True, lambda: by_rule(asked, place_heads), "named as the place by the rule"),
        (True, lambda: own_phrase(asked), "a phrase of place of the predicate"),
        (content >= 0 and event_type in words["content_types"], lambda: in_clause(asked, content), "the place of what it is about"),
        (object_is_place, lambda: its_object(asked), "the object that is entered or held"),
        (target and not several, lambda: its_target(asked), "what it is aimed at"),
        (not said, lambda: its_grounds(asked), "the place that is used"),
        (not said, lambda: meant(asked), "what its words point back to"),
        (not said and not several, lambda: own_clause(asked), "a phrase of place in its clause"),
        (not said, lambda: higher_clause(asked), "a phrase of place in the clause it hangs on"),
        (not said, lambda: main_place(asked), "news of the lede: the only place of its sentence"),
        (carries and not background, lambda: carried(asked), "where the sentence before plays"),
        (carries and not background, lambda: plays(asked), "where the report plays"),
    )
    for wanted, look, why in looks:
        found = look() if wanted else None
        if found is not None and found.place is not None:
            return Located(found.span, found.span.of(text.content), found.place), f'"{found.span.of(text.content)}" is {why}'
    return None, UNNAMED if several or pointer(asked) >= 0 else ""


def word_sets() -> Mapping[str, frozenset[str]]:
    return read_place_words(DEFAULT)


def nearby(asked: Asked) -> list[Toponym]:
    span = asked.text.sentence_of(asked.head).span
    return [t for t in asked.toponyms if t.place is not None and span.covers(t.span)]


def by_rule(asked: Asked, place_heads: Sequence[int]) -> Toponym | None:
    """The finest place inside the phrases a rule names."""
    inside = [t for t in nearby(asked) if any(t.head == h or distance_up(asked.text, t.head, h, 4) >= 0 for h in place_heads)]
    return finest(inside)


def finest(toponyms: Sequence[Toponym]) -> Toponym | None:
    """A city before its province before its country; the first of equals."""
    return min(toponyms, key=lambda t: (fineness(t), t.span.start), default=None)


def fineness(toponym: Toponym) -> int:
    grain = toponym.place.granularity if toponym.place is not None else ""
    return FINE.index(grain) if grain in FINE else len(FINE)


def preposition_of(asked: Asked, i: int) -> Token | None:
    """The preposition that governs a place, through "the city of", a list, or a qualifier ("Erbil, Iraq")."""
    tokens = asked.text.tokens
    token = tokens[i]
    for _ in range(STEPS):
        if token.function in {F.CONJUNCT, F.APPOSITION, F.COMPOUND}:
            token = tokens[token.head]
            continue
        head = tokens[token.head]
        if token.function is F.PREP_OBJECT and head.text.lower() == "of" and tokens[head.head].lemma.lower() in word_sets()["settlement_nouns"]:
            token = tokens[head.head]
            continue
        if token.function is F.PREP_OBJECT:
            return head
        return None
    return None


def governed(asked: Asked) -> list[tuple[Toponym, Token]]:
    """The places of the sentence that a locative preposition governs, with that preposition."""
    found = []
    for toponym in nearby(asked):
        preposition = preposition_of(asked, toponym.head)
        if preposition is None or preposition.text.lower() not in word_sets()["place_prepositions"]:
            continue
        over = preposition.text.lower() in word_sets()["surface_prepositions"] and fineness(toponym) >= FINE.index("admin2")
        if (
            not over or asked.event_type in word_sets()["target_types"]
        ):  # "talks on Ukraine", "sanctions on Iran" are about it, "the attack on Ukraine" is there
            found.append((toponym, preposition))
    return found


def own_phrase(asked: Asked) -> Toponym | None:
    """A phrase of place that hangs on the trigger or on its object ("attack on a convoy near Goma"), or a town's name before it ("the
    Goma offensive"). What was said has only "in" and "at" of its own."""
    said = asked.event_type in word_sets()["said_types"]
    ranked = []
    for toponym in nearby(asked):
        token = asked.text.tokens[toponym.head]
        if token.function is F.COMPOUND and token.head == asked.head and fineness(toponym) < FINE.index("country"):
            return toponym
    for toponym, preposition in governed(asked):
        steps = distance_up(asked.text, preposition.i, asked.head)
        word = preposition.text.lower()
        if steps < 0 or toponym.head in asked.parties or (said and (steps > 1 or word not in word_sets()["saying_prepositions"])):
            continue
        ranked.append(((steps, word in word_sets()["aiming_prepositions"], fineness(toponym), toponym.span.start), toponym))
    return min(ranked, key=lambda r: r[0])[1] if ranked else None


def its_target(asked: Asked) -> Toponym | None:
    """ "attack on Erbil", "war against X": an attack is where its target is, also where the target is a party."""
    for toponym in nearby(asked):
        token = asked.text.tokens[toponym.head]
        head = asked.text.tokens[token.head]
        aimed = token.function is F.PREP_OBJECT and head.text.lower() in word_sets()["target_prepositions"] and head.head == asked.head
        if aimed or (token.function in {F.OBJECT, F.PASSIVE_SUBJECT} and token.head == asked.head):
            return toponym
    return None


def several_targets(asked: Asked) -> bool:
    """ "attacks against A and B": an attack on several countries has no one place."""
    if asked.event_type not in word_sets()["target_types"]:
        return False
    aimed = set()
    for toponym, preposition in ((t, preposition_of(asked, t.head)) for t in nearby(asked)):
        if preposition is not None and preposition.text.lower() in word_sets()["target_prepositions"] and toponym.place is not None:
            steps = distance_up(asked.text, preposition.i, asked.head)
            if 0 <= steps <= STEPS and preposition.text.lower() not in word_sets()["saying_prepositions"]:
                aimed.add(toponym.place.country)
    return len(aimed) > 1


def its_grounds(asked: Asked) -> Toponym | None:
    """A base, building or crossing among what hangs on the predicate, whatever governs it ("let them use Bagram air base")."""
    for toponym in nearby(asked):
        if toponym.place is not None and toponym.place.granularity in GROUNDS and toponym.head not in asked.parties:
            i = toponym.head
            for _ in range(2 * STEPS):
                if i == asked.head:
                    return toponym
                if asked.text.tokens[i].function in {F.RELATIVE_CLAUSE, F.ADVERBIAL_CLAUSE, F.ROOT}:
                    break
                i = asked.text.tokens[i].head
    return None


def pointer(asked: Asked) -> int:
    """The word of the predicate's own that points back to a place told before: "there", "in the region", "from the area"; -1 for none."""
    tokens, words = asked.text.tokens, word_sets()
    for c in asked.text.children[asked.head]:
        if tokens[c].lemma.lower() in words["place_adverbs"] and tokens[c].function is F.ADVERB:
            return c
    sentence = asked.text.sentence_of(asked.head)
    for i in range(sentence.first, sentence.last):
        token = tokens[i]
        if token.lemma.lower() not in words["area_nouns"] or token.function is not F.PREP_OBJECT:
            continue
        named = any(tokens[c].pos == "PROPN" or tokens[c].function is F.PREPOSITION for c in asked.text.children[i])
        definite = any(tokens[c].lemma.lower() in {"the", "that", "this"} for c in asked.text.children[i])
        governing = tokens[token.head]
        located = governing.text.lower() in words["place_prepositions"] and 0 < distance_up(asked.text, governing.i, asked.head) <= 3
        if definite and not named and located:
            return i
    return -1


def meant(asked: Asked) -> Toponym | None:
    """The one place that the words before a pointing word name last: in its sentence, else in one of the two sentences before."""
    at = pointer(asked)
    if at < 0:
        return None
    here = asked.text.tokens[at].sentence
    adverb = asked.text.tokens[at].function is F.ADVERB
    for sentence in range(here, max(-1, here - 3), -1):
        named = [t for t in asked.toponyms if t.place is not None and asked.text.tokens[t.head].sentence == sentence and t.head < at]
        if not adverb:
            named = [
                t for t in named if (p := preposition_of(asked, t.head)) is not None and p.text.lower() in word_sets()["place_prepositions"]
            ]
        if named:
            one_country = len({t.place.country for t in named if t.place is not None}) == 1
            return named[-1] if one_country or adverb else None
    return None


def carried(asked: Asked) -> Toponym | None:
    """The one town or finer place that a phrase of place names in the sentence before, in the same paragraph."""
    text, here = asked.text, asked.text.sentence_of(asked.head)
    places = []
    for toponym in asked.toponyms:
        sentence = text.sentence_of(toponym.head)
        if toponym.place is None or sentence.block != here.block or sentence.index != here.index - 1:
            continue
        preposition = preposition_of(asked, toponym.head)
        located = preposition is not None and preposition.text.lower() in word_sets()["saying_prepositions"]
        if located and fineness(toponym) < FINE.index("admin1"):
            places.append(toponym)
    return places[0] if len({t.place.name for t in places if t.place is not None}) == 1 else None


def plays(asked: Asked) -> Toponym | None:
    """The place that the report names most, when it is finer than a country and named at least three times; its first mention."""
    counts: Counter[str] = Counter(t.place.name for t in asked.toponyms if t.place is not None and fineness(t) < FINE.index("country"))
    if not counts:
        return None
    name, times = counts.most_common(1)[0]
    return next(t for t in asked.toponyms if t.place is not None and t.place.name == name) if times >= ENOUGH else None


def its_object(asked: Asked) -> Toponym | None:
    """The object of a verb of entry or control, or what its "of" phrase names ("seized control of Herat")."""
    for toponym in nearby(asked):
        token = asked.text.tokens[toponym.head]
        head = asked.text.tokens[token.head]
        if token.function is F.OBJECT and token.head == asked.head:
            return toponym
        if token.function is F.PREP_OBJECT and head.text.lower() in {"of", "into"} and distance_up(asked.text, token.i, asked.head, 4) >= 0:
            return toponym
    return None


def own_clause(asked: Asked) -> Toponym | None:
    return in_clause(asked, asked.clauses.of(asked.head))


def in_clause(asked: Asked, clause: int, aimed: bool = True) -> Toponym | None:
    """The phrase of place that hangs on a clause's verb, "in" and "at" before "to" and "from", which count only where `aimed`."""
    ranked = []
    for toponym, preposition in governed(asked):
        if asked.clauses.of(preposition.i) != clause or toponym.head in asked.parties:
            continue
        steps = distance_up(asked.text, preposition.i, clause)
        if 0 <= steps <= 3:
            leads = preposition.text.lower() in word_sets()["aiming_prepositions"]
            if leads and not aimed:  # "flew home to X after the court freed him": he was not freed there
                continue
            ranked.append(((leads, steps, fineness(toponym), abs(toponym.head - asked.head)), toponym))
    return min(ranked, key=lambda r: r[0])[1] if ranked else None


def higher_clause(asked: Asked) -> Toponym | None:
    """Participles, joined verbs and purposes share the place of the clause they hang on; relative clauses and what is said do not."""
    clause = asked.clauses.of(asked.head)
    for _ in range(STEPS):
        function = asked.text.tokens[clause].function
        if function not in {F.CONJUNCT, F.ADVERBIAL_CLAUSE, F.PREP_CLAUSE, F.OPEN_COMPLEMENT}:
            return None
        above = asked.clauses.above(clause)
        if above == clause:
            return None
        found = in_clause(asked, above, aimed=function is not F.ADVERBIAL_CLAUSE)
        if found is not None:
            return found
        clause = above
    return None


def main_place(asked: Asked) -> Toponym | None:
    """News of the first two sentences takes the one city or finer place that its sentence names by a phrase of place."""
    if asked.background or asked.text.tokens[asked.head].sentence > 1:
        return None
    places = [t for t, _ in governed(asked) if fineness(t) < FINE.index("admin1") and t.head not in asked.parties]
    names = {t.place.name for t in places if t.place is not None}
    return places[0] if len(names) == 1 else None
