"""Pages that need no line to the server: HTML and our own scripts, under the strictest policy a browser knows."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from markupsafe import Markup
from starlette.responses import HTMLResponse

from firsthand.templates import fill
from firsthand.web.assets import address
from firsthand.web.layout import head, parts
from firsthand.web.security.policy import plain_policy
from firsthand.web.security.sanitize import checked
from firsthand.web.state import AppState


def trusted(html: Markup) -> Markup:
    """HTML that our templates made, past the last gate: like on the other pages nothing in it can run."""
    return Markup(checked(html))


def plain_page(
    state: AppState,
    title: str,
    kind: str,
    content: Markup,
    *,
    styles: Iterable[str] = (),
    scripts: Iterable[str] = (),
    status: int = 200,
) -> HTMLResponse:
    """A page in the frame of all pages. `styles` and `scripts` are files beside the page: ``ask/ask.css``."""
    nonce = secrets.token_urlsafe(16)
    header, dialogs = parts(state)
    page = fill(
        "web/page.html",
        title=title,
        kind=kind,
        icon=address("static/icon.svg"),
        head=head(styles, scripts, nonce),
        notices=state.notices() if status < 400 else (),
        header=trusted(header),
        content=trusted(content),
        dialogs=trusted(dialogs),
    )
    headers = {"content-security-policy": plain_policy(nonce), "cache-control": "no-store"}
    return HTMLResponse(page, status, headers)


def sorry_page(state: AppState, status: int, title: str, *lines: str) -> HTMLResponse:
    """A page that says what is wrong and leads back."""
    return plain_page(state, title, "plain", fill("web/sorry.html", title=title, lines=lines), status=status)
