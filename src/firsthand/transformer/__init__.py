"""The Transformer, from the paper to a GPT that writes: tokenizers, the model, training, generation."""

from typing import Any

import lazy_loader

from firsthand.errors import FirsthandError
from firsthand.optional import NEEDS_TORCH

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    try:
        return _load(name)
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        raise FirsthandError(NEEDS_TORCH) from error
