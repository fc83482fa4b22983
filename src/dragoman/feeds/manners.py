"""Fetching with manners: robots.txt, TDM reservation, a pause between requests to a host, time-outs, bounds on size, retries that back off.

All of it lies in one `requests` adapter, so that whoever fetches through the session (the `reader` library for feeds, we for articles) cannot
forget any of it. Redirects pass through it again, hop by hop.
"""

from __future__ import annotations

import fnmatch
import io
import ipaddress
import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import requests
from requests.adapters import HTTPAdapter

from dragoman import __version__

AGENT = "Dragoman"
LARGEST = 20_000_000  # bytes of an answer, unpacked
REDIRECTS = 5
TRIES = 3
AGAIN = frozenset({429, 500, 502, 503, 504})
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
RESERVED_META = re.compile(rb"""<meta[^>]+name=["']tdm-reservation["'][^>]+content=["']1["']""", re.IGNORECASE)
PIECE = 65_536


@dataclass(frozen=True)
class Manners:
    """Attributes:
    contact: what follows the program's name in User-Agent, such as a URL or mail address, so that a server's owner can ask.
    pause: seconds between the starts of two requests to one host; this machine itself is not waited for unless `pause_here`.
    connect, read: seconds until a connection stands, and between two pieces of an answer.
    whole: seconds an answer may take in all.
    patience: longest that a server's Retry-After is waited for, in seconds; asked for longer, the request fails and says so.
    """

    contact: str = ""
    pause: float = 1.0
    pause_here: bool = False
    connect: float = 5.0
    read: float = 20.0
    whole: float = 60.0
    patience: float = 30.0
    largest: int = LARGEST

    @property
    def agent(self) -> str:
        return f"{AGENT}/{__version__}" + (f" (+{self.contact})" if self.contact else "")


class Unwelcome(requests.RequestException):
    """The server does not want to be read, or what it sends is not to be read. The message says why."""


class TooSlow(requests.Timeout):
    """An answer that takes longer than it may in all. It is not asked for again at once: that would take as long."""


class Body(io.BytesIO):
    """The unpacked body in the place of urllib3's stream; who reads it may set the attributes that stream has."""

    decode_content = False


