"""`find`: the place mentions of a text, each resolved; metonymy is decided elsewhere, so "Moscow said" is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.places import Gazetteer, Row, fold, read_gazetteer
from dragoman.model import Function, Text, Token, Toponym
from dragoman.where.choosing import as_place, choose
from dragoman.where.context import Context
from dragoman.where.evidence import ENOUGH, LISTED, Judge
from dragoman.where.spotting import Spot, look, spot
from dragoman.where.words import read_place_words

F = Function
LISTING = (["and"], ["or"], [","], [",", "and"], ["in"], ["to"])
OF_THE_DIVISION, OF_THE_COUNTRY = 0.6, 0.4  # evidence for a town of a division or country the report names
TOWN, CITY = 5_000, 100_000  # people such a town must have
QUALIFIER_KINDS = frozenset({"country", "admin1"})


def find(text: Text, context: Context | None = None, knowledge: Knowledge | None = None) -> list[Toponym]:
    """All place mentions in document order."""
    knowledge = knowledge or Knowledge.open()
    context = context or Context()
    gazetteer, words = read_gazetteer(knowledge), read_place_words(knowledge)
    shown = [token.text for token in text.tokens]
    spots: list[Spot] = []
    for sentence in text.sentences:
        here = spot(shown, sentence.first, sentence.last, gazetteer, words)
        if here:
            spots += completed(here, shown, sentence.last, gazetteer, words)
    kept, companies = judged(text, spots, words, gazetteer)
    home = look(context.dateline.split(","), gazetteer)[0] if context.dateline else ()
    witnesses = [s for s in spots if not s.rows and s.people_of]
    choose([*kept, *witnesses, *companies], context, home)
    return [toponym(text, s, gazetteer, context) for s in kept if s.chosen is not None]


def completed(spots: Sequence[Spot], shown: Sequence[str], last: int, gazetteer: Gazetteer, words: Mapping[str, frozenset[str]]) -> list[Spot]:
    """Qualifiers behind names ("Springfield, Mo."), division nouns and building nouns; abbreviations of states become places."""
    found: list[Spot] = []
    taken = -1
    for one in spots:
        if one.first <= taken:
            continue
        found.append(one)
        at = one.last + 1
        if not one.rows:
            continue
        nouns = " ".join(shown[at : at + 2])
        if nouns.lower().replace(" ", "-") in words["building_nouns"] and nouns[0].isupper():
            one.building, one.last = nouns, at + 1
            continue
        if at < last and shown[at][0].isupper() and shown[at].lower() in words["nature_nouns"]:
            one.unknown, one.last = True, at
            continue
        if at < last and is_university(one, shown, last, words):
            one.rows, one.last = (), at
            continue
        if at < last and shown[at].lower() in words["division_nouns"]:
            one.division = True
            if shown[at][0].isupper():
                one.last = at
                at += 1
        if at + 1 < last and shown[at] in {",", "("}:
            inside = qualifier(shown, at + 1, last, gazetteer, words)
            if inside is not None and any(fits(row, inside.rows) for row in one.rows) and not in_list(one, inside, shown, last):
                one.inside = inside.rows
                if inside.key.startswith("~"):
                    found.append(inside)
                    taken = inside.last
    return found


def is_university(one: Spot, shown: Sequence[str], last: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "Arizona State" is a university; "Arizona State Police" are a state's, "Kano State" is one."""
    at = one.last + 1
    named = any(row.kind == "admin1" and row.rank and row.country in words["universities_called_state"] for row in one.rows)
    return named and shown[at] == "State" and not (at + 1 < last and shown[at + 1][0].isupper())


def in_list(one: Spot, inside: Spot, shown: Sequence[str], last: int) -> bool:
    """ "Canada, Mexico", "Georgia, Texas and Ohio" are lists of equals, not a town with its country or state."""
    if inside.key.startswith("~"):
        return False
    kinds = {row.kind for row in one.rows if row.rank}
    if "country" in kinds and any(row.kind == "country" for row in inside.rows):
        return True
    after = inside.last + 1
    listed = after + 1 < last and shown[after] in {"and", "or", ","} and (shown[after + 1][0].isupper() or shown[after + 1] in {"and", "or"})
    return listed and bool(kinds & {"country", "admin1"})


def fits(row: Row, inside: Sequence[Row]) -> bool:
    return any(row.country == q.country and (q.kind == "country" or row.admin1 == q.admin1) and row.kind != "country" for q in inside)


