"""A store of the twelve short reports of the tests of `run` and one in which people speak, and a reading room over it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "run"))

import storekit
from storefixtures import coder, empty, store, twelve

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store.store import init
from dragoman.web.app import create_app

BASE = "http://127.0.0.1:8377"
SPOKEN = (
    "Norway and Peru held talks in Oslo. Norwegian Foreign Minister Ida Holm said Peru would open a port. "
    "“We want more trade,” Peru’s foreign ministry said. Norway warned that the talks could fail."
)


def room(store: Path, **options: object) -> TestClient:
    return TestClient(create_app(store, **options), base_url=BASE)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, coder: Coder, twelve: str) -> Path:
    """A store of thirteen reports. Not to be changed: copy it."""
    folder = tmp_path_factory.mktemp("room")
    init(folder / "news", True, "0")
    said = storekit.write(folder / "said.jsonl", [storekit.report(20, title="Talks in Oslo", text=SPOKEN)])
    add(folder / "news", [twelve, said], coder, shard=4)
    return folder / "news"


@pytest.fixture(scope="session")
def reader(original: Path) -> TestClient:
    """A room over a store that nobody writes."""
    return room(original, read_only=True)


@pytest.fixture
def writer(store: Path) -> TestClient:
    """A room over a store of one's own."""
    return room(store)


@pytest.fixture
def open_room() -> Callable[..., TestClient]:
    return room


__all__ = ["coder", "empty", "store", "twelve"]
