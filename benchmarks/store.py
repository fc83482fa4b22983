"""Figures of the store: `python -m benchmarks.store [query] [workers] [memory]`; all without a name.

query: 100,000 generated claims of 20,000 reports in 157 shards; each filter asked three times, the slowest of the later two counts.
workers: the same reports added by one worker and by two, in one run of this program; rates from start to end.
memory: 20,000 generated reports added by two workers; memory of the parent over time and the largest of any worker.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.coding.pipeline import Coder
from dragoman.model import Settings
from dragoman.run.adding import Tally, add
from dragoman.run.workers import memory as memory_now
from dragoman.store import manifest
from dragoman.store.query import Filters, claims, sql
from dragoman.store.rows import claim_row, content_hash
from dragoman.store.schema import CODED
from dragoman.store.store import init, put, segment_line, writing

STATES = {
    "Norway": "NOR", "Peru": "PER", "Kenya": "KEN", "Jordan": "JOR", "Vietnam": "VNM", "Ghana": "GHA", "Finland": "FIN", "Chile": "CHL",
    "Turkey": "TUR", "Japan": "JPN", "Brazil": "BRA", "Poland": "POL",
}  # fmt: skip
DEEDS = (
    "{a} and {b} signed a trade agreement in {a}'s capital on Monday.",
    "The foreign minister of {a} visited {b} on Tuesday for talks about the fishing grounds.",
    "{a} condemned {b} over the arrest of {n} sailors.",
    "Soldiers from {a} shelled a village in {b}, killing {n} people.",
    "{a} will send {n} tonnes of grain to {b} next month, its government said.",
)
REAL = Path("/work/shared/reports/state-2021.jsonl")
FILTERS = {
    "actor": {"actor": ("PER/GOV",)}, "actor by name": {"actor": ("kenya",)}, "recipient": {"recipient": ("JPN",)},
    "country": {"country": ("POL",)},
    "sector": {"sector": ("MIL",)}, "type": {"type": ("ASSAULT",)}, "mode": {"mode": ("visit",)}, "context": {"context": ("military",)},
    "quad": {"quad": ("MATERIAL CONFLICT",)}, "place": {"place": ("Lima",)}, "dates": {"since": "2021-03", "until": "2021-04"},
    "outlet": {"outlet": ("Outlet 3",)}, "speaker": {"speaker": ("NOR",)}, "recency": {"recency": ("background",)},
    "modality": {"modality": ("negated",)}, "confidence": {"confidence": 0.95}, "text": {"text": "sailors"},
    "several": {"actor": ("PER",), "type": ("ASSAULT", "CONSULT"), "since": "2021-06", "confidence": 0.5, "text": "village"},
}  # fmt: skip


def report(number: int, chance: random.Random, sentences: int = 2) -> dict[str, str]:
    picked = [chance.sample(sorted(STATES), 2) for _ in range(sentences)]
    text = " ".join(chance.choice(DEEDS).format(a=a, b=b, n=chance.randint(3, 400)) for a, b in picked)
    day = f"2021-{number % 12 + 1:02}-{number % 28 + 1:02}"
    url = f"https://example.org/{number}"
    return {"url": url, "title": "", "published": day, "publisher": f"Outlet {number % 9}", "language": "en", "text": text}


def write_reports(path: Path, count: int, sentences: int = 2) -> None:
    chance = random.Random(7)
    with path.open("w", encoding="utf8") as out:
        for number in range(count):
            out.write(json.dumps(report(number, chance, sentences)) + "\n")


def party(name: str, sector: str) -> dict[str, Any]:
    code = STATES[name]
    kept = {"start": 0, "end": len(name), "text": name, "entity": name.lower(), "name": name, "wikidata": f"Q{len(name)}", "country": code}
    return kept | {"sector": sector, "sector_2": ""}


def claim(number: int, report_id: str, published: str, chance: random.Random) -> dict[str, Any]:
    """A claim's record as coding stores it, with everything in it drawn by lot."""
    a, b, c = chance.sample(sorted(STATES), 3)
    sector = chance.choice(("GOV", "GOV", "GOV", "MIL", "REB"))
    sentence = chance.choice(DEEDS).format(a=a, b=b, n=chance.randint(3, 400))
    type = chance.choice(("CONSULT", "ASSAULT", "AGREE", "AID", "ACCUSE", "SUPPORT"))
    spoken = chance.random() < 0.3
    speaker = {"speaker": party(c, "GOV"), "cue": {"start": 0, "end": 4, "text": "said"}, "content": {"start": 0, "end": 9, "text": sentence}}
    place = {
        "start": 3,
        "end": 7,
        "text": "Lima",
        "name": chance.choice(("Lima", "Oslo", "Nairobi")),
        "geonameid": 3936456,
        "country": STATES[b],
    }
    return {
        "id": f"{number:016x}", "report_id": report_id, "event_type": type, "mode": chance.choice(("", "visit", "airstrikes")),
        "contexts": chance.choice(([], ["military"], ["diplomatic", "military"])),
        "quad_category": chance.choice(("VERBAL COOPERATION", "MATERIAL CONFLICT")), "intensity": 4.0, "cameo": "042",
        "trigger": {"start": 3, "end": 9, "text": "signed"}, "actor": [party(a, sector)], "recipient": [party(b, "GOV")],
        "date": {"start": published, "end": published, "granularity": "day", "basis": "publication", "ongoing": False, "text": "Monday"},
        "place": place | {"admin1": "", "latitude": 1.0, "longitude": 2.0, "granularity": "city", "disputed": ""},
        "recency": chance.choice(("news", "news", "background")), "modality": chance.choice(("asserted", "asserted", "future", "negated")),
        "attribution": speaker | {"quoted": True, "medium": "", "statement": ""} if spoken else None,
        "magnitude": {"killed": None, "injured": None, "size": None}, "field": "text", "confidence": round(chance.random(), 4),
        "coder": "rules", "rule": "made-up", "why": ["made for the benchmark"],
        "sentence": {"start": 0, "end": len(sentence), "text": sentence},
    }  # fmt: skip


