"""Lesson prose to HTML, mathematics to MathML: on the server, so that no script has to typeset anything."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from firsthand.course.content.lesson_markdown import section
from firsthand.templates import fill
from firsthand.web.security.sanitize import clean, encodable

MAX_FORMULA_CHARACTERS = 5000  # characters; the converter's time grows with their square
_H2 = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_LATEX = re.compile(r"\s*\$(\$?)(?:\\displaystyle)?(.*?)\1\$\s*", re.DOTALL)


def mathml(latex: str, *, block: bool = False) -> Markup:
    """MathML, or the LaTeX itself where it cannot be read: a formula in the raw is better than none."""
    raw = fill("web/formula.html", latex=latex)
    if len(latex) > MAX_FORMULA_CHARACTERS:
        return raw
    try:
        formula = convert_to_element(latex, display="block" if block else "inline")
    except Exception:  # the converter raises many kinds for what it does not know, RecursionError among them
        return raw
    # The converter's own way to text leaves what stands in \text{…} unescaped.
    for part in formula.iter():
        part.text, part.tail = unescape(part.text or ""), unescape(part.tail or "")
    return clean(ElementTree.tostring(formula, encoding="unicode"))


def latex(text: str) -> Markup:
    """A formula as notebooks hold it, between dollar signs; what else there is stays text."""
    found = _LATEX.fullmatch(text)
    return mathml(found[2], block=True) if found else render(text)


def _formula(text: str, options: dict[str, bool]) -> str:
    return mathml(text, block=bool(options.get("display_mode")))


_reader = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["table", "replacements", "smartquotes"]
)
dollarmath_plugin(_reader, renderer=_formula, allow_digits=False, double_inline=True)


def render(text: str) -> Markup:
    """Render Markdown with ``$inline$`` and ``$$display$$`` mathematics. HTML in the text is shown, not obeyed.

    Whoever wrote the text, the result is safe to show.
    """
    return _render(encodable(text))


def headings(text: str) -> list[tuple[str, Markup]]:
    """The second-level headings of a Markdown text: the anchor of each on the page, and its HTML."""
    tokens = _reader.parse(encodable(text))
    written = [
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    return [
        (section(one), Markup(shown))
        for one, shown in zip(written, _H2.findall(str(render(text))), strict=True)
    ]


def anchored(text: str) -> Markup:
    """A Markdown text as HTML in which each second-level heading has an anchor that links and the outline can name."""
    places = iter(headings(text))
    return Markup(_H2.sub(lambda found: f'<h2 id="{next(places)[0]}">{found[1]}</h2>', str(render(text))))


@lru_cache(maxsize=512)
def _render(text: str) -> Markup:
    return clean(str(_reader.render(text)))
