"""Quality must not fall: scores on the shared gold against floors. Runs where the gold is, says so where it is not.

To raise floors after an improvement, or to lower one on purpose: DRAGOMAN_SET_FLOORS=1 (raise) or DRAGOMAN_SET_FLOORS=lower.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dragoman.cli import measuring
from dragoman.coding.pipeline import Coder

GOLD = Path(os.environ.get("DRAGOMAN_GOLD", Path(__file__).resolve().parents[3] / "shared" / "gold"))
FLOORS = Path(__file__).with_name("floors.json")
SLACK = 0.005  # rounding in floors.json
FILES = {"claims": "claims-dev.jsonl", "relations": "relations-dev.tsv"}


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.mark.parametrize("what", sorted(FILES))
def test_scores_stay_above_their_floors(what: str, coder: Coder) -> None:
    gold = GOLD / FILES[what]
    if not gold.is_file():
        pytest.skip(f"no gold at {gold}: quality is not measured here (set DRAGOMAN_GOLD to the folder that has it)")
    measure = getattr(measuring, what)
    scores, _, _ = measure(coder, gold, None, "both", False)
    found = {s.name: round(s.value, 3) for s in scores}
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf8"))
    setting = os.environ.get("DRAGOMAN_SET_FLOORS", "")
    if setting:
        old = floors.get(what, {})
        floors[what] = {n: v if setting == "lower" else max(v, old.get(n, 0.0)) for n, v in found.items()}
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf8")
    fallen = {n: (v, floor) for n, floor in floors.get(what, {}).items() if (v := found.get(n, 0.0)) < floor - SLACK}
    assert not fallen, f"scores below their floors (score, floor): {fallen}"
