"""An explorable on the page: a figure that follows its controls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from nicegui import ui

from firsthand.course.content import catalog
from firsthand.course.content.explorable import Control, Explorable, Scene, Series, Slider, TextBox, Toggle
from firsthand.errors import FirsthandError
from firsthand.templates import Macros
from firsthand.web.layout import frame, html, named
from firsthand.web.lessons.scene import svg
from firsthand.web.sessions import outputs
from firsthand.web.state import AppState

_parts = Macros("web/lessons/lesson.html")
MAX_ROWS = 60  # of a table of numbers

_NUMBER, _TEXT, _CHECKED = (
    f"(event) => emit(event.target.{part})" for part in ("valueAsNumber", "value", "checked")
)


async def explore_page(state: AppState, name: str, wanted: Mapping[str, str]) -> None:
    """A page of its own; the address sets the controls: ``?rate=0.3``."""
    explorable = catalog.explorable(name)
    lesson = next(one for one in catalog.lessons() if name in one.explorables)
    styles, scripts = ["lessons/explorable.css"], ["lessons/figure_keys.js"]
    with frame(state, explorable.title, "explore-page", styles=styles, scripts=scripts):
        html(_parts.crumb(lesson))
        Explore(name, explorable, wanted, alone=True)


class Explore:
    """Figure, controls, the numbers that matter, what to try."""

    def __init__(
        self, name: str, explorable: Explorable, wanted: Mapping[str, str], alone: bool = False
    ) -> None:
        self.name = name
        self.explorable = explorable
        self.values: dict[str, Any] = {
            one.name: one.read(wanted.get(one.name)) for one in explorable.controls
        }
        with ui.element("section").classes("explorable").props(f'id="{name}"'):
            html(_parts.explorable_title(explorable.title, alone))
            with ui.element("div").classes("explore-side"):  # a line of text wants the whole width
                for control in explorable.controls:
                    if isinstance(control, TextBox):
                        self._text_box(control)
            with ui.element("div").classes("explore-body"):
                with ui.element("div").classes("explore-figure"):
                    self._figure = html()
                    self._message = html(tag="p", classes="message").props("aria-live=polite")
                    html(_parts.try_this(explorable.try_this))
                with ui.element("div").classes("explore-side"):
                    for control in explorable.controls:
                        if isinstance(control, Slider):
                            self._slider(control)
                        elif isinstance(control, Toggle):
                            self._toggle(control)
                    self._numbers = html()
            with ui.element("details").classes("numbers"):
                html("Numbers", tag="summary")
                self._table = html()
            self._link = html(tag="p", classes="share")
        self.draw()

    def _slider(self, control: Slider) -> None:
        with ui.element("label").classes("control"):
            html(control.label, tag="span")
            shown = html(control.write(self.values[control.name]), tag="span", classes="value")
            slider = _input("range", control).props(
                f"min={control.low} max={control.high} step={control.step}"
            )
            # As an attribute: the property would be set anew at each redraw, under the hand that moves it.
            slider.props["^value"] = self.values[control.name]

        def moved(value: float) -> None:
            shown.set_content(control.write(value))
            self._set(control, float(value))

        # Up to 33 pictures a second, and always the last position.
        slider.on("input", lambda event: moved(event.args), js_handler=_NUMBER, throttle=0.03)

    def _text_box(self, control: TextBox) -> None:
        with ui.element("label").classes("control"):
            html(control.label, tag="span")
            box = _input("text", control).props(
                f"maxlength={control.max_length} autocomplete=off spellcheck=false"
            )
            box.props["^value"] = self.values[control.name]
        # What arrives may be any text at all: it is read as that of an address is.
        box.on(
            "input",
            lambda event: self._set(control, control.read(str(event.args))),
            js_handler=_TEXT,
            throttle=0.1,
        )

    def _toggle(self, control: Toggle) -> None:
        with ui.element("label").classes("control toggle"):
            box = _input("checkbox", control)
            if self.values[control.name]:
                box.props("^checked")
            html(control.label, tag="span")
        box.on("change", lambda event: self._set(control, event.args is True), js_handler=_CHECKED)

    def _set(self, control: Control, value: Any) -> None:
        self.values[control.name] = value
        self.draw()

    def draw(self) -> None:
        try:
            scene = self.explorable.draw(self.values)
        except FirsthandError as error:
            self._message.set_content(str(error))
            return
        self._figure.set_content(svg(scene))
        self._message.set_content(scene.message)
        self._numbers.set_content(_parts.numbers_now(scene.numbers))
        self._table.set_content(_numbers_table(scene))
        query = urlencode({one.name: one.write(self.values[one.name]) for one in self.explorable.controls})
        self._link.set_content(_parts.share(f"/explore/{self.name}?{query}"))


def _input(kind: str, control: Control) -> ui.element:
    return named(ui.element("input").props(f"type={kind}"), control.label)


def _numbers_table(scene: Scene) -> Markup:
    """What a line only leads the eye along is left out, unless lines are all there is."""
    series = [one for one in scene.series if one.kind != "line"] or scene.series
    return Markup("").join(
        _grid_table(one, scene) if one.kind == "cells" else _pairs_table(one, scene) for one in series
    )


def _pairs_table(series: Series, scene: Scene) -> Markup:
    # Dots that stand on bars are about the same things.
    among_bars = any(one.kind == "bars" for one in scene.series)
    named = scene.categories and among_bars and series.kind in ("bars", "points")
    pairs = list(zip(series.x, series.y, strict=True))
    rows = [
        [scene.categories[int(x)] if named else f"{x:.4g}", f"{y:.4g}"]
        for x, y in pairs[:: -(-len(pairs) // MAX_ROWS) or 1]  # evenly, so that the end is not cut off
    ]
    return outputs.table(series.label, [scene.x_label, scene.y_label], rows)


def _grid_table(series: Series, scene: Scene) -> Markup:
    """Cells as the table they are: a row of the picture is a row of the table."""
    shades = {
        (int(y), int(x)): f"{shade:.2f}" for x, y, shade in zip(series.x, series.y, series.shade, strict=True)
    }
    rows = [
        [name, *(shades.get((row, column), "–") for column in range(len(scene.categories)))]
        for row, name in enumerate(scene.row_names)
    ]
    return outputs.table(series.label, [scene.y_label, *scene.categories], rows)
