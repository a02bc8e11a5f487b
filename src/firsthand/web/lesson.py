"""The page of a lesson: prose, cells that run, exercises, explorables."""

from __future__ import annotations

import re
from html import escape

from nicegui import Client, ui

from firsthand.course import catalog
from firsthand.course.catalog import Lesson
from firsthand.course.overview import LessonView
from firsthand.course.result import Result
from firsthand.errors import FirsthandError
from firsthand.web import markdown
from firsthand.web.cells import CodeCell
from firsthand.web.exercise import ExerciseCard
from firsthand.web.explore import Explore
from firsthand.web.extras import offers
from firsthand.web.frame import button, frame, html, notice
from firsthand.web.roadmap import DOTS
from firsthand.web.session import CellRun, LessonSession
from firsthand.web.site import Site, off_loop

Shown = CodeCell | ExerciseCard


async def lesson_page(site: Site, id: str, client: Client, dark: bool) -> None:
    lesson = await off_loop(site.desk.open_lesson, id)
    with frame(site, lesson.title, "lesson"):
        try:
            if lesson.trouble:
                raise FirsthandError(f"This lesson cannot be read. {lesson.trouble}")
            session = site.session(id)
        except FirsthandError as error:
            _trouble(site, lesson, str(error))
            return
        await off_loop(_import_exercises, lesson)
        LessonPage(site, lesson, session, client, dark)
        session.warm_up()


def _import_exercises(lesson: Lesson) -> None:
    """The first import of a lesson's exercises takes a while: off the loop, so that other pages stay alive."""
    for name in lesson.exercises:
        catalog.exercise(name)


def _trouble(site: Site, lesson: Lesson, why: str) -> None:
    """Say what is wrong; a damaged notebook can be set aside."""
    notice(why)
    with ui.element("article").classes("text"):
        html(f"<h1>{escape(lesson.title)}</h1>")
        if not lesson.trouble:
            html(
                "<p>Your notebook of this lesson cannot be read. It can be kept under another name, and a fresh one "
                "put in its place.</p>"
            )

            def put_fresh() -> None:
                try:
                    site.fresh_notebook(lesson)
                except FirsthandError as error:
                    notice(str(error))
                    return
                ui.navigate.reload()

            button("Set it aside and start fresh", put_fresh, classes="primary")
        html('<p><a href="/">Back to the roadmap</a></p>')


def _no_card(name: str, why: str) -> None:
    with (
        ui.element("section")
        .classes("exercise")
        .props(f'id="{name}" aria-label="Exercise {name}" tabindex="-1"')
    ):
        html(f"<h3>Exercise · <code>{name}</code></h3>", classes="exercise-head")
        html(f'<p class="says wrong"><span class="sign">✗</span> {escape(why)}</p>', classes="verdict")


class LessonPage:
    """One tab on a lesson."""

    def __init__(
        self, site: Site, lesson: Lesson, session: LessonSession, client: Client, dark: bool
    ) -> None:
        self.site, self.lesson, self.session, self.dark = site, lesson, session, dark
        self._shown: dict[str, Shown] = {}
        self._boxes: dict[str, ui.element] = {}
        self._problem = ""
        self._results: dict[str, Result | None] = dict(session.results)
        view = next(one for phase in site.desk.overview() for one in phase.lessons if one.id == lesson.id)
        self._outline = html(_outline(lesson, view), tag="nav", classes="outline").props(
            'aria-label="In this lesson"'
        )
        with ui.element("article").classes("text"):
            self._tools()
            offers(lesson, session.restart)
            for cell in session.cells:
                self._add(cell)
            html(_turn(lesson), tag="nav", classes="turn").props('aria-label="Other lessons"')
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
                html(anchored(markdown.render(cell.source)), classes="prose")
            elif cell.kind == "explorable":
                Explore(cell.name, catalog.explorable(cell.name), {})
            elif cell.kind == "exercise":
                place = f"{self.lesson.exercises.index(cell.name) + 1} of {len(self.lesson.exercises)}"
                try:
                    self._shown[cell.key] = ExerciseCard(self.site, self.session, cell, place, self.dark)
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

    def _look_again(self) -> None:
        """The learner comes back to this tab, perhaps from another editor or from JupyterLab."""
        cards = [one for one in self._shown.values() if isinstance(one, ExerciseCard)]
        found = [card.look_again() for card in cards]
        if any(found):
            self._refresh_outline()

    def _refresh_outline(self) -> None:
        view = next(
            one for phase in self.site.desk.overview() for one in phase.lessons if one.id == self.lesson.id
        )
        self._outline.set_content(_outline(self.lesson, view))

    async def _restart(self) -> None:
        try:
            await self.session.restart()
            ui.notify("The kernel is fresh. Its variables are gone.")
        except FirsthandError as error:
            ui.notify(str(error), type="negative")

    async def _lab(self) -> None:
        ui.notify("JupyterLab is starting …" if not self.site.lab.running else "Opening JupyterLab …")
        try:
            self.session.flush()
            address = await self.site.lab.address_of(self.session.notebook.path)
            ui.navigate.to(address, new_tab=True)
        except FirsthandError as error:
            ui.notify(str(error), type="negative", timeout=0, close_button="Close")

    def _theme(self, dark: bool) -> None:
        if dark != self.dark:
            self.dark = dark
            for shown in self._shown.values():
                shown.editor.dark(dark)


def anchored(text: str) -> str:
    """Give each second-level heading a place that the outline can point to."""
    return re.sub(r"<h2>(.*?)</h2>", lambda found: f'<h2 id="{slug(found[1])}">{found[1]}</h2>', text)


def slug(heading: str) -> str:
    return "s-" + re.sub(r"[^a-z0-9]+", "-", re.sub(r"<[^>]+>", "", heading).lower()).strip("-")


def _outline(lesson: Lesson, view: LessonView) -> str:
    """Headings and exercises in order, each exercise with its state."""
    states = {one.id: one.state for one in view.exercises}
    items = []
    for cell in lesson.cells:
        if cell.kind == "exercise":
            sign, word = DOTS[states.get(cell.name, "untouched")]
            items.append(
                f'<li class="exercise-link"><a href="#{cell.name}"><span class="dot {states.get(cell.name)}" role="img" '
                f'aria-label="{word}">{sign}</span> <code>{escape(cell.name)}</code></a></li>'
            )
        elif cell.kind == "markdown":
            items += [f'<li><a href="#{slug(name)}">{name}</a></li>' for name in _headings(cell.source)]
    return f"<details open><summary>{escape(lesson.title)} · {lesson.minutes} min</summary><ol>{''.join(items)}</ol></details>"


def _headings(source: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", markdown.render(source))


def _turn(lesson: Lesson) -> str:
    """The lessons before and after this one."""
    all_lessons = [one for one in catalog.lessons() if not one.trouble]
    at = all_lessons.index(lesson) if lesson in all_lessons else 0
    before = all_lessons[at - 1] if at else None
    after = all_lessons[at + 1] if at + 1 < len(all_lessons) else None
    parts = [
        f'<a rel="prev" href="/lesson/{before.id}">← {escape(before.title)}</a>'
        if before
        else "<span></span>",
        f'<a rel="next" class="button primary" href="/lesson/{after.id}">{escape(after.title)} →</a>'
        if after
        else '<a href="/">Back to the roadmap</a>',
    ]
    return "".join(parts)
