"""Phrases asked by themselves: whose people somebody in a region is, offices before surnames, adjectives that own nothing, common words."""

from __future__ import annotations

import pytest

from dragoman.who.asking import ask


@pytest.mark.parametrize(
    ("phrase", "country"),
    [
        ("herders in Jonglei", "SSD"),
        ("looters in California", "USA"),  # a region that the registry has as its government
        ("militiamen in South Kivu", "COD"),
        ("voters in the Basque Country", "ESP"),
        ("Kivu farmers", "COD"),  # divided into North and South
        ("pro-Russian demonstrators in Kramatorsk", "UKR"),  # backed by one, in the other
        ("residents of Sloviansk", "UKR"),  # a spelling that is not the first one
        ("shopkeepers in Peru's capital", "PER"),
        ("fishermen on the Kenyan coast", "KEN"),
        ("tourists on the Indonesian island of Bali", "IDN"),
        ("experts on Kenya", ""),
        ("al-Qaeda militants in Yemen", "YEM"),  # of no one state, so of where they are
        ("al-Qaeda militants", "IMG"),
        ("UN staff in Yemen", "UNO"),
        ("farmers in Obama", ""),  # a person is no place
    ],
)
def test_somebody_in_a_region_is_of_its_country(phrase: str, country: str) -> None:
    assert ask(phrase).country == country


def test_soldiers_may_be_anybodys_where_they_are() -> None:
    assert ask("soldiers in Texas").country == ""


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Germany's far-right AfD", "DEU/PTY"),
        ("Italy's far-right deputy prime minister", "ITA/GOV"),
        ("a far-left mayor in Greece", "GRC/GOV"),
        ("senators from the far-right Vox", "ESP/LEG"),
        ("the far right", "ISM/SOC"),  # the noun is still the movement
        ("Hungary's far-right groups", "HUN/SOC"),
    ],
)
def test_far_right_before_a_noun_owns_nothing(phrase: str, code: str) -> None:
    answer = ask(phrase, "2019-03-01")
    assert f"{answer.country}/{answer.sector}" == code


@pytest.mark.parametrize(
    ("phrase", "country"),
    [
        ("deputies of the ruling United Russia", "RUS"),
        ("senators from the opposition Awami League", "BGD"),
        ("a mayor from Poland's ruling Law and Justice", "POL"),
    ],
)
def test_a_party_after_from_gives_its_country(phrase: str, country: str) -> None:
    assert ask(phrase, "2018-03-01").country == country


@pytest.mark.parametrize(
    ("phrase", "day", "hint", "entity"),
    [
        ("President Bush", "1990-06-01", "", "george-h-w-bush"),
        ("President Bush", "2006-06-01", "", "george-w-bush"),
        ("Prime Minister Montenegro", "2025-03-01", "PRT", "luis-montenegro"),  # no country here
        ("Montenegro", "2025-03-01", "PRT", "montenegro"),
        ("Danish Prime Minister Rasmussen", "2016-06-01", "", "lars-lokke-rasmussen"),
        ("Prime Minister Kallas", "2002-06-01", "", "siim-kallas"),
        ("President Mills", "2011-06-01", "", "john-atta-mills"),
        ("Vice President Mills", "2011-06-01", "", ""),  # not that office
        ("President Mills", "1985-06-01", "", ""),  # not that day
        ("Danish President Mills", "2011-06-01", "", ""),  # somebody else's
        ("Mr Mills", "2011-06-01", "", ""),
    ],
)
def test_an_office_and_a_surname_are_who_holds_it_that_day(phrase: str, day: str, hint: str, entity: str) -> None:
    assert ask(phrase, day, country_hint=hint).entity == entity


def test_the_why_names_who_is_meant() -> None:
    assert "George H. W. Bush" in ask("President Bush", "1990-06-01").why


@pytest.mark.parametrize(
    ("phrase", "context", "country"),
    [
        ("Male lawmakers", "", ""),
        ("Malé lawmakers", "", "MDV"),
        ("Male residents", "The Maldives hold elections.", "MDV"),
        ("OLAF", "", "EUR"),
        ("Olaf", "", ""),
        ("Alba leaders", "", ""),
        ("Nato", "", "IGO"),
    ],
)
def test_common_words_are_names_only_as_they_are_written(phrase: str, context: str, country: str) -> None:
    assert ask(phrase, "2018-03-01", context).country == country


