"""MNIST, and the files that are no idx files."""

import gzip
import struct

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.data.sets.mnist import read_idx
from firsthand.errors import FirsthandError


def test_mnist(load):
    mnist = load("mnist")
    assert mnist.train_images.shape == (60_000, 28, 28)
    assert mnist.test_images.shape == (10_000, 28, 28)
    assert_allclose(mnist.train_images.mean() / 255, 0.1307, atol=5e-5)
    assert_allclose(mnist.train_images.std() / 255, 0.3081, atol=5e-5)
    assert mnist.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(mnist.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def idx(path, shape, values, head=b"\x00\x00\x08"):
    content = head + bytes([len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(values)
    path.write_bytes(gzip.compress(content))
    return path


def test_an_idx_file_is_read_in_its_own_shape(tmp_path):
    path = idx(tmp_path / "x.gz", (2, 1, 3), range(6))
    assert read_idx(path).tolist() == [[[0, 1, 2]], [[3, 4, 5]]]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda p: idx(p, (2, 3), range(5)), "promises 2 × 3 values and holds 5 bytes"),
        (lambda p: idx(p, (2, 3), range(7)), "promises 2 × 3 values and holds 7 bytes"),
        (lambda p: idx(p, (6,), range(6), b"\x00\x00\x0d"), "is not an idx file of bytes"),
        (lambda p: p.write_bytes(gzip.compress(b"\x00\x00\x08\x03\x00\x00")), "is not an idx file of bytes"),
        (lambda p: p.write_bytes(gzip.compress(b"")), "is not an idx file of bytes"),
        (lambda p: p.write_bytes(gzip.compress(bytes(1000))[:-12]), "is truncated or not gzip"),
        (lambda p: p.write_bytes(b"<html>"), "is truncated or not gzip"),
    ],
    ids=["short", "long", "floats", "half a head", "empty", "cut gzip", "a web page"],
)
def test_a_damaged_idx_file_is_refused_by_name(tmp_path, damage, message):
    damage(tmp_path / "x-ubyte.gz")
    with pytest.raises(FirsthandError, match=rf"x-ubyte\.gz {message}"):
        read_idx(tmp_path / "x-ubyte.gz")
