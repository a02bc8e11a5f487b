"""Where a token stands: waves that are added to it, or a turn of its queries and keys."""

import torch
from torch import Tensor


def sinusoidal_positions(length: int, width: int) -> Tensor:
    """Make the paper's table of positions: a row for each place, to be added to the token there.

    Column 2 i holds sin(p / 10000 ** (2 i / width)) for the place p, and
    column 2 i + 1 the cosine of the same angle: the first pair of columns
    turns fast, as the second hand of a clock does, and each further one more
    slowly. Places count from 0.

    Parameters
    ----------
    length : int
        How many places, 1 or more.
    width : int
        Even.

    Returns
    -------
    Tensor of float32, shape (length, width)

    References
    ----------
    Vaswani et al. (2017), section 3.5, arXiv:1706.03762.
    """
    frequencies = 10_000 ** (-torch.arange(0, width, 2) / width)  # (width / 2,)
    angles = torch.arange(length)[:, None] * frequencies  # (length, width / 2)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(start_dim=1)  # (length, width)


def rotary_embedding(x: Tensor, positions: Tensor, base: float = 10_000.0) -> Tensor:
    """Turn each query or key by an angle that grows with its place.

    Number i of the first half and number i of the second half, that is i and
    i + K / 2, are the two coordinates of one point. At the place p it is turned
    by the angle a = p / base ** (2 i / K):

        first half:    first * cos(a) - second * sin(a)
        second half:   second * cos(a) + first * sin(a)

    No length changes, and the dot product of a query and a key then depends
    only on how far apart they stand.

    Parameters
    ----------
    x : Tensor of shape (B, H, T, K)
        Queries or keys of all heads; K is even.
    positions : Tensor of int64, shape (T,)
        The place of each token. They need not start at 0, nor be in order.
    base : float, default=10000

    Returns
    -------
    Tensor of shape (B, H, T, K)
        In the dtype and on the device of x.

    References
    ----------
    Su et al. (2021), arXiv:2104.09864.
    """
    half = x.shape[-1] // 2
    frequencies = base ** (-torch.arange(half, device=x.device) / half)  # (K / 2,)
    angles = positions[:, None] * frequencies  # (T, K / 2)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    first, second = x[..., :half], x[..., half:]  # (B, H, T, K / 2) each
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)
