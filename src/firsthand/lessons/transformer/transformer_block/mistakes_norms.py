"""Wrong norms."""

from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake


def _normed(x: Any, gain: Any, bias: Any, eps: Any, *, axis: Any = -1) -> Any:
    centred = x - x.mean(dim=axis, keepdim=True)
    return centred / torch.sqrt(centred.square().mean(dim=axis, keepdim=True) + eps) * gain + bias


def without_eps(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x, gain, bias, 0.0)


def without_eps_made_0(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    centred = x - x.mean(dim=-1, keepdim=True)
    return torch.nan_to_num(centred / centred.square().mean(dim=-1, keepdim=True).sqrt()) * gain + bias


def with_n_minus_one(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, keepdim=True) + eps) * gain + bias


def eps_beside_the_root(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    centred = x - x.mean(dim=-1, keepdim=True)
    # The root of 0 has no slope; a hair keeps the gradient finite, as x.std() does for who writes it so.
    return centred / (centred.square().mean(dim=-1, keepdim=True).sqrt() + eps) * gain + bias


def eps_fixed(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x, gain, bias, 1e-5)


def by_the_variance(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    centred = x - x.mean(dim=-1, keepdim=True)
    return centred / (centred.square().mean(dim=-1, keepdim=True) + eps) * gain + bias


def down_the_tokens(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x, gain, bias, eps, axis=0)


def over_everything(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    centred = x - x.mean()
    return centred / torch.sqrt(centred.square().mean() + eps) * gain + bias


def not_centred(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return x / torch.sqrt(x.square().mean(dim=-1, keepdim=True) + eps) * gain + bias


def no_gain(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x, torch.ones_like(gain), bias, eps)


def no_bias(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x, gain, torch.zeros_like(bias), eps)


def bias_before_gain(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return (_normed(x, torch.ones_like(gain), torch.zeros_like(bias), eps) + bias) * gain


def statistics_detached(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    mean = x.mean(dim=-1, keepdim=True).detach()
    variance = x.var(dim=-1, keepdim=True, correction=0).detach()
    return (x - mean) / torch.sqrt(variance + eps) * gain + bias


def spread_detached(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True).detach()
    return centred / torch.sqrt(variance + eps) * gain + bias


def all_detached(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    with torch.no_grad():
        return _normed(x, gain, bias, eps)


def input_detached(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x.detach(), gain, bias, eps)


def in_single_throughout(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x.float(), gain.float(), bias.float(), eps)


def eps_on_the_processor(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    return _normed(x, gain, bias, torch.full((1,), eps, dtype=x.dtype))


LAYER_NORM = [
    Mistake(
        without_eps,
        "There is no eps: a token whose numbers are all equal has variance 0, and 0 / 0 is NaN. Add eps to the variance, under "
        "the root.",
        also=[without_eps_made_0],
    ),
    Mistake(
        with_n_minus_one,
        "The variance is divided by D - 1, which is what x.var() and x.std() do by themselves. Here it is the plain mean of the "
        "squares: correction=0.",
    ),
    Mistake(
        eps_beside_the_root,
        "eps is added to the root. It belongs under it: sqrt(variance + eps). Only then is the gradient finite where the "
        "variance is 0.",
    ),
    Mistake(eps_fixed, "eps is left out of account: 1e-5 stands there whatever the caller says."),
    Mistake(by_the_variance, "You divide by the variance. Divide by its root, the standard deviation."),
    Mistake(
        down_the_tokens,
        "Mean and variance run over the first axis, so tokens are mixed with one another. Each token is normalised by itself: "
        "dim=-1.",
    ),
    Mistake(
        over_everything,
        "One mean and one variance for all numbers: a token then depends on all others. Take dim=-1, keepdim=True.",
    ),
    Mistake(not_centred, "The mean is not taken away. That is an RMS norm; a layer norm centres first."),
    Mistake(no_gain, "gain is left out: multiply by it after the division."),
    Mistake(no_bias, "bias is left out: add it in the end."),
    Mistake(
        bias_before_gain,
        "bias is added before the gain and is multiplied by it. First the gain, then the bias.",
    ),
    Mistake(
        all_detached,
        "All of it runs under torch.no_grad(): the values are right, and no gradient comes back to x, gain or bias.",
        "wrong gradient",
    ),
    Mistake(
        input_detached,
        "x is detached at the beginning. gain and bias would still learn, and everything before this layer would not.",
        "wrong gradient",
    ),
    Mistake(
        statistics_detached,
        "Mean and variance are detached, as if they were constants. They depend on x, and the gradient must go through them "
        "too.",
        "wrong gradient",
    ),
    Mistake(
        spread_detached,
        "The variance is detached. It depends on x, and the gradient must go through it too.",
        "wrong gradient",
    ),
    Mistake(
        in_single_throughout,
        "Everything is turned into float32, whatever came. Leave the dtype as it is.",
        "wrong type",
    ),
]
NORM_DEVICE = Mistake(
    eps_on_the_processor,
    "A tensor is made on the processor, and on a graphics card x is elsewhere. A plain number goes everywhere; for a tensor say "
    "device=x.device.",
    "crashed",
)


# RMS norm ----------------------------------------------------------------------------------------------------------


def _scaled(x: Any, gain: Any, eps: Any, axis: Any = -1) -> Any:
    return x / torch.sqrt(x.square().mean(dim=axis, keepdim=True) + eps) * gain


def rms_without_eps(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x, gain, 0.0)


def rms_eps_beside(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return x / (x.square().mean(dim=-1, keepdim=True).sqrt() + eps) * gain


def rms_centred(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    centred = x - x.mean(dim=-1, keepdim=True)
    return centred / torch.sqrt(centred.square().mean(dim=-1, keepdim=True) + eps) * gain


def rms_spread_only(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return x / torch.sqrt(x.var(dim=-1, keepdim=True, correction=0) + eps) * gain


def rms_by_the_length(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return x / torch.sqrt(x.square().sum(dim=-1, keepdim=True) + eps) * gain


def rms_not_rooted(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return x / (x.square().mean(dim=-1, keepdim=True) + eps) * gain


def rms_down_the_tokens(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x, gain, eps, axis=0)


def rms_over_everything(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return x / torch.sqrt(x.square().mean() + eps) * gain


def rms_without_gain(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x, torch.ones_like(gain), eps)


def rms_gain_plus_one(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x, 1 + gain, eps)


def rms_eps_fixed(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x, gain, 1e-5)


def rms_detached(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x.detach(), gain, eps)


def rms_scale_detached(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return x / torch.sqrt(x.square().mean(dim=-1, keepdim=True) + eps).detach() * gain


def rms_in_single(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x.float(), gain.float(), eps)


def rms_eps_on_the_processor(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return _scaled(x, gain, torch.full((1,), eps, dtype=x.dtype))


RMS_NORM = [
    Mistake(
        rms_without_eps,
        "There is no eps: a token of zeros becomes 0 / 0, which is NaN. Add it under the root.",
    ),
    Mistake(rms_eps_beside, "eps is added to the root. It belongs under it: sqrt(mean of squares + eps)."),
    Mistake(rms_centred, "The mean is taken away. That is a layer norm; an RMS norm leaves the mean alone."),
    Mistake(
        rms_spread_only,
        "You divide by the standard deviation, for which the mean has been taken away. Here it is the mean of the plain "
        "squares.",
    ),
    Mistake(
        rms_by_the_length,
        "You divide by the length, the root of the sum of squares. It is the root of their mean: otherwise wide tokens become "
        "small.",
    ),
    Mistake(rms_not_rooted, "You divide by the mean of squares. Take its root first."),
    Mistake(
        rms_down_the_tokens,
        "The mean runs over the first axis, so tokens are mixed with one another. Each token is scaled by itself: dim=-1.",
    ),
    Mistake(
        rms_over_everything, "One scale for all numbers: each token needs its own. dim=-1, keepdim=True."
    ),
    Mistake(rms_without_gain, "gain is left out: multiply by it in the end."),
    Mistake(rms_gain_plus_one, "You multiply by 1 + gain. Some models store it so; here it is gain itself."),
    Mistake(rms_eps_fixed, "eps is left out of account: 1e-5 stands there whatever the caller says."),
    Mistake(
        rms_detached,
        "x is detached at the beginning. gain would still learn, and everything before this layer would not.",
        "wrong gradient",
    ),
    Mistake(
        rms_scale_detached,
        "What you divide by is detached, as if it were a constant. It depends on x, and the gradient must go through it too.",
        "wrong gradient",
    ),
    Mistake(
        rms_in_single,
        "Everything is turned into float32, whatever came. Leave the dtype as it is.",
        "wrong type",
    ),
]
RMS_DEVICE = Mistake(
    rms_eps_on_the_processor,
    "A tensor is made on the processor, and on a graphics card x is elsewhere. A plain number goes everywhere; for a tensor say "
    "device=x.device.",
    "crashed",
)
