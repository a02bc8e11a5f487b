"""The data sets that scikit-learn carries with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from firsthand.data.containers import Table
from firsthand.data.dataset import DataSet


def bundled(name: str, summary: str, target: str) -> DataSet:
    """Declare scikit-learn's set of this name (its ``load_<name>``) as one of ours."""

    def read(_: Path, source: str) -> Table:
        # scikit-learn takes a second to import, so it waits until somebody loads.
        from sklearn import datasets

        loader: Callable[[], Any] = getattr(datasets, f"load_{name}")
        bunch = loader()
        classes = tuple(str(one) for one in bunch.get("target_names", ()))
        return Table(
            np.asarray(bunch.data, float), bunch.target, tuple(bunch.feature_names), target, classes, source
        )

    return DataSet(name, summary, read)
