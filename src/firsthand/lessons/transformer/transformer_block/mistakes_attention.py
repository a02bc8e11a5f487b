"""Wrong ways to look back."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake


def _heads(x: Any, to_qkv: Any, n_heads: int) -> Any:
    return [part.unflatten(-1, (n_heads, -1)).transpose(1, 2) for part in (x @ to_qkv).chunk(3, dim=-1)]


def _later(x: Any, diagonal: int = 1) -> Any:
    length = x.shape[1]
    return torch.ones(length, length, dtype=torch.bool, device=x.device).triu(diagonal=diagonal)


def _merged(gathered: Any, to_out: Any) -> Any:
    return gathered.transpose(1, 2).flatten(start_dim=2) @ to_out


def _scores(q: Any, k: Any) -> Any:
    return q @ k.mT / math.sqrt(q.shape[-1])


def masked_after_softmax(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).softmax(dim=-1).masked_fill(_later(x), 0.0)
    return _merged(weights @ v, to_out)


def masked_with_zeros(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x), 0.0).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def not_masked(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    return _merged(_scores(q, k).softmax(dim=-1) @ v, to_out)


def scaled_by_the_width(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    scores = q @ k.mT / math.sqrt(x.shape[-1])
    return _merged(scores.masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def scaled_without_a_root(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    scores = q @ k.mT / q.shape[-1]
    return _merged(scores.masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def scaled_by_the_width_without_a_root(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    scores = q @ k.mT / x.shape[-1]
    return _merged(scores.masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def not_scaled(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    return _merged((q @ k.mT).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def _filled_with(fill: float) -> Any:
    def modest_fill(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
        q, k, v = _heads(x, to_qkv, n_heads)
        return _merged(_scores(q, k).masked_fill(_later(x), fill).softmax(dim=-1) @ v, to_out)

    return modest_fill


def exp_overflows(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).exp().masked_fill(_later(x), 0.0)
    return _merged(weights / weights.sum(dim=-1, keepdim=True) @ v, to_out)


def infinity_times_zero(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = (_scores(q, k) + _later(x) * -math.inf).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def itself_left_out(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x, 0), -math.inf).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def itself_left_out_with_zeros(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x, 0), -1e9).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def one_ahead(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x, 2), -math.inf).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def earlier_masked(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x).T, -math.inf).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def softmax_over_the_queries(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-2)
    return _merged(weights @ v, to_out)


def softmax_over_the_heads(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).softmax(dim=1).masked_fill(_later(x), 0.0)
    return _merged(weights @ v, to_out)


def queries_and_keys_changed(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    k, q, v = _heads(x, to_qkv, n_heads)
    return _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def keys_and_values_changed(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, v, k = _heads(x, to_qkv, n_heads)
    return _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def values_not_projected(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, _ = _heads(x, to_qkv, n_heads)
    v = x.unflatten(-1, (n_heads, -1)).transpose(1, 2)
    return _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def cut_without_transposing(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    batch, length, width = x.shape
    q, k, v = (
        part.reshape(batch, n_heads, length, width // n_heads) for part in (x @ to_qkv).chunk(3, dim=-1)
    )
    weights = _scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def cut_by_the_head(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    mixed = (x @ to_qkv).unflatten(-1, (n_heads, 3, -1)).permute(3, 0, 2, 1, 4)
    q, k, v = mixed[0], mixed[1], mixed[2]
    weights = _scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1)
    return _merged(weights @ v, to_out)


def merged_without_transposing(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1)
    return (weights @ v).reshape(x.shape) @ to_out


def one_head_only(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, 1)
    return _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def output_not_mixed(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1)
    return (weights @ v).transpose(1, 2).flatten(start_dim=2)


def added_to_what_came(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    return x + _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def weights_detached(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    weights = _scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1).detach()
    return _merged(weights @ v, to_out)


def all_of_it_detached(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    return _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out).detach()


def tokens_detached(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x.detach(), to_qkv, n_heads)
    return _merged(_scores(q, k).masked_fill(_later(x), -math.inf).softmax(dim=-1) @ v, to_out)


def mask_on_the_processor(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = _heads(x, to_qkv, n_heads)
    length = x.shape[1]
    later = torch.ones(length, length, dtype=torch.bool).triu(diagonal=1)
    return _merged(_scores(q, k).masked_fill(later, -math.inf).softmax(dim=-1) @ v, to_out)


ATTENTION = [
    Mistake(
        masked_after_softmax,
        "The mask comes after the softmax. The later tokens have taken part in the sum by then, so the weights that are left do "
        "not add up to 1, and the future shows through. Put -inf into the scores before the softmax.",
    ),
    Mistake(
        masked_with_zeros,
        "Forbidden scores become 0, and exp(0) is 1: they still get weight. Put -inf there.",
    ),
    Mistake(
        _filled_with(-100.0),
        "A number such as -100 is low, but not below everything: beside scores as low as that the later tokens get weight. -inf "
        "is below everything.",
        also=[_filled_with(fill) for fill in (-50.0, -1000.0)],
    ),
    Mistake(
        exp_overflows,
        "exp of a large score is infinite, and where all scores are far below 0 it leaves nothing but zeros: NaN both times. "
        "softmax takes the largest off first.",
    ),
    Mistake(
        infinity_times_zero,
        "0 times infinity is NaN, so that what may be seen is lost. Choose instead of multiplying: masked_fill.",
    ),
    Mistake(
        not_masked,
        "There is no mask: each token sees those that come after it, and the model would learn to copy them.",
    ),
    Mistake(
        scaled_by_the_width,
        "You divide by sqrt(D). Each head's dot product runs over K = D / n_heads numbers: divide by sqrt(K).",
    ),
    Mistake(scaled_without_a_root, "You divide by K. Divide by its root: math.sqrt(K)."),
    Mistake(
        scaled_by_the_width_without_a_root,
        "You divide by D. Divide by sqrt(K), the root of one head's width.",
    ),
    Mistake(
        not_scaled, "The scores are not scaled. Divide by sqrt(K), or the softmax saturates for wide heads."
    ),
    Mistake(
        itself_left_out,
        "The mask also takes out the diagonal: no token sees itself, and the first sees nothing, which is NaN. Later tokens "
        "begin one beside the diagonal: triu(diagonal=1).",
        also=[itself_left_out_with_zeros],
    ),
    Mistake(one_ahead, "The mask begins one column too late: each token also sees the one after it."),
    Mistake(
        earlier_masked, "The mask takes out the earlier tokens and leaves the later ones: the wrong triangle."
    ),
    Mistake(
        softmax_over_the_queries,
        "The softmax runs over the queries, down each column. Each query shares its weight out among the keys: dim=-1.",
    ),
    Mistake(
        softmax_over_the_heads,
        "The softmax runs over the heads. Each query shares its weight among the keys: dim=-1.",
    ),
    Mistake(
        queries_and_keys_changed,
        "Queries and keys have changed places: the first D columns of x @ to_qkv are the queries.",
    ),
    Mistake(
        keys_and_values_changed,
        "Keys and values have changed places: the last D columns of x @ to_qkv are the values.",
    ),
    Mistake(values_not_projected, "You gather x itself. The values are the last D columns of x @ to_qkv."),
    Mistake(
        cut_without_transposing,
        "reshape to (B, n_heads, T, K) cuts the tokens in pieces, not their widths. First (B, T, n_heads, K), then "
        "transpose(1, 2).",
    ),
    Mistake(
        cut_by_the_head,
        "You take head 0's query, key and value first, then those of head 1. Here all queries stand first, then all keys, then "
        "all values: cut in three, then into heads.",
    ),
    Mistake(
        merged_without_transposing,
        "The heads are put side by side without transposing back: numbers of different tokens are mixed. transpose(1, 2) "
        "first, then flatten.",
    ),
    Mistake(one_head_only, "All of the width is one head, whatever n_heads says."),
    Mistake(output_not_mixed, "to_out is left out: multiply what the heads gathered by it."),
    Mistake(
        added_to_what_came,
        "x is added to the result. That is the block's business: here is only the branch.",
    ),
    Mistake(
        weights_detached,
        "The weights are detached: the values would learn what to say, and queries and keys nothing about whom to ask.",
        "wrong gradient",
    ),
    Mistake(
        all_of_it_detached,
        "The result is detached: the values are right, and nothing would learn.",
        "wrong gradient",
    ),
    Mistake(
        tokens_detached,
        "x is detached at the beginning: these matrices would learn, and nothing in the layers before.",
        "wrong gradient",
    ),
]
ATTENTION_DEVICE = Mistake(
    mask_on_the_processor,
    "The mask is made on the processor, and on a graphics card x is elsewhere: device=x.device.",
    "crashed",
)
