"""The weights of a model in a safetensors file, which holds numbers and no code."""

from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import nn

from firsthand.errors import FirsthandError
from firsthand.files import replace_file


def save_weights(model: nn.Module, path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write the weights of a model, and what should be known about them, to a file.

    Parameters
    ----------
    model : Module
    path : Path
        By custom it ends in ``.safetensors``. It is never half written.
    metadata : dict of str to str, optional
        Such as what it was trained on; `read_metadata` gives it back.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, save({name: t.contiguous() for name, t in model.state_dict().items()}, metadata))


def load_weights(model: nn.Module, path: Path) -> None:
    """Put the weights of a file into a model of the same shape.

    Raises
    ------
    FirsthandError
        When the file is missing, damaged, or holds the weights of another model.
    """
    try:
        model.load_state_dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise _unreadable(path, error) from error
    except RuntimeError as error:
        raise FirsthandError(
            f"The weights in {path} are those of another model than this {type(model).__name__}. Train it anew."
        ) from error


def read_metadata(path: Path) -> dict[str, str]:
    """Read what `save_weights` was told about the weights; errors as for `load_weights`."""
    try:
        with safe_open(path, framework="pt") as file:
            return dict(file.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> FirsthandError:
    return FirsthandError(f"The weights in {path} cannot be read ({error}). Train the model anew.")
