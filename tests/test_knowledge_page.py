"""The steps of docs/knowledge.md, carried out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman import Coder, Settings
from dragoman.evaluation.examples import failures
from dragoman.lexicon.entity_check import check
from dragoman.lexicon.events import EXAMPLE_KEYS, RULE_KEYS

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "knowledge.md").read_text(encoding="utf8")
BLOCK = re.compile(r"```yaml\n# (?P<name>\S+)\n(?P<content>.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def coder(tmp_path_factory: pytest.TempPathFactory) -> Coder:
    folder = tmp_path_factory.mktemp("my-knowledge")
    for block in BLOCK.finditer(PAGE):
        path = folder / block["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["content"], encoding="utf8")
    return Coder(Settings(knowledge=str(folder)))


def test_the_actor_acts_for_different_sides_at_different_times(coder: Coder) -> None:
    found = [coder.rooms.who("Nina Sample", date) for date in ("2021-05-01", "2023-05-01")]
    assert [(f["country"], f["sector"]) for f in found] == [("MLT", "PTY"), ("MLT", "GOV")]
    assert not [problem for problem in check(coder.knowledge) if problem.where.startswith(coder.settings.knowledge)]


def test_the_rule_passes_its_proof_and_codes_a_new_sentence(coder: Coder) -> None:
    rule = coder.rooms.codebook.rules["consult-compare-notes"]
    assert [str(problem) for problem in failures(coder, [rule])] == []
    (claim,) = coder.code("Nina Sample compared notes with Tunisian diplomats on Monday.", published="2023-05-03")
    assert (claim.rule, claim.actors[0].country, claim.recipients[0].country) == (rule.id, "MLT", "TUN")


def test_every_key_of_a_rule_is_explained() -> None:
    keys = PAGE.split("## The keys of a rule")[1]
    missing = [key for key in sorted((RULE_KEYS | EXAMPLE_KEYS) - {"retired", "text"}) if f"`{key}" not in keys]
    assert missing == []
    assert "`retired: true`" in PAGE
