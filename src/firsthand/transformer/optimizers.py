"""AdamW and Muon, written out."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from firsthand.transformer.model import MiniGPT
from firsthand.transformer.training_config import TrainingConfig

TABLE_BETAS = (0.9, 0.99)  # of SparseAdam: a row is met seldom, so its squares are kept longer
# Where Newton-Schulz ends after five rounds of this polynomial is not 1 but between .7 and 1.2; to have it climb fast
# from small singular values is worth that. Jordan et al. (2024), Muon.
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


class AdamW(Optimizer):
    """Move each number by its own measure: the mean of its gradients over the root of the mean of their squares.

    Both means run, and begin at zero, so each is divided by the share that it has seen so far. The decay
    shrinks the weights themselves and stays out of the gradient, or the root would divide it away again.
    Equal to torch.optim.AdamW to 1e-6 in float32.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
        As for every optimizer of PyTorch.
    lr : float
    betas : (float, float), default=(0.9, 0.95)
        What the two means keep at each step.
    eps : float, default=1e-8
        Added to the root, not under it.
    weight_decay : float, default=0.0
        What a step takes from each weight, in units of lr.

    References
    ----------
    Kingma and Ba (2015), arXiv:1412.6980; Loshchilov and Hutter (2019), arXiv:1711.05101.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float,
        betas: tuple[float, float] = (0.9, 0.95),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        _check(lr, betas, weight_decay)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Take one step down, by the gradients that `backward` left."""
        for group in self.param_groups:
            weights = [weight for weight in group["params"] if weight.grad is not None]
            if weights:
                self._step(group, weights)

    def _step(self, group: dict[str, Any], weights: list[Tensor]) -> None:
        rate, (keep, keep_squares) = group["lr"], group["betas"]
        group["steps"] = steps = group.get("steps", 0) + 1
        gradients: list[Any] = [weight.grad for weight in weights]
        means, squares = (self._state(name, weights) for name in ("mean", "square"))
        # One call of `_foreach` for all weights: a loop in Python would cost a small model more than the arithmetic.
        torch._foreach_lerp_(means, gradients, 1 - keep)
        torch._foreach_mul_(squares, keep_squares)
        torch._foreach_addcmul_(squares, gradients, gradients, 1 - keep_squares)
        roots = torch._foreach_sqrt(squares)
        torch._foreach_div_(roots, (1 - keep_squares**steps) ** 0.5)
        torch._foreach_add_(roots, group["eps"])
        torch._foreach_mul_(weights, 1 - rate * group["weight_decay"])
        torch._foreach_addcdiv_(weights, means, roots, -rate / (1 - keep**steps))

    def _state(self, name: str, weights: list[Tensor]) -> list[Tensor]:
        for weight in weights:
            self.state[weight].setdefault(name, torch.zeros_like(weight))
        return [self.state[weight][name] for weight in weights]


class Muon(Optimizer):
    """Move each matrix by the nearest matrix that turns and does not stretch.

    A matrix of gradients is mostly large in a few directions; a step along it moves a network in these alone. Here
    all its singular values become about 1 (`orthogonalize`), so that rare directions learn as fast.
    For the matrices within a network only: embeddings, heads, scales and shifts are AdamW's.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
        Matrices.
    lr : float
        For a square matrix, how far each direction moves in a step, about.
    momentum : float, default=0.95
        What the running mean of the gradients keeps at each step.
    weight_decay : float, default=0.0
        What a step takes from each weight, in units of lr.

    References
    ----------
    Jordan et al. (2024), Muon: an optimizer for hidden layers in neural networks.
    """

    def __init__(
        self, params: Iterable[Any], lr: float, momentum: float = 0.95, weight_decay: float = 0.0
    ) -> None:
        _check(lr, (momentum,), weight_decay)
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.ndim != 2:
                    raise ValueError(
                        f"Muon moves matrices, got a tensor of shape {tuple(weight.shape)}. Give it to AdamW."
                    )

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Take one step down, by the gradients that `backward` left."""
        for group in self.param_groups:
            alike = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    alike[weight.shape].append(weight)
            for weights in alike.values():
                self._step(group, weights)

    def _step(self, group: dict[str, Any], weights: list[Tensor]) -> None:
        """Move matrices of one shape, all in one product."""
        rate, keep = group["lr"], group["momentum"]
        gradients: list[Any] = [weight.grad for weight in weights]
        for weight in weights:
            self.state[weight].setdefault("mean", torch.zeros_like(weight))
        means = [self.state[weight]["mean"] for weight in weights]
        torch._foreach_lerp_(means, gradients, 1 - keep)
        # Nesterov: look one step ahead of the mean.
        ahead = torch._foreach_lerp(gradients, means, keep)
        moves = orthogonalize(torch.stack(ahead))
        rows, columns = weights[0].shape
        # A tall matrix has more outputs than it has directions to move them in.
        size = rate * max(1, rows / columns) ** 0.5
        torch._foreach_mul_(weights, 1 - rate * group["weight_decay"])
        torch._foreach_add_(weights, list(moves.unbind()), alpha=-size)


