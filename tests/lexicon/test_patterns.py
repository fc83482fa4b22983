"""The rule notation: what each piece of a pattern compiles to, and what is refused with a word about the mend."""

import pytest

from dragoman.errors import KnowledgeError
from dragoman.lexicon.patterns import compile_pattern

SETS = {"talks": frozenset({"talk", "meeting"})}


def steps(source: str, form: str = "verb") -> list[tuple[str, str]]:
    return [(s.kind, s.slot or "|".join(sorted(s.words)) or "|".join(sorted(s.preps))) for s in compile_pattern(source, form, SETS).steps]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{actor} attack {recipient}", [("subject", "actor"), ("object", "recipient")]),
        ("{actor} pull out (of {place})", [("subject", "actor"), ("particle", "out"), ("prep", "place")]),
        ("{actor} call on {recipient} to do", [("subject", "actor"), ("prep", "recipient"), ("infinitive", "")]),
        ("{actor} call off @talks", [("subject", "actor"), ("particle", "off"), ("object", "meeting|talk")]),
        ("{actor} grant {recipient} asylum", [("subject", "actor"), ("indirect", "recipient"), ("object", "asylum")]),
        ("{actor} hope that {recipient?} do", [("subject", "actor"), ("clause", "recipient")]),
        ("{actor} hold joint exercise", [("subject", "actor"), ("object_modifier", "joint"), ("object", "exercise")]),
        ("{actor} expel aid {recipient:worker?}", [("subject", "actor"), ("object_modifier", "aid"), ("object", "recipient")]),
    ],
)
def test_verb_patterns(source: str, expected: list[tuple[str, str]]) -> None:
    assert steps(source) == expected


def test_noun_patterns_end_in_their_head() -> None:
    pattern = compile_pattern("{actor} joint exercise|drill (with {recipient})", "noun", {})
    assert pattern.heads == {"exercise", "drill"}
    assert [(s.kind, s.slot) for s in pattern.steps] == [("owner", "actor"), ("modifier", ""), ("prep", "recipient")]


def test_both_spellings() -> None:
    assert compile_pattern("{actor} criticize {recipient}", "verb", {}).heads == {"criticize", "criticise"}


def test_sectors_narrow_a_slot() -> None:
    (subject,) = compile_pattern("{actor:MIL|REB} leave", "verb", {}).steps
    assert subject.sectors == {"MIL", "REB"}


def test_the_more_demanding_pattern_weighs_more() -> None:
    plain = compile_pattern("{actor} launch {recipient?}", "verb", {})
    special = compile_pattern("{actor} launch attack on {recipient}", "verb", {})
    assert special.weight > plain.weight


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{actor} attack ({recipient}", "parentheses"),
        ("{victim} die", "unknown slot"),
        ("{actor} @nothing", 'no set "@nothing"'),
        ("{actor}", "no head"),
    ],
)
def test_wrong_patterns_say_what_is_wrong(source: str, says: str) -> None:
    with pytest.raises(KnowledgeError) as raised:
        compile_pattern(source, "verb", {}, "rules.yaml:3")
    assert says in str(raised.value)
    assert "rules.yaml:3" in str(raised.value)
    assert raised.value.mend
