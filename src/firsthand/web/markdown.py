"""Lesson prose to HTML, mathematics to MathML: on the server, so that no script has to typeset anything."""

from __future__ import annotations

import html
from functools import lru_cache

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin


def _mathml(latex: str, options: dict[str, bool]) -> str:
    """MathML, or the LaTeX itself where it cannot be read: a formula in the raw is better than none."""
    display = "block" if options.get("display_mode") else "inline"
    try:
        return str(convert(latex, display=display))
    except Exception:  # the converter raises many kinds for what it does not know
        return f"<code>{html.escape(latex)}</code>"


_reader = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["table", "replacements", "smartquotes"]
)
dollarmath_plugin(_reader, renderer=_mathml, allow_digits=False, double_inline=True)


@lru_cache(maxsize=512)
def render(text: str) -> str:
    """Render Markdown with ``$inline$`` and ``$$display$$`` mathematics. HTML in the text is shown, not obeyed."""
    return str(_reader.render(text))
