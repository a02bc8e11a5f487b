"""The networks of this room in PyTorch, and one training loop for them all. PyTorch is imported nowhere else in it."""

from firsthand.errors import FirsthandError
from firsthand.optional import NEEDS_TORCH

try:
    import safetensors  # noqa: F401
    import torch  # noqa: F401
except ImportError as error:
    raise FirsthandError(NEEDS_TORCH) from error

from firsthand.neural.pytorch.device import choose_device, seeded
from firsthand.neural.pytorch.digit_cnn import DigitCNN
from firsthand.neural.pytorch.moons_net import MoonsNet
from firsthand.neural.pytorch.progress import Epoch, ProgressBar, ProgressEvent, lines, silent
from firsthand.neural.pytorch.trainer import Trainer, predict_logits
from firsthand.neural.pytorch.training_config import FAST_DIGITS, FAST_SMALL_DIGITS, TrainingConfig
from firsthand.neural.pytorch.weights import load_weights, read_metadata, save_weights

__all__ = [
    "FAST_DIGITS",
    "FAST_SMALL_DIGITS",
    "DigitCNN",
    "Epoch",
    "MoonsNet",
    "ProgressBar",
    "ProgressEvent",
    "Trainer",
    "TrainingConfig",
    "choose_device",
    "lines",
    "load_weights",
    "predict_logits",
    "read_metadata",
    "save_weights",
    "seeded",
    "silent",
]
