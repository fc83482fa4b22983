"""The tests of imports share the events made for the tests of exports."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "exports"))
