"""The one way from our values to HTML: Jinja2 templates, in which whatever is put in is escaped.

A template stands beside the module that fills it and is named by its path within the package. Its macros are called like
functions; what they give is `Markup`, which the next template takes as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import Environment

_CODE = re.compile(r"`([^`]+)`")


@cache
def environment() -> Environment:
    """What all templates of the package are loaded by."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["with_code"] = with_code
    return made


def fill(template: str, **values: object) -> Markup:
    """A template, filled."""
    return Markup(environment().get_template(template).render(**values))


class Macros:
    """The macros of a template as functions: ``Macros("web/layout.html").notice(text)``. It is read at the first call."""

    def __init__(self, template: str) -> None:
        self._template = template

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        macro: Callable[..., Markup] = getattr(_module(self._template), name)
        return macro


@cache
def _module(template: str) -> Any:
    return environment().get_template(template).module


def as_html(content: str) -> Markup:
    """HTML as it is, a text escaped: only `Markup` counts as HTML."""
    return escape(content)


def with_code(text: str) -> Markup:
    """A text of our own as HTML, what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))
