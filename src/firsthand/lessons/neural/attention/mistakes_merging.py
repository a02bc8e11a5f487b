"""What people write for merging heads that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def one_batch_axis(x: Any) -> Any:
    batch, heads, n, width = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, n, heads * width)


def no_batch(x: Any) -> Any:
    heads, n, width = x.shape
    return x.transpose(1, 0, 2).reshape(n, heads * width)


def last_head_first(x: Any) -> Any:
    return np.concatenate([x[..., h, :, :] for h in range(x.shape[-3])][::-1], axis=-1)


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
    Mistake(
        one_batch_axis,
        "Exactly one axis before the heads is taken for granted. There may be none, or several: count axes from the end.",
        "crashed",
    ),
    Mistake(
        no_batch,
        "x has heads, words and columns alone in yours. Before them there may be axes of a batch: count axes from the end.",
        "crashed",
    ),
    Mistake(
        last_head_first, "The heads stand in reverse order. The first columns are those of the first head."
    ),
]
