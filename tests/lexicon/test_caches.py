"""What is kept in the cache folder: one index of places for all overlays without places, and no more caches than are of use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dragoman.lexicon.files import KEPT, cache_folder, fresh, load_tree, write_cache
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.places import fold, identity, read_gazetteer

PARTY = """country: MLT
entities:
  - {id: free-harbour, kind: party, names: [Free Harbour Movement, FHM], sector: PTY}
  - {id: nina-sample, kind: person, names: [Nina Samplesdottir], short: [Samplesdottir]}
  - {id: sample-strip, kind: territory, names: [Sample Strip]}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Knowledge:
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "MLT.yaml").write_text(PARTY, encoding="utf8")
    return Knowledge.open(tmp_path)


def test_an_overlay_of_entities_needs_no_index_of_its_own(overlay: Knowledge, tmp_path: Path) -> None:
    plain = Knowledge.open()
    assert identity(overlay) == identity(plain)
    (tmp_path / "places.yaml").write_text("regions:\n  Sample Coast: MLT 35.9 14.4\n", encoding="utf8")
    assert identity(overlay) != identity(plain)


def test_what_an_overlay_says_of_entities_is_laid_over_the_index(overlay: Knowledge) -> None:
    plain, ours = read_gazetteer(Knowledge.open()), read_gazetteer(overlay)
    told = {name: [(row.kind, row.country) for row in ours.find(name)] for name in ("free harbour movement", "=FHM", "samplesdottir")}
    assert told == {"free harbour movement": [("entity", "MLT")], "=FHM": [("entity", "MLT")], "samplesdottir": [("surname", "MLT")]}
    assert not any(plain.find(name) for name in told)
    assert ours.find("sample strip") == ()
    assert ours.find(fold("Valletta")) == plain.find(fold("Valletta")) != ()


def test_a_name_that_is_also_a_place_keeps_its_places(tmp_path: Path) -> None:
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "MLT.yaml").write_text(PARTY.replace("Free Harbour Movement", "Valletta"), encoding="utf8")
    found = read_gazetteer(Knowledge.open(tmp_path)).find("valletta")
    assert found[:-1] == read_gazetteer(Knowledge.open()).find("valletta")
    assert (found[-1].kind, found[-1].country) == ("entity", "MLT")
    assert len({row.index for row in found}) == len(found)


def test_a_damaged_entry_of_an_overlay_is_left_to_the_registry(tmp_path: Path) -> None:
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "MLT.yaml").write_text("country: MLT\nentities: [nobody]\n", encoding="utf8")
    assert read_gazetteer(Knowledge.open(tmp_path)).more == {}


def test_only_the_caches_last_used_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    other = cache_folder() / "entity-index-0.json"
    write_cache(other, b"{}")
    paths = [cache_folder() / f"entities-{number:016}.json" for number in range(KEPT + 1)]
    for number, path in enumerate(paths[:-1]):
        write_cache(path, b"{}")
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    assert fresh(paths[0])  # written first, but in use: it outlives younger ones
    write_cache(paths[-1], b"{}")
    left = {path.name for path in cache_folder().iterdir()}
    assert left == {other.name, *(path.name for path in paths)} - {paths[1].name}
    assert not fresh(paths[1])


def test_a_tree_is_read_again_when_its_cache_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "regions.yaml").write_text("a: b\n", encoding="utf8")
    for _ in range(2):
        assert load_tree(tmp_path, "regions.yaml") == {"regions.yaml": {"a": "b"}}
        for path in cache_folder().iterdir():
            path.unlink()
