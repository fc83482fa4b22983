"""A report that breaks the coder costs itself and nothing else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.coding.join import Join


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
