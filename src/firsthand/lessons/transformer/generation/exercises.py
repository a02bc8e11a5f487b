"""The exercises of the lesson Generation: choosing the next token, and keeping what has been computed."""

from collections.abc import Mapping
from typing import Any

import torch
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.transformer.generation import correct, inputs, mistakes_filters, mistakes_steps
from firsthand.transformer.basics.generation import (
    greedy_decode,
    kv_cache_step,
    sample_token,
    top_k_filter,
    top_p_filter,
)


def about_as_drawn(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Shares agree to a twentieth, which is more than five standard deviations; what must not come, and the rest, exactly."""
    shares = "shares of the tokens"
    if not isinstance(got, Mapping) or not set(got) <= set(expected):
        return agree(got, expected, given)
    if shares not in got:
        return agree(got, {name: expected[name] for name in got}, given)
    found, wanted = got[shares], expected[shares]
    never = given["logits"].isneginf()
    if found.shape != wanted.shape or found[never].any():
        return agree(got, expected, given)
    if float((found - wanted).abs().max()) < 0.05:
        got = {**got, shares: wanted}
    return agree(got, expected, given)


def text_and_window(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    names = ("ids", "longer than the context")
    if got is None:
        return agree(got, expected["ids"], given)
    return agree({name: got[name] for name in names}, {name: expected[name] for name in names}, given)


def without_gradients(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    if got is None or got["gradients are kept"] == expected["gradients are kept"]:
        return None
    return Difference("wrong value", "The model was run with gradients switched on.")


TABLE = [[0.0, 2.0, 1.0], [1.0, 0.0, 3.0], [2.5, 1.0, 0.0]]

greedy_decode_exercise = Exercise(
    reference=greedy_decode,
    task="Write on by asking the model what comes next, and taking the likeliest token each time.",
    inputs=inputs.beginnings(),
    edges=[
        inputs.beginning([[0.0, 1.0], [1.0, 0.0]], [0], 1),
        inputs.beginning(TABLE, [0], 2),
        inputs.beginning(TABLE, [0, 2], 3),
        inputs.beginning(TABLE, [2, 1, 0], 4, 2),
        inputs.beginning(TABLE, [0, 1, 2, 1], 3, 2),
        inputs.beginning(TABLE, [1], 0),
        inputs.beginning([[1.0, 1.0, 0.0]] * 3, [2], 2),
    ],
    mistakes=mistakes_steps.GREEDY,
    clauses=[
        Clause(
            text="No gradient is kept.",
            ignored=mistakes_steps.WITH_GRADIENTS,
            check=without_gradients,
        )
    ],
    also_right=[correct.greedy_by_list, correct.greedy_in_a_buffer],
    hints=[
        "One round: show the model the last context_length tokens as a batch of one, read the scores at the last place, put the "
        "argmax behind the text.",
        "ids[None, -context_length:] is that batch, model(...)[0, -1] are the scores.",
        "ids = torch.cat([ids, logits.argmax()[None]]), n_new times, all under torch.no_grad().",
    ],
    scenario=inputs.write,
    agree=text_and_window,
)

top_k_filter_exercise = Exercise(
    reference=top_k_filter,
    task="Leave the k highest scores of each row, and put -inf in place of all others.",
    inputs=arguments(logits=inputs.rows(), k=st.integers(1, 6)),
    edges=[
        inputs.filtered([1.0, 3.0, 2.0], k=2),
        inputs.filtered([1.0, 3.0, 2.0], k=1),
        inputs.filtered([1.0, 2.0], k=5),
        inputs.filtered([1.0, 2.0, 2.0, 2.0], k=2),
        inputs.filtered([3.0, 2.0, 2.0, 1.0], k=2),
        inputs.filtered([-1.0, -2.0, -3.0], k=2),
        inputs.filtered([[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]], k=2),
        inputs.filtered([[1.0, 2.0, 3.0], [0.5, 0.0, 0.25]], k=1, dtype=torch.float32),
    ],
    mistakes=mistakes_filters.TOP_K,
    also_right=[correct.k_by_rank, correct.k_by_loop, correct.k_by_where],
    hints=[
        "A border value is not enough: several scores may equal it. Which places of the order stay?",
        "logits.argsort(dim=-1, descending=True, stable=True)[..., :k] are the ids that stay, and of no more than k scores it "
        "simply gives all.",
        "torch.full_like(logits, -math.inf).scatter(-1, kept, logits.gather(-1, kept))",
    ],
)

top_p_filter_exercise = Exercise(
    reference=top_p_filter,
    task="Leave the likeliest tokens of each row until their probabilities reach p together; -inf for all others.",
    inputs=arguments(logits=inputs.rows(), p=st.sampled_from([0.9, 0.47, 0.61, 0.83, 0.13, 1.0])),
    edges=[
        inputs.filtered([0.0, 2.0, 1.0], p=0.8),
        inputs.filtered([0.0, 2.0, 1.0], p=0.3),
        inputs.filtered([2.0, 1.0, 0.0, -1.0], p=0.9),
        inputs.filtered([0.0, 2.0, 1.0], p=1.0),
        inputs.filtered([1.0, 1.0, 1.0], p=0.5),
        inputs.filtered([-1.0, -3.0, -2.0], p=0.7),
        inputs.filtered([[0.0, 2.0, 1.0], [5.0, 0.0, 4.0]], p=0.7),
        inputs.filtered([[0.0, 2.0, 1.0], [0.0, 0.0, 0.0]], p=0.4, dtype=torch.float32),
    ],
    mistakes=mistakes_filters.TOP_P,
    also_right=[correct.p_by_loop, correct.p_by_shift],
    hints=[
        "Sort first: ordered, order = logits.sort(dim=-1, descending=True, stable=True). What must be true of those in front of "
        "a token that stays?",
        "before = shares.cumsum(dim=-1) - shares, with shares = ordered.softmax(dim=-1): what those in front sum to. Below p the "
        "token stays.",
        "kept = ordered.masked_fill(before >= p, -math.inf), and back into the old order: torch.full_like(logits, "
        "-math.inf).scatter(-1, order, kept)",
    ],
)

sample_token_exercise = Exercise(
    reference=sample_token,
    task="Draw one token for each row, by the softmax of the scores over the temperature.",
    inputs=inputs.choices(),
    edges=[
        inputs.choice([[0.0, 1.0]], 1.0),
        inputs.choice([[0.0, 1.0, 2.0]], 0.5),
        inputs.choice([[0.0, 1.0, 2.0]], 2.0, 1),
        inputs.choice([[0.0, 1.0], [3.0, 0.0]], 1.0, 2),
        inputs.choice([[1.0, 3.0, 3.0], [2.0, 0.0, 1.0]], 0.0),
        inputs.choice([[-float("inf"), 1.0, 0.0]], 1.0),
        inputs.choice([[1000.0, 999.0]], 1.0),
        inputs.choice([[1000.0, 999.0], [0.0, 1.0]], 1.0),
        inputs.choice([[-float("inf"), -1.0, -2.0]], 0.0),
        inputs.choice([[-float("inf"), -1000.0, -1001.0]], 1.0),
    ],
    mistakes=mistakes_steps.SAMPLE,
    also_right=[correct.token_by_race, correct.token_by_sum],
    hints=[
        "At temperature 0 take the argmax. Otherwise divide the scores, then softmax, then draw.",
        "torch.multinomial(probabilities, 1, generator=generator) draws one a row, as a column (B, 1).",
        "return torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=generator)[:, 0]",
    ],
    scenario=inputs.draw_often,
    agree=about_as_drawn,
    deterministic=False,
)

kv_cache_step_exercise = Exercise(
    reference=kv_cache_step,
    task="Write a new token's key and value into the cache, and let its query meet all that the cache holds now.",
    inputs=inputs.moments(),
    edges=[
        inputs.moment(1, 2, 2, 0),
        inputs.moment(1, 3, 2, 1),
        inputs.moment(2, 3, 2, 2),
        inputs.moment(2, 4, 3, 1, spread=3.0),
        inputs.moment(3, 5, 4, 3),
        inputs.moment(2, 1, 2, 0),
        inputs.moment(2, 4, 2, 2, spread=30.0),
        inputs.moment(2, 4, 2, 1, beyond=1e4),
    ],
    mistakes=mistakes_steps.KV_CACHE,
    also_right=[correct.cached_by_einsum, correct.cached_by_heads, correct.cached_by_mask],
    hints=[
        "First write: keys[:, length] = key, and the value likewise. How many positions does the cache hold then?",
        "keys[:, : length + 1] has the shape (H, n, K). A query as a column, query[:, :, None], gives all scores of a head by "
        "one product.",
        "scores = past @ query[:, :, None] / math.sqrt(K), (H, n, 1); softmax along dim=1; then the weighted sum of the values.",
    ],
    out_of_bounds=ready_made.ATTENTION,
    scenario=inputs.step,
)
