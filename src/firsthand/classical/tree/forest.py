"""Random forests: many trees, each grown on another sample of the rows, asked together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from firsthand._typing import Floats
from firsthand.classical.basics.forest import bootstrap_sample, out_of_bag_rows
from firsthand.classical.parallel import ThreadPool
from firsthand.classical.tree.fitted_tree import GrownTree, add_values, grow_tree
from firsthand.classical.tree.setup import FLOATS, _TreeShaped, criterion_called, rows_that_count
from firsthand.classical.tree.structures import VARIANCE, Task

SHARE = 4096  # rows a job of a prediction


class _Forest(_TreeShaped):
    """What both forests share: how they are grown, and how they answer."""

    n_estimators: int
    bootstrap: bool
    oob_score: bool
    n_jobs: int | None
    random_state: int | np.random.RandomState | None
    estimators_: list[GrownTree]
    n_features_in_: int

    def _grow(self, X, y, sample_weight, criterion):
        """Grow the trees; give the rows that counted and, of those, what each tree left out."""
        if not isinstance(self.n_estimators, int | np.integer) or self.n_estimators < 1:
            raise ValueError(f"n_estimators must be a whole number, 1 or more; got {self.n_estimators!r}.")
        if self.oob_score and not self.bootstrap:
            raise ValueError("oob_score=True needs bootstrap=True: without it no row is left out.")
        rng = check_random_state(self.random_state)
        kept, weight = rows_that_count(sample_weight, len(X))
        seeds = rng.randint(2**31, size=self.n_estimators)
        with ThreadPool(self.n_jobs) as threads:
            task = self._task(X[kept], y[kept], criterion, threads, rng)
            grown = threads.starmap(grow_sampled, [(task, weight, seed, self.bootstrap) for seed in seeds])
        self.estimators_ = [tree for tree, _ in grown]
        total = np.sum([tree.importances(self.n_features_in_) for tree in self.estimators_], axis=0)
        self.feature_importances_ = total / total.sum() if total.any() else total
        if self.oob_score:
            return out_of_bag_mean(X, kept, grown)
        return None

    def _mean_value(self, X) -> Floats:
        """The mean over the trees of what each row's leaf holds, shape (n, K or 1)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, ensure_all_finite="allow-nan", reset=False)
        totals = np.zeros((len(X), self.estimators_[0].values.shape[1]))

        def add(start: int) -> None:
            part = slice(start, start + SHARE)
            for tree in self.estimators_:
                add_values(X[part], tree.nodes, tree.values, totals[part])

        with ThreadPool(self.n_jobs) as threads:
            threads.starmap(add, [(start,) for start in range(0, len(X), SHARE)])
        return totals / len(self.estimators_)


class RandomForestClassifier(ClassifierMixin, _Forest):
    """Let many trees, each grown on another sample of the rows, vote on the class.

    A deep tree is right on average and erratic: another sample, another
    tree. The mean of many keeps what they agree on and evens out the rest,
    the more so the less they resemble each other; hence the fresh draw of
    features at each split. The trees vote with the class shares of their
    leaves. Every core grows trees of its own.

    Parameters
    ----------
    n_estimators : int, default=100
        Trees.
    criterion : {"gini", "entropy"}, default="gini"
    max_depth : int or None, default=None
    min_samples_split : int, default=2
    min_samples_leaf : int, default=1
    max_features : int, float, "sqrt", "log2" or None, default="sqrt"
        Features drawn anew for each split.
    bootstrap : bool, default=True
        Whether each tree gets a sample drawn with replacement, or all rows.
    oob_score : bool, default=False
        Whether to ask about each row the trees that did not see it.
    max_bins : int or None, default=None
        As in `DecisionTreeClassifier`: exact up to 10,000 rows, 255 bins above.
    n_jobs : int or None, default=-1
        Cores to use: -1 is all of them, None is one. The result does not depend on it.
    random_state : int, RandomState or None, default=None

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    estimators_ : list of GrownTree
    feature_importances_ : ndarray of shape (n_features,)
        Mean over the trees. Favours features with many values, also useless ones: see `permutation_importance`.
    oob_score_ : float
        Accuracy on rows as the trees see it that were grown without them. Only with oob_score=True.
    oob_decision_function_ : ndarray of shape (n_samples, n_classes)
        The shares behind it; NaN for a row that every tree saw, or of weight 0.

    References
    ----------
    Breiman (2001), Random Forests, doi:10.1023/A:1010933404324.
    """

    def __init__(
        self,
        n_estimators=100,
        *,
        criterion="gini",
        max_depth=None,
        min_samples_split=2,
        min_samples_leaf=1,
        max_features="sqrt",
        bootstrap=True,
        oob_score=False,
        max_bins=None,
        n_jobs=-1,
        random_state=None,
    ):
        self.n_estimators = n_estimators
        self.criterion = criterion
        self.max_depth = max_depth
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.oob_score = oob_score
        self.max_bins = max_bins
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        """Grow the trees; the arguments are those of `DecisionTreeClassifier.fit`."""
        criterion = criterion_called(self.criterion)
        X, labels = self._read_classes(X, y)
        shares = self._grow(X, labels, sample_weight, criterion)
        if shares is not None:
            self.oob_decision_function_ = shares
            asked = ~np.isnan(shares[:, 0])
            self.oob_score_ = _mean(shares[asked].argmax(axis=1) == labels[asked])
        return self

    def predict_proba(self, X):
        """Give the mean over the trees of the class shares, shape (n_samples, n_classes)."""
        return self._mean_value(X)

    def predict(self, X):
        """Give the class with the largest mean share, shape (n_samples,)."""
        shares = self._mean_value(X)
        return self.classes_[shares.argmax(axis=1)]


