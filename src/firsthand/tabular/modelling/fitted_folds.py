"""Models as they were fitted on the folds, so that what is asked of them later need not fit them again."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sklearn.base import clone

from firsthand.tabular.columns.target import Target
from firsthand.tabular.modelling.blending import Blend
from firsthand.tabular.modelling.fold_tables import FoldTable, FoldTables
from firsthand.tabular.modelling.models import fit_part

MAX_KEPT_BYTES = (
    500_000_000  # of all fitted models together; what goes beyond is fitted again when it is asked for
)


class KeptModels:
    """Fitted models by name, one for each fold, while memory is meant to hold them."""

    def __init__(self) -> None:
        self._fitted: dict[str, list[Any]] = {}
        self._sizes: dict[str, int] = {}

    def keep(self, name: str, fitted: Sequence[Any]) -> None:
        """Keep a model as fitted on each fold, unless that would be too much together with the others."""
        size = _pickled_bytes(fitted[0]) * len(fitted)
        if sum(self._sizes.values()) + size <= MAX_KEPT_BYTES:
            self._fitted[name], self._sizes[name] = list(fitted), size

    def drop(self, name: str) -> None:
        """Let go of one, if it is there."""
        self._fitted.pop(name, None)
        self._sizes.pop(name, None)

    def keep_only(self, names: Collection[str]) -> None:
        """Let go of all others."""
        self._fitted = {name: fitted for name, fitted in self._fitted.items() if name in names}
        self._sizes = {name: self._sizes[name] for name in self._fitted}

    def __contains__(self, name: str) -> bool:
        return name in self._fitted

    def __getitem__(self, name: str) -> list[Any]:
        return self._fitted[name]


class _Counter:
    """A file that keeps nothing but its length."""

    length = 0

    def write(self, data: Any) -> int:
        self.length += memoryview(data).nbytes
        return memoryview(data).nbytes


def _pickled_bytes(model: Any) -> int:
    """About how much memory a fitted model takes; what cannot be pickled counts as too much."""
    counter = _Counter()
    try:
        pickle.Pickler(counter, protocol=pickle.HIGHEST_PROTOCOL).dump(model)
    except (pickle.PicklingError, AttributeError, TypeError):
        return MAX_KEPT_BYTES + 1
    return counter.length


class FittedFolds:
    """The folds of a comparison with one model fitted on each.

    Parameters
    ----------
    tables : FoldTables
    target : Target with n entries
    model : estimator, or Blend of several
    kept : KeptModels, default=None
        What is fitted already; None fits all anew.
    name : str
        What the model is called in `kept`; the members of a blend have names of their own.
    """

    def __init__(
        self, tables: FoldTables, target: Target, model: Any, kept: KeptModels | None = None, name: str = ""
    ) -> None:
        self._tables, self._target, self._model = tables, target, model
        self._kept, self._name = kept or KeptModels(), name
        self._kept.keep_only(self._members())

    def __getitem__(self, number: int) -> tuple[FoldTable, Any]:
        """A fold, and the model fitted on the rows of it that teach."""
        fold = self._tables[number]
        fitted = {name: self._fitted(name, model, number, fold) for name, model in self._members().items()}
        if not isinstance(self._model, Blend):
            return fold, fitted[self._name]
        return fold, self._model.of_fitted(fitted)

    def _members(self) -> Mapping[str, Any]:
        return self._model.models if isinstance(self._model, Blend) else {self._name: self._model}

    def _fitted(self, name: str, model: Any, number: int, fold: FoldTable) -> Any:
        if name in self._kept:
            return self._kept[name][number]
        return fit_part(clone(model), fold.X, fold.y, self._target.n_classes)
