"""What may be set on a network, and what to say when it is not that."""

from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

from firsthand.neural.mlp.activations import ACTIVATIONS


def _count(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 1


def _number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _layers(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_count, value))


ALLOWED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "hidden_layer_sizes": (_layers, "a list or tuple of whole numbers above 0, such as (16,)"),
    "activation": (lambda v: v in ACTIVATIONS, '"relu", "tanh" or "sigmoid"'),
    "init": (lambda v: v in ("auto", "he", "xavier"), '"auto", "he" or "xavier"'),
    "solver": (lambda v: v in ("adam", "sgd"), '"adam" or "sgd"'),
    "learning_rate": (lambda v: _number(v) and 0 < v < float("inf"), "a finite number above 0"),
    "momentum": (lambda v: _number(v) and 0 <= v < 1, "a number from 0 to below 1"),
    "weight_decay": (lambda v: _number(v) and 0 <= v < float("inf"), "a finite number of 0 or more"),
    "batch_size": (lambda v: v is None or _count(v), "a whole number above 0, or None for all rows at once"),
    "max_iter": (_count, "a whole number above 0"),
    "validation_fraction": (lambda v: _number(v) and 0 < v < 1, "a number between 0 and 1"),
    "n_iter_no_change": (_count, "a whole number above 0"),
}


def check_settings(estimator: Any) -> None:
    """Raise a ValueError that names the first setting which is not as allowed."""
    for name, (allowed, words) in ALLOWED.items():
        value = getattr(estimator, name)
        if not allowed(value):
            raise ValueError(f"{name} must be {words}, got {value!r}.")
