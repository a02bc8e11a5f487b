"""One layer of a Transformer."""

from torch import Tensor

from firsthand.transformer.basics.attention import causal_self_attention
from firsthand.transformer.basics.feed_forward import feed_forward
from firsthand.transformer.basics.norms import layer_norm


def transformer_block(x: Tensor, weights: dict[str, Tensor], n_heads: int) -> Tensor:
    """Gather, then think: attention and feed-forward layer, each added to what runs through.

    Each branch normalises first (pre-norm): x plus the attention of
    layer_norm(x), and to that its own feed-forward of its own layer_norm.

    Parameters
    ----------
    x : Tensor of shape (B, T, D)
    weights : dict of Tensor
        ``gain_1``, ``bias_1`` of shape (D,): the layer norm before the attention.
        ``to_qkv`` (D, 3 D), ``to_out`` (D, D): the attention.
        ``gain_2``, ``bias_2`` (D,): the layer norm before the feed-forward layer.
        ``widen`` (D, F), ``widen_bias`` (F,), ``narrow`` (F, D), ``narrow_bias``
        (D,): the feed-forward layer.
    n_heads : int
        A divisor of D.

    Returns
    -------
    Tensor of shape (B, T, D)
        In the dtype and on the device of x.

    References
    ----------
    Xiong et al. (2020), On Layer Normalization in the Transformer Architecture, arXiv:2002.04745.
    """
    normed = layer_norm(x, weights["gain_1"], weights["bias_1"])
    x = x + causal_self_attention(normed, weights["to_qkv"], weights["to_out"], n_heads)
    normed = layer_norm(x, weights["gain_2"], weights["bias_2"])
    return x + feed_forward(
        normed, weights["widen"], weights["widen_bias"], weights["narrow"], weights["narrow_bias"]
    )
