"""The card of an exercise: editor, check, hints, solution, race, history."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from firsthand.course import rendering
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import RaceResult, Result
from firsthand.errors import FirsthandError
from firsthand.templates import Macros
from firsthand.web.layout import announce, button, html
from firsthand.web.lessons.cells import Editor, label_of, relabel
from firsthand.web.sessions import outputs
from firsthand.web.sessions.session import CellRun, LessonSession
from firsthand.web.state import AppState, off_loop

_parts = Macros("web/lessons/lesson.html")


class ExerciseCard:
    """One exercise in one tab. The answer file is the truth; the editor saves into it while one types."""

    def __init__(
        self, state: AppState, session: LessonSession, cell: CellRun, place: str, dark: bool
    ) -> None:
        self.state, self.session, self.cell, self.id = state, session, cell, cell.name
        self.answer = session.answers[self.id]
        text = self.answer.read()
        self._told = ""
        self._busy = False
        self._result: Result | None = None
        exercise = find_exercise(self.id)
        with (
            ui.element("section")
            .classes("exercise")
            .props(f'id="{self.id}" aria-label="Exercise {self.id}" tabindex="-1"') as self.box
        ):
            html(_parts.exercise_head(self.id, place), classes="exercise-head")
            html(_parts.task(exercise.task))
            self.editor = Editor(
                text,
                self._typed,
                {"Mod-Enter": self.check, "Shift-Enter": self.check},
                f"Your {self.id}",
                dark,
            )
            with ui.element("div").classes("actions"):
                self._check = button("Check", self.check, classes="primary")
                self._hint = button("Hint", self.hint)
                self._solution = button("Solution", self._ask_for_solution)
                if exercise.race:
                    self._race = button("Race", self.race)
                button("History", self.history)
                html(_parts.where(self.id), tag="small", classes="where")
            self._verdict = html(classes="verdict")
            self._into_cell = button("Put this input in a cell", self._put_in_cell, classes="small")
            self._into_cell.set_visibility(False)
            self._extra = ui.element("div").classes("extra")
        self._show_hints()
        self._last()

    # What the session tells

    def refresh(self) -> None:
        """Another tab may have checked or typed."""
        if self.cell.editor is not self and self.answer.text is not None:
            self.editor.show(self.answer.text)
        if self.answer.error != self._told:
            self._told = self.answer.error
            if self._told:
                self._say(f"{self._told} Your text is still here in the editor.")
        result = self.session.results.get(self.id)
        if result is not None and result is not self._result:
            self._show(result)

    # What the learner does

    async def check(self, *_: Any) -> None:
        """Save and grade; say at once that it runs."""
        with self._at_work(self._check, "Checking …") as begun:
            if begun and self._save():
                result = await self.state.check(self.id)
                self.session.took(self.cell, result)
                self._show(result)
                announce(rendering.spoken(result))

    @contextmanager
    def _at_work(self, element: Element, message: str) -> Iterator[bool]:
        """Have a button say that it runs; False when it runs already. It stays where the focus is."""
        if self._busy:
            yield False
            return
        before, self._busy = label_of(element), True
        relabel(element, message)
        # Not `disabled`: the browser would take the focus away from it, and to the top of the page.
        element.props("aria-disabled=true")
        try:
            yield True
        except FirsthandError as error:
            self._say(str(error))
        finally:
            self._busy = False
            relabel(element, before)
            element.props(remove="aria-disabled")

    async def hint(self) -> None:
        try:
            hint = await off_loop(self.state.service.hint, self.id)
        except FirsthandError as error:
            self._say(str(error))
            return
        self._show_hints()
        announce(f"Hint {hint.number} of {hint.of}: {hint.text}")

    async def race(self) -> None:
        with self._at_work(self._race, "Racing …") as begun:
            if begun and self._save():
                found = await off_loop(self.state.service.race, self.id)
                self._fill(_race(found))
                announce(found.equal)

    def history(self) -> None:
        """Earlier versions, each with what has changed since, and a way back."""
        versions = self.state.service.history(self.id)
        self._extra.clear()
        with self._extra:
            html(_parts.earlier(bool(versions)))
            for version in reversed(versions):
                with ui.element("details").classes("version"):
                    html(f"{version.when:%d %b %H:%M:%S}", tag="summary")
                    html(_parts.diff(_diff(version.text, self.editor.text)))
                    button("Bring this one back", lambda v=version: self._replace(v.text), classes="small")
            with ui.element("p"):
                button("Start afresh from the stub", self._afresh, classes="small")

    def _ask_for_solution(self) -> None:
        self._extra.clear()
        with self._extra:
            html(_parts.before_solution())
            with ui.element("p"):
                button("Show it", self._show_solution, classes="small")
                button("Not yet", self._extra.clear, classes="small quiet")

    async def _show_solution(self) -> None:
        text = await off_loop(self.state.service.solution, self.id)
        self._fill(_parts.solution(text))

    async def _afresh(self) -> None:
        self._replace(await off_loop(self.state.service.reset, self.id))

    def _put_in_cell(self) -> None:
        if self._result and self._result.cell:
            self.session.add_scratch(self.cell, _scratch(self._result))

    # Saving

    def _typed(self, text: str) -> None:
        self.session.wrote(self.cell, text, self)

    def _save(self) -> bool:
        """Save what is in the editor, or show what another editor put into the file meanwhile."""
        try:
            self.editor.show(self.session.settle(self.cell, self.editor.text))
        except FirsthandError as error:
            self._say(f"{error} Your text is still here in the editor.")
            return False
        return True

    def look_again(self) -> bool:
        """Take over what another program wrote into the answer file, unless typing here is not saved yet."""
        try:
            text = self.answer.read()
        except FirsthandError:
            return False  # a check says what is wrong with the file
        if text == self.editor.text:
            return False
        self.editor.show(text)
        self.cell.editor = self
        self.session.changed(self.cell)
        self._last()
        return True

    def _replace(self, text: str) -> None:
        self._extra.clear()
        self.editor.show(text)
        self.answer.replace(text)
        self.cell.editor = self
        self.session.changed(self.cell)

    # Showing

    def _last(self) -> None:
        """The finding of the last check of this very text, also from another day."""
        result = self.state.last_result(self.id)
        if result is not None:
            self._show(result)

    def _show(self, result: Result) -> None:
        self._result = result
        self._verdict.set_content(rendering.page(result))
        self._into_cell.set_visibility(bool(result.cell))
        self.box.classes(remove="passed tried", add="passed" if result.passed else "tried")

    def _show_hints(self) -> None:
        seen = self.state.service.hints(self.id)
        total = len(find_exercise(self.id).hints)
        left = total - len(seen)
        relabel(self._hint, f"Hint ({left})" if left else "Hints: all seen")
        if seen:
            self._fill(_parts.hints([hint.text for hint in seen]))

    def _fill(self, content: Markup) -> None:
        self._extra.clear()
        with self._extra:
            html(content)

    def _say(self, text: str) -> None:
        self._verdict.set_content(_parts.wrong(text))
        announce(text)


def _scratch(result: Result) -> str:
    """A cell that gives the input to the very text that was checked; the name of the exercise keeps its meaning."""
    mine = f"your_{result.exercise}"
    call = re.sub(rf"^{result.exercise}\(", f"{mine}(", result.cell)
    return (
        "import numpy as np\n\nfrom firsthand.course import checked\n\n"
        f'{mine} = checked("{result.exercise}")  # as it was last checked, right or wrong\n{call}'
    )


def _race(race: RaceResult) -> Markup:
    """What a race found, its figure with the times one key away."""
    if not race.svg:
        return rendering.page(race)
    heads, *rows = rendering.times(race)
    parts = {"svg": race.svg, "alt": race.alt, "tables": [{"title": "", "columns": heads, "rows": rows}]}
    return rendering.page(race, outputs.figure(parts))


def _diff(before: str, now: str) -> str:
    lines = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "then", "now", lineterm=""))[2:]
    return "\n".join(lines) or "the same as now"
