from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading import read

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.open()


@pytest.fixture(scope="session")
def reading(knowledge: Knowledge) -> Callable[..., tuple[list[Report], list[Failure]]]:
    """Reports and failures of paths (names of samples or whole paths)."""

    def run(*paths: str | Path, **options: object) -> tuple[list[Report], list[Failure]]:
        given = [str(SAMPLES / path) if (SAMPLES / str(path)).is_file() else str(path) for path in paths]
        items = list(read(given, knowledge, **options))  # type: ignore[arg-type]
        return [i for i in items if isinstance(i, Report)], [i for i in items if isinstance(i, Failure)]

    return run
