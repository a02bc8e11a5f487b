"""Let in only the person who started the server: a token, a cookie, and a look at where each request comes from.

A page on the internet can make this browser send requests to 127.0.0.1. The token keeps out other users of the
machine, the Host header keeps out names that were pointed here (DNS rebinding), and the Origin header keeps out other
pages. Websockets pass through the same gate.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

NAMES = ("127.0.0.1", "localhost", "[::1]")
SAFE_METHODS = ("GET", "HEAD")
# The page framework evaluates its templates and sets inline styles; everything still comes from here.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' {sockets}; frame-ancestors 'none'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)
Headers = tuple[tuple[bytes, bytes], ...]
NO_ENTRY = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Firsthand: no entry</title>
<style>body{font:17px/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>This page needs its link</h1><p>{why}</p>
<p>Open the link that <code>firsthand start</code> printed in the terminal; it ends in <code>token=…</code>.
If it has scrolled away, run <code>firsthand start</code> once more: it prints the link again.</p></html>"""


class Guard:
    """ASGI middleware around everything the server answers."""

    def __init__(self, app: App, token: str, port: int) -> None:
        self.app = app
        self.token = token
        self.cookie = f"firsthand-{port}"
        self.hosts = {f"{name}:{port}" for name in NAMES}
        self.origins = {f"http://{host}" for host in self.hosts}
        # Some browsers do not take a websocket to the same place for 'self'.
        policy = POLICY.format(
            sockets=" ".join(f"ws://{host}" for host in sorted(self.hosts) if "[" not in host)
        )
        self.headers: Headers = (
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"content-security-policy", policy.encode()),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await self._refuse(scope, send, refusal)
        elif self._brings_token(scope):
            await self._hand_over_cookie(scope, send)
        elif not self._knows(headers.get("cookie", "")):
            await self._refuse(scope, send, "The browser did not bring the key to this course.")
        else:
            await self.app(scope, receive, self._with_headers(send))

    def _refusal(self, scope: Scope, headers: MutableMapping[str, str]) -> str:
        """Why a request is turned away by where it comes from; '' when it is not."""
        if headers.get("host", "") not in self.hosts:
            return "The request was addressed to another host than 127.0.0.1."
        origin = headers.get("origin")
        must_have = scope["type"] == "websocket" or scope.get("method") not in SAFE_METHODS
        if (origin is None and must_have) or (origin is not None and origin not in self.origins):
            return "The request came from another page."
        return ""

    def _brings_token(self, scope: Scope) -> bool:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        return scope["type"] == "http" and scope["method"] == "GET" and self._is_token(given)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _knows(self, cookies: str) -> bool:
        """Whether one of the cookies is ours.

        Split by hand: other programs on this machine leave cookies here too, and the library's parser gives up at
        the first that is malformed.
        """
        pairs = (cookie.strip().partition("=") for cookie in cookies.split(";"))
        return any(name == self.cookie and self._is_token(value) for name, _, value in pairs)

    async def _hand_over_cookie(self, scope: Scope, send: Send) -> None:
        """Put the token into a cookie and go on to the same address without it."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        query.pop("token")
        # A path that starts with two slashes would lead to another host.
        target = (
            "/" + quote(scope["path"].lstrip("/")) + (f"?{urlencode(query, doseq=True)}" if query else "")
        )
        cookie = f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"
        headers = [(b"location", target.encode()), (b"set-cookie", cookie.encode()), *self.headers]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _refuse(self, scope: Scope, send: Send, why: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        body = NO_ENTRY.replace("{why}", why).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        return sending
