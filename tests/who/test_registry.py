"""The registry: dates, names, layers, and what its check reports."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dragoman.errors import KnowledgeError
from dragoman.lexicon.entities import Registry, moment, registry
from dragoman.lexicon.entity_check import check
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.folding import pieces

GOOD = """
country: ZZZ
state: {id: zubrowka, names: [Zubrowka], adjectives: [Zubrowkan], people: [Zubrowkans], capital: Lutz}
entities:
  - {id: ilse-brandt, kind: person, names: [Ilse Brandt], roles: [{title: mayor, sector: GOV, from: "2001", until: "2003-05"}]}
"""


def overlay(folder: Path, content: str, name: str = "ZZZ.yaml") -> Knowledge:
    (folder / "entities").mkdir(exist_ok=True)
    (folder / "entities" / name).write_text(content, encoding="utf8")
    return Knowledge.open(folder)


def own_faults(knowledge: Knowledge, folder: Path) -> list[KnowledgeError]:
    return [fault for fault in check(Knowledge((Path(knowledge.folders[1]),))) if str(folder) in fault.where]


def test_a_date_is_as_precise_as_it_is_written() -> None:
    month = moment("2003-02")
    assert month is not None
    assert (month.first, month.last, month.granularity) == (dt.date(2003, 2, 1), dt.date(2003, 2, 28), "month")
    with pytest.raises(ValueError, match="not a date"):
        moment("February 2003")


@pytest.mark.parametrize(
    ("name", "folded"),
    [("U.S.", ("us",)), ("al-Assad", ("al", "assad")), ("Çavuşoğlu", ("cavusoglu",)), ("Nuku'alofa", ("nuku", "alofa")), ("Łódź", ("lodz",))],
)
def test_names_are_folded_into_pieces(name, folded) -> None:
    assert pieces(name) == folded


def test_a_layer_adds_changes_and_retires(tmp_path: Path) -> None:
    content = GOOD + '  - {id: norway, names: [Norway, Norge]}\n  - {id: storting, retired: "true"}\n'
    found = registry(overlay(tmp_path, content))
    assert found.get("ilse-brandt").country == "ZZZ"
    assert found.get("norway").names == ("Norway", "Norge")
    assert found.get("norway").kind == "state"
    assert "storting" not in found


def test_the_built_in_registry_knows_states_and_people(knowledge: Knowledge) -> None:
    found: Registry = registry(knowledge)
    norway = found.state("NOR")
    assert norway is not None
    assert norway.capital == ("Oslo",)
    assert found.search("Erna Solberg")[0].id == "erna-solberg"
    with pytest.raises(KnowledgeError):
        found.get("nobody-at-all")


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ('{id: a, kind: person, names: [A B], roles: [{sector: GOV, from: "2001", until: "1999"}]}', "after it ends"),
        ('{id: a, kind: person, names: [A B], roles: [{sector: GOV, from: "2001", until: "2009"}, {sector: MIL, from: "2005"}]}', "overlaps"),
        ("{id: a, kind: person, names: [A B], roles: [{sector: XXX}]}", "unknown sector"),
        ("{id: a, kind: person, names: [A B], roles: [{title: party leader, sector: PTY, second: GOV}]}", "is GOV, second PTY"),
        ("{id: a, kind: party, names: [A B], sector: PTY, second: GOV}", "is GOV, second PTY"),
        ("{id: a, kind: wizard, names: [A B]}", "unknown kind"),
        ("{id: ilse-brandt, kind: person, names: [A B]}", "this id is also in"),
        ("{id: a, kind: person, names: [Ilse Brandt]}", "is also a name of"),
        ("{id: a, kind: igo, names: [A B], members: [QQQ]}", "is no country"),
        ("{id: a, kind: territory, names: [A B], facts: [{fact: claimed_by, by: atlantis}]}", "is no entity"),
        ('{id: a, kind: person, names: [A B], roles: [{sector: GOV, from: "last year"}]}', "not a date"),
    ],
)
def test_check_reports_faults_with_their_line(tmp_path: Path, record: str, what: str) -> None:
    (tmp_path / "sectors.yaml").write_text("sectors: {GOV: {}, MIL: {}, PTY: {}}\n", encoding="utf8")
    knowledge = overlay(tmp_path, GOOD + f"  - {record}\n")
    faults = own_faults(knowledge, tmp_path)
    assert [fault for fault in faults if what in fault.what and fault.where.endswith(":6")]
    assert len(faults) == 1


TWO = """country: ZZZ
entities:
  - {id: a, kind: person, names: [A One], wikidata: Q1, roles: [{title: premier, sector: GOV, from: "2001-02-03", until: "%s"}]}
  - {id: b, kind: person, names: [B Two], wikidata: %s, roles: [{title: premier, sector: GOV, from: "%s"%s}]}
"""


@pytest.mark.parametrize(
    ("until", "id", "begins", "more", "what"),
    [
        ("2003-05-06", "Q1", "2003-05-06", "", ["Q1 is also a"]),
        ("2003-05-06", "Q2", "2003-05-06", "", []),  # on the day one hands over
        ("2003-05-06", "Q2", "2003-05-01", "", ["is premier of ZZZ from 2003-05-01 while a still is"]),
        ("2003-05", "Q2", "2003-05-04", "", []),  # it may have been before
        ("2003-05-06", "Q2", "2003-05", "", []),
        ("2003-05-06", "Q2", "2003-05-01", ', overlaps: "true"', []),  # both claimed it
    ],
)
def test_check_reports_what_only_one_can_have(tmp_path: Path, until: str, id: str, begins: str, more: str, what: list[str]) -> None:
    (tmp_path / "sectors.yaml").write_text("sectors: {GOV: {}}\nunique_offices: [premier]\n", encoding="utf8")
    faults = own_faults(overlay(tmp_path, TWO % (until, id, begins, more)), tmp_path)
    assert [any(words in fault.what and fault.where.endswith(":4") for words in what) for fault in faults] == [True] * len(what)


def test_check_is_silent_on_a_good_file(tmp_path: Path) -> None:
    (tmp_path / "sectors.yaml").write_text("sectors: {GOV: {}}\n", encoding="utf8")
    assert own_faults(overlay(tmp_path, GOOD), tmp_path) == []


def test_an_overlay_that_changes_the_kind_is_reported(tmp_path: Path) -> None:
    knowledge = overlay(tmp_path, "country: NOR\nentities:\n  - {id: storting, kind: person, names: [Storting]}\n", "NOR.yaml")
    faults = [fault for fault in check(knowledge) if str(tmp_path) in fault.where]
    assert [fault.where.rsplit(":", 1)[1] for fault in faults if "keep the kind" in fault.mend] == ["3"]


def test_nothing_is_wrong_with_the_built_in_entities(knowledge: Knowledge) -> None:
    assert [str(fault) for fault in check(knowledge)] == []
