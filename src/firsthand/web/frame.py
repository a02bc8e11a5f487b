"""The frame around every page: head, header, search, keys, announcements, notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from nicegui import ui
from nicegui.element import Element

from firsthand.course import catalog
from firsthand.web.site import Site

KEYS = (
    ("Shift + Enter", "run a cell"),
    ("Ctrl or ⌘ + Enter", "check an exercise"),
    ("n, p", "next and previous exercise"),
    ("/", "find a lesson or an exercise"),
    ("t", "numbers of the figure in focus"),
    ("Esc, then Tab", "leave an editor"),
    ("?", "these keys"),
)

RUN = (("/digits", "Draw a digit"), ("/ask", "Ask your documents"))  # pages that stand on their own


@contextmanager
def frame(site: Site, title: str, kind: str) -> Iterator[None]:
    """Put the page's content between header and notices. `kind` is a class on the main element."""
    ui.page_title(f"{title} · Firsthand" if title else "Firsthand")
    ui.add_head_html(_HEAD)
    # The framework puts everything into a main landmark; ours is the one that holds the text.
    around = ui.context.client.content.parent_slot
    if around:
        around.parent.props("role=presentation")
    html('<a class="skip" href="#main">Skip to the text</a>')
    html(_header(site), tag="header", classes="top")
    for text in site.notices():
        notice(text)
    with ui.element("main").classes(kind).props('id=main tabindex="-1"'):
        yield
    html("", classes="sr-only").props("id=announcer role=status aria-live=polite")
    html(_search())
    html(_keys())


def html(content: str, *, tag: str = "div", classes: str = "") -> ui.html:
    """HTML of our own making: everything in it that came from elsewhere is escaped by whoever wrote it."""
    element = ui.html(content, sanitize=False, tag=tag)
    return element.classes(classes) if classes else element


def button(label: str, act: object, *, classes: str = "", title: str = "") -> Element:
    """A plain HTML button. `title` is what a screen reader says where the label is only a sign."""
    element = ui.element("button").classes(f"button {classes}").props("type=button")
    if title:
        element.props(f'title="{escape(title, quote=True)}" aria-label="{escape(title, quote=True)}"')
    with element:
        html(label, tag="span")
    element.on("click", act)  # type: ignore[arg-type]
    return element


def notice(text: str) -> None:
    """A message that stays until it is closed."""
    html(
        f'<p>{escape(text)}</p><button type="button" class="button quiet" data-close>Close</button>',
        tag="aside",
        classes="notice",
    ).props("role=alert")


def announce(text: str) -> None:
    """Say it to a screen reader."""
    ui.run_javascript(f"firsthand.announce({json.dumps(text)})")


STATIC = Path(__file__).parent / "static"


def _fresh(name: str) -> str:
    """The address of a file of ours, another one when the file is: browsers keep it for long."""
    return f"/static/{name}?{(STATIC / name).stat().st_mtime_ns}"


_HEAD = f"""
<link rel="stylesheet" href="{_fresh("firsthand.css")}">
<link rel="stylesheet" href="{_fresh("lesson.css")}">
<script src="{_fresh("firsthand.js")}"></script>
"""


def _header(site: Site) -> str:
    due = sum(revisit.is_due for revisit in site.desk.revisits())
    waiting = f'<a class="due" href="/#again">{due} to write once more</a>' if due else ""
    return (
        '<a class="brand" href="/">Firsthand</a><span class="spring"></span>'
        f"{waiting}"
        '<button type="button" class="button quiet" data-open="search"><span>Search</span> <kbd>/</kbd></button>'
        '<button type="button" class="button quiet" data-open="keys" title="Keys" aria-label="Keys"><kbd>?</kbd></button>'
        '<button type="button" class="button quiet" data-theme title="Light or dark" aria-label="Light or dark">◐</button>'
    )


def _search() -> str:
    rows = [_found(address, name, "to run") for address, name in RUN]
    for lesson in catalog.lessons():
        rows.append(_found(f"/lesson/{lesson.id}", lesson.title, "lesson"))
        rows += [_found(f"/lesson/{lesson.id}#{name}", name, lesson.title) for name in lesson.exercises]
        rows += [
            _found(f"/explore/{name}", name.replace("_", " "), "explorable") for name in lesson.explorables
        ]
    return (
        '<dialog id="search" aria-label="Search"><input type="search" placeholder="A lesson or an exercise" '
        'aria-label="A lesson or an exercise" autocomplete="off"><ul>' + "".join(rows) + "</ul></dialog>"
    )


def _found(address: str, name: str, where: str) -> str:
    return f'<li><a href="{escape(address, quote=True)}"><span>{escape(name)}</span> <small>{escape(where)}</small></a></li>'


def _keys() -> str:
    rows = "".join(f"<tr><th scope=row><kbd>{key}</kbd></th><td>{what}</td></tr>" for key, what in KEYS)
    return (
        f'<dialog id="keys" aria-label="Keys"><h2>Keys</h2><table>{rows}</table>'
        '<button type="button" class="button" data-dismiss>Close</button></dialog>'
    )
