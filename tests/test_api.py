"""The public names, their laziness, and the page that documents them."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import dragoman

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("page", ["docs/api.md", "docs/reading.md", "README.md"])
def test_examples_of_the_papers_are_true(page: str) -> None:
    found = doctest.testfile(str(ROOT / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0
    assert found.failed == 0


def test_every_public_name_is_there() -> None:
    assert all(getattr(dragoman, name) is not None for name in dragoman.__all__)
    assert dir(dragoman) == sorted(dragoman.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Codder'"):
        dragoman.Codder  # noqa: B018 - the attribute is what is tested


def test_import_loads_nothing() -> None:
    words = "import sys, dragoman; print(sorted(m for m in sys.modules if m.startswith('dragoman') or m in ('spacy', 'numpy', 'pyarrow')))"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout == "['dragoman']\n"
