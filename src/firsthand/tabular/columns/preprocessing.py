"""From a table of anything to a table of numbers. All that is learned is learned from the rows given to fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from firsthand._typing import Floats
from firsthand.tabular.columns.column_types import Column, clean
from firsthand.tabular.columns.encoders import Dates, Encoder, Numbers, TargetMeans, Words, category_encoder
from firsthand.tabular.columns.target import Task

BLOCK_ROWS = 100_000  # rows encoded at a time
MAX_TARGETS = 10  # with more classes than that, a category's mean of each would be too many columns


class Preprocessor(BaseEstimator):
    """Fill, scale and encode the columns of a table, by what the training rows say.

    It goes inside each fold of a cross-validation, fitted on the training
    rows of the fold: medians, scales, levels, common words and mean targets
    must not know the rows that judge. `fit_transform` encodes a category of
    many levels out of fold, so that no training row sees its own target;
    `fit` followed by `transform` of the same rows does not protect them.

    Parameters
    ----------
    kinds : mapping of column name to Column
        What `column_kinds` found.
    task : "classification" or "regression", default="classification"

    Attributes
    ----------
    feature_names_ : list of d str
    sources_ : list of d str
        The column of the table that each feature comes from.
    """

    def __init__(self, kinds: Mapping[str, Column], task: Task = "classification") -> None:
        self.kinds = kinds
        self.task = task

    def fit(self, frame: pd.DataFrame, y: Any) -> Preprocessor:
        """Learn from a table of n rows, raw or cleaned, and their n targets (labels or numbers)."""
        self.fit_transform(frame, y)
        return self

    def fit_transform(self, frame: pd.DataFrame, y: Any) -> Floats:
        """Learn from training rows and encode them without any row seeing its own target. Shape (n, d)."""
        table = clean(frame, self.kinds)
        targets = self._targets(np.asarray(y))
        self.encoders_ = {name: self._encoder(table[name], targets) for name in table.columns}
        parts = [encoder.fit_transform(table[name], targets) for name, encoder in self.encoders_.items()]
        self.feature_names_ = [name for encoder in self.encoders_.values() for name in encoder.names]
        self.sources_ = [name for name, encoder in self.encoders_.items() for _ in encoder.names]
        return _side_by_side(parts, len(table))

    def transform(self, frame: pd.DataFrame) -> Floats:
        """Encode rows by what was learned. Shape (m, d)."""
        blocks = [
            self._encode(frame.iloc[start : start + BLOCK_ROWS]) for start in range(0, len(frame), BLOCK_ROWS)
        ]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.feature_names_)))

    def _encode(self, frame: pd.DataFrame) -> Floats:
        table = clean(frame, self.kinds)
        return _side_by_side(
            [encoder.transform(table[name]) for name, encoder in self.encoders_.items()], len(table)
        )

    def _targets(self, y: NDArray[Any]) -> Floats:
        """What means are taken of, shape (n, t): the number, or whether a row is of each class (of the second of two)."""
        if self.task == "regression":
            return np.asarray(y, dtype=np.float64)[:, np.newaxis]
        classes = np.unique(y)
        asked = classes[1:] if len(classes) == 2 else classes
        if len(asked) > MAX_TARGETS:
            return np.zeros((len(y), 0))
        return np.asarray(y[:, np.newaxis] == asked, dtype=np.float64)

    def _encoder(self, values: pd.Series, targets: Floats) -> Encoder:
        name = str(values.name)
        kind = self.kinds[name].kind
        if kind == "number":
            return Numbers(name)
        if kind == "date":
            return Dates(name)
        return Words(name) if kind == "text" else category_encoder(name, values, targets.shape[1])

    def said(self, name: str) -> str:
        """Say what was done to a column, in a few words."""
        encoder = self.encoders_.get(name)
        if encoder is None:
            return "left out"
        if isinstance(encoder, Numbers):
            filled = ", the median where it is missing, and a flag there" if len(encoder.names) > 1 else ""
            return f"{'logarithm, ' if encoder.in_logs else ''}standardised{filled}"
        if isinstance(encoder, TargetMeans):
            return "each category replaced by its mean target, out of fold"
        if isinstance(encoder, Dates):
            return "taken apart into days, year, month and so on"
        if isinstance(encoder, Words):
            return f"its length, and whether it has each of {len(encoder.names) - 1} common words"
        return f"one column of 0 and 1 for each of {len(encoder.names)} levels"


def _side_by_side(parts: list[Floats], n_rows: int) -> Floats:
    return np.hstack(parts) if parts else np.zeros((n_rows, 0))
