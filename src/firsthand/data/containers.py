"""Shapes that several data sets share. All are frozen and say where they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from firsthand._typing import Floats


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of numbers and what to predict from them.

    Attributes
    ----------
    X : array of shape (rows, columns)
    y : array of shape (rows,)
        Class numbers, or for a regression the value.
    features : tuple of str
        One name a column.
    target : str
        What y is, with its unit.
    classes : tuple of str
        Class number to name; empty for a regression.
    source : str
    """

    X: Floats
    y: NDArray[Any]
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...]
    source: str


@dataclass(frozen=True, eq=False)
class Text:
    """One long text."""

    text: str
    source: str
