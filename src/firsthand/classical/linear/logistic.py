"""Logistic regression: probabilities of two classes or more from a weighted sum of columns."""

import warnings

import numpy as np
from scipy.special import expit, log_expit, log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from firsthand.classical.blockwise import check_weight, pilot_mean
from firsthand.classical.linear.logistic_loss import LogLoss
from firsthand.classical.linear.solvers import lbfgs, newton

FLOATS = (np.float64, np.float32)
MAX_NEWTON_UNKNOWNS = 1000  # unknowns: above, one table of curvatures costs more than many steps without


class LogisticRegression(ClassifierMixin, BaseEstimator):
    """Give each class a score, a weighted sum of the columns, and turn scores into probabilities.

    Minimises C * sum(-log(probability of the true class)) + |coef|^2 / 2.
    Two classes share one score, squashed by the sigmoid; more have one score
    each, through softmax. The loss is one bowl, so every solver ends at the
    same bottom: Newton in about 6 steps of O(n (k d)^2), L-BFGS in dozens of
    O(n k d).

    Parameters
    ----------
    C : float, default=1.0
        What a row's loss weighs against the penalty; small C, small weights.
    fit_intercept : bool, default=True
        The intercepts bear no penalty.
    solver : {"auto", "newton", "lbfgs"}, default="auto"
        "auto" takes Newton up to 1,000 unknowns.
    tol : float, default=1e-7
        Done when no slope of the mean loss, each column counted in its
        standard deviations, exceeds tol.
    max_iter : int, default=1000

    Attributes
    ----------
    classes_ : ndarray of shape (k,), sorted
    coef_ : ndarray of shape (1, d) for two classes, of the second; else (k, d)
    intercept_ : ndarray of shape (1,) or (k,); 0 without an intercept
    n_iter_ : int

    Notes
    -----
    Unlike scikit-learn's, both solvers centre the columns first (an offset
    does no harm) and the default tolerance is tight. Sparse X is refused.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical
    Learning, section 4.4. Nocedal and Wright (2006), Numerical Optimization.
    """

    def __init__(self, C=1.0, *, fit_intercept=True, solver="auto", tol=1e-7, max_iter=1000):
        self.C = C
        self.fit_intercept = fit_intercept
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X, y, sample_weight=None):
        """Find the weights of the columns.

        Parameters
        ----------
        X : array of shape (n, d), finite
        y : array of shape (n,)
            Class labels: numbers or strings, at least two classes with a weight.
        sample_weight : array of shape (n,), default=None
            How often each row counts, 0 or more.

        Raises
        ------
        ValueError
            If a parameter or the input is not as said here.

        Warns
        -----
        ConvergenceWarning
            If max_iter steps were not enough.
        """
        self._check_parameters()
        X, y = validate_data(self, X, y, dtype=FLOATS)
        weight = check_weight(sample_weight, len(X))
        loss = self._loss(X, y, weight)

        steep = {"newton": newton, "lbfgs": lbfgs}[self._pick(loss)]
        walk = steep(loss, tol=self.tol, max_iter=self.max_iter)
        if not walk.arrived:
            warnings.warn(
                f"LogisticRegression stopped after max_iter={self.max_iter} steps with a slope of "
                f"{walk.slope:.1e}, above tol={self.tol}. Raise max_iter or tol, or lower C.",
                ConvergenceWarning,
                stacklevel=2,
            )
        self.coef_ = walk.theta[:, :-1]
        self.intercept_ = walk.theta[:, -1] - self.coef_ @ loss.mean
        self.n_iter_ = walk.steps
        return self

    def decision_function(self, X):
        """Give the scores: shape (n,) for two classes, above 0 for the second; else (n, k)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        scores = X @ self.coef_.T + self.intercept_
        return scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, X):
        """Give the likeliest class of each row, shape (n,)."""
        scores = self.decision_function(X)
        return self.classes_[(scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)]

    def predict_proba(self, X):
        """Give the probability of each class, shape (n, k), in the order of classes_."""
        scores = self.decision_function(X)
        # expit(-s) rather than 1 - expit(s), which would round a small probability to 0.
        return (
            np.stack([expit(-scores), expit(scores)], axis=1) if scores.ndim == 1 else softmax(scores, axis=1)
        )

    def predict_log_proba(self, X):
        """Give the logarithm of each probability, shape (n, k), finite where the probability itself rounds to 0."""
        scores = self.decision_function(X)
        if scores.ndim == 1:
            return np.stack([log_expit(-scores), log_expit(scores)], axis=1)
        return log_softmax(scores, axis=1)

    def _loss(self, X, y, weight):
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        counted = self.classes_ if weight is None else np.unique(y[weight > 0])
        if len(counted) < 2:
            raise ValueError(
                f"y must hold at least two classes, got one class only: {counted.tolist()[0]!r}."
            )
        mean = pilot_mean(X, weight) if self.fit_intercept else np.zeros(X.shape[1])
        return LogLoss(X, labels, weight, mean, self.fit_intercept, 1 / self.C, len(self.classes_))

    def _pick(self, loss):
        if self.solver != "auto":
            return self.solver
        return "newton" if loss.size <= MAX_NEWTON_UNKNOWNS else "lbfgs"

    def _check_parameters(self):
        if self.solver not in ("auto", "newton", "lbfgs"):
            raise ValueError(f'solver must be "auto", "newton" or "lbfgs", got {self.solver!r}.')
        if not 0 < self.C < np.inf:  # written so that NaN is refused too
            raise ValueError(f"C must be a finite number above 0, got {self.C}.")
