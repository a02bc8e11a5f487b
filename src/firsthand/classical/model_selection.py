"""Splitting rows into what a model learns from and what it is judged by."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone, is_classifier
from sklearn.utils import check_random_state

from firsthand._typing import Floats, Indices
from firsthand.classical.metrics.validation import check_labels

Scorer = Callable[[Any, Any, Any], float]


def train_test_split(
    *arrays: Any, test_size: float = 0.25, random_state: Any = None, stratify: ArrayLike | None = None
) -> list[Any]:
    """Shuffle the rows and set a part of them aside for the test.

    Parameters
    ----------
    *arrays : arrays, lists or data frames of n rows each
    test_size : float or int, default=0.25
        A share between 0 and 1, rounded up to whole rows, or a number of rows.
    random_state : int, RandomState or None, default=None
        The same int gives the same split, and scikit-learn's.
    stratify : array of n labels, default=None
        Give each part each label's share, as nearly as whole rows allow.

    Returns
    -------
    list
        train and test part of the first array, of the second, and so on

    Raises
    ------
    ValueError
        If there are no arrays, their lengths differ, or a part would be empty.
    """
    lengths = {_length(array) for array in arrays}
    if len(lengths) != 1:
        raise ValueError(f"train_test_split needs arrays of one length, got lengths {sorted(lengths)}.")
    (n,) = lengths
    n_test = _test_rows(n, test_size)
    random = check_random_state(random_state)
    if stratify is None:
        order = random.permutation(n)
        train, test = order[n_test:], order[:n_test]
    else:
        train, test = stratified_rows(stratify, n, n_test, random)
    return [take(array, rows) for array in arrays for rows in (train, test)]


def take(array: Any, rows: ArrayLike) -> Any:
    """Pick rows by number, in order, from an array, a sparse matrix, a data frame, a series or a list."""
    if hasattr(array, "iloc"):
        return array.iloc[rows]
    if hasattr(array, "shape"):
        return array[np.asarray(rows)]
    return [array[int(row)] for row in np.asarray(rows)]


def _length(array: Any) -> int:
    return int(array.shape[0]) if hasattr(array, "shape") else len(array)


def _test_rows(n: int, test_size: float) -> int:
    whole = isinstance(test_size, Integral)
    n_test = int(test_size) if whole else int(np.ceil(test_size * n))
    if not 0 < n_test < n or not (whole or test_size < 1):
        raise ValueError(
            f"test_size={test_size} of {n} rows leaves a part empty. Give a share between 0 and 1, or a "
            "number of rows below theirs."
        )
    return n_test


def stratified_rows(labels: ArrayLike, n: int, n_test: int, random: Any) -> tuple[Indices, Indices]:
    """Draw n_test of the rows for the test with each label's share, the rest for training; both shuffled."""
    (given,) = check_labels(stratify=labels)
    classes, at, counts = np.unique(given, return_inverse=True, return_counts=True)
    if len(given) != n or counts.min() < 2 or len(classes) > min(n_test, n - n_test):
        raise ValueError(
            f"stratify must label {n} rows, each label twice at least, and each part must have room for all "
            f"labels; got {len(given)} labels of {len(classes)} kinds, the rarest {counts.min()} times, for "
            f"{n_test} test rows."
        )
    n_train_of = apportion(counts, n - n_test, random)
    n_test_of = apportion(counts - n_train_of, n_test, random)
    train, test = [], []
    for c in range(len(classes)):
        rows = np.flatnonzero(at == c)[random.permutation(counts[c])]
        train.append(rows[: n_train_of[c]])
        test.append(rows[n_train_of[c] : n_train_of[c] + n_test_of[c]])
    return random.permutation(np.concatenate(train)), random.permutation(np.concatenate(test))


def apportion(counts: NDArray[Any], seats: int, random: Any) -> NDArray[np.intp]:
    """Share seats out in proportion to counts: whole seats first, the rest by largest remainder, ties by lot."""
    exact = counts / counts.sum() * seats
    given = np.floor(exact)
    remainder = exact - given
    for value in np.unique(remainder)[::-1]:
        left = int(seats - given.sum())
        if left == 0:
            break
        tied = np.flatnonzero(remainder == value)
        given[random.choice(tied, size=min(left, len(tied)), replace=False)] += 1
    return given.astype(np.intp)


