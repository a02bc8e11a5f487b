"""The frame around every page: head, header, search, keys, announcements, notices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from weakref import WeakKeyDictionary

from markupsafe import Markup
from nicegui import Client, ui
from nicegui.element import Element

from firsthand.templates import Macros, as_html
from firsthand.web.assets import address
from firsthand.web.security.sanitize import checked
from firsthand.web.state import AppState

KEYS = (
    ("Shift + Enter", "run a cell"),
    ("Ctrl or ⌘ + Enter", "check an exercise"),
    ("n, p", "next and previous exercise"),
    ("/", "find a lesson or an exercise"),
    ("t", "numbers of the figure in focus"),
    ("Esc, then Tab", "leave an editor; Tab indents again once you type"),
    ("?", "these keys"),
)

PASSING_SECONDS = 6.0

RUN = (
    ("/digits", "Draw a digit"),
    ("/ask", "Ask your documents"),
    ("/gpt", "A GPT of your own"),
)  # pages that stand on their own
# How an exercise stands, as a sign and as a word.
DOTS = {"passed": ("●", "passed"), "tried": ("◐", "tried"), "untouched": ("○", "not started")}

_parts = Macros("web/layout.html")
# Where the messages of each page stand that come while it is read.
_places: WeakKeyDictionary[Client, Element] = WeakKeyDictionary()


@contextmanager
def frame(
    state: AppState, title: str, kind: str, *, styles: Iterable[str] = (), scripts: Iterable[str] = ()
) -> Iterator[None]:
    """Put the page's content between header and notices. `kind` is a class on the main element.

    `styles` and `scripts` are files beside the page: ``lessons/lesson.css``.
    """
    ui.page_title(f"{title} · Firsthand" if title else "Firsthand")
    ui.add_head_html(head(styles, (CONNECTION, *scripts)))
    # The framework puts everything into a main landmark; ours is the one that holds the text.
    around = ui.context.client.content.parent_slot
    if around:
        around.parent.props("role=presentation")
    html(_parts.skip("text" if kind == "lesson" else "main"))
    html(_parts.header(state.due), tag="header", classes="top")
    for text in state.notices():
        notice(text)
    _places[ui.context.client] = ui.element("div").classes("notices")
    with ui.element("main").classes(kind).props('id=main tabindex="-1"'):
        yield
    html(classes="sr-only").props("id=announcer role=status aria-live=polite")
    html(_parts.search(RUN))
    html(_parts.keys(KEYS))


def html(content: str = "", *, tag: str = "div", classes: str = "") -> ui.html:
    """HTML that a template of ours made, or a text: what is no `Markup` is escaped, here and when it is set anew.

    Nothing in it can run.
    """
    element = ui.html(content, sanitize=lambda given: checked(as_html(given)), tag=tag)
    return element.classes(classes) if classes else element


def button(label: str, act: object, *, classes: str = "", title: str = "") -> Element:
    """A plain HTML button. `title` is what a screen reader says where the label is only a sign."""
    element = ui.element("button").classes(f"button {classes}").props("type=button")
    if title:
        named(element, title, title)
    with element:
        html(label, tag="span")
    element.on("click", act)  # type: ignore[arg-type]
    return element


def named(element: Element, name: str, title: str = "") -> Element:
    """Give an element the name that a screen reader says, and the title that a pointer over it shows."""
    element.props["aria-label"] = name
    if title:
        element.props["title"] = title
    return element


def notice(text: str, *, passing: bool = False) -> None:
    """A message that stays until it is closed, or one that goes by itself after a while.

    Above the page while that is being built, afterwards at its lower edge, one above the other.
    """
    with _places.get(ui.context.client, nullcontext()):
        box = html(
            _parts.notice(text),
            tag="aside",
            classes="notice passing" if passing else "notice",
        ).props("role=status" if passing else "role=alert")
        if passing:
            ui.timer(PASSING_SECONDS, lambda: box.set_visibility(False), once=True)


def announce(text: str) -> None:
    """Say it to a screen reader; ``static/announce.js`` hears it."""
    told = json.dumps({"detail": text})
    ui.run_javascript(f'document.dispatchEvent(new CustomEvent("announce", {told}))')


# Of every page. What follows light and dark must run before anything is painted.
STYLES, FIRST, SCRIPTS = ("static/firsthand.css",), "static/first_paint.js", ("static/firsthand.js",)
CONNECTION = "static/connection.js"  # of every page with a line to the server


def head(styles: Iterable[str], scripts: Iterable[str], nonce: str = "") -> Markup:
    """The elements that load a page's styles and scripts, those of all pages first."""
    return _parts.head(
        [address(name) for name in (*STYLES, *styles)],
        address(FIRST),
        [address(name) for name in (*SCRIPTS, *scripts)],
        nonce,
    )


def parts(state: AppState) -> tuple[Markup, Markup]:
    """The frame as HTML, for pages that the framework does not make: the header's inside, and the dialogs."""
    return _parts.header(state.due), _parts.search(RUN) + _parts.keys(KEYS)
