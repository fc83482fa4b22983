"""How quickly the reading room answers: `python -m benchmarks.web [STORE [PAUSE]]`.

A store of 100,000 generated events (made where no store of an earlier run is named), 8 clients at once. With PAUSE each client reads a page
for about that many seconds before it asks for the next; without, no client ever pauses, so that times are those of a server that is never idle.

Times are from request to the last byte of the page (the server's work and this machine's loopback), median and 95th percentile of each kind
of page; sizes are as sent, compressed. The first request of each page is shown apart: what it works out for all is then remembered. Every
request asks for something else (another pair, another event), so that "median" is no figure of a cache; only /regions, /codebook and /about
are the same for all. "region" are the regions of the knowledge, which are worked out when the store is opened; "own region" are
countries a reader puts together. First loads count the page with its style sheet and all scripts and maps it can ask for.
"""

from __future__ import annotations

import concurrent.futures
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import numpy as np

from benchmarks.store import STATES, generated
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.regions import load_regions
from dragoman.store import manifest
from dragoman.store.engine import open_views
from dragoman.store.events import assembled
from dragoman.store.store import writing

CLAIMS = 160_000
CLIENTS = 8
ROUNDS = 40  # requests of each page
PORT = 8391
SETTLING = 25  # seconds for what is worked out when a store is opened (web/preparing.py)
WORDS = ("shelled", "grain", "sailors", "trade", "fishing")


def built(folder: Path) -> int:
    """A store with events; their number."""
    generated(folder, CLAIMS)
    with writing(folder) as writer:
        writer.commit(assembled(writer.snapshot, Knowledge.open()))
    return manifest.read(folder).events["events"].rows


def urls(folder: Path) -> dict[str, list[str]]:
    """Kinds of pages, with addresses that differ, so that little is remembered from one to the next."""
    connection = open_views(manifest.read(folder), tables=("events", "event_claim"))
    ids = [row[0] for row in connection.execute(f"SELECT event_id FROM events ORDER BY event_id LIMIT {ROUNDS}").fetchall()]
    reports = [row[0] for row in connection.execute(f"SELECT DISTINCT report_id FROM event_claim ORDER BY 1 LIMIT {ROUNDS}").fetchall()]
    codes = sorted(STATES.values())
    pairs = [f"/pairs/{a}/{b}" for a in codes for b in codes if a < b][:ROUNDS]
    return {
        "watch": [f"/?q={WORDS[n % 5]}&since=2021-{n % 12 + 1:02}" for n in range(ROUNDS)],
        "events": [f"/events?country={codes[n % 12]}&since=2021-{n % 11 + 1:02}" for n in range(ROUNDS)],
        "event": [f"/events/{id}" for id in ids],
        "report": [f"/reports/{id}" for id in reports],
        "entities": ["/entities"] * ROUNDS,
        "entity": [f"/entities/{name}" for name in ("norway", "peru", "kenya", "jordan") for _ in range(ROUNDS // 4)],
        "pair": pairs,
        "region": [f"/regions/{quote(name)}" for name in sorted(load_regions(Knowledge.open()))][:ROUNDS],
        "own region": [f"/regions/{codes[n % 12]},{codes[(n + 5) % 12]}" for n in range(12)],
        "regions": ["/regions"] * ROUNDS,
        "codebook": ["/codebook"] * ROUNDS,
        "about": ["/about"] * ROUNDS,
        "api": [f"/api/v1/events?actor={codes[n % 12]}" for n in range(ROUNDS)],
    }


def fetch(path: str) -> tuple[float, int]:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Accept-Encoding": "gzip"})
    started = time.monotonic()
    with urllib.request.urlopen(request, timeout=60) as answer:
        size = len(answer.read())
    return time.monotonic() - started, size


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "store"
        started = time.monotonic()
        if not store.exists():
            events = built(store)
            print(f"{events:,} events of {CLAIMS:,} claims, made in {time.monotonic() - started:.0f} s", flush=True)
        command = [sys.executable, "-m", "dragoman", "serve", str(store), "--port", str(PORT)]
        server = subprocess.Popen(command)
        try:
            print(f"opened in {opened(server):.1f} s", flush=True)
            time.sleep(SETTLING)
            measure(urls(store), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
            loads()
        finally:
            server.terminate()
            server.wait()


def opened(server: subprocess.Popen[bytes], patience: float = 120) -> float:
    """Seconds until the server answers. Raises ChildProcessError where it ends before, TimeoutError."""
    started = time.monotonic()
    while time.monotonic() - started < patience:
        try:
            fetch("/about")
            return time.monotonic() - started
        except urllib.error.HTTPError:
            raise  # it answers, and badly
        except OSError:
            if server.poll() is not None:
                raise ChildProcessError(f"the server ended with {server.returncode}") from None
            time.sleep(0.2)
    raise TimeoutError(f"the server did not answer within {patience:.0f} s")


def loads() -> None:
    """What a first visit sends at most: page, style sheet, and every script, in kB as sent."""
    built = files("dragoman.web") / "static" / "built" / "manifest.json"
    if not built.is_file():
        print("the front end is not built: make web")
        return
    names = {entry["file"] for entry in json.loads(built.read_text("utf8")).values()}
    sizes = {name: fetch(f"/static/built/{name}")[1] for name in sorted(names)}
    style = fetch("/static/room.css")[1]
    whole = sum(sizes.values()) + style
    print(f"style {style / 1000:.0f} kB; scripts " + ", ".join(f"{Path(n).name} {s / 1000:.0f}" for n, s in sizes.items()) + " kB")
    print(f"all of it {whole / 1000:.0f} kB, on top of the page")


def measure(pages: dict[str, list[str]], pause: float) -> None:
    """Each kind of page asked for first, then all kinds mixed by lot, by CLIENTS that pause so many seconds after each."""
    chance = random.Random(1)

    def read(item: tuple[str, str]) -> tuple[str, float, int]:
        time.sleep(chance.uniform(0.5, 1.5) * pause)  # not all at the same moment
        return item[0], *fetch(item[1])

    firsts = {name: fetch(paths[0])[0] for name, paths in pages.items()}
    mixed = [(name, path) for name, paths in pages.items() for path in paths[1:]]
    random.Random(1).shuffle(mixed)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        started = time.monotonic()
        found = list(clients.map(read, mixed))
        spent = time.monotonic() - started
    print(f"{len(found)} pages in {spent:.1f} s to {CLIENTS} clients")
    print(f"{'page':10} {'first':>7} {'median':>7} {'p95':>7}  largest")
    for name, first in firsts.items():
        times = np.array([seconds for of, seconds, _ in found if of == name])
        largest = max(size for of, _, size in found if of == name)
        print(f"{name:10} {first:7.2f} {np.median(times):7.2f} {np.quantile(times, 0.95):7.2f}  {largest / 1000:.0f} kB")


if __name__ == "__main__":
    main()
