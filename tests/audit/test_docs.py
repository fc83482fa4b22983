"""The worked example of docs/audit.md, run on made data whose truth is known, and on the audited demo."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dragoman.audit.exporting import table, write_table
from dragoman.audit.report import markdown
from dragoman.audit.results import results
from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store.store import init

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from benchmarks.audit_demo import put  # noqa: E402

PAGE = (ROOT / "docs" / "audit.md").read_text(encoding="utf8")


def run_example(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "docs/audit.md", "exec"), names)
    assert said.getvalue().startswith("naive ")
    return names


def made(seed: int) -> tuple[pd.DataFrame, float]:
    """Sentences of which later ones have more conflict; the machine misses a third of it, more in later years, and invents some. With the
    slope that the truth would give."""
    random = np.random.default_rng(seed)
    n = 6_000
    year = random.integers(2019, 2026, n)
    since = year >= 2023
    truth = random.poisson(np.where(since, 0.30, 0.15))
    coded = random.binomial(truth, np.where(since, 0.5, 0.8)) + random.binomial(1, 0.03, n)
    chance = np.where(coded > 0, 0.5, 0.15)
    sampled = random.random(n) < chance
    frame = pd.DataFrame(
        {
            "report_id": [f"r{k // 6}" for k in range(n)], "year": year, "coded_mk": coded, "sampled": sampled.astype(int),
            "probability": chance, "gold_mk": np.where(sampled, truth, np.nan),
        }
    )  # fmt: skip
    return frame, float(truth[since].mean() - truth[~since].mean())


def test_the_corrected_slope_is_right_where_the_naive_one_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    naive, corrected, truths, inside = [], [], [], 0
    for seed in range(20):
        frame, truth = made(seed)
        frame.to_csv(tmp_path / "table.csv", index=False)
        names = run_example(tmp_path, monkeypatch)
        naive.append(names["naive"][1])
        corrected.append(names["corrected"][1])
        truths.append(truth)
        inside += abs(names["corrected"][1] - 0.15) < 1.96 * names["corrected_error"][1]
    assert np.mean(corrected) == pytest.approx(np.mean(truths), abs=0.012)
    assert np.mean(naive) < np.mean(truths) - 0.1
    assert inside >= 16


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    """The demo as a store with its audit."""
    store = tmp_path_factory.mktemp("demo") / "demo"
    init(store, True, "0")
    add(store, [str(ROOT / "src" / "dragoman" / "demo")], coder)
    put(store)
    return store


def test_the_example_runs_on_the_demo(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "table.csv").open("w", encoding="utf8", newline="") as out:
        rows = write_table(table(demo, "demo", run="last"), out)
    assert rows > 300
    names = run_example(tmp_path, monkeypatch)
    assert names["sampled"].sum() >= 50
    assert np.isfinite(names["corrected_error"]).all()


def test_the_audit_of_the_demo_finds_its_sentences_in_any_run(demo: Path) -> None:
    found = results(demo, "demo", run="last")
    assert len(found.scored.units) == 60
    assert not found.scored.gone
    assert found.overall[0].n > 30
    written = markdown(found)
    assert "Only one coder" in written
    headings = [line for line in written.splitlines() if line.startswith("### ")]
    assert headings == [
        line for line in (ROOT / "docs" / "audit-demo" / "audit.md").read_text(encoding="utf8").splitlines() if line[:4] == "### "
    ]
