"""The cells of a lesson as one tab shows them."""

from __future__ import annotations

import contextlib
from typing import Any, Literal

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from firsthand.templates import Macros
from firsthand.web.layout import announce, button, html, named
from firsthand.web.sessions import outputs
from firsthand.web.sessions.session import CellRun, LessonSession

# The one light theme of the framework's whose colours have enough contrast.
LIGHT: Literal["eclipse"] = "eclipse"
DARK: Literal["githubDark"] = "githubDark"
_parts = Macros("web/lessons/lesson.html")
PLAY, STOP, WAIT = "▶", "■", "…"
RUN = "Run this cell"


class Editor:
    """A code editor that follows the theme and the other tabs."""

    def __init__(self, text: str, changed: Any, keys: dict[str, Any], label: str, dark: bool) -> None:
        self._quiet = False
        self._changed = changed
        self.mirror = ui.codemirror(
            text,
            language="Python",
            theme=DARK if dark else LIGHT,
            line_wrapping=True,
            on_change=self._on_change,
            keymap=keys,
        ).classes("editor")
        named(self.mirror, label)

    @property
    def text(self) -> str:
        return str(self.mirror.value or "")

    def show(self, text: str) -> None:
        """Put a text in that came from elsewhere, without taking it for typing."""
        if text != self.text:
            self._quiet = True
            try:
                self.mirror.set_value(text)
            finally:
                self._quiet = False

    def dark(self, on: bool) -> None:
        self.mirror.set_theme(DARK if on else LIGHT)

    def _on_change(self, event: Any) -> None:
        if not self._quiet:
            self._changed(str(event.value or ""))


class CodeCell:
    """Editor, run button in the margin, output, and how long it took."""

    def __init__(self, session: LessonSession, cell: CellRun, dark: bool) -> None:
        self.session, self.cell = session, cell
        self._name = ""
        self._shown: tuple[object, int] = (None, 0)
        self._state = ""
        with ui.element("section").classes("cell").props(f'id="{cell.key}"') as self.box:
            self._run_button = button(PLAY, self.press, classes="run", title=RUN)
            with ui.element("div").classes("cell-body"):
                self.editor = Editor(cell.source, self._typed, {"Shift-Enter": self.run}, "Code", dark)
                self._output = html(classes="output")
                with ui.element("div").classes("cell-foot"):
                    self._time = html(tag="span", classes="time")
                    self._ran_on = html(tag="span", classes="ran-on")
                    self._restore = button("Put back the original", self._put_back, classes="quiet small")
        self.refresh()

    def name(self, name: str) -> None:
        """What a screen reader calls the cell, its editor and its button."""
        if name != self._name:
            self._name = name
            named(self.box, name)
            named(self.editor.mirror, name)
            self._label_button()

    def press(self) -> Any:
        return self.session.interrupt() if self.cell.state != "idle" else self.run()

    def run(self, *_: Any) -> None:
        self.session.edit(self.cell, self.editor.text, self)
        self.session.run(self.cell)

    def refresh(self) -> None:
        """Show the cell as it stands now."""
        cell = self.cell
        if cell.editor is not self:
            self.editor.show(cell.source)
        shown = (cell.outputs, cell.outputs.version)
        if shown != self._shown:
            self._shown = shown
            self._output.set_content(outputs.render(cell.outputs.list))
        self._restore.set_visibility(cell.edited)
        self._time.set_content(_taken(cell))
        self._ran_on.set_content(_whose(cell.ran_on))
        if cell.state != self._state:
            self._mark(cell)

    def _mark(self, cell: CellRun) -> None:
        was, self._state = self._state, cell.state
        self._label_button()
        self.box.classes(remove="idle queued running", add=cell.state)
        if was == "running" and cell.state == "idle":
            with contextlib.suppress(RuntimeError), self.box:  # the tab may have gone
                announce("The cell raised an error." if cell.failed else f"The cell is done. {_taken(cell)}")

    def _label_button(self) -> None:
        sign, message = {"idle": (PLAY, RUN), "queued": (WAIT, "Waits its turn; press to stop")}.get(
            self.cell.state, (STOP, "Runs; press to stop")
        )
        relabel(self._run_button, sign, message, f"{self._name}: {message}")

    def _typed(self, text: str) -> None:
        self.session.edit(self.cell, text, self)

    def _put_back(self) -> None:
        self.cell.editor = None
        self.session.restore(self.cell)


def label_of(element: Element) -> str:
    """What a button says."""
    inner = element.default_slot.children[0]
    assert isinstance(inner, ui.html)
    return str(inner.content)


def relabel(element: Element, label: str, title: str = "", spoken: str = "") -> None:
    """Change what a button says; `spoken` is for who hears it, by default the title."""
    inner = element.default_slot.children[0]
    assert isinstance(inner, ui.html)
    inner.set_content(label)
    if title:
        named(element, spoken or title, title)


def _whose(ran_on: dict[str, list[str]]) -> Markup:
    """Whose code the exercises were that a run used: ``with your <dot>, our <norm>``."""
    return _parts.whose(
        [(word, ran_on[who]) for who, word in (("yours", "your"), ("ours", "our")) if ran_on.get(who)]
    )


def _taken(cell: CellRun) -> str:
    if cell.state == "running":
        return "runs"
    if cell.state == "queued":
        return "waits"
    if cell.seconds is None:
        return ""
    return f"{cell.seconds * 1000:.0f} ms" if cell.seconds < 1 else f"{cell.seconds:.1f} s"
