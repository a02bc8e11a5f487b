"""The convolutional network for digits."""

import pytest
import torch
from numpy.testing import assert_allclose
from torch import nn

from firsthand.neural.pytorch import (
    DigitCNN,
)


@pytest.mark.parametrize(("size", "inner"), [(28, 12), (8, 4)])
def test_the_digit_network_has_the_promised_parts(size, inner):
    net = DigitCNN(size)
    assert net.conv1.weight.shape == (32, 1, 3, 3)
    assert net.conv2.weight.shape == (64, 32, 3, 3)
    assert net.dense.weight.shape == (128, 64 * inner * inner)
    assert net(torch.zeros(3, 1, size, size)).shape == (3, 10)


@pytest.mark.parametrize("size", [28, 8])
def test_pooling_before_the_bend_is_pooling_after_it(size):
    net = DigitCNN(size).eval()
    images = torch.rand(4, 1, size, size)
    first, second = net.feature_maps(images)
    assert first.min() >= 0
    assert first.shape[1:] == (32, size - (2 if size == 28 else 0), size - (2 if size == 28 else 0))
    maps = nn.functional.max_pool2d(second, 2)
    assert_allclose(
        net(images).detach(), net.out(net.dense(maps.flatten(1)).relu()).detach(), rtol=1e-4, atol=1e-6
    )


def test_dropout_leaves_the_answers_alone_once_trained():
    net = DigitCNN(8, dropout=0.5)
    images = torch.rand(4, 1, 8, 8)
    assert not torch.equal(net(images), net(images))
    net.eval()
    assert torch.equal(net(images), net(images))


def test_a_border_of_zeros_lets_small_images_through_and_too_small_ones_are_refused():
    assert DigitCNN(8).conv1.padding == (1, 1)
    assert DigitCNN(28).conv1.padding == (0, 0)
    with pytest.raises(ValueError, match="image_size must be at least 6, got 5"):
        DigitCNN(5)
