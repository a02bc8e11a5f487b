"""Wrong bends and wrong feed-forward layers."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake


def _gelu(x: Any) -> Any:
    return x * (1 + torch.erf(x / math.sqrt(2))) / 2


def gelu_by_tanh(x: Any) -> Any:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def gelu_by_sigmoid(x: Any) -> Any:
    return x * torch.sigmoid(1.702 * x)


def silu_for_gelu(x: Any) -> Any:
    return x * torch.sigmoid(x)


def relu_for_gelu(x: Any) -> Any:
    return torch.clamp(x, min=0)


def root_of_two_missing(x: Any) -> Any:
    return x * (1 + torch.erf(x)) / 2


def times_the_root(x: Any) -> Any:
    return x * (1 + torch.erf(x * math.sqrt(2))) / 2


def never_halved(x: Any) -> Any:
    return x * (1 + torch.erf(x / math.sqrt(2)))


def chance_alone(x: Any) -> Any:
    return (1 + torch.erf(x / math.sqrt(2))) / 2


def without_one(x: Any) -> Any:
    return x * torch.erf(x / math.sqrt(2)) / 2


def gate_detached(x: Any) -> Any:
    return x * ((1 + torch.erf(x / math.sqrt(2))) / 2).detach()


def gelu_detached(x: Any) -> Any:
    return _gelu(x.detach())


def gelu_by_numbers(x: Any) -> Any:
    flat = [number * (1 + math.erf(number / math.sqrt(2))) / 2 for number in x.flatten().tolist()]
    return torch.tensor(flat, dtype=x.dtype).reshape(x.shape)


def gelu_in_single(x: Any) -> Any:
    return _gelu(x.float())


def gelu_on_the_processor(x: Any) -> Any:
    return x * (torch.ones(x.shape, dtype=x.dtype) + torch.erf(x / math.sqrt(2))) / 2


GELU = [
    Mistake(
        gelu_by_tanh,
        "That is the approximation with tanh, which GPT-2 uses. It is off by up to half a thousandth; here the exact one is "
        "asked for, with torch.erf.",
    ),
    Mistake(gelu_by_sigmoid, "That is the coarse approximation by a sigmoid. The exact one has torch.erf."),
    Mistake(
        silu_for_gelu, "x times the sigmoid of x is SiLU. GELU has the chance of a normal draw in its place."
    ),
    Mistake(
        relu_for_gelu, "That is ReLU: below 0 it is flat, with a corner. GELU bends softly and dips below 0."
    ),
    Mistake(root_of_two_missing, "x is divided by sqrt(2) within erf, and you leave that out."),
    Mistake(times_the_root, "Within erf x is divided by sqrt(2), and you multiply."),
    Mistake(never_halved, "1 + erf runs from 0 to 2. Halve it: it is to be a chance."),
    Mistake(chance_alone, "That is the chance alone. Multiply it by x."),
    Mistake(without_one, "erf runs from -1 to 1. Add 1 before you halve it, or it is no chance."),
    Mistake(
        gate_detached,
        "The chance is detached, as if it were a constant. It depends on x as well, and the gradient must go through both.",
        "wrong gradient",
    ),
    Mistake(
        gelu_detached,
        "x is detached at the beginning: the values are right, and no gradient comes back.",
        "wrong gradient",
        also=[gelu_by_numbers],
    ),
    Mistake(
        gelu_in_single,
        "Everything is turned into float32, whatever came. Leave the dtype as it is.",
        "wrong type",
    ),
]
GELU_DEVICE = Mistake(
    gelu_on_the_processor,
    "A tensor is made on the processor, and on a graphics card x is elsewhere. A plain number goes everywhere; for a tensor say "
    "device=x.device.",
    "crashed",
)


# Feed-forward --------------------------------------------------------------------------------------------------------


def with_relu(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return (x @ widen + widen_bias).relu() @ narrow + narrow_bias


def no_bend(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return (x @ widen + widen_bias) @ narrow + narrow_bias


def bent_before_the_bias(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return (_gelu(x @ widen) + widen_bias) @ narrow + narrow_bias


def bent_at_the_end_too(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(_gelu(x @ widen + widen_bias) @ narrow + narrow_bias)


def bent_at_the_end_only(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu((x @ widen + widen_bias) @ narrow + narrow_bias)


def no_biases(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(x @ widen) @ narrow


def no_first_bias(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(x @ widen) @ narrow + narrow_bias


def no_last_bias(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(x @ widen + widen_bias) @ narrow


def added_to_x(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return x + _gelu(x @ widen + widen_bias) @ narrow + narrow_bias


def by_tanh(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return gelu_by_tanh(x @ widen + widen_bias) @ narrow + narrow_bias


def weights_turned(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(x @ widen.T + widen_bias) @ narrow.T + narrow_bias


def middle_detached(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(x @ widen + widen_bias).detach() @ narrow + narrow_bias


def forward_input_detached(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return _gelu(x.detach() @ widen + widen_bias) @ narrow + narrow_bias


def wholly_detached(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    with torch.no_grad():
        return _gelu(x @ widen + widen_bias) @ narrow + narrow_bias


def forward_on_the_processor(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    out = torch.zeros(x.shape, dtype=x.dtype)
    return out + _gelu(x @ widen + widen_bias) @ narrow + narrow_bias


FEED_FORWARD = [
    Mistake(with_relu, "The bend is ReLU, as in the paper of 2017. Here it is gelu, as in GPT."),
    Mistake(
        no_bend,
        "There is no bend between the two matrices, and two matrices in a row are no more than one. Put gelu around the first "
        "product and its bias.",
    ),
    Mistake(
        bent_before_the_bias,
        "widen_bias is added after the bend. It belongs before: gelu(x @ widen + widen_bias).",
    ),
    Mistake(
        bent_at_the_end_too,
        "The result is bent once more. What a branch adds may have either sign: leave it.",
    ),
    Mistake(bent_at_the_end_only, "The bend stands at the end. It belongs between the two matrices."),
    Mistake(no_biases, "Both biases are left out."),
    Mistake(no_first_bias, "widen_bias is left out: add it before the bend."),
    Mistake(no_last_bias, "narrow_bias is left out: add it at the end."),
    Mistake(
        added_to_x,
        "x is added to the result. That is the block's business: here is only the branch.",
    ),
    Mistake(by_tanh, "The bend is the approximation with tanh. Take the exact gelu, which you have built."),
    Mistake(
        weights_turned,
        "The matrices are transposed. They stand on the right here and have the shapes (D, F) and (F, D) already.",
        "crashed",
    ),
    Mistake(
        middle_detached,
        "What comes out of the bend is detached: narrow and narrow_bias would learn, and nothing before them.",
        "wrong gradient",
    ),
    Mistake(
        forward_input_detached,
        "x is detached at the beginning: these weights would learn, and nothing in the layers before.",
        "wrong gradient",
    ),
    Mistake(
        wholly_detached,
        "All of it runs under torch.no_grad(): the values are right, and nothing would learn.",
        "wrong gradient",
    ),
]
FEED_FORWARD_DEVICE = Mistake(
    forward_on_the_processor,
    "A tensor is made on the processor, and on a graphics card x is elsewhere. Say device=x.device, or go without it.",
    "crashed",
)
