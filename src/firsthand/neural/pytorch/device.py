"""Where to compute, and randomness that stays inside."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


def choose_device(wanted: str = "auto") -> torch.device:
    """Pick a device: an NVIDIA GPU, else Apple's, else the processor.

    Parameters
    ----------
    wanted : str, default="auto"
        "auto", or a name that PyTorch knows, such as "cpu", "cuda", "cuda:1", "mps".

    Raises
    ------
    ValueError
        When the machine has no such device.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(kind for kind, found in there.items() if found))
    kind = wanted.partition(":")[0]
    if not there.get(kind):
        found = ", ".join(kind for kind in there if there[kind])
        raise ValueError(f"device must be auto or one of those here ({found}), got {wanted!r}.")
    return torch.device(wanted)


@contextmanager
def seeded(seed: int, device: torch.device | None = None) -> Iterator[None]:
    """Let PyTorch draw from `seed` inside the block; outside, its generators go on as if nothing had been.

    A module draws its first weights, dropout its zeros and a shuffle its order
    from PyTorch's own generators, which belong to the whole program.
    """
    before = generator_states(device)
    torch.manual_seed(seed)
    try:
        yield
    finally:
        set_generator_states(before, device)


def generator_states(device: torch.device | None = None) -> dict[str, Tensor]:
    """Read the state of PyTorch's generators: that of the processor and that of the device."""
    states = {"cpu": torch.get_rng_state()}
    if device and device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    if device and device.type == "mps":
        states["mps"] = torch.mps.get_rng_state()
    return states


def set_generator_states(states: dict[str, Tensor], device: torch.device | None = None) -> None:
    """Let PyTorch's generators go on from where `generator_states` found them."""
    torch.set_rng_state(states["cpu"])
    if "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"], device or "cuda")
    if "mps" in states:
        torch.mps.set_rng_state(states["mps"])
