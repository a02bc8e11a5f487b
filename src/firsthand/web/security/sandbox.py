"""HTML that brings its own style sheet or scripts, in a frame of an opaque origin where no script runs.

A frame without scripts cannot say how tall it is, and one of an opaque origin cannot be measured: its height is
estimated from what it holds, and its lower edge can be drawn.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bs4 import BeautifulSoup
from markupsafe import Markup

from firsthand.templates import fill
from firsthand.web.security.sanitize import unscripted

LOWEST, HIGHEST = 4.0, 32.0  # rem
_LINE, _AROUND = 1.9, 2.0  # rem: a row with its padding, and what stands around all of them
_LINES = ("tr", "p", "li", "dt", "dd", "br", "h1", "h2", "h3", "h4", "label", "summary", "input", "button")
_FOLDED = (
    "style, details > :not(summary), [hidden]:not(.sk-container), .sk-toggleable__content, .sk-text-repr-fallback, "
    ".sk-hidden--visually"
)
_SEEN = ("img", "svg", "table", "hr", "input", "progress", "meter")
# A style sheet of pandas' is meant for its table alone and says nothing the page does not say better.
_OWN_LOOK = re.compile(
    r"<(?:script|style(?!\s+scoped)|link|i?frame|object|embed|canvas|form|input|button|select|textarea|dialog|video|audio)\b",
    re.IGNORECASE,
)
# Should the sandbox ever be forgotten: still nothing is loaded from anywhere, and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

# The scheme of the element around a frame is the frame's own preference, so `dark` follows the page's button.
_STYLE = (
    "<style>:root{color-scheme:light dark;color:#1f2328;font:15px/1.5 system-ui,sans-serif}"
    "@media (prefers-color-scheme:dark){:root{color:#e6e8eb}"
    # scikit-learn's dark colours, which its script would switch on.
    ".sk-global{--sklearn-color-text-on-default-background:#e6e8eb;--sklearn-color-border-box:#e6e8eb}}"
    "body{margin:0;padding:2px}table{border-collapse:collapse}th,td{padding:.25rem .75rem;text-align:right}</style>"
)


def needs_frame(document: str) -> bool:
    """Whether the HTML brings scripts, controls, or a style sheet, that is: more than a page can take into itself."""
    return _OWN_LOOK.search(document) is not None


@lru_cache(maxsize=64)
def framed(document: str) -> Markup:
    """The frame, as HTML; '' when without its scripts nothing of the document can be seen."""
    inside = unscripted(document)
    lines = _lines(inside)
    if not lines:
        return Markup("")
    height = min(HIGHEST, max(LOWEST, _AROUND + _LINE * lines))
    page = f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{_POLICY}">{_STYLE}{inside}'
    return fill("web/security/frame.html", height=f"{height:.1f}", page=page)


def _lines(inside: str) -> int:
    """About how many lines of it are seen before anything is unfolded; 0 when nothing is."""
    soup = BeautifulSoup(inside, "html.parser")
    for folded in soup.select(_FOLDED):
        folded.decompose()
    if not soup.get_text(strip=True) and not soup.find(_SEEN):
        return 0
    preformatted = sum(part.get_text().count("\n") for part in soup("pre"))
    return max(1, len(soup(_LINES))) + preformatted + 8 * len(soup(["img", "svg"]))
