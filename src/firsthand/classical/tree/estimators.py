"""Decision trees: questions about one feature at a time, each chosen to leave the answers purer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from firsthand.classical.parallel import ThreadPool
from firsthand.classical.tree.fitted_tree import GrownTree, grow_tree
from firsthand.classical.tree.setup import FLOATS, _TreeShaped, criterion_called, rows_that_count
from firsthand.classical.tree.structures import VARIANCE


class _DecisionTree(_TreeShaped):
    """What both trees do with a grown tree."""

    random_state: int | np.random.RandomState | None
    tree_: GrownTree
    n_features_in_: int

    def get_depth(self):
        """Levels of questions; 0 for a single leaf."""
        check_is_fitted(self)
        return self.tree_.depth

    def get_n_leaves(self):
        """Number of leaves."""
        check_is_fitted(self)
        return self.tree_.n_leaves

    def apply(self, X):
        """Give the number of the leaf in which each row ends, shape (n_samples,)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, ensure_all_finite="allow-nan", reset=False)
        return self.tree_.apply(X)

    def rules(self, feature_names: Sequence[str] | None = None, decimals: int = 2) -> str:
        """Write the tree as nested questions, in the form of scikit-learn's export_text.

        Parameters
        ----------
        feature_names : n_features names, default=None
            None takes the column names of the table that was fitted, or feature_0, feature_1 ...
        decimals : int, default=2
            Of thresholds and values.

        Raises
        ------
        ValueError
            If the number of names is not that of the features.
        """
        check_is_fitted(self)
        if feature_names is None:
            numbered = [f"feature_{feature}" for feature in range(self.n_features_in_)]
            feature_names = list(getattr(self, "feature_names_in_", numbered))
        if len(feature_names) != self.n_features_in_:
            raise ValueError(
                f"feature_names must hold {self.n_features_in_} names, one a feature; got {len(feature_names)}."
            )
        return self.tree_.rules(feature_names, self._answers(decimals), decimals)

    def _grow(self, X, y, sample_weight, criterion):
        rng = check_random_state(self.random_state)
        kept, weight = rows_that_count(sample_weight, len(X))
        with ThreadPool(None) as threads:
            task = self._task(X[kept], y[kept], criterion, threads, rng)
        rows = np.arange(len(kept), dtype=np.int32)
        self.tree_ = grow_tree(task, rows, weight, int(rng.randint(2**31)))
        self.feature_importances_ = self.tree_.importances(self.n_features_in_)
        return self

    def _answers(self, decimals: int) -> list[str]:
        raise NotImplementedError


class DecisionTreeClassifier(ClassifierMixin, _DecisionTree):
    """Find the class of a row by asking one question after the other.

    Each question, "is feature f at most t?", is the one that leaves the two
    sides purest. Up to 10,000 rows every place between two values is tried;
    above, 255 places a feature (`max_bins`). A level of the tree costs about
    O(n_samples * n_features * log(n_samples)), or without the logarithm in bins.

    Parameters
    ----------
    criterion : {"gini", "entropy"}, default="gini"
        How impurity is measured.
    max_depth : int or None, default=None
        Levels of questions. None asks until the leaves are pure.
    min_samples_split : int, default=2
        Rows that a node needs to be split.
    min_samples_leaf : int, default=1
        Rows that each side of a split keeps at least.
    max_features : int, float, "sqrt", "log2" or None, default=None
        Features drawn anew for each split: a number, a part, a rule, or all.
    max_bins : int or None, default=None
        Bins a feature, 2 to 65,534. None is exact up to 10,000 rows and 255 above.
    random_state : int, RandomState or None, default=None
        For the draw of features.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    tree_ : GrownTree
    feature_importances_ : ndarray of shape (n_features,)
        The part of the impurity that the splits on each feature took away. Sums to 1 unless nothing was split.

    Notes
    -----
    A missing number (NaN) goes to the side where it leaves the classes purer,
    and where no training row was missing, to the larger side. Infinite
    numbers and sparse tables are refused. Of equally good splits that of the
    first feature wins (scikit-learn draws one), and values that differ by
    less than 1e-7 are told apart (scikit-learn takes them for one).

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees.
    """

    def __init__(
        self,
        *,
        criterion="gini",
        max_depth=None,
        min_samples_split=2,
        min_samples_leaf=1,
        max_features=None,
        max_bins=None,
        random_state=None,
    ):
        self.criterion = criterion
        self.max_depth = max_depth
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.max_bins = max_bins
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        """Grow the tree.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
            NaN stands for missing.
        y : array of shape (n_samples,)
            Labels of any kind.
        sample_weight : array of shape (n_samples,), default=None
            Not negative. A weight of 2 counts like the row twice, but as one row for the limits.

        Raises
        ------
        ValueError
            If a parameter or the input is out of range.
        """
        criterion = criterion_called(self.criterion)
        X, labels = self._read_classes(X, y)
        return self._grow(X, labels, sample_weight, criterion)

    def predict_proba(self, X):
        """Give the shares of the classes in each row's leaf, shape (n_samples, n_classes)."""
        leaves = self.apply(X)
        return self.tree_.values[leaves]

    def predict(self, X):
        """Give the most frequent class of each row's leaf, shape (n_samples,)."""
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def _answers(self, decimals: int) -> list[str]:
        return [f"class: {self.classes_[shares.argmax()]}" for shares in self.tree_.values]


class DecisionTreeRegressor(RegressorMixin, _DecisionTree):
    """Find a number for a row by asking one question after the other.

    As `DecisionTreeClassifier`, with the variance of the target as impurity
    and its mean in each leaf as the answer.

    Parameters
    ----------
    max_depth, min_samples_split, min_samples_leaf, max_features, max_bins, random_state
        As in `DecisionTreeClassifier`.

    Attributes
    ----------
    tree_ : GrownTree
    feature_importances_ : ndarray of shape (n_features,)
        The part of the squared error that the splits on each feature took away.

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees.
    """

    def __init__(
        self,
        *,
        max_depth=None,
        min_samples_split=2,
        min_samples_leaf=1,
        max_features=None,
        max_bins=None,
        random_state=None,
    ):
        self.max_depth = max_depth
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.max_bins = max_bins
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        """Grow the tree; y holds numbers, otherwise as `DecisionTreeClassifier.fit`."""
        X, targets = self._read_numbers(X, y)
        return self._grow(X, targets, sample_weight, VARIANCE)

    def predict(self, X):
        """Give the mean target of each row's leaf, shape (n_samples,), in units of y."""
        leaves = self.apply(X)
        return self.tree_.values[leaves, 0]

    def _answers(self, decimals: int) -> list[str]:
        return [f"value: [{mean:.{decimals}f}]" for mean in self.tree_.values[:, 0]]