def qualifier(shown: Sequence[str], at: int, last: int, gazetteer: Gazetteer, words: Mapping[str, frozenset[str]]) -> Spot | None:
    """A state, province or country that begins at a word; abbreviations get a key of their own ("~N.H.")."""
    for length in (2, 1):
        written = "".join(shown[at : at + length])
        full = gazetteer.abbreviations.get(written) or gazetteer.abbreviations.get(written + ".")
        if full is not None and at + length <= last:
            rows = tuple(row for row in gazetteer.find(fold(full)) if row.kind == "admin1" and row.country in words["abbreviated_in"])
            return Spot(at, at + length - 1, "~" + written, rows)
    for length in (4, 3, 2, 1):
        if at + length <= last and shown[at][0].isupper():
            rows, key = look(shown[at : at + length], gazetteer)
            rows = tuple(row for row in rows if row.kind in QUALIFIER_KINDS)
            if rows:
                return Spot(at, at + length - 1, key, rows)
    return None


def judged(text: Text, spots: Sequence[Spot], words: Mapping[str, frozenset[str]], gazetteer: Gazetteer) -> tuple[list[Spot], list[Spot]]:
    """The spots that are places here, and those in companies' names, which still tell where the report plays.

    A name that is surely a place once is one everywhere in the report, unless a person's is meant.
    """
    judge = Judge(text, words, gazetteer)
    open_spots: list[Spot] = []
    companies: list[Spot] = []
    rejected: set[int] = set()  # tokens of persons' names
    for one in spots:
        if not one.rows:
            continue
        part = judge.inside_a_name(one) if not one.key.startswith("~") else ""
        if not part and one.first - 1 in rejected:
            part = "person"
        if part == "person":
            judge.collect_person(one)
            rejected.update(range(one.first, one.last + 1))
        if part == "organisation":
            companies.append(one)
        if not part:
            open_spots.append(one)
    sure: set[str] = set()
    for one in open_spots:
        one.evidence = ENOUGH if one.key.startswith("~") else judge.weigh(one)
        if one.evidence >= 2 * ENOUGH and one.key not in judge.persons:
            sure.add(one.key)
    for left, right in pairwise(open_spots):  # "Atlanta and Savannah", "Gulmarg in Kashmir"
        between = [token.text.lower() for token in text.tokens[left.last + 1 : right.first]]
        if between in LISTING and min(left.evidence, right.evidence) < ENOUGH <= max(left.evidence, right.evidence):
            (left if left.evidence < right.evidence else right).evidence += LISTED
    confirm(open_spots, judge.persons)
    kept = [one for one in open_spots if one.evidence >= ENOUGH or (one.key in sure and one.evidence >= 0.0)]
    return kept, companies


def confirm(spots: Sequence[Spot], persons: Collection[str]) -> None:
    """A doubtful name is likelier a place where the report is about the division or country that has a town of that name."""
    sure = [one for one in spots if one.evidence >= ENOUGH]
    countries = {row.country for one in sure for row in (*one.rows, *one.inside) if row.kind == "country" and row.rank}
    divisions = {(row.country, row.admin1) for one in sure for row in (*one.rows, *one.inside) if row.kind == "admin1" and row.rank}
    for one in spots:
        if not 0.0 <= one.evidence < ENOUGH or one.key in persons:
            continue
        towns = [row for row in one.rows if row.rank and row.kind == "city"]
        if any((row.country, row.admin1) in divisions and row.population >= TOWN for row in towns):
            one.evidence += OF_THE_DIVISION
        elif any(row.country in countries and row.population >= CITY for row in towns):
            one.evidence += OF_THE_COUNTRY


def toponym(text: Text, one: Spot, gazetteer: Gazetteer, context: Context) -> Toponym:
    assert one.chosen is not None
    if one.unknown:
        return Toponym(text.span(one.first, one.last), one.last, None, "named after another place; the gazetteer does not have it")
    place = as_place(one.chosen, gazetteer, context.worldview, one.building)
    why = "; ".join(one.why)
    if place.disputed:
        why += f"; claimed by {place.disputed}"
    return Toponym(text.span(one.first, one.last), head_of(text.tokens, one.first, one.last), place, why)


def head_of(tokens: Sequence[Token], first: int, last: int) -> int:
    """The last word whose own head lies outside the name."""
    return next((i for i in range(last, first - 1, -1) if not first <= tokens[i].head <= last or tokens[i].head == i), last)
