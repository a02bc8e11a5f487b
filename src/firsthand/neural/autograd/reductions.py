"""Operations that gather numbers along axes, and that move them about, with their way back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.autograd.operations import Made

Axis = int | tuple[int, ...] | None


def _opened(g: Array, axis: Axis, keepdims: bool) -> Array:
    """Put the axes back, with size 1, that a reduction took away."""
    return g if keepdims or axis is None else np.expand_dims(g, axis)


def total(x: Array, axis: Axis, keepdims: bool) -> Made:
    return x.sum(axis=axis, keepdims=keepdims), (
        lambda g: np.broadcast_to(_opened(g, axis, keepdims), x.shape),
    )


def mean(x: Array, axis: Axis, keepdims: bool) -> Made:
    """The mean; NaN where there is nothing to average."""
    added = x.sum(axis=axis, keepdims=keepdims)
    count = x.size // added.size if added.size else 1
    return added / (count or math.nan), (
        lambda g: np.broadcast_to(_opened(g / (count or math.nan), axis, keepdims), x.shape),
    )


def largest(x: Array, axis: Axis, keepdims: bool) -> Made:
    """The maximum. Equal largest entries share the gradient equally; NaN counts as largest."""
    value = x.max(axis=axis, keepdims=keepdims)

    def pull(g: Array) -> Array:
        top = _opened(value, axis, keepdims)
        hit = (x == top) | (np.isnan(x) & np.isnan(top))
        shares = hit / hit.sum(axis=axis, keepdims=True)
        return (_opened(g, axis, keepdims) * shares).astype(x.dtype, copy=False)

    return value, (pull,)


def softmax(x: Array, axis: int) -> Made:
    value = np.exp(x - x.max(axis=axis, keepdims=True))
    value /= value.sum(axis=axis, keepdims=True)
    return value, (lambda g: value * (g - (g * value).sum(axis=axis, keepdims=True)),)


def log_softmax(x: Array, axis: int) -> Made:
    shifted = x - x.max(axis=axis, keepdims=True)
    value = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return value, (lambda g: g - np.exp(value) * g.sum(axis=axis, keepdims=True),)


def reshape(x: Array, shape: tuple[int, ...]) -> Made:
    return x.reshape(shape), (lambda g: g.reshape(x.shape),)


def transpose(x: Array, axes: tuple[int, ...] | None) -> Made:
    back = None if axes is None else np.argsort([axis % x.ndim for axis in axes])
    return x.transpose(axes), (lambda g: g.transpose(back),)


def pick(x: Array, key: Any) -> Made:
    """x[key]. An entry that is picked several times gets the sum of their gradients."""
    parts = key if isinstance(key, tuple) else (key,)
    plain = all(part is None or part is ... or isinstance(part, int | slice) for part in parts)

    def pull(g: Array) -> Array:
        gradient = np.zeros(x.shape, dtype=g.dtype)
        if plain:
            gradient[key] = g
        else:
            np.add.at(gradient, key, g)  # `gradient[key] += g` would count a repeated entry once
        return gradient

    return x[key], (pull,)


def concatenate(*parts: Array, axis: int) -> Made:
    ends = np.cumsum([part.shape[axis] for part in parts])

    def piece(end: int, size: int) -> Any:
        return lambda g: g.take(range(end - size, end), axis=axis)

    pulls = tuple(piece(end, part.shape[axis]) for end, part in zip(ends.tolist(), parts, strict=True))
    return np.concatenate(parts, axis=axis), pulls
