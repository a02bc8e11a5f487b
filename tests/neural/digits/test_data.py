"""Digits and where they come from."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.neural.digits import data
from firsthand.neural.digits.data import load_digits, with_drawn_copies


def test_the_bundled_digits_come_in_two_parts_without_overlap():
    digits = load_digits("digits")
    assert (digits.size, digits.train_images.shape, digits.test_images.shape) == (
        8,
        (1437, 1, 8, 8),
        (360, 1, 8, 8),
    )
    assert digits.train_images.dtype == np.float32
    assert (digits.train_images.min(), digits.train_images.max()) == (0, 1)
    assert np.bincount(digits.test_labels).min() >= 35
    rows = {image.tobytes() for image in digits.train_images}
    assert not any(image.tobytes() in rows for image in digits.test_images)
    assert digits.source == "digits, bundled with scikit-learn"


@pytest.mark.parametrize(
    ("here", "name", "size"), [("cache", None, 28), ("to download", None, 8), ("to download", "mnist", 28)]
)
def test_mnist_is_taken_when_it_is_here_or_asked_for(monkeypatch, here, name, size):
    real = data.load
    bytes_ = np.full((3, 28, 28), 255, np.uint8)
    mnist = SimpleNamespace(
        train_images=bytes_, train_labels=np.arange(3, dtype=np.uint8), test_images=bytes_, test_labels=np.arange(3, dtype=np.uint8), source="mnist",
    )  # fmt: skip
    monkeypatch.setattr(data, "load", lambda name: mnist if name == "mnist" else real(name))
    monkeypatch.setattr(data, "describe", lambda: [SimpleNamespace(name="mnist", where=here)])
    found = load_digits(name)
    assert found.size == size
    assert found.train_images.max() == 1
    assert found.train_labels.dtype == np.int64


def test_drawn_copies_double_the_small_digits_and_leave_mnist():
    digits = load_digits("digits")
    small = dataclasses.replace(
        digits, train_images=digits.train_images[:4], train_labels=digits.train_labels[:4]
    )
    images, labels = with_drawn_copies(small)
    assert_array_equal(images[:4], small.train_images)
    assert images.shape == (8, 1, 8, 8)
    assert_array_equal(labels, np.tile(small.train_labels, 2))
    large = dataclasses.replace(small, train_images=np.zeros((4, 1, 28, 28), np.float32))
    assert with_drawn_copies(large)[0] is large.train_images
