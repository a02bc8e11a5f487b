"""A setting that is not allowed is named, with what is."""

import pytest

from firsthand.neural.mlp.estimators import NeuralNetworkClassifier


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("hidden_layer_sizes", (0,), "a list or tuple of whole numbers above 0"),
        ("hidden_layer_sizes", 16, "a list or tuple of whole numbers above 0"),
        ("activation", "gelu", '"relu", "tanh" or "sigmoid"'),
        ("init", "zeros", '"auto", "he" or "xavier"'),
        ("solver", "lbfgs", '"adam" or "sgd"'),
        ("learning_rate", 0, "a finite number above 0"),
        ("learning_rate", float("nan"), "a finite number above 0"),
        ("momentum", 1.0, "a number from 0 to below 1"),
        ("weight_decay", -1, "a finite number of 0 or more"),
        ("batch_size", 0, "a whole number above 0, or None"),
        ("max_iter", 1.5, "a whole number above 0"),
        ("validation_fraction", 1, "a number between 0 and 1"),
        ("n_iter_no_change", True, "a whole number above 0"),
    ],
)
def test_a_setting_that_is_not_allowed_is_named(name, value, words):
    with pytest.raises(ValueError, match=f"^{name} must be {words}.*got "):
        NeuralNetworkClassifier(**{name: value}).fit([[0.0], [1.0]], [0, 1])
