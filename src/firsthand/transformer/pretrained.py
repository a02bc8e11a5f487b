"""Models in folders: weights as safetensors, which hold numbers and no code, and sizes as JSON.

Our own folders point from ``config.json`` to the weights, by a name that their checksum gives: weights are written first
and the pointer last, so that a kill between the two leaves the old model.
"""

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from firsthand.errors import FirsthandError
from firsthand.files import write_atomically
from firsthand.transformer.config import GPTConfig
from firsthand.transformer.layouts import LAYOUTS

OURS = "firsthand-minigpt"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
WANTED = ["config.json", WEIGHTS, INDEX, "model-*.safetensors"]
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")


def save_model(folder: Path, config: GPTConfig, weights: Mapping[str, Tensor]) -> None:
    """Write a model into a folder, wholly or not at all; what was there of an earlier one goes.

    Raises
    ------
    FirsthandError
        When it cannot be written; the earlier model is still there then.
    """
    content = save({name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()})
    digest = hashlib.sha256(content).hexdigest()
    file = f"model-{digest[:12]}.safetensors"
    write_atomically(folder / file, content)
    settings = {"model_type": OURS, "weights": file, "sha256": digest, "config": asdict(config)}
    write_atomically(folder / "config.json", json.dumps(settings, indent=2) + "\n")
    for earlier in folder.glob("model-*.safetensors"):
        if earlier.name != file:
            with contextlib.suppress(OSError):  # it only takes room
                earlier.unlink()


def read_model(name: str | Path) -> tuple[GPTConfig, dict[str, Tensor]]:
    """Read a model from a folder, or from Hugging Face's hub by its name.

    Parameters
    ----------
    name : str or Path
        A folder with ``config.json`` and safetensors: our own, a GPT-2's or a
        Llama's. What is no folder is a name on the hub, such as
        ``openai-community/gpt2``, and is fetched once.

    Raises
    ------
    FirsthandError
        When it is not there, damaged, another kind of model, or a pickle, which
        is never loaded: reading one runs whatever code is in it.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _from_hub(str(name))
    try:
        config, weights = _read(folder)
        _require_sizes(config, weights)
    except KeyError as error:
        raise FirsthandError(
            f"The model in {folder} cannot be used: it lacks {error}. Fetch or train it anew."
        ) from error
    except (FirsthandError, OSError, SafetensorError, TypeError, ValueError) as error:
        raise FirsthandError(
            f"The model in {folder} cannot be used: {_line(error)} Fetch or train it anew."
        ) from error
    return config, weights


def _read(folder: Path) -> tuple[GPTConfig, dict[str, Tensor]]:
    settings = _read_json(folder / "config.json")
    kind = settings.get("model_type")
    if kind == OURS:
        return GPTConfig(**settings["config"]), _checked_tensors(
            folder / settings["weights"], settings["sha256"]
        )
    if kind not in LAYOUTS:
        raise FirsthandError(f"it is of the type {kind!r}, and MiniGPT reads {', '.join([*LAYOUTS, OURS])}.")
    if settings.get("quantization_config"):
        raise FirsthandError("its weights are quantised. Take the version with the full weights.")
    read_config, read_weights = LAYOUTS[kind]
    config = read_config(settings)
    return config, read_weights(config, _foreign_tensors(folder))


def _read_json(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise FirsthandError(f"there is no {path.name}.")
    try:
        settings = json.loads(path.read_text("utf-8"))
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise FirsthandError(f"{path.name} is no JSON object.")
    return settings


def _checked_tensors(path: Path, digest: str) -> dict[str, Tensor]:
    content = path.read_bytes()
    # safetensors has no sums of its own: a flipped bit would be a wrong weight.
    if hashlib.sha256(content).hexdigest() != digest:
        raise FirsthandError(f"{path.name} is not byte for byte what was saved.")
    return load(content)


def _foreign_tensors(folder: Path) -> dict[str, Tensor]:
    """All tensors of one file, or of those that an index names."""
    if (folder / WEIGHTS).exists():
        return load((folder / WEIGHTS).read_bytes())
    if (folder / INDEX).exists():
        files = sorted(set(_read_json(folder / INDEX)["weight_map"].values()))
        if any(Path(file).name != file for file in files):
            raise FirsthandError(f"{INDEX} names files outside the folder.")
        return {name: tensor for file in files for name, tensor in load((folder / file).read_bytes()).items()}
    if any(path.suffix in PICKLES for path in folder.iterdir()):
        raise FirsthandError(
            "its weights are a pickle only, which can run code when it is read and is never loaded. Ask for safetensors."
        )
    raise FirsthandError(f"there is no {WEIGHTS}.")


def _require_sizes(config: GPTConfig, weights: Mapping[str, Tensor]) -> None:
    """Compare what config.json says with the file, before anything of that size is built."""
    last = f"blocks.{config.n_layers - 1}"
    for name, shape in (
        ("embedding.weight", (config.vocabulary_size, config.width)),
        (f"{last}.attention.to_out.weight", (config.width, config.width)),
        (f"{last}.feed_forward.narrow.weight", (config.width, config.d_ff)),
    ):
        if tuple(weights[name].shape) != shape:
            raise FirsthandError(
                f"{name} has the shape {tuple(weights[name].shape)}, and config.json says {shape}."
            )
    if not all(tensor.is_floating_point() for tensor in weights.values()):
        raise FirsthandError("its weights are whole numbers.")


def _from_hub(name: str) -> Path:
    """The folder that the hub's own cache keeps, fetched where it is not there yet."""
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name):
        raise FirsthandError(f"There is no folder {name}. Give one with config.json and {WEIGHTS}.")
    try:
        from huggingface_hub import snapshot_download  # in no extra of its own: a folder needs none of it
    except ImportError as error:
        raise FirsthandError(
            f"There is no folder {name}, and to look for it on the hub huggingface-hub is needed: pip install "
            "huggingface-hub."
        ) from error
    for here in (True, False):
        try:
            return Path(snapshot_download(name, allow_patterns=WANTED, local_files_only=here))
        except Exception as error:  # from a bad name to no network, in many libraries' own classes
            reason = error
    raise FirsthandError(
        f"There is no folder {name}, it is not in the hub's cache on this machine, and it cannot be fetched from the hub: "
        f"{_line(reason)} Check the name and the network, or give a folder with config.json and {WEIGHTS}."
    ) from reason


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text[:300].rstrip(".") + "."