class RandomForestRegressor(RegressorMixin, _Forest):
    """Take the mean of many trees, each grown on another sample of the rows.

    As `RandomForestClassifier`, for a number.

    Parameters
    ----------
    n_estimators : int, default=100
    max_depth, min_samples_split, min_samples_leaf, bootstrap, oob_score, max_bins, n_jobs, random_state
        As in `RandomForestClassifier`.
    max_features : int, float, "sqrt", "log2" or None, default=1.0
        Features drawn anew for each split: all of them, so that only the samples differ.

    Attributes
    ----------
    estimators_ : list of GrownTree
    feature_importances_ : ndarray of shape (n_features,)
    oob_score_ : float
        R squared on rows as the trees see it that were grown without them. Only with oob_score=True.
    oob_prediction_ : ndarray of shape (n_samples,)
        NaN for a row that every tree saw, or of weight 0.

    References
    ----------
    Breiman (2001), Random Forests, doi:10.1023/A:1010933404324.
    """

    def __init__(
        self,
        n_estimators=100,
        *,
        max_depth=None,
        min_samples_split=2,
        min_samples_leaf=1,
        max_features=1.0,
        bootstrap=True,
        oob_score=False,
        max_bins=None,
        n_jobs=-1,
        random_state=None,
    ):
        self.n_estimators = n_estimators
        self.max_depth = max_depth
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.oob_score = oob_score
        self.max_bins = max_bins
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        """Grow the trees; y holds numbers, otherwise as `DecisionTreeClassifier.fit`."""
        X, targets = self._read_numbers(X, y)
        means = self._grow(X, targets, sample_weight, VARIANCE)
        if means is not None:
            self.oob_prediction_ = means[:, 0]
            asked = ~np.isnan(self.oob_prediction_)
            known = targets[asked]
            spread = ((known - known.mean()) ** 2).mean() if asked.any() else 0.0
            missed = _mean((known - self.oob_prediction_[asked]) ** 2)
            self.oob_score_ = 1 - missed / spread if spread > 0 else np.nan
        return self

    def predict(self, X):
        """Give the mean of the trees' answers, shape (n_samples,), in units of y."""
        return self._mean_value(X)[:, 0]


def grow_sampled(
    task: Task, weight: Floats, seed: int, bootstrap: bool
) -> tuple[GrownTree, NDArray[np.intp]]:
    """Grow one tree of a forest, and give the rows that its sample left out. weight: (n,)."""
    n = len(weight)
    drawn = bootstrap_sample(n, np.random.RandomState(seed)) if bootstrap else np.arange(n)
    times = np.bincount(drawn, minlength=n)
    rows = np.flatnonzero(times).astype(np.int32)
    return grow_tree(task, rows, weight * times, int(seed)), out_of_bag_rows(drawn, n)


def out_of_bag_mean(
    X: NDArray[np.floating], kept: NDArray[np.intp], grown: list[tuple[GrownTree, NDArray[np.intp]]]
) -> Floats:
    """Ask about each row only the trees that did not see it.

    X (n, d); kept, the m rows that the forest was grown on; of each tree what it left out of those m. Gives the
    mean over the asked trees, (n, K or 1), NaN where there is none.
    """
    width = grown[0][0].values.shape[1]
    totals, asked = np.zeros((len(X), width)), np.zeros(len(X))
    for tree, left_out in grown:
        rows = kept[left_out]
        totals[rows] += tree.values[tree.apply(X[rows])]
        asked[rows] += 1
    means = np.full_like(totals, np.nan)
    means[asked > 0] = totals[asked > 0] / asked[asked > 0, np.newaxis]
    return means


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.astype(np.float64).mean()) if len(values) else np.nan