@pytest.mark.parametrize(
    ("phrase", "hint", "entity"),
    [("PTI", "IND", "press-trust-of-india"), ("PTI", "PAK", "pti-pakistan"), ("the PTI news agency", "", "press-trust-of-india")],
)
def test_the_country_or_the_noun_after_it_tells_whose_acronym_it_is(phrase: str, hint: str, entity: str) -> None:
    assert ask(phrase, "2020-01-01", country_hint=hint).entity == entity


def test_leaders_of_a_region_are_no_newspaper() -> None:
    assert ask("East African leaders").sector == "GOV"


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Latvia's state security department", "LVA/SPY"),
        ("Belarusian special services", "BLR/SPY"),
        ("Swedish defence chiefs", "SWE/MIL"),
        ("Sweden's defence minister", "SWE/GOV"),
        ("Uganda's anti-graft agency", "UGA/COP"),
        ("Uganda's space agency", "UGA/GOV"),
        # a militia named by its faith, or by a people of one state, is one; a people of no state that is in arms fights a state
        ("Lebanese Christian militias", "LBN/PRM"),
        ("Shia militias in Syria", "SYR/PRM"),
        ("Hutu militias", "RWA/PRM"),
        ("Kurdish militias", "/REB"),
        ("Kurdish forces", "/REB"),
        # fighters of a party that never was in arms
        ("Jamaat-e-Islami Pakistan militants", "PAK/PTY"),
        ("Hezbollah fighters", "LBN/REB"),
    ],
)
def test_role_nouns_by_sector(phrase: str, code: str) -> None:
    answer = ask(phrase, "2015-03-01")
    assert f"{answer.country}/{answer.sector}" == code


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("the UN's Libya envoy", "UNO/GOV"),
        ("NATO's Kosovo force", "IGO/MIL"),
        ("the AU Sudan mediator", "IGO/GOV"),
        ("the US Libya envoy", "USA/GOV"),
        ("AU election observers", "IGO/GOV"),
        ("UN inspectors", "UNO/GOV"),
        ("UN relief agencies", "UNO/GOV"),
        ("Swiss relief agencies", "CHE/SOC"),
        ("EU police trainers", "EUR/COP"),
        ("the EU's police mission", "EUR/COP"),
        ("EU voters", "EUR/CVL"),
        ("UN judges", "UNO/JUD"),
        ("UN peacekeepers", "UNO/MIL"),
    ],
)
def test_who_serves_an_organisation_of_states(phrase: str, code: str) -> None:
    answer = ask(phrase, "2015-03-01")
    assert f"{answer.country}/{answer.sector}" == code


@pytest.mark.parametrize(
    ("name", "context", "code"),
    [
        ("Transnistria", "", "MDA/PRE"),
        ("Transnistria", "Smugglers crossed into Transnistria.", "MDA/PRE"),
        ("Transnistria", "Transnistria shut its border posts.", "MDA/GOV"),
        ("Republika Srpska", "The mayor was born in Republika Srpska.", "BIH/"),
        ("Republika Srpska", "Republika Srpska rejected the new law.", "BIH/GOV"),
        ("Norway", "They fished near Norway.", "NOR/"),
        ("Zaporizhzhia", "Shells fell on Zaporizhzhia.", "UKR/"),
        ("Norway", "Norway recalled its envoy.", "NOR/GOV"),
    ],
)
def test_a_country_or_region_is_its_government_where_it_acts(name: str, context: str, code: str) -> None:
    answer = ask(name, "2016-03-01", context)
    assert f"{answer.country}/{answer.sector}" == code


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("Alexis Tsipras", "PTY"),
        ("opposition leader Alexis Tsipras", "PTY"),
        ("former Prime Minister Alexis Tsipras", "ELI"),
        ("former opposition leader Alexis Tsipras", "PTY"),
    ],
)
def test_words_that_call_somebody_former_count_where_he_leads_only_a_party(phrase: str, sector: str) -> None:
    assert ask(phrase, "2021-05-10").sector == sector
