"""Ray actors code the same bytes as local workers, and one that is killed costs nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.run import cluster
from dragoman.run.adding import Tally, add
from dragoman.store.files import StoreError

OWN = """country: NOR
entities:
  - id: envoys-guild
    kind: ngo
    names: [Envoys Guild]
    country: NOR
    sector: NGO
"""
ray = pytest.importorskip("ray", reason="pip install 'dragoman[ray]'")


@pytest.fixture(scope="module")
def here() -> object:
    with cluster.connected(""):
        yield


def actors() -> list[int]:
    """Processes of the actors of this machine's cluster."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if words.startswith(b"ray::Actor"):
                found.append(int(folder.name))
    return found


def test_two_actors_one_killed(here: object, twelve: str, coder: Coder, empty: Callable[..., Path], original: Path) -> None:
    store = empty()
    killed: list[int] = []

    def kill(tally: Tally) -> None:
        if tally.coded and not killed:  # the other actor, or this one, is at the next shard
            killed.extend(actors()[:1])
            os.kill(killed[0], signal.SIGKILL)

    tally = add(store, [twelve], coder, workers=2, cluster="", shard=2, watch=kill)
    assert killed
    assert (tally.coded, tally.failed) == (12, 0)
    assert storekit.whole(store) == 12
    assert storekit.segments(store) == storekit.segments(original)


def test_own_knowledge_travels_with_the_actors(here: object, tmp_path: Path, twelve: str, empty: Callable[..., Path]) -> None:
    from dragoman.model import Settings

    mine = tmp_path / "mine"
    (mine / "entities").mkdir(parents=True)
    (mine / "entities" / "extra.yaml").write_text(OWN, encoding="utf8")
    coder = Coder(Settings(knowledge=str(mine)))
    local, remote = empty("local"), empty("remote")
    add(local, [twelve], coder, shard=6)
    add(remote, [twelve], coder, workers=1, cluster="", shard=6)
    assert storekit.segments(local) == storekit.segments(remote)


def test_other_code_on_a_machine_is_refused(
    here: object, coder: Coder, twelve: str, empty: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = cluster.pack(coder.settings)
    old = cluster.Luggage(packed.settings, packed.knowledge, "another", packed.model)
    monkeypatch.setattr(cluster, "pack", lambda settings: old)
    with pytest.raises(StoreError, match="another version"):
        add(empty(), [twelve], coder, workers=1, cluster="", shard=12)


def test_progress_is_told(here: object, coder: Coder, twelve: str, empty: Callable[..., Path]) -> None:
    seen: list[int] = []

    def watch(tally: Tally) -> None:
        seen.append(tally.coded)

    add(empty(), [twelve], coder, workers=0, cluster="", shard=4, watch=watch)
    assert seen[-1] == 12


def test_nothing_at_the_address(coder: Coder, twelve: str, empty: Callable[..., Path]) -> None:
    if ray.is_initialized():
        ray.shutdown()
    status, _, said = storekit.call("add", str(empty()), twelve, "--engine", "ray", "--address", "127.0.0.1:1")
    assert status == 2
    assert "no Ray cluster" in said
