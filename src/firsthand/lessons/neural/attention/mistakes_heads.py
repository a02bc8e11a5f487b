"""What people write for the causal mask and for heads that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

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


def nested_lists(n: int) -> Any:
    return [[column <= row for column in range(n)] for row in range(n)]


def up_to_some_length(n: int) -> Any:
    mask: Any = np.zeros((n, n), dtype=bool)
    mask[:64, :64] = np.tri(min(n, 64), dtype=bool)
    return mask


_KEPT: dict[int, Any] = {}


def kept_mask(n: int) -> Any:
    return _KEPT.setdefault(n, np.tri(n, dtype=bool))


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
    Mistake(
        nested_lists,
        "These are lists. Make an array of them: np.array(...), which is then of dtype bool.",
        "wrong type",
    ),
    Mistake(
        up_to_some_length,
        "Beyond some length everything is forbidden. Make the mask for the n that is asked for.",
    ),
]

KEPT_MASK = Mistake(
    kept_mask,
    "The same array is handed out at every call: whoever writes into it, to hide a word say, changes the mask of all others.",
)

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


def one_batch_axis(x: Any, n_heads: int) -> Any:
    batch, n, width = x.shape
    return x.reshape(batch, n, n_heads, width // n_heads).transpose(0, 2, 1, 3)


def no_batch(x: Any, n_heads: int) -> Any:
    n, width = x.shape
    return x.reshape(n, n_heads, width // n_heads).transpose(1, 0, 2)


def backwards(x: Any, n_heads: int) -> Any:
    return np.stack(np.split(x, n_heads, axis=-1)[::-1], axis=-3)


def list_of_heads(x: Any, n_heads: int) -> Any:
    return np.split(x, n_heads, axis=-1)


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
        one_batch_axis,
        "Exactly one axis before the words is taken for granted. There may be none, or several: write *x.shape[:-1] and count "
        "axes from the end.",
        "crashed",
    ),
    Mistake(
        no_batch,
        "x has n and D alone in yours. Before them there may be axes of a batch: write *x.shape[:-1] and count axes from the "
        "end.",
        "crashed",
    ),
    Mistake(backwards, "The heads are in reverse order: head 0 gets the first columns."),
    Mistake(
        list_of_heads,
        "np.split gives a list of arrays. Put them into one array, with the heads before the words: np.stack(..., axis=-3).",
        "wrong type",
    ),
    Mistake(
        all_for_each,
        "Every head gets the whole width. Each shall get its own part of it, D / n_heads columns.",
        "wrong shape",
    ),
]

REST_DROPPED = Mistake(
    rest_dropped,
    "Where n_heads does not divide the width, the last columns are lost without a word. Raise a ValueError instead.",
)
