"""Errors of the parser that are mended: objects behind predicates, gerunds read as modifiers, nouns read as verbs."""

from __future__ import annotations

from dragoman.model import Function
from dragoman.text import parse


def governor(sentence: str, word: str) -> tuple[str, Function]:
    text = parse(sentence)
    token = next(t for t in text.tokens if t.text == word)
    return text.tokens[token.head].text, token.function


def test_the_object_behind_a_predicate_belongs_to_the_verb() -> None:
    assert governor("A gunman shot dead the Japanese former prime minister.", "minister") == ("shot", Function.OBJECT)


def test_a_gerund_after_a_verbs_preposition_governs_its_noun() -> None:
    assert governor("The army was accused of massacring villagers.", "villagers") == ("massacring", Function.OBJECT)
    assert governor("Villagers spoke of advancing troops.", "spoke")[1] is Function.ROOT


def test_a_bare_deed_after_a_preposition_is_a_noun() -> None:
    assert governor("Two soldiers were killed during fighting with Chadian troops.", "fighting") == ("during", Function.PREP_OBJECT)
    assert governor("Two soldiers died in fighting the rebels.", "rebels") == ("fighting", Function.OBJECT)


def test_a_past_form_before_a_name_with_a_subject_is_its_verb() -> None:
    assert governor("Al-Shabaab captured Kismayo in August 2008.", "Kismayo") == ("captured", Function.OBJECT)
    assert governor("Captured Kismayo was quiet.", "Captured")[0] == "Kismayo"


def test_a_past_form_with_an_object_is_the_verb_of_a_clause_that_hangs_on_a_noun() -> None:
    assert governor("Air raids killed at least nine people in Aden, the ministry said.", "raids") == ("killed", Function.SUBJECT)
    assert governor("A bomb on a bus killed at least nine people in Mali.", "killed")[1] is Function.ROOT
    assert governor("Talks held in Oslo on fishing ended.", "held")[1] is Function.NOUN_CLAUSE


def test_the_second_participle_behind_an_aside_is_the_verb() -> None:
    sentence = "The opposition leader, jailed by a court in May, called on supporters in Cameroon to stay calm."
    assert governor(sentence, "leader") == ("called", Function.SUBJECT)
    assert governor(sentence, "jailed") == ("leader", Function.NOUN_CLAUSE)
    assert governor("Three men, arrested in Lagos.", "arrested") == ("men", Function.NOUN_CLAUSE)


def test_a_past_form_between_two_nouns_of_a_sentence_without_a_verb_is_its_verb() -> None:
    assert governor("Kuwait's emir dissolved parliament.", "emir") == ("dissolved", Function.SUBJECT)
    assert governor("Kuwait's emir dissolved parliament.", "parliament") == ("dissolved", Function.OBJECT)
    assert governor("The minister praised the dissolved parliament.", "dissolved") == ("parliament", Function.MODIFIER)


def test_the_side_of_a_picture_is_no_verb() -> None:
    sentence = "Ingrid Halvorsen, left, Norway's fisheries minister, attends the meeting in Bergen."
    assert governor(sentence, "attends")[1] is Function.ROOT
    assert governor(sentence, "Halvorsen") == ("attends", Function.SUBJECT)
    assert governor(sentence, "minister") == ("Halvorsen", Function.APPOSITION)
    assert governor("The envoy, who left, was tired.", "left")[1] is Function.RELATIVE_CLAUSE


def test_a_hyphenated_given_name_is_one_word() -> None:
    def words(sentence: str) -> list[str]:
        return [token.text for token in parse(sentence).tokens]

    assert "Ji-won" in words("South Korean Foreign Minister Han Ji-won spoke in Seoul.")
    assert "Jong-un" in words("Kim Jong-un met Moon Jae-in.")
    assert "Putin-era" not in words("The Vladimir Putin-era law was scrapped.")
    assert "Oslo-backed" not in words("The Oslo-backed deal collapsed.")


def test_a_described_subject_is_a_noun() -> None:
    text = parse("Azerbaijani strikes on Armenian positions continued overnight.")
    assert next(t for t in text.tokens if t.text == "strikes").pos == "NOUN"


def test_a_ring_of_heads_is_seen_and_a_tree_is_not() -> None:
    from dragoman.text.mending import Draft, ring

    def draft(head: int) -> Draft:
        return Draft(0, 1, "x", "x", "NOUN", "NN", Function.OTHER, head)

    assert ring([draft(1), draft(1), draft(1)]) == []
    assert ring([draft(1), draft(2), draft(1)]) == [1, 2]


def test_a_participle_hung_up_as_a_preposition_is_one() -> None:
    assert governor("Herders could not return given continued fighting.", "fighting") == ("given", Function.PREP_OBJECT)
    text = parse("Herders could not return given continued fighting. The rebels were given weapons.")
    assert [token.pos for token in text.tokens if token.text == "given"] == ["ADP", "VERB"]


def test_who_is_given_something_is_no_part_of_its_name() -> None:
    sentence = "Moldova declared a Russian diplomat persona non grata."
    assert governor(sentence, "diplomat") == ("declared", Function.INDIRECT_OBJECT)
    assert governor("Chad signed the defence pact.", "defence") == ("pact", Function.COMPOUND)


def test_a_measure_behind_whoever_is_given_it_is_the_object() -> None:
    assert governor("Mexico gave the Peruvian ambassador 72 hours to leave the country.", "hours") == ("gave", Function.OBJECT)
    assert governor("The envoy left three hours later.", "hours")[1] is not Function.OBJECT


def test_the_second_of_two_past_forms_is_the_verb_where_the_first_has_no_object() -> None:
    sentence = "Shells fired from Chad landed in a Libyan town."
    assert governor(sentence, "landed")[1] is Function.ROOT
    assert governor(sentence, "Shells") == ("landed", Function.SUBJECT)
    assert governor(sentence, "fired") == ("Shells", Function.NOUN_CLAUSE)
    assert governor("The army fired from Chad and landed in Libya.", "fired")[1] is Function.ROOT


def test_a_past_form_before_an_article_or_number_is_a_verb() -> None:
    sentence = "South Korea test-fired two short-range missiles into the sea, the ministry said."
    assert governor(sentence, "missiles") == ("test-fired", Function.OBJECT)
    assert governor(sentence, "Korea") == ("test-fired", Function.SUBJECT)
    assert governor("Two tired soldiers left.", "tired") == ("soldiers", Function.MODIFIER)


def test_a_bare_name_behind_a_verb_of_giving_is_who_is_given_it() -> None:
    assert governor("China granted Zambia debt relief.", "Zambia") == ("granted", Function.INDIRECT_OBJECT)
    assert governor("China granted Zambia Airways loans to its staff.", "Zambia")[1] is not Function.INDIRECT_OBJECT
