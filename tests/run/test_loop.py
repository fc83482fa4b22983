"""The whole loop: add → a wrong claim → a user's rule → code again → what it changed."""

from __future__ import annotations

import json
from pathlib import Path

import storekit

from dragoman.coding.pipeline import Coder
from dragoman.model import Settings
from dragoman.run.adding import add, recode
from dragoman.store import manifest
from dragoman.store.diff import diff
from dragoman.store.query import Filters, claims
from dragoman.store.store import init

RULES = """
rules:
  - id: {wrong}
    retired: true
  - id: my-serenade
    mode: visit
    cameo: "042"
    verb:
      - "{{actor}} serenade {{recipient}}"
    examples:
      - {{text: "Envoys of Peru serenaded Chile in May.", actor: Envoys of Peru, recipient: Chile}}
    not:
      - The band serenaded the crowd.
"""


def test_from_a_wrong_claim_to_a_rule_to_its_effect(tmp_path: Path, coder: Coder) -> None:
    store = tmp_path / "news"
    init(store, True, "0")
    texts = (
        "Norway hosted Peru in Oslo on Monday.",
        "Ghana serenaded Kenya on Monday.",
        "Chile and Jordan signed a trade agreement in Amman on Friday.",
    )
    path = storekit.write(tmp_path / "in.jsonl", [storekit.report(n, title="", text=text) for n, text in enumerate(texts)])
    before = add(store, [path], coder)

    found = [row for batch in claims(manifest.read(store), Filters(actor=("PER",)), columns=["rule", "sentence"]) for row in batch.to_pylist()]
    assert [row["sentence"] for row in found] == [texts[0]]  # say this one is wrong

    mine = tmp_path / "mine" / "events" / "consult" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text(RULES.format(wrong=found[0]["rule"]), encoding="utf8")
    after = recode(store, Coder(Settings(knowledge=str(tmp_path / "mine"))))
    assert (after.coded, after.run != before.run) == (3, True)

    snapshot = manifest.read(store)
    changes = list(diff(snapshot, before.run, after.run))
    assert {change.sentence for change in changes} == {texts[0], texts[1]}
    assert all(change.new is None or change.new["rule"] != found[0]["rule"] for change in changes)
    mine_now = [change.new for change in changes if change.sentence == texts[1] and change.new]
    assert [record["rule"] for record in mine_now] == ["my-serenade"]
    assert list(diff(snapshot, before.run, before.run)) == []

    newest = storekit.answer(store, "SELECT DISTINCT rule FROM claims")
    assert "my-serenade" in [row["rule"] for row in newest]
    older = storekit.answer(store, "SELECT DISTINCT rule FROM claims", run=before.run)
    assert "my-serenade" not in [row["rule"] for row in older]

    status, out, err = storekit.call("diff", f"{store}/runs/{before.run}", f"{store}/runs/{after.run}", "--format", "jsonl")
    assert status == 0
    assert [json.loads(line)["sentence"] for line in out.splitlines()] == [change.sentence for change in changes]
    assert f"{before.run} to {after.run}: " in err
    _, out, _ = storekit.call("diff", "first", "last", "--store", str(store))
    assert "[my-serenade]" in out
