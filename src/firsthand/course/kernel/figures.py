"""What the page's kernels do beyond a plain notebook: figures as SVG with words and tables, brief warnings."""

from __future__ import annotations

import base64
import sys
import textwrap
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any
from weakref import WeakSet

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from firsthand.figures import theme
from firsthand.figures.describe import describe

FIGURE = "application/vnd.firsthand.figure+json"
# Beyond these a browser draws slowly and the page's store swells, so the figure goes as a PNG.
MAX_SVG_CHARACTERS = 1_500_000  # characters
MAX_MARKS = 15_000

# Figures shown by the cell that is running: pyplot must not show them a second time at its end.
_shown: WeakSet[Figure] = WeakSet()


def prepare() -> None:
    """Make the running IPython kernel a kernel of the page. Silent; doing it twice is doing it once.

    Afterwards every matplotlib Figure that a cell returns or displays, and every one still open in pyplot when
    the cell ends, is sent once, as `application/vnd.firsthand.figure+json` besides `image/png`. pyplot draws in
    the look of the course. Outside IPython nothing happens.
    """
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    settings: Any = dict(theme.RC)
    mpl.rcParams.update(settings)
    # Resolved only when the learner imports pyplot, so a kernel without it starts sooner.
    mpl.use("module://firsthand.course.kernel.pyplot_backend")
    shell.display_formatter.mimebundle_formatter.for_type(Figure, _formatted)
    # The bound methods of events compare equal, so a second `prepare` adds nothing.
    if show_open not in shell.events.callbacks["post_execute"]:
        shell.events.register("post_execute", show_open)
    warnings.formatwarning = brief


def bundle(figure: Figure) -> dict[str, Any]:
    """A figure as mimetypes and their data: for the page (see `prepare`), and as a base64 `image/png`.

    The page's part holds `alt` and `tables`, and `svg`, or where that would be too large `png`. A figure that
    cannot be drawn gives a picture that says why.
    """
    try:
        drawn, picture = _svg(figure), theme.png(figure)
    except Exception as error:  # the learner's figure may hold anything, bad mathematics above all
        figure = _apology(error)
        drawn, picture = theme.svg(figure), theme.png(figure)
    png = base64.b64encode(picture).decode("ascii")
    described = describe(figure)
    shape = {"svg": drawn} if drawn else {"png": png}
    page = shape | {"alt": described.alt, "tables": [asdict(table) for table in described.tables]}
    return {FIGURE: page, "image/png": png}


def show_open() -> None:
    """Show the figures that are open in pyplot and not shown yet, then close them all."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        _shown.clear()
        return
    from IPython.display import display

    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    try:
        for figure in figures:
            if figure not in _shown:
                display(figure)  # type: ignore[no-untyped-call]
    finally:
        _shown.clear()
        if figures:
            pyplot.close("all")


def brief(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """A warning as one line that says where, in place of a path and a line of somebody else's code."""
    of_cell = "ipykernel_" in filename or filename.startswith("<")
    where = f"line {lineno} of the cell" if of_cell else f"{Path(filename).name}, line {lineno}"
    return f"{category.__name__}: {message} ({where})\n"


def _formatted(figure: Figure, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    _shown.add(figure)
    width, height = (round(100 * inches) for inches in figure.get_size_inches())
    return bundle(figure), {"image/png": {"width": width, "height": height}}


def _svg(figure: Figure) -> str:
    """The SVG, or "" where it would be too large to send."""
    if _marks(figure) > MAX_MARKS:
        return ""
    drawn = theme.svg(figure)
    return drawn if len(drawn) <= MAX_SVG_CHARACTERS else ""


def _marks(figure: Figure) -> int:
    """How many separate marks an SVG of the figure would hold. Long lines are thinned by matplotlib itself."""
    counts = [
        np.size(one)
        for axes in figure.axes
        for one in (
            *(cloud.get_offsets() for cloud in axes.collections),
            *(line.get_xydata() for line in axes.lines if line.get_marker() not in (None, "None", "")),
        )
    ]
    return sum(counts) // 2


def _apology(error: Exception) -> Figure:
    message = f"This figure cannot be drawn. {type(error).__name__}: {' '.join(str(error).split())[:400]}"
    lines = textwrap.wrap(message, 90)
    with theme.style():
        figure = Figure(figsize=(6.8, 0.3 + 0.2 * len(lines)))
        figure.text(0.01, 0.5, "\n".join(lines), va="center", parse_math=False)
    return theme.say(figure, message)
