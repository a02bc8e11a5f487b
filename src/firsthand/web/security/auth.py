"""Let in only the person who started the server: a token, a cookie, and a look at where each request comes from.

The token keeps out other users of the machine; what other pages of the same browser send is turned away before
(`firsthand.local_only`). Websockets pass through the same gate.
"""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, quote, urlencode

from firsthand.local_only import App, LocalOnly, Message, Receive, Scope, Send, close, headers_of

# For all that brings no policy of its own (see `firsthand.web.security.policy`): data, files, refusals. Nothing in it runs.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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
        self._local = LocalOnly(self._with_key, self._refuse, port=port, pages_only=True)
        self.headers: Headers = (
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"content-security-policy", POLICY.encode()),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._local(scope, receive, send)

    async def _with_key(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on with a request that comes from here, if it brings the key."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif self._brings_token(scope):
            await self._hand_over_cookie(scope, send)
        elif self._knows(headers_of(scope).get("cookie", "")):
            await self.app(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await close(send)
        else:
            await self._refuse(scope, send, "The browser did not bring the key to this course.")

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
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(name.lower(), value) for name, value in message.get("headers", ())]
                known = {name for name, _ in given}
                message["headers"] = [*given, *(pair for pair in self.headers if pair[0] not in known)]
            await send(message)

        return sending
