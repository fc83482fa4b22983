"""The tests of audits find their kit, and the store of those of `run`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "run"))

from storefixtures import coder, empty, original, store, twelve

__all__ = ["coder", "empty", "original", "store", "twelve"]
