"""Other correct ways to write the exercises: each must pass."""

import math
from typing import Any

import numpy as np


def weights_by_large_fill(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = queries @ keys.swapaxes(-1, -2) / math.sqrt(keys.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e30)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights if mask is None else weights * mask


def weights_by_nan_to_num(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = np.einsum("...nd,...md->...nm", queries, keys) * queries.shape[-1] ** -0.5
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.nan_to_num(weights / weights.sum(axis=-1, keepdims=True))


def weights_by_scaled_queries(queries: Any, keys: Any, mask: Any = None) -> Any:
    scores = np.matmul(queries / np.sqrt(queries.shape[-1]), np.moveaxis(keys, -1, -2))
    allowed = np.broadcast_to(True if mask is None else mask, scores.shape)
    scores = np.where(allowed, scores, -np.inf)
    largest = scores.max(axis=-1, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0.0)
    weights = np.exp(scores - largest)
    total = weights.sum(axis=-1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def weights_by_loop(queries: Any, keys: Any, mask: Any = None) -> Any:
    if queries.ndim > 2:
        inner = (*queries.shape[:-1], keys.shape[-2])
        masks = [None] * len(queries) if mask is None else np.broadcast_to(mask, inner)
        return np.stack([weights_by_loop(*one) for one in zip(queries, keys, masks, strict=True)])
    n, m = len(queries), len(keys)
    allowed = np.broadcast_to(True if mask is None else mask, (n, m))
    weights = np.zeros((n, m))
    for i in range(n):
        scores = {j: float(queries[i] @ keys[j]) / math.sqrt(len(keys[j])) for j in range(m) if allowed[i, j]}
        total = sum(math.exp(score - max(scores.values())) for score in scores.values())
        for j, score in scores.items():
            weights[i, j] = math.exp(score - max(scores.values())) / total
    return weights


def gathered_by_loop(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return np.einsum("...nm,...me->...ne", weights_by_scaled_queries(queries, keys, mask), values)


def gathered_at_once(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    return weights_by_large_fill(queries, keys, mask) @ values


def divided_after_gathering(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    """The division by the sum may wait until the values are added up, as fast kernels do it."""
    scores = queries @ np.swapaxes(keys, -1, -2) / np.sqrt(queries.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e300)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    if mask is not None:
        weights = weights * mask
    total = weights.sum(axis=-1, keepdims=True)
    return weights @ values / np.where(total == 0, 1, total)


def mask_by_comparing(n: int) -> Any:
    return np.arange(n)[:, np.newaxis] >= np.arange(n)


def mask_by_loop(n: int) -> Any:
    return np.array([[column <= row for column in range(n)] for row in range(n)])


def mask_by_triangle(n: int) -> Any:
    return ~np.triu(np.ones((n, n), dtype=bool), k=1)


def split_by_stacking(x: Any, n_heads: int) -> Any:
    return np.stack(np.split(x, n_heads, axis=-1), axis=-3)


def split_by_turning_first(x: Any, n_heads: int) -> Any:
    turned = np.swapaxes(x, -1, -2)
    return np.swapaxes(turned.reshape(*x.shape[:-2], n_heads, -1, x.shape[-2]), -1, -2)


def split_by_loop(x: Any, n_heads: int) -> Any:
    width = x.shape[-1]
    if width % n_heads != 0:
        raise ValueError("the heads do not divide the width")
    k = width // n_heads
    out = np.empty((*x.shape[:-2], n_heads, x.shape[-2], k), dtype=x.dtype)
    for h in range(n_heads):
        out[..., h, :, :] = x[..., h * k : (h + 1) * k]
    return out


def merged_by_concatenating(x: Any) -> Any:
    return np.concatenate([x[..., h, :, :] for h in range(x.shape[-3])], axis=-1)


def merged_by_moving(x: Any) -> Any:
    *lead, heads, n, k = x.shape
    return np.moveaxis(x, -3, -2).reshape(*lead, n, heads * k)


def merged_by_einsum(x: Any) -> Any:
    beside = np.einsum("...hnk->...nhk", x)
    return beside.reshape((*beside.shape[:-2], -1))
