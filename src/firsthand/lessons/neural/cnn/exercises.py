"""The exercises of the lesson A CNN for digits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.neural.cnn import (
    correct,
    mistakes_gradients,
    mistakes_pooling,
    mistakes_sizes,
    mistakes_slides,
)
from firsthand.neural.basics.convolution import conv2d, conv_output_size, kernel_gradient, max_pool

NUMBERS = st.sampled_from([0.0, 1.0, 2.0, -1.0, 3.0, -2.0, 0.5, 5.0, -4.0, 0.25])
KINDS = st.sampled_from([np.float64, np.float64, np.float32])
PIXEL_KINDS = st.sampled_from([np.float64, np.float64, np.float32, np.int64])  # of what meets fractions
SHORT = st.integers(1, 2)


def _array(*shape: int, kinds: Any = KINDS) -> Any:
    count = math.prod(shape)
    entries = st.lists(NUMBERS, min_size=count, max_size=count)
    return st.builds(lambda values, kind: np.array(values).reshape(shape).astype(kind), entries, kinds)


def _even(values: range, *shape: int) -> Any:
    """Whole numbers in order, as floats."""
    return np.array(list(values), dtype=float).reshape(shape)


# Shapes that fit: N, C, K, R, S, then the rows and columns that the kernel leaves free, then stride and padding.
FITTING = st.tuples(
    SHORT, SHORT, SHORT, SHORT, SHORT, st.integers(0, 2), st.integers(0, 3), SHORT, st.integers(0, 1)
)


def _convolution(shape: tuple[int, ...]) -> Any:
    N, C, K, R, S, free_rows, free_columns, stride, padding = shape
    return arguments(
        images=_array(N, C, R + free_rows, S + free_columns, kinds=PIXEL_KINDS),
        kernels=_array(K, C, R, S),
        bias=st.one_of(st.none(), _array(K)),
        stride=st.just(stride),
        padding=st.just(padding),
    )


def _slopes(shape: tuple[int, ...]) -> Any:
    N, C, K, R, S, free_rows, free_columns, _, _ = shape
    return arguments(
        images=_array(N, C, R + free_rows, S + free_columns, kinds=PIXEL_KINDS),
        slopes=_array(N, K, free_rows + 1, free_columns + 1),
    )


def _pooling(shape: tuple[int, ...]) -> Any:
    N, C, size, rows, columns, more, wide, _, _ = shape
    return arguments(
        images=_array(N, C, size * rows + min(more, size - 1), size * columns + min(wide, size - 1)),
        size=st.just(size),
    )


def _numbers(size: int, kernel: int, **more: int) -> dict[str, Any]:
    return {"size": size, "kernel": kernel, **more}


SIZES = st.tuples(st.integers(1, 12), st.integers(0, 9), st.integers(1, 4), st.integers(0, 3)).map(
    lambda four: {"size": four[1] + four[0], "kernel": four[0], "stride": four[2], "padding": four[3]}
)
PIXELS = _even(range(1, 17), 1, 1, 4, 4)

# The industry's versions, imported when a race is run -------------------------------------------------------


def torch_conv2d(images: Any, kernels: Any, bias: Any = None, stride: int = 1, padding: int = 0) -> Any:
    import torch

    given = torch.from_numpy(images), torch.from_numpy(kernels)
    extra = None if bias is None else torch.from_numpy(bias)
    return torch.nn.functional.conv2d(*given, extra, stride, padding).numpy()


def scipy_conv2d(images: Any, kernels: Any, bias: Any = None) -> Any:
    from scipy import signal

    untyped: Any = signal
    maps = [
        [untyped.oaconvolve(image, kernel[::-1, ::-1, ::-1], mode="valid")[0] for kernel in kernels]
        for image in images
    ]
    return np.array(maps) + (0 if bias is None else bias[:, None, None])


def torch_max_pool(images: Any, size: int) -> Any:
    import torch

    return torch.nn.functional.max_pool2d(torch.from_numpy(images), size).numpy()


def scipy_max_pool(images: Any, size: int) -> Any:
    from scipy import ndimage

    untyped: Any = ndimage
    square = untyped.maximum_filter(
        images, (1, 1, size, size), mode="nearest", origin=(0, 0, -(size // 2), -(size // 2))
    )
    return square[:, :, : images.shape[2] // size * size : size, : images.shape[3] // size * size : size]


def torch_kernel_gradient(images: Any, slopes: Any) -> Any:
    import torch

    given = torch.from_numpy(images).transpose(0, 1), torch.from_numpy(slopes).transpose(0, 1)
    return torch.nn.functional.conv2d(*given).transpose(0, 1).contiguous().numpy()


def _grown(size: int, seed: int) -> dict[str, Any]:
    """So many pixels in images of 28 by 28, and eight kernels of 3 by 3."""
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(max(1, size // 784), 1, 28, 28))
    return {"images": images, "kernels": rng.normal(size=(8, 1, 3, 3))}


def _grown_maps(size: int, seed: int) -> dict[str, Any]:
    return {"images": np.random.default_rng(seed).normal(size=(max(1, size // 784), 1, 28, 28)), "size": 2}


def _grown_slopes(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    n = max(1, size // 784)
    return {"images": rng.normal(size=(n, 1, 28, 28)), "slopes": rng.normal(size=(n, 8, 26, 26))}


RACES = (784, 7_840, 78_400)

# The exercises ---------------------------------------------------------------------------------------------

conv_output_size_exercise = Exercise(
    reference=conv_output_size,
    task="Count the places a kernel takes along one side of an image, with stride and padding.",
    inputs=SIZES,
    edges=[
        _numbers(1, 1),
        _numbers(3, 3),
        _numbers(8, 3),
        _numbers(28, 3, padding=1),
        _numbers(8, 2, stride=2),
        _numbers(7, 2, stride=2),
        _numbers(6, 3, stride=2),
        _numbers(1, 3, stride=2, padding=1),
        _numbers(28, 5, stride=3, padding=2),
        _numbers(10, 2, stride=5),
        _numbers(9, 1, stride=4, padding=1),
    ],
    mistakes=mistakes_sizes.SIZES,
    also_right=[
        correct.size_by_counting,
        correct.size_by_walking,
        correct.size_by_last_start,
        correct.size_by_one_fraction,
    ],
    hints=[
        "How long is the side with its padding, and how far can the kernel's first pixel move along it?",
        "The kernel can move by size + 2 * padding - kernel pixels. How many whole strides are that, and how many places "
        "for so many moves?",
        "return (size + 2 * padding - kernel) // stride + 1",
    ],
)

conv2d_exercise = Exercise(
    reference=conv2d,
    task="Slide each kernel over each image and add up the products of what lies on one another, over all channels. "
    "Loops are fine; so is a matrix product.",
    inputs=FITTING.flatmap(_convolution),
    edges=[
        {"images": _even(range(1, 2), 1, 1, 1, 1), "kernels": _even(range(2, 3), 1, 1, 1, 1)},
        {"images": PIXELS, "kernels": np.array([[[[1.0, 2.0], [3.0, 5.0]]]])},
        {"images": PIXELS[:, :, :2], "kernels": np.array([[[[1.0, -1.0]]], [[[0.0, 2.0]]]])},
        {"images": _even(range(16), 1, 2, 2, 4), "kernels": _even(range(1, 9), 1, 2, 2, 2)},
        {"images": _even(range(32), 2, 1, 4, 4), "kernels": _even(range(1, 10), 1, 1, 3, 3)},
        {"images": PIXELS, "kernels": _even(range(1, 9), 2, 1, 2, 2), "bias": np.array([10.0, -5.0])},
        {"images": PIXELS, "kernels": np.array([[[[1.0, 2.0], [3.0, 5.0]]]]), "stride": 2},
        {"images": PIXELS[:, :, :3, :3], "kernels": _even(range(1, 10), 1, 1, 3, 3), "padding": 1},
        {
            "images": _even(range(40), 2, 1, 4, 5),
            "kernels": _even(range(1, 10), 1, 1, 3, 3),
            "bias": np.array([0.5]),
            "stride": 2,
            "padding": 1,
        },
        {"images": PIXELS.astype(int), "kernels": np.array([[[[0.25, 0.5], [-0.5, 0.1]]]])},
        {
            "images": PIXELS.astype(np.uint8) * np.uint8(15),
            "kernels": np.array([[[[2.5, 1.0]]], [[[0.5, -1.0]]]]),
            "bias": np.array([0.25, 0.0]),
        },
        {
            "images": _even(range(60), 2, 2, 3, 5),
            "kernels": _even(range(24), 3, 2, 2, 2) / 4,
            "bias": np.array([0.0, 0.5, -0.25]),
            "padding": 2,
        },
    ],
    mistakes=mistakes_slides.CONVOLUTIONS,
    also_right=[
        correct.conv_by_loops,
        correct.conv_by_shifted_images,
        correct.conv_by_windows,
        correct.conv_by_places,
    ],
    hints=[
        "Begin with one place: which part of the image lies under the kernel when its first pixel is at row i * stride, "
        "column j * stride? Slice it, channels and all, multiply, sum.",
        "Pad with np.pad around the last two axes. Then four loops: over images, kernels, rows and columns of the output. "
        "The output's size is your conv_output_size.",
        "out[n, k, i, j] = np.sum(padded[n, :, i * stride : i * stride + R, j * stride : j * stride + S] * kernels[k]), "
        "and bias[k] is added to out[:, k].",
    ],
    out_of_bounds=ready_made.CONVOLUTION,
    race=Race(_grown, {"PyTorch": torch_conv2d, "SciPy": scipy_conv2d}, RACES, "pixels"),
)

max_pool_exercise = Exercise(
    reference=max_pool,
    task="Keep the largest pixel of each square, so that the image gets smaller by `size` in both directions.",
    inputs=FITTING.flatmap(_pooling),
    edges=[
        {"images": _even(range(1, 2), 1, 1, 1, 1), "size": 1},
        {"images": PIXELS, "size": 2},
        {"images": -PIXELS, "size": 2},
        {"images": np.array([[[[1.0, 2.0], [9.0, 3.0]]]]), "size": 2},
        {"images": np.array([[[[1.0, -5.0], [0.0, -2.0]]]]), "size": 2},
        {"images": PIXELS[:, :, :, :3], "size": 2},
        {"images": PIXELS[:, :, :3], "size": 2},
        {"images": _even(range(72), 2, 1, 6, 6), "size": 3},
        {"images": _even(range(0, -24, -1), 1, 3, 2, 4), "size": 2},
        {"images": -1e6 * PIXELS[:, :, :3], "size": 2},
        {"images": _even(range(35), 1, 1, 5, 7)[:, :, ::-1, ::-1], "size": 3},
        {"images": np.array([[[[0.5, 0.25], [0.125, 0.75]]], [[[-0.5, -0.25], [-0.125, -0.75]]]]), "size": 2},
        {"images": _even(range(4), 1, 1, 2, 2), "size": 1},
    ],
    mistakes=mistakes_pooling.POOLING,
    also_right=[correct.pool_by_loops, correct.pool_by_strides, correct.pool_by_windows],
    hints=[
        "Square number i, j holds rows i * size up to (i + 1) * size and columns likewise. What is its largest pixel, for "
        "all images and channels at once?",
        "Either loop over i and j and take images[:, :, rows, columns].max(axis=(2, 3)), or cut off what fills no square "
        "and split each axis in two with reshape.",
        "images[:, :, : rows * size, : columns * size].reshape(N, C, rows, size, columns, size).max(axis=(3, 5))",
    ],
    out_of_bounds=ready_made.MAX_POOL,
    race=Race(_grown_maps, {"PyTorch": torch_max_pool, "SciPy": scipy_max_pool}, RACES, "pixels"),
)

kernel_gradient_exercise = Exercise(
    reference=kernel_gradient,
    task="Compute how the loss changes with each number of the kernels, from the images and from how it changes with each "
    "number of the output.",
    inputs=FITTING.flatmap(_slopes),
    edges=[
        {"images": _even(range(2, 3), 1, 1, 1, 1), "slopes": _even(range(3, 4), 1, 1, 1, 1)},
        {"images": PIXELS[:, :, :1, :2], "slopes": np.array([[[[1.0]]]])},
        {"images": PIXELS, "slopes": np.array([[[[1.0, 2.0], [3.0, 5.0]]]])},
        {"images": PIXELS, "slopes": _even(range(9), 1, 1, 3, 3)},
        {"images": _even(range(16), 2, 1, 2, 4), "slopes": _even(range(1, 7), 2, 1, 1, 3)},
        {"images": _even(range(18), 1, 2, 3, 3), "slopes": _even(range(1, 5), 1, 1, 2, 2)},
        {"images": _even(range(18), 1, 2, 3, 3), "slopes": _even(range(1, 13), 1, 3, 2, 2)},
        {"images": PIXELS.astype(int), "slopes": np.array([[[[0.25, 0.5], [-0.5, 0.1]]]])},
        {"images": _even(range(60), 2, 2, 3, 5), "slopes": _even(range(24), 2, 3, 2, 2) / 8},
        {"images": PIXELS[:, :, :3], "slopes": _even(range(1, 3), 1, 1, 1, 2)},
    ],
    mistakes=mistakes_gradients.GRADIENTS,
    also_right=[correct.gradient_by_places, correct.gradient_by_numbers, correct.gradient_by_tensordot],
    hints=[
        "Take one number of one kernel, say [r, s]. In place [i, j] it was multiplied by pixel [i + r, j + s]. So what is "
        "the slope of out[i, j] along it?",
        "By the chain rule the place [i, j] adds slopes[i, j] times that pixel. Add up over all places and all images, for "
        "each kernel and channel apart.",
        "gradient[k, c, r, s] = np.sum(slopes[:, k] * images[:, c, r : r + rows, s : s + columns])",
    ],
    out_of_bounds=ready_made.CONVOLUTION_GRADIENT,
    race=Race(_grown_slopes, {"PyTorch": torch_kernel_gradient}, RACES, "pixels"),
)
