"""A layer of a Transformer is the model's own."""

import torch

from firsthand.transformer.basics.block import transformer_block


def weights_of(block):
    """A block's weights under the names and in the layout of the basics."""
    attention, thinking = block.attention, block.feed_forward
    return {
        "gain_1": block.attention_norm.weight,
        "bias_1": block.attention_norm.bias,
        "to_qkv": attention.to_qkv.weight.T,
        "to_out": attention.to_out.weight.T,
        "gain_2": block.feed_forward_norm.weight,
        "bias_2": block.feed_forward_norm.bias,
        "widen": thinking.widen.weight.T,
        "widen_bias": thinking.widen.bias,
        "narrow": thinking.narrow.weight.T,
        "narrow_bias": thinking.narrow.bias,
    }


@torch.no_grad()
def test_it_is_a_block_of_the_model(make_model):
    block = make_model().blocks[0]
    for parameter in block.parameters():
        parameter.normal_()  # gains and biases other than 1 and 0
    block.attention.to_qkv.bias.zero_()  # the attention of the basics has none
    block.attention.to_out.bias.zero_()
    x = torch.randn(2, 7, 16)
    expected = block(x, None, None, None, 0)
    torch.testing.assert_close(transformer_block(x, weights_of(block), 2), expected, rtol=1e-4, atol=1e-4)
