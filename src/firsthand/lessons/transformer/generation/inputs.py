"""What the exercises on generation are tried on, and how those with a model or a cache are driven."""

import math
from collections.abc import Mapping
from typing import Any

import torch
from hypothesis import strategies as st

SCORES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, -2.0, 3.0, 5.0])
ROUNDS = 3000


def tensor(numbers: Any, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.tensor(numbers, dtype=dtype)


def drawn_tensor(draw: Any, shape: tuple[int, ...], dtype: Any = torch.float64) -> torch.Tensor:
    size = math.prod(shape)
    return tensor(draw(st.lists(SCORES, min_size=size, max_size=size)), dtype).reshape(shape)


# top_k_filter, top_p_filter ----------------------------------------------------------------------------------------


@st.composite
def rows(draw: Any) -> torch.Tensor:
    shape = (*draw(st.sampled_from([(), (), (1,), (2,), (2, 2)])), draw(st.integers(1, 6)))
    return drawn_tensor(draw, shape, draw(st.sampled_from([torch.float64, torch.float64, torch.float32])))


def filtered(logits: Any, dtype: torch.dtype = torch.float64, **limit: Any) -> dict[str, Any]:
    return {"logits": tensor(logits, dtype), **limit}


# greedy_decode -----------------------------------------------------------------------------------------------------


@st.composite
def beginnings(draw: Any) -> dict[str, Any]:
    v = draw(st.integers(2, 4))
    n = draw(st.integers(1, 6))
    return {
        "model": drawn_tensor(draw, (v, v)),
        "ids": torch.tensor(draw(st.lists(st.integers(0, v - 1), min_size=n, max_size=n))),
        "n_new": draw(st.integers(0, 5)),
        "context_length": draw(st.integers(1, 5)),
    }


def beginning(table: Any, ids: list[int], n_new: int, context_length: int = 8) -> dict[str, Any]:
    return {
        "model": tensor(table),
        "ids": torch.tensor(ids),
        "n_new": n_new,
        "context_length": context_length,
    }


def write(implementation: Any, given: Mapping[str, Any]) -> Any:
    """A model whose scores depend on all that it sees, and that says when it is shown too much or in another shape."""
    table, limit = given["model"].clone().requires_grad_(), given["context_length"]
    seen: dict[str, bool] = {"longer than the context": False, "gradients are kept": False}

    def model(ids: torch.Tensor) -> torch.Tensor:
        if ids.ndim != 2 or len(ids) != 1:
            raise ValueError(f"The model takes ids of shape (1, T), got {tuple(ids.shape)}.")
        seen["longer than the context"] |= ids.shape[1] > limit
        weights = torch.arange(1, ids.shape[1] + 1, dtype=table.dtype)
        logits: torch.Tensor = (table[ids] * weights[:, None]).cumsum(dim=1)  # (1, T, V)
        seen["gradients are kept"] |= logits.requires_grad
        return logits

    ids = implementation(model, given["ids"], given["n_new"], limit)
    return None if ids is None else {"ids": ids, **seen}


# sample_token ------------------------------------------------------------------------------------------------------


@st.composite
def choices(draw: Any) -> dict[str, Any]:
    return {
        "logits": drawn_tensor(draw, (draw(st.integers(1, 3)), draw(st.integers(2, 4)))),
        "temperature": draw(st.sampled_from([1.0, 0.0, 0.5, 2.0])),
        "seed": draw(st.integers(0, 3)),
    }


def choice(logits: Any, temperature: float, seed: int = 0) -> dict[str, Any]:
    return {"logits": tensor(logits), "temperature": temperature, "seed": seed}


def draw_often(implementation: Any, given: Mapping[str, Any]) -> Any:
    """Many copies of each row at once, so that the shares of what is drawn can be told, to a twentieth."""
    logits, temperature = given["logits"], given["temperature"]
    generator = torch.Generator().manual_seed(given["seed"])
    once = implementation(logits, temperature, generator)
    if not torch.is_tensor(once):
        return once
    many = logits.repeat_interleave(ROUNDS, dim=0)
    generator.manual_seed(given["seed"])
    drawn = implementation(many, temperature, generator)
    generator.manual_seed(given["seed"])
    again = implementation(many, temperature, generator)
    if drawn.shape != (len(many),):
        return {"shape": tuple(once.shape), "dtype": str(once.dtype)}
    if not torch.equal(drawn, again):
        return {"the same generator gives the same": False}  # what was drawn then is no more to be compared
    shares = [
        torch.bincount(one, minlength=logits.shape[1]).double() / ROUNDS
        for one in drawn.long().clamp(min=0).split(ROUNDS)
    ]
    return {
        "shape": tuple(once.shape),
        "dtype": str(once.dtype),
        "shares of the tokens": torch.stack(shares),
        "the same generator gives the same": True,
    }


# kv_cache_step -----------------------------------------------------------------------------------------------------


@st.composite
def moments(draw: Any) -> dict[str, Any]:
    h, c, k = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    query, key, value = (drawn_tensor(draw, (h, k)) for _ in range(3))
    keys, values = (drawn_tensor(draw, (h, c, k)) for _ in range(2))
    return {
        "query": query,
        "key": key,
        "value": value,
        "keys": keys,
        "values": values,
        "length": draw(st.integers(0, c - 1)),
    }


def moment(
    heads: int, room: int, width: int, length: int, spread: float = 1.0, beyond: float = 1.0
) -> dict[str, Any]:
    """A step of numbers about as large as `spread`; in the cache beyond the new token they are `beyond` times that."""

    def numbers(seed: int, *shape: int) -> torch.Tensor:
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(*shape, generator=generator, dtype=torch.float64) * spread

    small = {name: numbers(i, heads, width) for i, name in enumerate(("query", "key", "value"))}
    large = {name: numbers(9 + i, heads, room, width) for i, name in enumerate(("keys", "values"))}
    for kept in large.values():
        kept[:, length + 1 :] *= beyond
    return small | large | {"length": length}


def step(implementation: Any, given: Mapping[str, Any]) -> Any:
    """One step on a copy of the cache, and what the cache holds afterwards."""
    keys, values = given["keys"].clone(), given["values"].clone()
    small = [given[name].clone() for name in ("query", "key", "value")]
    gathered = implementation(*small, keys, values, given["length"])
    return None if gathered is None else {"gathered": gathered, "keys": keys, "values": values}
