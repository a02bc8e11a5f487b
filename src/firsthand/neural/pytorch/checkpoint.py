"""The whole state of a training run in one file that is either right or refused."""

import hashlib
import io
from pathlib import Path
from typing import Any

import torch

from firsthand.errors import FirsthandError
from firsthand.files import replace_file

HEAD = b"firsthand checkpoint 1\n"
DIGEST_LENGTH = hashlib.sha256().digest_size


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write numbers, strings and tensors, nested in dicts and lists, to a file.

    A kill at any moment leaves the old file or the new one, never half of one:
    the new one is written beside it and then takes its name.
    """
    content = io.BytesIO()
    torch.save(state, content)
    body = content.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, HEAD + hashlib.sha256(body).digest() + body)


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read what `save_checkpoint` wrote, on the processor.

    Raises
    ------
    FirsthandError
        When the file is missing, or not one byte for byte as it was written.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FirsthandError(
            f"The checkpoint {path} cannot be read ({error.strerror}). Train without resuming."
        ) from error
    start = len(HEAD) + DIGEST_LENGTH
    body = content[start:]
    # PyTorch's own reader checks no sums: a flipped bit would be a wrong weight.
    if content[:start] != HEAD + hashlib.sha256(body).digest():
        raise FirsthandError(
            f"The checkpoint {path} is damaged or of another kind. Delete it and train from the start."
        )
    state: dict[str, Any] = torch.load(io.BytesIO(body), map_location="cpu", weights_only=True)
    return state
