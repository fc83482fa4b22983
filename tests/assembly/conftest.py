from __future__ import annotations

import pytest

from dragoman.coding.pipeline import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    return Coder()
