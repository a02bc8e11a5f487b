"""Other right answers to the exercises of the lesson MiniGPT."""

import math
from typing import Any

import torch
from torch.nn import functional as F


def loss_by_logsumexp(logits: Any, targets: Any) -> Any:
    right = logits.gather(2, targets.unsqueeze(2)).squeeze(2)
    return (torch.logsumexp(logits, dim=2) - right).mean()


def loss_by_one_hot(logits: Any, targets: Any) -> Any:
    n = logits.shape[-1]
    shifted = logits - logits.amax(-1, keepdim=True).detach()
    logs = shifted - shifted.exp().sum(-1, keepdim=True).log()
    return -(logs * F.one_hot(targets, n)).sum() / targets.numel()


def loss_by_flat_rows(logits: Any, targets: Any) -> Any:
    rows = torch.log_softmax(logits.reshape(-1, logits.shape[-1]), dim=1)
    picked = rows[torch.arange(len(rows)), targets.reshape(-1)]
    return -picked.sum() / len(rows)


def batch_by_loop(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    xs, ys = [], []
    for _ in range(batch_size):
        i = int(torch.randint(0, len(tokens) - length, (1,), generator=generator))
        xs.append(tokens[i : i + length])
        ys.append(tokens[i + 1 : i + length + 1])
    return torch.stack(xs), torch.stack(ys)


def batch_by_unfold(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    windows = tokens.unfold(0, length + 1, 1)
    chosen = windows[torch.randint(len(windows), (batch_size,), generator=generator)]
    return chosen[:, :length], chosen[:, 1:]


def batch_by_uniform(tokens: Any, batch_size: int, length: int, generator: Any) -> Any:
    places = (torch.rand(batch_size, generator=generator) * (len(tokens) - length)).long()
    at = places.unsqueeze(1) + torch.arange(length).unsqueeze(0)
    return tokens[at], tokens[at + 1]


def rate_by_cases(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    rate = peak
    if step < n_warmup:
        rate = peak * (step + 1) / n_warmup
    if step >= n_steps - n_decay:
        rate = min(rate, peak * (n_steps - step) / n_decay)
    return rate


def rate_from_tables(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    up = [(i + 1) / n_warmup for i in range(n_warmup)] + [1.0] * (n_steps - n_warmup)
    down = [1.0] * (n_steps - n_decay) + [(n_decay - i) / n_decay for i in range(n_decay)]
    return peak * min(up[step], down[step])


def rate_by_max(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> Any:
    return min(peak, peak * (1 + step) / max(n_warmup, 1), peak * (n_steps - step) / max(n_decay, 1))


def clipped_as_one_vector(parameters: Any, max_norm: float) -> Any:
    grads = [p.grad for p in parameters if p.grad is not None]
    if not grads:
        return 0.0
    length = torch.cat([g.flatten() for g in grads]).norm().item()
    factor = min(1.0, max_norm / length) if length else 1.0
    for g in grads:
        g.mul_(factor)
    return length


def clipped_by_new_tensors(parameters: Any, max_norm: float) -> Any:
    total = 0.0
    for p in parameters:
        if p.grad is not None:
            total += p.grad.pow(2).sum().item()
    length = math.sqrt(total)
    for p in parameters:
        if p.grad is not None and length > max_norm:
            p.grad = p.grad / length * max_norm
    return length


def clipped_by_hypot(parameters: Any, max_norm: float) -> Any:
    having = list(filter(lambda p: p.grad is not None, parameters))
    length = math.hypot(*(float(p.grad.square().sum()) ** 0.5 for p in having))
    with torch.no_grad():
        for p in having:
            p.grad *= max_norm / max(length, max_norm)
    return length


def adamw_in_place_of_copies(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    w, m, v = weight.clone(), mean.clone(), square.clone()
    m.mul_(betas[0]).add_(gradient, alpha=1 - betas[0])
    v.mul_(betas[1]).addcmul_(gradient, gradient, value=1 - betas[1])
    w.mul_(1 - lr * weight_decay)
    denominator = (v.sqrt() / math.sqrt(1 - betas[1] ** step)).add_(eps)
    w.addcdiv_(m, denominator, value=-lr / (1 - betas[0] ** step))
    return w, m, v


def adamw_by_lerp(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    m = torch.lerp(mean, gradient, 1 - betas[0])
    v = torch.lerp(square, gradient * gradient, 1 - betas[1])
    move = (m / (1 - betas[0] ** step)) / ((v / (1 - betas[1] ** step)) ** 0.5 + eps)
    return weight - lr * (move + weight_decay * weight), m, v


def perplexity_from_all_at_once(model: Any, batches: Any) -> Any:
    surprises = []
    for inputs, targets in batches:
        with torch.no_grad():
            logits = model(inputs)
        logs = torch.log_softmax(logits, dim=-1)
        surprises.append(-logs.gather(-1, targets.unsqueeze(-1)).flatten())
    return math.exp(torch.cat(surprises).mean().item())


@torch.no_grad()
def perplexity_by_product(model: Any, batches: Any) -> Any:
    total, count = 0.0, 0
    for inputs, targets in batches:
        for row, right in zip(model(inputs).flatten(0, 1), targets.flatten(), strict=True):
            total -= math.log(float(row.softmax(0)[right]))
            count += 1
    return math.e ** (total / count)
