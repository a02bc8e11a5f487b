"""What the exercises on training are tried on, and how the random and the writing ones are driven."""

import copy
from collections.abc import Mapping
from typing import Any

import torch
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree

SCORES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, -2.0, 3.0, 5.0])
SLOPES = st.sampled_from([0.0, 1.0, -1.0, 2.0, 3.0, -4.0, 0.5, -0.2, 30.0])
DTYPES = st.sampled_from([torch.float64, torch.float64, torch.float32])


def tensor(numbers: Any, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.tensor(numbers, dtype=dtype)


def drawn_tensor(draw: Any, entries: Any, shape: tuple[int, ...], dtype: Any = torch.float64) -> torch.Tensor:
    size = int(torch.tensor(shape).prod())
    return tensor(draw(st.lists(entries, min_size=size, max_size=size)), dtype).reshape(shape)


@st.composite
def scored(draw: Any) -> dict[str, Any]:
    """Logits for a few places of a few sequences, and the tokens that came."""
    b, t, v = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(2, 5))
    logits = drawn_tensor(draw, SCORES, (b, t, v), draw(DTYPES))
    targets = draw(st.lists(st.integers(0, v - 1), min_size=b * t, max_size=b * t))
    return {"logits": logits, "targets": torch.tensor(targets).reshape(b, t)}


