"""What people write for pooling that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _squares(images: Any, size: Any) -> Any:
    N, C, H, W = images.shape
    whole = images[:, :, : H // size * size, : W // size * size]
    return whole.reshape(N, C, H // size, size, W // size, size)


def averaged(images: Any, size: Any) -> Any:
    return _squares(images, size).mean(axis=(3, 5))


def overlapping(images: Any, size: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), (2, 3))
    return windows.max(axis=(-1, -2))


def left_over_kept(images: Any, size: Any) -> Any:
    _, _, H, W = images.shape
    around = ((0, 0), (0, 0), (0, -H % size), (0, -W % size))
    return _squares(np.pad(images, around, constant_values=images.min()), size).max(axis=(3, 5))


def never_below_zero(images: Any, size: Any) -> Any:
    return np.maximum(_squares(images, size).max(axis=(3, 5)), 0)


def axes_mixed_up(images: Any, size: Any) -> Any:
    N, C, H, W = images.shape
    whole = images[:, :, : H // size * size, : W // size * size]
    return whole.reshape(N, C, size, H // size, size, W // size).max(axis=(2, 4))


def every_second_pixel(images: Any, size: Any) -> Any:
    return _squares(images, size)[:, :, :, 0, :, 0]


def only_across(images: Any, size: Any) -> Any:
    return _squares(images, size).max(axis=5)[:, :, :, 0]


def largest_size(images: Any, size: Any) -> Any:
    squares = _squares(images, size)
    largest, smallest = squares.max(axis=(3, 5)), squares.min(axis=(3, 5))
    return np.where(np.abs(smallest) > np.abs(largest), smallest, largest)


def whole_image(images: Any, size: Any) -> Any:
    return images.max(axis=(2, 3))


def cut_off_at_the_front(images: Any, size: Any) -> Any:
    _, _, H, W = images.shape
    return _squares(images[:, :, H % size :, W % size :], size).max(axis=(3, 5))


def smallest(images: Any, size: Any) -> Any:
    return _squares(images, size).min(axis=(3, 5))


def largest_of_the_channels(images: Any, size: Any) -> Any:
    return _squares(images, size).max(axis=(3, 5)).max(axis=1, keepdims=True)


def two_always(images: Any, size: Any) -> Any:
    return _squares(images, 2).max(axis=(3, 5))


def nothing_left_over(images: Any, size: Any) -> Any:
    N, C, H, W = images.shape
    return images.reshape(N, C, H // size, size, W // size, size).max(axis=(3, 5))


def sizes_without_signs(images: Any, size: Any) -> Any:
    return np.abs(_squares(images, size)).max(axis=(3, 5))


def fractions_lost(images: Any, size: Any) -> Any:
    return _squares(images, size).max(axis=(3, 5)).astype(int)


def down_only(images: Any, size: Any) -> Any:
    N, C, H, W = images.shape
    return images[:, :, : H // size * size].reshape(N, C, H // size, size, W).max(axis=3)


def not_that_small(images: Any, size: Any) -> Any:
    return np.maximum(_squares(images, size).max(axis=(3, 5)), -1000)


POOLING = [
    Mistake(averaged, "That is average pooling. Keep the largest of each square: max, not mean."),
    Mistake(
        overlapping,
        "Your squares overlap: each starts one pixel after the last. They lie side by side, so the next starts `size` "
        "pixels on.",
        "wrong shape",
    ),
    Mistake(
        left_over_kept,
        "You kept the rows or columns that fill no square. They are left out: H // size rows come out.",
        "wrong shape",
    ),
    Mistake(
        never_below_zero,
        "Nothing of yours comes out below 0. Did you start from an array of zeros? Where a square holds only negative "
        "numbers, the largest of them is negative.",
    ),
    Mistake(
        axes_mixed_up,
        "The reshape cuts the rows the other way: it puts pixels together that are far apart. A row number is square * "
        "size + place, so reshape to (N, C, H // size, size, W // size, size).",
    ),
    Mistake(
        every_second_pixel,
        "You kept the first pixel of each square. Look at all of them and keep the largest.",
    ),
    Mistake(
        only_across,
        "You compared the pixels of the first row of each square only. A square has `size` rows as well.",
    ),
    Mistake(
        largest_size,
        "You kept the number farthest from 0. The largest is meant: -5 is smaller than 1.",
    ),
    Mistake(
        cut_off_at_the_front,
        "Rows at the top or columns at the left are left out. The squares begin at the first pixel; what is left over lies "
        "at the bottom and at the right.",
    ),
    Mistake(smallest, "You kept the smallest pixel of each square: max, not min."),
    Mistake(
        largest_of_the_channels,
        "The channels are compared too. Each channel is pooled for itself.",
        "wrong shape",
    ),
    Mistake(two_always, "The squares are 2 by 2 whatever size says.", "wrong shape"),
    Mistake(
        nothing_left_over,
        "reshape needs sides that are whole multiples of size. Cut off what fills no square first: images[:, :, : rows * "
        "size, : columns * size].",
        "crashed",
    ),
    Mistake(sizes_without_signs, "abs makes -5 larger than 1. Compare the numbers with their signs."),
    Mistake(fractions_lost, "The pixels lose their fractions. Keep them as they are."),
    Mistake(
        down_only,
        "Only rows are put together. The square has columns too: half as many come out.",
        "wrong shape",
    ),
    Mistake(
        not_that_small,
        "You start from a number that some pixels lie below. Start from -inf, or from the square's first pixel.",
    ),
    Mistake(
        whole_image,
        "That is one number for the whole image. Each square of size x size gives one.",
        "wrong shape",
    ),
]
