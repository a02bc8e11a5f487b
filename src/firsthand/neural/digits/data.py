"""Handwritten digits as images: MNIST where it can be had, else the 8 x 8 digits that come with scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from firsthand.classical import train_test_split
from firsthand.data import describe, load
from firsthand.neural.digits.picture import as_bundled

Name = Literal["mnist", "digits"]
HELD_OUT = 360  # of the 1,797 bundled digits


@dataclass(frozen=True, eq=False)
class Digits:
    """Images from 0 (paper) to 1 (ink) and their labels, in two parts.

    Attributes
    ----------
    name : str
        "mnist" or "digits".
    train_images : array of float32, shape (N, 1, size, size)
    train_labels : array of int64, shape (N,)
    test_images, test_labels : arrays
        The part held out: MNIST's own 10,000, or 360 of the bundled ones, each digit equally often.
    source : str
        Where they came from.
    """

    name: Name
    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]
    source: str

    @property
    def size(self) -> int:
        """Pixels a side: 28 or 8."""
        return int(self.train_images.shape[-1])


def load_digits(name: Name | None = None) -> Digits:
    """Load handwritten digits.

    Parameters
    ----------
    name : "mnist", "digits" or None
        MNIST is downloaded when it is asked for by name. None takes MNIST when it is on this machine already, else
        the bundled digits.

    Raises
    ------
    FirsthandError
        When MNIST cannot be downloaded, or a file of it is damaged; it says which.
    """
    if name == "mnist" or (name is None and mnist_is_here()):
        return _mnist()
    return _bundled()


def mnist_is_here() -> bool:
    """Whether MNIST can be loaded without a download."""
    return any(entry.name == "mnist" and entry.where in ("FIRSTHAND_DATA", "cache") for entry in describe())


def with_drawn_copies(digits: Digits) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The training part and, for the 8 x 8 digits, a copy of each as it would come from the page's pad.

    Blown up to a drawing and set anew by `as_bundled`, a digit comes out a little different. A model that knows both
    forms reads more of what is drawn: of 1,500 MNIST digits set so, a CNN reads 85 in 100 instead of 80.

    Returns
    -------
    images : ndarray of shape (N, 1, size, size) or (2 N, 1, 8, 8)
    labels : ndarray of as many
    """
    if digits.size != 8:
        return digits.train_images, digits.train_labels
    copies = np.stack([as_bundled(enlarged(image[0])) for image in digits.train_images])
    images = np.concatenate([digits.train_images, copies[:, None].astype(np.float32)])
    return images, np.tile(digits.train_labels, 2)


def enlarged(picture: ArrayLike, side: int = 80) -> NDArray[np.float64]:
    """A small picture smoothly blown up, as large as a drawing, with a margin of paper. Shape (side, side)."""
    page = Image.fromarray(np.pad(np.asarray(picture, dtype=np.float32), 1))
    return np.asarray(page.resize((side, side), Image.Resampling.BILINEAR), dtype=float)


def _mnist() -> Digits:
    found = load("mnist")
    return Digits(
        "mnist",
        _as_images(found.train_images, 255),
        found.train_labels.astype(np.int64),
        _as_images(found.test_images, 255),
        found.test_labels.astype(np.int64),
        found.source,
    )


def _bundled() -> Digits:
    table = load("digits")
    train, test, train_labels, test_labels = train_test_split(
        table.X.reshape(-1, 8, 8), table.y, test_size=HELD_OUT, random_state=42, stratify=table.y
    )
    return Digits(
        "digits",
        _as_images(train, 16),
        train_labels.astype(np.int64),
        _as_images(test, 16),
        test_labels.astype(np.int64),
        table.source,
    )


def _as_images(pixels: NDArray[np.generic], strongest: int) -> NDArray[np.float32]:
    """One channel of numbers from 0 to 1. Shape (N, rows, columns) to (N, 1, rows, columns)."""
    scaled: NDArray[np.float32] = pixels[:, None].astype(np.float32) / np.float32(strongest)
    return scaled
