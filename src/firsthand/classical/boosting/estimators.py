"""Gradient boosting: many small trees, each fitted to what those before it still get wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from firsthand._typing import Floats
from firsthand.classical.binning import find_bins
from firsthand.classical.blockwise import check_weight
from firsthand.classical.boosting.boost import Boosted, BoostingParameters, Examples, boost
from firsthand.classical.boosting.histograms import MISSING_BIN, encode_table
from firsthand.classical.boosting.losses import LogLoss, Loss, SoftmaxLoss, SquaredError
from firsthand.classical.boosting.predictor import add_scores, lay_out
from firsthand.classical.parallel import ThreadPool
from firsthand.foundations import softmax

FLOATS = (np.float64, np.float32)
MAX_DEPTH = 12  # a full tree of that depth has 4,095 splits


class _Boosting(BaseEstimator):
    """What regressor and classifier share: the parameters, the way from a table to trees, and back."""

    n_features_in_: int

    def __init__(
        self,
        n_estimators=100,
        *,
        learning_rate=0.1,
        max_depth=6,
        min_child_weight=1.0,
        reg_lambda=1.0,
        subsample=1.0,
        colsample_bytree=1.0,
        max_bins=255,
        n_iter_no_change=None,
        validation_fraction=0.1,
        tol=0.0,
        n_jobs=-1,
        random_state=None,
    ):
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self.min_child_weight = min_child_weight
        self.reg_lambda = reg_lambda
        self.subsample = subsample
        self.colsample_bytree = colsample_bytree
        self.max_bins = max_bins
        self.n_iter_no_change = n_iter_no_change
        self.validation_fraction = validation_fraction
        self.tol = tol
        self.n_jobs = n_jobs
        self.random_state = random_state

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _boost(self, X, y, sample_weight, loss: Loss):
        """Hold rows out if asked to, find the bins on the others, boost, and keep what was learned."""
        weight = check_weight(sample_weight, len(X))
        if weight is not None and not weight.all():
            kept = weight > 0  # a row that counts for nothing must not move a bin either
            X, y, weight = X[kept], y[kept], weight[kept]
        rng = check_random_state(self.random_state)
        held_out = self._held_out(y, rng)
        with ThreadPool(self.n_jobs) as threads:
            bins = find_bins(X if held_out is None else X[~held_out], self.max_bins, threads, rng)
            everything = Examples(encode_table(X, bins, threads), y, weight)
            train, watched = (everything, None) if held_out is None else everything.parted(held_out)
            boosted = boost(train, watched, bins.sizes, loss, self._parameters(), threads, rng)
        self._trees = [lay_out(trees, bins, self.max_depth) for trees in boosted.trees]
        self._start = boosted.start
        self._tell(boosted)
        return self

    def _tell(self, boosted: Boosted) -> None:
        self.n_estimators_ = len(boosted.trees[0])
        self.train_loss_ = np.array(boosted.train_loss)
        self.validation_loss_ = np.array(boosted.held_out_loss) if boosted.held_out_loss else None
        self.feature_importances_ = importances(boosted, self.n_features_in_)

    def _held_out(self, y: NDArray[np.generic], rng: np.random.RandomState) -> NDArray[np.bool_] | None:
        if self.n_iter_no_change is None:
            return None
        if not 0 < self.validation_fraction < 1 or round(self.validation_fraction * len(y)) in (0, len(y)):
            raise ValueError(
                f"validation_fraction={self.validation_fraction} of n_samples={len(y)} must leave at least one "
                "row on either side. Choose another fraction, or set n_iter_no_change=None."
            )
        return hold_out(y, self.validation_fraction, rng)

    def _parameters(self) -> BoostingParameters:
        return BoostingParameters(
            self.n_estimators,
            self.learning_rate,
            self.max_depth,
            self.min_child_weight,
            self.reg_lambda,
            self.subsample,
            self.colsample_bytree,
            self.n_iter_no_change,
            self.tol,
        )

    def _check_parameters(self) -> None:
        whole = {"n_estimators": (1, np.inf), "max_depth": (1, MAX_DEPTH), "max_bins": (2, MISSING_BIN)}
        if self.n_iter_no_change is not None:
            whole["n_iter_no_change"] = (1, np.inf)
        for name, (low, high) in whole.items():
            value = getattr(self, name)
            if not isinstance(value, int | np.integer) or not low <= value <= high:
                limits = f"{low} to {high}" if high < np.inf else f"{low} or more"
                raise ValueError(f"{name} must be a whole number, {limits}; got {value!r}.")
        for name in ("learning_rate", "subsample", "colsample_bytree"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie above 0 and be at most 1, got {getattr(self, name)!r}.")
        for name in ("min_child_weight", "reg_lambda"):
            if not 0 <= getattr(self, name) < np.inf:
                raise ValueError(f"{name} must be a finite number of 0 or more, got {getattr(self, name)!r}.")

    def _scores(self, X) -> Floats:
        """What all the trees add up to, shape (K, n)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, ensure_all_finite="allow-nan", reset=False)
        scores = np.repeat(self._start[:, np.newaxis], len(X), axis=1)  # (K, n)
        with ThreadPool(self.n_jobs) as threads:
            for trees, of_class in zip(self._trees, scores, strict=True):
                add_scores(X, trees, of_class, threads)
        return scores


