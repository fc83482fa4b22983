"""The tests of the store share the fixtures and the kit of the tests of `run`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))

from storefixtures import coder, empty, original, store, twelve

__all__ = ["coder", "empty", "original", "store", "twelve"]
