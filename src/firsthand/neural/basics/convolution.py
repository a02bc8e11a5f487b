"""Convolution and pooling of images, written out with NumPy.

Letters: N images, C channels, H rows and W columns of pixels, K kernels of R rows and S columns.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from firsthand._typing import Array


def conv_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Count the places a kernel takes along one side of an image.

    It starts at the first pixel, padding included, and moves on by `stride`
    as long as it lies wholly inside. Pixels left over at the end are not seen.

    Parameters
    ----------
    size : int
        Pixels along the side.
    kernel : int
        Length of the kernel along it, at most size + 2 * padding.
    stride : int, default=1
        Pixels from one place to the next.
    padding : int, default=0
        Pixels put on at each of the two ends.

    Returns
    -------
    int
        At least 1.
    """
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError(
            f"kernel must fit into size + 2 * padding = {size + 2 * padding}, got {kernel}. Pad more, or take a "
            "smaller kernel."
        )
    return room // stride + 1


def conv2d(
    images: ArrayLike, kernels: ArrayLike, bias: ArrayLike | None = None, stride: int = 1, padding: int = 0
) -> Array:
    """Slide each kernel over each image, and add up the products of what lies on one another.

    out[n, k, i, j] is the sum, over all channels and all pixels of kernel k, of
    kernel times pixel, with the kernel's first pixel on row i * stride and
    column j * stride of image n; plus bias[k].

    The kernel is not turned over. Mathematics calls this a correlation, and
    keeps the word convolution for the turned kernel; neural networks call this
    one convolution, since a kernel that is learned comes out right either way.
    Costs N K H W C R S multiply-adds at stride 1.

    Parameters
    ----------
    images : array of shape (N, C, H, W)
    kernels : array of shape (K, C, R, S)
        Each sees all the channels.
    bias : array of shape (K,), optional
        One number for each kernel; none by default.
    stride : int, default=1
        Pixels from one place to the next, down and across.
    padding : int, default=0
        Rows and columns of zeros put around each image first.

    Returns
    -------
    ndarray of shape (N, K, rows, columns)
        As many rows as the kernel has places:
        (H + 2 * padding - R) // stride + 1. Columns likewise.
    """
    images, kernels = np.asarray(images), np.asarray(kernels)
    K, C, R, S = kernels.shape
    rows = conv_output_size(images.shape[2], R, stride, padding)
    columns = conv_output_size(images.shape[3], S, stride, padding)

    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(padded, (R, S), axis=(2, 3))[:, :, ::stride, ::stride]  # (N, C, i, j, R, S)
    # One row for each place of the kernel: sliding becomes a single matrix product.
    patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, C * R * S)  # (N i j, C R S)
    out = patches @ kernels.reshape(K, C * R * S).T  # (N i j, K)
    if bias is not None:
        out = out + np.asarray(bias)
    return out.reshape(len(images), rows, columns, K).transpose(0, 3, 1, 2)  # (N, K, i, j)


def max_pool(images: ArrayLike, size: int) -> Array:
    """Keep the largest pixel of each square of `size` by `size`.

    The squares lie side by side. Rows at the bottom and columns at the right
    that fill no square are left out.

    Parameters
    ----------
    images : array of shape (N, C, H, W)
    size : int
        At most H and at most W.

    Returns
    -------
    ndarray of shape (N, C, H // size, W // size)
    """
    images = np.asarray(images)
    N, C, H, W = images.shape
    rows, columns = H // size, W // size
    whole = images[:, :, : rows * size, : columns * size]
    return whole.reshape(N, C, rows, size, columns, size).max(axis=(3, 5))


def kernel_gradient(images: Array, slopes: Array) -> Array:
    """Compute how the loss changes with each number of each kernel.

    For out = conv2d(images, kernels) at stride 1 without padding. A kernel's
    number meets one pixel in each place, so its gradient is the sum, over
    images and places, of that pixel times the slope of the loss there. That
    is again a sliding sum of products, with the slopes as the kernel.

    Parameters
    ----------
    images : array of shape (N, C, H, W)
    slopes : array of shape (N, K, rows, columns)
        How the loss changes with each number of the output.

    Returns
    -------
    ndarray of shape (K, C, R, S)
        With R = H - rows + 1 and S = W - columns + 1.
    """
    windows = sliding_window_view(images, slopes.shape[2:], axis=(2, 3))  # (N, C, R, S, rows, columns)
    return np.einsum("nkij,ncrsij->kcrs", slopes, windows, optimize=True)
