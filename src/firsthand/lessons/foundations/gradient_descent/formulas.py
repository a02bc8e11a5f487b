"""Functions and slopes for the exercises, which show themselves as the code that makes them again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, repr=False)
class Formula:
    """A function of x together with its source, so that a report can be pasted into a cell."""

    code: str
    function: Callable[[Any], Any]

    def __call__(self, x: Any) -> Any:
        return self.function(x)

    def __repr__(self) -> str:
        return f"lambda x: {self.code}"


# Each takes a number or an array of any shape and gives one number.
FUNCTIONS = (
    Formula("np.sum(x ** 2)", lambda x: np.sum(x**2)),
    Formula("np.sum(3 * x)", lambda x: np.sum(3 * x)),
    Formula("np.sum(x ** 3)", lambda x: np.sum(x**3)),
    Formula("np.sum((x - 3) ** 2)", lambda x: np.sum((x - 3) ** 2)),
    Formula("np.sum(np.abs(x))", lambda x: np.sum(np.abs(x))),
    Formula("np.sum(np.sin(x))", lambda x: np.sum(np.sin(x))),
    Formula("np.prod(x)", lambda x: np.prod(x)),
    Formula("7.0", lambda x: 7.0),
)

# Each takes a point of any shape and gives the slope there, in the same shape.
SLOPES = (
    Formula("x", lambda x: x),
    Formula("2 * (x - 3)", lambda x: 2 * (x - 3)),
    Formula("10 * x", lambda x: 10 * x),
    Formula("np.cos(x)", lambda x: np.cos(x)),
    Formula("0 * x + 1", lambda x: 0 * x + 1),
)
