"""Mentions: one for each noun phrase, with exact words, and what must not be found."""

from __future__ import annotations

import datetime as dt

import pytest

from dragoman.text import parse


@pytest.mark.parametrize(
    ("sentence", "words", "kind", "entity", "owners", "sector"),
    [
        ("Norwegian Prime Minister Erna Solberg left.", "Norwegian Prime Minister Erna Solberg", "name", "erna-solberg", ("norway",), "GOV"),
        ("The army of Chad crossed the river.", "army of Chad", "role", "", ("chad",), "MIL"),
        ("Somalia's prime minister resigned.", "Somalia's prime minister", "role", "", ("somalia",), "GOV"),
        ("A Saudi man was arrested.", "Saudi man", "role", "", ("saudi-arabia",), "CVL"),
        ("Three EU lawmakers abstained.", "EU lawmakers", "role", "", ("european-union",), "LEG"),
        ("Members of Hamas met.", "Members of Hamas", "role", "", ("hamas",), ""),
        ("Opposition lawmakers in Uganda walked out.", "Opposition lawmakers", "role", "", ("uganda",), "LEG"),
        ("Former Swedish diplomats signed it.", "Former Swedish diplomats", "role", "", ("sweden",), "ELI"),
        ("The Kremlin objected.", "Kremlin", "name", "russia", (), ""),
        ("Lars Ulvsund, a Danish farmer, sued the state.", "Lars Ulvsund", "role", "", ("denmark",), "AGR"),
        ("Ole P. Grankvist played the piano.", "Ole P. Grankvist", "unknown", "", (), ""),
    ],
)  # fmt: skip
def test_a_mention_has_exact_words_and_owner(find, sentence, words, kind, entity, owners, sector) -> None:
    mention = find(sentence).at(words)
    assert (mention.kind, mention.entities[:1], mention.owners, mention.sector) == (kind, (entity,) if entity else (), owners, sector)


def test_a_verb_after_an_owner_ends_the_phrase(find) -> None:
    found = find("The king of Jordan dismissed the interior minister.")
    assert found.words() == ["king of Jordan", "interior minister"]


def test_two_owners_are_two_mentions_with_one_head(find) -> None:
    found = find("Polish and Lithuanian soldiers trained together.")
    polish, lithuanian = found.at("Polish"), found.at("Lithuanian soldiers")
    assert polish.head == lithuanian.head
    assert (polish.owners, lithuanian.owners) == (("poland",), ("lithuania",))
    assert {polish.sector, lithuanian.sector} == {"MIL"}


def test_two_owners_after_of_are_two_mentions(find) -> None:
    found = find("The foreign ministers of Ghana and Togo spoke.")
    assert found.at("foreign ministers of Ghana").owners == ("ghana",)
    assert found.at("Togo").sector == "GOV"


def test_states_joined_by_and_stand_alone(find) -> None:
    assert find("Peace between Kenya and Uganda held.").words("name") == ["Kenya", "Uganda"]


def test_an_apposition_is_part_of_its_mention(find) -> None:
    found = find("The Danish prime minister, Mette Frederiksen, resigned.")
    assert found.words() == ["Danish prime minister, Mette Frederiksen"]
    assert found.mentions[0].entities == ("mette-frederiksen",)


def test_backed_by_somebody_is_not_his(find) -> None:
    assert find("Iranian-backed fighters left.").at("Iranian-backed fighters").owners == ()


def test_led_by_somebody_is_his(find) -> None:
    assert find("The French-led force left.").at("French-led force").owners == ("france",)


def test_a_surname_is_the_person_named_in_full_elsewhere(find) -> None:
    found = find("Ingrid Solhaug spoke. Erna Solberg listened. Then Solberg answered.")
    assert found.at("Solberg").entities == ("erna-solberg",)


def test_diacritics_and_scripts_are_no_obstacle(find) -> None:
    assert find("Recep Tayyip Erdogan spoke.").mentions[0].entities == find("Recep Tayyip Erdoğan spoke.").mentions[0].entities


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("It may rain in may.", "may"),
        ("They told us who came.", "us"),
        ("They told us who came.", "who"),
        ("Jordan Pickersgill scored twice.", "Jordan"),
        ("She roasted a turkey for Chad Wickstrom.", "turkey"),
        ("She roasted a turkey for Chad Wickstrom.", "Chad"),
        ("The law is in force.", "force"),
        ("He left on Monday in March.", "Monday"),
    ],
)
def test_words_that_are_no_actors(find, sentence, wrong) -> None:
    found = find(sentence)
    assert wrong not in [m.span.of(found.text.content) for m in found.mentions if m.kind != "pronoun"]


def test_pronouns_are_mentions_without_an_entity(find) -> None:
    found = find("She said they lost their way.")
    assert found.words("pronoun") == ["She", "they", "their"]


def test_a_name_before_what_it_is_stays_the_name(find) -> None:
    mention = find("The Hezbollah group fired rockets.").at("Hezbollah group")
    assert mention.entities == ("hezbollah",)


def test_neighbours_of_a_country_are_not_the_country(find) -> None:
    assert find("Chad's neighbours closed the border.").at("Chad's neighbours").owners == ()


@pytest.mark.parametrize(
    ("sentence", "entity"),
    [
        ("Park Geun-hye met officials. A shop in Park Street was closed.", "park-geun-hye"),
        ("Vicente Fox left. A reporter of Fox Sports asked questions.", "vicente-fox"),
        ("The actor Omar Hamas was arrested.", "hamas"),
    ],
)
def test_a_name_that_goes_on_or_belongs_to_somebody_else_is_nobody_known(find, sentence, entity) -> None:
    found = find(sentence)
    words = [m.span.of(sentence) for m in found.mentions if entity in m.entities]
    assert words in ([], [sentence.split(" ")[0] + " " + sentence.split(" ")[1]])


def test_a_title_and_a_short_name_are_one_mention(find) -> None:
    mention = find("EU foreign policy chief Borrell condemned it.").at("EU foreign policy chief Borrell")
    assert (mention.entities[:1], mention.owners) == (("josep-borrell",), ("european-union",))


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("Macron flew to Kyiv.", ["emmanuel-macron"]),
        ("Merkel wrote a letter.", ["angela-merkel"]),
        ("Modi flew to Kyiv.", ["narendra-modi"]),  # of others abroad there is one, who leads nothing
        ("The Moon was seen.", []),
        ("Johnson paid the bill.", []),  # of many countries
        ("Gorbachev wrote a letter.", []),  # long ago
        ("Brigitte Macron wrote a letter.", []),
    ],
)
def test_who_leads_a_state_is_known_by_the_surname(finder, sentence, entities) -> None:
    found = finder.find(parse(sentence), day=dt.date(2022, 3, 1))
    assert [id for m in found for id in m.entities if id not in {"kyiv", "ukraine"}] == entities
