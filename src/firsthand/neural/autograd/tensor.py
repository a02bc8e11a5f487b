"""A NumPy array that remembers how it was made, and so can say how its result depends on each input."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.autograd import operations, reductions
from firsthand.neural.autograd.graph import graph_of, topological_order
from firsthand.neural.autograd.reductions import Axis

_recording: ContextVar[bool] = ContextVar("recording", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without remembering: what is made inside has no parents and needs no memory for a way back."""
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


class Tensor:
    """A NumPy array in a graph of operations, with reverse-mode differentiation.

    Operations follow NumPy (axis, keepdims, broadcasting), the rest follows
    PyTorch. `backward()` on a single number goes through the graph once, from the
    end, and adds to `grad` of every tensor that you made with
    requires_grad=True. It costs about twice the way forward.

    Gradients add up until you set them to None. The graph lives as long as
    its result does: `backward()` may be called again, and adds the same
    gradients again. Nothing needs to be freed or retained.

    Parameters
    ----------
    data : array or number
        Floats keep their precision; anything else becomes float64.
    requires_grad : bool, default=False
        True copies the data, so that training never changes your array.

    Attributes
    ----------
    data : ndarray
        The values. Change them only when the graph they stand in is done with.
    grad : ndarray in the shape of data, or None
    parents : tuple of Tensor
        What it was made from; empty for a tensor of your own.
    operation : str
        The name of the operation that made it.
    """

    __slots__ = ("__weakref__", "_pulls", "data", "grad", "operation", "parents", "requires_grad")
    __array_ufunc__ = None  # NumPy then leaves array * tensor to us

    data: Array
    grad: Array | None
    parents: tuple[Tensor, ...]

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        self.data = _floats(data)
        if requires_grad:
            self.data = self.data.copy()
        self.grad = None
        self.requires_grad = requires_grad
        self.parents = ()
        self.operation = ""
        self._pulls: tuple[Callable[[Array], Array], ...] = ()

    def backward(self) -> None:
        """Add to each input's `grad` how fast this number changes with it.

        Raises
        ------
        ValueError
            When this is not a single number, or depends on nothing that requires a gradient.
        """
        if self.data.size != 1:
            raise ValueError(
                f"backward() needs a single number, got shape {self.shape}. Reduce it first, by sum() or mean()."
            )
        if not self.requires_grad:
            raise ValueError(
                "Nothing that this was made from requires a gradient. Make the inputs with requires_grad=True, "
                "outside no_grad()."
            )
        gradients = {self: np.ones_like(self.data)}
        for node in reversed(topological_order(graph_of(self), self)):
            gradient = gradients.pop(node, None)
            if gradient is None:
                continue
            if not node.parents:
                _accumulate(node, gradient)
            for parent, pull in zip(node.parents, node._pulls, strict=True):
                if parent.requires_grad:
                    share = pull(gradient)
                    gradients[parent] = gradients[parent] + share if parent in gradients else share

    def detach(self) -> Tensor:
        """The same values, not a copy, without the graph behind them."""
        return Tensor(self.data)

    def item(self) -> float:
        """The single number in it, as a Python float."""
        return float(self.data.item())

    def numpy(self) -> Array:
        """The values, not a copy."""
        return self.data

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def ndim(self) -> int:
        return self.data.ndim

    @property
    def size(self) -> int:
        return self.data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.data.dtype

    @property
    def T(self) -> Tensor:
        """With its axes in the reverse order."""
        return self.transpose()

    def __repr__(self) -> str:
        tail = ", requires_grad=True" if self.requires_grad else ""
        return f"Tensor({np.array2string(self.data, separator=', ', prefix='Tensor(')}{tail})"

    # Arithmetic, with broadcasting -----------------------------------------------------------------------

    def __add__(self, other: Any) -> Tensor:
        return apply("+", operations.add, self, self._beside(other))

    def __radd__(self, other: Any) -> Tensor:
        return apply("+", operations.add, self._beside(other), self)

    def __sub__(self, other: Any) -> Tensor:
        return apply("−", operations.subtract, self, self._beside(other))

    def __rsub__(self, other: Any) -> Tensor:
        return apply("−", operations.subtract, self._beside(other), self)

    def __mul__(self, other: Any) -> Tensor:
        return apply("×", operations.multiply, self, self._beside(other))

    def __rmul__(self, other: Any) -> Tensor:
        return apply("×", operations.multiply, self._beside(other), self)

    def __truediv__(self, other: Any) -> Tensor:
        return apply("÷", operations.divide, self, self._beside(other))

    def __rtruediv__(self, other: Any) -> Tensor:
        return apply("÷", operations.divide, self._beside(other), self)

    def __pow__(self, other: Any) -> Tensor:
        return apply("power", operations.power, self, self._beside(other))

    def __rpow__(self, other: Any) -> Tensor:
        return apply("power", operations.power, self._beside(other), self)

    def __matmul__(self, other: Any) -> Tensor:
        return apply("@", operations.matmul, self, self._beside(other))

    def __rmatmul__(self, other: Any) -> Tensor:
        return apply("@", operations.matmul, self._beside(other), self)

    def __neg__(self) -> Tensor:
        return apply("negative", operations.negative, self)

    def _beside(self, other: Any) -> Tensor:
        """The other side of an operation; whole numbers and plain numbers take this tensor's precision."""
        if isinstance(other, Tensor):
            return other
        values = np.asarray(other)
        plain = values.dtype.kind in "iub" or isinstance(other, int | float)
        return Tensor(values.astype(self.dtype) if plain else values)

    # Functions of each entry -----------------------------------------------------------------------------

    def exp(self) -> Tensor:
        return apply("exp", operations.exp, self)

    def log(self) -> Tensor:
        return apply("log", operations.log, self)

    def tanh(self) -> Tensor:
        return apply("tanh", operations.tanh, self)

    def sigmoid(self) -> Tensor:
        return apply("sigmoid", operations.sigmoid, self)

    def relu(self) -> Tensor:
        return apply("relu", operations.relu, self)

    # Along axes ------------------------------------------------------------------------------------------

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        return apply("sum", reductions.total, self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The mean; NaN where there is nothing to average."""
        return apply("mean", reductions.mean, self, axis=axis, keepdims=keepdims)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The largest entry. Several that are equally large share the gradient equally (as torch.amax does)."""
        return apply("max", reductions.largest, self, axis=axis, keepdims=keepdims)

    def softmax(self, axis: int = -1) -> Tensor:
        return apply("softmax", reductions.softmax, self, axis=axis)

    def log_softmax(self, axis: int = -1) -> Tensor:
        return apply("log_softmax", reductions.log_softmax, self, axis=axis)

    # Shape -----------------------------------------------------------------------------------------------

    def reshape(self, *shape: int) -> Tensor:
        return apply("reshape", reductions.reshape, self, shape=shape)

    def transpose(self, *axes: int) -> Tensor:
        """With its axes in the given order; reversed where none is given."""
        return apply("transpose", reductions.transpose, self, axes=axes or None)

    def __getitem__(self, key: Any) -> Tensor:
        return apply("[ ]", reductions.pick, self, key=key)


def apply(
    name: str, operation: Callable[..., tuple[Any, tuple[Any, ...]]], *inputs: Tensor, **how: Any
) -> Tensor:
    """Compute an operation on the arrays of `inputs`, and remember its way back if any of them needs it."""
    value, pulls = operation(*(one.data for one in inputs), **how)
    made = Tensor(value)
    if _recording.get() and any(one.requires_grad for one in inputs):
        made.requires_grad, made.parents, made._pulls, made.operation = True, inputs, pulls, name
    return made


def tensor(value: Any) -> Tensor:
    """The value itself if it is a Tensor, else a Tensor of it."""
    return value if isinstance(value, Tensor) else Tensor(value)


def where(condition: Any, a: Any, b: Any) -> Tensor:
    """Take from a where the condition holds, from b elsewhere. All three broadcast."""
    left, right = _pair(a, b)
    return apply("where", operations.where, left, right, condition=np.asarray(condition, dtype=bool))


def maximum(a: Any, b: Any) -> Tensor:
    """The larger of a and b, entry by entry. Where they are equal each gets half the gradient."""
    return apply("maximum", operations.maximum, *_pair(a, b))


def concatenate(tensors: Sequence[Any], axis: int = 0) -> Tensor:
    """Join tensors along an axis that they have."""
    return apply("concatenate", reductions.concatenate, *map(tensor, tensors), axis=axis)


def _pair(a: Any, b: Any) -> tuple[Tensor, Tensor]:
    if isinstance(a, Tensor):
        return a, a._beside(b)
    right = tensor(b)
    return right._beside(a), right


def _floats(data: Any) -> Array:
    values = np.asarray(data)
    if values.dtype.kind == "f":
        return values
    if values.dtype.kind not in "iub":
        raise ValueError(f"data must hold real numbers, got {values.dtype}. Convert it first.")
    return values.astype(np.float64)


def _accumulate(leaf: Tensor, gradient: Array) -> None:
    """Add to the gradient that is there. The first is copied: what comes may be a view, or another's too."""
    if leaf.grad is None:
        leaf.grad = np.array(gradient, dtype=leaf.dtype)
    else:
        leaf.grad += gradient
