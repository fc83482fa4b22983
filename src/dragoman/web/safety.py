"""What every request passes before a page sees it, and what every answer carries.

Host is checked (a page of another site cannot reach us under its own name: DNS rebinding), writes must come from our own pages (CSRF),
sizes are bounded, and a Content-Security-Policy lets nothing run or load that we do not serve ourselves.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = ("127.0.0.1", "localhost", "::1")
LONGEST_QUERY = 8_000  # bytes of a query string
LONGEST_BODY = 1_000_000  # bytes of what a form may send
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN, FORM = "dragoman_token", "dragoman_form"  # cookies
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Refused(Exception):
    """A request that no page sees: HTTP status and a sentence that says why and what to do."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Safety:
    """ASGI middleware around the whole application.

    Args:
        hosts: names under which the server may be asked for, without port.
        token: what a caller must show ("" for nobody asks): as `Authorization: Bearer …`, or once as `?token=…`, kept in a cookie then.
        read_only: refuse every write.
    """

    def __init__(self, app: App, hosts: Iterable[str] = LOCAL, token: str = "", read_only: bool = False) -> None:
        self.app = app
        self.hosts = frozenset(host.strip("[]").lower() for host in hosts)
        self.token = token
        self.read_only = read_only
        self.secret = secrets.token_bytes(32)  # forms of an earlier process are no longer good: reload the page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        cookies = cookies_of(headers.get("cookie", ""))
        session = cookies.get(FORM) or secrets.token_urlsafe(24)
        scope.setdefault("state", {})["form_token"] = self.form_token(session)
        scope["state"]["read_only"] = self.read_only
        extra = [] if FORM in cookies else [cookie(FORM, session)]
        try:
            self.check(scope, headers)
            moved = self.enter(scope, headers, cookies)
            if moved is not None:
                await answer(send, 303, "", [("location", moved), ("set-cookie", cookie(TOKEN, self.token))])
                return
            if scope["method"] not in SAFE:
                self.check_write(scope, headers)
                body = await whole_body(receive)
                self.check_form(headers, body, session)
                receive = replay(body)
        except Refused as refused:
            await refuse(scope, headers, send, refused)
            return
        await self.app(scope, receive, sending(send, extra))

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "").lower()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.strip("[]") not in self.hosts:
            raise Refused(421, "This server does not answer under that name. Start it with --host NAME to allow it.")
        if len(scope.get("query_string", b"")) > LONGEST_QUERY:
            raise Refused(414, f"The address is too long: at most {LONGEST_QUERY} bytes of filter.")

    def enter(self, scope: Scope, headers: Mapping[str, str], cookies: Mapping[str, str]) -> str | None:
        """Check the token; the address to go to when it came in the address itself. Raises Refused."""
        if not self.token:
            return None
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = query.pop("token", [""])[0]
        if given and scope["method"] == "GET" and same(given, self.token):
            return str(scope["path"]) + ("?" + urlencode(query, doseq=True) if query else "")
        shown = headers.get("authorization", "")
        bearer = shown[7:] if shown.lower().startswith("bearer ") else ""
        if not same(bearer, self.token) and not same(cookies.get(TOKEN, ""), self.token):
            raise Refused(401, "This server wants its token: add ?token=… to the address once, or send it as a bearer token.")
        return None

    def check_write(self, scope: Scope, headers: Mapping[str, str]) -> None:
        if self.read_only:
            raise Refused(403, "This reading room is read-only.")
        origin = headers.get("origin")
        if origin and origin.partition("://")[2].lower() != headers.get("host", "").lower():
            raise Refused(403, "A page of another site may not write here.")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise Refused(403, "A page of another site may not write here.")
        if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > LONGEST_BODY:
            raise Refused(413, f"Too much at once: at most {LONGEST_BODY} bytes.")

    def check_form(self, headers: Mapping[str, str], body: bytes, session: str) -> None:
        """A write carries the form's token, in a header (scripts) or a field (plain forms); a bearer token cannot be sent by another site."""
        if self.token and headers.get("authorization", "").lower().startswith("bearer "):
            return
        given = headers.get("x-dragoman-form", "")
        if not given and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            given = parse_qs(body.decode("utf8", "replace")).get("form_token", [""])[0]
        if not same(given, self.form_token(session)):
            raise Refused(403, "The form is out of date: reload the page and send it again.")

    def form_token(self, session: str) -> str:
        return hmac.new(self.secret, session.encode(), hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def cookies_of(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def cookie(name: str, value: str) -> str:
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict"


async def whole_body(receive: Receive) -> bytes:
    """The body of a request. Raises Refused when it is longer than allowed."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST_BODY:
            raise Refused(413, f"Too much at once: at most {LONGEST_BODY} bytes.")
        if not message.get("more_body", False):
            return b"".join(parts)


def replay(body: bytes) -> Receive:
    """A body that was read already, once more for the application."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def sending(send: Send, cookies: list[str]) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *((name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there),
                *((b"set-cookie", value.encode()) for value in cookies),
            ]
        await send(message)

    return with_headers


async def answer(send: Send, status: int, body: str, headers: Iterable[tuple[str, str]]) -> None:
    content = body.encode()
    sent = [(name.encode(), value.encode()) for name, value in [*headers, *HEADERS.items(), ("content-length", str(len(content)))]]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": content})


async def refuse(scope: Scope, headers: Mapping[str, str], send: Send, refused: Refused) -> None:
    if scope["path"].startswith("/api/"):
        body = json.dumps({"type": "about:blank", "title": "Refused", "status": refused.status, "detail": refused.why})
        await answer(send, refused.status, body, [("content-type", "application/problem+json")])
    else:
        await answer(send, refused.status, f"{refused.why}\n", [("content-type", "text/plain; charset=utf-8")])
