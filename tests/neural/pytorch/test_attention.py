"""The PyTorch twin against our NumPy version and torch's own module: values, gradients, masks."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

from firsthand.neural.attention import MultiHeadAttention  # noqa: E402
from firsthand.neural.basics.attention import causal_mask  # noqa: E402
from firsthand.neural.pytorch.attention import MultiHeadAttention as Twin  # noqa: E402

EQUAL = {"rtol": 1e-6, "atol": 1e-12}
D, H, T = 6, 3, 5
MASKS = {
    "none": None,
    "causal": causal_mask(T),
    "padding": np.array([[True] * T, [True] * 3 + [False] * 2])[:, None, None, :],
    "a row closed": causal_mask(T) & (np.arange(T) != 2)[:, None],
}


@pytest.fixture
def pair():
    ours = MultiHeadAttention(D, H, random_state=0)
    twin = Twin(D, H).double()
    with torch.no_grad():
        twin.to_qkv.weight.copy_(torch.tensor(np.vstack([ours.to_q.T, ours.to_k.T, ours.to_v.T])))
        twin.to_out.weight.copy_(torch.tensor(ours.to_out.T))
    return ours, twin


def words(batch=2):
    return np.random.default_rng(1).normal(size=(batch, T, D))


def tensor(mask):
    return None if mask is None else torch.tensor(mask)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_twin_and_ours_gather_the_same_and_look_the_same_way(pair, mask):
    ours, twin = pair
    gathered, weights = ours.forward(words(), mask)
    with torch.no_grad():
        assert_allclose(twin(torch.tensor(words()), tensor(mask)).numpy(), gathered, **EQUAL)
        assert_allclose(twin.look(torch.tensor(words()), tensor(mask)).numpy(), weights, **EQUAL)


@pytest.mark.parametrize("name", ["none", "causal", "padding"])
def test_gradients_equal_those_of_torchs_own_module(pair, name):
    _, twin = pair
    theirs = torch.nn.MultiheadAttention(D, H, bias=False, batch_first=True, dtype=torch.float64)
    theirs.load_state_dict({"in_proj_weight": twin.to_qkv.weight, "out_proj.weight": twin.to_out.weight})
    upstream = torch.tensor(np.random.default_rng(2).normal(size=(2, T, D)))
    one, two = (torch.tensor(words(), requires_grad=True) for _ in range(2))
    mask = tensor(MASKS[name])
    options = {"key_padding_mask": ~mask[:, 0, 0]} if name == "padding" else {}
    if name == "causal":
        options = {"attn_mask": ~mask}
    twin(one, mask).backward(upstream)
    theirs(two, two, two, need_weights=False, **options)[0].backward(upstream)
    assert_allclose(one.grad.numpy(), two.grad.numpy(), **EQUAL)
    assert_allclose(twin.to_qkv.weight.grad.numpy(), theirs.in_proj_weight.grad.numpy(), **EQUAL)
    assert_allclose(twin.to_out.weight.grad.numpy(), theirs.out_proj.weight.grad.numpy(), **EQUAL)


def test_who_may_look_nowhere_gathers_zeros_and_sends_back_no_nan(pair):
    _, twin = pair
    x = torch.tensor(words(), requires_grad=True)
    out = twin(x, tensor(MASKS["a row closed"]))
    assert torch.all(out[:, 2] == 0)
    out.sum().backward()
    assert torch.isfinite(x.grad).all()


def test_a_later_token_cannot_touch_an_earlier_one(pair):
    _, twin = pair
    x = torch.tensor(words(1), requires_grad=True)
    out = twin(x, tensor(causal_mask(T)))
    out[0, 2].sum().backward()
    touched = x.grad[0].abs().sum(dim=1) > 0
    assert touched.tolist() == [True, True, True, False, False]


def test_heads_that_do_not_divide_the_width_are_named_with_it():
    with pytest.raises(ValueError, match="n_heads must divide d_model, got d_model=6 and n_heads=4"):
        Twin(6, 4)