def orthogonalize(matrices: Tensor, rounds: int = 5) -> Tensor:
    """Bring all singular values near 1 and leave the directions as they are, by Newton and Schulz.

    With M = U S V', a polynomial a M + b M M'M + c M M'M M'M acts on S alone: five rounds of a good one take every
    singular value above .01 of the largest to between .6 and 1.3. Products only, no decomposition.

    Parameters
    ----------
    matrices : Tensor of shape (..., n, m)
    rounds : int, default=5

    Returns
    -------
    Tensor of shape (..., n, m)
    """
    a, b, c = NEWTON_SCHULZ
    is_tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.bfloat16() if matrices.is_cuda else matrices  # the processor gains nothing by it
    x = x.mT if is_tall else x  # (..., small, large): products of the small side
    x = x / (torch.linalg.matrix_norm(x, keepdim=True) + 1e-7)
    for _ in range(rounds):
        squared = x @ x.mT  # (..., small, small)
        x = a * x + (b * squared + c * squared @ squared) @ x
    x = x.mT if is_tall else x
    return x.to(matrices.dtype)


def hidden_matrices(model: MiniGPT) -> list[Tensor]:
    """The weights of the linear layers between the embedding and the head: what is Muon's."""
    return [module.weight for module in model.blocks.modules() if isinstance(module, nn.Linear)]


def dense_parameters(model: nn.Module) -> list[nn.Parameter]:
    """All weights but those of tables of which a step touches few rows: these are clipped and moved by other rules."""
    sparse = {id(part.weight) for part in model.modules() if isinstance(part, nn.Embedding) and part.sparse}
    return [weight for weight in model.parameters() if id(weight) not in sparse]


def make_optimizers(model: MiniGPT, config: TrainingConfig) -> list[Optimizer]:
    """Muon for the matrices within the blocks, where the config has a rate for them, and AdamW for the rest, which comes last.

    A table of runs of tokens is PyTorch's SparseAdam's, which moves only the rows that a batch has met.
    Each group of parameters keeps the peak of its rate under the name "peak".
    """
    matrices = hidden_matrices(model) if config.matrix_learning_rate else []
    dense = set(map(id, dense_parameters(model)))
    tables = [weight for weight in model.parameters() if id(weight) not in dense]
    taken = {id(weight) for weight in (*matrices, *tables)}
    rest = [weight for weight in model.parameters() if id(weight) not in taken]
    groups = [
        {"params": [weight for weight in rest if weight.ndim >= 2], "weight_decay": config.weight_decay},
        {"params": [weight for weight in rest if weight.ndim < 2], "weight_decay": 0.0},
    ]
    made: list[Optimizer] = [
        AdamW([group for group in groups if group["params"]], config.learning_rate, config.betas)
    ]
    if tables:
        made.insert(0, torch.optim.SparseAdam(tables, config.table_learning_rate, TABLE_BETAS))
    if matrices:
        made.insert(0, Muon(matrices, config.matrix_learning_rate, weight_decay=config.weight_decay))
    for optimizer in made:
        for group in optimizer.param_groups:
            group["peak"] = group["lr"]
    return made


def _check(lr: float, kept: tuple[float, ...], weight_decay: float) -> None:
    if lr < 0 or weight_decay < 0:
        raise ValueError(
            f"lr and weight_decay must not be below 0, got lr={lr} and weight_decay={weight_decay}."
        )
    if not all(0 <= share < 1 for share in kept):
        raise ValueError(f"what a running mean keeps must be from 0 to below 1, got {kept}.")
