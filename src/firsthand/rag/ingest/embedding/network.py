"""The network of all-MiniLM-L6-v2 in ONNX Runtime, in 8-bit integers where it multiplies weights.

It is made once from the checked weights and kept in the user's cache.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from firsthand.errors import FirsthandError
from firsthand.files import put_in_place
from firsthand.optional import import_for_rag
from firsthand.rag.ingest.embedding.weights import CHECKSUMS, cache_folder

HEADS, WIDTH = 12, 384
RECIPE = "int8-2"  # to be changed with what `_make` does
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class Network:
    """Token numbers to one vector a token.

    One session, many threads: each call runs on the thread that makes it, so two batches at a time keep two cores
    busy without waiting for each other inside a layer.
    """

    def __init__(self, folder: Path) -> None:
        self._session = _session(_made(folder))

    def __call__(self, tokens: Ints, mask: Ints) -> Floats:
        """Vectors of shape (n, length, 384), for tokens and mask of shape (n, length)."""
        states: Floats = self._session.run(None, {"tokens": tokens, "mask": mask})[0]
        return states


def _runtime() -> Any:
    # Must stand in the environment before the import: it would write an id into the home folder.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    return import_for_rag("onnxruntime")


def _session(path: Path) -> Any:
    runtime = _runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _made(folder: Path) -> Path:
    """The file of the network; two processes that want it at once make it once."""
    home = cache_folder()
    path = home / f"minilm-{CHECKSUMS['model.safetensors'][:12]}-{RECIPE}.onnx"
    if path.exists():
        return path
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / "making.lock"):
            if not path.exists():
                sys.stderr.write("Preparing the embedding model: under a minute, once.\n")
                scratch = home / "making"
                shutil.rmtree(scratch, ignore_errors=True)  # of one that was killed
                scratch.mkdir()
                try:
                    put_in_place(_make(folder, scratch), path)
                finally:
                    shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise FirsthandError(
            f"{home} cannot be written ({error.strerror}). The embedding model is prepared there once."
        ) from error
    return path


def _make(folder: Path, scratch: Path) -> Path:
    """Write the network down, join small steps into larger ones, then round the weights to 8 bits.

    Each column of a weight matrix gets its own scale. On processors without special instructions for it, sums of
    two products must fit 16 bits: one bit less for the weights (`reduce_range`) keeps them from overflowing.
    """
    _runtime()
    onnx, quantization = import_for_rag("onnx"), import_for_rag("onnxruntime.quantization")
    plain, joined, small = (scratch / f"{name}.onnx" for name in ("plain", "joined", "small"))
    with _quiet():
        _export(folder, plain)
        model = import_for_rag("onnxruntime.transformers.optimizer").optimize_model(
            str(plain), model_type="bert", num_heads=HEADS, hidden_size=WIDTH, opt_level=0
        )
        model.save_model_to_file(str(joined))
        quantization.quantize_dynamic(
            joined,
            small,
            per_channel=True,
            reduce_range=True,
            weight_type=quantization.QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    return small


def _export(folder: Path, path: Path) -> None:
    torch, transformers = import_for_rag("torch"), import_for_rag("transformers")

    class States(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            # A part of the module: what it only refers to is written down as constants, which are not rounded.
            self.network = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager")

        def forward(self, tokens: Any, mask: Any) -> Any:
            kinds = torch.zeros_like(tokens)
            return self.network(input_ids=tokens, attention_mask=mask, token_type_ids=kinds).last_hidden_state

    tokens = torch.arange(2 * 9, dtype=torch.int64).reshape(2, 9) + 1000
    axes = {0: "n", 1: "length"}
    torch.onnx.export(
        States().eval(),
        (tokens, torch.ones_like(tokens)),
        str(path),
        dynamo=False,
        input_names=["tokens", "mask"],
        output_names=["states"],
        dynamic_axes={"tokens": axes, "mask": axes, "states": axes},
        opset_version=17,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the advice of the exporting libraries, which is meant for their own developers."""
    transformers = import_for_rag("transformers")
    root, level = logging.getLogger(), logging.getLogger().level
    bars = transformers.utils.logging.is_progress_bar_enabled()
    transformers.utils.logging.disable_progress_bar()
    root.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.setLevel(level)
        if bars:
            transformers.utils.logging.enable_progress_bar()
