"""What a browser may run and load on each kind of page (Content-Security-Policy), and the pages that go with it.

Plain pages run our own files alone, known by a nonce, and nothing is evaluated. The pages of the framework (lessons,
explorables) compile their templates in the browser and get their events as text, which takes ``unsafe-eval``: without
it they stay white. Their inline scripts get nonces as well, so that a handler or script which slips into the
text of any page is refused by the browser. See ``docs/architecture.md``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import MutableMapping
from typing import Any

from firsthand.local_only import App, Receive, Scope, Send, headers_of

_NOWHERE = "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A script element of the template, and what it asks the browser to load ahead. Nothing else in the document is spelt so: the
# framework writes each < of its data as &lt;.
_SCRIPT = re.compile(rb'<script(?=[\s>])|<link rel="modulepreload"')


def plain_policy(nonce: str) -> str:
    """For a page whose scripts bear the nonce."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; style-src-attr 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; {_NOWHERE}"
    )


def framework_policy(nonce: str, sockets: str) -> str:
    """For a page of the framework; `sockets` is where its line to the server leads."""
    return (
        f"default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self' {sockets}; frame-src 'none'; {_NOWHERE}"
    )


class WithNonces:
    """ASGI middleware around the framework: its pages get their policy, and their scripts the nonce."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in headers_of(scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        # What is to be rewritten must not come packed.
        plain = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, _Rewriting(scope, send))


class _Rewriting:
    """Holds a page back until it is whole; everything else passes as it comes."""

    def __init__(self, scope: Scope, send: Send) -> None:
        # Some browsers do not take a websocket to the same place for 'self'.
        self._sockets = f"ws://{headers_of(scope).get('host', '')}"
        self._send = send
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: MutableMapping[str, Any]) -> None:
        nonce = secrets.token_urlsafe(16)
        body = _SCRIPT.sub(lambda found: found[0] + f' nonce="{nonce}"'.encode(), self._body)
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        headers.append((b"content-security-policy", framework_policy(nonce, self._sockets).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: MutableMapping[str, Any]) -> bool:
    """A page of the framework that is well; one that is not is replaced by ours (`firsthand.web.error_pages`)."""
    headers = {name.lower(): value for name, value in start.get("headers", ())}
    html = headers.get(b"content-type", b"").startswith(b"text/html")
    return html and start["status"] < 400 and b"content-security-policy" not in headers
