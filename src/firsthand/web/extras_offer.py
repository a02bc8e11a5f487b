"""A lesson that uses an optional part of the installation: what is missing, and a button that brings it in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import ui

from firsthand.course import extras
from firsthand.course.content.catalog import Lesson
from firsthand.errors import FirsthandError
from firsthand.templates import Macros
from firsthand.web.layout import announce, button, html
from firsthand.web.state import off_loop

_parts = Macros("web/layout.html")


def offers(lesson: Lesson, installed: Callable[[], Awaitable[None]]) -> None:
    """Offer each extra of the lesson that is missing. `installed` is called once one is there."""
    for extra in lesson.extras:
        if extras.missing(extra):
            Offer(extra, installed)


class Offer:
    """One missing extra: installs at a click and says how far it is. `why` and `done` are other words for other pages."""

    def __init__(
        self, extra: str, installed: Callable[[], Awaitable[None]], *, why: str = "", done: str = ""
    ) -> None:
        self.extra, self.installed = extra, installed
        self._done = (
            done or f"{extras.NAMES[extra]} is installed, and the kernel is fresh: run the cells again."
        )
        why = why or (
            f"Parts of this lesson use {extras.NAMES[extra]}, which is not installed ({extras.SIZES[extra]}). "
            "Without it "
            "those cells say so and the rest runs."
        )
        with ui.element("aside").classes("offer").props('aria-label="Optional installation"'):
            html(_parts.paragraph(why))
            self._button = button(f"Install {extras.NAMES[extra]}", self.install)
            self._message = html(tag="p", classes="message").props("aria-live=polite")

    async def install(self) -> None:
        """Run pip, show its last line, and say how it ended."""
        self._button.props("disabled")
        lines = extras.install(self.extra)
        try:
            while (line := await off_loop(next, lines, "")) != "":
                self._message.set_content(line[:120])
                await asyncio.sleep(0)
        except FirsthandError as error:
            self._message.set_content(str(error))
            self._button.props(remove="disabled")
            return
        await self.installed()
        self._button.set_visibility(False)
        self._message.set_content(self._done)
        announce(self._done)
