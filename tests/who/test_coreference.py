"""Whom pronouns, surnames and descriptions mean; and where no link is right."""

from __future__ import annotations

import pytest

from dragoman.coding.coreference import inherit, link


def links(found, speakers=None) -> dict[str, str]:
    made = link(found.text, found.mentions, speakers or {})
    words = [m.span.of(found.text.content) for m in found.mentions]
    return {f"{words[k]}@{found.mentions[k].head}": words[j] for k, j in made.items()}


@pytest.mark.parametrize(
    ("sentence", "pronoun", "antecedent"),
    [
        ("Ursula von der Leyen said she would stay.", "she", "Ursula von der Leyen"),
        ("Narendra Modi arrived. He praised the hosts.", "He", "Narendra Modi"),
        ("Turkey will withdraw its soldiers.", "its", "Turkey"),
        ("Angela Merkel met Emmanuel Macron before she left.", "she", "Angela Merkel"),
        ("Angela Merkel met Emmanuel Macron before he left.", "he", "Emmanuel Macron"),
        ("Villagers of Kenya said they were afraid.", "they", "Villagers of Kenya"),
    ],
)
def test_pronouns(find, sentence, pronoun, antecedent) -> None:
    found = find(sentence)
    assert antecedent in [to for key, to in links(found).items() if key.startswith(pronoun + "@")]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("It was clear that Sweden had won.", "It"),
        ("Emmanuel Macron and Olaf Scholz met. He was tired.", "He"),
        ("In Norway it rained.", "it"),
        ("Angela Merkel resigned. He was surprised.", "He"),
    ],
)
def test_no_link_beats_a_wrong_link(find, sentence, words) -> None:
    found = find(sentence)
    assert not [key for key in links(found) if key.startswith(words + "@")]


def test_a_surname_goes_back_to_the_full_name(find) -> None:
    found = find("Torvald Ekelund, a Danish lawyer, objected. Ekelund said so twice.")
    assert [to for key, to in links(found).items() if key.startswith("Ekelund@")] == ["Torvald Ekelund"]


def test_descriptions_go_back_to_what_was_called_so(find) -> None:
    found = find("Danish Foreign Minister Lars Lokke Rasmussen met the Hezbollah leader. The minister left early.")
    assert [to for key, to in links(found).items() if key.startswith("minister@")] == ["Danish Foreign Minister Lars Lokke Rasmussen"]


def test_the_group_goes_back_to_an_armed_group(find) -> None:
    found = find("Hezbollah denied it. Later the group left.")
    assert [to for key, to in links(found).items() if key.startswith("group@")] == ["Hezbollah"]


def test_we_in_a_quote_is_the_speaker(find) -> None:
    found = find("“We want peace,” Narendra Modi said.")
    we = found.at("We")
    speaker = found.mentions.index(found.at("Narendra Modi"))
    assert links(found, {we.head: speaker})[f"We@{we.head}"] == "Narendra Modi"


def test_possessions_inherit_their_owner(find) -> None:
    found = find("Chad recalled its troops.")
    mentions = inherit(found.text, found.mentions, link(found.text, found.mentions, {}))
    assert next(m for m in mentions if m.sector == "MIL").owners == ("chad",)


def test_the_army_is_that_of_the_one_country_of_the_sentence(find) -> None:
    found = find("In Ghana's capital the army closed the roads.")
    assert next(m for m in inherit(found.text, found.mentions, {}) if m.sector == "MIL").owners == ("ghana",)


def test_an_army_between_two_countries_is_nobodys(find) -> None:
    found = find("Ghana warned Togo that the army was ready.")
    assert next(m for m in inherit(found.text, found.mentions, {}) if m.sector == "MIL").owners == ()
