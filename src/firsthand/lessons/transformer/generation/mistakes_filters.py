"""What people write for the filters of the next token that is wrong, and what to tell them."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake

# top_k_filter ------------------------------------------------------------------------------------------------------


def ties_all_kept(logits: Any, k: int) -> Any:
    border = logits.topk(min(k, logits.shape[-1]), dim=-1).values[..., -1:]
    return logits.masked_fill(logits < border, -math.inf)


def ties_all_dropped(logits: Any, k: int) -> Any:
    if k >= logits.shape[-1]:
        return logits.clone()
    border = logits.sort(dim=-1, descending=True).values[..., k : k + 1]
    return logits.masked_fill(logits <= border, -math.inf)


def later_of_equals(logits: Any, k: int) -> Any:
    kept = logits.flip(-1).argsort(dim=-1, descending=True, stable=True)[..., :k]
    kept = logits.shape[-1] - 1 - kept
    return torch.full_like(logits, -math.inf).scatter(-1, kept, logits.gather(-1, kept))


def too_many_asked(logits: Any, k: int) -> Any:
    _, order = logits.topk(k, dim=-1)
    return k_right(logits, order.shape[-1])


def k_right(logits: Any, k: int) -> Any:
    kept = logits.argsort(dim=-1, descending=True, stable=True)[..., :k]
    return torch.full_like(logits, -math.inf).scatter(-1, kept, logits.gather(-1, kept))


def zeros_instead(logits: Any, k: int) -> Any:
    kept = logits.argsort(dim=-1, descending=True, stable=True)[..., :k]
    return torch.zeros_like(logits).scatter(-1, kept, logits.gather(-1, kept))


def _in_place_of_infinity(right: Any, low: float) -> Any:
    def a_low_number(logits: Any, limit: Any) -> Any:
        found = right(logits, limit)
        return torch.where(found.isinf(), torch.full_like(found, low), found)

    return a_low_number


LOW = (-1e9, -1e10, -1e8, -1e6, -1e5, -1e4, -1e3, -100.0, -1e20, -1e30, -99999.0, -999999.0)


def infinity_times_zero(logits: Any, k: int) -> Any:
    kept = torch.zeros_like(logits).masked_fill(~k_right(logits, k).isinf(), 1.0)
    return logits + (1 - kept) * -math.inf


def infinity_times_zero_multiplied(logits: Any, k: int) -> Any:
    kept = torch.zeros_like(logits).masked_fill(~k_right(logits, k).isinf(), 1.0)
    return logits * kept + (1 - kept) * -math.inf


def lowest_kept(logits: Any, k: int) -> Any:
    kept = logits.argsort(dim=-1, stable=True)[..., :k]
    return torch.full_like(logits, -math.inf).scatter(-1, kept, logits.gather(-1, kept))


def cut_short(logits: Any, k: int) -> Any:
    return logits.sort(dim=-1, descending=True, stable=True).values[..., :k]


def probabilities_given(logits: Any, k: int) -> Any:
    return k_right(logits, k).softmax(dim=-1)


def one_too_few(logits: Any, k: int) -> Any:
    return k_right(logits, max(1, k - 1))


def best_of_all_rows(logits: Any, k: int) -> Any:
    if logits.ndim == 1:
        return k_right(logits, k)
    return k_right(logits.flatten(), k).reshape(logits.shape)


def only_the_first_row(logits: Any, k: int) -> Any:
    kept = logits.reshape(-1, logits.shape[-1])[0].argsort(descending=True, stable=True)[:k]
    out = torch.full_like(logits, -math.inf)
    out[..., kept] = logits[..., kept]
    return out


def written_into(logits: Any, k: int) -> Any:
    kept = logits.argsort(dim=-1, descending=True, stable=True)[..., k:]
    return logits.scatter_(-1, kept, -math.inf)


TOP_K = [
    Mistake(
        ties_all_kept,
        "All that equal the k-th score stay, so that with ties more than k are left. Keep by place in the order, not by a "
        "border: a stable argsort gives the lower id first.",
    ),
    Mistake(
        ties_all_dropped,
        "All that equal the first one left out go too, so that with ties fewer than k are left. Keep by place in the order.",
    ),
    Mistake(
        later_of_equals,
        "Of equal scores at the border the later ids stay. The lower ones should: argsort with stable=True and descending=True.",
    ),
    Mistake(
        too_many_asked,
        "topk refuses a k above the number of scores. Then all stay.",
        "crashed",
    ),
    Mistake(
        zeros_instead,
        "0 is a score like any other: exp(0) is 1. What is out needs -inf.",
    ),
    Mistake(
        _in_place_of_infinity(k_right, LOW[0]),
        "What is out has a low score here. -inf is asked for: it alone is below every other, and exp makes 0 of it.",
        also=[_in_place_of_infinity(k_right, low) for low in LOW[1:]],
    ),
    Mistake(
        infinity_times_zero,
        "0 times infinity is NaN, so that what stays is lost. Choose instead of multiplying: torch.where or masked_fill.",
        also=[infinity_times_zero_multiplied],
    ),
    Mistake(lowest_kept, "The lowest scores stay. Sort with descending=True."),
    Mistake(
        cut_short,
        "Only k scores come back, and nobody knows whose they are. Keep the shape, with -inf in the other places.",
        "wrong shape",
    ),
    Mistake(
        probabilities_given,
        "These are probabilities. Scores are wanted, so that another filter can follow.",
    ),
    Mistake(one_too_few, "One too few is left: [..., :k] are k."),
    Mistake(
        best_of_all_rows,
        "The best of all rows together stay. Each row is a choice of its own: along the last axis.",
    ),
    Mistake(
        only_the_first_row,
        "Every row keeps the tokens that are best in the first. Each row is a choice of its own.",
    ),
    Mistake(
        written_into,
        "scatter_ writes into the caller's tensor. scatter, without the line, makes a new one.",
        "changed its input",
    ),
]


# top_p_filter ------------------------------------------------------------------------------------------------------


def _by(logits: Any, keep: Any) -> Any:
    """Keep what `keep` says of the sorted probabilities."""
    ordered, order = logits.sort(dim=-1, descending=True, stable=True)
    kept = ordered.masked_fill(~keep(ordered.softmax(dim=-1)), -math.inf)
    return torch.full_like(logits, -math.inf).scatter(-1, order, kept)


def crossing_dropped(logits: Any, p: float) -> Any:
    return _by(logits, lambda shares: shares.cumsum(dim=-1) <= p + 1e-12)


def crossing_dropped_but_one(logits: Any, p: float) -> Any:
    def keep(shares: Any) -> Any:
        kept = shares.cumsum(dim=-1) <= p + 1e-12
        kept[..., 0] = True
        return kept

    return _by(logits, keep)


def one_more(logits: Any, p: float) -> Any:
    def keep(shares: Any) -> Any:
        kept = shares.cumsum(dim=-1) - shares < p
        kept[..., 1:] |= kept[..., :-1].clone()
        return kept

    return _by(logits, keep)


def by_own_share(logits: Any, p: float) -> Any:
    return _by(logits, lambda shares: shares >= p)


def least_likely(logits: Any, p: float) -> Any:
    ordered, order = logits.sort(dim=-1, stable=True)
    shares = ordered.softmax(dim=-1)
    kept = ordered.masked_fill(shares.cumsum(dim=-1) - shares >= p, -math.inf)
    return torch.full_like(logits, -math.inf).scatter(-1, order, kept)


def left_in_order(logits: Any, p: float) -> Any:
    ordered = logits.sort(dim=-1, descending=True, stable=True).values
    shares = ordered.softmax(dim=-1)
    return ordered.masked_fill(shares.cumsum(dim=-1) - shares >= p, -math.inf)


def mask_left_in_order(logits: Any, p: float) -> Any:
    shares = logits.sort(dim=-1, descending=True, stable=True).values.softmax(dim=-1)
    return logits.masked_fill(shares.cumsum(dim=-1) - shares >= p, -math.inf)


def unsorted(logits: Any, p: float) -> Any:
    shares = logits.softmax(dim=-1)
    return logits.masked_fill(shares.cumsum(dim=-1) - shares >= p, -math.inf)


def sums_of_scores(logits: Any, p: float) -> Any:
    ordered, order = logits.sort(dim=-1, descending=True, stable=True)
    kept = ordered.masked_fill(ordered.cumsum(dim=-1) - ordered >= p, -math.inf)
    return torch.full_like(logits, -math.inf).scatter(-1, order, kept)


def zeros_for_p(logits: Any, p: float) -> Any:
    found = p_right(logits, p)
    return torch.where(found.isinf(), torch.zeros_like(found), found)


def p_right(logits: Any, p: float) -> Any:
    return _by(logits, lambda shares: shares.cumsum(dim=-1) - shares < p)


def shares_for_p(logits: Any, p: float) -> Any:
    return p_right(logits, p).softmax(dim=-1)


def logarithms_for_p(logits: Any, p: float) -> Any:
    return _by_shares(logits, p).log()


def logarithms_of_shares_over_their_sum(logits: Any, p: float) -> Any:
    return p_right(logits, p).log_softmax(dim=-1)


def _by_shares(logits: Any, p: float) -> Any:
    return logits.softmax(dim=-1) * p_right(logits, p).isfinite()


def shares_left_alone(logits: Any, p: float) -> Any:
    return _by_shares(logits, p)


def later_first(logits: Any, p: float) -> Any:
    return p_right(logits.flip(-1), p).flip(-1)


TOP_P = [
    Mistake(
        crossing_dropped,
        "The token with which the sum crosses p is dropped. It stays: what is left must sum to at least p. Where the first token "
        "alone is above p, nothing would be left at all.",
    ),
    Mistake(
        crossing_dropped_but_one,
        "The first token is saved, but the one with which the sum crosses p is still dropped. Ask what those in front of a token "
        "sum to: below p it stays.",
    ),
    Mistake(
        one_more, "One token too many stays: the sum has reached p before it. Those in front of it decide."
    ),
    Mistake(
        by_own_share,
        "You compare each token's own probability with p. It is the sum, from the likeliest on, that must reach p.",
    ),
    Mistake(least_likely, "The sum begins with the least likely. Sort with descending=True."),
    Mistake(
        left_in_order,
        "The scores come back sorted, so that each stands at another token's place. Put them back with scatter and the order.",
    ),
    Mistake(
        mask_left_in_order,
        "The mask is in the order of the sorted scores, the scores are not. Put the mask back into their order, with scatter.",
    ),
    Mistake(
        unsorted,
        "You add up in the order of the ids. The likeliest come first: sort before the cumsum.",
    ),
    Mistake(
        sums_of_scores,
        "You add up scores. It is probabilities that sum to p: softmax first.",
    ),
    Mistake(zeros_for_p, "A score of 0 is no ban, exp(0) is 1. What is out needs -inf."),
    Mistake(
        _in_place_of_infinity(p_right, LOW[0]),
        "What is out has a low score here. -inf is asked for: it alone is below every other, and exp makes 0 of it.",
        also=[_in_place_of_infinity(p_right, low) for low in LOW[1:]],
    ),
    Mistake(
        shares_for_p,
        "Probabilities come back. Scores are wanted, so that another filter can follow.",
        also=[shares_left_alone],
    ),
    Mistake(
        logarithms_for_p,
        "Logarithms of probabilities come back. They would draw the same, but the scores that stay are wanted as they were.",
        also=[logarithms_of_shares_over_their_sum],
    ),
    Mistake(
        later_first,
        "Of equal scores the later id comes first. The lower should: a sort with stable=True and descending=True.",
    ),
]
