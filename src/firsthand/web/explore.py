"""An explorable on the page: a figure that follows its sliders."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from nicegui import ui

from firsthand.course import catalog
from firsthand.course.explorable import Explorable, Scene, Slider
from firsthand.errors import FirsthandError
from firsthand.web import outputs
from firsthand.web.frame import frame, html
from firsthand.web.scene import svg
from firsthand.web.site import Site

_VALUE = "(event) => emit(event.target.valueAsNumber)"


def explore_page(site: Site, name: str, wanted: Mapping[str, str]) -> None:
    """A page of its own; the address sets the controls: ``?rate=0.3``."""
    explorable = catalog.explorable(name)
    lesson = next(one for one in catalog.lessons() if name in one.explorables)
    with frame(site, explorable.title, "explore-page"):
        html(f'<p class="crumb"><a href="/lesson/{lesson.id}">{escape(lesson.title)}</a></p>')
        Explore(name, explorable, wanted, heading="h1")


class Explore:
    """Figure, controls, the numbers that matter, what to try."""

    def __init__(
        self, name: str, explorable: Explorable, wanted: Mapping[str, str], heading: str = "h3"
    ) -> None:
        self.name = name
        self.explorable = explorable
        self.values = {one.name: _within(one, wanted.get(one.name)) for one in explorable.controls}
        with ui.element("section").classes("explorable").props(f'id="{name}"'):
            html(f"<{heading}>{escape(explorable.title)}</{heading}>")
            with ui.element("div").classes("explore-body"):
                with ui.element("div").classes("explore-figure"):
                    self._figure = html("")
                    self._says = html("", tag="p", classes="says").props("aria-live=polite")
                    html(f'<p class="try">{escape(explorable.try_this)}</p>')
                with ui.element("div").classes("explore-side"):
                    for control in explorable.controls:
                        self._slider(control)
                    self._numbers = html("")
            with ui.element("details").classes("numbers"):
                html("Numbers", tag="summary")
                self._table = html("")
            self._link = html("", tag="p", classes="share")
        self.draw()

    def _slider(self, control: Slider) -> None:
        def moved(value: float) -> None:
            self.values[control.name] = float(value)
            shown.set_content(f"{value:g}")
            self.draw()

        with ui.element("label").classes("control"):
            html(escape(control.label), tag="span")
            shown = html(f"{self.values[control.name]:g}", tag="span", classes="value")
            slider = ui.element("input").props(f'type=range aria-label="{escape(control.label, quote=True)}"')
            slider.props(f"min={control.low} max={control.high} step={control.step}")
            # As an attribute: the property would be set anew at each redraw, under the hand that moves it.
            slider.props["^value"] = self.values[control.name]
        # Up to 33 pictures a second, and always the last position.
        slider.on("input", lambda event: moved(event.args), js_handler=_VALUE, throttle=0.03)

    def draw(self) -> None:
        try:
            scene = self.explorable.draw(self.values)
        except FirsthandError as error:
            self._says.set_content(escape(str(error)))
            return
        self._figure.set_content(svg(scene))
        self._says.set_content(escape(scene.says))
        rows = "".join(
            f"<tr><th scope=row>{escape(name)}</th><td>{escape(text)}</td></tr>"
            for name, text in scene.numbers
        )
        self._numbers.set_content(f'<table class="numbers-now">{rows}</table>')
        self._table.set_content(_numbers_table(scene))
        query = "&".join(f"{name}={value:g}" for name, value in self.values.items())
        self._link.set_content(f'<a href="/explore/{self.name}?{query}">Link to this setting</a>')


def _within(control: Slider, wanted: str | None) -> float:
    """The setting an address asks for, kept within the control; its start when it asks for no number."""
    try:
        value = float(wanted) if wanted is not None else control.start
    except ValueError:
        return control.start
    return min(control.high, max(control.low, value)) if value == value else control.start


def _numbers_table(scene: Scene) -> str:
    tables = [
        outputs.table(
            one.label,
            [scene.x_label, scene.y_label],
            [
                [
                    scene.categories[int(x)] if scene.categories and one.kind == "bars" else f"{x:.4g}",
                    f"{y:.4g}",
                ]
                for x, y in list(zip(one.x, one.y, strict=True))[:60]
            ],
        )
        for one in scene.series
        if one.kind != "line"
    ]
    return "".join(tables)
