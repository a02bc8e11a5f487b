"""MNIST: handwritten digits, in the idx format of their official files."""

from __future__ import annotations

import gzip
import math
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firsthand.data.dataset import DataSet, File, plain
from firsthand.errors import FirsthandError

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Mnist:
    """Images as bytes 0 (paper) to 255 (ink), labels as the digits 0 to 9.

    Attributes
    ----------
    train_images : array of shape (60000, 28, 28)
    train_labels : array of shape (60000,)
    test_images : array of shape (10000, 28, 28)
    test_labels : array of shape (10000,)
    source : str
    """

    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes
    source: str


def read(folder: Path, source: str) -> Mnist:
    """Read the four official files."""
    train_images, train_labels, test_images, test_labels = (read_idx(folder / file.name) for file in FILES)
    return Mnist(train_images, train_labels, test_images, test_labels, source)


def read_idx(path: Path) -> Bytes:
    """Read a gzipped idx file of bytes, of as many dimensions as its head says.

    The head is two zero bytes, 8 for unsigned bytes, the number of dimensions, and each dimension as four bytes.
    A truncated or damaged file raises a FirsthandError that names it.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FirsthandError(f"{path} is truncated or not gzip ({error}). Replace it.") from error
    start = 4 + 4 * content[3] if len(content) > 3 else 4
    if len(content) < start or content[:3] != b"\x00\x00\x08":
        raise FirsthandError(
            f"{path} is not an idx file of bytes: it starts with {content[:4]!r}. Replace it."
        )
    shape = tuple(int(n) for n in np.frombuffer(content[4:start], ">u4"))
    held = len(content) - start
    if held != math.prod(shape):
        promised = " × ".join(map(str, shape))
        raise FirsthandError(
            f"{path} promises {promised} values and holds {held:,} bytes of them. Replace it."
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


FILES = (
    File(
        "train-images-idx3-ubyte.gz",
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        9_912_422,
    ),
    File(
        "train-labels-idx1-ubyte.gz",
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        28_881,
    ),
    File(
        "t10k-images-idx3-ubyte.gz",
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        1_648_877,
    ),
    File(
        "t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542
    ),
)
DATASET = DataSet(
    name="mnist",
    summary="70,000 handwritten digits of 28 × 28 pixels.",
    read=read,
    files=FILES,
    downloads=tuple(plain("https://ossci-datasets.s3.amazonaws.com/mnist", file) for file in FILES),
)
