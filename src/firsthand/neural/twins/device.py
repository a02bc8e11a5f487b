"""Where to compute, and randomness that stays inside."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


def choose_device(wanted: str = "auto") -> torch.device:
    """Pick a device: an NVIDIA GPU, else Apple's, else the processor.

    Parameters
    ----------
    wanted : str, default="auto"
        "auto", or a name that PyTorch knows, such as "cpu", "cuda", "cuda:1", "mps".

    Raises
    ------
    ValueError
        When the machine has no such device, or PyTorch no such name.
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
    kind = device.type if device else "cpu"
    others = [] if kind == "cpu" else [device]
    with torch.random.fork_rng(others, device_type="cuda" if kind == "cpu" else kind):
        torch.manual_seed(seed)
        yield
