"""The exercises of the lesson Self-attention."""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.neural.attention import (
    correct,
    inputs,
    mistakes_gathering,
    mistakes_heads,
    mistakes_merging,
    mistakes_weights,
)
from firsthand.neural.basics.attention import (
    attention_weights,
    causal_mask,
    merge_heads,
    scaled_dot_product_attention,
    split_heads,
)


def _grown(size: int, seed: int) -> dict[str, Any]:
    """One sentence, 64 wide, so long that each of its arrays has `size` numbers."""
    n = size // 64
    q, k, v = np.random.default_rng(seed).normal(size=(3, n, 64))
    return {"queries": q, "keys": k, "values": v, "mask": causal_mask(n)}


def _grown_pairs(size: int, seed: int) -> dict[str, Any]:
    grown = _grown(size, seed)
    return {name: grown[name] for name in ("queries", "keys", "mask")}


def _grown_heads(size: int, seed: int) -> dict[str, Any]:
    return {"x": np.random.default_rng(seed).normal(size=(4, size // (4 * 512), 512)), "n_heads": 8}


def _grown_split(size: int, seed: int) -> dict[str, Any]:
    return {"x": np.ascontiguousarray(split_heads(**_grown_heads(size, seed)))}


def torch_attention(queries: Any, keys: Any, values: Any, mask: Any = None) -> Any:
    import torch

    q, k, v = (torch.from_numpy(one) for one in (queries, keys, values))
    allowed = None if mask is None else torch.from_numpy(mask)
    return torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=allowed).numpy()


def torch_weights(queries: Any, keys: Any, mask: Any = None) -> Any:
    import torch

    scores = torch.from_numpy(queries) @ torch.from_numpy(keys).mT / queries.shape[-1] ** 0.5
    if mask is not None:
        scores.masked_fill_(~torch.from_numpy(mask), -math.inf)
    return scores.softmax(dim=-1).numpy()


def torch_split(x: Any, n_heads: int) -> Any:
    import torch

    cut = torch.from_numpy(x).reshape(*x.shape[:-1], n_heads, x.shape[-1] // n_heads)
    return cut.transpose(-3, -2).numpy()


def torch_merge(x: Any) -> Any:
    import torch

    return torch.from_numpy(x).transpose(-3, -2).flatten(start_dim=-2).numpy()


causal_mask_exercise = Exercise(
    reference=causal_mask,
    task="Say which word may look at which when nobody may look ahead: True where the column is not after the row.",
    inputs=arguments(n=st.integers(1, 7)),
    edges=[{"n": 2}, {"n": 3}, {"n": 1}, {"n": 4}, {"n": 70}],
    mistakes=mistakes_heads.CAUSAL_MASK,
    clauses=[
        Clause(
            text="A new one each time.", ignored=mistakes_heads.KEPT_MASK, edges=[{"n": 5}] * 2, fresh=True
        )
    ],
    also_right=[correct.mask_by_comparing, correct.mask_by_loop, correct.mask_by_triangle],
    hints=[
        "Write down the table for three words. Row i asks, column j answers. Where may it look?",
        "True where j <= i: the lower triangle with its diagonal. Compare np.arange(n) with itself as a column, or "
        "look at np.tri.",
        "return np.arange(n)[:, np.newaxis] >= np.arange(n)",
    ],
    out_of_bounds=ready_made.CAUSAL_MASK,
)

attention_weights_exercise = Exercise(
    reference=attention_weights,
    task="Compute how much each query looks at each key: scaled dot products, the mask, then a softmax over the keys. "
    "A query that may look nowhere gets zeros.",
    inputs=inputs.pairs_and_masks(with_values=False),
    edges=inputs.PAIRS,
    mistakes=mistakes_weights.ATTENTION_WEIGHTS,
    clauses=[
        Clause(
            text="A query that may look at no key gets a row of zeros, not NaN.",
            ignored=mistakes_weights.NOTHING_OVER_NOTHING,
            edges=inputs.NOWHERE,
        ),
        Clause(
            text="If queries and keys differ in width.",
            ignored=mistakes_weights.WIDTH_CUT,
            edges=[
                inputs.asked(inputs.counted(2, 2), inputs.counted(3, 3)),
                inputs.asked(inputs.counted(2, 2, 3), inputs.counted(2, 3, 2)),
            ],
        ),
    ],
    also_right=[
        correct.weights_by_large_fill,
        correct.weights_by_nan_to_num,
        correct.weights_by_scaled_queries,
        correct.weights_by_loop,
    ],
    hints=[
        "Without a mask it is one line: all dot products of queries with keys at once are a matrix product, queries @ "
        "np.swapaxes(keys, -1, -2). Divide by the root of the width, take the softmax over the last axis.",
        "What is forbidden gets a score of -inf before the softmax: np.where(mask, scores, -np.inf). exp(-inf) is 0. Which "
        "row becomes NaN by that?",
        "mask.any(axis=-1, keepdims=True) says which queries may look somewhere. Give the others harmless scores, such as 0, and "
        "multiply their weights by 0 in the end: softmax(scores) * somewhere",
    ],
    out_of_bounds=ready_made.ATTENTION,
    differentiable="queries",
    race=Race(
        _grown_pairs, {"PyTorch, step by step": torch_weights}, (640, 6_400, 64_000), "numbers in queries"
    ),
)

scaled_dot_product_attention_exercise = Exercise(
    reference=scaled_dot_product_attention,
    task="Give each query the mean of the values, weighted by how well their keys fit it.",
    inputs=inputs.pairs_and_masks(with_values=True),
    edges=[
        inputs.whole([[1.0]], [[0.0], [1.0]], [[1.0], [3.0]]),
        *map(inputs.gathering, inputs.PAIRS),
        inputs.whole([[1, 0], [0, 2]], [[1, 1], [0, 3]], [[1, 2, 3], [4, 5, 7]]),
        inputs.whole(
            [[1.0, 0.0], [0.0, 2.0]], [[1.0, 1.0], [0.0, 3.0]], [[1.0, 2.0], [4.0, -5.0]], np.tri(2)
        ),
    ],
    mistakes=mistakes_gathering.SCALED_DOT_PRODUCT_ATTENTION,
    clauses=[
        Clause(
            text="A query that may look at no key gathers nothing: zeros.",
            ignored=mistakes_gathering.NOTHING_GATHERED,
            edges=list(map(inputs.gathering, inputs.NOWHERE)),
        )
    ],
    also_right=[correct.gathered_by_loop, correct.gathered_at_once, correct.divided_after_gathering],
    hints=[
        "You have the weights already, one row for each query. What does a weighted mean of the values look like as a matrix "
        "product?",
        "Row i of weights @ values is the sum over j of weights[i, j] times values[j].",
        "return attention_weights(queries, keys, mask) @ values",
    ],
    out_of_bounds=ready_made.ATTENTION,
    differentiable="values",
    race=Race(_grown, {"PyTorch": torch_attention}, (640, 6_400, 64_000), "numbers in queries"),
)

split_heads_exercise = Exercise(
    reference=split_heads,
    task="Cut the width of every word into heads, and let the heads stand before the words: (..., n, D) to (..., H, n, K).",
    inputs=st.tuples(inputs.LEADS, inputs.SMALL, inputs.SMALL, st.integers(1, 3)).flatmap(
        lambda sizes: arguments(
            x=inputs.array(*sizes[0], sizes[1], sizes[2] * sizes[3]), n_heads=st.just(sizes[2])
        )
    ),
    edges=[
        {"x": inputs.counted(1, 2), "n_heads": 2},
        {"x": inputs.counted(2, 4), "n_heads": 2},
        {"x": inputs.counted(3, 4), "n_heads": 4},
        {"x": inputs.counted(2, 6), "n_heads": 3},
        {"x": inputs.counted(2, 6), "n_heads": 2},
        {"x": inputs.counted(3, 4), "n_heads": 1},
        {"x": inputs.counted(2, 3, 4), "n_heads": 2},
        {"x": inputs.counted(3, 1, 2, 6).astype(int), "n_heads": 3},
    ],
    mistakes=mistakes_heads.SPLIT_HEADS,
    clauses=[
        Clause(
            text="If n_heads does not divide D.",
            ignored=mistakes_heads.REST_DROPPED,
            edges=[{"x": inputs.counted(2, 5), "n_heads": 2}, {"x": inputs.counted(2, 3), "n_heads": 4}],
        )
    ],
    also_right=[correct.split_by_stacking, correct.split_by_turning_first, correct.split_by_loop],
    hints=[
        "First only cut: a reshape from (..., n, D) to (..., n, H, K) leaves every word where it is and parts its columns.",
        "Then let heads and words change places: np.swapaxes(cut, -3, -2). A reshape cannot do that, it never moves a "
        "number past another.",
        "cut = x.reshape(*x.shape[:-1], n_heads, x.shape[-1] // n_heads); return np.swapaxes(cut, -3, -2). Where "
        "n_heads does not divide D, this reshape raises by itself.",
    ],
    out_of_bounds=ready_made.HEADS,
    race=Race(_grown_heads, {"PyTorch": torch_split}, (20_480, 204_800, 2_048_000), "numbers in x"),
)

merge_heads_exercise = Exercise(
    reference=merge_heads,
    task="Put the heads of each word side by side again: (..., H, n, K) to (..., n, H K).",
    inputs=st.tuples(inputs.LEADS, inputs.SMALL, inputs.SMALL, st.integers(1, 3)).flatmap(
        lambda sizes: arguments(x=inputs.array(*sizes[0], *sizes[1:]))
    ),
    edges=[
        {"x": inputs.counted(2, 1, 1)},
        {"x": inputs.counted(2, 2, 1)},
        {"x": inputs.counted(2, 3, 2)},
        {"x": inputs.counted(3, 2, 2)},
        {"x": inputs.counted(1, 3, 2)},
        {"x": inputs.counted(2, 2, 3, 2)},
        {"x": inputs.counted(3, 1, 2, 4, 1).astype(int)},
    ],
    mistakes=mistakes_merging.MERGE_HEADS,
    also_right=[correct.merged_by_concatenating, correct.merged_by_moving, correct.merged_by_einsum],
    hints=[
        "It is split_heads backwards: which of its two moves comes first now?",
        "First the swap, (..., H, n, K) to (..., n, H, K), so that the heads of a word stand side by side. Then one reshape "
        "makes one axis of the last two.",
        "beside = np.swapaxes(x, -3, -2); return beside.reshape(*beside.shape[:-2], beside.shape[-2] * beside.shape[-1])",
    ],
    out_of_bounds=ready_made.HEADS,
    race=Race(_grown_split, {"PyTorch": torch_merge}, (20_480, 204_800, 2_048_000), "numbers in x"),
)
