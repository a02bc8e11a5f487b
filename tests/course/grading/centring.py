"""A small exercise, with two mistakes that are known."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from firsthand.course.grading.examine import examine
from firsthand.course.grading.exercise import Exercise, Mistake


def center(x, axis=-1):
    """Subtract the mean along an axis.

    Raises ValueError for no rows.
    """
    x = np.asarray(x, dtype=float)
    if x.size == 0:
        raise ValueError("x is empty")
    return x - x.mean(axis=axis, keepdims=True)


def global_mean(x, axis=-1):
    return np.asarray(x, dtype=float) - np.mean(x) if np.size(x) else center(x)


def last_axis(x, axis=-1):
    return center(x)


VALUES = hnp.arrays(
    float, hnp.array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.integers(-9, 9).map(float)
)
EXERCISE = Exercise(
    reference=center,
    task="Subtract the mean.",
    inputs=st.fixed_dictionaries({"x": VALUES}, optional={"axis": st.sampled_from([0, 1, -1])}),
    edges=[
        {"x": np.array([[1.0, 2.0]])},
        {"x": np.zeros((0, 2))},
        {"x": np.array([[1.0, 2.0, 6.0], [1.0, 4.0, 1.0], [3.0, 3.0, 3.0]]), "axis": 0},
        {"x": np.array([[1e8, 1e8 + 1]])},
        {"x": np.array([[0.1, 0.7]], dtype=np.float32)},
    ],
    mistakes=[
        Mistake(global_mean, "One mean for the whole array: each row has its own."),
        Mistake(last_axis, "The axis is not used."),
    ],
    differentiable="x",
)


def outcome(version):
    return examine(EXERCISE, version)
