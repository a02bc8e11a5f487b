"""What people write for choosing and for the cache that is wrong, and what to tell them."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake

# greedy_decode -----------------------------------------------------------------------------------------------------


@torch.no_grad()
def _decode(model: Any, ids: Any, n_new: int, context_length: int, choose: Any) -> Any:
    for _ in range(n_new):
        ids = torch.cat([ids, choose(model(ids[None, -context_length:]))])
    return ids


def first_place(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    return _decode(model, ids, n_new, context_length, lambda logits: logits[0, 0].argmax()[None])


def lowest_score(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    return _decode(model, ids, n_new, context_length, lambda logits: logits[0, -1].argmin()[None])


def drawn_instead(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    torch.manual_seed(0)
    return _decode(model, ids, n_new, context_length, lambda logits: logits[0, -1].softmax(-1).multinomial(1))


@torch.no_grad()
def last_token_only(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    for _ in range(n_new):
        ids = torch.cat([ids, model(ids[None, -1:])[0, -1].argmax()[None]])
    return ids


@torch.no_grad()
def whole_text(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    for _ in range(n_new):
        ids = torch.cat([ids, model(ids[None])[0, -1].argmax()[None]])
    return ids


@torch.no_grad()
def first_part(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    for _ in range(n_new):
        ids = torch.cat([ids, model(ids[None, :context_length])[0, -1].argmax()[None]])
    return ids


@torch.no_grad()
def prompt_only(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    new = [model(ids[None, -context_length:])[0, -1].argmax()[None] for _ in range(n_new)]
    return torch.cat([ids, *new])


def new_ones_only(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    return greedy_right(model, ids, n_new, context_length)[len(ids) :]


def greedy_right(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    return _decode(model, ids, n_new, context_length, lambda logits: logits[0, -1].argmax()[None])


def all_at_once(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    if not n_new:
        return ids
    return _decode(model, ids, 1, context_length, lambda logits: logits[0, -1].topk(
        min(n_new, logits.shape[-1])
    ).indices)  # fmt: skip


def up_to_a_length(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    return greedy_right(model, ids, max(0, n_new - len(ids)), context_length)


def row_kept(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    return greedy_right(model, ids, n_new, context_length)[None]


def no_batch_axis(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    with torch.no_grad():
        for _ in range(n_new):
            ids = torch.cat([ids, model(ids[-context_length:])[-1].argmax()[None]])
    return ids


def with_gradients(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    for _ in range(n_new):
        ids = torch.cat([ids, model(ids[None, -context_length:])[0, -1].argmax()[None]])
    return ids


GREEDY = [
    Mistake(
        first_place,
        "You read the scores at the first place, which tell what comes second. What comes next is told at the last: "
        "logits[0, -1].",
    ),
    Mistake(lowest_score, "You take the lowest score. argmax."),
    Mistake(drawn_instead, "You draw. Greedy takes the likeliest token each time."),
    Mistake(
        last_token_only,
        "The model sees the last token alone, and so forgets what there was. Without a cache it must see all that the context "
        "holds.",
    ),
    Mistake(
        whole_text,
        "The model is shown more than its context holds. Show it the last context_length tokens.",
    ),
    Mistake(
        first_part,
        "You keep the beginning of the text, so that what is new is never seen. Keep its end: ids[-context_length:].",
    ),
    Mistake(
        prompt_only,
        "The model never sees what it wrote. Put each new token behind the others before you ask again.",
    ),
    Mistake(
        new_ones_only,
        "Only the new tokens come back. The old ones belong in front of them.",
        "wrong shape",
    ),
    Mistake(
        all_at_once,
        "These are the likeliest tokens for one place. The second new token depends on the first: one pass each.",
        "wrong shape",
    ),
    Mistake(
        up_to_a_length,
        "You write until the text has n_new tokens. n_new more are wanted.",
        "wrong shape",
    ),
    Mistake(
        row_kept, "A batch axis is left: (1, T + n_new). One text is wanted, (T + n_new,).", "wrong shape"
    ),
    Mistake(
        no_batch_axis,
        "The model takes a batch, (1, T). ids[None] makes one of a single text, and its answer has that axis too.",
        "crashed",
    ),
]
WITH_GRADIENTS = Mistake(
    with_gradients,
    "The model runs with gradients, and keeps for each token what a backward would need. Put it under torch.no_grad().",
)


# sample_token ------------------------------------------------------------------------------------------------------


def multiplied(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial((logits * temperature).softmax(dim=-1), 1, generator=generator)[:, 0]


def ignored(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial(logits.softmax(dim=-1), 1, generator=generator)[:, 0]


def divided_afterwards(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial(logits.softmax(dim=-1) / temperature, 1, generator=generator)[:, 0]


def zero_not_seen_to(logits: Any, temperature: float, generator: Any) -> Any:
    return torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=generator)[:, 0]


def column_kept(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1, keepdim=True)
    return torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=generator)


def always_the_likeliest(logits: Any, temperature: float, generator: Any) -> Any:
    return logits.argmax(dim=-1)


def over_the_rows(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial((logits / temperature).softmax(dim=0), 1, generator=generator)[:, 0]


def chance_of_its_own(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial((logits / temperature).softmax(dim=-1), 1)[:, 0]


def all_alike(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.randint(logits.shape[1], (len(logits),), generator=generator)


def exp_overflows(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial((logits / temperature).exp(), 1, generator=generator)[:, 0]


def largest_of_the_batch(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    scores = logits / temperature
    weights = (scores - scores.max()).exp()
    return torch.multinomial(weights / weights.sum(dim=-1, keepdim=True), 1, generator=generator)[:, 0]


def largest_of_the_batch_not_divided(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return logits.argmax(dim=-1)
    scores = logits / temperature
    return torch.multinomial((scores - scores.max()).exp(), 1, generator=generator)[:, 0]


def _with_a_floor(low: float) -> Any:
    def a_low_number_for_a_ban(logits: Any, temperature: float, generator: Any) -> Any:
        scores = logits.clamp(min=low)
        if temperature == 0:
            return scores.argmax(dim=-1)
        return torch.multinomial((scores / temperature).softmax(dim=-1), 1, generator=generator)[:, 0]

    return a_low_number_for_a_ban


SAMPLE = [
    Mistake(
        multiplied, "You multiply by the temperature, which turns it round: a high one would sharpen. Divide."
    ),
    Mistake(
        ignored,
        "The temperature changes nothing but 0. Divide the scores by it, before the softmax: probabilities that are all "
        "divided by one number are to each other as before.",
        also=[divided_afterwards],
    ),
    Mistake(
        zero_not_seen_to,
        "At temperature 0 you divide by 0. Then nothing is drawn: take the argmax.",
        "crashed",
    ),
    Mistake(column_kept, "multinomial gives a column, (B, 1). Take it off: [:, 0].", "wrong shape"),
    Mistake(always_the_likeliest, "Nothing is drawn: this is greedy at any temperature."),
    Mistake(
        over_the_rows,
        "The softmax runs over the rows of the batch. The scores that compete stand in one row: dim=-1.",
    ),
    Mistake(
        chance_of_its_own,
        "The generator is not used, so nobody can draw the same again. Hand it to multinomial.",
    ),
    Mistake(all_alike, "All tokens are drawn alike, whatever their scores."),
    Mistake(
        exp_overflows,
        "exp of a large score is infinite. softmax takes the largest off first.",
        "crashed",
    ),
    Mistake(
        largest_of_the_batch,
        "You take off the largest score of the whole batch. A row far below it becomes nothing but zeros, from which nothing "
        "can be drawn. Take off each row's own: max(dim=-1, keepdim=True).",
        "crashed",
        also=[largest_of_the_batch_not_divided],
    ),
    Mistake(
        _with_a_floor(-100.0),
        "A score of -inf becomes a low number, and beside scores that are no higher its token comes. Leave it: softmax makes 0 "
        "of it.",
        also=[_with_a_floor(low) for low in (-5.0, -10.0, -20.0, -50.0, -1000.0)],
    ),
]


# kv_cache_step -----------------------------------------------------------------------------------------------------


def _gather(query: Any, keys: Any, values: Any, scale: float | None = None) -> Any:
    scale = math.sqrt(query.shape[-1]) if scale is None else scale
    weights = (torch.einsum("hk,hnk->hn", query, keys) / scale).softmax(dim=-1)
    return torch.einsum("hn,hnk->hk", weights, values)


def _put(key: Any, value: Any, keys: Any, values: Any, place: int) -> None:
    keys[:, place], values[:, place] = key, value


def never_at_0(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    if length:
        _put(key, value, keys, values, length)
    return _gather(query, keys[:, : length + 1], values[:, : length + 1])


def one_too_late(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    place = min(length + 1, keys.shape[1] - 1)
    _put(key, value, keys, values, place)
    return _gather(query, keys[:, : place + 1], values[:, : place + 1])


def one_too_early(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    place = max(0, length - 1)
    _put(key, value, keys, values, place)
    return _gather(query, keys[:, : place + 1], values[:, : place + 1])


def not_itself(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    found = _gather(query, keys[:, :length], values[:, :length])
    _put(key, value, keys, values, length)
    return found


def what_lies_beyond(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    return _gather(query, keys, values)


def nothing_written(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    past = torch.cat([keys[:, :length], key[:, None]], dim=1)
    return _gather(query, past, torch.cat([values[:, :length], value[:, None]], dim=1))


def keys_only(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    keys[:, length] = key
    return _gather(query, keys[:, : length + 1], values[:, : length + 1])


def not_scaled(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    return _gather(query, keys[:, : length + 1], values[:, : length + 1], 1.0)


def scaled_by_width(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    return _gather(query, keys[:, : length + 1], values[:, : length + 1], float(query.shape[-1]))


def one_softmax_for_all_heads(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    scores = torch.einsum("hk,hnk->hn", query, keys[:, : length + 1]) / math.sqrt(query.shape[-1])
    weights = scores.flatten().softmax(dim=0).reshape(scores.shape)
    return torch.einsum("hn,hnk->hk", weights, values[:, : length + 1])


def swapped(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(value, key, keys, values, length)
    return _gather(query, keys[:, : length + 1], values[:, : length + 1])


def softmax_over_the_heads(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    scores = torch.einsum("hk,hnk->hn", query, keys[:, : length + 1]) / math.sqrt(query.shape[-1])
    return torch.einsum("hn,hnk->hk", scores.softmax(dim=0), values[:, : length + 1])


def place_taken_for_the_head(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    keys[length], values[length] = key, value
    return _gather(query, keys[:, : length + 1], values[:, : length + 1])


def _weighed(scores: Any, largest: Any, values: Any) -> Any:
    weights = (scores - largest).exp()
    return torch.einsum("hn,hnk->hk", weights / weights.sum(dim=-1, keepdim=True), values)


def exp_of_scores(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    scores = torch.einsum("hk,hnk->hn", query, keys[:, : length + 1]) / math.sqrt(query.shape[-1])
    return _weighed(scores, 0.0, values[:, : length + 1])


def largest_of_the_whole_cache(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    _put(key, value, keys, values, length)
    scores = torch.einsum("hk,hnk->hn", query, keys) / math.sqrt(query.shape[-1])
    largest = scores.max(dim=-1, keepdim=True).values
    return _weighed(scores[:, : length + 1], largest, values[:, : length + 1])


KV_CACHE = [
    Mistake(
        never_at_0,
        "The first token is never written: length 0 is a place like any other. `if length:` is false there.",
    ),
    Mistake(
        one_too_late, "It is written one place too late. The first free place is `length`: count from 0."
    ),
    Mistake(
        one_too_early,
        "It is written one place too early, over the token before. The first free place is `length`.",
    ),
    Mistake(
        not_itself,
        "The new token does not look at itself. Write first, then look at 0 to length, that one included: [: length + 1].",
    ),
    Mistake(
        what_lies_beyond,
        "You look at the whole cache. What lies beyond `length` is from somebody else: [:, : length + 1].",
    ),
    Mistake(
        nothing_written,
        "The result is right this time, but nothing is written into the cache: the next token will not find this one.",
    ),
    Mistake(keys_only, "The key is written, the value is not."),
    Mistake(not_scaled, "The scores are not divided by the root of K."),
    Mistake(scaled_by_width, "You divide by K. It is the root of K."),
    Mistake(
        one_softmax_for_all_heads,
        "All heads share one softmax. Each head has its own, over the positions.",
    ),
    Mistake(
        exp_of_scores,
        "exp of a large score is infinite, and infinity over infinity is NaN. softmax takes the largest off first.",
    ),
    Mistake(
        largest_of_the_whole_cache,
        "The largest score is looked for in the whole cache. What lies beyond `length` may be far larger, and then exp leaves "
        "nothing but zeros. Cut first: keys[:, : length + 1].",
    ),
    Mistake(swapped, "Key and value have changed places in the cache."),
    Mistake(
        softmax_over_the_heads,
        "The softmax runs over the heads. Each head has its own, over the positions: dim=-1.",
    ),
    Mistake(
        place_taken_for_the_head,
        "keys[length] is all that one head keeps. The place is the second axis: keys[:, length].",
    ),
]
