"""Attention's gradients and its module against PyTorch, masks, heads and batches included."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.attention import MultiHeadAttention
from firsthand.neural.basics.attention import (
    causal_mask,
)

EQUAL = {"rtol": 1e-6, "atol": 1e-12}


def test_without_a_mask_the_order_of_the_words_means_nothing():
    x = np.random.default_rng(3).normal(size=(2, 7, 8))
    shuffled = np.random.default_rng(4).permutation(7)
    attention = MultiHeadAttention(8, 2, random_state=0)
    (out, weights), (out_s, weights_s) = attention.forward(x), attention.forward(x[:, shuffled])
    assert_allclose(out_s, out[:, shuffled], rtol=1e-10)
    assert_allclose(weights_s, weights[:, :, shuffled][:, :, :, shuffled], rtol=1e-10)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("n", [1, 5])
@pytest.mark.parametrize(("d", "heads"), [(4, 1), (6, 3), (8, 8)])
@pytest.mark.parametrize("masked", [False, True])
def test_all_heads_together_equal_torchs_module(batch, n, d, heads, masked):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(5).normal(size=(batch, n, d))
    ours = MultiHeadAttention(d, heads, random_state=1)
    theirs = torch.nn.MultiheadAttention(d, heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.tensor(np.vstack([ours.to_q.T, ours.to_k.T, ours.to_v.T])))
        theirs.out_proj.weight.copy_(torch.tensor(ours.to_out.T))
    mask = causal_mask(n) if masked else None
    one = torch.tensor(x)
    forbidden = None if mask is None else torch.tensor(~mask)
    with torch.no_grad():
        out, looks = theirs(one, one, one, attn_mask=forbidden, average_attn_weights=False)
    gathered, weights = ours.forward(x, mask)
    assert_allclose(gathered, out.numpy(), **EQUAL)
    assert_allclose(weights, looks.numpy(), **EQUAL)


def test_one_sentence_needs_no_batch_axis():
    x = np.random.default_rng(6).normal(size=(5, 6))
    attention = MultiHeadAttention(6, 2, random_state=0)
    out, weights = attention.forward(x, causal_mask(5))
    assert weights.shape == (2, 5, 5)
    assert_allclose(attention.forward(x[np.newaxis], causal_mask(5))[0][0], out)


def test_padding_is_not_looked_at():
    x = np.random.default_rng(7).normal(size=(2, 5, 6))
    attention = MultiHeadAttention(6, 2, random_state=0)
    real = np.array([[True] * 5, [True] * 3 + [False] * 2])
    out, _ = attention.forward(x, real[:, np.newaxis, np.newaxis, :])
    assert_allclose(out[1, :3], attention.forward(x[1, :3])[0], rtol=1e-10)


def test_drawn_weights_follow_the_random_state_and_keep_the_scale():
    one, same, other = (MultiHeadAttention(64, 4, random_state=seed) for seed in (0, 0, 1))
    assert_array_equal(one.to_q, same.to_q)
    assert np.any(one.to_q != other.to_q)
    assert_allclose(one.to_v.var(), 1 / 64, rtol=0.1)


def test_given_weights_and_words_of_the_wrong_shape_are_refused():
    with pytest.raises(
        ValueError, match=r"four arrays of shape \(4, 4\), got \[\(4, 4\), \(4, 4\), \(4, 4\)\]"
    ):
        MultiHeadAttention(4, 2, weights=[np.eye(4)] * 3)
    with pytest.raises(ValueError, match=r"x must be of shape \(\.\.\., n, 4\), got \(2, 3\)"):
        MultiHeadAttention(4, 2).forward(np.ones((2, 3)))
