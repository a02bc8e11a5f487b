"""What people write for attention that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Implementation, Mistake
from firsthand.lessons.neural.attention.mistakes_weights import (
    ADVICE,
    NOWHERE,
    _masked,
    _mostly_right,
    _scores,
    nothing_over_nothing,
)


def weights_only(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(queries, keys), mask)


def both_returned(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    weights = _mostly_right(_scores(queries, keys), mask)
    return weights @ values, weights


def keys_gathered(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(queries, keys), mask) @ keys


def values_compared(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(queries, values), mask) @ values


def value_by_value(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(queries, keys), mask) * values


def given_away(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return np.swapaxes(_mostly_right(_scores(queries, keys), mask), -1, -2) @ values


def best_only(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    best = _masked(_scores(queries, keys), mask, -1e300).argmax(axis=-1)
    gathered = np.take_along_axis(values, best[..., np.newaxis], axis=-2)
    return gathered if mask is None else gathered * mask.any(axis=-1, keepdims=True)


def root_of_the_values(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2) / np.sqrt(values.shape[-1]), mask) @ values


def _then_gathering(weights_of: Implementation) -> Implementation:
    """A mistake in the weights, made in the whole."""

    def version(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
        return weights_of(queries, keys, mask) @ values

    version.__name__ = weights_of.__name__
    return version


def query_added(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    gathered = _mostly_right(_scores(queries, keys), mask) @ values
    return gathered + queries if gathered.shape == queries.shape else gathered


def causal_always(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    past: Any = np.tri(*scores.shape[-2:], dtype=bool)
    return _mostly_right(scores, past if mask is None else past & mask) @ values


def averaged(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(queries, keys), mask) @ values / keys.shape[-2]


def np_dot(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return np.dot(_mostly_right(_scores(queries, keys), mask), values)


SCALED_DOT_PRODUCT_ATTENTION = [
    *(Mistake(_then_gathering(version), advice) for version, advice in ADVICE.items()),
    Mistake(
        weights_only,
        "These are the weights. They still have to gather: weights @ values.",
        "wrong shape",
    ),
    Mistake(
        both_returned,
        "You return weights as well. Here only what was gathered is wanted.",
        "wrong type",
    ),
    Mistake(
        keys_gathered,
        "You gather the keys. Keys say who fits; what is brought home are the values.",
    ),
    Mistake(
        values_compared,
        "You compare the queries with the values. It is the keys that say who fits.",
    ),
    Mistake(
        value_by_value,
        "weights * values multiplies entry by entry. The weighted sum over the keys is a matrix product: weights @ values.",
        "wrong shape",
    ),
    Mistake(
        given_away,
        "The weights are turned: each key hands itself out. A row of weights belongs to a query: weights @ values, without "
        "turning.",
        "crashed",
    ),
    Mistake(
        best_only,
        "You take the value of the best key only. That has no slope to learn from: take the mean of all, by their weights.",
    ),
    Mistake(
        root_of_the_values,
        "You divide by the root of the values' width. The dot product adds up over the width of queries and keys: take the "
        "root of that.",
    ),
    Mistake(
        query_added,
        "The query is added to what was gathered. That is the residual connection around attention, not attention itself.",
    ),
    Mistake(
        causal_always,
        "Nobody may look ahead in yours, whatever the mask says. Without a mask everything is allowed.",
    ),
    Mistake(
        averaged,
        "You divide by the number of keys. The weights sum to 1 already, so weights @ values is the mean.",
    ),
    Mistake(
        np_dot,
        "np.dot pairs every sentence with every other where there is a batch. Use @, which goes through the leading axes "
        "together.",
        "wrong shape",
    ),
]
NOTHING_GATHERED = Mistake(_then_gathering(nothing_over_nothing), NOWHERE)
