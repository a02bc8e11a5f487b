"""Which rows teach and which judge: drawn at random, groups kept whole, or the past before the future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand._typing import Indices
from firsthand.classical.model_selection import k_fold
from firsthand.errors import FirsthandError
from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.columns.target import Target
from firsthand.tabular.formatting import counted, listed
from firsthand.tabular.parsing import as_date, as_number, as_text

N_FOLDS = 5


@dataclass(frozen=True, eq=False)
class Folds:
    """Pairs of rows that teach and rows that judge, and a sentence on how they came about."""

    pairs: list[tuple[Indices, Indices]]
    description: str


def random_folds(target: Target, n_folds: int = N_FOLDS, random_state: int = 0) -> Folds:
    """Cut the rows at random, each class evenly; every row judges once.

    There are fewer folds where no class has a row for each.
    """
    n = len(target.y)
    stratify = target.y if target.task == "classification" else None
    most = n if stratify is None else int(np.bincount(stratify).max())
    pairs = k_fold(n, min(n_folds, most), shuffle=True, random_state=random_state, stratify=stratify)
    k = len(pairs)
    return Folds(pairs, f"Each model was fitted {k} times on {k - 1} parts of the rows, drawn at random, and judged on "
                        "the part left out; the parts are the same for all.")  # fmt: skip


def group_folds(groups: pd.Series, n_folds: int = N_FOLDS, random_state: int = 0) -> Folds:
    """Cut the rows so that all rows of a group judge together; the largest groups are dealt first, for even folds.

    Raises
    ------
    FirsthandError
        If a row has no group or there are fewer than two groups.
    """
    _check_whole(groups)
    _, at, sizes = np.unique(as_text(groups).to_numpy(), return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        raise FirsthandError(
            f"--group {groups.name}: all rows are of one group, and at least 2 are needed. Choose another column."
        )
    k = min(n_folds, len(sizes))
    order = np.random.default_rng(random_state).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    fold_of, filled = np.zeros(len(sizes), dtype=np.intp), np.zeros(k, dtype=np.intp)
    for group in order:
        fold_of[group] = filled.argmin()
        filled[fold_of[group]] += sizes[group]
    fold = fold_of[at]
    pairs = [(np.flatnonzero(fold != one), np.flatnonzero(fold == one)) for one in range(k)]
    return Folds(pairs, f"Each model was fitted {k} times and judged on groups of {groups.name} that it had not seen "
                        f"({counted(len(sizes), 'group')} in all); the folds are the same for all.")  # fmt: skip


def time_folds(times: pd.Series, column: Column, n_folds: int = N_FOLDS) -> Folds:
    """Cut the rows by time; each part is judged by what came before it. The first part teaches only.

    Rows of the same moment are never on both sides.

    Raises
    ------
    FirsthandError
        If the column holds neither dates nor numbers, or misses some, or holds fewer than two moments.
    """
    moments = _moments(times, column)
    n = len(moments)
    starts = np.unique(np.sort(moments)[[k * n // (n_folds + 1) for k in range(1, n_folds + 1)]])
    part_of = np.searchsorted(starts, moments, side="right")
    numbers = np.unique(part_of)[1:]
    pairs = [(np.flatnonzero(part_of < one), np.flatnonzero(part_of == one)) for one in numbers]
    if not pairs:
        raise FirsthandError(
            f"--time {times.name}: nearly all rows are of one moment, so none lie ahead of others. Choose another column."
        )
    return Folds(pairs, f"Each model was fitted {counted(len(pairs), 'time')}, each time on all rows up to a moment of "
                        f"{times.name} and judged on the rows that follow; the first part only teaches.")  # fmt: skip


def _moments(times: pd.Series, column: Column) -> NDArray[np.float64]:
    if column.kind == "date":
        read = as_date(times, column.form)
    else:
        read = as_number(times, column.decimal)
        if not read.notna().any():
            raise FirsthandError(
                f"--time {times.name}: the column holds neither dates nor numbers. Choose a column that does."
            )
    _check_whole(read.rename(str(times.name)))
    found = read.astype("datetime64[ns]").astype("int64") if column.kind == "date" else read
    return np.asarray(found, dtype=np.float64)


def _check_whole(values: pd.Series) -> None:
    missing = np.flatnonzero(values.isna())
    if len(missing):
        raise FirsthandError(
            f"{counted(len(missing), 'row')} without a {values.name} that can be read, such as "
            f"{listed(values.index[missing] + 1, 3)}: the folds need it in every row. Fill it in, or take those rows out."
        )
