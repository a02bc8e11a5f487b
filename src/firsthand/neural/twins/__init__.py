"""The networks of this room in PyTorch, and one training loop for them all. PyTorch is imported nowhere else in it."""

from firsthand.errors import FirsthandError
from firsthand.neural.optional import NEEDS_TORCH

try:
    import safetensors  # noqa: F401
    import torch  # noqa: F401
except ImportError as error:
    raise FirsthandError(NEEDS_TORCH) from error

from firsthand.neural.twins.device import choose_device, seeded
from firsthand.neural.twins.digit_cnn import DigitCNN
from firsthand.neural.twins.moons_net import MoonsNet
from firsthand.neural.twins.progress import Epoch, Moment, ProgressBar, lines, silent
from firsthand.neural.twins.recipe import FAST_DIGITS, FAST_SMALL_DIGITS, Recipe
from firsthand.neural.twins.trainer import Trainer, predict_logits
from firsthand.neural.twins.weights import load_weights, read_about, save_weights

__all__ = [
    "FAST_DIGITS",
    "FAST_SMALL_DIGITS",
    "DigitCNN",
    "Epoch",
    "Moment",
    "MoonsNet",
    "ProgressBar",
    "Recipe",
    "Trainer",
    "choose_device",
    "lines",
    "load_weights",
    "predict_logits",
    "read_about",
    "save_weights",
    "seeded",
    "silent",
]
