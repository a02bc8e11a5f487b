"""AdamW beside PyTorch's, Muon beside what it is defined by."""

import pytest
import torch
from torch import nn

from firsthand.transformer.config import GPTConfig
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.optimizers import AdamW, Muon, hidden_matrices, orthogonalize


def trained(make, dtype, steps=30):
    """The weights of a small network after some steps of an optimizer, the rate falling."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3)).to(dtype)
    optimizer = make(model.parameters())
    for step in range(steps):
        x = torch.randn(4, 5, dtype=dtype)
        optimizer.param_groups[0]["lr"] = 0.02 / (1 + step)
        optimizer.zero_grad()
        (model(x) ** 2).sum().backward()
        optimizer.step()
    return torch.cat([weight.detach().ravel() for weight in model.parameters()])


@pytest.mark.parametrize(("dtype", "atol"), [(torch.float64, 1e-14), (torch.float32, 1e-6)])
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_adamw_goes_where_pytorchs_goes(dtype, atol, weight_decay):
    options = {"lr": 0.02, "betas": (0.9, 0.95), "eps": 1e-3, "weight_decay": weight_decay}
    ours = trained(lambda weights: AdamW(weights, **options), dtype)
    theirs = trained(lambda weights: torch.optim.AdamW(weights, **options), dtype)
    torch.testing.assert_close(ours, theirs, rtol=0, atol=atol)


@pytest.mark.parametrize("shape", [(6, 6), (4, 9), (9, 4), (3, 4, 9)])
def test_orthogonalize_brings_singular_values_near_1_and_keeps_the_directions(shape):
    torch.manual_seed(0)
    matrices = torch.randn(shape, dtype=torch.float64)
    u, sizes, v = torch.linalg.svd(matrices, full_matrices=False)
    after = orthogonalize(matrices)
    inner = u.mT @ after @ v.mT
    now = inner.diagonal(dim1=-2, dim2=-1)
    assert sizes.min() / torch.linalg.matrix_norm(matrices).max() > 0.01
    assert ((now > 0.6) & (now < 1.3)).all(), now
    torch.testing.assert_close(inner, torch.diag_embed(now), rtol=0, atol=1e-10)


def test_muon_moves_matrices_of_one_shape_together_as_it_would_each_alone():
    torch.manual_seed(0)
    gradients = torch.randn(2, 3, 6, 4)  # steps, matrices
    together = [nn.Parameter(torch.ones(6, 4)) for _ in range(3)]
    alone = [nn.Parameter(torch.ones(6, 4)) for _ in range(3)]
    optimizers = [Muon(together, lr=0.1, weight_decay=0.1)]
    optimizers += [Muon([weight], lr=0.1, weight_decay=0.1) for weight in alone]
    for now in gradients:
        for weights in (together, alone):
            for weight, gradient in zip(weights, now, strict=True):
                weight.grad = gradient.clone()
        for optimizer in optimizers:
            optimizer.step()
    torch.testing.assert_close(torch.stack(together), torch.stack(alone), rtol=0, atol=1e-5)


def test_muon_steps_by_the_rate_in_every_direction_whatever_the_size_of_the_gradient():
    for size in (1e-6, 1.0, 1e6):
        weight = nn.Parameter(torch.zeros(8, 8))
        weight.grad = size * torch.randn(8, 8, generator=torch.Generator().manual_seed(1))
        Muon([weight], lr=0.5).step()
        moved = torch.linalg.svdvals(weight.detach())
        assert 0.5 * 0.6 < moved.median() < 0.5 * 1.3


@pytest.mark.parametrize("make", [lambda w: AdamW(w, lr=0.01), lambda w: Muon(w, lr=0.01)])
def test_a_saved_state_goes_on_to_the_bit(make):
    def run(resume):
        torch.manual_seed(0)
        weight = nn.Parameter(torch.randn(4, 4))
        optimizer = make([weight])
        for step in range(6):
            if resume and step == 3:
                state, weight = optimizer.state_dict(), nn.Parameter(weight.detach().clone())
                optimizer = make([weight])
                optimizer.load_state_dict(state)
            weight.grad = weight.detach() ** 2 + step
            optimizer.step()
        return weight.detach()

    assert torch.equal(run(resume=False), run(resume=True))


def test_a_weight_without_gradient_stays():
    for make in (AdamW, Muon):
        weight = nn.Parameter(torch.ones(2, 2))
        make([weight], lr=0.1, weight_decay=0.5).step()
        assert torch.equal(weight.detach(), torch.ones(2, 2))


def test_hidden_matrices_are_neither_embedding_nor_head():
    model = MiniGPT(GPTConfig(vocabulary_size=16, width=4, n_heads=2, n_layers=1))
    assert sorted(tuple(weight.shape) for weight in hidden_matrices(model)) == [
        (4, 4),
        (4, 16),
        (12, 4),
        (16, 4),
    ]


def test_bad_settings_are_said():
    weight = nn.Parameter(torch.ones(2))
    with pytest.raises(ValueError, match=r"Muon moves matrices, got a tensor of shape \(2,\)"):
        Muon([weight], lr=0.1)
    with pytest.raises(ValueError, match="must not be below 0, got lr=-1"):
        AdamW([weight], lr=-1)
    with pytest.raises(ValueError, match="from 0 to below 1"):
        AdamW([weight], lr=0.1, betas=(0.9, 1.0))
