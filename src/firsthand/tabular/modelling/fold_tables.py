"""The rows of each fold as numbers, prepared anew inside the fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices
from firsthand.tabular.columns.column_types import Column, clean
from firsthand.tabular.columns.preprocessing import Preprocessor
from firsthand.tabular.columns.target import Target

MAX_KEPT_CELLS = 100_000_000  # cells of all folds together, 0.8 GB; above, a fold is prepared again each time


@dataclass(frozen=True, eq=False)
class FoldTable:
    """What teaches in one fold, (n, d) and (n,), and the rows that judge, (m, d), with their indices in the table.

    `sources` has the column that each of the d features comes from.
    """

    X: Floats
    y: NDArray[Any]
    X_held_out: Floats
    held_out: Indices
    sources: list[str]


class FoldTables:
    """All folds of one table. What prepares a fold's columns learns from its training rows alone.

    Parameters
    ----------
    frame : DataFrame of n rows
    target : Target with n entries
    kinds : mapping of column name to Column
    pairs : list of (rows that teach, rows that judge)
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        target: Target,
        kinds: Mapping[str, Column],
        pairs: list[tuple[Indices, Indices]],
    ) -> None:
        self._table, self._target, self._kinds, self._pairs = clean(frame, kinds), target, kinds, pairs
        self._kept: dict[int, FoldTable] = {}

    def __len__(self) -> int:
        return len(self._pairs)

    @property
    def judged(self) -> Indices:
        """The rows that are held out at some time, sorted. Of folds in time the first part judges nothing."""
        return np.sort(np.concatenate([held_out for _, held_out in self._pairs]))

    def __getitem__(self, number: int) -> FoldTable:
        if number in self._kept:
            return self._kept[number]
        train, held_out = self._pairs[number]
        preprocessor, y = Preprocessor(self._kinds, self._target.task), self._target.y[train]
        X = preprocessor.fit_transform(self._table.iloc[train], y)
        fold = FoldTable(
            X, y, preprocessor.transform(self._table.iloc[held_out]), held_out, preprocessor.sources_
        )
        if (X.size + fold.X_held_out.size) * len(self) <= MAX_KEPT_CELLS:
            self._kept[number] = fold
        return fold