def surprise(logits: Any, targets: Any, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
    return {"logits": tensor(logits, dtype), "targets": torch.tensor(targets)}


@st.composite
def moments(draw: Any) -> dict[str, Any]:
    """A step of a training, with or without climb and fall, also where both claim it."""
    n_steps = draw(st.sampled_from([1, 2, 4, 10, 25, 100]))
    return moment(
        draw(st.integers(0, n_steps - 1)),
        n_steps,
        draw(st.sampled_from([1.0, 0.1, 0.003, 2.0])),
        draw(st.integers(0, n_steps)),
        draw(st.integers(0, n_steps)),
    )


def moment(step: int, n_steps: int, peak: float, n_warmup: int, n_decay: int) -> dict[str, Any]:
    return {"step": step, "n_steps": n_steps, "peak": peak, "n_warmup": n_warmup, "n_decay": n_decay}


# clip_gradients ----------------------------------------------------------------------------------------------------


@st.composite
def slopes(draw: Any) -> dict[str, Any]:
    """Gradients of one to three parameters, one of them missing at times, and a limit."""
    shapes = draw(st.lists(st.sampled_from([(1,), (2,), (2, 2), (3,), (1, 3)]), min_size=1, max_size=3))
    gradients: list[Any] = [drawn_tensor(draw, SLOPES, shape) for shape in shapes]
    if draw(st.integers(0, 3)) == 3:
        gradients[0] = None
    return {"parameters": gradients, "max_norm": draw(st.sampled_from([1.0, 5.0, 0.5, 2.0, 10.0, 100.0]))}


def slope(gradients: list[Any], max_norm: float) -> dict[str, Any]:
    return {
        "parameters": [None if one is None else tensor(one) for one in gradients],
        "max_norm": max_norm,
    }


def clip(implementation: Any, given: Mapping[str, Any]) -> Any:
    """Give parameters these gradients, clip, and read what is left of them."""
    parameters = []
    for gradient in given["parameters"]:
        shape = (2,) if gradient is None else gradient.shape
        parameters.append(torch.ones(shape, dtype=torch.float64, requires_grad=True))
        parameters[-1].grad = None if gradient is None else gradient.clone()
    length = implementation(parameters, given["max_norm"])
    if length is None:
        return None
    return {
        "length": length,
        "gradients": [parameter.grad for parameter in parameters],
        "weights": [parameter.detach() for parameter in parameters],
    }


# adamw_step --------------------------------------------------------------------------------------------------------


@st.composite
def strides(draw: Any) -> dict[str, Any]:
    shape = draw(st.sampled_from([(1,), (2,), (3,), (2, 2)]))
    gradient, mean, weight = (drawn_tensor(draw, SLOPES, shape) for _ in range(3))
    return {
        "weight": weight,
        "gradient": gradient,
        "mean": mean / 10,
        "square": drawn_tensor(draw, SLOPES, shape).abs() / 10,
        "step": draw(st.sampled_from([1, 2, 3, 10, 1000])),
        "lr": draw(st.sampled_from([0.1, 0.01, 1.0])),
        "betas": draw(st.sampled_from([(0.9, 0.95), (0.8, 0.99), (0.5, 0.9)])),
        "eps": draw(st.sampled_from([1e-8, 1e-3, 0.1])),
        "weight_decay": draw(st.sampled_from([0.0, 0.1, 0.5])),
    }


def stride(weight: Any, gradient: Any, mean: Any, square: Any, step: int, **named: Any) -> dict[str, Any]:
    first = {"weight": weight, "gradient": gradient, "mean": mean, "square": square}
    return {name: tensor(value) for name, value in first.items()} | {"step": step, "lr": 0.1} | named


# get_batch ---------------------------------------------------------------------------------------------------------

ROUNDS = 60


@st.composite
def texts(draw: Any) -> dict[str, Any]:
    length = draw(st.integers(1, 5))
    return {
        "n": length + draw(st.integers(1, 6)),
        "batch_size": draw(st.integers(1, 4)),
        "length": length,
        "seed": draw(st.integers(0, 5)),
    }


def text(n: int, batch_size: int, length: int, seed: int = 0) -> dict[str, Any]:
    return {"n": n, "batch_size": batch_size, "length": length, "seed": seed}


def cut_often(implementation: Any, given: Mapping[str, Any]) -> Any:
    """Cut batches out of a text without repetition, again and again, and say what they are like."""
    n, size, length = given["n"], given["batch_size"], given["length"]
    tokens = (torch.arange(n) * 7 + 3) % 101  # neighbours are not one apart, and none comes twice
    place_of = {int(token): place for place, token in enumerate(tokens)}
    generator = torch.Generator().manual_seed(given["seed"])
    state = generator.get_state()
    first = implementation(tokens, size, length, generator)
    if not (isinstance(first, tuple | list) and len(first) == 2 and all(map(torch.is_tensor, first))):
        return copy.copy(first)  # of another kind altogether: shown as it is
    drawn = [first, *(implementation(tokens, size, length, generator) for _ in range(ROUNDS))]
    inputs = torch.stack([batch[0] for batch in drawn])
    targets = torch.stack([batch[1] for batch in drawn])
    generator.set_state(state)
    again = [implementation(tokens, size, length, generator)[0] for _ in range(12)]
    return {
        "shape of the inputs": tuple(first[0].shape),
        "shape of the targets": tuple(first[1].shape),
        "dtypes": [str(part.dtype) for part in first],
        "each input piece stands in the text": _is_in_order(inputs, place_of),
        "a target is": _what_targets_are(inputs, targets, tokens, place_of),
        "the first place comes up": bool((inputs[..., 0] == tokens[0]).any())
        or given["batch_size"] * ROUNDS < 10 * n,
        "the last place comes up": bool((inputs[..., 0] == tokens[n - length - 1]).any())
        or given["batch_size"] * ROUNDS < 10 * n,
        "the pieces of a batch are drawn apart": size == 1
        or n - length == 1
        or bool((inputs[:, 0] != inputs[:, 1]).any()),
        "two batches differ": n - length == 1 or bool((inputs[0] != inputs[1:]).any()),
        "the same generator gives the same batches": torch.equal(inputs[:12], torch.stack(again)),
    }


def _is_in_order(inputs: torch.Tensor, place_of: Mapping[int, int]) -> bool:
    rows = inputs.flatten(0, -2).tolist() if inputs.ndim == 3 else []
    places = [[place_of.get(token, -9) for token in row] for row in rows]
    return all(row == list(range(row[0], row[0] + len(row))) and row[0] >= 0 for row in places)


def _what_targets_are(
    inputs: torch.Tensor, targets: torch.Tensor, tokens: torch.Tensor, place_of: Mapping[int, int]
) -> str:
    """In words, so that different slips look different."""
    if inputs.shape != targets.shape:
        return "not one for each input"
    places = [place_of.get(token, -9) for token in inputs.flatten().tolist()]
    wanted = [int(tokens[place + 1]) if 0 <= place < len(tokens) - 1 else None for place in places]
    got = targets.flatten().tolist()
    if got == wanted:
        return "the token that follows its input"
    if torch.equal(targets, inputs):
        return "its input once more"
    if torch.equal(targets, inputs + 1):
        return "its input plus one"
    if torch.equal(targets, inputs.roll(-1, dims=-1)):
        return "the next input, and at the end of a piece its first"
    before = [int(tokens[place - 1]) if place > 0 else None for place in places]
    return "the token before its input" if got == before else "another token"


# perplexity --------------------------------------------------------------------------------------------------------


@st.composite
def judged(draw: Any) -> dict[str, Any]:
    v = draw(st.integers(2, 4))
    shapes = draw(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 4)), min_size=1, max_size=3))
    batches = []
    for b, t in shapes:
        ids = draw(st.lists(st.integers(0, v - 1), min_size=2 * b * t, max_size=2 * b * t))
        batches.append(tuple(torch.tensor(ids).reshape(2, b, t)))
    return {"model": drawn_tensor(draw, SCORES, (v, v)), "batches": batches}


def heard(table: Any, *batches: Any) -> dict[str, Any]:
    return {
        "model": tensor(table),
        "batches": [(torch.tensor(inputs), torch.tensor(targets)) for inputs, targets in batches],
    }


def judge(implementation: Any, given: Mapping[str, Any]) -> Any:
    """A bigram model, whose row of scores stands in a table that could be learned."""
    table = given["model"].clone().requires_grad_()
    kept: list[bool] = []

    def model(ids: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = table[ids]
        kept.append(logits.requires_grad)
        return logits

    result = implementation(model, list(given["batches"]))
    if result is None:
        return None
    if torch.is_tensor(result):
        result = result.detach()
    return {"perplexity": result, "gradients are kept": any(kept)}


def same_number(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Compare the number alone; whether gradients were kept is the clause's affair."""
    return agree(got and got["perplexity"], expected["perplexity"], given)


def without_gradients(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    if got is None or got["gradients are kept"] == expected["gradients are kept"]:
        return None
    return Difference("wrong value", "The model was run with gradients switched on.")
