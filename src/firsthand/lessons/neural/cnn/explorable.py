"""The explorable of the lesson A CNN for digits: an edge kernel that turns, and what it finds in a digit."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.course.explorable import Explorable, Scene, Series, Slider, Toggle, Values
from firsthand.neural.convolution import conv2d, max_pool
from firsthand.neural.digits.data import load_digits

GAP = 1  # columns between the digit and its map


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
    kept = np.maximum(found, 0)
    strongest = 4.0  # what a sharp edge that lies just right gives
    shown = (
        max_pool(kept[None, None], 2)[0, 0].repeat(2, axis=0).repeat(2, axis=1) if values["pool"] else kept
    )
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    rows = [
        " ".join(f"{number:.1f}".replace("-", "−").replace("−0.0", "0.0") for number in line)
        for line in kernel
    ]
    return Scene(
        series=[
            _cells("digit", image, 0, "quiet"),
            _cells("what the kernel finds", np.minimum(shown / strongest, 1), 8 + GAP, "main"),
        ],
        x_range=(-0.5, 15.5 + GAP),
        y_range=(7.5, -0.5),
        x_label="left: the digit; right: its map after ReLU",
        y_label="row",
        numbers=[
            ("kernel, top row", rows[0]),
            ("middle row", rows[1]),
            ("bottom row", rows[2]),
            ("largest number of the map", f"{found.max():.2f}"),
        ],
        says=f"A {digit} under an edge kernel at {angle:g} degrees: the map is largest, {found.max():.2f}, in row {row + 1}, "
        f"column {column + 1}.",
        equal_axes=True,
    )


def _cells(label: str, shades: Any, left: int, role: Any) -> Series:
    places = np.argwhere(shades > 0.01)
    return Series(
        label,
        "cells",
        [float(column + left) for _, column in places],
        [float(row) for row, _ in places],
        role,
        [round(float(shades[row, column]), 3) for row, column in places],
    )


edge_finder = Explorable(
    title="A kernel that finds edges",
    try_this="Take the 7 and turn the kernel from 0 to 270 degrees: the upright stroke lights up on one side, then nothing, "
    "then on the other. At 90 and 270 it is the bar's turn. Pooling keeps what was found and forgets where, by a pixel.",
    controls=[
        Slider("digit", "digit", 0, 9, 1, 7),
        Slider("angle", "angle of the kernel in degrees", 0, 345, 15, 0),
        Toggle("pool", "pooling", False),
    ],
    draw=_draw,
)