@dataclass
class Host:
    """What is known of one host."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float = 0.0  # monotonic time of the last request's start
    rules: threading.Lock = field(default_factory=threading.Lock)
    robots: RobotFileParser | None = None
    reserved: tuple[str, ...] | None = None  # patterns of paths whose owners reserve text and data mining


class PoliteAdapter(HTTPAdapter):
    """The adapter. One for all sessions and threads of an update, so that pauses hold across them."""

    def __init__(self, manners: Manners) -> None:
        super().__init__(pool_maxsize=32)
        self.manners = manners
        self.hosts: dict[str, Host] = {}
        self.guard = threading.Lock()

    def host(self, url: str) -> Host:
        with self.guard:
            return self.hosts.setdefault(urlsplit(url).netloc.lower(), Host())

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Raises Unwelcome, or what `requests` raises for what goes wrong on the way."""
        url = str(request.url)
        self.ask_leave(url)
        response = self.tried(request, **kwargs)
        if response.headers.get("tdm-reservation", "").strip() == "1" or RESERVED_META.search(response.content[:PIECE]):
            raise Unwelcome("its owner reserves text and data mining (tdm-reservation: 1)", request=request)
        if ENTITY.search(response.content[:PIECE]):
            raise Unwelcome("it declares XML entities of its own, which may be a bomb", request=request)
        return response

    def tried(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """The answer, after up to three tries. Waits as long as the server asks, within our patience."""
        for turn in range(TRIES):
            last = turn == TRIES - 1
            try:
                response = self.once(request, **kwargs)
            except (requests.ConnectionError, requests.Timeout) as error:
                if last or isinstance(error, TooSlow):
                    raise
                time.sleep(0.5 * 2**turn)
                continue
            if response.status_code not in AGAIN or last:
                return response
            wait = retry_after(response)
            if wait > self.manners.patience:
                raise Unwelcome(f"the server asks to be left alone for {wait:.0f} seconds", request=request, response=response)
            time.sleep(wait or 0.5 * 2**turn)
        raise AssertionError("the last turn returns or raises")

    def once(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self.wait(str(request.url))
        kwargs["timeout"] = (self.manners.connect, self.manners.read)
        response = super().send(request, **(kwargs | {"stream": True}))
        content = self.body(response, request)
        response.raw.release_conn()
        response.raw = Body(content)
        response._content = content  # what `requests` itself sets once a body is read
        response._content_consumed = True  # type: ignore[attr-defined]
        response.headers.pop("content-encoding", None)
        return response

    def body(self, response: requests.Response, request: requests.PreparedRequest) -> bytes:
        """All of it, unpacked, within the bounds of size and time."""
        deadline = time.monotonic() + self.manners.whole
        parts: list[bytes] = []
        size = 0
        for piece in response.iter_content(PIECE):
            parts.append(piece)
            size += len(piece)
            if size > self.manners.largest:
                response.close()
                raise Unwelcome(f"it is larger than {self.manners.largest:,} bytes", request=request)
            if time.monotonic() > deadline:
                response.close()
                raise TooSlow(f"it took longer than {self.manners.whole:.0f} seconds", request=request)
        return b"".join(parts)

    def wait(self, url: str) -> None:
        """Wait until this host may be asked again."""
        if not self.manners.pause_here and is_here(url):
            return
        host = self.host(url)
        with host.lock:
            rest = host.last + self.manners.pause - time.monotonic()
            if rest > 0:
                time.sleep(rest)
            host.last = time.monotonic()

    def ask_leave(self, url: str) -> None:
        """Raises Unwelcome where robots.txt or the site's TDM policy speaks against it."""
        parts = urlsplit(url)
        if parts.path in {"/robots.txt", "/.well-known/tdmrep.json"}:
            return
        host = self.host(url)
        with host.rules:
            if host.robots is None:
                root = f"{parts.scheme}://{parts.netloc}"
                host.robots = self.robots(root)
                host.reserved = self.reservations(root)
        if not host.robots.can_fetch(AGENT, url):
            raise Unwelcome("robots.txt asks programs to stay away", request=None)
        if any(fnmatch.fnmatchcase(parts.path or "/", pattern) for pattern in host.reserved or ()):
            raise Unwelcome("its owner reserves text and data mining (/.well-known/tdmrep.json)", request=None)

    def plain(self, url: str) -> requests.Response | None:
        """A site's own file; None where it cannot be had."""
        with requests.Session() as session:
            request = session.prepare_request(requests.Request("GET", url, headers={"User-Agent": self.manners.agent}))
            try:
                return self.once(request)
            except requests.RequestException:
                return None

    def robots(self, root: str) -> RobotFileParser:
        """The rules of a site. None given: all is allowed; forbidden to be read (401, 403): nothing is (RFC 9309 leaves it to us)."""
        rules = RobotFileParser()
        found = self.plain(f"{root}/robots.txt")
        if found is not None and found.status_code in {401, 403}:
            rules.parse(["User-agent: *", "Disallow: /"])
        elif found is not None and found.ok:
            rules.parse(found.content[:500_000].decode("utf8", "replace").splitlines())
        else:
            rules.parse([])
        return rules

    def reservations(self, root: str) -> tuple[str, ...]:
        """Patterns of paths for which a site reserves text and data mining (TDM Reservation Protocol, W3C community group, 2024)."""
        found = self.plain(f"{root}/.well-known/tdmrep.json")
        if found is None or not found.ok:
            return ()
        try:
            given = json.loads(found.content)
        except ValueError:
            return ()
        rules = given if isinstance(given, list) else []
        return tuple(str(rule.get("location", "*")) for rule in rules if isinstance(rule, dict) and str(rule.get("tdm-reservation", "")) == "1")


def is_here(url: str) -> bool:
    name = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def retry_after(response: requests.Response) -> float:
    """Seconds a server asks us to wait; 0 where it does not say, or not as a number."""
    given = response.headers.get("retry-after", "")
    return float(given) if given.strip().isdigit() else 0.0


def session(adapter: PoliteAdapter) -> requests.Session:
    """A session that can only fetch with manners."""
    made = requests.Session()
    made.max_redirects = REDIRECTS
    made.headers["User-Agent"] = adapter.manners.agent
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made
