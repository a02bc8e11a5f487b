"""The look of every figure: colours, type, and SVG that follows the page into light and dark.

A figure is drawn with the light colours below. `svg` swaps each of them for a CSS variable, so a page may
recolour a finished figure. Where there is no page (JupyterLab, a file) the light colours are what is seen.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#1f2328"
MUTED = "#59636e"
GRID = "#dfe3e8"
# One off white: a learner's own white keeps its colour.
SURFACE = "#fefefe"
# Any two differ by 0.11 or more in Oklab for full colour vision and for its three common lacks, and each
# stands out from white by 3:1 or more; all but the fifth by 4.4:1.
SERIES = ("#1c4f9c", "#a83f0a", "#23867a", "#451138", "#b8890f", "#8b55dc")

_NAMES = ("ink", "muted", "grid", "surface", *(f"series-{i}" for i in range(1, 7)))
# CSS variable name to colour, in light and in dark: what a page may set.
LIGHT: Mapping[str, str] = MappingProxyType(
    dict(zip(_NAMES, (INK, MUTED, GRID, SURFACE, *SERIES), strict=True))
)
_DARK_SERIES = ("#86b7f7", "#fd7b2c", "#a9f3db", "#c66f90", "#f8dd3a", "#8c6ff2")
DARK: Mapping[str, str] = MappingProxyType(
    dict(zip(_NAMES, ("#e6e8eb", "#a3abb5", "#33383f", "#16181c", *_DARK_SERIES), strict=True))
)

RC: Mapping[str, Any] = MappingProxyType(
    {
        "figure.figsize": (6.8, 3.8),
        "figure.dpi": 100,
        "figure.facecolor": SURFACE,
        "figure.edgecolor": "none",
        "figure.constrained_layout.use": True,
        "figure.titlesize": 12,
        "savefig.facecolor": "auto",
        "font.family": ["DejaVu Sans"],
        "font.size": 10.5,
        "text.color": INK,
        "axes.facecolor": "none",
        "axes.edgecolor": MUTED,
        "axes.linewidth": 0.8,
        "axes.labelcolor": INK,
        "axes.labelsize": 10.5,
        "axes.titlesize": 11.5,
        "axes.titlelocation": "left",
        "axes.titlecolor": INK,
        "axes.titlepad": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=SERIES),
        "axes.formatter.useoffset": False,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelsize": 9.5,
        "ytick.labelsize": 9.5,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "xtick.minor.size": 0,
        "ytick.minor.size": 0,
        "lines.linewidth": 2,
        "lines.markersize": 6,
        "lines.solid_capstyle": "round",
        "patch.facecolor": SERIES[0],
        "patch.edgecolor": "none",
        "hatch.color": SURFACE,
        "scatter.edgecolors": "none",
        "errorbar.capsize": 3,
        "legend.frameon": False,
        "legend.fontsize": 10,
        "image.cmap": "cividis",
        "svg.fonttype": "path",
        "svg.hashsalt": "firsthand",
    }
)

_said: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()


class Drawing(Figure):
    """A matplotlib Figure that a notebook can show although pyplot never heard of it."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = (round(100 * inches) for inches in self.get_size_inches())
        return png(self), {"width": width, "height": height}


def style() -> AbstractContextManager[None]:
    """The look as a context; matplotlib's global settings are as before when it ends.

    Draw inside it: some settings (line width, text colour) count at the moment of drawing.
    """
    settings: Any = dict(RC)
    return mpl.rc_context(settings)


def new(width: float = 6.8, height: float = 3.8) -> tuple[Drawing, Axes]:
    """Give an empty figure and its axes, in the look of the course. Width and height in inches.

    The text column is about 6.8 inches wide.
    """
    figure, axes = grid(1, 1, width, height)
    return figure, axes[0]


