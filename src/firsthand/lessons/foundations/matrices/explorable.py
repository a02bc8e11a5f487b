"""Play with a 2 × 2 matrix and watch what it does to the plane."""

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.foundations import matmul

SQUARE = np.array([[0.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0, 0.0]])
# The letter F looks different from behind, so it shows when the plane is turned over.
LETTER = np.array(
    [
        [0.2, 0.2, 0.8, 0.8, 0.4, 0.4, 0.65, 0.65, 0.4, 0.4, 0.2],
        [0.1, 0.9, 0.9, 0.75, 0.75, 0.57, 0.57, 0.43, 0.43, 0.1, 0.1],
    ]
)


def shape(label: str, kind: str, points: np.ndarray, role: str) -> Series:
    x, y = points.tolist()
    return Series(label, kind, x, y, role)  # type: ignore[arg-type]


def transformed_plane(values: Values) -> Scene:
    """Draw the unit square, the letter and the unit arrows, before and after."""
    matrix = np.array([[values["a"], values["b"]], [values["c"], values["d"]]])
    determinant = float(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0])
    (first_x, second_x), (first_y, second_y) = matrix.tolist()
    return Scene(
        series=(
            shape("before", "line", SQUARE, "quiet"),
            shape("", "line", LETTER, "quiet"),
            shape("after", "area", matmul(matrix, SQUARE), "third"),
            shape("", "line", matmul(matrix, LETTER), "third"),
            Series("first column", "arrow", (0, first_x), (0, first_y), "main"),
            Series("second column", "arrow", (0, second_x), (0, second_y), "second"),
        ),
        x_range=(-3, 3),
        y_range=(-3, 3),
        x_label="first entry",
        y_label="second entry",
        numbers=(
            ("determinant", f"{determinant:.2f}"),
            ("area of the square", f"{abs(determinant):.2f}"),
            ("orientation", _orientation(determinant)),
        ),
        message=f"(1, 0) lands at ({first_x:g}, {first_y:g}), (0, 1) at ({second_x:g}, {second_y:g}). "
        f"The determinant is {determinant:.2f}, the orientation is {_orientation(determinant)}.",
        equal_axes=True,
    )


def _orientation(determinant: float) -> str:
    if abs(determinant) < 0.005:
        return "lost"
    return "mirrored" if determinant < 0 else "kept"


plane = Explorable(
    title="A matrix acts on the plane",
    try_this="Make the two columns parallel and watch the square vanish; then go on until the letter is mirrored.",
    controls=(
        Slider("a", "top left", -1.5, 1.5, 0.1, 1.2),
        Slider("b", "top right", -1.5, 1.5, 0.1, 0.4),
        Slider("c", "bottom left", -1.5, 1.5, 0.1, -0.3),
        Slider("d", "bottom right", -1.5, 1.5, 0.1, 1.5),
    ),
    draw=transformed_plane,
)
