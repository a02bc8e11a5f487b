"""The card of an exercise: editor, check, hints, solution, race, history."""

from __future__ import annotations

import difflib
from html import escape
from typing import Any

from nicegui import ui

from firsthand.course import catalog
from firsthand.course.cards import duration
from firsthand.course.result import RaceResult, Result
from firsthand.errors import FirsthandError
from firsthand.web import outputs
from firsthand.web.cells import Editor, relabel
from firsthand.web.frame import announce, button, html
from firsthand.web.session import CellRun, LessonSession
from firsthand.web.site import Site, off_loop


class ExerciseCard:
    """One exercise in one tab. The answer file is the truth; the editor saves into it while one types."""

    def __init__(self, site: Site, session: LessonSession, cell: CellRun, place: str, dark: bool) -> None:
        self.site, self.session, self.cell, self.id = site, session, cell, cell.name
        session.saved[self.id] = site.desk.answer(self.id)
        self._typing: ui.timer | None = None
        self._result: Result | None = None
        exercise = catalog.exercise(self.id)
        with (
            ui.element("section")
            .classes("exercise")
            .props(f'id="{self.id}" aria-label="Exercise {self.id}" tabindex="-1"') as self.box
        ):
            html(f"<h3>Exercise · <code>{self.id}</code></h3><small>{place}</small>", classes="exercise-head")
            html(f"<p>{escape(exercise.task)}</p>")
            self.editor = Editor(
                session.saved[self.id],
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
                html(f"your answer: <code>answers/{self.id}.py</code>", tag="small", classes="where")
            self._verdict = html("", classes="verdict")
            self._into_cell = button("Put this input in a cell", self._put_in_cell, classes="small")
            self._into_cell.set_visibility(False)
            self._extra = ui.element("div").classes("extra")
        self._show_hints()
        self._last()

    # What the session tells

    def refresh(self) -> None:
        """Another tab may have checked or typed."""
        if self.cell.editor not in (None, self):
            self.editor.show(self.cell.source)
        result = self.session.results.get(self.id)
        if result is not None and result is not self._result:
            self._show(result)

    # What the learner does

    async def check(self, *_: Any) -> None:
        """Save and grade; say at once that it runs."""
        relabel(self._check, "Checking …")
        self._check.props("disabled")
        try:
            if self._save():
                result = await self.site.check(self.id)
                self.session.took(self.cell, result)
                self._show(result)
                announce(f"{self.id}: {result.outcome}. {result.says} {result.advice}")
        except FirsthandError as error:
            self._say(str(error))
        finally:
            relabel(self._check, "Check")
            self._check.props(remove="disabled")

    async def hint(self) -> None:
        try:
            hint = await off_loop(self.site.desk.hint, self.id)
        except FirsthandError as error:
            self._say(str(error))
            return
        self._show_hints()
        announce(f"Hint {hint.number} of {hint.of}: {hint.text}")

    async def race(self) -> None:
        relabel(self._race, "Racing …")
        self._race.props("disabled")
        try:
            self._save()
            found = await off_loop(self.site.desk.race, self.id)
            self._fill(_race_html(found))
            announce(found.equal)
        except FirsthandError as error:
            self._say(str(error))
        finally:
            relabel(self._race, "Race")
            self._race.props(remove="disabled")

    def history(self) -> None:
        """Earlier versions, each with what has changed since, and a way back."""
        versions = self.site.desk.history(self.id)
        self._extra.clear()
        with self._extra:
            html("<h4>Earlier versions</h4>" if versions else "<p>No earlier versions yet.</p>")
            for version in reversed(versions):
                with ui.element("details").classes("version"):
                    html(f"{version.when:%d %b %H:%M:%S}", tag="summary")
                    html(f"<pre>{_diff(version.text, self.editor.text)}</pre>")
                    button("Bring this one back", lambda v=version: self._replace(v.text), classes="small")
            with ui.element("p"):
                button("Start afresh from the stub", self._afresh, classes="small")

    def _ask_for_solution(self) -> None:
        self._extra.clear()
        with self._extra:
            html(
                "<p>Seeing our version is fine. It is remembered, and you are asked to write yours once more another day.</p>"
            )
            with ui.element("p"):
                button("Show it", self._show_solution, classes="small")
                button("Not yet", self._extra.clear, classes="small quiet")

    async def _show_solution(self) -> None:
        text = await off_loop(self.site.desk.solution, self.id)
        self._fill(f"<h4>Our version</h4><pre class=code>{escape(text)}</pre>")

    async def _afresh(self) -> None:
        self._replace(await off_loop(self.site.desk.reset, self.id))

    def _put_in_cell(self) -> None:
        if self._result and self._result.cell:
            self.session.add_scratch(self.cell, f"import numpy as np\n\n{self._result.cell}")

    # Saving

    def _typed(self, text: str) -> None:
        self.session.wrote(self.cell, text, self)
        if self._typing:
            self._typing.cancel()
        with self.box:
            self._typing = ui.timer(0.5, self._save, once=True)

    def _save(self) -> bool:
        """Save what is in the editor. A file that another editor changed meanwhile is taken over, or kept as a version."""
        text = self.editor.text
        try:
            if text == self.session.saved[self.id]:
                self.session.saved[self.id] = self.site.desk.answer(self.id)
                self.editor.show(self.session.saved[self.id])
                return True
            self.site.desk.save(self.id, text, replaces=self.session.saved[self.id])
        except FirsthandError as error:
            self._say(f"{error} Your text is still here in the editor.")
            return False
        self.session.saved[self.id] = text
        return True

    def look_again(self) -> bool:
        """Take over what another program wrote into the answer file, unless typing here is not saved yet."""
        known = self.session.saved[self.id]
        if self.editor.text != known:
            return False
        try:
            text = self.site.desk.answer(self.id)
        except FirsthandError:
            return False  # a check says what is wrong with the file
        if text == known:
            return False
        self.session.saved[self.id] = text
        self.editor.show(text)
        self.session.wrote(self.cell, text, self)
        self._last()
        return True

    def _replace(self, text: str) -> None:
        self._extra.clear()
        self.editor.show(text)
        self.session.wrote(self.cell, text, self)
        self.site.desk.save(self.id, text, snapshot=True)
        self.session.saved[self.id] = text

    # Showing

    def _last(self) -> None:
        """The finding of the last check of this very text, also from another day."""
        result = self.site.last_result(self.id)
        if result is not None:
            self._show(result)

    def _show(self, result: Result) -> None:
        self._result = result
        self._verdict.set_content(verdict(result))
        self._into_cell.set_visibility(bool(result.cell))
        self.box.classes(remove="passed tried", add="passed" if result.passed else "tried")

    def _show_hints(self) -> None:
        seen = self.site.desk.hints(self.id)
        total = len(catalog.exercise(self.id).hints)
        left = total - len(seen)
        relabel(self._hint, f"Hint ({left})" if left else "Hints: all seen")
        if seen:
            items = "".join(f"<li>{escape(hint.text)}</li>" for hint in seen)
            self._fill(f"<h4>Hints</h4><ol>{items}</ol>")

    def _fill(self, content: str) -> None:
        self._extra.clear()
        with self._extra:
            html(content)

    def _say(self, text: str) -> None:
        self._verdict.set_content(f'<p class="says wrong"><span class="sign">✗</span> {escape(text)}</p>')
        announce(text)


def verdict(result: Result) -> str:
    """The finding as HTML: a sign and a word, the call, what came and what was expected, the advice."""
    if result.outcome == "untouched":
        return '<p class="says"><span class="sign">○</span> <strong>not started</strong> · write the body, then check</p>'
    if result.passed:
        checked = ", ".join(result.checked)
        return (
            f'<p class="says right"><span class="sign">✓</span> <strong>passed</strong> · {escape(checked)}</p>'
            f"<p>From here on this lesson uses your <code>{result.exercise}</code>.</p>{_printed(result)}"
        )
    found = f" · found after {result.tried} inputs" if result.tried > 1 else ""
    shrunk = ", shrunk to the smallest" if result.shrunk else ""
    parts = [
        f'<p class="says wrong"><span class="sign">✗</span> <strong>{result.outcome}</strong>{found}{shrunk}</p>'
    ]
    if result.call:
        parts.append(_call(result))
    if result.says and not (
        result.call and result.outcome in ("wrong value", "wrong gradient") and len(result.got) < 40
    ):
        parts.append(f"<p>{escape(result.says)}</p>")
    if result.advice:
        parts.append(f'<p class="advice">{escape(result.advice)}</p>')
    if result.traceback:
        parts.append(f'<pre class="out-text">{escape(result.traceback.strip())}</pre>')
    return "".join(parts) + _printed(result)


def _call(result: Result) -> str:
    rows = "".join(
        f"<tr><th scope=row>{name}</th><td>{escape(text)}</td></tr>"
        for name, text in (("got", result.got), ("expected", result.expected))
        if text
    )
    return f'<div class="call"><code>{escape(result.call)}</code><table>{rows}</table></div>'


def _printed(result: Result) -> str:
    if not result.printed.strip():
        return ""
    return f"<details><summary>What it printed</summary><pre>{escape(result.printed)}</pre></details>"


def _race_html(race: RaceResult) -> str:
    names = list(dict.fromkeys(lap.contestant for lap in race.laps))
    times = {(lap.contestant, lap.size): duration(lap.seconds) for lap in race.laps}
    rows = [
        [f"{size:,}", *(times.get((name, size), "–") for name in names)]
        for size in sorted({lap.size for lap in race.laps})
    ]
    parts = {
        "svg": race.svg,
        "alt": race.alt,
        "tables": [{"title": "Time of one call", "columns": [race.size_label, *names], "rows": rows}],
    }
    picture = outputs.figure(parts) if race.svg else ""
    return f"<h4>Race</h4><p>{escape(race.equal)}</p>{picture}"


def _diff(before: str, now: str) -> str:
    lines = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "then", "now", lineterm=""))[2:]
    return escape("\n".join(lines)) or "the same as now"