class GradientBoostingRegressor(RegressorMixin, _Boosting):
    """Predict a number by the sum of many small trees.

    Start with the mean. Each round fits a shallow tree to the residuals and
    adds a little of its answer. A leaf's value is a Newton step, -G / (H + reg_lambda),
    and a split is worth what that lowers the loss by. Features are cut
    into bins first, so that a node needs one pass over its rows and then a
    look at the bins: O(n_samples * n_features) for each level of a tree.

    Parameters
    ----------
    n_estimators : int, default=100
        Rounds, a tree each.
    learning_rate : float, default=0.1
        The part of each tree's answer that is added. Small steps need more trees and generalise better.
    max_depth : int, default=6
        Levels of splits, 1 to 12.
    min_child_weight : float, default=1.0
        The least curvature on either side of a split; for squared error, the least weight of its rows.
    reg_lambda : float, default=1.0
        Pulls leaves towards 0, like so many rows that are content with 0.
    subsample : float, default=1.0
        The part of the rows that each tree draws.
    colsample_bytree : float, default=1.0
        The part of the features that each tree draws.
    max_bins : int, default=255
        Bins a feature, 2 to 255, of about equally many rows each.
    n_iter_no_change : int or None, default=None
        Hold out part of the training rows, stop when so many rounds have not helped there, and keep the
        rounds up to the best. The test rows stay untouched.
    validation_fraction : float, default=0.1
        The part held out, spread evenly over the values of y. Used only with n_iter_no_change.
    tol : float, default=0.0
        What the held-out loss must fall by for a round to have helped.
    n_jobs : int or None, default=-1
        Cores to use: -1 is all of them, None is one. The result does not depend on it.
    random_state : int, RandomState or None, default=None
        For what is drawn or held out.

    Attributes
    ----------
    n_estimators_ : int
        Rounds kept.
    train_loss_ : ndarray of shape (rounds + 1,)
        Mean squared error on the training rows, before the first round and after each.
    validation_loss_ : ndarray of shape (rounds + 1,) or None
        The same on the rows held out.
    feature_importances_ : ndarray of shape (n_features,)
        The part of the loss that the splits on each feature took away. Sums to 1 unless nothing was split.

    Notes
    -----
    A missing number (NaN) goes to that side of a split where it lowers the
    loss; where no training row was missing, to the larger side. Infinite
    numbers and sparse tables are refused. At the same settings it grows the
    trees of XGBoost's `hist`, up to where the bins are cut.

    References
    ----------
    Friedman (2001), Greedy function approximation, doi:10.1214/aos/1013203451.
    Chen and Guestrin (2016), XGBoost, arXiv:1603.02754.
    Ke et al. (2017), LightGBM, NeurIPS 30.
    """

    def fit(self, X, y, sample_weight=None):
        """Boost trees on a table.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
            NaN stands for missing.
        y : array of shape (n_samples,)
        sample_weight : array of shape (n_samples,), default=None
            Not negative. A weight of 2 counts like the row twice.

        Raises
        ------
        ValueError
            If a parameter or the input is out of range.
        """
        self._check_parameters()
        X, y = validate_data(self, X, y, dtype=FLOATS, ensure_all_finite="allow-nan", y_numeric=True)
        return self._boost(X, y.astype(np.float64, copy=False), sample_weight, SquaredError())

    def predict(self, X):
        """Give a number for each row, shape (n_samples,), in units of y."""
        return self._scores(X)[0]


