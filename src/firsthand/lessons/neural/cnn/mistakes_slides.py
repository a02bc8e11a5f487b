"""What people write for sliding a kernel that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def whole_numbers_out(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    out = _with(bias, _slide(images, kernels, stride, padding))
    return out.astype(images.dtype)


def kernel_made_whole(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels.astype(images.dtype), stride, padding))


def truth_of_the_bias(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    out = _slide(images, kernels, stride, padding)
    if bias:
        out = out + np.asarray(bias)[:, None, None]
    return out


def bias_along_the_columns(
    images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0
) -> Any:
    out = _slide(images, kernels, stride, padding)
    return out if bias is None else out + np.asarray(bias)


def last_channel_only(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images[:, -1:], kernels[:, -1:], stride, padding))


def stride_down_only(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return _with(bias, _slide(images, kernels, 1, padding))[:, :, ::stride]


def places_next_to_each_other(
    images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0
) -> Any:
    rows, columns = _slide(images, kernels, stride, padding).shape[2:]
    return _with(bias, _slide(images, kernels, 1, padding))[:, :, :rows, :columns]


def padded_everywhere(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    wide = np.pad(images, padding)
    return _with(bias, _slide(wide[:, : kernels.shape[1]], kernels, stride))


def padded_behind(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    wide = np.pad(images, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return _with(bias, _slide(wide, kernels, stride))


def first_image_for_all(
    images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0
) -> Any:
    out = _with(bias, _slide(images[:1], kernels, stride, padding))
    return np.repeat(out, len(images), axis=0)


def cut_at_zero(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    return np.maximum(_with(bias, _slide(images, kernels, stride, padding)), 0)


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
    Mistake(
        whole_numbers_out,
        "The output has the kind of the images: where these are whole numbers, the fractions are cut off. np.zeros(shape) "
        "holds floats.",
    ),
    Mistake(
        kernel_made_whole,
        "The kernels are brought to the kind of the images: where these are whole numbers, a weight of 0.5 becomes 0.",
    ),
    Mistake(
        truth_of_the_bias,
        "An array of several numbers is neither true nor false, and a bias of 0 is false. Ask bias is not None.",
        "crashed",
    ),
    Mistake(
        bias_along_the_columns,
        "The bias is stretched along the columns. It belongs to the axis of the kernels: bias[:, None, None].",
        "crashed",
    ),
    Mistake(
        last_channel_only,
        "Only the last channel counts in yours: = puts each channel in place of the one before. Add up with +=.",
    ),
    Mistake(
        stride_down_only,
        "The stride counts for the rows only. It is the same across: columns 0, stride, 2 * stride.",
        "wrong shape",
    ),
    Mistake(
        places_next_to_each_other,
        "The output is as small as the stride makes it, but its places lie next to one another. Place i starts at row i * "
        "stride.",
    ),
    Mistake(
        padded_everywhere,
        "np.pad(images, padding) pads all four axes, so images and channels of zeros come before the real ones. Pad the last "
        "two: ((0, 0), (0, 0), (padding, padding), (padding, padding)).",
        "wrong shape",
    ),
    Mistake(
        padded_behind,
        "All the padding is put on at the end. Half of it belongs before the first pixel.",
    ),
    Mistake(
        first_image_for_all,
        "Every image gives what the first one gives: its number plays no part in yours.",
    ),
    Mistake(
        cut_at_zero,
        "Nothing of yours comes out below 0. ReLU is another layer; a convolution gives the sums as they are.",
    ),
]
