"""PyTorch's tensors as arguments and answers. Nothing here imports PyTorch: where there is a tensor, it is loaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

META = "meta"  # PyTorch's device for shapes without numbers: whoever mixes devices fails there too


@dataclass(frozen=True)
class WithGradients:
    """What a call gave, and the gradients of a weighted sum of it with respect to each tensor that went in.

    None stands for a tensor to which nothing flows back.
    """

    value: Any
    gradients: Mapping[str, Any]


def is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def dtype_name(tensor: Any) -> str:
    """``float32``: the name without the library's."""
    return str(tensor.dtype).removeprefix("torch.")


def to_array(tensor: Any) -> Any:
    """Its numbers as a NumPy array; dtypes that NumPy lacks become float32."""
    plain = tensor.detach().cpu()
    return (plain.float() if dtype_name(plain) == "bfloat16" else plain).numpy()


def from_array(array: Any, dtype: str) -> Any:
    """The tensor that `to_array` and `dtype_name` describe."""
    import torch  # where one is read there is one

    return torch.from_numpy(np.array(array)).to(getattr(torch, dtype))


def is_same(one: Any, other: Any) -> bool:
    """Whether two tensors are equal through and through; NaN equals NaN. On the device of shapes there is nothing more."""
    if (one.dtype, one.shape, one.device) != (other.dtype, other.shape, other.device):
        return False
    if one.device.type == META:
        return True
    return bool(((one == other) | ((one != one) & (other != other))).all())


def called(call: Callable[[Mapping[str, Any]], Any], arguments: Mapping[str, Any]) -> Any:
    """Make a call with tensors that want gradients, and lead one back.

    Parameters
    ----------
    call : callable(arguments)
    arguments : mapping
        Tensors, or mappings of tensors, among them.

    Returns
    -------
    WithGradients
        For a tensor. What is none comes back as it is; for arguments on the device of shapes it is the name
        of the device that the result is on.
    """
    leaves = dict(_leaves(arguments))
    if any(leaf.device.type == META for leaf in leaves.values()):
        return _device_of(call, arguments)
    for leaf in leaves.values():
        leaf.requires_grad_(True)
    value = call(arguments)
    if not is_tensor(value):
        return value
    return WithGradients(value.detach(), _gradients(value, leaves))


def _leaves(arguments: Mapping[str, Any], path: str = "{}") -> Iterator[tuple[str, Any]]:
    """Every floating tensor that goes in, under its name: ``x``, or ``weights['up']`` within a mapping."""
    for name, value in arguments.items():
        if is_tensor(value) and value.is_floating_point():
            yield path.format(name), value
        elif isinstance(value, Mapping):
            yield from _leaves(value, f"{name}['{{}}']")


def _device_of(call: Callable[[Mapping[str, Any]], Any], arguments: Mapping[str, Any]) -> Any:
    try:
        value = call(arguments)
    except (NotImplementedError, RuntimeError) as error:
        if isinstance(error, NotImplementedError) or "meta tensor" in str(error):
            return META  # it needs numbers, and there are none: no fault
        raise
    return str(value.device.type) if is_tensor(value) else value


def _gradients(value: Any, leaves: Mapping[str, Any]) -> dict[str, Any]:
    import torch  # loaded: the value is a tensor

    if not value.requires_grad:
        return dict.fromkeys(leaves)
    # Weights without symmetry, so that a gradient in the wrong place shows.
    weights = torch.cos(1.0 + torch.arange(value.numel(), dtype=torch.float64)).reshape(value.shape)
    found = torch.autograd.grad(
        value, list(leaves.values()), grad_outputs=weights.to(value.dtype), allow_unused=True
    )
    return dict(zip(leaves, found, strict=True))
