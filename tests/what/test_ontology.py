"""docs/ontology.md as written: its files make a type that is checked, coded and shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.errors import KnowledgeError
from dragoman.evaluation.borders import border_failures
from dragoman.evaluation.examples import failures
from dragoman.exports.codebook import markdown
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ontology.md"
FILE = re.compile(r"```yaml\n# (events/\S+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ontology")
    for name, content in FILE.findall(PAGE.read_text(encoding="utf8")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf8")
    return root


@pytest.fixture(scope="module")
def coder(folder: Path) -> Coder:
    return Coder(Settings(knowledge=str(folder)))


def test_the_page_has_the_type_and_three_rules(coder: Coder) -> None:
    codebook = coder.rooms.codebook
    assert codebook.types["ESPIONAGE"].mode("recruit") is not None
    assert sum(rule.event_type == "ESPIONAGE" for rule in codebook.rules.values()) == 3


def test_its_proof_holds(coder: Coder) -> None:
    codebook = coder.rooms.codebook
    rules = [rule for rule in codebook.rules.values() if rule.event_type == "ESPIONAGE"]
    assert failures(coder, rules) == []
    assert border_failures(coder, [codebook.types["ESPIONAGE"]]) == []


def test_a_report_is_coded_with_it(coder: Coder) -> None:
    (claim,) = [c for c in coder.code("Danish agents have spied on Swedish ministers in Malmo.", "2023-06-15") if c.event_type == "ESPIONAGE"]
    assert (claim.quad_category, claim.intensity, claim.rule) == ("MATERIAL CONFLICT", -6.0, "espionage-spy")
    assert [p.country for p in (*claim.actors, *claim.recipients)] == ["DNK", "SWE"]


def test_it_takes_precedence_over_an_equal_rule(coder: Coder) -> None:
    text = "Maltese agents wiretapped a Libyan envoy."
    assert "ESPIONAGE" in {c.event_type for c in coder.code(text, "2023-06-15")}


def test_the_codebook_shows_it(coder: Coder) -> None:
    page = markdown(coder.rooms.codebook)
    assert "\n## ESPIONAGE\n" in page
    assert "### espionage-recruit" in page


def test_a_rule_of_no_type_says_where(tmp_path: Path) -> None:
    (tmp_path / "events" / "arson").mkdir(parents=True)
    (tmp_path / "events" / "arson" / "fires.yaml").write_text("rules: []\n", encoding="utf8")
    with pytest.raises(KnowledgeError, match=r"type\.yaml"):
        Codebook.load(Knowledge.open(tmp_path))
