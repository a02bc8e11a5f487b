"""A matplotlib backend for the page: pyplot's figures appear under the cell, once, when it ends or at `show()`."""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from firsthand.course.kernel import figures


class FigureManager(FigureManagerBase):
    """Shows a pyplot figure as output of the cell that runs."""

    def show(self) -> None:
        """Show this figure now."""
        from IPython.display import display

        display(self.canvas.figure)  # type: ignore[no-untyped-call]

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Show and close all open figures; nothing waits, whatever `block` says."""
        figures.show_open()


class FigureCanvas(FigureCanvasAgg):
    """Agg draws; matplotlib looks the class up under this name."""

    manager_class: Any = FigureManager
