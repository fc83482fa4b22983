"""On the day: roles, offices left, regimes, places and powers."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from dragoman.lexicon.entities import Entity, entity_from
from dragoman.model import Interval
from dragoman.who.asking import ask
from dragoman.who.terms import role_on


def on(day: str, end: str = "") -> Interval:
    return Interval(dt.date.fromisoformat(day), dt.date.fromisoformat(end or day), "day", "stated")


@pytest.mark.parametrize(("day", "code"), [("1999-01-15", "RUS/SPY"), ("2005-06-01", "RUS/GOV")])
def test_one_person_in_two_offices(find, resolver, day, code) -> None:
    found = find("Vladimir Putin spoke.")
    party = resolver.party(found.mentions[0], found.text, on(day))
    assert f"{party.country}/{party.sector}" == code


@pytest.mark.parametrize(("day", "sector"), [("1998-08-08", "GOV"), ("2015-03-01", "REB"), ("2023-09-29", "GOV")])
def test_a_movement_in_and_out_of_power(find, resolver, day, sector) -> None:
    found = find("The Taliban refused.")
    assert resolver.party(found.mentions[0], found.text, on(day)).sector == sector


@pytest.mark.parametrize(("start", "end", "sector"), [("2021-08-01", "2021-09-30", "GOV"), ("2021-07-01", "2021-08-31", "REB")])
def test_an_interval_over_a_change_takes_the_role_of_most_days_and_says_so(find, resolver, start, end, sector) -> None:
    found = find("The Taliban advanced.")
    party = resolver.party(found.mentions[0], found.text, on(start, end))
    assert party.sector == sector
    assert "another role" in party.why


def test_after_the_last_office_a_person_is_elite(find, resolver) -> None:
    found = find("Angela Merkel travelled.")
    party = resolver.party(found.mentions[0], found.text, on("2023-01-01"))
    assert (party.country, party.sector) == ("DEU", "ELI")


def entity(id: str, roles: str, kind: str = "person", country: str = "NOR") -> Entity:
    return entity_from({"id": id, "kind": kind, "country": country, "names": [id], "roles": yaml.safe_load(roles)})


TWO = '[{title: foreign minister, sector: GOV, from: "2010-01-10", until: "2012-03-01"}, {title: general, sector: MIL, from: "%s"}]'


@pytest.mark.parametrize(
    ("second", "day", "sector"),
    [
        ("2012-04-20", "2012-03-20", "GOV"),  # seven weeks between two offices
        ("2012-04-20", "2012-04-20", "MIL"),
        ("2012-06-01", "2012-03-20", ""),  # three months
    ],
)
def test_a_short_gap_between_two_offices_belongs_to_the_earlier(second: str, day: str, sector: str) -> None:
    role = role_on(entity("a", TWO % second), dt.date.fromisoformat(day))
    assert (role.sector if role else "") == sector


def test_a_gap_before_no_office_is_no_office() -> None:
    roles = '[{title: mayor, sector: GOV, until: "2012-03-01"}, {title: party leader, sector: PTY, second: OPP, from: "2012-03-20"}]'
    assert role_on(entity("a", roles), dt.date(2012, 3, 10)) is None


@pytest.mark.parametrize(
    ("roles", "named", "title"),
    [
        # leaves the government to fight it
        ('[{title: vice president, sector: GOV, from: "2010"}, {title: rebel, sector: REB, from: "2012", overlaps: "true"}]', (), "rebel"),
        # joins it
        ('[{title: rebel, sector: REB, from: "2010"}, {title: minister, sector: GOV, from: "2012", overlaps: "true"}]', (), "minister"),
        # a second office
        ('[{title: minister, sector: GOV, from: "2010"}, {title: chairman, sector: PTY, from: "2012", overlaps: "true"}]', (), "minister"),
        # part-time for a body of no state
        ('[{title: minister, sector: GOV, from: "2010"}, {title: envoy, sector: GOV, country: UNO, from: "2012"}]', (), "minister"),
        ('[{title: minister, sector: GOV, from: "2010"}, {title: envoy, sector: GOV, country: UNO, from: "2012"}]', ("UNO",), "envoy"),
        ('[{title: pianist, sector: CVL, from: "2010"}, {title: envoy, sector: GOV, country: UNO, from: "2012"}]', (), "envoy"),
    ],
)  # fmt: skip
def test_of_two_roles_at_once(roles: str, named: tuple[str, ...], title: str) -> None:
    role = role_on(entity("a", roles), dt.date(2013, 5, 1), named)
    assert role is not None
    assert role.title == title


@pytest.mark.parametrize(
    ("context", "country"), [("", "MDV"), ("The UN General Assembly opened.", "UNO"), ("The parliament of the Maldives opened.", "MDV")]
)
def test_a_body_in_the_context_tells_for_whom_a_man_speaks(context: str, country: str) -> None:
    assert ask("Abdulla Shahid", "2022-01-15", context).country == country


@pytest.mark.parametrize(
    ("phrase", "day", "sector"),
    [
        ("Khalq officials", "2011-05-01", "PTY"),
        ("Khalq fighters", "2011-05-01", "PTY"),
        ("Khalq officials", "1983-05-01", "GOV"),
        ("Stasi officers", "2004-05-01", "ELI"),
        ("Soviet officials", "2004-05-01", "ELI"),
        ("Soviet troops", "2004-05-01", "MIL"),  # of then
        ("the Lima Group", "2023-05-01", "GOV"),  # what it was says its kind
    ],
)
def test_people_of_a_body_that_is_gone_hold_no_office(phrase: str, day: str, sector: str) -> None:
    assert ask(phrase, day).sector == sector


def test_before_the_first_role_the_sector_is_unknown(find, resolver) -> None:
    found = find("Angela Merkel travelled.")
    assert resolver.party(found.mentions[0], found.text, on("1980-01-01")).sector == ""


def test_a_state_that_acts_is_its_government(find, resolver) -> None:
    found = find("Norway protested.")
    assert resolver.party(found.mentions[0], found.text, on("2012-01-01")).sector == "GOV"


def test_a_country_named_as_such_has_no_sector() -> None:
    assert (ask("Norway", "2012-01-01").country, ask("Norway", "2012-01-01").sector) == ("NOR", "")


def test_private_persons_have_no_entity(find, resolver) -> None:
    found = find("Gunnhild Torsvik, a Norwegian hiker, was hurt.")
    party = resolver.party(found.at("Gunnhild Torsvik"), found.text, on("2012-01-01"))
    assert (party.entity, party.private, party.country) == ("", True, "NOR")


def test_unknown_officials_are_public(find, resolver) -> None:
    found = find("Deputy Foreign Minister Torvald Ekelund spoke.")
    assert not resolver.party(found.mentions[0], found.text, on("2012-01-01")).private


def test_pronouns_are_nobody(find, resolver) -> None:
    found = find("He left.")
    assert resolver.party(found.mentions[0], found.text, on("2012-01-01")) is None


def test_unknown_stays_unknown() -> None:
    answer = ask("Torvald Ekelund", "2012-01-01")
    assert (answer.country, answer.sector, answer.entity) == ("", "", "")


@pytest.mark.parametrize(
    ("sentence", "words", "acts"),
    [
        ("Kabul said the border was shut.", "Kabul", True),
        ("The troops pulled out of Kabul.", "Kabul", False),
        ("They held talks in Oslo.", "Oslo", False),
        ("Relations with Moscow are cold.", "Moscow", True),
        ("There were concerns from Moscow about the plan.", "Moscow", True),
        ("She flew to Ankara on Friday.", "Ankara", False),
        ("Sweden accused Ankara of delay.", "Ankara", True),
        ("Rockets hit Damascus overnight.", "Damascus", False),
        ("He imposed sanctions against Caracas.", "Caracas", True),
        ("The streets of Cairo were empty.", "Cairo", False),
        ("Troops withdrew from Mali.", "Mali", False),
        ("The Kremlin denied it.", "Kremlin", True),
    ],
)
def test_place_or_power(find, power, sentence, words, acts) -> None:
    found = find(sentence)
    assert power.acts(found.at(words), found.text) is acts
