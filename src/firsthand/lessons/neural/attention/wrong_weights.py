"""What people write for attention and its weights that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Implementation, Mistake


def _softmax(scores: Any, axis: int | None = -1) -> Any:
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _scores(queries: Any, keys: Any) -> Any:
    return queries @ np.swapaxes(keys, -1, -2) / np.sqrt(queries.shape[-1])


def _masked(scores: Any, mask: Any, fill: float = -np.inf) -> Any:
    return scores if mask is None else np.where(mask, scores, fill)


def _closed(weights: Any, mask: Any) -> Any:
    """Zeros where nothing is allowed: what these versions do get right."""
    return weights if mask is None else np.where(mask, weights, 0.0)


def _mostly_right(scores: Any, mask: Any) -> Any:
    return _closed(_softmax(_masked(scores, mask, -1e300)), mask)


# attention_weights ------------------------------------------------------------------------------------------


def unscaled(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2), mask)


def scaled_by_d(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2) / queries.shape[-1], mask)


def scaled_by_the_keys(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2) / np.sqrt(keys.shape[-2]), mask)


def multiplied_by_the_root(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2) * np.sqrt(queries.shape[-1]), mask)


def scaled_after(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2), mask) / np.sqrt(queries.shape[-1])


def over_the_queries(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _closed(_softmax(_masked(_scores(queries, keys), mask, -1e300), axis=-2), mask)


def over_everything(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _closed(_softmax(_masked(_scores(queries, keys), mask, -1e300), axis=None), mask)


def no_softmax(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _masked(_scores(queries, keys), mask)


def shares_of_the_scores(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _closed(_scores(queries, keys), mask)
    return scores / scores.sum(axis=-1, keepdims=True)


def overflowing(queries: Any, keys: Any, mask: Any = None) -> Any:
    weights = _closed(np.exp(_scores(queries, keys)), mask)
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


def keys_ask(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(keys, queries), mask)


def all_axes_turned(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ keys.T / np.sqrt(queries.shape[-1]), mask)


def mask_forgotten(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _softmax(_scores(queries, keys))


def masked_after(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _closed(_softmax(_scores(queries, keys)), mask)


def renormalised_after(queries: Any, keys: Any, mask: Any = None) -> Any:
    weights = _closed(_softmax(_scores(queries, keys)), mask)
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


def upside_down(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(_scores(queries, keys), None if mask is None else ~mask)


def score_of_zero(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _softmax(_masked(_scores(queries, keys), mask, 0.0))


def modest_fill(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _closed(_softmax(_masked(_scores(queries, keys), mask, -100.0)), mask)


def mask_added(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else scores + mask)


def infinity_times_zero(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else scores + ~mask * -np.inf)


def nothing_over_nothing(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _softmax(_masked(_scores(queries, keys), mask))


def all_alike_where_nothing(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _softmax(_masked(_scores(queries, keys), mask, -1e9))


def index_by_mask(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    if mask is not None:
        scores[~mask] = -1e300
    return _closed(_softmax(scores), mask)


ADVICE = {
    unscaled: "The scores are not divided by sqrt(d). Their variance grows with the width d, and a softmax over large "
    "scores lets one key take all.",
    scaled_by_d: "You divide by d. The variance of a dot product grows with d, so its standard deviation grows with "
    "sqrt(d): divide by that.",
    scaled_by_the_keys: "You divide by the root of the number of keys. How many there are does not matter; it is the width of a "
    "key, queries.shape[-1], over which the dot product adds up.",
    over_the_queries: "The softmax runs over the wrong axis: here each key hands itself out among the queries. Each query "
    "spreads its attention over the keys, so every row along the last axis sums to 1.",
    mask_forgotten: "The mask is not used. What a query may not look at must get no weight.",
    masked_after: "You mask after the softmax: the forbidden keys have had their share of the sum, and the rest no longer adds "
    "up to 1. Set their scores to -inf before it.",
    renormalised_after: "Masking after the softmax and dividing again is right on paper only: where a forbidden key has by far "
    "the largest score, all the others have rounded to 0 by then. Set its score to -inf before the softmax.",
    upside_down: "The mask is read the wrong way round: True allows here. (It forbids in torch.nn.MultiheadAttention and "
    "allows in torch's scaled_dot_product_attention, so look it up each time.)",
    score_of_zero: "A score of 0 (or of -1e-9, where -1e9 was meant) is no ban: exp(0) is 1. What is forbidden needs a score of "
    "-inf.",
    nothing_over_nothing: "A query that may look at no key has nothing but -inf, and the softmax of that is 0/0, NaN, which "
    "spreads through all that follows. Its row shall be zeros.",
    all_alike_where_nothing: "A query that may look at no key looks at all of them alike here: with the same -1e9 everywhere "
    "they are equal again. Its row shall be zeros.",
}

ATTENTION_WEIGHTS = [
    *(Mistake(version, advice) for version, advice in ADVICE.items()),
    Mistake(
        multiplied_by_the_root,
        "You multiply by sqrt(d) where you should divide: the scores grow twice over.",
    ),
    Mistake(
        scaled_after,
        "The division comes after the softmax, so the rows sum to 1 / sqrt(d). It belongs to the scores, before it.",
    ),
    Mistake(
        over_everything, "All weights together sum to 1. It should be each row: give the softmax axis=-1."
    ),
    Mistake(no_softmax, "These are the scores. A softmax over the keys makes weights of them."),
    Mistake(
        shares_of_the_scores,
        "Scores may be negative, and then their shares are no weights. Take the softmax: exp makes them positive first.",
    ),
    Mistake(
        overflowing,
        "exp of a large score is infinite. Your softmax subtracts the largest score of the row first: use it.",
    ),
    Mistake(
        keys_ask,
        "Queries and keys have changed places: a row belongs to a query, so the scores are queries @ keys turned.",
        "wrong shape",
    ),
    Mistake(
        all_axes_turned,
        "keys.T turns all axes, the batch too. Swap the last two only: np.swapaxes(keys, -1, -2).",
        "crashed",
    ),
    Mistake(
        modest_fill,
        "-100 is low but not low enough: where the allowed scores lie below it, the forbidden key wins, and all others "
        "round to 0. -inf is below everything.",
    ),
    Mistake(
        mask_added,
        "Adding a mask of truth values adds 1 to the allowed scores and 0 to the others. Only a mask of 0 and -inf can be added; "
        "with this one choose: np.where(mask, scores, -np.inf).",
    ),
    Mistake(
        infinity_times_zero,
        "False * -inf is 0 times infinity: NaN. Choose instead of multiplying: np.where(mask, scores, -np.inf).",
    ),
    Mistake(
        index_by_mask,
        "scores[~mask] needs a mask of exactly the scores' shape. One mask may serve a whole batch: then it picks other "
        "entries, or fails. np.where(mask, scores, -np.inf) stretches it.",
    ),
]

# scaled_dot_product_attention -------------------------------------------------------------------------------


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
]
