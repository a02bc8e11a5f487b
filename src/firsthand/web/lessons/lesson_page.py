"""The page of a lesson: prose, cells that run, exercises, explorables."""

from __future__ import annotations

from markupsafe import Markup
from nicegui import Client, ui

from firsthand.course.content import catalog
from firsthand.course.content.catalog import Lesson
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Result
from firsthand.course.roadmap import LessonView
from firsthand.errors import FirsthandError
from firsthand.templates import Macros
from firsthand.web import markdown
from firsthand.web.extras_offer import offers
from firsthand.web.layout import DOTS, button, frame, html, notice
from firsthand.web.lessons.cells import CodeCell
from firsthand.web.lessons.exercise_card import ExerciseCard
from firsthand.web.lessons.explorable_page import Explore
from firsthand.web.sessions.session import CellRun, LessonSession
from firsthand.web.state import AppState, off_loop

Shown = CodeCell | ExerciseCard
_parts = Macros("web/lessons/lesson.html")
STYLES = ("static/prose.css", "lessons/lesson.css", "lessons/explorable.css")


async def lesson_page(state: AppState, id: str, client: Client, dark: bool) -> None:
    lesson = await off_loop(state.service.open_lesson, id)
    view = (await off_loop(state.standing)).lesson(id)
    with frame(state, lesson.title, "lesson", styles=STYLES, scripts=["lessons/lesson.js"]):
        try:
            if lesson.error:
                raise FirsthandError(f"This lesson cannot be read. {lesson.error}")
            session = state.session(id)
        except FirsthandError as error:
            _error(state, lesson, str(error))
            return
        await off_loop(_import_exercises, lesson)
        LessonPage(state, lesson, view, session, client, dark)
        session.warm_up()


def _import_exercises(lesson: Lesson) -> None:
    """The first import of a lesson's exercises takes a while: off the loop, so that other pages stay alive."""
    for name in lesson.exercises:
        find_exercise(name)


def _error(state: AppState, lesson: Lesson, why: str) -> None:
    """Say what is wrong; a damaged notebook can be set aside."""
    notice(why)
    with ui.element("article").classes("text"):
        html(_parts.title(lesson.title))
        if not lesson.error:
            html(_parts.damaged())

            def put_fresh() -> None:
                try:
                    state.fresh_notebook(lesson)
                except FirsthandError as error:
                    notice(str(error))
                    return
                ui.navigate.reload()

            button("Set it aside and start fresh", put_fresh, classes="primary")
        html(_parts.back())


def _no_card(name: str, why: str) -> None:
    with (
        ui.element("section")
        .classes("exercise")
        .props(f'id="{name}" aria-label="Exercise {name}" tabindex="-1"')
    ):
        html(_parts.exercise_head(name), classes="exercise-head")
        html(_parts.wrong(why), classes="verdict")


