"""The explorable of the lesson A CNN for digits: an edge kernel that turns, and what it finds in a digit."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.neural.basics.convolution import conv2d, max_pool
from firsthand.neural.digits.data import load_digits

NEXT = 9  # where the second of two squares of eight begins
SHARP = 4.0  # what a sharp edge that lies just right gives
COLUMNS = tuple(map(str, range(1, 9)))


@cache
def _digits() -> Any:
    """One of the held-out digits for each of 0 to 9, shape (10, 8, 8)."""
    held = load_digits("digits")
    first = [int(np.flatnonzero(held.test_labels == digit)[0]) for digit in range(10)]
    return held.test_images[first, 0].astype(float)


def edge_kernel(angle: float) -> Any:
    """A 3 x 3 kernel for edges whose dark side lies in the direction of the angle: 0 right, 90 up. Shape (3, 3)."""
    across = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    radians = np.deg2rad(angle)
    return np.cos(radians) * across - np.sin(radians) * across.T


def _draw(values: Values) -> Scene:
    digit, angle = int(values["digit"]), float(values["angle"])
    image, kernel = _digits()[digit], edge_kernel(angle)
    found = conv2d(image[None, None], kernel[None, None], padding=1)[0, 0]
    shown = np.minimum(np.maximum(found, 0) / SHARP, 1)
    pooled = max_pool(shown[None, None], 2)[0, 0]
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    rows = ["\u00a0".join(map(_short, line)) for line in kernel]  # a row stays on one line
    return Scene(
        series=[
            _cells("", image, (0, 0), "quiet"),
            _cells("what the kernel finds", shown, (0, NEXT), "main"),
            _cells("", _twice(pooled), (NEXT, NEXT), "main"),
            _cells("", _twice(np.maximum(kernel, 0) / 2), (NEXT + 1, 1), "main"),
            _cells("", _twice(np.maximum(-kernel, 0) / 2), (NEXT + 1, 1), "second"),
        ],
        x_range=(-0.5, 16.5),
        y_range=(16.5, -0.5),
        x_label="digit and kernel at the left, map and pooled map at the right",
        y_label="row",
        numbers=[
            ("kernel, top row", rows[0]),
            ("middle row", rows[1]),
            ("bottom row", rows[2]),
            ("largest number of the map", f"{found.max():.2f}"),
        ],
        message=f"A {digit} under an edge kernel at {angle:g} degrees: the map is largest, {found.max():.2f}, in row {row + 1}, "
        f"column {column + 1}.",
        categories=[*COLUMNS, "", *COLUMNS],
        row_names=[*COLUMNS, "", *COLUMNS],
    )


def _short(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}".replace("-", "−")


def _twice(kernel: Any) -> Any:
    return kernel.repeat(2, axis=0).repeat(2, axis=1)


def _cells(label: str, shades: Any, corner: tuple[int, int], role: Any) -> Series:
    places = np.argwhere(shades > 0.01)
    return Series(
        label,
        "cells",
        [float(column + corner[1]) for _, column in places],
        [float(row + corner[0]) for row, _ in places],
        role,
        [round(float(shades[row, column]), 3) for row, column in places],
    )


edge_finder = Explorable(
    title="A kernel that finds edges",
    try_this="Turn the kernel under the 7 from 0 to 180 degrees: the strokes light up on one side, then on the other. At 90 "
    "it is the bar's turn. Compare the map with the pooled one below it: what was found stays, its exact place goes.",
    controls=[
        Slider("digit", "digit", 0, 9, 1, 7),
        Slider("angle", "angle of the kernel in degrees", 0, 345, 15, 0),
    ],
    draw=_draw,
)
