"""Tensors on which the exercises of the Transformer block are tried."""

from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor

NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 2.0, 0.5, -0.5, 3.0, -2.0, 0.1, -1.5, 4.0, -0.3])
DTYPES = st.sampled_from([torch.float64, torch.float64, torch.float32])
WEIGHTS = (
    "gain_1",
    "bias_1",
    "to_qkv",
    "to_out",
    "gain_2",
    "bias_2",
    "widen",
    "widen_bias",
    "narrow",
    "narrow_bias",
)


def filled(seed: int, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Numbers from -2 to 2 in steps of a tenth, without symmetry."""
    return torch.tensor(np.random.default_rng(seed).integers(-20, 21, size=shape) / 10, dtype=dtype)


def double(numbers: Any) -> Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


def elsewhere(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same shapes on the device that holds no numbers."""
    return {name: _moved(value) for name, value in arguments.items()}


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return elsewhere(value)
    return value.to("meta") if isinstance(value, Tensor) else value


@st.composite
def rows(draw: Any, width: int) -> Tensor:
    """One to three tokens, in a batch or not."""
    shape = draw(st.sampled_from([(1, width), (2, width), (2, 2, width), (width,)]))
    numbers = draw(st.lists(NUMBERS, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    return torch.tensor(numbers, dtype=draw(DTYPES)).reshape(shape)


@st.composite
def normed(draw: Any, with_bias: bool) -> dict[str, Any]:
    """Tokens to normalise, with gain and perhaps bias and an eps of one's own."""
    width = draw(st.sampled_from([2, 3, 4, 1]))
    # In double: the gradient of a norm is what is left of large numbers that cancel.
    x = draw(rows(width)).double()
    arguments = {"x": x, "gain": filled(draw(st.integers(0, 9)), width, dtype=x.dtype)}
    if with_bias:
        arguments["bias"] = filled(draw(st.integers(10, 19)), width, dtype=x.dtype)
    if draw(st.booleans()):
        arguments["eps"] = draw(st.sampled_from([1e-3, 0.1, 1e-6]))
    return arguments


@st.composite
def placed(draw: Any) -> dict[str, Any]:
    """Queries or keys, and where they stand."""
    length, half = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 2, 3]))
    heads = draw(st.sampled_from([(1, 1), (1, 2), (2, 1)]))
    start = draw(st.sampled_from([0, 1, 5, 40]))
    places = torch.tensor(draw(st.permutations(range(start, start + length))))
    base = draw(st.sampled_from([{}, {}, {"base": 100.0}]))
    seed, dtype = draw(st.integers(0, 99)), draw(st.sampled_from([torch.float32, torch.float64]))
    return {"x": filled(seed, *heads, length, 2 * half, dtype=dtype), "positions": places, **base}


@st.composite
def texts(draw: Any) -> dict[str, Any]:
    """Tokens, the matrices of an attention, and how many heads."""
    n_heads, head_width = draw(st.sampled_from([(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (2, 3)]))
    batch, length = draw(st.sampled_from([(1, 1), (1, 2), (1, 3), (2, 2), (1, 4), (2, 3)]))
    return attended(draw(st.integers(0, 99)), batch, length, n_heads, head_width, draw(DTYPES))


def attended(
    seed: int, batch: int, length: int, n_heads: int, head_width: int, dtype: torch.dtype = torch.float64
) -> dict[str, Any]:
    width = n_heads * head_width
    return {
        "x": filled(seed, batch, length, width, dtype=dtype),
        "to_qkv": filled(seed + 1, width, 3 * width, dtype=dtype),
        "to_out": filled(seed + 2, width, width, dtype=dtype),
        "n_heads": n_heads,
    }


@st.composite
def thoughts(draw: Any) -> dict[str, Any]:
    """Tokens and the weights of a feed-forward layer."""
    batch, length, width = draw(st.sampled_from([(1, 1, 1), (1, 2, 2), (2, 1, 2), (2, 3, 3), (1, 2, 1)]))
    return widened(
        draw(st.integers(0, 99)), batch, length, width, draw(st.sampled_from([1, 4, 3])), draw(DTYPES)
    )


def widened(
    seed: int, batch: int, length: int, width: int, d_ff: int, dtype: torch.dtype = torch.float64
) -> dict[str, Any]:
    return {
        "x": filled(seed, batch, length, width, dtype=dtype),
        "widen": filled(seed + 1, width, d_ff, dtype=dtype),
        "widen_bias": filled(seed + 2, d_ff, dtype=dtype),
        "narrow": filled(seed + 3, d_ff, width, dtype=dtype),
        "narrow_bias": filled(seed + 4, width, dtype=dtype),
    }


@st.composite
def blocks(draw: Any) -> dict[str, Any]:
    """Tokens and all weights of one block."""
    n_heads, head_width = draw(st.sampled_from([(1, 2), (2, 1), (2, 2), (1, 3)]))
    batch, length = draw(st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 3)]))
    # In double: the gradient of a norm is what is left of large numbers that cancel.
    return block(draw(st.integers(0, 99)), batch, length, n_heads, head_width)


def block(
    seed: int, batch: int, length: int, n_heads: int, head_width: int, dtype: torch.dtype = torch.float64
) -> dict[str, Any]:
    width = n_heads * head_width
    shapes = {
        **dict.fromkeys(WEIGHTS, (width,)),
        "to_qkv": (width, 3 * width),
        "to_out": (width, width),
        "widen": (width, 2 * width),
        "widen_bias": (2 * width,),
        "narrow": (2 * width, width),
    }
    weights = {name: filled(seed + place, *shapes[name], dtype=dtype) for place, name in enumerate(WEIGHTS)}
    return {"x": filled(seed + 20, batch, length, width, dtype=dtype), "weights": weights, "n_heads": n_heads}
