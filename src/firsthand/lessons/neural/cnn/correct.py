"""Other correct ways to write the exercises: each must pass."""

from typing import Any

import numpy as np


def size_by_counting(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return len(range(0, size + 2 * padding - kernel + 1, stride))


def size_by_walking(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    places, at = 0, 0
    while at + kernel <= size + 2 * padding:
        places += 1
        at += stride
    return places


def size_by_last_start(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return int(np.floor((size + 2 * padding - kernel) / stride)) + 1


def size_by_one_fraction(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel + stride) // stride


def _padded(images: Any, padding: Any) -> Any:
    return np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def conv_by_loops(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    images = _padded(images, padding)
    N, _, H, W = images.shape
    K, _, R, S = kernels.shape
    out = np.zeros((N, K, (H - R) // stride + 1, (W - S) // stride + 1))
    for n in range(N):
        for k in range(K):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    patch = images[n, :, i * stride : i * stride + R, j * stride : j * stride + S]
                    out[n, k, i, j] = np.sum(patch * kernels[k])
            if bias is not None:
                out[n, k] += bias[k]
    return out


def conv_by_shifted_images(
    images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0
) -> Any:
    images = _padded(images, padding)
    K, _, R, S = kernels.shape
    rows, columns = (images.shape[2] - R) // stride + 1, (images.shape[3] - S) // stride + 1
    out = np.zeros((len(images), K, rows, columns))
    for r in range(R):
        for s in range(S):
            seen = images[:, :, r : r + stride * rows : stride, s : s + stride * columns : stride]
            out += np.einsum("ncij,kc->nkij", seen, kernels[:, :, r, s])
    return out if bias is None else out + bias[:, None, None]


def conv_by_windows(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(_padded(images, padding), kernels.shape[2:], (2, 3))
    out = np.einsum("ncijrs,kcrs->nkij", windows[:, :, ::stride, ::stride], kernels)
    if bias is not None:
        out = out + np.reshape(bias, (1, -1, 1, 1))
    return out


def conv_by_places(images: Any, kernels: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    images = _padded(images, padding)
    K, _, R, S = kernels.shape
    if bias is None:
        bias = np.zeros(K)
    rows = [
        [
            np.tensordot(images[:, :, i : i + R, j : j + S], kernels, axes=([1, 2, 3], [1, 2, 3])) + bias
            for j in range(0, images.shape[3] - S + 1, stride)
        ]
        for i in range(0, images.shape[2] - R + 1, stride)
    ]
    return np.array(rows).transpose(2, 3, 0, 1)


def pool_by_loops(images: Any, size: Any) -> Any:
    N, C, H, W = images.shape
    out = np.empty((N, C, H // size, W // size), images.dtype)
    for i in range(H // size):
        for j in range(W // size):
            square = images[:, :, i * size : (i + 1) * size, j * size : (j + 1) * size]
            out[:, :, i, j] = square.max(axis=(2, 3))
    return out


def pool_by_strides(images: Any, size: Any) -> Any:
    rows, columns = images.shape[2] // size, images.shape[3] // size
    best = np.full((*images.shape[:2], rows, columns), -np.inf)
    for r in range(size):
        for s in range(size):
            best = np.maximum(best, images[:, :, r : rows * size : size, s : columns * size : size])
    return best


def pool_by_windows(images: Any, size: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), (2, 3))
    return windows[:, :, ::size, ::size].max(axis=(-1, -2))


def gradient_by_places(images: Any, slopes: Any) -> Any:
    N, C, H, W = images.shape
    _, K, rows, columns = slopes.shape
    R, S = H - rows + 1, W - columns + 1
    gradient = np.zeros((K, C, R, S))
    for n in range(N):
        for i in range(rows):
            for j in range(columns):
                gradient += slopes[n, :, i, j][:, None, None, None] * images[n, :, i : i + R, j : j + S]
    return gradient


def gradient_by_numbers(images: Any, slopes: Any) -> Any:
    _, C, H, W = images.shape
    _, K, rows, columns = slopes.shape
    gradient = np.zeros((K, C, H - rows + 1, W - columns + 1))
    for k, c, r, s in np.ndindex(gradient.shape):
        gradient[k, c, r, s] = np.sum(slopes[:, k] * images[:, c, r : r + rows, s : s + columns])
    return gradient


def gradient_by_tensordot(images: Any, slopes: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(images, slopes.shape[2:], (2, 3))
    return np.tensordot(slopes, windows, axes=([0, 2, 3], [0, 4, 5]))