class LessonPage:
    """One tab on a lesson."""

    def __init__(
        self,
        state: AppState,
        lesson: Lesson,
        view: LessonView,
        session: LessonSession,
        client: Client,
        dark: bool,
    ) -> None:
        self.state, self.lesson, self.session, self.dark = state, lesson, session, dark
        self._shown: dict[str, Shown] = {}
        self._boxes: dict[str, ui.element] = {}
        self._problem = ""
        self._results: dict[str, Result | None] = dict(session.results)
        self._outline = html(_outline(lesson, view), tag="nav", classes="outline").props(
            'aria-label="In this lesson"'
        )
        with ui.element("article").classes("text").props('id=text tabindex="-1"'):
            self._tools()
            offers(lesson, session.restart)
            for cell in session.cells:
                self._add(cell)
            self._name_cells()
            html(_turn(lesson), tag="nav", classes="turn").props('aria-label="Other lessons"')
        if session.ended:  # while nobody looked
            notice(session.ended)
        session.listen(self._changed, self._arrived)
        client.on_delete(lambda: session.leave(self._changed, self._arrived))
        ui.on("theme", lambda event: self._theme(bool(event.args)))
        ui.on("awake", self._look_again)

    def _tools(self) -> None:
        with ui.element("div").classes("tools"):
            button("Run all", self.session.run_all)
            button("Interrupt", self.session.interrupt)
            button(
                "Restart", self._restart, title="Restart the Python kernel: variables are lost, outputs stay"
            )
            self._lab_button = button("Open in JupyterLab", self._lab)

    def _add(self, cell: CellRun) -> None:
        with ui.element("div").classes("slot") as box:
            self._boxes[cell.key] = box
            if cell.kind == "markdown":
                html(markdown.anchored(cell.source), classes="prose")
            elif cell.kind == "explorable":
                Explore(cell.name, catalog.explorable(cell.name), {})
            elif cell.kind == "exercise":
                place = f"{self.lesson.exercises.index(cell.name) + 1} of {len(self.lesson.exercises)}"
                try:
                    self._shown[cell.key] = ExerciseCard(self.state, self.session, cell, place, self.dark)
                except FirsthandError as error:  # the answer file is no text; the rest of the lesson is well
                    _no_card(cell.name, str(error))
            else:
                self._shown[cell.key] = CodeCell(self.session, cell, self.dark)

    def _changed(self, cell: CellRun) -> None:
        shown = self._shown.get(cell.key)
        if shown is not None:
            shown.refresh()
        result = self.session.results.get(cell.name)
        if result is not self._results.get(cell.name):
            self._results[cell.name] = result
            self._refresh_outline()
        if self.session.problem != self._problem:
            self._problem = self.session.problem
            if self._problem:
                with self._outline.parent_slot or self._outline.default_slot:
                    notice(self._problem)

    def _arrived(self, after: CellRun, cell: CellRun) -> None:
        """A new cell: put it below the one it belongs to."""
        with self._boxes[after.key]:
            self._add(cell)
        self._name_cells()

    def _name_cells(self) -> None:
        """Number the code cells as they stand, so that each has a name of its own."""
        shown = [self._shown.get(cell.key) for cell in self.session.cells]
        code = [one for one in shown if isinstance(one, CodeCell)]
        for number, one in enumerate(code, start=1):
            one.name(f"Code cell {number}")

    def _look_again(self) -> None:
        """The learner comes back to this tab, perhaps from another editor or from JupyterLab."""
        cards = [one for one in self._shown.values() if isinstance(one, ExerciseCard)]
        found = [card.look_again() for card in cards]
        if any(found):
            self._refresh_outline()

    def _refresh_outline(self) -> None:
        view = self.state.standing().lesson(self.lesson.id)
        self._outline.set_content(_outline(self.lesson, view))

    async def _restart(self) -> None:
        try:
            await self.session.restart()
            notice(
                "The kernel is fresh. Its variables are gone; the exercises keep their names.", passing=True
            )
        except FirsthandError as error:
            notice(str(error))

    async def _lab(self) -> None:
        notice("Opening JupyterLab …" if self.state.lab.running else "JupyterLab is starting …", passing=True)
        try:
            self.session.flush()
            address = await self.state.lab.address_of(self.session.notebook.path)
            ui.navigate.to(address, new_tab=True)
        except FirsthandError as error:
            notice(str(error))

    def _theme(self, dark: bool) -> None:
        if dark != self.dark:
            self.dark = dark
            for shown in self._shown.values():
                shown.editor.dark(dark)


def _outline(lesson: Lesson, view: LessonView) -> Markup:
    """Headings and exercises in order, each exercise with its state."""
    states = {one.id: one.state for one in view.exercises}
    items: list[tuple[str, str, dict[str, str] | None]] = []
    for cell in lesson.cells:
        if cell.kind == "exercise":
            state = states.get(cell.name, "untouched")
            sign, word = DOTS[state]
            items.append((cell.name, cell.name, {"state": state, "sign": sign, "word": word}))
        elif cell.kind == "markdown":
            items += [(place, name, None) for place, name in markdown.headings(cell.source)]
    return _parts.outline(lesson, items)


def _turn(lesson: Lesson) -> Markup:
    """The lessons before and after this one."""
    all_lessons = [one for one in catalog.lessons() if not one.error]
    at = all_lessons.index(lesson) if lesson in all_lessons else 0
    before = all_lessons[at - 1] if at else None
    after = all_lessons[at + 1] if at + 1 < len(all_lessons) else None
    return _parts.turn(before, after)
