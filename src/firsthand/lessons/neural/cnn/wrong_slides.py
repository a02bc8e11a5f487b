"""What people write for sliding a kernel that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# conv_output_size -------------------------------------------------------------------------------------------


def one_forgotten(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel) // stride


def padded_once(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + padding - kernel) // stride + 1


def padding_left_out(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size - kernel) // stride + 1


def stride_left_out(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return size + 2 * padding - kernel + 1


def rounded_up(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return -(-(size + 2 * padding - kernel) // stride) + 1


def one_inside(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel + 1) // stride


def a_fraction(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel) / stride + 1


def kernel_ignored(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding) // stride


SIZES = [
    Mistake(
        one_forgotten,
        "You counted the moves. Before the first move the kernel already has a place: one more.",
    ),
    Mistake(padded_once, "Padding is put on at both ends of the side: it counts twice."),
    Mistake(
        padding_left_out,
        "The padding is missing: with it the side is size + 2 * padding long.",
    ),
    Mistake(
        stride_left_out,
        "The stride is missing: with stride 2 the kernel takes every second place only. Divide the room by it.",
    ),
    Mistake(
        rounded_up,
        "Where the last move would reach beyond the end, the kernel does not take it. Round down.",
    ),
    Mistake(
        one_inside,
        "The 1 stands for the first place, which needs no move, so it is added after the division by the stride, not "
        "before it.",
    ),
    Mistake(
        a_fraction,
        "Places are counted in whole numbers. // divides and rounds down; / gives a float.",
        "wrong type",
    ),
    Mistake(
        kernel_ignored,
        "The kernel has a length of its own: its last start is kernel pixels before the end.",
    ),
]

# conv2d -----------------------------------------------------------------------------------------------------


def _slide(images: Any, kernels: Any, stride: Any = 1, padding: Any = 0, mode: Any = "constant") -> Any:
    around = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(images, around, mode=mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[2:], (2, 3))
    return np.einsum("ncijrs,kcrs->nkij", windows[:, :, ::stride, ::stride], kernels)


def _with(bias: Any, out: Any) -> Any:
    return out if bias is None else out + np.asarray(bias)[:, None, None]


def turned_over(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels[:, :, ::-1, ::-1], stride, padding))


def bias_left_out(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _slide(images, kernels, stride, padding)


def padding_ignored(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, stride))


def stride_ignored(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, 1, padding))


def edge_repeated(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, stride, padding, "edge"))


def first_channel_only(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images[:, :1], kernels[:, :1], stride, padding))


def channels_averaged(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, stride, padding) / images.shape[1])


def average_of_products(
    images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0
) -> Any:
    return _with(bias, _slide(images, kernels, stride, padding) / kernels[0].size)


def channels_last(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, stride, padding)).transpose(0, 2, 3, 1)


def last_place_missed(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, stride, padding))[:, :, :-1, :-1]


def bias_for_each_weight(
    images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0
) -> Any:
    size = kernels[0].size
    return _with(None if bias is None else np.asarray(bias) * size, _slide(images, kernels, stride, padding))


CONVOLUTIONS = [
    Mistake(
        turned_over,
        "You turned the kernel over, as mathematics does for a convolution. Here it is laid on the image as it is: "
        "kernel[r, s] meets image[i + r, j + s].",
    ),
    Mistake(bias_left_out, "The bias is missing: add bias[k] to the whole map of kernel k."),
    Mistake(
        padding_ignored,
        "You did not pad. np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding))) puts the zeros "
        "around the last two axes only.",
        "wrong shape",
    ),
    Mistake(
        stride_ignored,
        "You took every place. With a stride of 2 the kernel starts at rows and columns 0, 2, 4 and so on.",
        "wrong shape",
    ),
    Mistake(edge_repeated, "You padded by repeating the edge. Pad with zeros, which is np.pad's default."),
    Mistake(
        first_channel_only,
        "Only the first channel counts in yours. A kernel has a layer of numbers for each channel: add up over all "
        "of them.",
    ),
    Mistake(
        channels_averaged,
        "You averaged over the channels. They add up: a convolution is a weighted sum, and nothing is divided.",
    ),
    Mistake(
        average_of_products,
        "You took the mean of the products. A neuron adds them up: np.sum, not np.mean.",
    ),
    Mistake(
        channels_last,
        "The axes are in another order: the maps come second, (N, K, rows, columns).",
        "wrong shape",
    ),
    Mistake(
        last_place_missed,
        "The last row and column of places are missing. The kernel fits H - R + 1 times, so the range has to go that "
        "far.",
        "wrong shape",
    ),
    Mistake(
        bias_for_each_weight,
        "The bias came in once for each product. It is added once, after the sum.",
    ),
]
