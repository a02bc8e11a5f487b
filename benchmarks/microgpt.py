"""microgpt beside our NumPy autograd and PyTorch: the same weights learn from the same words, step by step."""

import numpy as np
import torch

from benchmarks.harness import Job
from firsthand.data import load
from firsthand.neural.autograd import Adam, Tensor
from firsthand.neural.autograd.losses import cross_entropy
from firsthand.neural.autograd.tensor import where
from firsthand.transformer.microgpt import FORBIDDEN, MicroGPT

RATE, BETAS = 0.01, (0.9, 0.99)


def ours(words):
    """The losses of its training."""
    return np.array(MicroGPT(words).train(words))


def autograd(words):
    """The same by `firsthand.neural.autograd`."""

    def restricted(scores, mask):
        return where(mask, scores, FORBIDDEN).softmax()

    return _losses(
        words,
        lambda value: Tensor(value, requires_grad=True),
        Adam,
        np.asarray,
        lambda a, *axes: a.transpose(*axes),
        restricted,
        cross_entropy,
    )


def pytorch(words):
    """The same by PyTorch, in double precision."""
    torch.set_num_threads(1)

    def restricted(scores, mask):
        return scores.masked_fill(~mask, FORBIDDEN).softmax(-1)

    return _losses(
        words,
        lambda value: torch.tensor(value, requires_grad=True),
        torch.optim.Adam,
        torch.as_tensor,
        lambda a, *axes: a.permute(*axes),
        restricted,
        torch.nn.functional.cross_entropy,
    )


def _losses(words, leaf, optimizer, constant, transposed, restricted, loss_of):
    """Train the model that MicroGPT is, written with a library's own operations."""
    model = MicroGPT(words)
    w = {name: leaf(node.value) for name, node in model.weights.items()}
    adam, heads = optimizer(w.values(), lr=RATE, betas=BETAS), model.n_heads

    def norm(x):
        return x / ((x * x).mean(1, True) + 1e-5) ** 0.5

    def split(x):
        return transposed(x.reshape(x.shape[0], heads, -1), 1, 0, 2)

    def logits(ids):
        T = len(ids)
        x = w["embedding"][ids] + w["positions"][:T]
        q, k, v = (split(norm(x) @ w[name]) for name in ("to_q", "to_k", "to_v"))
        scores = q @ transposed(k, 0, 2, 1) * (model.width / heads) ** -0.5
        seen = restricted(scores, constant(np.tri(T, dtype=bool))) @ v  # (H, T, K)
        x = x + transposed(seen, 1, 0, 2).reshape(T, -1) @ w["to_out"]
        x = x + (norm(x) @ w["widen"]).relu() @ w["narrow"]
        return norm(x) @ w["head"]

    losses = []
    for step, word in enumerate(words):
        ids = [model.characters.index(c) for c in (".", *word, ".")]
        loss = loss_of(logits(constant(np.array(ids[:-1]))), constant(np.array(ids[1:])))
        adam.zero_grad()
        loss.backward()
        rate = RATE * (1 - step / len(words))
        if hasattr(adam, "param_groups"):
            adam.param_groups[0]["lr"] = rate
        else:
            adam.lr = rate
        adam.step()
        losses.append(loss.item())
    return np.array(losses)


def same_losses(got, expected):
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-9)


JOBS = [
    Job(
        "a microgpt learns names",
        lambda size: load("first_names").words[::3][:size],
        (20, 200),
        {"ours": ours, "our autograd": autograd, "PyTorch": pytorch},
        agree=same_losses,
        size_label="names, one a step",
        rounds=5,
    )
]
