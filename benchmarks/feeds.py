"""How long an update of fifty feeds on this machine takes: `python -m benchmarks.feeds`. The server runs in a process of its own."""

from __future__ import annotations

import datetime as dt
import http.server
import multiprocessing
import tempfile
import time
from pathlib import Path

from dragoman.coding.pipeline import Coder
from dragoman.feeds import book
from dragoman.feeds.update import update
from dragoman.store.store import init

FEEDS, ENTRIES = 50, 3
STATES = ("Norway", "Peru", "Kenya", "Jordan", "Vietnam", "Ghana", "Finland", "Chile")


def body(path: str, generation: int) -> bytes:
    """A feed with three entries, one of them new in each generation."""
    number = int(path.strip("/") or 0)
    items = ""
    for entry in range(generation, generation + ENTRIES):
        one, other = STATES[(number + entry) % 8], STATES[(number * 3 + entry + 1) % 8]
        date = (dt.datetime(2022, 3, 1, 9) + dt.timedelta(days=entry)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        text = f"{one} and {other} signed agreement number {number} on Monday. {other} sent {entry + 2} envoys to {one}."
        link = f"http://localhost/{number}/{entry}"
        head = f"<title>{one} and {other}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
        items += f"<item>{head}<description>{text}</description></item>"
    return f'<rss version="2.0"><channel><title>Feed {number}</title><link>http://localhost/{number}</link>{items}</channel></rss>'.encode()


class Handler(http.server.BaseHTTPRequestHandler):
    generation = 0

    def do_GET(self) -> None:
        if self.path == "/next":
            Handler.generation += 1
        known = self.path.strip("/").isdigit()
        content = body(self.path, Handler.generation) if known else b""
        tag = f'"{self.path}-{Handler.generation}"'
        same = known and self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200 if known or self.path == "/next" else 404)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(0 if same else len(content)))
        self.end_headers()
        if not same:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


def serve(ready: object) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ready.put(server.server_port)  # type: ignore[attr-defined]
    server.serve_forever()


def main() -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    server = context.Process(target=serve, args=(ready,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ready.get()}"
    coder = Coder()
    _ = coder.rooms
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "news"
        init(store, True, "0")
        with book.opened(store) as reader:
            for number in range(FEEDS):
                book.add(reader, f"{url}/{number}")
        for what in ("first update, all new", "nothing new", "one new entry in each feed"):
            if what.startswith("one"):
                import urllib.request

                urllib.request.urlopen(f"{url}/next").read()
            started = time.monotonic()
            made = update(store, coder)
            print(f"{what}: {time.monotonic() - started:.1f} s, {made.feeds} feeds, {made.tally.coded} reports added")
    server.terminate()


if __name__ == "__main__":
    main()
