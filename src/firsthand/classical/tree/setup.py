"""From an estimator's parameters and a table to a task for the compiled growth. Trees and forests share it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from firsthand._typing import Floats
from firsthand.classical.blockwise import check_weight
from firsthand.classical.parallel import ThreadPool
from firsthand.classical.tree.ordinal import MISSING_CODE, rank
from firsthand.classical.tree.structures import ENTROPY, GINI, VARIANCE, Task

FLOATS = (np.float64, np.float32)
CRITERIA = {"gini": GINI, "entropy": ENTROPY}
NO_LIMIT = 2**31 - 1


class _TreeShaped(BaseEstimator):
    """What every estimator made of decision trees shares: its limits, and how a table becomes a task."""

    max_depth: int | None
    min_samples_split: int
    min_samples_leaf: int
    max_features: int | float | str | None
    max_bins: int | None

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _read_classes(self, X, y):
        """Check a classification table; keep the classes and give X and the labels 0 to K - 1."""
        X, y = validate_data(self, X, y, dtype=FLOATS, ensure_all_finite="allow-nan")
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        return X, labels.astype(np.int32)

    def _read_numbers(self, X, y):
        """Check a regression table."""
        X, y = validate_data(self, X, y, dtype=FLOATS, ensure_all_finite="allow-nan", y_numeric=True)
        return X, y.astype(np.float64)

    def _task(
        self,
        X: NDArray[np.floating],
        y: NDArray[np.int32] | Floats,
        criterion: int,
        threads: ThreadPool,
        rng: np.random.RandomState,
    ) -> Task:
        """Rank the rows and gather what a tree is grown on."""
        self._check_limits()
        n_classes = 0 if criterion == VARIANCE else len(self.classes_)
        nothing = np.zeros(len(X))
        return Task(
            table=rank(X, self.max_bins, threads, rng),
            labels=y.astype(np.int32) if n_classes else nothing.astype(np.int32),
            targets=nothing if n_classes else np.asarray(y, dtype=np.float64),
            n_classes=n_classes,
            criterion=criterion,
            max_depth=NO_LIMIT if self.max_depth is None else int(self.max_depth),
            min_samples_split=int(self.min_samples_split),
            min_samples_leaf=int(self.min_samples_leaf),
            max_features=n_features_to_draw(self.max_features, X.shape[1]),
        )

    def _check_limits(self) -> None:
        limits: dict[str, tuple[int, int | None]] = {
            "min_samples_split": (2, None),
            "min_samples_leaf": (1, None),
        }
        if self.max_depth is not None:
            limits["max_depth"] = (1, None)
        if self.max_bins is not None:
            limits["max_bins"] = (2, MISSING_CODE - 1)
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not isinstance(value, int | np.integer) or value < low or (high is not None and value > high):
                span = f"{low} or more" if high is None else f"{low} to {high}"
                raise ValueError(f"{name} must be a whole number, {span}; got {value!r}.")


def rows_that_count(sample_weight: Floats | None, n: int) -> tuple[NDArray[np.intp], Floats]:
    """The rows with a weight above 0, and their weights, 1 unless given. The others must not move a bin either."""
    weight = check_weight(sample_weight, n)
    if weight is None:
        return np.arange(n), np.ones(n)
    rows = np.flatnonzero(weight)
    return rows, weight[rows]


def criterion_called(name: str) -> int:
    """Find a classification criterion by its name."""
    if name not in CRITERIA:
        raise ValueError(f"criterion must be one of {', '.join(map(repr, CRITERIA))}, got {name!r}.")
    return CRITERIA[name]


def n_features_to_draw(max_features: int | float | str | None, d: int) -> int:
    """How many of d features each split may look at: all (None), their root, their log2, a number, or a part."""
    if max_features is None:
        return d
    if max_features == "sqrt":
        return max(1, math.isqrt(d))
    if max_features == "log2":
        return max(1, int(math.log2(d)))
    if isinstance(max_features, int | np.integer) and max_features >= 1:
        return min(int(max_features), d)
    if isinstance(max_features, float) and 0 < max_features <= 1:
        return max(1, int(max_features * d))
    raise ValueError(
        'max_features must be None, "sqrt", "log2", a whole number of 1 or more, or a part above 0 and at most 1.0; '
        f"got {max_features!r}."
    )
