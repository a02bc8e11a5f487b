"""Operations on arrays that know the way back.

Each gives its value and, for each input, a function that takes the gradient of the value and gives the gradient of
that input. They keep arrays only, never the tensors, so that a finished graph is freed at once.

Where a slope is not unique these take PyTorch's: 0 for relu at 0, a half each for equal sides of `maximum`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.autograd.gradients import matrices, unbroadcast

Pull = Callable[[Array], Array]
Made = tuple[Any, tuple[Pull, ...]]


def add(a: Array, b: Array) -> Made:
    return a + b, (lambda g: unbroadcast(g, a.shape), lambda g: unbroadcast(g, b.shape))


def subtract(a: Array, b: Array) -> Made:
    return a - b, (lambda g: unbroadcast(g, a.shape), lambda g: unbroadcast(-g, b.shape))


def multiply(a: Array, b: Array) -> Made:
    # Not backward_multiply: only the side that asks is computed.
    return a * b, (lambda g: unbroadcast(g * b, a.shape), lambda g: unbroadcast(g * a, b.shape))


def divide(a: Array, b: Array) -> Made:
    quotient = a / b
    return quotient, (
        lambda g: unbroadcast(g / b, a.shape),
        lambda g: unbroadcast(-g * quotient / b, b.shape),
    )


def negative(a: Array) -> Made:
    return -a, (lambda g: -g,)


def power(a: Array, b: Array) -> Made:
    """a to the power b. At a = 0 the slope along b counts as 0, and so does that along a where b = 0."""
    raised = a**b

    def to_base(g: Array) -> Array:
        return unbroadcast(g * b * a ** np.where(b == 0, 1, b - 1), a.shape)

    def to_exponent(g: Array) -> Array:
        return unbroadcast(g * raised * np.log(np.where(a == 0, 1, a)), b.shape)

    return raised, (to_base, to_exponent)


def matmul(a: Array, b: Array) -> Made:
    """The product of matrices, stacks of them, and vectors, as NumPy's @."""

    def to_left(g: Array) -> Array:
        rows, columns, g = matrices(a, b, g)
        return unbroadcast(g @ columns.mT, rows.shape).reshape(a.shape)

    def to_right(g: Array) -> Array:
        rows, columns, g = matrices(a, b, g)
        return unbroadcast(rows.mT @ g, columns.shape).reshape(b.shape)

    return a @ b, (to_left, to_right)


def linear(x: Array, weight: Array, bias: Array) -> Made:
    """x @ weight.T + bias in one go. x (..., i), weight (o, i), bias (o,): gives (..., o)."""
    flat = x.reshape(-1, x.shape[-1])  # (n, i)
    out = flat @ weight.T  # (n, o)
    out += bias
    n_out = len(weight)
    return out.reshape(*x.shape[:-1], n_out), (
        lambda g: g @ weight,
        lambda g: g.reshape(-1, n_out).T @ flat,
        lambda g: g.reshape(-1, n_out).sum(axis=0),
    )


def exp(x: Array) -> Made:
    value = np.exp(x)
    return value, (lambda g: g * value,)


def log(x: Array) -> Made:
    return np.log(x), (lambda g: g / x,)


def tanh(x: Array) -> Made:
    value = np.tanh(x)
    return value, (lambda g: g * (1 - value * value),)


def sigmoid(x: Array) -> Made:
    small = np.exp(-np.abs(x))  # never overflows
    value = np.where(x >= 0, 1, small) / (1 + small)
    return value, (lambda g: g * value * (1 - value),)


def relu(x: Array) -> Made:
    value = np.maximum(x, 0)
    # Asked this way round, NaN lets the gradient through.
    return value, (lambda g: np.where(value <= 0, 0, g),)


def maximum(a: Array, b: Array) -> Made:
    def share(g: Array, mine: Array, other: Array) -> Array:
        return unbroadcast(np.where(mine < other, 0, np.where(mine == other, g / 2, g)), mine.shape)

    return np.maximum(a, b), (lambda g: share(g, a, b), lambda g: share(g, b, a))


def where(a: Array, b: Array, condition: Array) -> Made:
    return np.where(condition, a, b), (
        lambda g: unbroadcast(np.where(condition, g, 0), a.shape),
        lambda g: unbroadcast(np.where(condition, 0, g), b.shape),
    )