def k_fold(
    n_rows: int,
    n_splits: int = 5,
    *,
    shuffle: bool = False,
    random_state: Any = None,
    stratify: ArrayLike | None = None,
) -> list[tuple[Indices, Indices]]:
    """Cut the rows into n_splits folds; each in turn is the test, the others together train.

    Parameters
    ----------
    n_rows : int
    n_splits : int, default=5
        2 up to n_rows. The first n_rows % n_splits folds are one row longer.
    shuffle : bool, default=False
        Rows that come in an order must be shuffled, or each fold is another world.
    random_state : int, RandomState or None, default=None
        For shuffle; the same int gives scikit-learn's folds.
    stratify : array of n_rows labels, default=None
        Give each fold each label's share.

    Returns
    -------
    list of n_splits pairs (train, test) of row numbers, rising
        Every row is in exactly one test.

    Raises
    ------
    ValueError
        If there are fewer rows, or fewer of every label, than folds.
    """
    if not 2 <= n_splits <= n_rows:
        raise ValueError(f"n_splits must be from 2 to the number of rows, {n_rows}; got {n_splits}.")
    random = check_random_state(random_state)  # refused even where it is not needed
    dealt = random if shuffle else None
    fold = (
        _folds(n_rows, n_splits, dealt)
        if stratify is None
        else _stratified_folds(stratify, n_rows, n_splits, dealt)
    )
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n_splits)]


def _folds(n: int, n_splits: int, random: Any) -> Indices:
    """Give each row the number of its fold: runs of rows as they stand, or shuffled first."""
    order = np.arange(n)
    if random is not None:
        random.shuffle(order)
    fold = np.empty(n, dtype=np.intp)
    for k, rows in enumerate(np.array_split(order, n_splits)):
        fold[rows] = k
    return fold


def _stratified_folds(labels: ArrayLike, n: int, n_splits: int, random: Any) -> Indices:
    """Give each row the number of its fold: the labels, sorted, are dealt out like cards."""
    (given,) = check_labels(stratify=labels)
    _, first, at, counts = np.unique(given, return_index=True, return_inverse=True, return_counts=True)
    if len(given) != n or counts.max() < n_splits:
        raise ValueError(
            f"stratify must label {n} rows, one label at least {n_splits} times, once a fold; got {len(given)} "
            f"labels, the commonest {counts.max()} times."
        )
    at = first.argsort().argsort()[at]  # number the labels by first appearance, as scikit-learn does
    dealt = np.sort(at)
    fold = np.empty(n, dtype=np.intp)
    for c in range(len(counts)):
        sizes = [int((dealt[k::n_splits] == c).sum()) for k in range(n_splits)]
        own = np.repeat(np.arange(n_splits), sizes)
        if random is not None:
            random.shuffle(own)
        fold[at == c] = own
    return fold


@dataclass(frozen=True)
class CrossValidation:
    """What cross-validation found, one entry a fold.

    `test` and `train` hold the scores on rows unseen and seen in fitting,
    `seconds` how long each fit took.
    """

    test: Floats
    train: Floats
    seconds: Floats

    @property
    def mean(self) -> float:
        return float(self.test.mean())

    @property
    def spread(self) -> float:
        """The standard deviation of the test scores from fold to fold (n - 1).

        The folds share training rows, so it understates how far another
        sample's mean may lie.
        """
        return float(self.test.std(ddof=1))

    def __str__(self) -> str:
        return f"{self.mean:.4f} ± {self.spread:.4f} over {len(self.test)} folds"


def cross_validate(
    estimator: Any,
    X: Any,
    y: Any,
    *,
    cv: int | Iterable[tuple[ArrayLike, ArrayLike]] = 5,
    scoring: Scorer | None = None,
    sample_weight: ArrayLike | None = None,
) -> CrossValidation:
    """Fit a fresh copy of the estimator on each fold's training rows and score it on the rest.

    Whatever learns from data (scaling, encoding, choosing columns) belongs
    inside the estimator, in a pipeline: outside it has seen the test rows.

    Parameters
    ----------
    estimator : an estimator, which is not changed
    X : array or data frame of n rows
    y : array of n targets
    cv : int or pairs of (train, test) row numbers, default=5
        An int cuts the rows in their order, stratified by y for a
        classifier, as scikit-learn's cv does.
    scoring : callable (fitted estimator, X, y) -> float, default=None
        Higher is better. None: the estimator's own score.
    sample_weight : array of shape (n,), default=None
        Given to fit, not to the score.

    Returns
    -------
    CrossValidation
    """
    if isinstance(cv, int):
        cv = k_fold(_length(X), cv, stratify=y if is_classifier(estimator) else None)
    score = scoring or (lambda fitted, X, y: fitted.score(X, y))
    found = []
    for train, test in ((np.asarray(rows), np.asarray(others)) for rows, others in cv):
        model = clone(estimator)
        extra = {} if sample_weight is None else {"sample_weight": np.asarray(sample_weight)[train]}
        X_train, y_train = take(X, train), take(y, train)
        start = time.perf_counter()
        model.fit(X_train, y_train, **extra)
        seconds = time.perf_counter() - start
        on_test = score(model, take(X, test), take(y, test))
        found.append((on_test, score(model, X_train, y_train), seconds))
    return CrossValidation(*np.array(found, dtype=float).T)
