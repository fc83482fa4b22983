"""Fixtures of the tests of feeds: a real server, a coder, an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from server import Server, running

from dragoman.coding.pipeline import Coder
from dragoman.store.store import init


@pytest.fixture
def site() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def coder() -> Coder:
    return Coder()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    init(tmp_path / "news", True, "0")
    return tmp_path / "news"