class GradientBoostingClassifier(ClassifierMixin, _Boosting):
    """Predict classes by the sum of many small trees.

    The trees add up to scores: for two classes the log-odds of the second,
    for K > 2 one score a class, of which the softmax gives probabilities. Each
    round descends the log loss, whose gradient is probability minus truth.

    Parameters
    ----------
    n_estimators : int, default=100
        Rounds: a tree each for two classes, otherwise one a class.
    learning_rate, max_depth, min_child_weight, reg_lambda, subsample, colsample_bytree, max_bins
        As in `GradientBoostingRegressor`. A row's curvature is p (1 - p), so min_child_weight asks
        for more rows where the model is sure.
    n_iter_no_change, validation_fraction, tol, n_jobs, random_state
        As in `GradientBoostingRegressor`; the rows held out have the classes in the same proportions.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    n_estimators_ : int
        Rounds kept.
    train_loss_ : ndarray of shape (rounds + 1,)
        Log loss on the training rows in nats, before the first round and after each.
    validation_loss_ : ndarray of shape (rounds + 1,) or None
        The same on the rows held out.
    feature_importances_ : ndarray of shape (n_features,)
        The part of the loss that the splits on each feature took away.

    Notes
    -----
    Of a single class it learns to predict just that. For the rest see
    `GradientBoostingRegressor`.

    References
    ----------
    Friedman (2001), Greedy function approximation, doi:10.1214/aos/1013203451.
    """

    def fit(self, X, y, sample_weight=None):
        """Boost trees on a table; see `GradientBoostingRegressor.fit`. y may hold any labels."""
        self._check_parameters()
        X, y = validate_data(self, X, y, dtype=FLOATS, ensure_all_finite="allow-nan")
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        n_classes = len(self.classes_)
        return self._boost(X, labels, sample_weight, LogLoss() if n_classes <= 2 else SoftmaxLoss(n_classes))

    def decision_function(self, X):
        """Give the scores: (n_samples,) for two classes, otherwise (n_samples, n_classes)."""
        scores = self._scores(X)
        return scores[0] if len(self.classes_) <= 2 else scores.T

    def predict_proba(self, X):
        """Give the probability of each class, shape (n_samples, n_classes), in the order of `classes_`."""
        scores = self._scores(X)
        if len(self.classes_) == 1:
            return np.ones((scores.shape[1], 1))
        if len(self.classes_) == 2:
            return np.stack([expit(-scores[0]), expit(scores[0])], axis=1)
        return softmax(scores.T)

    def predict(self, X):
        """Give each row's most probable class, shape (n_samples,)."""
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]


def hold_out(y: NDArray[np.generic], fraction: float, rng: np.random.RandomState) -> NDArray[np.bool_]:
    """Choose that part of the rows at random, evenly over the values of y. Shape (n,), True where held out.

    Every class keeps its proportion, and every range of a number too.
    """
    shuffled = rng.permutation(len(y))
    ordered = shuffled[np.argsort(y[shuffled], kind="stable")]
    n_held = round(fraction * len(y))
    chosen = np.zeros(len(y), dtype=np.bool_)
    chosen[ordered[((np.arange(n_held) + 0.5) * len(y) / n_held).astype(np.intp)]] = True
    return chosen


def importances(boosted: Boosted, n_features: int) -> Floats:
    """The part of all the gain that the splits on each feature brought, shape (n_features,)."""
    gained = np.zeros(n_features)
    for trees in boosted.trees:
        for nodes in trees:
            split = nodes["gain"] > 0
            gained += np.bincount(nodes["feature"][split], nodes["gain"][split], minlength=n_features)
    return gained / gained.sum() if gained.any() else gained
