"""A real server on this machine that behaves, and misbehaves, as told: one path, one behaviour. Counts what it was asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ITEM = "<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate><description>{text}</description></item>"
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title><link>http://localhost/</link>{items}</channel></rss>'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n else "") + ";"}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&a8;</title></channel></rss>"
)


def feed(name: str, *items: tuple[str, str, str, str]) -> str:
    """A feed with items of title, link, date, text."""
    return HEAD.format(name=name, items="".join(ITEM.format(title=t, link=link, date=date, text=text) for t, link, date, text in items))


class Server:
    """Attributes: pages: path → (status, headers, body) or a function of the handler. asked: path → how often. agents: User-Agents seen."""

    def __init__(self) -> None:
        self.pages: dict[str, object] = {}
        self.asked: Counter[str] = Counter()
        self.times: list[tuple[str, float]] = []
        self.agents: set[str] = set()
        self.url = ""

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)
        return self.url + path

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        self.asked[path] += 1
        self.times.append((path, time.monotonic()))
        self.agents.add(handler.headers.get("User-Agent", ""))
        page = self.pages.get(path, (404, {}, b"not here"))
        if callable(page):
            page(handler)
            return
        assert isinstance(page, tuple)
        status, headers, content = page
        if headers.get("ETag") and handler.headers.get("If-None-Match") == headers["ETag"]:
            status, content = 304, b""
        handler.send_response(status)
        for name, value in {"Content-Type": "application/rss+xml", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def running() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                server.answer(self)
            except (BrokenPipeError, ConnectionResetError):  # the client has had enough
                self.close_connection = True

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            return

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