def grid(rows: int, cols: int, width: float = 6.8, height: float = 3.8) -> tuple[Drawing, list[Axes]]:
    """Give an empty figure with rows × cols axes, listed row by row. Width and height in inches."""
    with style():
        figure = Drawing(figsize=(width, height), layout="constrained")
        axes = list(figure.subplots(rows, cols, squeeze=False).flat)
    for one in axes:
        _quiet(one, width / cols, height / rows)
    return figure, axes


def say(figure: Figure, text: str) -> Figure:
    """Give a figure its text for those who do not see it. Returns the figure."""
    _said[figure] = " ".join(text.split())
    return figure


def said(figure: Figure) -> str:
    """The text given by `say`; empty when there is none."""
    return _said.get(figure, "")


def png(figure: Figure, dpi: int = 200) -> bytes:
    """The figure as a PNG on a light ground, at twice the pixels of the page so that it stays sharp."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def svg(figure: Figure) -> str:
    """The figure as an `<svg>` element to stand inside a page.

    Transparent, as wide as its place, the same text for the same figure, colours as CSS variables with the
    light colour to fall back on, and no id or style rule that could touch the rest of the page.
    """
    buffer = io.StringIO()
    with style(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box, and said in the text beside the figure.
        warnings.filterwarnings("ignore", r"Glyph \d+", UserWarning)
        figure.savefig(
            buffer, format="svg", facecolor=_ground(figure), metadata=dict.fromkeys(_METADATA, None)
        )
    return _for_a_page(buffer.getvalue(), figure.get_figwidth())


_METADATA = ("Date", "Creator", "Format", "Type")


def _ground(figure: Figure) -> str:
    return "none" if mpl.colors.to_hex(figure.get_facecolor()) == SURFACE else "auto"


def _for_a_page(text: str, width: float) -> str:
    text = text[text.index("<svg") :].strip()
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # Each text that is drawn stands in a comment too, and may be of the data.
    text = re.sub(r"\s*<!--.*?-->", "", text, flags=re.DOTALL)
    # A rule for `*` would reach every element of the page; on the root it is inherited just the same.
    text = re.sub(r'\s*<defs>\s*<style type="text/css">.*?</style>\s*</defs>', "", text, flags=re.DOTALL)
    root, rest = text.split(">", 1)
    box = re.search(r'viewBox="[^"]*"', root)
    look = f"stroke-linejoin:round;stroke-linecap:butt;max-width:{round(110 * width)}px"
    links = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    root = f'<svg {links} {box.group() if box else ""} width="100%" style="{look}">'
    return root + _with_own_ids(_with_variables(rest))


def _with_variables(text: str) -> str:
    variables = {colour: f"var(--{name}, {colour})" for name, colour in LIGHT.items()}
    pattern = re.compile(f"(?:{'|'.join(variables)})(?![0-9a-f])")

    def swap(style: re.Match[str]) -> str:
        return pattern.sub(lambda colour: variables[colour.group()], style.group())

    return re.sub(r'style="[^"]*"', swap, text)


def _with_own_ids(text: str) -> str:
    """Drop ids that nothing points to; mark the others with the figure's digest."""
    wanted = set(re.findall(r'(?:url\(|href=")#([^")]+)', text))
    mark = "fig" + hashlib.sha256(text.encode()).hexdigest()[:10]

    def rename(found: re.Match[str]) -> str:
        return f' id="{mark}-{found[1]}"' if found[1] in wanted else ""

    text = re.sub(r' id="([^"]*)"', rename, text)
    return re.sub(r'(url\(|href=")#', rf"\1#{mark}-", text)


def _quiet(axes: Axes, width: float, height: float) -> None:
    # Tick labels are made when the figure is drawn, outside `style`, so they are told now.
    axes.tick_params(
        which="both", length=0, labelsize=9.5, labelcolor=MUTED, grid_color=GRID, grid_linewidth=0.8
    )
    axes.locator_params(axis="x", nbins=max(3, min(7, round(width * 1.2))))
    axes.locator_params(axis="y", nbins=max(3, min(6, round(height * 1.4))))
