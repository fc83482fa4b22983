"""Outlets, regions and country numbers: found, dated, overlaid, checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from measurekit import KNOWLEDGE

from dragoman.errors import UsageError
from dragoman.lexicon import outlets, regions, world_check
from dragoman.lexicon.folder import Knowledge

KNOWN = outlets.load(KNOWLEDGE)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def overlay(folder: Path, name: str, content: str) -> Knowledge:
    (folder / name).write_text(content, encoding="utf8")
    return Knowledge.open(folder)


def test_the_files_are_sound_and_of_the_size_asked_for() -> None:
    assert [str(fault) for fault in world_check.check(KNOWLEDGE)] == []
    assert len(KNOWN.by_id) >= 250
    assert {holding.ownership for outlet in KNOWN.by_id.values() for holding in outlet.holdings} == set(outlets.OWNERSHIPS)
    assert len(regions.load_numbers(KNOWLEDGE)) >= 195


@pytest.mark.parametrize(
    ("name", "url", "id"),
    [
        ("TASS", "", "tass"),
        ("itar-tass", "", "tass"),
        ("The Dawn", "", "dawn"),
        ("Hindu", "", "the-hindu"),
        ("tolonews.com", "", "tolonews"),
        ("", "https://www.english.news.cn/a/b.html", "xinhua"),
        ("Somebody's Blog", "https://en.irna.ir/news/1", "irna"),
    ],
)
def test_an_outlet_is_found_by_its_names_and_hosts(name: str, url: str, id: str) -> None:
    found = KNOWN.find(name, url)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize(("name", "url"), [("Somebody's Blog", ""), ("", ""), ("", "https://nottass.com/x"), ("com", ""), ("", "not a url")])
def test_what_is_none_is_not_found(name: str, url: str) -> None:
    assert KNOWN.find(name, url) is None


def test_owners_change_with_the_day() -> None:
    bakhtar = KNOWN.by_id["bakhtar"]
    before, after = bakhtar.held(day("2021-08-14")), bakhtar.held(day("2021-08-15"))
    assert before is not None
    assert after is not None
    assert "Taliban" not in before.control
    assert "Taliban" in after.control
    assert bakhtar.held(None) == after
    assert KNOWN.by_id["dw"].held(day("1990-01-01")) == KNOWN.by_id["dw"].held(None)  # no dates: always
    assert KNOWN.by_id["amu"].held(day("2010-01-01")) is None  # before it began


@pytest.mark.parametrize(
    ("selector", "name", "meant"),
    [
        ("RUS", "TASS", True),
        ("RUS/state", "TASS", True),
        ("RUS/private", "TASS", False),
        ("/state", "IRNA", True),
        ("/state", "Reuters", False),
        ("agency", "Reuters", True),
        ("agency", "Dawn", False),
        ("lang:fa", "IRNA", True),
        ("for:AFG", "Amu TV", True),
        ("AFG", "Amu TV", False),
        ("tass.ru", "TASS", True),
        ("Village Voice", "village voice", True),
        ("/unknown", "Village Voice", True),
        ("RUS", "Village Voice", False),
    ],
)
def test_selectors(selector: str, name: str, meant: bool) -> None:
    assert KNOWN.belongs(selector, name, KNOWN.find(name), day("2022-01-01")) is meant


def test_blocs_along_each_dimension() -> None:
    ndtv = KNOWN.find("NDTV")
    assert KNOWN.bloc("control", "NDTV", ndtv, day("2020-01-01")) != KNOWN.bloc("control", "NDTV", ndtv, day("2024-01-01"))
    assert [KNOWN.bloc(d, "NDTV", ndtv, day("2020-01-01")) for d in ("country", "ownership", "agency", "language", "outlet", "blocs")] == [
        "IND", "private", "no agency", "en", "NDTV", "others"
    ]  # fmt: skip
    assert KNOWN.bloc("country", "Village Voice", None, None) == "unknown"
    assert KNOWN.bloc("outlet", "Village Voice", None, None) == "Village Voice"
    assert KNOWN.bloc("blocs", "Reuters", KNOWN.find("Reuters"), None) == "world agencies"


def test_an_overlay_adds_replaces_and_retires(tmp_path: Path) -> None:
    known = overlay(
        tmp_path,
        "outlets.yaml",
        """outlets:
  - {id: my-village, name: Village Voice, hosts: [village.example.org], country: PER, owners: [{ownership: private}]}
  - {id: tass, name: TASS, country: RUS, owners: [{ownership: unknown}]}
  - {id: rt, retired: "true"}
