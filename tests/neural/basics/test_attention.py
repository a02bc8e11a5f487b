"""Attention against PyTorch, masks, heads and batches included, and what must hold whatever the numbers."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import numerical_gradient
from firsthand.neural.attention import MultiHeadAttention, attention_gradients
from firsthand.neural.basics.attention import (
    attention_weights,
    causal_mask,
    merge_heads,
    scaled_dot_product_attention,
    split_heads,
)

EQUAL = {"rtol": 1e-6, "atol": 1e-12}
LEADS = [(), (1,), (3,), (2, 4), (1, 2)]
SIZES = [(1, 1, 1, 1), (1, 5, 4, 4), (5, 1, 2, 3), (4, 4, 8, 8), (3, 6, 5, 2)]


def drawn(lead, sizes, seed=0):
    n, m, d, e = sizes
    rng = np.random.default_rng(seed)
    q, k, v = (rng.normal(size=(*lead, *shape)) * 2 for shape in ((n, d), (m, d), (m, e)))
    return q, k, v


def masks(n, m, lead, seed=0):
    rng = np.random.default_rng(seed)
    free = rng.random((n, m)) < 0.6
    closed = free.copy()
    closed[0] = False
    return {
        "none": None,
        "causal": np.tri(n, m, dtype=bool),
        "free": free,
        "padding": rng.random((*lead[:1], *(1,) * (len(lead) - 1), 1, m)) < 0.7,
        "own for each": rng.random((*lead, n, m)) < 0.6,
        "a row closed": closed,
        "all closed": np.zeros((n, m), dtype=bool),
    }


CASES = [(*case, name) for case in itertools.product(LEADS, SIZES) for name in masks(1, 1, ())]


@pytest.fixture(params=CASES, ids=str)
def case(request):
    lead, sizes, name = request.param
    return (*drawn(lead, sizes), masks(*sizes[:2], lead)[name])


# values and gradients --------------------------------------------------------------------------------------


def test_values_and_gradients_equal_torchs_under_every_mask(case):
    torch = pytest.importorskip("torch")
    *qkv, mask = case
    upstream = np.random.default_rng(1).normal(size=(*qkv[0].shape[:-1], qkv[2].shape[-1]))
    theirs = [torch.tensor(one, requires_grad=True) for one in qkv]
    out = torch.nn.functional.scaled_dot_product_attention(
        *theirs, attn_mask=None if mask is None else torch.tensor(mask)
    )
    out.backward(torch.tensor(upstream))
    assert_allclose(scaled_dot_product_attention(*qkv, mask), out.detach().numpy(), **EQUAL)
    for ours, one in zip(attention_gradients(*qkv, upstream, mask), theirs, strict=True):
        assert_allclose(ours, one.grad.numpy(), **EQUAL)


def test_the_causal_mask_is_torchs_is_causal():
    torch = pytest.importorskip("torch")
    q, k, v = drawn((2, 3), (6, 6, 4, 4))
    theirs = torch.nn.functional.scaled_dot_product_attention(*map(torch.tensor, (q, k, v)), is_causal=True)
    assert_allclose(scaled_dot_product_attention(q, k, v, causal_mask(6)), theirs.numpy(), **EQUAL)


@pytest.mark.parametrize("name", masks(1, 1, ()))
@pytest.mark.parametrize("which", [0, 1, 2])
def test_gradients_equal_central_differences(which, name):
    qkv, mask = list(drawn((2,), (3, 4, 5, 2))), masks(3, 4, (2,))[name]
    upstream = np.random.default_rng(2).normal(size=(2, 3, 2))

    def loss(one):
        return np.sum(upstream * scaled_dot_product_attention(*qkv[:which], one, *qkv[which + 1 :], mask))

    ours = attention_gradients(*qkv, upstream, mask)[which]
    assert_allclose(ours, numerical_gradient(loss, qkv[which]), rtol=1e-5, atol=1e-8)


# invariants -------------------------------------------------------------------------------------------------


def test_rows_of_weights_sum_to_1_or_to_0_where_nothing_is_allowed(case):
    q, k, _, mask = case
    weights = attention_weights(q, k, mask)
    allowed = np.broadcast_to(True if mask is None else mask, weights.shape)
    assert_allclose(weights.sum(axis=-1), allowed.any(axis=-1), atol=1e-12)
    assert np.all(weights >= 0)
    assert_array_equal(weights[~allowed], 0)


def test_a_later_word_cannot_touch_an_earlier_one():
    q, k, v = drawn((2,), (6, 6, 4, 3))
    before = scaled_dot_product_attention(q, k, v, causal_mask(6))
    for at in range(6):
        changed = [one.copy() for one in (q, k, v)]
        for one in changed:
            one[:, at] += 7
        after = scaled_dot_product_attention(*changed, causal_mask(6))
        assert_array_equal(after[:, :at], before[:, :at])
        assert np.all(np.abs(after[:, at] - before[:, at]).max(axis=-1) > 1e-3)


def test_the_variance_of_the_scores_does_not_grow_with_the_width():
    for d in (4, 64, 1024):
        q, k = np.random.default_rng(d).normal(size=(2, 300, d))
        scores = np.log(attention_weights(q, k))
        scores -= scores.mean(axis=1, keepdims=True)
        assert_allclose(scores.std(), 1, atol=0.1)


def test_huge_scores_do_not_overflow():
    q, k, v = 1e4 * np.eye(3), 1e4 * np.eye(3), np.arange(6.0).reshape(3, 2)
    assert_allclose(scaled_dot_product_attention(q, k, v), v)
    assert_allclose(scaled_dot_product_attention(q, k, v, causal_mask(3)), v)


# the odd cases ----------------------------------------------------------------------------------------------


def test_a_single_word_looks_at_itself():
    q, k, v = drawn((1,), (1, 1, 3, 2))
    assert_array_equal(attention_weights(q, k, causal_mask(1)), [[[1.0]]])
    assert_array_equal(scaled_dot_product_attention(q, k, v), v)


def test_a_batch_of_one_is_its_one_sequence():
    q, k, v = drawn((1,), (4, 4, 3, 2))
    alone = scaled_dot_product_attention(q[0], k[0], v[0], causal_mask(4))
    assert_allclose(scaled_dot_product_attention(q, k, v, causal_mask(4)), alone[np.newaxis], rtol=1e-12)


def test_who_may_look_nowhere_gathers_zeros():
    q, k, v = drawn((), (3, 4, 2, 2))
    mask = np.array([[True] * 4, [False] * 4, [True, False, True, False]])
    assert_array_equal(attention_weights(q, k, mask)[1], 0)
    assert_array_equal(scaled_dot_product_attention(q, k, v, mask)[1], 0)
    for gradient in attention_gradients(q, k, v, np.ones((3, 2)), mask):
        assert np.all(np.isfinite(gradient))


def test_nan_in_a_query_stays_in_its_row():
    q, k, v = drawn((), (4, 4, 3, 2))
    q[2, 1] = np.nan
    out = scaled_dot_product_attention(q, k, v)
    assert_array_equal(np.isnan(out).all(axis=1), [False, False, True, False])
    assert_array_equal(np.isnan(out).any(axis=1), [False, False, True, False])


def test_nan_in_a_key_reaches_those_who_may_look_at_it():
    q, k, v = drawn((), (4, 4, 3, 2))
    k[2, 1] = np.nan
    out = scaled_dot_product_attention(q, k, v, causal_mask(4))
    assert_array_equal(np.isnan(out).any(axis=1), [False, False, True, True])


def test_nan_in_a_value_reaches_all_because_0_times_nan_is_nan():
    torch = pytest.importorskip("torch")
    q, k, v = drawn((), (4, 4, 3, 2))
    v[3, 0] = np.nan
    out = scaled_dot_product_attention(q, k, v, causal_mask(4))
    assert_array_equal(np.isnan(out), [[True, False]] * 4)
    theirs = torch.nn.functional.scaled_dot_product_attention(
        *map(torch.tensor, (q, k, v)), attn_mask=torch.tensor(causal_mask(4))
    )
    assert_array_equal(np.isnan(theirs.numpy()), np.isnan(out))


def test_widths_that_differ_are_both_named():
    with pytest.raises(ValueError, match="same width, got 3 and 4"):
        attention_weights(np.ones((2, 3)), np.ones((2, 4)))


@pytest.mark.parametrize("mask", [np.ones((2, 2)), np.array([[0, -np.inf], [0, 0]]), [[1, 0], [1, 1]]])
def test_a_mask_that_is_not_of_truth_values_is_refused(mask):
    with pytest.raises(ValueError, match="mask must be of dtype bool, True where a query may look, got "):
        attention_weights(np.ones((2, 3)), np.ones((2, 3)), mask)


# masks and heads --------------------------------------------------------------------------------------------


def test_the_causal_mask_lets_each_look_at_itself_and_back():
    assert_array_equal(causal_mask(1), [[True]])
    assert_array_equal(causal_mask(3), [[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    assert causal_mask(3).dtype == bool


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize(("n", "d", "heads"), [(1, 1, 1), (1, 4, 2), (5, 6, 3), (3, 4, 4), (4, 6, 1)])
def test_each_head_has_its_own_columns_and_merging_undoes_splitting(lead, n, d, heads):
    x = np.random.default_rng(0).normal(size=(*lead, n, d))
    split = split_heads(x, heads)
    assert split.shape == (*lead, heads, n, d // heads)
    for h in range(heads):
        assert_array_equal(split[..., h, :, :], x[..., h * d // heads : (h + 1) * d // heads])
    assert_array_equal(merge_heads(split), x)


@pytest.mark.parametrize("heads", [3, 5, 0, -2])
def test_heads_that_do_not_divide_the_width_are_named_with_it(heads):
    with pytest.raises(ValueError, match=f"n_heads must divide the width, got width 8 and n_heads={heads}"):
        split_heads(np.ones((2, 8)), heads)
    with pytest.raises(ValueError, match=f"n_heads must divide d_model, got d_model=8 and n_heads={heads}"):
        MultiHeadAttention(8, heads)
