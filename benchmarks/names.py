"""What many more names cost: `python -m benchmarks.names [REPORTS.jsonl] [--names 200000] [--most N]`.

Codes the same reports with the built-in registry and with an overlay that adds so many invented names (persons of all countries, first and
last name made of syllables), and prints the CPU seconds of both and their ratio, loading left out. The share that names add should stay
below 5 %. Figures are printed, never asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "il")]
COUNTRIES = ["NOR", "TCD", "PER", "KAZ", "IDN", "NGA", "CAN", "SAU"]


def overlay(folder: Path, names: int) -> None:
    """An entity file with invented people, the same ones in each run."""
    chance = random.Random(4)
    lines = ["entities:"]
    for k in range(names):
        first, last = ("".join(chance.choices(SYLLABLES, k=n)).title() for n in (2, 3))
        lines.append(f'  - {{id: bench-{k}, kind: person, country: {COUNTRIES[k % len(COUNTRIES)]}, names: ["{first} {last}"], sector: GOV}}')
    (folder / "entities").mkdir()
    (folder / "entities" / "bench.yaml").write_text("\n".join(lines), encoding="utf8")


def seconds(texts: list[tuple[str, str]], folder: str) -> float:
    """CPU seconds of coding the texts, best of two rounds."""
    from dragoman.coding.pipeline import Coder
    from dragoman.model import Settings

    coder = Coder(Settings(knowledge=folder))
    coder.code("Norway hosted a Taliban delegation in Oslo on Friday.", published="2022-01-24")
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        for text, published in texts:
            coder.code(text, published=published)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path, nargs="?", default=Path(__file__).parent.parent / "src/dragoman/demo/more-reports.jsonl")
    parser.add_argument("--names", type=int, default=200_000)
    parser.add_argument("--most", type=int, default=None, help="only the first N reports")
    options = parser.parse_args()
    lines = options.reports.read_text(encoding="utf8").splitlines()[: options.most or sys.maxsize]
    texts = [(row["text"], row.get("published") or "") for row in map(json.loads, lines)]
    with tempfile.TemporaryDirectory() as folder:
        overlay(Path(folder), options.names)
        more, plain = seconds(texts, folder), seconds(texts, "")
    change = 100 * (more / plain - 1)
    print(f"{len(texts)} reports: {plain:.2f} s with the built-in names, {more:.2f} s with {options.names} more: {change:+.1f} %")


if __name__ == "__main__":
    main()
