"""Models that read digits: a trained CNN kept in a file, or a small network fitted on the spot. No PyTorch is needed.

The CNN's arithmetic is done by our own `conv2d` and `max_pool`, on the weights that PyTorch trained.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Array
from firsthand.errors import FirsthandError
from firsthand.foundations import softmax
from firsthand.neural.basics.convolution import conv2d, max_pool
from firsthand.neural.digits.data import Name, load_digits, with_drawn_copies
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier

KEPT = ".safetensors"
TRAIN = "firsthand digits train"
UNSURE = 0.7  # the probability below which a guess is called one: of real digits hardly any is read with less
SHAPES = {"conv1.weight": (32, 1, 3, 3), "conv2.weight": (64, 32, 3, 3), "out.weight": (10, 128)}


@dataclass(frozen=True)
class ModelSummary:
    """What is known of a trained model. `accuracy` is its share of right answers on `held_out` digits."""

    data: Name
    size: int
    accuracy: float
    held_out: int
    epochs: int


class Reader(Protocol):
    """Reads digits of `summary.size` pixels a side, each from 0 (paper) to 1 (ink)."""

    summary: ModelSummary

    def probabilities(self, pictures: ArrayLike) -> Array:
        """The probability of each digit: (N, size, size) to (N, 10)."""

    def first_layer(self, picture: ArrayLike) -> tuple[Array, str]:
        """What the first layer makes of a picture: maps of shape (M, rows, columns), and what they are in words."""

    def describe(self) -> str:
        """Which model this is and how good, in one sentence."""


class ConvReader:
    """A `DigitCNN` that PyTorch trained, at work in NumPy."""

    def __init__(self, weights: Mapping[str, Array], summary: ModelSummary) -> None:
        self.weights = weights
        self.summary = summary
        # As the twin does: small images get a border, so that the kernels do not eat them up.
        self._padding = 1 if summary.size < 16 else 0

    def probabilities(self, pictures: ArrayLike) -> Array:
        w = self.weights
        maps = self._convolve("conv2", np.maximum(self._first(pictures), 0))  # (N, 64, H, W)
        found = np.maximum(max_pool(maps, 2), 0).reshape(len(maps), -1)  # (N, 64 H/2 W/2)
        found = np.maximum(found @ w["dense.weight"].T + w["dense.bias"], 0)  # (N, 128)
        return softmax(found @ w["out.weight"].T + w["out.bias"])

    def first_layer(self, picture: ArrayLike) -> tuple[Array, str]:
        maps = np.maximum(self._first(np.asarray(picture)[None])[0], 0)  # (32, H, W)
        return maps, f"Where each of its {len(maps)} kernels of 3 × 3 found what it looks for."

    def describe(self) -> str:
        summary = self.summary
        where = "MNIST" if summary.data == "mnist" else "the 8 × 8 digits that come with scikit-learn"
        return (
            f"A CNN answers, trained on {where} for {summary.epochs} epochs. "
            f"Of {summary.held_out:,} digits held out it read {summary.accuracy:.1%} right."
        )

    def _first(self, pictures: ArrayLike) -> Array:
        return self._convolve("conv1", np.asarray(pictures, dtype=np.float32)[:, None])

    def _convolve(self, layer: str, images: Array) -> Array:
        return conv2d(
            images, self.weights[f"{layer}.weight"], self.weights[f"{layer}.bias"], padding=self._padding
        )


class NetworkReader:
    """A small network of dense layers, fitted on the bundled digits: for where there is no PyTorch, or not yet."""

    def __init__(self) -> None:
        digits = load_digits("digits")
        images, labels = with_drawn_copies(digits)
        self._network = NeuralNetworkClassifier((64,), max_iter=30, random_state=0)
        self._network.fit(images.reshape(-1, 64), labels)
        right = self._network.predict(digits.test_images.reshape(-1, 64)) == digits.test_labels
        self.summary = ModelSummary("digits", 8, float(right.mean()), len(right), self._network.n_iter_)

    def probabilities(self, pictures: ArrayLike) -> Array:
        rows: Array = self._network.predict_proba(np.asarray(pictures, dtype=np.float32).reshape(-1, 64))
        return rows

    def first_layer(self, picture: ArrayLike) -> tuple[Array, str]:
        weights = self._network.coefs_[0].T.reshape(-1, 8, 8)  # (64, 8, 8): one picture for each neuron
        spoken = np.maximum(weights * np.asarray(picture, dtype=np.float32), 0)
        return spoken[:32], "The pixels that speak for each of its first 32 neurons, by weight times ink."

    def describe(self) -> str:
        summary = self.summary
        return (
            "A network of dense layers answers, our own in NumPy, trained in a moment on the 8 × 8 digits that come with "
            f"scikit-learn. Of {summary.held_out} digits held out it read {summary.accuracy:.1%} right."
        )


def doubt(shares: ArrayLike) -> str:
    """A sentence where the best of ten probabilities is a low one, else the empty text."""
    best = float(np.max(shares))
    return "" if best >= UNSURE else f"It is unsure, {best:.0%} at best: is it one digit from 0 to 9?"


def last_trained(folder: Path) -> Path | None:
    """The CNN in `folder` that was trained last; None when there is none."""
    found = sorted(folder.glob(f"*{KEPT}"), key=lambda path: path.stat().st_mtime_ns)
    return found[-1] if found else None


def open_reader(path: Path) -> ConvReader:
    """Read a trained CNN from its file.

    Raises
    ------
    FirsthandError
        When the file is damaged or of something else, or safetensors is not installed.
    """
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError as error:
        raise FirsthandError(f"{path} cannot be read: safetensors is not installed.") from error
    try:
        with safe_open(path, framework="numpy") as file:
            summary = ModelSummary(**json.loads(file.metadata()["about"]))
            names = file.keys()
            weights = {name: file.get_tensor(name) for name in names}
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise FirsthandError(f"{path} is damaged, or no model for digits. Train anew: {TRAIN}") from error
    if any(name not in weights or weights[name].shape != shape for name, shape in SHAPES.items()):
        raise FirsthandError(f"{path} holds another kind of model. Train anew: {TRAIN}")
    return ConvReader(weights, summary)
