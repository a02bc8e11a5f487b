"""Compile the hot loops ahead of need: `python -m firsthand.classical`. Numba keeps what it made beside the source."""

import numpy as np

from firsthand.classical import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    LinearRegression,
    LogisticRegression,
    RandomForestClassifier,
    RandomForestRegressor,
)


def main() -> None:
    """Fit every kind of model on a handful of rows, once for each form of input that has code of its own."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    y, three = X[:, 0] + X[:, 1], np.arange(60) % 3
    for table in (X, X.astype(np.float32)):
        for regressor in (
            LinearRegression(),
            DecisionTreeRegressor(max_depth=3),
            RandomForestRegressor(2, oob_score=True),
            GradientBoostingRegressor(2, n_iter_no_change=1),
        ):
            regressor.fit(table, y).predict(table)
        for labels in (three, three > 0):
            for classifier in (
                LogisticRegression(),
                DecisionTreeClassifier(max_depth=3),
                RandomForestClassifier(2),
                GradientBoostingClassifier(2),
            ):
                classifier.fit(table, labels).predict(table)


if __name__ == "__main__":
    main()
