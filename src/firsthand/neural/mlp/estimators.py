"""Neural networks of any depth, trained by backpropagation, behind scikit-learn's fit and predict."""

import numpy as np
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from firsthand.classical import train_test_split
from firsthand.neural.mlp import inplace_losses
from firsthand.neural.mlp.mlp import scores
from firsthand.neural.mlp.training import Training
from firsthand.neural.mlp.validation import check_settings

FLOATS = (np.float64, np.float32)


class NeuralNetwork(BaseEstimator):
    """What NeuralNetworkClassifier and NeuralNetworkRegressor share; use one of the two."""

    def __init__(
        self,
        hidden_layer_sizes=(100,),
        *,
        activation="relu",
        init="auto",
        solver="adam",
        learning_rate=0.001,
        momentum=0.9,
        weight_decay=0.0,
        batch_size=32,
        max_iter=200,
        early_stopping=False,
        validation_fraction=0.1,
        n_iter_no_change=10,
        warm_start=False,
        random_state=None,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.init = init
        self.solver = solver
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.random_state = random_state

    def _train(self, X, y, objective, n_scores, stratify=None):
        sizes = [X.shape[1], *self.hidden_layer_sizes, n_scores]
        training = self._training_so_far(sizes, X.dtype)
        held_out = None
        if self.early_stopping:
            X, held_out_X, y, held_out_y = train_test_split(
                X, y, test_size=self.validation_fraction, random_state=training.random, stratify=stratify
            )
            held_out = held_out_X, held_out_y
        # Far too long steps overflow; what that means is said once, after the epoch.
        with np.errstate(over="ignore", invalid="ignore"):
            training.run(self, X, y, objective, held_out)

        self.coefs_, self.intercepts_ = training.parameters()
        self.loss_history_ = training.losses.copy()
        self.validation_loss_history_ = training.held_out_losses.copy()
        self.n_iter_ = len(training.losses)
        if self.warm_start:
            self._training = training
        return self

    def _training_so_far(self, sizes, dtype):
        before = self.__dict__.pop("_training", None)
        if not self.warm_start or before is None:
            return Training(self, sizes, dtype, check_random_state(self.random_state))
        before.check_same(self, sizes, dtype)
        return before

    def _scores(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        return scores(X, self.coefs_, self.intercepts_, self.activation)  # (n, n_scores)


class NeuralNetworkClassifier(ClassifierMixin, NeuralNetwork):
    """Classify by layers of neurons that learn their own features.

    Minimises the cross-entropy, plus weight_decay / 2 * sum(weights**2), by
    mini-batches. Two classes share one score, squashed by the sigmoid; more
    have one score each, through softmax. An epoch costs about 6 n times the
    number of weights.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int, default=(100,)
        Neurons in each hidden layer; () is logistic regression.
    activation : {"relu", "tanh", "sigmoid"}, default="relu"
    init : {"auto", "he", "xavier"}, default="auto"
        Size of the first weights. "auto" is He's for ReLU and Xavier's else.
    solver : {"adam", "sgd"}, default="adam"
    learning_rate : float, default=0.001
    momentum : float, default=0.9
        For "sgd" only; 0 is plain descent.
    weight_decay : float, default=0
        On the weights, not on the biases.
    batch_size : int or None, default=32
        Rows a step; None takes all at once.
    max_iter : int, default=200
        Epochs.
    early_stopping : bool, default=False
        Hold rows out, stop when their loss no longer falls, and go back to
        where it was lowest.
    validation_fraction : float, default=0.1
        The share of rows held out.
    n_iter_no_change : int, default=10
        Epochs without a new lowest loss before stopping.
    warm_start : bool, default=False
        Whether fit goes on where the last one ended, optimizer and order of
        batches included: two fits of 5 epochs are one of 10.
    random_state : int, RandomState or None, default=None

    Attributes
    ----------
    classes_ : ndarray of shape (k,), sorted
    coefs_ : list of ndarrays of shape (n_i, n_{i+1})
        Weights of each layer, one column a neuron.
    intercepts_ : list of ndarrays of shape (n_{i+1},)
    loss_history_ : list of float
        Mean cross-entropy over each epoch, as the weights moved.
    validation_loss_history_ : list of float
        The loss on the held-out rows after each epoch; empty without them.
    n_iter_ : int
        Epochs run.

    Notes
    -----
    float32 rows are worked on in float32. Unlike scikit-learn's
    MLPClassifier it never stops early unless told to, does not warn at
    max_iter, and leaves the biases out of the penalty.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, chapters 6 to 8.
    """

    def fit(self, X, y):
        """Learn the weights.

        Parameters
        ----------
        X : array of shape (n, d), finite
        y : array of shape (n,)
            Class labels: numbers or strings, at least two classes.

        Raises
        ------
        ValueError
            If a parameter or the input is not as said here, the loss
            overflows, or warm_start meets another network or other classes.
        """
        check_settings(self)
        X, y = validate_data(self, X, y, dtype=FLOATS)
        check_classification_targets(y)
        classes, labels = np.unique(y, return_inverse=True)
        self._set_classes(classes)
        stratify = labels if self.early_stopping else None
        if len(classes) == 2:
            return self._train(X, labels.astype(X.dtype), inplace_losses.binary, 1, stratify)
        return self._train(X, labels, inplace_losses.multinomial, len(classes), stratify)

    def predict(self, X):
        """Give the likeliest class of each row, shape (n,)."""
        z = self._scores(X)
        return self.classes_[(z[:, 0] > 0).astype(int) if z.shape[1] == 1 else z.argmax(axis=1)]

    def predict_proba(self, X):
        """Give the probability of each class, shape (n, k), in the order of classes_."""
        z = self._scores(X)
        return np.hstack([expit(-z), expit(z)]) if z.shape[1] == 1 else softmax(z, axis=1)

    def decision_function(self, X):
        """Give the scores: shape (n,) for two classes, above 0 for the second; else (n, k)."""
        z = self._scores(X)
        return z[:, 0] if z.shape[1] == 1 else z

    def _set_classes(self, classes):
        if len(classes) < 2:
            raise ValueError(
                f"y must hold at least two classes, got one class only: {classes.tolist()[0]!r}."
            )
        before = getattr(self, "classes_", classes) if self.warm_start else classes
        if not np.array_equal(classes, before):
            raise ValueError(
                f"warm_start goes on with the classes {before.tolist()}, got {classes.tolist()}."
            )
        self.classes_ = classes


class NeuralNetworkRegressor(RegressorMixin, NeuralNetwork):
    """Predict a number by layers of neurons that learn their own features.

    Minimises the mean squared error, plus
    weight_decay / 2 * sum(weights**2), by mini-batches. The parameters are
    those of NeuralNetworkClassifier. Bring the columns of X, and y, to a
    spread near 1 first.

    Attributes
    ----------
    coefs_ : list of ndarrays of shape (n_i, n_{i+1})
        Weights of each layer, one column a neuron.
    intercepts_ : list of ndarrays of shape (n_{i+1},)
    loss_history_ : list of float
        Mean squared error over each epoch, as the weights moved.
    validation_loss_history_ : list of float
        The loss on the held-out rows after each epoch; empty without them.
    n_iter_ : int
        Epochs run.

    Notes
    -----
    scikit-learn's MLPRegressor halves the squared error; this, like
    PyTorch's MSELoss, does not.
    """

    def fit(self, X, y):
        """Learn the weights.

        Parameters
        ----------
        X : array of shape (n, d), finite
        y : array of shape (n,), finite numbers

        Raises
        ------
        ValueError
            If a parameter or the input is not as said here, the loss
            overflows, or warm_start meets another network.
        """
        check_settings(self)
        X, y = validate_data(self, X, y, dtype=FLOATS, y_numeric=True)
        return self._train(X, y.astype(X.dtype), inplace_losses.squared, 1)

    def predict(self, X):
        """Give the predicted number of each row, shape (n,)."""
        return self._scores(X)[:, 0]
