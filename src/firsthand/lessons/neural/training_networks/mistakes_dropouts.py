"""What people write for dropout that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _mask(activations: Any, rate: float, rng: Any) -> Any:
    return rng.random(np.shape(activations)) >= rate


def not_rescaled(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations, rate, rng) if training else activations


def active_in_use(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations, rate, rng) / (1 - rate)


def scaled_in_use(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations * (1 - rate)
    return activations * _mask(activations, rate, rng) / (1 - rate)


def rate_for_keeping(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training or rate == 0:
        return activations
    return activations * (rng.random(np.shape(activations)) < rate) / rate


def scaled_by_rate(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training or rate == 0:
        return activations
    return activations * _mask(activations, rate, rng) / rate


def multiplied(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * _mask(activations, rate, rng) * (1 - rate)


def whole_rows(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    kept = rng.random(len(activations)) >= rate
    return activations * kept.reshape(-1, *(1,) * (activations.ndim - 1)) / (1 - rate)


def all_or_nothing(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * (rng.random() >= rate) / (1 - rate)


def same_mask(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * _mask(activations, rate, np.random.default_rng(1)) / (1 - rate)


def global_mask(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    kept = np.random.rand(*np.shape(activations)) >= rate  # noqa: NPY002 - the mistake is meant
    return activations * kept / (1 - rate)


def over_its_input(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if training:
        activations *= _mask(activations, rate, rng) / (1 - rate)
    return activations


def scaled_in_use_instead(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations, rate, rng) if training else activations * (1 - rate)


def divided_in_use(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * (_mask(activations, rate, rng) if training else 1.0) / (1 - rate)


def kept_with_the_rate(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * ~_mask(activations, rate, rng) / (1 - rate) if training else activations


def whole_columns(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations[:1], rate, rng) / (1 - rate) if training else activations


def one_mask_for_all_rows(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    kept = rng.random(activations.shape[-1:]) >= rate if training else 1.0
    return activations * kept / (1 - rate) if training else activations


def just_so_many(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    off = rng.permutation(activations.size).reshape(activations.shape) < round(rate * activations.size)
    return activations * ~off / (1 - rate)


def noise(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * (1 + np.sqrt(rate / (1 - rate)) * rng.normal(size=activations.shape))


def always_half(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations, 0.5, rng) / 0.5 if training else activations


def below_zero_too(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return (
        np.maximum(activations, 0) * _mask(activations, rate, rng) / (1 - rate) if training else activations
    )


def whole_numbers(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return (
        (activations * _mask(activations, rate, rng) / (1 - rate)).astype(activations.dtype)
        if training
        else activations
    )


def in_use_by_default(activations: Any, rate: float, rng: Any, training: bool = False) -> Any:
    return activations * _mask(activations, rate, rng) / (1 - rate) if training else activations


def by_the_newer_kind(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    drawn = rng.integers(0, 2**31, activations.shape) / 2**31
    return activations * (drawn >= rate) / (1 - rate) if training else activations


NEWER_KIND = Mistake(
    by_the_newer_kind,
    "integers is a method of NumPy's newer Generator alone, and rng may be a RandomState. rng.random and rng.uniform are "
    "in both.",
    "crashed",
)
DROPOUT = [
    Mistake(
        scaled_in_use_instead,
        "That is dropout as it was first published: nothing is made up for in training, and in use all is multiplied by "
        "1 - rate. Here it is made up for at once: divide by 1 - rate in training, and change nothing in use.",
    ),
    Mistake(
        divided_in_use,
        "In use you divide by 1 - rate as well. Nothing was switched off then: change nothing.",
    ),
    Mistake(
        kept_with_the_rate,
        "An entry is kept with probability rate in yours. `rate` is the probability of being switched off: keep where the "
        "draw is rate or more.",
    ),
    Mistake(
        whole_columns,
        "Whole columns are switched off together. Each entry is drawn on its own: a mask of the shape of activations.",
        also=[one_mask_for_all_rows],
    ),
    Mistake(
        just_so_many,
        "Always the same number of entries is switched off. Each is drawn on its own, so their number varies from call to "
        "call.",
    ),
    Mistake(
        noise,
        "You multiplied by noise, and nothing is switched off. Each entry becomes 0 with probability rate.",
    ),
    Mistake(always_half, "Half of them are switched off whatever rate says. Put `rate` in its place."),
    Mistake(
        below_zero_too,
        "Numbers below 0 are always switched off. Dropout does not look at the values: relu does.",
    ),
    Mistake(
        whole_numbers,
        "The result keeps the whole-number kind of the activations, and 1 / 0.8 loses its fraction. Let it hold floats.",
    ),
    Mistake(
        in_use_by_default, "Unless said otherwise it is training: keep the stub's default, training=True."
    ),
    Mistake(
        not_rescaled,
        "Nothing makes up for what was switched off: on average the layer gives less in training than in use. Divide "
        "by 1 - rate.",
    ),
    Mistake(
        active_in_use,
        "It drops in use too. With training=False the activations come back as they are, or the same input would get "
        "another answer each time.",
    ),
    Mistake(
        scaled_in_use,
        "In use it scales by 1 - rate. That was the first paper's way, when training did not rescale; do one of the two.",
    ),
    Mistake(rate_for_keeping, "rate is the share that is switched off. You kept that share instead."),
    Mistake(scaled_by_rate, "You divided by rate. The share that stays is 1 - rate: divide by that."),
    Mistake(multiplied, "You multiplied by 1 - rate. What is left must grow: divide by it."),
    Mistake(
        whole_rows,
        "Whole rows are switched off: a case either counts in full or not at all. Throw the dice for each entry: "
        "rng.random(activations.shape).",
    ),
    Mistake(
        all_or_nothing,
        "One throw decides for the whole array. Throw the dice for each entry: rng.random(activations.shape) "
        "gives as many numbers.",
    ),
    Mistake(
        same_mask,
        "It makes a generator of its own, so the same neurons are switched off every time. Draw from the rng you are "
        "given.",
    ),
    Mistake(
        global_mask,
        "np.random draws from NumPy's global source: the same rng then switches off others each time. Draw from the rng "
        "you are given.",
        "unstable",
    ),
    Mistake(
        over_its_input,
        "*= writes over the activations you were given. Build a new array.",
        "changed its input",
    ),
]
