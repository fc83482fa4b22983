"""Logical subjects and objects through every construction that rules rely on."""

import pytest

from dragoman.text import parse
from dragoman.text.grammar import Grammar


@pytest.mark.parametrize(
    ("sentence", "verb", "subjects", "objects"),
    [
        ("Ghana accused Togo.", "accused", ["Ghana"], ["Togo"]),
        ("Togo was accused by Ghana.", "accused", ["Ghana"], ["Togo"]),
        ("The villages attacked by gunmen are empty.", "attacked", ["gunmen"], ["villages"]),
        ("Ghana, which accused Togo, sent envoys.", "accused", ["Ghana"], ["Togo"]),
        ("The aid that Kenya sent was late.", "sent", ["Kenya"], ["aid"]),
        ("Kenya and Uganda signed the treaty.", "signed", ["Kenya", "Uganda"], ["treaty"]),
        ("Kenya agreed to send troops.", "send", ["Kenya"], ["troops"]),
        ("Kenya urged Sudan to free the pilots.", "free", ["Sudan"], ["pilots"]),
        ("Kenya called on Sudan to free the pilots.", "free", ["Sudan"], ["pilots"]),
        ("Kenya met envoys and criticised Sudan.", "criticised", ["Kenya"], ["Sudan"]),
        ("Rebels took the town, killing two officers.", "killing", ["Rebels"], ["officers"]),
        ("Kenya accused Sudan of arming rebels.", "arming", ["Sudan"], ["rebels"]),
        ("Sudan was criticised for banning newspapers.", "banning", ["Sudan"], ["newspapers"]),
        ("Sudan was asked to free the pilots.", "free", ["Sudan"], ["pilots"]),
        ("Sudan remains capable of arming rebels.", "arming", ["Sudan"], ["rebels"]),
    ],
)
def test_subject_and_object(sentence: str, verb: str, subjects: list[str], objects: list[str]) -> None:
    text = parse(sentence)
    grammar = Grammar(text)
    (v,) = [t.i for t in text.tokens if t.text == verb]
    assert [text.tokens[i].text for i in grammar.subjects(v)] == subjects
    assert [text.tokens[i].text for i in grammar.objects(v)] == objects


def test_nested_prepositions_count_for_each_of_their_words() -> None:
    text = parse("Troops pulled out of Bangui.")
    grammar = Grammar(text)
    (verb,) = [t.i for t in text.tokens if t.text == "pulled"]
    assert [text.tokens[i].text for i in grammar.prep_objects(verb, "of")] == ["Bangui"]


def test_light_verbs_lend_their_subject() -> None:
    text = parse("Rebels carried out an attack on Bria.")
    grammar = Grammar(text)
    (noun,) = [t.i for t in text.tokens if t.text == "attack"]
    assert [text.tokens[i].text for i in grammar.light_subjects(noun)] == ["Rebels"]


def test_a_which_clause_after_a_comma_tells_of_the_name_before_it() -> None:
    text = parse("The movement is listed as a banned group in Chad, which fought rebels for years.")
    grammar = Grammar(text)
    (verb,) = [t.i for t in text.tokens if t.text == "fought"]
    assert [text.tokens[i].text for i in grammar.subjects(verb)] == ["Chad"]


def test_both_of_two_names_tied_by_a_hyphen_own_a_noun() -> None:
    text = parse("The Chad-Niger talks ended, and Oslo's talks began.")
    grammar = Grammar(text)
    first, second = (t.i for t in text.tokens if t.text == "talks")
    assert [text.tokens[i].text for i in grammar.noun_owners(first)] == ["Chad", "Niger"]
    assert [text.tokens[i].text for i in grammar.noun_owners(second)] == ["Oslo"]
