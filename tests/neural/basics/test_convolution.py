"""Convolution and pooling give PyTorch's numbers, and a kernel's gradient is the slope that is measured."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import correlate2d

from firsthand.neural.basics.convolution import conv2d, conv_output_size, kernel_gradient, max_pool

# N, C, K, H, W, R, S
SHAPES = [
    (1, 1, 1, 3, 3, 3, 3),
    (1, 1, 1, 5, 4, 2, 3),
    (3, 2, 4, 6, 7, 3, 2),
    (2, 3, 5, 8, 8, 1, 1),
    (4, 1, 32, 8, 8, 3, 3),
]
STEPS = [(1, 0), (1, 1), (2, 0), (2, 1), (3, 2)]


def drawn(seed, *shape, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize(("stride", "padding"), STEPS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_convolution_equals_pytorchs(shape, stride, padding):
    torch = pytest.importorskip("torch")
    N, C, K, H, W, R, S = shape
    images, kernels, bias = drawn(0, N, C, H, W), drawn(1, K, C, R, S), drawn(2, K)
    for given in (None, bias):
        theirs = torch.nn.functional.conv2d(
            torch.tensor(images),
            torch.tensor(kernels),
            None if given is None else torch.tensor(given),
            stride,
            padding,
        )
        ours = conv2d(images, kernels, given, stride=stride, padding=padding)
        assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_the_dtype_of_the_images_stays(dtype):
    images, kernels = (3 * drawn(0, 2, 1, 5, 5)).astype(dtype), (3 * drawn(1, 2, 1, 3, 3)).astype(dtype)
    out = conv2d(images, kernels)
    assert out.dtype == dtype
    assert_allclose(out[1, 1], correlate2d(images[1, 0], kernels[1, 0], mode="valid"), rtol=1e-4, atol=1e-5)


def test_the_kernel_is_not_turned_over():
    image = np.arange(9.0).reshape(1, 1, 3, 3)
    right_neighbour = np.array([[[[0.0, 1.0]]]])
    assert_array_equal(conv2d(image, right_neighbour)[0, 0], [[1, 2], [4, 5], [7, 8]])


def test_shifting_the_image_shifts_the_map_and_nothing_else():
    image = np.zeros((1, 1, 12, 12))
    image[0, 0, 3:6, 2:6] = drawn(0, 3, 4)
    shifted = np.roll(image, (4, 3), axis=(2, 3))
    kernels = drawn(1, 4, 1, 3, 3)
    there = conv2d(shifted, kernels, padding=1)
    assert_allclose(there, np.roll(conv2d(image, kernels, padding=1), (4, 3), axis=(2, 3)))


def test_channels_add_up():
    images, kernels = drawn(0, 2, 3, 6, 6), drawn(1, 4, 3, 3, 3)
    alone = [conv2d(images[:, c : c + 1], kernels[:, c : c + 1]) for c in range(3)]
    assert_allclose(conv2d(images, kernels), sum(alone))


@pytest.mark.parametrize(
    ("size", "shape"), [(1, (2, 3, 4, 4)), (2, (2, 3, 8, 8)), (2, (1, 1, 5, 7)), (3, (3, 2, 7, 9))]
)
def test_pooling_equals_pytorchs(size, shape):
    torch = pytest.importorskip("torch")
    images = drawn(0, *shape) - 5  # all below 0: zeros that crept in would win
    theirs = torch.nn.functional.max_pool2d(torch.tensor(images), size)
    assert_array_equal(max_pool(images, size), theirs.numpy())


def test_pooling_forgives_a_shift_within_the_square():
    image = np.zeros((1, 1, 4, 4))
    image[0, 0, 0, 2] = 1
    assert_array_equal(max_pool(np.roll(image, 1, axis=3), 2), max_pool(image, 2))
    assert np.any(max_pool(np.roll(image, 2, axis=3), 2) != max_pool(image, 2))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_kernels_gradient_equals_pytorchs(shape):
    torch = pytest.importorskip("torch")
    N, C, K, H, W, R, S = shape
    images, slopes = drawn(0, N, C, H, W), drawn(1, N, K, H - R + 1, W - S + 1)
    kernels = torch.tensor(drawn(2, K, C, R, S), requires_grad=True)
    torch.nn.functional.conv2d(torch.tensor(images), kernels).backward(torch.tensor(slopes))
    assert_allclose(kernel_gradient(images, slopes), kernels.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_the_kernels_gradient_is_the_measured_slope():
    images, kernels, slopes = drawn(0, 2, 2, 5, 4), drawn(1, 3, 2, 3, 2), drawn(2, 2, 3, 3, 3)
    measured = np.zeros_like(kernels)
    for place in np.ndindex(kernels.shape):
        step = np.zeros_like(kernels)
        step[place] = 1e-4
        up, down = conv2d(images, kernels + step), conv2d(images, kernels - step)
        measured[place] = np.sum(slopes * (up - down)) / 2e-4
    assert_allclose(kernel_gradient(images, slopes), measured, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("kernel", [1, 2, 3])
@pytest.mark.parametrize(("stride", "padding"), STEPS)
def test_the_output_is_as_large_as_the_places_that_can_be_counted(size, kernel, stride, padding):
    starts = [at for at in range(0, size + 2 * padding, stride) if at + kernel <= size + 2 * padding]
    if starts:
        assert conv_output_size(size, kernel, stride, padding) == len(starts)


def test_an_empty_batch_gives_an_empty_batch():
    assert conv2d(np.zeros((0, 1, 8, 8)), np.zeros((4, 1, 3, 3))).shape == (0, 4, 6, 6)
    assert max_pool(np.zeros((0, 4, 6, 6)), 2).shape == (0, 4, 3, 3)


def test_a_kernel_larger_than_the_image_is_refused():
    with pytest.raises(ValueError, match=r"kernel must fit into size \+ 2 \* padding = 4, got 5"):
        conv_output_size(2, 5, padding=1)
    with pytest.raises(ValueError, match="got 3"):
        conv2d(np.zeros((1, 1, 2, 2)), np.zeros((1, 1, 3, 3)))


def test_channels_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="cannot reshape"):
        conv2d(np.zeros((1, 2, 4, 4)), np.zeros((1, 1, 3, 3)))