blocs: {mine: [my-village]}
""",
    )
    found = outlets.load(known)
    assert found.find("", "https://www.village.example.org/1") == found.by_id["my-village"]
    assert found.bloc("ownership", "TASS", found.find("tass"), None) == "unknown"
    assert "rt" not in found.by_id
    assert found.bloc("blocs", "Village Voice", found.find("Village Voice"), None) == "mine"
    assert world_check.check(known) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("outlets.yaml", "outlets:\n  - {id: a, name: A, owners: [{ownership: royal}]}", "unknown ownership 'royal'"),
        ("outlets.yaml", "outlets:\n  - {id: a, name: A, country: XYZ, owners: [{ownership: state}]}", "unknown country 'XYZ'"),
        ("outlets.yaml", "outlets:\n  - {id: a, name: A}", "has no owners"),
        ("outlets.yaml", "outlets:\n  - {id: a, name: A, owners: [{ownership: state, from: soon}]}", "'soon' is not a date"),
        ("outlets.yaml", "outlets:\n  - {id: a, name: A, owners: [{ownership: state}, {ownership: party, from: '2020'}]}", "overlap"),
        ("outlets.yaml", "outlets:\n  - {id: a, name: Reuters, owners: [{ownership: state}]}", "'reuters' is also reuters"),
        ("outlets.yaml", "outlets:\n  - {id: a, name: A, hosts: ['https://a.org/'], owners: [{ownership: state}]}", "not the name of a server"),
        ("outlets.yaml", "outlets:\n  - {name: A}", "has no id"),
        ("regions.yaml", "regions:\n  - {names: [Mine], countries: [AFG, XYZ]}", "unknown country 'XYZ'"),
        ("regions.yaml", "regions:\n  - {names: [Mine], countries: [AFG], around: [AFG]}", "inside and around"),
        ("regions.yaml", "regions:\n  - {names: [Mine, Sahel], countries: [AFG]}", "also a name of Sahel"),
        ("regions.yaml", "regions:\n  - {names: [Mine]}", "needs names and countries"),
        ("country_numbers.yaml", "countries:\n  AFG: {cow: '700', gw: '701'}", "differ and nothing says why"),
        ("country_numbers.yaml", "countries:\n  AFG: {both: '710'}", "is also"),
        ("country_numbers.yaml", "countries:\n  AFG: {both: seven}", "no country number"),
        ("country_numbers.yaml", "countries:\n  QQQ: {both: '999'}", "no entity file"),
        ("measures.yaml", "talks: [CHAT]", "unknown event type 'CHAT'"),
        ("watchlist.yaml", "actors: [party, club]", "unknown kind 'club'"),
    ],
)
def test_the_check_says_what_is_wrong_and_where(tmp_path: Path, name: str, content: str, said: str) -> None:
    faults = [str(fault) for fault in world_check.check(overlay(tmp_path, name, content))]
    found = next(fault for fault in faults if said in fault)
    assert found.startswith(str(tmp_path / name) + ":")


def test_regions_are_found_by_any_name_or_by_their_countries() -> None:
    asked = ["Central Asia", "central  asia", "the Sahel", "AFG, pak"]
    assert [regions.find_region(KNOWLEDGE, name).name for name in asked] == ["Central Asia", "Central Asia", "Sahel", "AFG, PAK"]
    with pytest.raises(UsageError, match="Central Asia"):
        regions.find_region(KNOWLEDGE, "Centrl Asia")


def test_numbers_that_differ_between_the_lists() -> None:
    numbers = regions.load_numbers(KNOWLEDGE)
    assert (numbers["AFG"].cow, numbers["AFG"].gw) == (700, 700)
    assert (numbers["DEU"].cow, numbers["DEU"].gw) == (255, 260)
    assert (numbers["PSE"].cow, numbers["PSE"].gw) == (None, None)
