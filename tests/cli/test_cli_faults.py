"""A report that breaks the coder costs itself and nothing else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.coding.join import Join
from dragoman.errors import KnowledgeError, UsageError


def test_one_broken_report_does_not_stop_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, words in (("a", "Norway hosted Kenyan envoys in Oslo."), ("b", "Peru met Chile."), ("c", "Togo accused Benin of theft.")):
        (tmp_path / f"{name}-2023-05-01.txt").write_text(words, encoding="utf8")
    run = Join.run

    def broken(self: Join) -> object:
        if "Peru" in self.text.content:
            raise ZeroDivisionError("a fault for the test")
        return run(self)

    monkeypatch.setattr(Join, "run", broken)
    out = tmp_path / "claims.jsonl"
    result = CliRunner().invoke(app, ["code", str(tmp_path), "--format", "jsonl", "-o", str(out)])
    assert result.exit_code == 1
    assert "b-2023-05-01.txt" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    coded = out.read_text(encoding="utf8")
    assert "hosted" in coded
    assert "accused" in coded


def test_a_fault_in_ones_own_knowledge_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "mine" / "entities").mkdir(parents=True)
    (tmp_path / "mine" / "entities" / "PER.yaml").write_text("- id: somebody\n", encoding="utf8")
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("Peru met Chile.", encoding="utf8")
    for command in ("code", "statements"):
        result = CliRunner().invoke(app, [command, str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--knowledge", str(tmp_path / "mine")])
        assert isinstance(result.exception, KnowledgeError)
        assert "PER.yaml:1" in str(result.exception)
        assert "report this as a fault" not in result.stderr


def test_gold_without_rows_measures_nothing(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text("", encoding="utf8")
    result = CliRunner().invoke(app, ["evaluate", "claims", str(tmp_path / "gold.jsonl")])
    assert isinstance(result.exception, UsageError)
    assert "nothing in this gold file" in str(result.exception)
