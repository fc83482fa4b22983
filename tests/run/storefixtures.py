"""One coder, and one plain store to copy, for all tests of the rooms `run` and `store`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store.store import init


@pytest.fixture(scope="session")
def coder() -> Coder:
    return Coder()


@pytest.fixture(scope="session")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of twelve reports."""
    return storekit.write(tmp_path_factory.mktemp("input") / "reports.jsonl", map(storekit.report, range(12)))


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, coder: Coder, twelve: str) -> Path:
    """A store of the twelve reports in six shards. Not to be changed: copy it."""
    store = tmp_path_factory.mktemp("store") / "news"
    init(store, True, "0")
    add(store, [twelve], coder, shard=2)
    return store


@pytest.fixture
def store(original: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    return Path(shutil.copytree(original, tmp_path / "news"))


@pytest.fixture
def empty(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "empty", words: bool = True) -> Path:
        init(tmp_path / name, words, "0")
        return tmp_path / name

    return make
