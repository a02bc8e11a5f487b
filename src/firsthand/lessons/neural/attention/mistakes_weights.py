"""What people write for the weights of attention that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def _filled_with(fill: float) -> Any:
    def modest_fill(queries: Any, keys: Any, mask: Any = None) -> Any:
        return _closed(_softmax(_masked(_scores(queries, keys), mask, fill)), mask)

    return modest_fill


def taken_off(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    lowered = scores if mask is None else scores - 1e4 * ~np.asarray(mask)
    return _closed(_softmax(lowered), mask)


def mask_added(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else scores + mask)


def infinity_times_zero(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else scores + ~mask * -np.inf)


def infinity_times_zero_made_0(queries: Any, keys: Any, mask: Any = None) -> Any:
    return np.nan_to_num(infinity_times_zero(queries, keys, mask))


def _weighted_beside(largest: Any) -> Any:
    """Weights over their sum, zeros where nothing is allowed, once a number is taken off the scores."""

    def largest_beside_zero(queries: Any, keys: Any, mask: Any = None) -> Any:
        scores = _scores(queries, keys)
        allowed = np.broadcast_to(True if mask is None else mask, scores.shape)
        weights = np.where(allowed, np.exp(scores - largest(scores, allowed)), 0.0)
        total = weights.sum(axis=-1, keepdims=True)
        return weights / np.where(total == 0, 1, total)

    return largest_beside_zero


def _of_products(scores: Any, allowed: Any) -> Any:
    return (scores * allowed).max(axis=-1, keepdims=True)


def _of_allowed_and_zero(scores: Any, allowed: Any) -> Any:
    return scores.max(axis=-1, keepdims=True, where=allowed, initial=0)


def nothing_over_nothing(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _softmax(_masked(_scores(queries, keys), mask))


def all_alike_where_nothing(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _softmax(_masked(_scores(queries, keys), mask, -1e9))


def index_by_mask(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    if mask is not None:
        scores[~mask] = -1e300
    return _closed(_softmax(scores), mask)


def two_dimensions_only(queries: Any, keys: Any, mask: Any = None) -> Any:
    _, d = queries.shape
    return _mostly_right(queries @ keys.transpose(1, 0) / np.sqrt(d), mask)


def scaled_by_the_first_axis(queries: Any, keys: Any, mask: Any = None) -> Any:
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2) / np.sqrt(len(queries)), mask)


def largest_of_all(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _masked(_scores(queries, keys), mask)
    weights = np.exp(scores - scores.max(where=np.isfinite(scores), initial=-1e300))
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


def small_added(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _masked(_scores(queries, keys), mask, -1e300)
    weights = _closed(np.exp(scores - scores.max(axis=-1, keepdims=True)), mask)
    return weights / (weights.sum(axis=-1, keepdims=True) + 1e-5)


def truth_of_a_mask(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = _scores(queries, keys)
    return _mostly_right(scores, mask) if mask else _softmax(scores)


def queries_written_over(queries: Any, keys: Any, mask: Any = None) -> Any:
    queries /= np.sqrt(queries.shape[-1])
    return _mostly_right(queries @ np.swapaxes(keys, -1, -2), mask)


def width_cut(queries: Any, keys: Any, mask: Any = None) -> Any:
    d = min(queries.shape[-1], keys.shape[-1])
    scores = queries[..., :d] @ np.swapaxes(keys[..., :d], -1, -2) / np.sqrt(d)
    return _mostly_right(scores, mask)


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
        _filled_with(-100.0),
        "A number such as -100 or -1e9 is low, but not below everything: where the allowed scores lie lower, the forbidden key "
        "wins, and all others round to 0. -inf is below everything.",
        also=[_filled_with(-(10.0**digits)) for digits in range(3, 10)],
    ),
    Mistake(
        taken_off,
        "A number taken off a forbidden score only moves it: where the score is larger than that, it still wins. Put -inf in "
        "its place: np.where(mask, scores, -np.inf).",
    ),
    Mistake(
        mask_added,
        "Adding a mask of truth values adds 1 to the allowed scores and 0 to the others. Only a mask of 0 and -inf can be added; "
        "with this one choose: np.where(mask, scores, -np.inf).",
    ),
    Mistake(
        infinity_times_zero,
        "False * -inf is 0 times infinity: NaN. Choose instead of multiplying: np.where(mask, scores, -np.inf).",
        also=[infinity_times_zero_made_0],
    ),
    Mistake(
        scaled_by_the_first_axis,
        "len(queries) is the number of queries, or of sentences. It is the width over which the dot product adds up: "
        "queries.shape[-1].",
    ),
    Mistake(
        two_dimensions_only,
        "Before the last two axes there may be others, for sentences and heads. Name axes from the end: "
        "np.swapaxes(keys, -1, -2), queries.shape[-1].",
        "crashed",
    ),
    Mistake(
        largest_of_all,
        "One largest score is subtracted everywhere: a row that lies far below it rounds to 0 as a whole. Subtract the "
        "largest of each row.",
    ),
    Mistake(
        _weighted_beside(_of_products),
        "Looking for the largest score, you also count a 0. Where all allowed scores lie far below it, exp leaves nothing but "
        "zeros. Take the largest of the allowed ones alone: np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True).",
        also=[_weighted_beside(_of_allowed_and_zero)],
    ),
    Mistake(
        small_added,
        "A number added to the sum keeps the rows from summing to 1. The sum is 0 only where nothing is allowed: ask for that.",
    ),
    Mistake(
        truth_of_a_mask,
        "An array of several truth values is neither true nor false. Ask mask is not None.",
        "crashed",
    ),
    Mistake(
        queries_written_over,
        "queries /= writes into the caller's array. queries / np.sqrt(d) makes a new one.",
        "changed its input",
    ),
    Mistake(
        index_by_mask,
        "scores[~mask] needs a mask of exactly the scores' shape. One mask may serve a whole batch: then it picks other "
        "entries, or fails. np.where(mask, scores, -np.inf) stretches it.",
    ),
]

NOWHERE = (
    "A query that may look at no key has nothing but -inf, and the softmax of that is 0/0, NaN, which spreads through all "
    "that follows. Its row shall be zeros."
)
NOTHING_OVER_NOTHING = Mistake(nothing_over_nothing, NOWHERE)
WIDTH_CUT = Mistake(
    width_cut,
    "Queries and keys of different widths cannot be compared, and here the wider ones are cut. A plain matrix product raises "
    "ValueError by itself.",
)
