"""The notebooks and the R script of the docs run, cell by cell, as a reader would run them."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dragoman.measures import Period, open_basis, panel
from dragoman.measures.panel import write_csv

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each notebook leaves behind: name → its variables."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("notebooks"))
        for path in NOTEBOOKS:
            names: dict[str, Any] = {"__name__": path.stem}
            for number, cell in enumerate(json.loads(path.read_text(encoding="utf8"))["cells"]):
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), f"{path.name}, cell {number}", "exec"), names)
            found[path.stem] = names
    return found


def test_there_are_two_notebooks_with_clean_cells() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["panel", "region"]
    cells = [cell for path in NOTEBOOKS for cell in json.loads(path.read_text(encoding="utf8"))["cells"]]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
    assert len({cell["id"] for cell in json.loads(NOTEBOOKS[0].read_text(encoding="utf8"))["cells"]}) > 5


def test_the_panel_notebook_draws_what_the_made_up_texts_say(ran: dict[str, dict[str, Any]]) -> None:
    names = ran["panel"]
    frame = names["frame"]
    assert (names["work"] / "panel.png").stat().st_size > 5_000
    aid = frame[(frame["actor"] == "NOR") & (frame["recipient"] == "PER")]["n_AID"].sum()
    assert aid == 3
    late = frame[(frame["actor"] == "PER") & (frame["period"] >= "2023-05")]
    assert (late["n_ACCUSE"] > 0).all()


def test_the_region_notebook_ends_with_parts_of_a_score(ran: dict[str, dict[str, Any]]) -> None:
    names = ran["region"]
    assert {"aid", "engagement", "coercion"} == set(names["weighed"][0]["parts"])
    assert len(names["side"]) > 10


def test_the_python_of_the_page_runs(ran: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ran["region"]["news"].parent)
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "measures.md").read_text(encoding="utf8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    assert set(names["frame"]["actor"]) == {"RUS", "CHN", "AFG"}
    assert names["account"]["region"] == "Central Asia"


def test_the_r_script_draws_a_panel(ran: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("no R here")
    made = panel(open_basis(ran["panel"]["news"]), Period.MONTH, actors=["NOR", "PER"])
    with (tmp_path / "panel.csv").open("wb") as out:
        write_csv(made.table, out)
    words = ["Rscript", str(DOCS / "r" / "panel.R"), "panel.csv", "PER", "NOR", "panel.png"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (tmp_path / "panel.png").stat().st_size > 2_000
    rows = list(csv.DictReader((tmp_path / "panel.csv").open(encoding="utf8")))
    unread = [row["period"] for row in rows if row["actor"] == "PER" and row["reports_read"] == "0"]
    (line,) = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == unread[:1]]
    assert line[2] == "NA"
    wrong = subprocess.run([*words[:3], "XXX", "NOR", "x.png"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert wrong.returncode != 0
    assert "no pair" in wrong.stderr
