"""What a training of a language model is made of: batches, the loss, the rate, the gradient's length, the step."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor


def next_token_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Compute how surprised a model is by the tokens that really came next, in nats a token.

    For each place the surprise is -log of the probability that the softmax of
    its logits gives to the target; the loss is the mean over all places of all
    sequences. It stays attached: `backward` on it must reach the logits.
    A model that knows nothing gives log(V).

    Parameters
    ----------
    logits : Tensor of shape (B, T, V), floating point
        V scores for each of T places in B sequences. They may be large.
    targets : Tensor of shape (B, T), int64
        The token that came next at each place, 0 to V - 1.

    Returns
    -------
    Tensor of shape (), of the dtype of the logits
    """
    log_probabilities = logits.log_softmax(dim=-1)  # (B, T, V)
    return -log_probabilities.gather(-1, targets[..., None]).mean()


def get_batch(
    tokens: Tensor, batch_size: int, length: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Cut pieces out of a long text at random places, each with the tokens that came next.

    Parameters
    ----------
    tokens : Tensor of shape (n,), int64
        The text, n > length.
    batch_size : int
        B, how many pieces.
    length : int
        T, tokens in each.
    generator : torch.Generator
        The only source of chance: every place where a piece and its last
        target fit is as likely as any other, the first and the last too.

    Returns
    -------
    inputs, targets : Tensors of shape (B, T), int64
        Target t of a piece is the token that follows its input t in the text.
    """
    starts = torch.randint(len(tokens) - length, (batch_size, 1), generator=generator)
    pieces = tokens[starts + torch.arange(length + 1)]  # (B, T + 1)
    return pieces[:, :-1], pieces[:, 1:]


def warmup_stable_decay(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> float:
    """Give the learning rate of one step: up in a straight line, flat, down in a straight line.

    Steps count from 0. The first `n_warmup` climb: peak / n_warmup, twice that,
    and so on to the peak. The last `n_decay` fall: the peak at first, and peak /
    n_decay at the very last step. Between the two the rate is the peak. Where
    both claim a step, the lower rate counts.

    Parameters
    ----------
    step : int
        From 0 to n_steps - 1.
    n_steps : int
        Steps of the whole training.
    peak : float
        The largest rate.
    n_warmup, n_decay : int
        Steps of the climb and of the fall, 0 or more. With 0 there is none.

    Returns
    -------
    float
        Above 0, at most the peak.
    """
    climb = (step + 1) / n_warmup if n_warmup else 1.0
    fall = (n_steps - step) / n_decay if n_decay else 1.0
    return peak * min(1.0, climb, fall)


def clip_gradients(parameters: Iterable[Tensor], max_norm: float) -> float:
    """Shorten all gradients together, in place, where they are longer than `max_norm` together.

    Their length is that of one long vector with all numbers of all gradients in
    it. Where it is above `max_norm`, every gradient is multiplied by
    max_norm / length, so that the direction stays; where it is not, nothing
    changes. A parameter whose `grad` is None is passed over.
    Pascanu, Mikolov and Bengio (2013), arXiv:1211.5063.

    Parameters
    ----------
    parameters : list of Tensors
        Their `grad` is what is shortened.
    max_norm : float
        Above 0.

    Returns
    -------
    float
        The length before; 0.0 where there is no gradient.
    """
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    length = float(sum((gradient**2).sum() for gradient in gradients)) ** 0.5
    if length > max_norm:
        for gradient in gradients:
            gradient *= max_norm / length
    return length


def adamw_step(
    weight: Tensor,
    gradient: Tensor,
    mean: Tensor,
    square: Tensor,
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.95),
    eps: float = 1e-8,
    weight_decay: float = 0.1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Take one step of AdamW, and give the new weight and both new running means.

    With b1, b2 = betas:

    - mean becomes b1 mean + (1 - b1) gradient, square becomes b2 square + (1 - b2) gradient**2.
    - Both began at 0, so each is divided by the share that it has seen: mean / (1 - b1**step),
      square / (1 - b2**step).
    - The weight first shrinks by the factor 1 - lr weight_decay. Then lr times the corrected mean, over
      (the root of the corrected square, plus eps), is taken off.

    Kingma and Ba (2015), arXiv:1412.6980; Loshchilov and Hutter (2019), arXiv:1711.05101.

    Parameters
    ----------
    weight, gradient, mean, square : Tensors of one shape
        They stay as they are.
    step : int
        From 1.
    lr, eps, weight_decay : float
    betas : (float, float)

    Returns
    -------
    weight, mean, square : new Tensors of that shape
    """
    keep, keep_squares = betas
    mean = keep * mean + (1 - keep) * gradient
    square = keep_squares * square + (1 - keep_squares) * gradient**2
    corrected = mean / (1 - keep**step)
    root = (square / (1 - keep_squares**step)).sqrt()
    weight = weight * (1 - lr * weight_decay) - lr * corrected / (root + eps)
    return weight, mean, square


def perplexity(model: Callable[[Tensor], Tensor], batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    """Compute among how many equally likely tokens a model hesitates: exp of its mean surprise a token.

    The mean is over all tokens of all batches, so each token counts alike
    however long its batch is. Nothing is learned: no gradient is kept.

    Parameters
    ----------
    model : callable
        Takes inputs of shape (B, T), gives logits of shape (B, T, V).
    batches : iterable of (inputs, targets)
        Tensors of shape (B, T), int64. B and T may differ from batch to batch.

    Returns
    -------
    float
        From 1 (it knew each token) upwards; V where it knows nothing.
    """
    total, count = 0.0, 0
    with torch.no_grad():
        for inputs, targets in batches:
            total += float(next_token_loss(model(inputs), targets)) * targets.numel()
            count += targets.numel()
    return float(torch.tensor(total / count, dtype=torch.float64).exp())
