"""What each token does by itself with what it gathered."""

import math

import torch
from torch import Tensor


def gelu(x: Tensor) -> Tensor:
    """Multiply each number by the chance that a normal draw is below it.

    Large numbers pass, small ones are held back, and there is no corner.

    gelu(x) = x * (1 + erf(x / sqrt(2))) / 2, exactly and not by its
    approximation with tanh.

    Parameters
    ----------
    x : Tensor of any shape

    Returns
    -------
    Tensor
        In the shape, the dtype and on the device of x.

    References
    ----------
    Hendrycks and Gimpel (2016), arXiv:1606.08415.
    """
    return x * (1 + torch.erf(x / math.sqrt(2))) / 2


def feed_forward(x: Tensor, widen: Tensor, widen_bias: Tensor, narrow: Tensor, narrow_bias: Tensor) -> Tensor:
    """Widen each token, bend it with gelu, narrow it again: two layers, the same for every token.

    gelu(x @ widen + widen_bias) @ narrow + narrow_bias.

    Parameters
    ----------
    x : Tensor of shape (B, T, D)
    widen : Tensor of shape (D, F)
    widen_bias : Tensor of shape (F,)
    narrow : Tensor of shape (F, D)
    narrow_bias : Tensor of shape (D,)

    Returns
    -------
    Tensor of shape (B, T, D)
        In the dtype and on the device of x.

    References
    ----------
    Vaswani et al. (2017), section 3.3, arXiv:1706.03762, with ReLU in the place of gelu.
    """
    return gelu(x @ widen + widen_bias) @ narrow + narrow_bias
