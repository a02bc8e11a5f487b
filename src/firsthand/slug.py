"""Names made from titles, for addresses, anchors and files."""

from __future__ import annotations

import re
import unicodedata


def slug(title: str) -> str:
    """The letters and digits of a title, the rest as single hyphens; '' where there are none.

    >>> slug("Über k-means: why?")
    'uber-k-means-why'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
