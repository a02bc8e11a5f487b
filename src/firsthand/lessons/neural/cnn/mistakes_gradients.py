"""What people write for a kernel's gradient that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def whole_gradient(images: Any, slopes: Any) -> Any:
    return _right(images, slopes).astype(images.dtype)


def last_image_only(images: Any, slopes: Any) -> Any:
    return _right(images[-1:], slopes[-1:])


def last_place_only(images: Any, slopes: Any) -> Any:
    shown = np.zeros_like(slopes)
    shown[-1, :, -1, -1] = slopes[-1, :, -1, -1]
    return _right(images, shown)


def places_added_first(images: Any, slopes: Any) -> Any:
    corner = np.zeros_like(slopes)
    corner[:, :, 0, 0] = slopes.sum(axis=(2, 3))
    return _right(images, corner)


def images_added_first(images: Any, slopes: Any) -> Any:
    return _right(images.sum(axis=0, keepdims=True), slopes.sum(axis=0, keepdims=True))


def first_slopes_for_all(images: Any, slopes: Any) -> Any:
    return _right(images, np.repeat(slopes[:, :1], slopes.shape[1], axis=1))


def square_kernel(images: Any, slopes: Any) -> Any:
    size = images.shape[2] - slopes.shape[2] + 1
    return _right(images, slopes)[:, :, :, :size] + np.zeros((1, 1, size, size))


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
    Mistake(
        whole_gradient,
        "The gradient has the kind of the images: where these are whole numbers, its fractions are cut off. Start from "
        "np.zeros(shape), which holds floats.",
    ),
    Mistake(
        last_image_only,
        "Only the last image counts in yours: = puts each in place of the one before. Add up with +=.",
    ),
    Mistake(
        last_place_only,
        "Only the last place of the last image counts in yours. Add up over all places: +=, not =.",
    ),
    Mistake(
        places_added_first,
        "You added up the slopes before they met the pixels. Each place has pixels of its own: multiply, then add.",
    ),
    Mistake(
        images_added_first,
        "You added up the images, and the slopes, before they met: each image's slopes then meet the others' pixels. Multiply "
        "image by image, then add.",
    ),
    Mistake(
        first_slopes_for_all,
        "Every kernel gets the gradient of the first one. Kernel k goes with slopes[:, k].",
    ),
    Mistake(
        square_kernel,
        "The kernel need not be square: R comes from the rows, S from the columns.",
        "wrong shape",
    ),
]
