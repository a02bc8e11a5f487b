"""What people write for the causal mask and for heads that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# causal_mask ------------------------------------------------------------------------------------------------


def future(n: int) -> Any:
    return np.triu(np.ones((n, n), dtype=bool))


def forbidden(n: int) -> Any:
    return np.triu(np.ones((n, n), dtype=bool), k=1)


def not_itself(n: int) -> Any:
    return np.tril(np.ones((n, n), dtype=bool), k=-1)


def one_ahead(n: int) -> Any:
    return np.tril(np.ones((n, n), dtype=bool), k=1)


def itself_only(n: int) -> Any:
    return np.eye(n, dtype=bool)


def everything(n: int) -> Any:
    return np.ones((n, n), dtype=bool)


def last_only(n: int) -> Any:
    rows, columns = np.indices((n, n))
    return (columns == rows) | (columns == rows - 1)


def zeros_and_ones(n: int) -> Any:
    return np.tril(np.ones((n, n)))


CAUSAL_MASK = [
    Mistake(
        future,
        "Each word looks at itself and at what comes after it: that is the future. Row i asks, so the columns j <= i are "
        "allowed, the lower triangle.",
    ),
    Mistake(
        forbidden,
        "True marks what is forbidden here. In this course, as in torch's scaled_dot_product_attention, True allows.",
    ),
    Mistake(
        not_itself,
        "A word may look at itself: the diagonal belongs to it. Without it the first word could look nowhere at all.",
    ),
    Mistake(
        one_ahead,
        "Each word sees the one after it, which is the very word that a language model has to guess.",
    ),
    Mistake(itself_only, "Each word sees itself only. All words before it are allowed too."),
    Mistake(everything, "Everything is allowed. Where the column lies after the row, it must be False."),
    Mistake(last_only, "Only the word before is allowed, and itself. All the earlier ones are too."),
    Mistake(
        zeros_and_ones,
        "These are numbers; truth values are wanted, dtype=bool. (Masks of 0 and -inf, to be added to the scores, are another "
        "custom. Here True says that a word may look.)",
        "wrong type",
    ),
]

# split_heads ------------------------------------------------------------------------------------------------


def reshaped_only(x: Any, n_heads: int) -> Any:
    return x.reshape(*x.shape[:-2], n_heads, x.shape[-2], x.shape[-1] // n_heads)


def words_first(x: Any, n_heads: int) -> Any:
    return x.reshape(*x.shape[:-1], n_heads, x.shape[-1] // n_heads)


def every_other_column(x: Any, n_heads: int) -> Any:
    cut = x.reshape(*x.shape[:-1], x.shape[-1] // n_heads, n_heads)
    return np.moveaxis(cut, -1, -3)


def width_for_number(x: Any, n_heads: int) -> Any:
    cut = x.reshape(*x.shape[:-1], x.shape[-1] // n_heads, n_heads)
    return np.swapaxes(cut, -3, -2)


def heads_before_the_batch(x: Any, n_heads: int) -> Any:
    return np.stack(np.split(x, n_heads, axis=-1))


def heads_turned(x: Any, n_heads: int) -> Any:
    turned = np.swapaxes(x, -1, -2)
    return turned.reshape(*x.shape[:-2], n_heads, x.shape[-1] // n_heads, x.shape[-2])


def all_axes_turned(x: Any, n_heads: int) -> Any:
    return x.reshape(*x.shape[:-1], n_heads, x.shape[-1] // n_heads).T


def rest_dropped(x: Any, n_heads: int) -> Any:
    k = x.shape[-1] // n_heads
    return np.stack([x[..., h * k : (h + 1) * k] for h in range(n_heads)], axis=-3)


def all_for_each(x: Any, n_heads: int) -> Any:
    return np.stack([x] * n_heads, axis=-3)


SPLIT_HEADS = [
    Mistake(
        reshaped_only,
        "A reshape alone lays the numbers into the new shape in the order in which they lie, so a head gets whole words and not "
        "its columns of every word. Cut the width first, (..., n, H, K), then swap the axes of words and heads.",
    ),
    Mistake(
        words_first,
        "The cut is right, but the words still stand before the heads: (..., n, H, K). Swap those two axes, so that each "
        "head has all words for itself.",
        "wrong shape",
    ),
    Mistake(
        every_other_column,
        "Head 0 got columns 0, H, 2H, ... It shall get the first K columns: cut the width into (H, K), not into (K, H).",
    ),
    Mistake(
        width_for_number,
        "H and K have changed places: n_heads is the number of heads, and each is D / n_heads wide.",
        "wrong shape",
    ),
    Mistake(
        heads_before_the_batch,
        "The heads stand before the batch. They belong right before the words: axis -3.",
    ),
    Mistake(
        heads_turned,
        "Within each head words and columns are turned: (K, n) where (n, K) is wanted.",
    ),
    Mistake(
        all_axes_turned,
        ".T turns all axes. Swap only those of words and heads: np.swapaxes(cut, -3, -2).",
        "wrong shape",
    ),
    Mistake(
        rest_dropped,
        "Where n_heads does not divide the width, the last columns are lost without a word. Raise a ValueError instead.",
    ),
    Mistake(
        all_for_each,
        "Every head gets the whole width. Each shall get its own part of it, D / n_heads columns.",
        "wrong shape",
    ),
]

# merge_heads ------------------------------------------------------------------------------------------------


def flattened_only(x: Any) -> Any:
    return x.reshape(*x.shape[:-3], x.shape[-2], x.shape[-3] * x.shape[-1])


def swapped_only(x: Any) -> Any:
    return np.swapaxes(x, -3, -2)


def one_after_another(x: Any) -> Any:
    return x.reshape(*x.shape[:-3], x.shape[-3] * x.shape[-2], x.shape[-1])


def added_up(x: Any) -> Any:
    return x.sum(axis=-3)


def averaged(x: Any) -> Any:
    return x.mean(axis=-3)


def interleaved(x: Any) -> Any:
    beside = np.moveaxis(x, -3, -1)
    return beside.reshape(*beside.shape[:-2], beside.shape[-2] * beside.shape[-1])


def batch_for_heads(x: Any) -> Any:
    return np.concatenate(list(x), axis=-1)


MERGE_HEADS = [
    Mistake(
        flattened_only,
        "The shape is right, the numbers lie elsewhere: a reshape keeps their order, and there one head with all its words comes "
        "after the other. Bring the heads behind the words first, then flatten.",
    ),
    Mistake(
        swapped_only,
        "The heads stand beside one another now, (..., n, H, K), but the last two axes have still to become one: a reshape "
        "to (..., n, H K).",
        "wrong shape",
    ),
    Mistake(
        one_after_another,
        "The heads are put one below the other, as if they were further words. They belong side by side, in the width.",
        "wrong shape",
    ),
    Mistake(
        added_up,
        "Adding the heads mixes them for good. Put them side by side; the matrix that comes after may mix them as it likes.",
        "wrong shape",
    ),
    Mistake(
        averaged,
        "The mean of the heads mixes them for good. Put them side by side; the matrix that comes after may mix them as it "
        "likes.",
        "wrong shape",
    ),
    Mistake(
        interleaved,
        "The columns of the heads take turns: first of head 0, first of head 1, ... All of head 0 come first, then all of "
        "head 1.",
    ),
    Mistake(
        batch_for_heads,
        "You walk along the first axis, which is the batch where there is one. The heads are on axis -3.",
    ),
]
