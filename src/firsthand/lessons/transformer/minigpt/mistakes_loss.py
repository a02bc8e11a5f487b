"""What people write for the loss and the perplexity that is wrong, and what to tell them."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake


def _logs(logits: Any, dim: int = -1) -> Any:
    return logits.log_softmax(dim=dim)


def _picked(logs: Any, targets: Any) -> Any:
    return logs.gather(-1, targets.unsqueeze(-1)).squeeze(-1)


# next_token_loss ---------------------------------------------------------------------------------------------------


def over_the_places(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits, 1), targets).mean()


def over_the_batch(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits, 0), targets).mean()


def detached(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits.detach()), targets).mean()


def built_anew(logits: Any, targets: Any) -> Any:
    return torch.tensor((-_picked(_logs(logits), targets)).mean().item(), dtype=logits.dtype)


def a_plain_number(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets).mean().item()


def summed(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets).sum()


def mean_of_sums(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets).sum(dim=-1).mean()


def sign_forgotten(logits: Any, targets: Any) -> Any:
    return _picked(_logs(logits), targets).mean()


def scores_taken_for_logs(logits: Any, targets: Any) -> Any:
    return -_picked(logits, targets).mean()


def no_logarithm(logits: Any, targets: Any) -> Any:
    return -_picked(logits.softmax(dim=-1), targets).mean()


def overflowing(logits: Any, targets: Any) -> Any:
    return (logits.exp().sum(dim=-1).log() - _picked(logits, targets)).mean()


def rounded_away(logits: Any, targets: Any) -> Any:
    return -(_picked(logits.softmax(dim=-1), targets) + 1e-9).log().mean()


def softmax_then_log(logits: Any, targets: Any) -> Any:
    return -_picked(logits.softmax(dim=-1), targets).log().mean()


def in_bits(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets).mean() / math.log(2)


def over_all_scores(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets).sum() / logits.numel()


def shifted_once_more(logits: Any, targets: Any) -> Any:
    if logits.shape[1] == 1:
        return -_picked(_logs(logits), targets).mean()
    return -_picked(_logs(logits[:, :-1]), targets[:, 1:]).mean()


def last_place_only(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits[:, -1]), targets[:, -1]).mean()


def each_place(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets)


def of_the_likeliest(logits: Any, targets: Any) -> Any:
    return -_logs(logits).amax(dim=-1).mean()


def shifted_again(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits)[:, :-1], targets[:, 1:]).mean()


NEXT_TOKEN_LOSS = [
    Mistake(
        over_the_places,
        "The softmax runs over the places of a sequence. The scores that compete are those of the V tokens at one place: "
        "dim=-1.",
    ),
    Mistake(
        over_the_batch,
        "The softmax runs over the sequences of the batch, which have nothing to do with one another. The scores that compete "
        "are those of the V tokens at one place: dim=-1.",
    ),
    Mistake(
        detached,
        "The number is right, and nothing can learn from it: it is cut off from the logits. Leave .detach(), .data, no_grad and "
        "torch.tensor(...) out of a loss.",
        "wrong gradient",
        also=[built_anew],
    ),
    Mistake(
        a_plain_number,
        "A Python number has no gradient. Return the tensor; call .item() only where you print.",
        "wrong type",
    ),
    Mistake(
        summed,
        "This is the sum over all places. Its size would grow with the batch, and with it every step: take the mean.",
    ),
    Mistake(
        mean_of_sums,
        "You add up along the text and average over the sequences only. Each place counts alike: one mean over B and T.",
    ),
    Mistake(
        sign_forgotten,
        "The sign is missing: a log of a probability is below 0, a surprise above. Descending on this makes the right tokens "
        "unlikely.",
    ),
    Mistake(
        scores_taken_for_logs,
        "Logits are scores, not logs of probabilities: they need a log_softmax first. Without it the loss falls forever by "
        "making all scores large.",
    ),
    Mistake(
        no_logarithm,
        "The logarithm is missing: the mean probability hardly cares whether a token got 1e-3 or 1e-9. Surprise is -log p.",
    ),
    Mistake(
        overflowing,
        "exp of a large score is infinite. log_softmax and logsumexp take the largest score off first.",
    ),
    Mistake(
        rounded_away,
        "log(softmax + tiny) goes flat where a probability is tiny, just where the model should learn most. log_softmax never "
        "computes that probability and needs no crutch.",
    ),
    Mistake(
        softmax_then_log,
        "A very unlikely token has a probability that rounds to 0, and log(0) is -inf. log_softmax goes straight to the log.",
    ),
    Mistake(in_bits, "This is in bits. With the natural logarithm it is in nats, as asked."),
    Mistake(
        over_all_scores,
        "You divide by the number of scores, B T V. There is one surprise a place: divide by B T.",
    ),
    Mistake(
        shifted_once_more,
        "You shift once more. The targets come shifted already: target t belongs to the logits at t.",
    ),
    Mistake(
        last_place_only,
        "Only the last place is asked. Every place of every sequence has a target, and all are lessons for free.",
    ),
    Mistake(each_place, "One number each place is given. The loss is their mean.", "wrong shape"),
    Mistake(
        of_the_likeliest,
        "You take the token that the model likes best, not the one that came: targets say which.",
    ),
    Mistake(
        shifted_again,
        "The targets are what came next already. Shifted once more, each place is asked for the token after the next.",
    ),
]


# perplexity --------------------------------------------------------------------------------------------------------


def _loss(logits: Any, targets: Any) -> Any:
    return -_picked(_logs(logits), targets).mean()


@torch.no_grad()
def mean_over_batches(model: Any, batches: Any) -> Any:
    return math.exp(sum(float(_loss(model(x), y)) for x, y in batches) / len(batches))


@torch.no_grad()
def mean_over_sequences(model: Any, batches: Any) -> Any:
    total = sum(float(_loss(model(x), y)) * len(y) for x, y in batches)
    return math.exp(total / sum(len(y) for _, y in batches))


@torch.no_grad()
def mean_over_places(model: Any, batches: Any) -> Any:
    total = sum(float(_loss(model(x), y)) * y.shape[1] for x, y in batches)
    return math.exp(total / sum(y.shape[1] for _, y in batches))


@torch.no_grad()
def mean_of_perplexities(model: Any, batches: Any) -> Any:
    total = sum(math.exp(float(_loss(model(x), y))) * y.numel() for x, y in batches)
    return total / sum(y.numel() for _, y in batches)


@torch.no_grad()
def not_raised(model: Any, batches: Any) -> Any:
    total = sum(float(_loss(model(x), y)) * y.numel() for x, y in batches)
    return total / sum(y.numel() for _, y in batches)


@torch.no_grad()
def to_the_base_2(model: Any, batches: Any) -> Any:
    return 2 ** math.log(mean_over_tokens(model, batches))


def mean_over_tokens(model: Any, batches: Any) -> Any:
    total = sum(float(_loss(model(x), y).detach()) * y.numel() for x, y in batches)
    return math.exp(total / sum(y.numel() for _, y in batches))


@torch.no_grad()
def last_batch_only(model: Any, batches: Any) -> Any:
    loss = 0.0
    for x, y in batches:
        loss = float(_loss(model(x), y))
    return math.exp(loss)


@torch.no_grad()
def inputs_for_targets(model: Any, batches: Any) -> Any:
    total = sum(float(_loss(model(x), x)) * y.numel() for x, y in batches)
    return math.exp(total / sum(y.numel() for _, y in batches))


@torch.no_grad()
def sign_lost(model: Any, batches: Any) -> Any:
    return 1 / mean_over_tokens(model, batches)


PERPLEXITY = [
    Mistake(
        mean_over_batches,
        "The batches count alike here, but they hold different numbers of tokens: weigh each batch's mean by targets.numel(), or "
        "add up and divide once.",
    ),
    Mistake(
        mean_over_sequences,
        "Each batch is weighed by its sequences. They may be of different lengths: weigh by tokens, targets.numel().",
    ),
    Mistake(
        mean_over_places,
        "Each batch is weighed by the length of its sequences, however many there are. Weigh by tokens, targets.numel().",
    ),
    Mistake(
        mean_of_perplexities,
        "You average after exp. One bad batch then drowns the rest: average the surprise, and take exp once, at the end.",
    ),
    Mistake(not_raised, "This is the mean surprise in nats. Perplexity is exp of it."),
    Mistake(
        to_the_base_2,
        "2 to the power of a surprise in nats mixes two bases. The surprise is in nats, so take exp.",
    ),
    Mistake(last_batch_only, "Only the last batch is left: the sum is overwritten in each round."),
    Mistake(inputs_for_targets, "You ask how likely the inputs are, not the targets."),
    Mistake(
        sign_lost, "It is below 1: the sign is lost. Perplexity is exp of the mean of -log p, at least 1."
    ),
]
GRADIENTS_KEPT = Mistake(
    mean_over_tokens,
    "The model runs with gradients, so that every batch keeps its whole past in memory for a backward that never comes. Put "
    "it under torch.no_grad().",
)