def generated(store: Path, count: int = 100_000, per_report: int = 5, per_shard: int = 128) -> None:
    """A store of generated claims, written as coding would write them."""
    chance = random.Random(11)
    init(store, True, "benchmark")
    with writing(store) as writer:
        writer.commit({"what": "run", "id": "made", "settings": {}})
        numbers = list(range(count // per_report))
        for first in range(0, len(numbers), per_shard):
            reports, rows = [], []
            for number in numbers[first : first + per_shard]:
                made = report(number, chance)
                id = f"r{number:015x}"
                plain = {"id": id, "outlet": made["publisher"], "characters": len(made["text"]), "revises": ""}
                reports.append({**made, **plain, "content_sha256": content_hash("", made["text"]), "furniture": "", "captions": ""})
                rows += [claim_row(claim(number * per_report + k, id, made["published"], chance)) for k in range(per_report)]
            name = f"{first:016x}"
            tables = {"reports": writer.put_reports(name, reports)}
            for table in CODED:
                tables[table] = put(store, f"runs/made/{name}/{table}.parquet", table, rows if table == "claims" else [])
            writer.commit(segment_line(name, tables, "made"))
        writer.tidy()


def measure_query(folder: Path) -> None:
    store = folder / "generated"
    generated(store)
    snapshot = manifest.read(store)
    print(f"query: {sum(c.tables['claims'].rows for c in snapshot.chosen()):,} claims in {len(snapshot.reports)} shards")
    for name, given in FILTERS.items():
        times = []
        for _ in range(3):
            start = time.perf_counter()
            rows = sum(batch.num_rows for batch in claims(manifest.read(store), Filters(**given)))  # type: ignore[arg-type]
            times.append(time.perf_counter() - start)
        print(f"  {name:<14} {rows:>7,} claims  {max(times[1:]):.3f} s  (first {times[0]:.3f} s)")
    start = time.perf_counter()
    rows = sum(b.num_rows for b in sql(snapshot, "SELECT actor_country, recipient_country, count(*) FROM claims GROUP BY ALL"))
    print(f"  --sql, grouped {rows:>7,} rows    {time.perf_counter() - start:.3f} s")
    words = [sys.executable, "-m", "dragoman", "query", str(store), "--actor", "PER/GOV", "--type", "ASSAULT", "--format", "csv"]
    start = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    print(f"  the whole command (dragoman query --actor PER/GOV --type ASSAULT --format csv): {time.perf_counter() - start:.3f} s")


def timed_add(store: Path, source: Path, workers: int) -> tuple[float, float, int]:
    """Seconds in all, reports a second after the first commit, and reports."""
    init(store, True, "benchmark")
    coder = Coder(Settings())
    coder.code("Norway and Peru signed a trade agreement on Monday.")
    seen: list[tuple[float, int]] = []
    start = time.perf_counter()
    tally = add(store, [str(source)], coder, workers=workers, shard=16, watch=lambda t: seen.append((time.perf_counter(), t.coded)))
    spent = time.perf_counter() - start
    first = next(item for item in seen if item[1])
    return spent, (seen[-1][1] - first[1]) / (seen[-1][0] - first[0]), tally.coded


def measure_workers(folder: Path) -> None:
    source = folder / "reports.jsonl"
    if REAL.is_file():
        with REAL.open(encoding="utf8") as lines:
            source.write_text("".join(line for _, line in zip(range(400), lines, strict=False)), encoding="utf8")
    else:
        write_reports(source, 2_000, 8)
    found = {workers: timed_add(folder / f"workers-{workers}", source, workers) for workers in (1, 2)}
    for workers, (spent, rate, reports) in found.items():
        print(f"workers: {workers}: {reports} reports in {spent:.1f} s, start-up of workers included; {rate:.1f} reports/s once running")
    print(f"  two to one: {found[1][0] / found[2][0]:.2f} over all, {found[2][1] / found[1][1]:.2f} once running")
    same = {p.relative_to(folder / "workers-1"): p.read_bytes() for p in (folder / "workers-1" / "runs").rglob("*.parquet")}
    other = {p.relative_to(folder / "workers-2"): p.read_bytes() for p in (folder / "workers-2" / "runs").rglob("*.parquet")}
    print(f"  the same bytes: {same == other}; largest worker {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MB at its peak")


def marks(count: int) -> Iterator[int]:
    return iter(range(count // 10, count + 1, count // 10))


def measure_memory(folder: Path, count: int = 20_000) -> None:
    source = folder / "many.jsonl"
    write_reports(source, count)
    store = folder / "many"
    init(store, True, "benchmark")
    coder = Coder(Settings())
    at = marks(count)
    following = next(at)
    start = time.perf_counter()

    def watch(tally: Tally) -> None:
        nonlocal following
        if tally.coded >= following:
            print(
                f"memory: {tally.coded:>6,} reports, parent {memory_now()} MB, {tally.coded / (time.perf_counter() - start):.0f} reports/s",
                flush=True,
            )
            following = next(at, count + 1)

    tally = add(store, [str(source)], coder, workers=2, watch=watch)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    size = sum(p.stat().st_size for p in store.rglob("*") if p.is_file()) >> 20
    print(
        f"  {tally.coded:,} reports, {tally.claims:,} claims in {time.perf_counter() - start:.0f} s; largest worker {peak} MB; store {size} MB"
    )


def main() -> None:
    wanted = sys.argv[1:] or ["query", "workers", "memory"]
    folder = Path(tempfile.mkdtemp(prefix="dragoman-benchmark-"))
    try:
        for name, measure in (("query", measure_query), ("workers", measure_workers), ("memory", measure_memory)):
            if name in wanted:
                measure(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
