"""Reports in languages that are not coded: kept in the store, counted, no failure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import storekit

from dragoman.cli.coding import in_other_languages
from dragoman.coding.pipeline import Coder
from dragoman.model import Failure
from dragoman.run.adding import add, recode
from dragoman.store import manifest
from dragoman.store.telling import methods

FRENCH = "Les ministres du Tchad et du Niger se sont réunis mardi à Diffa pour parler de la frontière. Le Niger a accusé son voisin."
GERMAN = "Die Minister beider Länder trafen sich am Dienstag in Wien. Österreich hat Ungarn verurteilt."


def mixed(folder: Path) -> str:
    reports = [storekit.report(1), storekit.report(2, text=FRENCH), storekit.report(3, text=GERMAN), storekit.report(4, text=FRENCH + " Oui.")]
    return storekit.write(folder / "mixed.jsonl", [{**report, "language": ""} for report in reports])


def test_they_are_kept_and_counted_and_no_failure(empty: Callable[..., Path], tmp_path: Path, coder: Coder) -> None:
    store = empty()
    told: list[Failure] = []
    tally = add(store, [mixed(tmp_path)], coder, tell=told.append)
    assert (tally.coded, tally.failed, told) == (1, 0, [])
    assert in_other_languages(tally.others) == "3 reports in other languages (de 1, fr 2)"
    kept = storekit.answer(store, "SELECT language, count(*) AS n FROM reports GROUP BY 1 ORDER BY 1")
    assert [(row["language"], row["n"]) for row in kept] == [("de", 1), ("en", 1), ("fr", 2)]
    coded = storekit.answer(store, "SELECT DISTINCT r.language FROM claims c JOIN reports r ON r.id = c.report_id")
    assert [row["language"] for row in coded] == ["en"]
    assert manifest.read(store).adds[0]["counts"]["language fr"] == 2
    assert "coded from 1 news report of" in methods(manifest.read(store))
    assert "3 more reports, in other languages than English, are kept" in methods(manifest.read(store))
    again = add(store, [str(tmp_path / "mixed.jsonl")], coder)
    assert (again.coded, again.counts["same"], again.others.total()) == (0, 4, 0)


def test_an_add_of_nothing_else_is_written_down(empty: Callable[..., Path], tmp_path: Path, coder: Coder) -> None:
    store = empty()
    path = storekit.write(tmp_path / "french.jsonl", [{**storekit.report(1, text=FRENCH), "language": "fr"}])
    tally = add(store, [path], coder)
    assert (tally.coded, tally.claims, dict(tally.others)) == (0, 0, {"fr": 1})
    assert len(manifest.read(store).adds) == 1
    assert recode(store, coder).coded == 0
