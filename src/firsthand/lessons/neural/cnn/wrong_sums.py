"""What people write for pooling and for a kernel's gradient that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# max_pool ---------------------------------------------------------------------------------------------------


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
        whole_image,
        "That is one number for the whole image. Each square of size x size gives one.",
        "wrong shape",
    ),
]

# kernel_gradient --------------------------------------------------------------------------------------------


def _right(images: Any, slopes: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(images, slopes.shape[2:], (2, 3))
    return np.einsum("nkij,ncrsij->kcrs", slopes, windows)


def averaged_over_images(images: Any, slopes: Any) -> Any:
    return _right(images, slopes) / len(images)


def averaged_over_places(images: Any, slopes: Any) -> Any:
    return _right(images, slopes) / slopes[0, 0].size


def turned_gradient(images: Any, slopes: Any) -> Any:
    return _right(images, slopes)[:, :, ::-1, ::-1]


def first_image_only(images: Any, slopes: Any) -> Any:
    return _right(images[:1], slopes[:1])


def channels_first(images: Any, slopes: Any) -> Any:
    return _right(images, slopes).transpose(1, 0, 2, 3)


def channels_added(images: Any, slopes: Any) -> Any:
    gradient = _right(images, slopes)
    return np.broadcast_to(gradient.sum(axis=1, keepdims=True), gradient.shape)


def slopes_turned(images: Any, slopes: Any) -> Any:
    return _right(images, slopes[:, :, ::-1, ::-1])


def one_for_each_image(images: Any, slopes: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(images, slopes.shape[2:], (2, 3))
    return np.einsum("nkij,ncrsij->nkcrs", slopes, windows)


def sign_turned(images: Any, slopes: Any) -> Any:
    return -_right(images, slopes)


GRADIENTS = [
    Mistake(
        averaged_over_images,
        "You divided by the number of images. If the loss is a mean, its slopes have been divided already: add up.",
    ),
    Mistake(
        averaged_over_places,
        "You divided by the number of places. Each place where a weight is used adds its share: sum, do not average.",
    ),
    Mistake(
        turned_gradient,
        "The gradient is turned over. Weight [r, s] met pixel [i + r, j + s] in place [i, j]: the indices add, none "
        "counts backwards.",
    ),
    Mistake(
        slopes_turned,
        "You turned the slopes over. That belongs to the gradient of the pixels; for the kernel they are laid on the "
        "image as they are.",
    ),
    Mistake(
        first_image_only,
        "Only the first image counts in yours. The kernel was used on all of them: add up over the batch.",
    ),
    Mistake(
        channels_first,
        "The axes are in another order. The gradient has the kernels' shape, (K, C, R, S).",
        "wrong shape",
    ),
    Mistake(
        channels_added,
        "You added the channels up. In the output they were added, but each weight met one channel only.",
    ),
    Mistake(
        one_for_each_image,
        "You kept one gradient for each image. The kernel is the same for all: add up over the batch.",
        "wrong shape",
    ),
    Mistake(
        sign_turned,
        "The sign is the wrong way round. The minus belongs to the step down the slope, not to the slope.",
    ),
]
