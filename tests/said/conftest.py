"""The parser, loaded once for all tests of this room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dragoman.model import Field, Text
from dragoman.text import parse


@pytest.fixture(scope="session")
def read() -> Callable[..., Text]:
    def parsed(content: str, field: Field = Field.TEXT) -> Text:
        return parse(content, field)

    return parsed
