"""Layers that own their parameters, in PyTorch's vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.autograd import operations
from firsthand.neural.autograd.tensor import Tensor, apply

Seed = int | np.random.Generator | None


class Module:
    """A part of a network. Write `forward`; parameters and modules that you set as attributes are found."""

    def forward(self, x: Any) -> Tensor:
        """Compute the output; each kind of module has its own."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(). Write one.")

    def __call__(self, x: Any) -> Tensor:
        return self.forward(x)

    def children(self) -> Iterator[Module]:
        """The modules directly inside, in the order in which they were set."""
        return (part for part in vars(self).values() if isinstance(part, Module))

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Names such as ``0.weight`` with their tensors; one that is used twice comes once."""
        seen: set[Tensor] = set()
        for name, one in self._walk(""):
            if one not in seen:
                seen.add(one)
                yield name, one

    def parameters(self) -> Iterator[Tensor]:
        return (one for _, one in self.named_parameters())

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next `backward()` begins anew."""
        for one in self.parameters():
            one.grad = None

    def state_dict(self) -> dict[str, Array]:
        """A copy of the parameters by name."""
        return {name: one.data.copy() for name, one in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Copy parameters in, as `state_dict` gave them.

        Raises
        ------
        ValueError
            When names or shapes are others.
        """
        own = dict(self.named_parameters())
        if own.keys() != state.keys():
            raise ValueError(f"state has the names {sorted(state)}, this module {sorted(own)}.")
        for name, one in own.items():
            if one.shape != state[name].shape:
                raise ValueError(f"{name} must have shape {one.shape}, got {state[name].shape}.")
        for name, one in own.items():
            one.data[...] = state[name]

    def _walk(self, before: str) -> Iterator[tuple[str, Tensor]]:
        for name, part in vars(self).items():
            if isinstance(part, Module):
                yield from part._walk(f"{before}{name}.")
            elif isinstance(part, Tensor) and part.requires_grad and not part.parents:
                yield before + name, part


class Linear(Module):
    """x @ weight.T + bias, for x of shape (..., in_features).

    Both start uniform between −1/√in_features and 1/√in_features, as in PyTorch.

    Attributes
    ----------
    weight : Tensor of shape (out_features, in_features)
    bias : Tensor of shape (out_features,)
    """

    def __init__(
        self, in_features: int, out_features: int, *, random_state: Seed = None, dtype: Any = np.float64
    ) -> None:
        rng = np.random.default_rng(random_state)
        bound = 1 / np.sqrt(max(in_features, 1))
        self.weight = _parameter(rng.uniform(-bound, bound, (out_features, in_features)), dtype)
        self.bias = _parameter(rng.uniform(-bound, bound, out_features), dtype)

    def forward(self, x: Any) -> Tensor:
        x = self.weight._beside(x)
        if not x.ndim or x.shape[-1] != self.weight.shape[1]:
            raise ValueError(
                f"The last axis of x must have size {self.weight.shape[1]}, got shape {x.shape}."
            )
        return apply("linear", operations.linear, x, self.weight, self.bias)


class Sequential(Module):
    """One module after another; its parameters are named by their place: ``0.weight``, ``0.bias``, ``2.weight``."""

    def __init__(self, *modules: Module) -> None:
        vars(self).update({str(index): module for index, module in enumerate(modules)})

    def forward(self, x: Any) -> Tensor:
        for module in self.children():
            x = module(x)
        return x


class ReLU(Module):
    """What is below 0 becomes 0; the slope at 0 is 0."""

    def forward(self, x: Any) -> Tensor:
        return _tensor(x).relu()


class Tanh(Module):
    """The hyperbolic tangent, between −1 and 1."""

    def forward(self, x: Any) -> Tensor:
        return _tensor(x).tanh()


class Sigmoid(Module):
    """1 / (1 + exp(−x)), between 0 and 1."""

    def forward(self, x: Any) -> Tensor:
        return _tensor(x).sigmoid()


class LayerNorm(Module):
    """Give the last axis mean 0 and variance 1, then scale and shift each feature.

    `eps` is added to the variance. Ba, Kiros and Hinton (2016), arXiv:1607.06450.

    Attributes
    ----------
    weight, bias : Tensor of shape (n_features,)
        Ones and zeros at the start.
    """

    def __init__(self, n_features: int, eps: float = 1e-5, *, dtype: Any = np.float64) -> None:
        self.weight = _parameter(np.ones(n_features), dtype)
        self.bias = _parameter(np.zeros(n_features), dtype)
        self.eps = eps

    def forward(self, x: Any) -> Tensor:
        x = self.weight._beside(x)
        if not x.ndim or x.shape[-1] != self.weight.size:
            raise ValueError(f"The last axis of x must have size {self.weight.size}, got shape {x.shape}.")
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = (centred * centred).mean(axis=-1, keepdims=True)
        return centred * (variance + self.eps) ** -0.5 * self.weight + self.bias


class Embedding(Module):
    """A table with a row for each of `num_embeddings` things; looks up rows by whole numbers of any shape.

    The entries start as standard normal numbers.

    Attributes
    ----------
    weight : Tensor of shape (num_embeddings, embedding_dim)
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, *, random_state: Seed = None, dtype: Any = np.float64
    ) -> None:
        rng = np.random.default_rng(random_state)
        self.weight = _parameter(rng.standard_normal((num_embeddings, embedding_dim)), dtype)

    def forward(self, indices: Any) -> Tensor:
        rows, count = np.asarray(indices), len(self.weight.data)
        if rows.dtype.kind not in "iu":
            raise ValueError(f"indices must be whole numbers, got {rows.dtype}.")
        if rows.size and not (rows.min() >= 0 and rows.max() < count):
            wrong = rows.min() if rows.min() < 0 else rows.max()
            raise ValueError(f"indices must lie between 0 and {count - 1}, got {wrong}.")
        return self.weight[rows]


def _tensor(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor(x)


def _parameter(values: Array, dtype: Any) -> Tensor:
    return Tensor(values.astype(dtype, copy=False), requires_grad=True)
