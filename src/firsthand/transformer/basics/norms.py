"""Bring each token's numbers to one scale, so that many layers can stand upon one another."""

import torch
from torch import Tensor


def layer_norm(x: Tensor, gain: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    """Give each token mean 0 and variance 1, then a learned scale and shift.

    Along the last axis: (x - mean) / sqrt(variance + eps) * gain + bias. The
    variance is the mean of the squared distances from the mean, divided by D
    and not by D - 1.

    Parameters
    ----------
    x : Tensor of shape (..., D)
    gain, bias : Tensors of shape (D,)
    eps : float, default=1e-5
        Keeps a token whose numbers are all equal from 0 / 0.

    Returns
    -------
    Tensor of shape (..., D)
        In the dtype and on the device of x.

    References
    ----------
    Ba et al. (2016), arXiv:1607.06450.
    """
    centred = x - x.mean(dim=-1, keepdim=True)  # (..., D)
    variance = centred.square().mean(dim=-1, keepdim=True)  # (..., 1)
    return centred / torch.sqrt(variance + eps) * gain + bias


def rms_norm(x: Tensor, gain: Tensor, eps: float = 1e-5) -> Tensor:
    """Give each token a root mean square of 1, then a learned scale.

    It is a layer norm without mean and shift.

    Along the last axis: x / sqrt(mean of squares + eps) * gain.

    Parameters
    ----------
    x : Tensor of shape (..., D)
    gain : Tensor of shape (D,)
    eps : float, default=1e-5

    Returns
    -------
    Tensor of shape (..., D)
        In the dtype and on the device of x.

    References
    ----------
    Zhang and Sennrich (2019), arXiv:1910.07467.
    """
    return x / torch.sqrt(x.square().mean(dim=-1, keepdim=True) + eps) * gain
